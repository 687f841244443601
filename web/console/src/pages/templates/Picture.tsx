import { useState } from "react";
import { Icon } from "../../shared/Icon";
import classes from "./Picture.module.css";

/** The picture of a product, or a sign in its place; beside its name, or large by itself. */
export function Picture({ url, name, under, isBeside = false, alt = "", onFault }: { url: string | null; name: string; under?: string | undefined; isBeside?: boolean; alt?: string; onFault?: (url: string) => void }) {
  const [broken, setBroken] = useState<string | null>(null);
  const frame = (
    <span className={`${classes["frame"]} ${isBeside ? "" : classes["large"]}`}>
      {url === null || url === "" || broken === url ? (
        <Icon name="chip" size={isBeside ? 18 : 40} />
      ) : (
        <img
          src={url}
          alt={alt}
          referrerPolicy="no-referrer"
          onError={() => {
            setBroken(url);
            onFault?.(url);
          }}
        />
      )}
    </span>
  );
  if (!isBeside) return frame;
  return (
    <span className={classes["beside"]}>
      {frame}
      <span>
        {name}
        {under === undefined ? null : <span className={classes["under"]}>{under}</span>}
      </span>
    </span>
  );
}
