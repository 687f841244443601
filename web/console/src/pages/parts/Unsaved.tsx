import { Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { guardSteps } from "../../shared/leaving";

/** While something on the page is not saved: asks before a link, the back or forward button, or the closing of the tab would lose it. */
export function Unsaved({ isDirty }: { isDirty: boolean }) {
  const words = useMessages(placesMessages);
  const [, navigate] = useLocation();
  const [leave, setLeave] = useState<(() => void) | null>(null);
  useEffect(() => {
    if (!isDirty) return;
    const stopGuarding = guardSteps((step) => setLeave(() => step));
    const onClose = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const target = leadsAway(event);
      if (target === null) return;
      event.preventDefault();
      event.stopPropagation();
      setLeave(() => () => navigate(target));
    };
    window.addEventListener("beforeunload", onClose);
    // Before the router hears of it.
    document.addEventListener("click", onClick, true);
    return () => {
      stopGuarding();
      window.removeEventListener("beforeunload", onClose);
      document.removeEventListener("click", onClick, true);
    };
  }, [isDirty, navigate]);
  return (
    <ConfirmDialog
      isOpen={leave !== null}
      title={words.unsavedTitle}
      action={words.unsavedLeave}
      isDangerous
      onClose={() => setLeave(null)}
      onConfirm={() => {
        setLeave(null);
        leave?.();
      }}
    >
      <Text>{words.unsavedText}</Text>
    </ConfirmDialog>
  );
}

/** Where a click on a link leads, when that is another page of the console, in this tab. */
function leadsAway(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return null;
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  if (link === null || link.target === "_blank" || link.hasAttribute("download")) return null;
  const { origin, pathname } = window.location;
  return link.origin !== origin || link.pathname === pathname ? null : link.pathname + link.search;
}
