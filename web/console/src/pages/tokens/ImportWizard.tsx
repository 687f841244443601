import { ImportTokenBatchDocument, type ImportPreviewFieldsFragment, type OnFaults, PreviewTokenImportDocument, type TemplateFieldsFragment } from "@claimstead/sdk";
import { Button, Group, Stack } from "@mantine/core";
import { useRef, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../app/api";
import { useHere } from "../../app/organization";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { tokenCreateMessages } from "../../messages/tokenCreate";
import { ErrorPanel } from "../../shared/ErrorPanel";
import { useAct } from "../../shared/queries";
import { followBatch } from "./followBatch";
import { useIdempotencyKey } from "./idempotency";
import { ImportCheck } from "./ImportCheck";
import { ImportColumns } from "./ImportColumns";
import { ImportPreview } from "./ImportPreview";
import { ImportSteps, type ImportStep } from "./ImportSteps";
import { ImportUpload } from "./ImportUpload";
import { type Mapping, openQuestions, toInput } from "./mapping";
import { type Uploaded, upload } from "./upload";

/** A file becomes a batch in four steps: upload, look, say what the columns mean, check and create. */
export function ImportWizard({ templates }: { templates: readonly TemplateFieldsFragment[] }) {
  const words = useMessages(tokenCreateMessages);
  const formats = useFormats();
  const { id } = useHere();
  const [, navigate] = useLocation();
  const [step, setStep] = useState<ImportStep>("upload");
  const [templateId, setTemplateId] = useState(() => new URLSearchParams(window.location.search).get("template") ?? templates[0]?.id ?? "");
  const [file, setFile] = useState<Uploaded | null>(null);
  const [sent, setSent] = useState<{ bytes: number; all: number } | null>(null);
  const [mapping, setMapping] = useState<Mapping>({});
  const [preview, setPreview] = useState<ImportPreviewFieldsFragment | null>(null);
  const [onFaults, setOnFaults] = useState<OnFaults>("STOP");
  const [name, setName] = useState("");
  const asked = useRef(0);
  const keyFor = useIdempotencyKey();
  const template = templates.find((each) => each.id === templateId) ?? templates[0];

  const look = useAct(async (importId: string, meaning: Mapping, chosen: string) => {
    const mine = (asked.current += 1);
    const { previewTokenImport: result } = await call(PreviewTokenImportDocument, { input: { importId, templateId: chosen, mapping: toInput(meaning) } });
    // Of several changes in a row only the last answer counts.
    if (mine === asked.current && result.__typename === "PreviewTokenImportSuccess") setPreview(result.preview);
    return result;
  }, { changesNothing: true });
  const send = useAct(async (given: File) => {
    setSent({ bytes: 0, all: given.size });
    try {
      return await upload(given, id, (bytes) => setSent({ bytes, all: given.size }));
    } finally {
      setSent(null);
    }
  }, { changesNothing: true });
  const create = useAct(async () => {
    const input = { importId: file?.importId ?? "", templateId: template?.id ?? "", mapping: toInput(mapping), onFaults, ...(name.trim() === "" ? {} : { name: name.trim() }) };
    return (await call(ImportTokenBatchDocument, { input: { ...input, idempotencyKey: keyFor(input) } })).importTokenBatch;
  });

  const choose = async (given: File) => {
    create.clear();
    const uploaded = await send.run(given);
    if (uploaded === undefined) return;
    setFile(uploaded);
    setMapping({});
    setPreview(null);
    setName(given.name.replace(/\.[^.]*$/, ""));
    if ((await look.run(uploaded.importId, {}, template?.id ?? "")) !== undefined) setStep("preview");
  };
  const map = (meaning: Mapping) => {
    setMapping(meaning);
    if (file !== null) void look.run(file.importId, meaning, template?.id ?? "");
  };
  const chooseTemplate = (chosen: string) => {
    setTemplateId(chosen);
    setMapping({});
    if (file !== null) void look.run(file.importId, {}, chosen);
  };
  const finish = async () => {
    const created = await create.run();
    if (created === undefined) return;
    followBatch(created.tokenBatch);
    navigate(`/batches/${encodeURIComponent(created.tokenBatch.id)}`);
  };

  const creates = preview === null ? 0 : preview.faultyRowCount === 0 || onFaults === "SKIP" ? preview.goodRowCount : 0;
  return (
    <Stack gap="lg">
      <ImportSteps present={step} />
      {step === "upload" || file === null || preview === null || template === undefined ? (
        <>
          <ImportUpload
            templates={templates}
            templateId={template?.id ?? ""}
            onTemplate={chooseTemplate}
            sent={sent}
            isReading={look.isBusy}
            onChoose={(given) => void choose(given)}
          />
          <ErrorPanel problem={send.problem ?? look.problem} />
          {file !== null && preview !== null ? <Steps words={words.file} onNext={() => setStep("preview")} /> : null}
        </>
      ) : step === "preview" ? (
        <>
          <ImportPreview name={file.name} preview={preview} />
          <Steps words={words.file} onBack={() => setStep("upload")} onNext={() => setStep("map")} />
        </>
      ) : step === "map" ? (
        <>
          <ImportColumns preview={preview} template={template} mapping={mapping} onChange={map} isBusy={look.isBusy} />
          <ErrorPanel problem={look.problem} />
          <Steps
            words={words.file}
            onBack={() => setStep("preview")}
            onNext={() => setStep("check")}
            isReady={!look.isBusy && look.problem === undefined && !openQuestions(preview)}
          />
        </>
      ) : (
        <>
          <ImportCheck importId={file.importId} preview={preview} onFaults={onFaults} setOnFaults={setOnFaults} name={name} setName={setName} />
          <ErrorPanel problem={create.problem} />
          <Group gap="xs">
            <Button variant="default" onClick={() => setStep("map")} disabled={create.isBusy}>
              {words.file.back}
            </Button>
            <Button onClick={() => void finish()} loading={create.isBusy} disabled={creates === 0}>
              {creates === 0 ? words.title : words.submit(creates, formats.number(creates))}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

function Steps({ words, onBack, onNext, isReady = true }: { words: { back: string; next: string }; onBack?: () => void; onNext: () => void; isReady?: boolean }) {
  return (
    <Group gap="xs">
      {onBack === undefined ? null : (
        <Button variant="default" onClick={onBack}>
          {words.back}
        </Button>
      )}
      <Button onClick={onNext} disabled={!isReady}>
        {words.next}
      </Button>
    </Group>
  );
}
