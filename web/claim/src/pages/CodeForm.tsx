import { groupWhileTyping, parseClaimCode } from "@claimstead/sdk";
import { useId, useState } from "preact/hooks";
import { useLocation } from "wouter";

import { useMessages } from "../messages/index.ts";
import { Button } from "../ui/Button.tsx";

const LENGTH = 20;

interface CodeFormProps {
  readonly initial?: string;
  readonly action: string;
}

/** A code as people type it: grouped while they do, and told of a typo at the last character, before anything is sent. */
export function CodeForm({ initial = "", action }: CodeFormProps) {
  const words = useMessages().codeForm;
  const id = useId();
  const [, go] = useLocation();
  // Codes brought along by a manufacturer have a form of their own, which capitals and groups would destroy.
  const [isPlain, setIsPlain] = useState(() => initial !== "" && !isOurForm(initial));
  const [value, setValue] = useState(() => (isPlain ? initial : groupWhileTyping(initial)));
  const [isAsked, setIsAsked] = useState(initial !== "");

  const count = value.replaceAll("-", "").length;
  const isFull = isPlain ? isAsked && value.trim() !== "" : count === LENGTH;
  const parsed = parseClaimCode(value);
  const fault = isFull && parsed === null ? words.typo : isAsked && !isFull ? words.short(LENGTH - count) : null;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setIsAsked(true);
        if (parsed !== null && (isPlain || isFull)) go(`/C/${parsed.text}`);
      }}
    >
      <div class="field">
        <label for={id}>{words.label}</label>
        <input
          id={id}
          class="code-input"
          value={value}
          inputmode="text"
          autocomplete="off"
          autocapitalize={isPlain ? "none" : "characters"}
          autocorrect="off"
          spellcheck={false}
          enterkeyhint="go"
          placeholder={isPlain ? "" : "XXXX-XXXX-XXXX-XXXX-XXXX"}
          maxLength={isPlain ? 300 : undefined}
          aria-invalid={fault === null ? undefined : "true"}
          aria-describedby={`${id}-fault ${id}-hint`}
          onInput={(event) => setValue(isPlain ? event.currentTarget.value : regrouped(event.currentTarget))}
        />
        <p class="fault" id={`${id}-fault`} role="alert">
          {fault ?? ""}
        </p>
        <p class="hint" id={`${id}-hint`}>
          {isPlain ? words.plainHint : words.hint}
        </p>
      </div>
      <Button type="submit">{action}</Button>
      <Button
        look="quiet"
        onClick={() => {
          setIsPlain(!isPlain);
          setIsAsked(false);
          setValue(isPlain ? groupWhileTyping(value) : "");
        }}
      >
        {isPlain ? words.toGrouped : words.toPlain}
      </Button>
    </form>
  );
}

function isOurForm(text: string): boolean {
  const compact = text.replaceAll(/[- ]/g, "");
  return /^[A-Za-z0-9]*$/.test(compact) && compact.length <= LENGTH + 2;
}

/** The value in groups, with the caret behind the same character as before. A pasted link gives its code. */
function regrouped(input: HTMLInputElement): string {
  const link = input.value.includes("/") ? parseClaimCode(input.value) : null;
  const before = input.value.slice(0, input.selectionStart ?? input.value.length).replaceAll(/[^A-Za-z0-9]/g, "").length;
  const next = link?.grouped ?? groupWhileTyping(input.value);
  let caret = 0;
  for (let seen = 0; caret < next.length && seen < before; caret += 1) if (next[caret] !== "-") seen += 1;
  input.value = next;
  input.setSelectionRange(caret, caret);
  return next;
}
