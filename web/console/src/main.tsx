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
import { numberEntries } from "./shared/leaving";

document.documentElement.lang = language();
numberEntries();

/** The server lets a style element pass under this word alone; it is new in each answer. */
const styleNonce = () => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

createRoot(document.getElementById("app") as HTMLElement).render(
  <StrictMode>
    {/* What the kit would say of colours in a style element stands in base.css, so that it is there before the first paint. */}
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false} getStyleNonce={styleNonce}>
      <Notifications position="bottom-right" limit={4} zIndex={500} />
      <App />
    </MantineProvider>
  </StrictMode>,
);
