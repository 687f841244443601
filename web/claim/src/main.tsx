import "./style.css";

import { render } from "preact";

import { App } from "./App.tsx";
import { language, MessagesProvider, messagesOf } from "./messages/index.ts";

const spoken = language();
document.documentElement.lang = spoken;

void messagesOf(spoken).then((messages) =>
  render(
    <MessagesProvider value={messages}>
      <App />
    </MessagesProvider>,
    document.getElementById("app")!,
  ),
);
