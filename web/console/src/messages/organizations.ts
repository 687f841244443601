import { catalogue } from "./catalogue";
import { organizations as de } from "./de/organizations";
import { organizations as en } from "./en/organizations";

export const organizationsMessages = catalogue(en, de);
