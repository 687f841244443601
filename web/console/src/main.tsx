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

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <MessagesProvider value={LANGUAGES[spoken]}>
        <Notifications />
        <App />
      </MessagesProvider>
    </MantineProvider>
  </StrictMode>,
);
