import type { BrandFieldsFragment } from "@claimstead/sdk";
import { Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { callHttp } from "../../app/api";
import { brandMessages } from "../../messages/brand";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { ConfirmDialog } from "../../shared/ConfirmDialog";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Icon } from "../../shared/Icon";
import { useAct } from "../../shared/queries";
import { tellDone } from "../../shared/toasts";
import { Card } from "../parts/Card";
import { answered } from "../parts/httpRefusal";
import classes from "./Logo.module.css";

const LARGEST_BYTES = 1_048_576;
const TYPES = ["image/png", "image/jpeg", "image/webp"];

/** The brand's picture: shown at once where customers see the brand. */
export function Logo({ brand }: { brand: BrandFieldsFragment }) {
  const words = useMessages(brandMessages);
  const formats = useFormats();
  const [isRemoving, setRemoving] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const path = `/brands/${encodeURIComponent(brand.slug)}/logo`;
  const upload = useAct(async (file: File) => answered(await callHttp(path, { method: "PUT", body: file })));
  const remove = useAct(async () => answered(await callHttp(path, { method: "DELETE" })));
  const choose = async (file: File | null) => {
    if (file === null) return;
    upload.clear();
    // Said here, since the server would have to be sent the file first.
    const megabytes = formats.number(Math.ceil((file.size / LARGEST_BYTES) * 10) / 10);
    const unusable = TYPES.includes(file.type) ? (file.size > LARGEST_BYTES ? words.logoTooLarge(megabytes) : null) : words.logoWrongType;
    setFault(unusable);
    if (unusable === null && (await upload.run(file)) !== undefined) tellDone(words.logoSaved);
  };
  return (
    <Card title={words.logo} hint={words.logoHint}>
      <Stack gap="sm">
        <div className={`${classes["logo"]} ${brand.logoUrl === null ? classes["none"] : ""}`}>
          {brand.logoUrl === null ? words.noLogo : <img src={brand.logoUrl} alt={words.logoAlt(brand.displayName)} />}
        </div>
        {fault === null ? null : (
          <Text role="alert" c="var(--danger)">
            {fault}
          </Text>
        )}
        <ErrorPanel problem={upload.problem} />
        <Group gap="sm">
          <FileButton accept={TYPES.join()} onChange={(file) => void choose(file)} key={brand.logoUrl ?? "none"}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<Icon name="upload" />} loading={upload.isBusy}>
                {brand.logoUrl === null ? words.uploadLogo : words.replaceLogo}
              </Button>
            )}
          </FileButton>
          {brand.logoUrl === null ? null : (
            <Button variant="default" onClick={() => setRemoving(true)}>
              {words.removeLogo}
            </Button>
          )}
        </Group>
      </Stack>
      <ConfirmDialog
        isOpen={isRemoving}
        title={words.removeLogoTitle}
        action={words.removeLogo}
        isDangerous
        isBusy={remove.isBusy}
        problem={remove.problem}
        onClose={() => {
          remove.clear();
          setRemoving(false);
        }}
        onConfirm={async () => {
          if ((await remove.run()) === undefined) return;
          setRemoving(false);
          tellDone(words.logoRemoved);
        }}
      >
        <Text>{words.removeLogoText}</Text>
      </ConfirmDialog>
    </Card>
  );
}
