import { catalogue } from "./catalogue";
import { account as de } from "./de/account";
import { account as en } from "./en/account";

export const accountMessages = catalogue(en, de);
