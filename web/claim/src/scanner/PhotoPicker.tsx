import { useId, useState } from "preact/hooks";

import { useMessages } from "../messages/index.ts";
import { Icon } from "../ui/Icon.tsx";
import { Notice } from "../ui/Notice.tsx";

/** Where there is no camera in the page, a photo of the label does as well. */
export function PhotoPicker({ onText }: { readonly onText: (text: string) => boolean }) {
  const words = useMessages().photo;
  const id = useId();
  const [state, setState] = useState<"idle" | "reading" | "none" | "unreadable">("idle");

  const read = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    setState("reading");
    try {
      const { qrDetector } = await import("./detecting.ts");
      const [detect, picture] = await Promise.all([qrDetector(), createImageBitmap(file)]);
      const text = await detect(picture);
      picture.close();
      setState(text === null ? "none" : "idle");
      if (text !== null) onText(text);
    } catch {
      setState("unreadable");
    } finally {
      // The same photo again is a new try.
      input.value = "";
    }
  };

  return (
    <div class="photo">
      <input
        id={id}
        class="unseen"
        type="file"
        accept="image/*"
        capture="environment"
        onChange={(event) => void read(event.currentTarget)}
      />
      <label for={id} class="button second">
        <Icon name="photo" />
        {state === "reading" ? words.reading : words.action}
      </label>
      {state === "none" || state === "unreadable" ? <Notice kind="warning">{state === "none" ? words.none : words.unreadable}</Notice> : null}
    </div>
  );
}
