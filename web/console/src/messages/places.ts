import { catalogue } from "./catalogue";
import { places as de } from "./de/places";
import { places as en } from "./en/places";

export const placesMessages = catalogue(en, de);
