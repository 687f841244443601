import { useEffect, useRef, useState } from "preact/hooks";

import { useMessages } from "../messages/index.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice } from "../ui/Notice.tsx";
import { qrDetector } from "./detecting.ts";
import { useCamera } from "./useCamera.ts";

const PAUSE_MS = 100;

interface ScannerProps {
  /** What a code says; true when that was what was looked for. */
  readonly onText: (text: string) => boolean;
  readonly onClose: () => void;
}

/** The camera's picture, and a look for a QR code in it ten times a second. */
export function Scanner({ onText, onClose }: ScannerProps) {
  const words = useMessages().scanner;
  const camera = useCamera();
  const take = useRef(onText);
  take.current = onText;
  const [isUnable, setIsUnable] = useState(false);

  useEffect(() => {
    if (camera.state !== "running") return undefined;
    let isOver = false;
    const look = async () => {
      const detect = await qrDetector();
      let last = "";
      while (!isOver) {
        const video = camera.video.current;
        const text = video === null || video.readyState < video.HAVE_CURRENT_DATA ? null : await detect(video);
        if (isOver) return;
        if (text !== null && text !== last) {
          last = text;
          if (take.current(text)) {
            navigator.vibrate?.(60);
            return;
          }
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    };
    // The reader could not be fetched.
    look().catch(() => setIsUnable(!isOver));
    return () => {
      isOver = true;
    };
  }, [camera.state, camera.video]);

  if (camera.state === "refused" || camera.state === "missing") {
    return <Notice kind="warning">{camera.state === "refused" ? words.refused : words.missing}</Notice>;
  }
  if (isUnable) return <Notice kind="warning">{words.unable}</Notice>;
  if (camera.state === "paused") {
    return (
      <Notice kind="plain">
        <p>{words.paused}</p>
        <Button look="second" onClick={onClose}>
          {words.close}
        </Button>
      </Notice>
    );
  }
  return (
    <div class="scanner">
      <div class="view">
        <video ref={camera.video} playsInline muted aria-label={words.view} />
        <div class="frame" aria-hidden="true" />
        {camera.torch === null ? null : (
          <button
            type="button"
            class="torch"
            aria-pressed={camera.torch}
            aria-label={words.torch}
            onClick={() => camera.setTorch(!camera.torch)}
          >
            <Icon name="torch" />
          </button>
        )}
      </div>
      <p role="status">{camera.state === "starting" ? words.starting : words.hint}</p>
      <Button look="second" onClick={onClose}>
        {words.close}
      </Button>
    </div>
  );
}
