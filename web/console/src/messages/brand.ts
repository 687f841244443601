import { catalogue } from "./catalogue";
import { brand as de } from "./de/brand";
import { brand as en } from "./en/brand";

export const brandMessages = catalogue(en, de);
