import { catalogue } from "./catalogue";
import { activity as de } from "./de/activity";
import { activity as en } from "./en/activity";

export const activityMessages = catalogue(en, de);
