import { BoxGuideDocument, type GuidePage, type TemplateFieldsFragment } from "@claimstead/sdk";
import { Button, NativeSelect, Stack } from "@mantine/core";
import { useState } from "react";
import { call } from "../../app/api";
import { useMessages } from "../../messages/catalogue";
import { templatesMessages } from "../../messages/templates";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { Icon } from "../../shared/Icon";
import { useAct } from "../../shared/queries";
import { Card } from "../parts/Card";
import { blobOf, fileName, save } from "../parts/download";

const PAGES: readonly GuidePage[] = ["A5", "A4", "LETTER"];

/** The page for the box, as a PDF on the paper of one's choice. */
export function BoxGuide({ template }: { template: TemplateFieldsFragment }) {
  const words = useMessages(templatesMessages);
  const [page, setPage] = useState<GuidePage>("A5");
  const guide = useAct(async () => {
    const dataUri = (await call(BoxGuideDocument, { templateId: template.id, page })).template?.boxGuide;
    if (dataUri !== undefined) save(`${fileName(template.name)}-${page.toLowerCase()}.pdf`, blobOf(dataUri));
  });
  return (
    <Card title={words.boxGuide} hint={words.boxGuideHint}>
      <Stack gap="sm" align="flex-start">
        <NativeSelect
          label={words.page}
          value={page}
          data={PAGES.map((value) => ({ value, label: words.pages[value] }))}
          onChange={(event) => setPage(event.currentTarget.value as GuidePage)}
        />
        <Button variant="default" leftSection={<Icon name="download" />} loading={guide.isBusy} onClick={() => void guide.run()}>
          {words.boxGuideSave}
        </Button>
        <ErrorPanel problem={guide.problem} />
      </Stack>
    </Card>
  );
}
