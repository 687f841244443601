import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";

/** In the place of what is being asked for. */
export function Waiting({ lines = 4 }: { lines?: number }) {
  const words = useMessages(placesMessages);
  return (
    <Stack gap="sm" py="sm">
      <VisuallyHidden component="output">{words.loading}</VisuallyHidden>
      {Array.from({ length: lines }, (_, at) => (
        <Skeleton key={at} height="1.25rem" width={`${90 - ((at * 17) % 45)}%`} />
      ))}
    </Stack>
  );
}
