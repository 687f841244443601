import { catalogue } from "./catalogue";
import { batches as de } from "./de/batches";
import { batches as en } from "./en/batches";

export const batchesMessages = catalogue(en, de);
