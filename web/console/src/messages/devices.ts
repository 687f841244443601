import { catalogue } from "./catalogue";
import { devices as de } from "./de/devices";
import { devices as en } from "./en/devices";

export const devicesMessages = catalogue(en, de);
