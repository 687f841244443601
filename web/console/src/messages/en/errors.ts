/** What a refusal carries beside its name; see schema.graphql. */
export type Facts = Readonly<
  Partial<
    Record<
      | "app" | "claimHost" | "color" | "confirmed" | "contrast" | "count" | "devices" | "expected"
      | "fault" | "field" | "height" | "key" | "limit" | "line" | "maximum" | "message"
      | "millimetres" | "organization" | "organizations" | "plan" | "reason" | "requested" | "required" | "resource"
      | "retryAfterSeconds" | "row" | "setting" | "slug" | "staticTokens" | "used" | "width",
      unknown
    >
  >
>;

/** What happened, and the one next step. */
export interface Explained {
  what: string;
  next: string;
}

const number = (value: unknown) => Number(value ?? 0).toLocaleString("en");
const wait = (seconds: unknown) => {
  const minutes = Math.ceil(Number(seconds ?? 60) / 60);
  return minutes <= 1 ? "a minute" : `${minutes} minutes`;
};
const resources: Record<string, string> = { STATIC_TOKENS: "static tokens", ORGANIZATIONS: "organizations", MEMBERS: "members" };

const csv: Record<string, string> = {
  EMPTY: "The file is empty.",
  HEADER_ONLY: "The file has a header, but no row.",
  HEADER_MISSING: "The file has no header row.",
  COLUMN_NAMELESS: "A column has no name.",
  COLUMN_TWICE: "Two columns have the same name.",
  TOO_MANY_COLUMNS: "The file has more than 200 columns.",
  TOO_MANY_ROWS: "The file has more than 1,000,000 rows.",
  UTF_16: "The file is UTF-16.",
  NOT_UTF_8: "The file is not UTF-8.",
  NUL: "The file holds NUL characters; it may be no text file.",
  LINE_TOO_LONG: "A line is longer than 125,000 characters.",
  QUOTE_UNCLOSED: "A quote is never closed.",
  QUOTE_MISPLACED: "A quote stands in the middle of a value.",
};

export const errors = {
  title: "That did not work",
  requestId: (id: string) => `Reference ${id}`,
  codes: {
    UNAUTHENTICATED: { what: "Your session is over.", next: "Sign in again." },
    FORBIDDEN: { what: "It is not there, or it is not yours to do.", next: "Ask an administrator of your organization." },
    BAD_REQUEST: { what: "The server did not accept the request.", next: "Check what you entered; if it looks right, load the page anew." },
    THROTTLED: { what: "That came too often.", next: "Wait a little, then try again." },
    UNAVAILABLE: { what: "The server cannot reach its database at the moment.", next: "Try again in some seconds." },
    INTERNAL: { what: "The server made a mistake. It has been logged.", next: "Try again; if it stays, tell the operator of this server." },
    NETWORK: { what: "There is no connection to the server.", next: "Check the network, then try again." },
  },
  unknown: (message: string): Explained => ({ what: message, next: "Try again; if it stays, tell the operator of this server." }),
  refusals: {
    AddressUnusable: (f: Facts) => ({ what: `The address in “${f.field}” cannot be used: ${f.reason}`, next: "Give a whole https address." }),
    AlreadyInvited: () => ({ what: "This address has an open invitation.", next: "Send that one again from the list of invitations." }),
    AlreadyMember: () => ({ what: "This person has a role here already.", next: "Change the role in the list of members." }),
    AppUnusable: (f: Facts) => ({ what: `The app “${f.app}” cannot be right: ${f.reason}`, next: "Copy the identifier from the store's console." }),
    AuthTokenNotRevealable: () => ({ what: "This AuthToken was shown once, when it was made.", next: "Make the device anew if its AuthToken is lost." }),
    BrandUnknown: () => ({ what: "There is no such brand here.", next: "Compare the short name with your invitation." }),
    ClaimHostPrinted: (f: Facts) => ({ what: `${number(f.staticTokens)} static tokens may be printed with ${f.claimHost}.`, next: "Confirm the change, and keep the old host answering." }),
    ClaimHostTaken: (f: Facts) => ({ what: `${f.claimHost} belongs to another brand or to this server.`, next: "Choose a host of your own." }),
    ClaimHostUnusable: (f: Facts) => ({ what: `“${f.claimHost}” is no host that a link can name.`, next: "Give a host such as c.acme.example." }),
    CloneNotSuspected: () => ({ what: "Nobody suspects a clone any more.", next: "There is nothing to do." }),
    ColorUnusable: (f: Facts) => ({ what: `“${f.color}” is no colour.`, next: "Write it as #rrggbb." }),
    ConfirmationMismatch: (f: Facts) => ({ what: `You confirmed ${number(f.confirmed)}, but ${number(f.expected)} are meant.`, next: "Nothing was deleted. Look at the selection and confirm again." }),
    ContrastTooLow: (f: Facts) => ({ what: `The contrast is ${Number(f.contrast).toFixed(1)} : 1, and ${f.required} : 1 is needed.`, next: "Take a darker or lighter colour." }),
    CredentialsWrong: () => ({ what: "Email or password is wrong.", next: "Check both, or choose a new password." }),
    CsvUnusable: (f: Facts) => ({
      what: `${csv[String(f.fault)] ?? "The file cannot be read as CSV."}${f.row ? ` It shows at row ${number(f.row)}.` : ""}`,
      next: "Save it as “CSV UTF-8” with a header and upload it again.",
    }),
    DeviceAlreadyClaimed: () => ({ what: "Somebody else owns this device.", next: "Disclaim it first if it is yours to give." }),
    DeviceNotYours: () => ({ what: "This device is no longer yours to change.", next: "Load the list anew." }),
    DeviceOffered: () => ({ what: "The device is offered to another address.", next: "Cancel that offer first." }),
    DeviceOffline: () => ({ what: "The device holds no connection.", next: "Plug it in and try again when it is online." }),
    DeviceUnclaimed: () => ({ what: "Nobody owns this device, so it stays with its issuer.", next: "It is claimed with its QR code, not moved." }),
    EmailNotVerified: () => ({ what: "Your own address is not verified yet.", next: "Open the link in the mail we sent you, then try again." }),
    EmailTaken: () => ({ what: "This address has an account already.", next: "Sign in with it." }),
    EmailUnusable: () => ({ what: "This is no e-mail address.", next: "Look for a typo." }),
    IdempotencyKeyReused: () => ({ what: "This was sent before with other contents.", next: "Close the dialog and begin again." }),
    ImportColumnsUnmatched: () => ({ what: "Some columns have no meaning yet, or a required field has no column.", next: "Choose a field for each column, or ignore it." }),
    ImportFaulty: () => ({ what: "Some rows have faults, so nothing was created.", next: "Mend the file, or skip the faulty rows." }),
    ImportMappingInvalid: () => ({ what: "A field was chosen twice, or is no longer there.", next: "Choose each field once." }),
    ImportMissing: () => ({ what: "The upload is no longer there; uploads are kept for a day.", next: "Upload the file again." }),
    ImportUsed: () => ({ what: "A batch was made of this upload already.", next: "Look at it under Batches, or upload the file again." }),
    InvitationClosed: () => ({ what: "The invitation was accepted or revoked already.", next: "Load the list anew." }),
    InvitationForAnother: () => ({ what: "The invitation is for another account.", next: "Sign in with the invited address." }),
    InvitationInvalid: () => ({ what: "The link is used up, too old, or was replaced.", next: "Ask for a new invitation." }),
    InvitationRequired: () => ({ what: "This brand lets nobody in without an invitation.", next: "Ask your supplier for one." }),
    LabelTemplateUnusable: (f: Facts) => ({ what: `The label file cannot be used${f.line ? `, line ${f.line}` : ""}${f.key ? ` (${f.key})` : ""}: ${f.message}`, next: "Mend the file and try again." }),
    LabelTextDoesNotFit: (f: Facts) => ({ what: `A label of ${f.width} × ${f.height} mm has no room for its texts.`, next: "Take larger labels, or fewer fields." }),
    LastOwner: (f: Facts) => ({ what: `Nobody else owns ${f.organization}.`, next: "Make somebody else an owner first." }),
    LogoUnusable: (f: Facts) => ({ what: String(f.message), next: "Choose another file." }),
    MailLinkInvalid: () => ({ what: "The link is used up, too old, or none of ours.", next: "Ask for a new one." }),
    MetadataFieldInvalid: (f: Facts) => ({ what: `The field “${f.field}” cannot be: ${f.reason}`, next: "Change that field." }),
    MetadataInvalid: () => ({ what: "Some values do not fit their fields.", next: "Correct the marked values." }),
    ModulesTooSmall: (f: Facts) => ({ what: `The QR codes would have modules of ${Number(f.millimetres).toFixed(2)} mm; below 0.25 mm they cannot be scanned.`, next: "Take larger labels." }),
    NothingToExport: () => ({ what: "No static token fits this selection.", next: "Change the filters or the selection." }),
    OrganizationCycle: () => ({ what: "An organization cannot stand below itself.", next: "Choose another place." }),
    OrganizationInUse: (f: Facts) => ({
      what: `It still holds ${number(f.devices)} devices, ${number(f.staticTokens)} static tokens and ${number(f.organizations)} organizations.`,
      next: "Decide on these first, and confirm the number of members.",
    }),
    OrganizationIsPersonal: () => ({ what: "This is a customer's own organization; it has one member.", next: "Invite people to another organization." }),
    PasswordUnusable: (f: Facts) => ({ what: String(f.message), next: "Choose a longer or less common password." }),
    PasswordWrong: () => ({ what: "This is not your password.", next: "Try again." }),
    PlanLimitReached: (f: Facts) => ({
      what: `The plan ${f.plan} allows ${number(f.limit)} ${resources[String(f.resource)] ?? "of these"}; ${number(f.used)} are used, and you asked for ${number(f.requested)}.`,
      next: "Ask for fewer, delete some, or change the plan under Organizations.",
    }),
    PlanTooSmall: (f: Facts) => ({ what: `You use more than the plan ${f.plan} allows.`, next: "Free what is over, or choose a larger plan." }),
    PlanUnknown: () => ({ what: "There is no such plan to change to.", next: "Load the page anew." }),
    QrTokenAbsent: () => ({ what: "This AuthToken was made without a QR token.", next: "It cannot be claimed, so there is nothing to replace." }),
    QrTokenInvalid: () => ({ what: "This code belongs to no device of this brand.", next: "Compare it with the label." }),
    QrTokenMistyped: () => ({ what: "There is a typo in the code.", next: "Compare it with the label." }),
    ReceiverIsOwner: () => ({ what: "The device belongs to this address already.", next: "Give another address." }),
    RoleAboveYours: () => ({ what: "That role is above your own.", next: "Ask an owner." }),
    SessionExpired: () => ({ what: "Your session is over.", next: "Sign in again." }),
    SessionNotYours: () => ({ what: "This session is over already.", next: "Load the list anew." }),
    SignInToAccept: () => ({ what: "The address has an account.", next: "Sign in with it, then accept." }),
    SlugFixed: () => ({ what: "This short name is built into apps and stays.", next: "Change the name instead." }),
    SlugTaken: (f: Facts) => ({ what: `Another organization is called ${f.slug}.`, next: "Choose another short name." }),
    SlugUnusable: () => ({ what: "This is no short name.", next: "Use small letters, digits and hyphens." }),
    TemplateArchived: () => ({ what: "The template is archived and stays as it is.", next: "Make a new one." }),
    TemplateNotUsable: () => ({ what: "This organization cannot use that template any more.", next: "Choose another template." }),
    TemplateSettingInvalid: (f: Facts) => ({ what: `“${f.setting}” is out of range: ${f.reason}`, next: "Change that setting." }),
    TextUnusable: (f: Facts) => ({ what: `“${f.field}” cannot be used: ${f.reason}`, next: "Write it differently." }),
    TokenCountInvalid: (f: Facts) => ({ what: `A batch has 1 to ${number(f.maximum)} static tokens, and you asked for ${number(f.requested)}.`, next: "Give another number." }),
    TokensNotYours: (f: Facts) => ({ what: `${number(f.count)} of these were created by another organization, or are no longer there.`, next: "Load the list anew and select again." }),
    TooManyAttempts: (f: Facts) => ({ what: "That was tried too often.", next: `Wait ${wait(f.retryAfterSeconds)}, then try again.` }),
    TransferUnknown: () => ({ what: "There is no such open offer any more.", next: "Load the page anew." }),
    ImportTooLarge: () => ({ what: "The file is larger than 100 MiB.", next: "Split it into several files." }),
    CsvEmpty: () => ({ what: "The file is empty.", next: "Choose another file." }),
    TooManyImports: () => ({ what: "Twenty uploads of this organization wait already.", next: "Make batches of them, or try again tomorrow." }),
  },
};
