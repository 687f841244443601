import { Button } from "@mantine/core";
import { Link } from "wouter";
import { useMessages } from "../messages/catalogue";
import { shellMessages } from "../messages/shell";
import { PageHeader } from "../shared/PageHeader";

export function NotFound() {
  const words = useMessages(shellMessages).notFound;
  return (
    <>
      <PageHeader title={words.title} description={words.text} />
      <Button component={Link} href="/tokens">
        {words.back}
      </Button>
    </>
  );
}
