import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@claimstead/theme/tokens.css";
import "./app/base.css";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { theme } from "./app/theme";
import { language } from "./messages/catalogue";

document.documentElement.lang = language();

// No style elements: the content security policy forbids them, and base.css holds what they would say.
createRoot(document.getElementById("app") as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <Notifications position="bottom-right" limit={4} zIndex={500} />
      <App />
    </MantineProvider>
  </StrictMode>,
);
