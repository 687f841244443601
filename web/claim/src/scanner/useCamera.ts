import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export type CameraState =
  | "starting"
  | "running"
  /** The page was out of sight, and gave the camera back. */
  | "paused"
  | "refused"
  | "missing";

export interface Camera {
  readonly state: CameraState;
  readonly video: RefObject<HTMLVideoElement | null>;
  /** Null where the camera has no lamp. */
  readonly torch: boolean | null;
  setTorch(isOn: boolean): void;
}

type LampCapabilities = MediaTrackCapabilities & { readonly torch?: boolean };

/**
 * The camera at the back, for as long as this is on the page and in sight.
 * It is asked for once: phones ask the person each time, and whoever said no
 * is not asked again.
 */
export function useCamera(): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const stream = useRef<MediaStream | null>(null);
  const [state, setState] = useState<CameraState>("starting");
  const [torch, setTorch] = useState<boolean | null>(null);

  useEffect(() => {
    let isGone = false;
    const stop = () => {
      for (const track of stream.current?.getTracks() ?? []) track.stop();
      stream.current = null;
      setTorch(null);
    };
    const start = async () => {
      try {
        const constraints = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
        const opened = await navigator.mediaDevices.getUserMedia({ video: constraints, audio: false });
        stream.current = opened;
        if (isGone || document.hidden) {
          stop();
          setState("paused");
          return;
        }
        const [track] = opened.getVideoTracks();
        track?.addEventListener("ended", () => setState("paused"));
        if ((track?.getCapabilities?.() as LampCapabilities | undefined)?.torch) setTorch(false);
        if (video.current !== null) {
          video.current.srcObject = opened;
          await video.current.play();
        }
        setState("running");
      } catch (error) {
        if (isGone) return;
        stop();
        setState(error instanceof DOMException && error.name === "NotAllowedError" ? "refused" : "missing");
      }
    };
    const hide = () => {
      if (!document.hidden || stream.current === null) return;
      stop();
      setState("paused");
    };
    void start();
    document.addEventListener("visibilitychange", hide);
    return () => {
      isGone = true;
      document.removeEventListener("visibilitychange", hide);
      stop();
    };
  }, []);

  return {
    state,
    video,
    torch,
    setTorch: (isOn) => {
      const [track] = stream.current?.getVideoTracks() ?? [];
      const lamp = { advanced: [{ torch: isOn }] } as unknown as MediaTrackConstraints;
      track?.applyConstraints(lamp).then(
        () => setTorch(isOn),
        () => setTorch(null),
      );
    },
  };
}
