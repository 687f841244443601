/** One part of the app to fetch: where the links of mails lead. */
export { Invitation } from "./Invitation.tsx";
export { Reset } from "./Reset.tsx";
export { Transfer } from "./Transfer.tsx";
export { Verify } from "./Verify.tsx";
