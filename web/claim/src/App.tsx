import { Component, type ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Redirect, Route, Switch } from "wouter";

import { useMessages } from "./messages/index.ts";
import { Landing } from "./pages/Landing.tsx";
import { useSession } from "./state/session.ts";
import { later } from "./ui/later.tsx";
import { Screen } from "./ui/Screen.tsx";
import { Shell } from "./ui/Shell.tsx";

const SignIn = later(() => import("./pages/accounts.ts").then((part) => part.SignIn));
const SignUp = later(() => import("./pages/accounts.ts").then((part) => part.SignUp));
const Forgot = later(() => import("./pages/accounts.ts").then((part) => part.Forgot));
const SessionOverDialog = later(() => import("./pages/accounts.ts").then((part) => part.SessionOverDialog));
const Add = later(() => import("./pages/Add.tsx").then((part) => part.Add));
const Added = later(() => import("./pages/Added.tsx").then((part) => part.Added));
const Devices = later(() => import("./pages/Devices.tsx").then((part) => part.Devices));
const DevicePage = later(() => import("./pages/Device.tsx").then((part) => part.DevicePage));
const Account = later(() => import("./pages/Account.tsx").then((part) => part.Account));
const Verify = later(() => import("./pages/mailed.ts").then((part) => part.Verify));
const Reset = later(() => import("./pages/mailed.ts").then((part) => part.Reset));
const Invitation = later(() => import("./pages/mailed.ts").then((part) => part.Invitation));
const Transfer = later(() => import("./pages/mailed.ts").then((part) => part.Transfer));

/** The claim app's pages by their paths. Labels have the code behind `/C/`, in either case. */
export function App() {
  const session = useSession();
  const round = useMailedLinks();
  return (
    <Shell>
      <Fallback>
        <Switch>
          <Route path="/C/:code">{({ code }) => <Landing key={code} input={code} />}</Route>
          <Route path="/claim" component={Add} />
          <Route path="/claim/sign-in" component={SignIn} />
          <Route path="/claim/sign-up" component={SignUp} />
          <Route path="/claim/forgot" component={Forgot} />
          <Route path="/claim/devices" component={Devices} />
          <Route path="/claim/devices/:id">{({ id }) => <DevicePage key={id} id={id} />}</Route>
          <Route path="/claim/added/:id">{({ id }) => <Added key={id} id={id} />}</Route>
          <Route path="/claim/account" component={Account} />
          <Route path="/verify">
            <Verify key={round} />
          </Route>
          <Route path="/reset">
            <Reset key={round} />
          </Route>
          <Route path="/invitation">
            <Invitation key={round} />
          </Route>
          <Route path="/transfer">
            <Transfer key={round} />
          </Route>
          <Route>
            <Redirect to="/claim" replace />
          </Route>
        </Switch>
        {session.status === "expired" ? <SessionOverDialog /> : null}
      </Fallback>
    </Shell>
  );
}

/** Counts the links that are opened on a page that stands already: only what is behind the `#` differs then, and nothing loads anew. */
function useMailedLinks(): number {
  const [round, setRound] = useState(0);
  useEffect(() => {
    const open = () => setRound((before) => before + 1);
    addEventListener("hashchange", open);
    return () => removeEventListener("hashchange", open);
  }, []);
  return round;
}

/** A part of the app could not be fetched, or is broken: say so, and offer the page anew. */
class Fallback extends Component<{ readonly children: ComponentChildren }, { readonly failure: unknown }> {
  override state = { failure: null };

  static override getDerivedStateFromError(failure: unknown) {
    return { failure };
  }

  override render() {
    if (this.state.failure === null) return this.props.children;
    return <Broken />;
  }
}

function Broken() {
  const words = useMessages();
  return (
    <Screen title={words.failure.pageTitle}>
      <p>{navigator.onLine ? words.failure.page : words.failure.offline}</p>
      <button type="button" class="button main" onClick={() => location.reload()}>
        {words.again}
      </button>
    </Screen>
  );
}
