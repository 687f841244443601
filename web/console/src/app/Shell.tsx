import type { UserFieldsFragment } from "@claimstead/sdk";
import { ActionIcon, Drawer } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useMessages } from "../messages/catalogue";
import { shellMessages } from "../messages/shell";
import { Icon } from "../shared/Icon";
import { ShortcutHelp } from "../shared/shortcuts";
import { Navigation } from "./Navigation";
import { OfflineNotice } from "./OfflineNotice";
import { usePlaces } from "./organization";
import classes from "./Shell.module.css";

/** The frame of all pages: the navigation beside them, on narrow screens behind a button. */
export function Shell({ user, children }: { user: UserFieldsFragment; children: ReactNode }) {
  const words = useMessages(shellMessages);
  const [isOpen, setOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [path] = useLocation();
  const { here } = usePlaces();
  const place = `${here.id}${path}`;
  const [openedAt, setOpenedAt] = useState(place);
  // Whoever goes elsewhere by the navigation has no more need of it.
  if (openedAt !== place) {
    setOpenedAt(place);
    setOpen(false);
  }
  const content = useRef<HTMLElement>(null);
  const former = useRef(path);
  useEffect(() => {
    // Another page begins at its top, for the eye, the keys and screen readers alike.
    if (former.current === path) return;
    former.current = path;
    window.scrollTo(0, 0);
    content.current?.focus({ preventScroll: true });
  }, [path]);
  const navigation = <Navigation user={user} onHelp={() => setHelpOpen(true)} />;
  return (
    <div className={classes["frame"]}>
      <a className={classes["skip"]} href="#content">
        {words.toContent}
      </a>
      <header className={classes["top"]}>
        <ActionIcon variant="subtle" size={44} aria-label={words.openNavigation} aria-expanded={isOpen} onClick={() => setOpen(true)}>
          <Icon name="menu" size={24} />
        </ActionIcon>
        <span className={classes["where"]}>{here.name}</span>
      </header>
      <aside className={classes["side"]}>{navigation}</aside>
      <Drawer
        opened={isOpen}
        onClose={() => setOpen(false)}
        position="left"
        size="18rem"
        title={words.product}
        closeButtonProps={{ "aria-label": words.closeNavigation }}
        classNames={{ body: classes["drawer"] ?? "" }}
      >
        {navigation}
      </Drawer>
      <main ref={content} id="content" aria-labelledby="page-title" className={classes["content"]} tabIndex={-1}>
        <OfflineNotice />
        {children}
      </main>
      <ShortcutHelp isOpen={isHelpOpen} setOpen={setHelpOpen} />
    </div>
  );
}
