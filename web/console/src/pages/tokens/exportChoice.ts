import type { ExportContent, ExportImageFormat, ExportImageNames, LabelsInput } from "@claimstead/sdk";

export const PAPERS = ["none", "roll", "AVERY_L7160", "AVERY_5160", "zpl203", "zpl300", "zpl600", "own"] as const;
export type Paper = (typeof PAPERS)[number];

/** What the person has chosen in the export dialog. */
export interface ExportChoice {
  readonly content: ExportContent;
  readonly formats: readonly ExportImageFormat[];
  readonly imageNames: ExportImageNames;
  readonly paper: Paper;
  readonly firstPosition: number;
  /** The text of a template file, for paper of one's own. */
  readonly template: string | null;
}

export const FIRST_CHOICE: ExportChoice = { content: "LABELS", formats: ["PNG"], imageNames: "AUTH_TOKEN", paper: "none", firstPosition: 1, template: null };

/** Whether the paper comes in sheets, of which the first may be begun. */
export function hasSheets(paper: Paper): boolean {
  return paper === "AVERY_5160" || paper === "AVERY_L7160" || paper === "own";
}

/** As the API takes it; contractors get no labels. */
export function labelsOf({ content, paper, firstPosition, template }: ExportChoice): LabelsInput | null {
  if (content === "FLASH" || paper === "none") return null;
  if (paper === "roll") return {};
  if (paper === "own") return { template, firstPosition };
  if (paper === "AVERY_5160" || paper === "AVERY_L7160") return { stock: paper, firstPosition };
  return { zplDpi: Number(paper.slice(3)) };
}
