import { catalogue } from "./catalogue";
import { signIn as de } from "./de/signIn";
import { signIn as en } from "./en/signIn";

export const signInMessages = catalogue(en, de);
