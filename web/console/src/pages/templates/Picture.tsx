import { useState } from "react";
import { Icon } from "../../shared/Icon";
import classes from "./Picture.module.css";

interface PictureProps {
  readonly url: string | null;
  readonly name: string;
  readonly under?: string | undefined;
  readonly isBeside?: boolean;
  readonly alt?: string;
  readonly onFault?: (url: string) => void;
}

/** The picture of a product, or a sign in its place; beside its name, or large by itself. */
export function Picture({ url, name, under, isBeside = false, alt = "", onFault }: PictureProps) {
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
