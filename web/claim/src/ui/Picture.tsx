import { useState } from "preact/hooks";

import { Icon } from "./Icon.tsx";

/** The product's picture, or a box where there is none. The name stands beside it in words. */
export function Picture({ url, isSmall = false }: { readonly url: string | null | undefined; readonly isSmall?: boolean }) {
  const [isBroken, setIsBroken] = useState(false);
  const style = isSmall ? "picture small" : "picture";
  if (!url || isBroken) {
    return (
      <div class={`${style} none`}>
        <Icon name="box" size={isSmall ? 28 : 72} />
      </div>
    );
  }
  return <img class={style} src={url} alt="" referrerpolicy="no-referrer" onError={() => setIsBroken(true)} />;
}
