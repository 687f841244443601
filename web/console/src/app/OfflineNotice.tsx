import { useSyncExternalStore } from "react";
import { useMessages } from "../messages/catalogue";
import { shellMessages } from "../messages/shell";
import { Note } from "../shared/Note";
import classes from "./OfflineNotice.module.css";

/** Says that the browser has no network, for as long as that is so. */
export function OfflineNotice() {
  const words = useMessages(shellMessages);
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className={classes["notice"]}>
      {isOnline ? null : <Note tone="warning">{words.offline}</Note>}
    </div>
  );
}

function subscribe(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}
