import { useEffect, useState } from "preact/hooks";
import { useLocation } from "wouter";

import { useMessages } from "../messages/index.ts";
import { ownHosts } from "../state/brand.ts";
import { judge, type Scanned } from "../scanner/judging.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { later } from "../ui/later.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Screen } from "../ui/Screen.tsx";
import { CodeForm } from "./CodeForm.tsx";
import { PhotoPicker } from "../scanner/PhotoPicker.tsx";

const Scanner = later(() => import("../scanner/Scanner.tsx").then((part) => part.Scanner));
const hasCamera = (): boolean => navigator.mediaDevices !== undefined;

/** Add a device by its label: scanned, photographed or typed. */
export function Add() {
  const words = useMessages().add;
  const [, go] = useLocation();
  const [isScanning, setIsScanning] = useState(false);
  const [scanned, setScanned] = useState<Scanned | null>(null);

  useEffect(() => {
    // Where the camera is allowed already nothing will be asked, so it may open at once.
    let isGone = false;
    void isCameraGranted().then((isGranted) => {
      if (isGranted && !isGone) setIsScanning(true);
    });
    return () => {
      isGone = true;
    };
  }, []);

  /** Whether the scanner may stop looking. */
  const take = (text: string): boolean => {
    const found = judge(text, ownHosts());
    if (found.kind === "code") {
      go(`/C/${encodeURIComponent(found.code)}`);
      return true;
    }
    setScanned(found);
    return found.kind === "elsewhere";
  };

  if (scanned?.kind === "elsewhere") return <Elsewhere host={scanned.host} url={scanned.url} onBack={() => setScanned(null)} />;
  return (
    <Screen title={words.title}>
      <p>{words.what}</p>
      {isScanning ? <Scanner onText={take} onClose={() => setIsScanning(false)} /> : null}
      {scanned === null ? null : <Notice kind="warning">{scanned.kind === "mistyped" ? words.damaged : words.notOurs}</Notice>}
      <div class="actions">
        {hasCamera() && !isScanning ? (
          <Button
            onClick={() => {
              setScanned(null);
              setIsScanning(true);
            }}
          >
            <Icon name="scan" />
            {words.scan}
          </Button>
        ) : null}
        <PhotoPicker onText={take} />
      </div>
      <div class="or">{words.or}</div>
      <CodeForm action={words.action} />
    </Screen>
  );
}

/** A label of another place. Its code is not sent anywhere from here. */
function Elsewhere({ host, url, onBack }: { readonly host: string; readonly url: string; readonly onBack: () => void }) {
  const words = useMessages().elsewhere;
  return (
    <Screen title={words.title}>
      <p>{words.what(host)}</p>
      <a class="button main" href={url} rel="noreferrer">
        {words.action(host)}
      </a>
      <Button look="quiet" onClick={onBack}>
        {words.back}
      </Button>
    </Screen>
  );
}

async function isCameraGranted(): Promise<boolean> {
  try {
    // Not every browser knows the name.
    return (await navigator.permissions.query({ name: "camera" })).state === "granted";
  } catch {
    return false;
  }
}
