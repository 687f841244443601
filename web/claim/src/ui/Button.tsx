import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "class"> {
  readonly look?: "main" | "second" | "danger" | "quiet";
  /** It is on its way: tapping again does nothing, and the button keeps the focus. */
  readonly isBusy?: boolean;
  readonly children: ComponentChildren;
}

/** Something to tap. A busy one stays where it is, so that nobody loses their place. */
export function Button({ look = "main", isBusy = false, children, onClick, ...button }: ButtonProps) {
  return (
    <button
      type="button"
      {...button}
      class={`button ${look}`}
      aria-busy={isBusy ? "true" : undefined}
      aria-disabled={isBusy ? "true" : undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
    >
      {isBusy ? <span class="spinner" aria-hidden="true" /> : null}
      {children}
    </button>
  );
}
