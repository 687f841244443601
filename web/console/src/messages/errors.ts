import { catalogue } from "./catalogue";
import { errors as de } from "./de/errors";
import { errors as en } from "./en/errors";

export const errorMessages = catalogue(en, de);
