import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Link } from "wouter";

import { useMessages } from "../messages/index.ts";
import { useBrand } from "../state/brand.ts";
import { Icon } from "./Icon.tsx";

let isFirst = true;

interface ScreenProps {
  readonly title: string;
  /** Where the arrow leads; none without it. */
  readonly back?: string;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

/** One screen under its heading, which takes the focus when the screen appears: whoever listens hears where they are. */
export function Screen({ title, back, isWide = false, children }: ScreenProps) {
  const words = useMessages();
  const { brand } = useBrand();
  const heading = useRef<HTMLHeadingElement>(null);
  const brandName = brand?.displayName;

  useEffect(() => {
    document.title = brandName === undefined ? title : `${title} · ${brandName}`;
  }, [title, brandName]);

  useEffect(() => {
    if (!isFirst) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    isFirst = false;
  }, [title]);

  return (
    <div class={isWide ? "screen wide" : "screen"}>
      {back === undefined ? null : (
        <Link href={back} class="back">
          <Icon name="back" size={20} />
          {words.back}
        </Link>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}
