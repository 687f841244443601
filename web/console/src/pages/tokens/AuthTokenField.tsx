import { RevealAuthTokenDocument } from "@claimstead/sdk";
import { Button, Title } from "@mantine/core";
import { useEffect, useId, useState } from "react";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { tokensMessages } from "../../messages/tokens";
import { CopyButton } from "../../shared/CopyButton";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Icon } from "../../shared/Icon";
import { useAct } from "../../shared/queries";
import classes from "./AuthTokenField.module.css";

const SHOWN_MILLISECONDS = 60_000;

/** The device's secret: hidden until it is revealed, which is recorded, and hidden again by itself. */
export function AuthTokenField({ tokenId }: { tokenId: string }) {
  const words = useMessages(tokensMessages).drawer;
  const id = useId();
  const [secret, setSecret] = useState<string | null>(null);
  const { run, isBusy, problem } = useAct(async () => (await call(RevealAuthTokenDocument, { input: { tokenId } })).revealAuthToken);
  useEffect(() => {
    if (secret === null) return;
    const timer = setTimeout(() => setSecret(null), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [secret]);
  const reveal = async () => {
    const revealed = await run();
    if (revealed !== undefined) setSecret(revealed.authToken);
  };
  return (
    <section aria-labelledby={id} className={classes["field"]}>
      <Title order={2} size="h5" id={id}>
        {words.authToken}
      </Title>
      <div className={classes["line"]}>
        {secret === null ? (
          <code className={classes["secret"]} aria-label={words.hidden}>
            ••••••••••••••••••••
          </code>
        ) : (
          <code className={classes["secret"]}>{secret}</code>
        )}
        {secret === null ? (
          <Button size="xs" variant="default" loading={isBusy} leftSection={<Icon name="eye" size={16} />} onClick={() => void reveal()}>
            {words.reveal}
          </Button>
        ) : (
          <>
            <CopyButton value={secret} />
            <Button size="xs" variant="default" leftSection={<Icon name="eyeOff" size={16} />} onClick={() => setSecret(null)}>
              {words.hide}
            </Button>
          </>
        )}
      </div>
      <p className={classes["hint"]} role="status">
        {secret === null ? words.revealHint : words.revealed}
      </p>
      <ErrorPanel problem={problem} />
    </section>
  );
}
