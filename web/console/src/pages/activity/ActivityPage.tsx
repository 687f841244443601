import { useMessages } from "../../messages/catalogue";
import { shellMessages } from "../../messages/shell";
import { PageHeader } from "../../shared/PageHeader";

export default function ActivityPage() {
  const words = useMessages(shellMessages);
  return <PageHeader title={words.places.activity} />;
}
