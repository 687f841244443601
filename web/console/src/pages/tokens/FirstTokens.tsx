import { Button } from "@mantine/core";
import { Link } from "wouter";
import { useMessages } from "../../messages/catalogue";
import { tokensMessages } from "../../messages/tokens";
import { EmptyState } from "../../shared/EmptyState";

/** No token yet: the three steps from here to a customer. */
export function FirstTokens({ mayCreate }: { mayCreate: boolean }) {
  const { empty, create } = useMessages(tokensMessages);
  return (
    <EmptyState
      title={empty.title}
      text={empty.text}
      steps={[
        { icon: "plus", title: empty.create, text: empty.createText },
        { icon: "chip", title: empty.flash, text: empty.flashText },
        { icon: "print", title: empty.print, text: empty.printText },
      ]}
    >
      {mayCreate ? (
        <>
          <Button component={Link} href="/tokens/create">
            {create}
          </Button>
          <Button component={Link} href="/tokens/create/file" variant="default">
            {empty.fromFile}
          </Button>
        </>
      ) : (
        empty.cannotCreate
      )}
    </EmptyState>
  );
}
