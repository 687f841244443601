import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@claimstead/theme/tokens.css";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./App.tsx";
import { language, LANGUAGES, MessagesProvider } from "./messages/index.ts";
import { theme } from "./theme.ts";

const spoken = language();
document.documentElement.lang = spoken;

/** The server lets style sheets that the page writes itself pass under this word alone; it is new in each answer. */
const styleNonce = () => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <MessagesProvider value={LANGUAGES[spoken]}>
        <Notifications />
        <App />
      </MessagesProvider>
    </MantineProvider>
  </StrictMode>,
);
