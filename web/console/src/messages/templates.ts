import { catalogue } from "./catalogue";
import { templates as de } from "./de/templates";
import { templates as en } from "./en/templates";

export const templatesMessages = catalogue(en, de);
