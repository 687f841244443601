import { catalogue } from "./catalogue";
import { tokens as de } from "./de/tokens";
import { tokens as en } from "./en/tokens";

export const tokensMessages = catalogue(en, de);
