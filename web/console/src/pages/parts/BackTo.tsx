import type { ReactNode } from "react";
import { Link } from "wouter";
import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";
import { Icon } from "../../shared/Icon";
import classes from "./BackTo.module.css";

/** The way back from a page to the list that it is from. */
export function BackTo({ href, children }: { href: string; children: ReactNode & string }) {
  const words = useMessages(placesMessages);
  return (
    <Link href={href} className={classes["back"] ?? ""} aria-label={words.backTo(children)}>
      <Icon name="left" size={16} />
      {children}
    </Link>
  );
}
