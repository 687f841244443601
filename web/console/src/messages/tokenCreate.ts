import { catalogue } from "./catalogue";
import { tokenCreate as de } from "./de/tokenCreate";
import { tokenCreate as en } from "./en/tokenCreate";

export const tokenCreateMessages = catalogue(en, de);
