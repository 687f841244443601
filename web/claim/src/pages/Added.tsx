import { DeviceDocument } from "@claimstead/sdk";
import { useEffect, useState } from "preact/hooks";
import { Link } from "wouter";

import { canInstall, install } from "../installing.ts";
import { useMessages } from "../messages/index.ts";
import { useQuestion } from "../state/asking.ts";
import { useLive } from "../state/live.ts";
import { Button } from "../ui/Button.tsx";
import { Identify } from "../ui/Identify.tsx";
import { Failure, Loading, Notice } from "../ui/Notice.tsx";
import { Presence } from "../ui/Presence.tsx";
import { Screen } from "../ui/Screen.tsx";
import { ConfirmAddress } from "./ConfirmAddress.tsx";
import { SignedIn } from "./SignedIn.tsx";

/** After this long the person is helped along; it is no failure. */
const PATIENCE_SECONDS = 180;

/** It is theirs, from the first second on. That it comes online is told as it happens. */
export function Added({ id }: { readonly id: string }) {
  const words = useMessages().added;
  return (
    <SignedIn title={words.title}>
      <Page id={id} />
    </SignedIn>
  );
}

function Page({ id }: { readonly id: string }) {
  const words = useMessages().added;
  const { data, failure, again } = useQuestion(DeviceDocument, { id });
  const { devices, liveness } = useLive([id]);
  const device = data?.device;
  if (failure !== null && device === undefined) {
    return (
      <Screen title={words.title}>
        <Failure failure={failure} onAgain={again} />
      </Screen>
    );
  }
  if (device === undefined) return <Loading />;
  if (device === null) {
    return (
      <Screen title={words.gone}>
        <Link href="/claim/devices" class="button main">
          {words.done}
        </Link>
      </Screen>
    );
  }
  const presence = (devices[id] ?? device).presence;
  return (
    <Screen title={words.title}>
      <Notice kind="good">
        <strong>{device.name}</strong> {words.yours}
      </Notice>
      <section class="card live" aria-label={words.live}>
        <div role="status">
          {presence.isOnline ? <Presence presence={presence} liveness={liveness} /> : <Waiting name={device.name} />}
        </div>
        {presence.isOnline ? <Identify deviceId={id} look="main" /> : <Steps />}
      </section>
      <ConfirmAddress />
      <Install />
      <div class="actions beside-each-other">
        <Link href="/claim/devices" class={presence.isOnline ? "button second" : "button main"}>
          {words.done}
        </Link>
        <Link href="/claim" class="button second">
          {words.another}
        </Link>
      </div>
    </Screen>
  );
}

function Waiting({ name }: { readonly name: string }) {
  const words = useMessages().added;
  return (
    <span class="waiting">
      <span class="spinner" aria-hidden="true" />
      <strong>{words.waiting(name)}</strong>
    </span>
  );
}

/** What to do meanwhile; when it takes long, what may be the matter. */
function Steps() {
  const words = useMessages().added;
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), PATIENCE_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <ol>
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <div aria-live="polite">
        {isLong ? (
          <>
            <p>
              <strong>{words.long}</strong>
            </p>
            <ul>
              {words.hints.map((hint) => (
                <li key={hint}>{hint}</li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
      <p class="quiet">{words.mayClose}</p>
    </>
  );
}

/** Only now, after a first success, and only where the browser has offered it. */
function Install() {
  const words = useMessages().added;
  const [isOffered, setIsOffered] = useState(canInstall);
  if (!isOffered) return null;
  return (
    <div class="card">
      <p>{words.install}</p>
      <Button
        look="second"
        onClick={() => {
          setIsOffered(false);
          void install();
        }}
      >
        {words.installAction}
      </Button>
    </div>
  );
}
