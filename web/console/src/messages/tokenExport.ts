import { catalogue } from "./catalogue";
import { tokenExport as de } from "./de/tokenExport";
import { tokenExport as en } from "./en/tokenExport";

export const tokenExportMessages = catalogue(en, de);
