import { Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useMessages } from "../../messages/catalogue";
import { placesMessages } from "../../messages/places";
import { ConfirmDialog } from "../../shared/ConfirmDialog";

/** While something on the page is not saved: asks before a link or the closing of the tab would lose it. */
export function Unsaved({ isDirty }: { isDirty: boolean }) {
  const words = useMessages(placesMessages);
  const [, navigate] = useLocation();
  const [target, setTarget] = useState<string | null>(null);
  useEffect(() => {
    if (!isDirty) return;
    const onClose = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
      if (link === null || link.target === "_blank" || link.hasAttribute("download") || link.origin !== window.location.origin || link.pathname === window.location.pathname) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(link.pathname + link.search);
    };
    window.addEventListener("beforeunload", onClose);
    // Before the router hears of it.
    document.addEventListener("click", onClick, true);
    return () => {
      window.removeEventListener("beforeunload", onClose);
      document.removeEventListener("click", onClick, true);
    };
  }, [isDirty]);
  return (
    <ConfirmDialog
      isOpen={target !== null}
      title={words.unsavedTitle}
      action={words.unsavedLeave}
      isDangerous
      onClose={() => setTarget(null)}
      onConfirm={() => {
        setTarget(null);
        if (target !== null) navigate(target);
      }}
    >
      <Text>{words.unsavedText}</Text>
    </ConfirmDialog>
  );
}
