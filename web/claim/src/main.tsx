import "./style.css";

import { render } from "preact";

import { App } from "./App.tsx";
import { keepInstallPrompt } from "./installing.ts";
import { language, messagesOf, SpeechProvider } from "./messages/index.ts";
import { askForBrand } from "./state/brand.ts";
import { startServiceWorker } from "./serviceWorker.ts";

const spoken = language();
document.documentElement.lang = spoken;
keepInstallPrompt();
void askForBrand();

void messagesOf(spoken).then((messages) => {
  render(
    <SpeechProvider value={{ language: spoken, messages }}>
      <App />
    </SpeechProvider>,
    document.getElementById("app")!,
  );
  startServiceWorker();
});
