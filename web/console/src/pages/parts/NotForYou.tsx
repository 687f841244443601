import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";
import { EmptyState } from "../../shared/EmptyState";

/** In place of a list that the viewer's role does not reach. */
export function NotForYou() {
  const words = useMessages(placesMessages);
  return <EmptyState icon="info" title={words.notForYouTitle} text={words.notForYouText} />;
}
