import { catalogue } from "./catalogue";
import { shared as de } from "./de/shared";
import { shared as en } from "./en/shared";

export const sharedMessages = catalogue(en, de);
