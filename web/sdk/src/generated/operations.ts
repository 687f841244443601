// Written by `make web-codegen` from schema.graphql and sdk/operations; never by hand.
// Made of: 0752a9da9b51fd2c5918ca0fb7a0ea95673bbb34173002aac39fa5934a3e306f

import type { TypedDocument } from "../document.ts";

type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };

export type AcceptDeviceTransferInput = {
  /** Where it goes; the only or the personal organization when left out. */
  organizationId?: string | null | undefined;
  /** From the mail; the whole link is accepted too. Or `transferId`. */
  token?: string | null | undefined;
  /** One of `Viewer.receivedTransfers`; or `token`. */
  transferId?: string | null | undefined;
};

export type AcceptInvitationInput = {
  /** What the client calls itself. */
  deviceName?: string | null | undefined;
  /** For an address without an account. */
  name?: string | null | undefined;
  /** For an address without an account; at least 10 characters. */
  password?: string | null | undefined;
  /** From the mail; the whole link is accepted too. */
  token: string;
};

export type AndroidAppInput = {
  /** SHA-256 of its certificates, with or without colons. */
  fingerprints: Array<string>;
  package: string;
};

export type ArchiveOrganizationInput = {
  /** How many members lose their place by it. */
  confirmMembers?: number;
  id: string;
};

export type ArchiveTemplateInput = {
  id: string;
};

export type BrandLinkInput = {
  name: string;
  url: string;
};

export type CancelDeviceTransferInput = {
  transferId: string;
};

export type ChangeMemberRoleInput = {
  membershipId: string;
  role: Role;
};

export type ChangePasswordInput = {
  /** At least 10 characters. */
  newPassword: string;
  oldPassword: string;
};

export type ChangePlanInput = {
  /** The brand's root organization. */
  organizationId: string;
  /** The name of one of `plans`. */
  plan: string;
};

export type ClaimDeviceInput = {
  /** What the owner calls it. */
  name?: string | null | undefined;
  /** Where it goes; the only or the personal organization when left out. */
  organizationId?: string | null | undefined;
  /** As scanned or typed; the whole link is accepted too. */
  qrToken: string;
};

export type ClaimDevicesInput = {
  organizationId?: string | null | undefined;
  /** 1–100 QR tokens. */
  qrTokens: Array<string>;
};

/** What a column means whose name is not exactly a field's. */
export type ColumnMappingInput = {
  column: string;
  /** A field's name; null to ignore the column. */
  target?: string | null | undefined;
};

/** How a column of a file got its meaning. */
export type ColumnMatch =
  | 'EXACT'
  | 'IGNORED'
  | 'MAPPED'
  | 'UNMATCHED';

export type CreateDeviceInput = {
  metadata?: Array<MetadataInput>;
  organizationId: string;
  templateId: string;
};

export type CreateOrganizationInput = {
  name: string;
  parentId: string;
  /** Made of the name when left out. */
  slug?: string | null | undefined;
};

export type CreateTemplateInput = {
  allowsProvisioning?: boolean | null | undefined;
  description?: string | null | undefined;
  heartbeatSeconds?: number | null | undefined;
  metadataFields?: Array<MetadataFieldInput>;
  name: string;
  offlineGraceSeconds?: number | null | undefined;
  organizationId: string;
  pictureUrl?: string | null | undefined;
};

export type CreateTokenBatchInput = {
  /** How many tokens: 1–1,000,000. */
  count: number;
  /** The same key and input replay the first answer for 24 hours. */
  idempotencyKey?: string | null | undefined;
  /** Values that all tokens of the batch share. */
  metadata?: Array<MetadataInput>;
  name?: string | null | undefined;
  /** The issuer. */
  organizationId: string;
  templateId: string;
};

/** Why a file cannot be read as CSV. */
export type CsvFault =
  | 'COLUMN_NAMELESS'
  | 'COLUMN_TWICE'
  | 'EMPTY'
  | 'HEADER_MISSING'
  | 'HEADER_ONLY'
  | 'LINE_TOO_LONG'
  | 'NOT_UTF_8'
  | 'NUL'
  | 'QUOTE_MISPLACED'
  | 'QUOTE_UNCLOSED'
  | 'TOO_MANY_COLUMNS'
  | 'TOO_MANY_ROWS'
  | 'UTF_16';

export type DeleteAccountInput = {
  password: string;
};

export type DeleteTokensInput = {
  /** How many tokens are meant; nothing is deleted if it differs. */
  confirm: number;
  /** 1–1,000 static tokens. */
  tokenIds: Array<string>;
};

/** Which devices are wanted; what is left out does not matter. */
export type DeviceFilter = {
  /** Those of the organizations below as well. */
  includeBelow?: boolean;
  isOnline?: boolean | null | undefined;
  status?: TokenStatus | null | undefined;
  templateId?: string | null | undefined;
};

export type DisclaimTokensInput = {
  /** 1–1,000 static tokens. */
  tokenIds: Array<string>;
};

export type DismissCloneSuspicionInput = {
  tokenId: string;
};

export type EndSessionInput = {
  sessionId: string;
};

/** Which events are wanted; what is left out does not matter. */
export type EventFilter = {
  /** The user who did it; only where you may know. */
  actorId?: string | null | undefined;
  deviceId?: string | null | undefined;
  /** Of an organization: what happened in those below as well. */
  includeBelow?: boolean;
  kinds?: Array<EventKind> | null | undefined;
  /** From this moment on. */
  since?: string | null | undefined;
  staticTokenId?: string | null | undefined;
  tokenBatchId?: string | null | undefined;
  /** Before this moment. */
  until?: string | null | undefined;
};

/** What happened. */
export type EventKind =
  | 'ACCOUNT_CREATED'
  | 'ACCOUNT_DELETED'
  | 'AUTH_TOKEN_REVEALED'
  | 'BATCH_COMPLETED'
  | 'BATCH_FAILED'
  | 'BATCH_REQUESTED'
  | 'BRAND_LOGO_REMOVED'
  | 'BRAND_LOGO_UPDATED'
  | 'BRAND_UPDATED'
  | 'CLONE_DISMISSED'
  | 'CLONE_SUSPECTED'
  | 'DEVICE_CLAIMED'
  | 'DEVICE_CREATED'
  | 'DEVICE_DISCLAIMED'
  | 'DEVICE_IDENTIFIED'
  | 'DEVICE_MOVED'
  | 'DEVICE_OWNER_CHANGED'
  | 'DEVICE_PROVISIONED'
  | 'DEVICE_TRANSFERRED'
  | 'DEVICE_TRANSFER_CANCELLED'
  | 'DEVICE_TRANSFER_OFFERED'
  | 'DEVICE_TRANSFER_REFUSED'
  | 'DEVICE_UNCLAIMED'
  | 'DEVICE_UPDATED'
  | 'EMAIL_VERIFIED'
  | 'EXPORT_DOWNLOADED'
  | 'FIRST_CONNECTED'
  | 'INVITATION_ACCEPTED'
  | 'INVITATION_RESENT'
  | 'INVITATION_REVOKED'
  | 'INVITED'
  | 'MEMBER_REMOVED'
  | 'ORGANIZATION_ARCHIVED'
  | 'ORGANIZATION_CREATED'
  | 'ORGANIZATION_MOVED'
  | 'ORGANIZATION_RESUMED'
  | 'ORGANIZATION_SUSPENDED'
  | 'ORGANIZATION_UPDATED'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_RESET'
  | 'PLAN_CHANGED'
  | 'PLAN_SET'
  | 'PROVISIONING_EXPIRED'
  | 'QR_TOKEN_ROTATED'
  | 'ROLE_CHANGED'
  | 'SESSION_REVOKED'
  | 'SIGNED_IN'
  | 'SIGNED_OUT'
  | 'TEMPLATE_ARCHIVED'
  | 'TEMPLATE_CREATED'
  | 'TEMPLATE_UPDATED'
  | 'TOKENS_EXPORTED'
  | 'TOKEN_DELETED';

/** Whom an export is for: FLASH has no QR tokens, LABELS no AuthTokens. */
export type ExportContent =
  | 'ALL'
  | 'FLASH'
  | 'LABELS';

/** The form of the images of an export. */
export type ExportImageFormat =
  | 'PNG'
  | 'SVG';

/** Which token names an image of an export. */
export type ExportImageNames =
  | 'AUTH_TOKEN'
  | 'QR_TOKEN';

export type ExportTokensInput = {
  content?: ExportContent;
  formats?: Array<ExportImageFormat>;
  /** The same key and input replay the first answer for 24 hours. */
  idempotencyKey?: string | null | undefined;
  imageNames?: ExportImageNames;
  /** Labels to print, which come along in `labels/`; not with FLASH. */
  labels?: LabelsInput | null | undefined;
  /** The issuer. */
  organizationId: string;
  selection: TokenSelectionInput;
};

/** The paper that a box guide is printed on. */
export type GuidePage =
  | 'A4'
  | 'A5'
  | 'LETTER';

export type IdentifyDeviceInput = {
  deviceId: string;
};

export type ImportTokenBatchInput = {
  /** The same key and input replay the first answer for 24 hours. */
  idempotencyKey?: string | null | undefined;
  /** From `POST /imports`. */
  importId: string;
  mapping?: Array<ColumnMappingInput>;
  /** The file's name when left out. */
  name?: string | null | undefined;
  onFaults?: OnFaults;
  /** That of the last preview when left out. */
  templateId?: string | null | undefined;
};

/** Where an invitation stands. */
export type InvitationState =
  | 'ACCEPTED'
  | 'EXPIRED'
  | 'OPEN'
  | 'REVOKED';

export type InviteMemberInput = {
  email: string;
  /** The same key and input replay the first answer for 24 hours. */
  idempotencyKey?: string | null | undefined;
  organizationId: string;
  role: Role;
};

/** Sheets of labels that office shops sell. */
export type LabelStock =
  | 'AVERY_5160'
  | 'AVERY_L7160';

/** Labels as they shall be printed. */
export type LabelsInput = {
  /** The first label that is left on the first sheet, counted row by row from 1. */
  firstPosition?: number;
  /** Sheets that office shops sell. */
  stock?: LabelStock | null | undefined;
  /** Paper of your own: the text of a template file, in TOML or JSON, up to 20,000 characters. Without stock and template a label is 50 × 25 mm. */
  template?: string | null | undefined;
  /** For a label printer of 203, 300 or 600 dpi: ZPL instead of PDF. */
  zplDpi?: number | null | undefined;
};

/** The order of a list. */
export type ListOrder =
  | 'NEWEST_FIRST'
  | 'OLDEST_FIRST';

/** A metadata field as it shall be. */
export type MetadataFieldInput = {
  choices?: Array<string>;
  defaultValue?: string | null | undefined;
  isRequired?: boolean;
  isUnique?: boolean;
  name: string;
  type: MetadataFieldType;
};

/** What the values of a metadata field must be. */
export type MetadataFieldType =
  | 'BOOLEAN'
  | 'CHOICE'
  | 'DATE'
  | 'DECIMAL'
  | 'EMAIL'
  | 'INTEGER'
  | 'MAC_ADDRESS'
  | 'TEXT'
  | 'URL';

/** A value for a metadata field, by the field's name. */
export type MetadataInput = {
  name: string;
  value: string;
};

export type MoveDeviceInput = {
  deviceId: string;
  /** Where it goes; you administer both places. */
  organizationId: string;
};

export type MoveOrganizationInput = {
  id: string;
  /** The organization that it shall stand below. */
  parentId: string;
};

export type OfferDeviceTransferInput = {
  deviceId: string;
  /** Of the receiver; it need not have an account yet. */
  email: string;
};

/** What to do with a file that has faulty rows. */
export type OnFaults =
  | 'SKIP'
  | 'STOP';

/** What a plan limits. */
export type PlanResource =
  | 'MEMBERS'
  | 'ORGANIZATIONS'
  | 'STATIC_TOKENS';

/** Why a device's presence is as it is. */
export type PresenceReason =
  | 'CONNECTED'
  | 'DISCONNECTED'
  | 'NODE_LOST'
  | 'REPLACED'
  | 'REVOKED'
  | 'SERVER_STOPPED'
  | 'TIMEOUT';

export type PreviewTokenImportInput = {
  /** From `POST /imports`. */
  importId: string;
  mapping?: Array<ColumnMappingInput>;
  templateId: string;
};

export type ProvisionDeviceInput = {
  /** What its owner calls it. */
  name?: string | null | undefined;
  /** Where it goes; the only or the personal organization when left out. */
  organizationId?: string | null | undefined;
  /** One of `Viewer.provisionableTemplates`. */
  templateId: string;
};

/** PNG and SVG are the bare QR code, PDF and ZPL the label with its texts. */
export type QrFormat =
  | 'PDF'
  | 'PNG'
  | 'SVG'
  | 'ZPL';

export type RefreshSessionInput = {
  refreshToken: string;
};

export type RefuseDeviceTransferInput = {
  /** From the mail; the whole link is accepted too. Or `transferId`. */
  token?: string | null | undefined;
  /** One of `Viewer.receivedTransfers`; or `token`. */
  transferId?: string | null | undefined;
};

export type RemoveMemberInput = {
  /** Somebody's, or your own: then you leave. */
  membershipId: string;
};

export type RequestEmailVerificationInput = {
  /** The brand's slug. */
  brand: string;
  email: string;
};

export type RequestPasswordResetInput = {
  /** The brand's slug. */
  brand: string;
  email: string;
};

export type ResendInvitationInput = {
  invitationId: string;
};

export type ResetPasswordInput = {
  /** The new one: at least 10 characters. */
  password: string;
  /** What stands behind the # of the mailed link. */
  token: string;
};

export type RevealAuthTokenInput = {
  tokenId: string;
};

export type RevokeInvitationInput = {
  invitationId: string;
};

/** What a person may do in an organization and below it. */
export type Role =
  | 'ADMIN'
  | 'MEMBER'
  | 'OPERATOR'
  | 'OWNER';

export type RotateQrTokenInput = {
  tokenId: string;
};

export type SignInInput = {
  /** The brand's slug. */
  brand: string;
  /** What the client calls itself. */
  deviceName?: string | null | undefined;
  email: string;
  password: string;
};

export type SignOutInput = {
  everywhere?: boolean;
};

export type SignUpInput = {
  /** The brand's slug. */
  brand: string;
  /** What the client calls itself. */
  deviceName?: string | null | undefined;
  email: string;
  name?: string | null | undefined;
  /** At least 10 characters. */
  password: string;
};

/** Which static tokens are wanted; what is left out does not matter. */
export type StaticTokenFilter = {
  batchId?: string | null | undefined;
  createdFrom?: string | null | undefined;
  createdUntil?: string | null | undefined;
  /** Those issued by organizations below as well. */
  includeBelow?: boolean;
  isCloneSuspected?: boolean | null | undefined;
  origin?: TokenOrigin | null | undefined;
  serialStartsWith?: string | null | undefined;
  status?: TokenStatus | null | undefined;
  templateId?: string | null | undefined;
};

/** By number, or from a file. */
export type TokenBatchOrigin =
  | 'AUTOMATIC'
  | 'FILE';

/** Where the job that fills a batch stands. */
export type TokenBatchStatus =
  | 'COMPLETE'
  | 'FAILED'
  | 'PENDING'
  | 'RUNNING';

/** How an AuthToken came to be. */
export type TokenOrigin =
  | 'BY_HAND'
  | 'IMPORTED'
  | 'MINTED'
  | 'PROVISIONED';

/** Which static tokens of the issuer. */
export type TokenSelectionInput =
  {   batchId: string; filter?: never; tokenIds?: never; }
  |  { batchId?: never;   filter: StaticTokenFilter; tokenIds?: never; }
  |  { batchId?: never; filter?: never;   tokenIds: Array<string>; };

/** Whether somebody owns what the token stands for. */
export type TokenStatus =
  | 'CLAIMED'
  | 'UNCLAIMED';

export type UnclaimDeviceInput = {
  deviceId: string;
};

/** What is left out stays as it is; an empty text or list takes the value away. */
export type UpdateBrandInput = {
  /** Replaces the whole list. */
  androidApps?: Array<AndroidAppInput> | null | undefined;
  /** Team and bundle: `ABCDE12345.com.example.app`. Replaces the whole list. */
  appleApps?: Array<string> | null | undefined;
  /** The host, with port if any, that QR codes name; at most 16 characters keep the codes small. Codes that are printed name the host of their time for ever, so once there are static tokens a change needs `confirmClaimHost`. Empty: the server's own. */
  claimHost?: string | null | undefined;
  /** The present host goes on answering, for the codes that are printed with it. */
  confirmClaimHost?: boolean;
  displayName?: string | null | undefined;
  /** Replaces the whole list. */
  links?: Array<BrandLinkInput> | null | undefined;
  /** The brand's root organization. */
  organizationId: string;
  /** `#1f6f54`. */
  primaryColor?: string | null | undefined;
  privacyUrl?: string | null | undefined;
  /** https; http on this machine only. */
  supportUrl?: string | null | undefined;
  termsUrl?: string | null | undefined;
  /** Of text on the primary colour, with a contrast of at least 4.5 : 1. Empty: black or white, the one that can be read. */
  textColor?: string | null | undefined;
};

export type UpdateDeviceInput = {
  deviceId: string;
  /** The values to change; an empty one gives the factory's value back. */
  metadata: Array<MetadataInput>;
};

/** What is left out stays as it is. */
export type UpdateOrganizationInput = {
  id: string;
  name?: string | null | undefined;
  slug?: string | null | undefined;
};

/** What is left out stays as it is; `metadataFields` replaces the whole list. */
export type UpdateTemplateInput = {
  allowsProvisioning?: boolean | null | undefined;
  description?: string | null | undefined;
  heartbeatSeconds?: number | null | undefined;
  id: string;
  metadataFields?: Array<MetadataFieldInput> | null | undefined;
  name?: string | null | undefined;
  offlineGraceSeconds?: number | null | undefined;
  pictureUrl?: string | null | undefined;
};

export type VerifyEmailInput = {
  /** What stands behind the # of the mailed link. */
  token: string;
};

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { user: { id: string, email: string, name: string | null, isEmailVerified: boolean, createdAt: string }, memberships: Array<{ id: string, role: Role, organization: { id: string, name: string, slug: string, isPersonal: boolean, createdAt: string, parent: { id: string, name: string } | null, brand: { slug: string, displayName: string, primaryColor: string, textColor: string, logoUrl: string | null, supportUrl: string | null, privacyUrl: string | null, termsUrl: string | null, appleApps: Array<string>, selfSignUp: boolean, claimHost: string, links: Array<{ name: string, url: string }>, androidApps: Array<{ package: string, fingerprints: Array<string> }> } } }> } | null };

export type VerifyEmailMutationVariables = Exact<{
  input: VerifyEmailInput;
}>;


export type VerifyEmailMutation = { verifyEmail:
    | { __typename: 'MailLinkInvalid', message: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
    | { __typename: 'VerifyEmailSuccess', email: string }
   };

export type RequestEmailVerificationMutationVariables = Exact<{
  input: RequestEmailVerificationInput;
}>;


export type RequestEmailVerificationMutation = { requestEmailVerification:
    | { __typename: 'BrandUnknown', message: string }
    | { __typename: 'EmailUnusable', message: string }
    | { __typename: 'RequestEmailVerificationSuccess', email: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type RequestPasswordResetMutationVariables = Exact<{
  input: RequestPasswordResetInput;
}>;


export type RequestPasswordResetMutation = { requestPasswordReset:
    | { __typename: 'BrandUnknown', message: string }
    | { __typename: 'EmailUnusable', message: string }
    | { __typename: 'RequestPasswordResetSuccess', email: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type ResetPasswordMutationVariables = Exact<{
  input: ResetPasswordInput;
}>;


export type ResetPasswordMutation = { resetPassword:
    | { __typename: 'MailLinkInvalid', message: string }
    | { __typename: 'PasswordUnusable', message: string }
    | { __typename: 'ResetPasswordSuccess', endedSessions: number }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { changePassword:
    | { __typename: 'ChangePasswordSuccess', endedSessions: number }
    | { __typename: 'PasswordUnusable', message: string }
    | { __typename: 'PasswordWrong', message: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type DeleteAccountMutationVariables = Exact<{
  input: DeleteAccountInput;
}>;


export type DeleteAccountMutation = { deleteAccount:
    | { __typename: 'DeleteAccountSuccess', releasedDevices: number }
    | { __typename: 'LastOwner', message: string, organization: string }
    | { __typename: 'PasswordWrong', message: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type BatchesQueryVariables = Exact<{
  organizationId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type BatchesQuery = { organization: { id: string, tokenBatches: { edges: Array<{ cursor: string, node: { id: string, name: string, origin: TokenBatchOrigin, status: TokenBatchStatus, tokenCount: number, createdCount: number, failure: string | null, createdAt: string, finishedAt: string | null, template: { id: string, name: string }, createdBy: { id: string, email: string, name: string | null } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type BatchQueryVariables = Exact<{
  id: string;
}>;


export type BatchQuery = { tokenBatch: { id: string, name: string, origin: TokenBatchOrigin, status: TokenBatchStatus, tokenCount: number, createdCount: number, failure: string | null, createdAt: string, finishedAt: string | null, template: { id: string, name: string }, createdBy: { id: string, email: string, name: string | null } | null } | null };

export type BatchTokensQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  orderBy?: ListOrder;
}>;


export type BatchTokensQuery = { tokenBatch: { id: string, staticTokens: { edges: Array<{ cursor: string, node: { id: string, status: TokenStatus, origin: TokenOrigin, serial: string | null, createdAt: string, claimedAt: string | null, firstConnectedAt: string | null, cloneSuspectedAt: string | null, qrTokenGrouped: string | null, template: { id: string, name: string }, batch: { id: string, name: string } | null, device: { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type CreateTokenBatchMutationVariables = Exact<{
  input: CreateTokenBatchInput;
}>;


export type CreateTokenBatchMutation = { createTokenBatch:
    | { __typename: 'CreateTokenBatchSuccess', tokenBatch: { id: string, name: string, origin: TokenBatchOrigin, status: TokenBatchStatus, tokenCount: number, createdCount: number, failure: string | null, createdAt: string, finishedAt: string | null, template: { id: string, name: string }, createdBy: { id: string, email: string, name: string | null } | null } }
    | { __typename: 'IdempotencyKeyReused', message: string }
    | { __typename: 'MetadataInvalid', message: string, faults: Array<{ field: string, value: string, reason: string }> }
    | { __typename: 'PlanLimitReached', message: string, resource: PlanResource, plan: string, limit: number, used: number, requested: number }
    | { __typename: 'TemplateNotUsable', message: string }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
    | { __typename: 'TokenCountInvalid', message: string, requested: number, maximum: number }
   };

export type BatchProgressSubscriptionVariables = Exact<{
  id: string;
}>;


export type BatchProgressSubscription = { tokenBatchProgressed: { id: string, name: string, origin: TokenBatchOrigin, status: TokenBatchStatus, tokenCount: number, createdCount: number, failure: string | null, createdAt: string, finishedAt: string | null, template: { id: string, name: string }, createdBy: { id: string, email: string, name: string | null } | null } };

export type BrandQueryVariables = Exact<{
  slug: string;
}>;


export type BrandQuery = { brand: { slug: string, displayName: string, primaryColor: string, textColor: string, logoUrl: string | null, supportUrl: string | null, privacyUrl: string | null, termsUrl: string | null, appleApps: Array<string>, selfSignUp: boolean, claimHost: string, links: Array<{ name: string, url: string }>, androidApps: Array<{ package: string, fingerprints: Array<string> }> } | null };

export type UpdateBrandMutationVariables = Exact<{
  input: UpdateBrandInput;
}>;


export type UpdateBrandMutation = { updateBrand:
    | { __typename: 'AddressUnusable', message: string, field: string, reason: string }
    | { __typename: 'AppUnusable', message: string, app: string, reason: string }
    | { __typename: 'ClaimHostPrinted', message: string, claimHost: string, staticTokens: number }
    | { __typename: 'ClaimHostTaken', message: string, claimHost: string }
    | { __typename: 'ClaimHostUnusable', message: string, claimHost: string }
    | { __typename: 'ColorUnusable', message: string, color: string }
    | { __typename: 'ContrastTooLow', message: string, primaryColor: string, textColor: string, contrast: number, required: number }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
    | { __typename: 'UpdateBrandSuccess', brand: { slug: string, displayName: string, primaryColor: string, textColor: string, logoUrl: string | null, supportUrl: string | null, privacyUrl: string | null, termsUrl: string | null, appleApps: Array<string>, selfSignUp: boolean, claimHost: string, links: Array<{ name: string, url: string }>, androidApps: Array<{ package: string, fingerprints: Array<string> }> } }
   };

export type ClaimPreviewQueryVariables = Exact<{
  qrToken: string;
}>;


export type ClaimPreviewQuery = { claimPreview: { productName: string, pictureUrl: string | null, brand: { slug: string, displayName: string, primaryColor: string, textColor: string, logoUrl: string | null, supportUrl: string | null, privacyUrl: string | null, termsUrl: string | null, appleApps: Array<string>, selfSignUp: boolean, claimHost: string, links: Array<{ name: string, url: string }>, androidApps: Array<{ package: string, fingerprints: Array<string> }> } } | null };

export type ClaimDeviceMutationVariables = Exact<{
  input: ClaimDeviceInput;
}>;


export type ClaimDeviceMutation = { claimDevice:
    | { __typename: 'ClaimDeviceSuccess', device: { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, pictureUrl: string | null }, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } }
    | { __typename: 'DeviceAlreadyClaimed', message: string }
    | { __typename: 'InvitationRequired', message: string }
    | { __typename: 'PlanLimitReached', message: string, resource: PlanResource, plan: string, limit: number, used: number, requested: number }
    | { __typename: 'QrTokenInvalid', message: string }
    | { __typename: 'QrTokenMistyped', message: string }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type ClaimDevicesMutationVariables = Exact<{
  input: ClaimDevicesInput;
}>;


export type ClaimDevicesMutation = { claimDevices: { results: Array<
      | { __typename: 'ClaimDeviceSuccess', device: { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, pictureUrl: string | null }, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } }
      | { __typename: 'DeviceAlreadyClaimed', message: string }
      | { __typename: 'InvitationRequired', message: string }
      | { __typename: 'PlanLimitReached', message: string, resource: PlanResource, plan: string, limit: number, used: number, requested: number }
      | { __typename: 'QrTokenInvalid', message: string }
      | { __typename: 'QrTokenMistyped', message: string }
      | { __typename: 'TextUnusable', message: string, field: string, reason: string }
      | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
    > } };

export type UnclaimDeviceMutationVariables = Exact<{
  input: UnclaimDeviceInput;
}>;


export type UnclaimDeviceMutation = { unclaimDevice:
    | { __typename: 'DeviceNotYours', message: string }
    | { __typename: 'UnclaimDeviceSuccess', deviceId: string }
   };

export type MyDevicesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: DeviceFilter | null | undefined;
}>;


export type MyDevicesQuery = { viewer: { devices: { edges: Array<{ node: { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, pictureUrl: string | null }, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type DevicesQueryVariables = Exact<{
  organizationId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: DeviceFilter | null | undefined;
  orderBy?: ListOrder;
}>;


export type DevicesQuery = { organization: { id: string, devices: { edges: Array<{ cursor: string, node: { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, staticToken: { id: string, serial: string | null, qrTokenGrouped: string | null } | null, template: { id: string, name: string, pictureUrl: string | null }, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type DevicesBySerialQueryVariables = Exact<{
  organizationId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: StaticTokenFilter | null | undefined;
}>;


export type DevicesBySerialQuery = { organization: { id: string, staticTokens: { edges: Array<{ cursor: string, node: { id: string, serial: string | null, qrTokenGrouped: string | null, device: { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, pictureUrl: string | null }, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type DeviceCountQueryVariables = Exact<{
  organizationId: string;
  filter?: DeviceFilter | null | undefined;
}>;


export type DeviceCountQuery = { organization: { id: string, devices: { totalCount: number } | null } | null };

export type DeviceQueryVariables = Exact<{
  id: string;
}>;


export type DeviceQuery = { device: { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, description: string, pictureUrl: string | null, archivedAt: string | null, metadataFields: Array<{ id: string, name: string, type: MetadataFieldType, isRequired: boolean, isUnique: boolean, defaultValue: string | null, choices: Array<string> }> }, metadata: Array<{ name: string, type: MetadataFieldType, value: string }>, openTransfer: { id: string, email: string, createdAt: string, expiresAt: string, productName: string, pictureUrl: string | null, device: { id: string, name: string } | null } | null, staticToken: { id: string, serial: string | null, qrTokenGrouped: string | null, status: TokenStatus, origin: TokenOrigin, cloneSuspectedAt: string | null, issuer: { id: string, name: string } } | null, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null };

export type DeviceStatusQueryVariables = Exact<{
  id: string;
}>;


export type DeviceStatusQuery = { device: { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null };

export type DeviceHistoryQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
}>;


export type DeviceHistoryQuery = { device: { id: string, history: { edges: Array<{ node: { id: string, kind: EventKind, at: string, facts: unknown, staticTokenId: string | null, deviceId: string | null, tokenBatchId: string | null, organization: { id: string, name: string } | null, actor: { id: string, email: string, name: string | null } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type DeviceStatusChangedSubscriptionVariables = Exact<{
  deviceIds?: Array<string> | string | null | undefined;
  organizationId?: string | null | undefined;
}>;


export type DeviceStatusChangedSubscription = { deviceStatusChanged: { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } };

export type UpdateDeviceMutationVariables = Exact<{
  input: UpdateDeviceInput;
}>;


export type UpdateDeviceMutation = { updateDevice:
    | { __typename: 'DeviceNotYours', message: string }
    | { __typename: 'MetadataInvalid', message: string, faults: Array<{ field: string, value: string, reason: string }> }
    | { __typename: 'UpdateDeviceSuccess', device: { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, description: string, pictureUrl: string | null, archivedAt: string | null, metadataFields: Array<{ id: string, name: string, type: MetadataFieldType, isRequired: boolean, isUnique: boolean, defaultValue: string | null, choices: Array<string> }> }, metadata: Array<{ name: string, type: MetadataFieldType, value: string }>, openTransfer: { id: string, email: string, createdAt: string, expiresAt: string, productName: string, pictureUrl: string | null, device: { id: string, name: string } | null } | null, staticToken: { id: string, serial: string | null, qrTokenGrouped: string | null, status: TokenStatus, origin: TokenOrigin, cloneSuspectedAt: string | null, issuer: { id: string, name: string } } | null, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } }
   };

export type IdentifyDeviceMutationVariables = Exact<{
  input: IdentifyDeviceInput;
}>;


export type IdentifyDeviceMutation = { identifyDevice:
    | { __typename: 'DeviceNotYours', message: string }
    | { __typename: 'DeviceOffline', message: string }
    | { __typename: 'IdentifyDeviceSuccess', device: { id: string } }
   };

export type CreateDeviceMutationVariables = Exact<{
  input: CreateDeviceInput;
}>;


export type CreateDeviceMutation = { createDevice:
    | { __typename: 'CreateDeviceSuccess', authToken: string, device: { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, pictureUrl: string | null }, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } }
    | { __typename: 'MetadataInvalid', message: string, faults: Array<{ field: string, value: string, reason: string }> }
    | { __typename: 'PlanLimitReached', message: string, resource: PlanResource, plan: string, limit: number, used: number, requested: number }
    | { __typename: 'TemplateNotUsable', message: string }
   };

export type MoveDeviceMutationVariables = Exact<{
  input: MoveDeviceInput;
}>;


export type MoveDeviceMutation = { moveDevice:
    | { __typename: 'DeviceNotYours', message: string }
    | { __typename: 'DeviceUnclaimed', message: string }
    | { __typename: 'MoveDeviceSuccess', device: { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, pictureUrl: string | null }, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } }
   };

export type ProvisionDeviceMutationVariables = Exact<{
  input: ProvisionDeviceInput;
}>;


export type ProvisionDeviceMutation = { provisionDevice:
    | { __typename: 'InvitationRequired', message: string }
    | { __typename: 'MetadataInvalid', message: string, faults: Array<{ field: string, value: string, reason: string }> }
    | { __typename: 'PlanLimitReached', message: string, resource: PlanResource, plan: string, limit: number, used: number, requested: number }
    | { __typename: 'ProvisionDeviceSuccess', authToken: string, expiresAt: string, deviceId: string }
    | { __typename: 'TemplateNotUsable', message: string }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type EventsQueryVariables = Exact<{
  organizationId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: EventFilter | null | undefined;
}>;


export type EventsQuery = { organization: { id: string, events: { edges: Array<{ node: { id: string, kind: EventKind, at: string, facts: unknown, staticTokenId: string | null, deviceId: string | null, tokenBatchId: string | null, organization: { id: string, name: string } | null, actor: { id: string, email: string, name: string | null } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type OrganizationEventsSubscriptionVariables = Exact<{
  organizationId: string;
}>;


export type OrganizationEventsSubscription = { organizationEvents: { id: string, kind: EventKind, at: string, facts: unknown, staticTokenId: string | null, deviceId: string | null, tokenBatchId: string | null, organization: { id: string, name: string } | null, actor: { id: string, email: string, name: string | null } | null } };

export type LabelFaultFactsFragment = { key: string | null, line: number | null };

export type ModuleFactsFragment = { millimetres: number, modules: number, room: number };

export type LabelRoomFactsFragment = { width: number, height: number };

export type ExportTokensMutationVariables = Exact<{
  input: ExportTokensInput;
}>;


export type ExportTokensMutation = { exportTokens:
    | { __typename: 'ExportTokensSuccess', url: string, expiresAt: string, tokenCount: number, warnings: Array<
        | { __typename: 'CharactersReplaced', message: string }
        | { __typename: 'FewDots', message: string }
        | { __typename: 'RulerOmitted', message: string }
        | { __typename: 'SmallModules', message: string }
        | { __typename: 'TextShortened', message: string }
      > }
    | { __typename: 'IdempotencyKeyReused', message: string }
    | { __typename: 'LabelTemplateUnusable', message: string, key: string | null, line: number | null }
    | { __typename: 'LabelTextDoesNotFit', message: string, width: number, height: number }
    | { __typename: 'ModulesTooSmall', message: string, millimetres: number, modules: number, room: number }
    | { __typename: 'NothingToExport', message: string }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
    | { __typename: 'TokensNotYours', message: string, count: number }
   };

export type TokenLabelQueryVariables = Exact<{
  id: string;
  labels?: LabelsInput | null | undefined;
}>;


export type TokenLabelQuery = { staticToken: { id: string, label:
      | { __typename: 'LabelSuccess', dataUri: string, warnings: Array<
          | { __typename: 'CharactersReplaced', message: string }
          | { __typename: 'FewDots', message: string }
          | { __typename: 'RulerOmitted', message: string }
          | { __typename: 'SmallModules', message: string }
          | { __typename: 'TextShortened', message: string }
        > }
      | { __typename: 'LabelTemplateUnusable', message: string, key: string | null, line: number | null }
      | { __typename: 'LabelTextDoesNotFit', message: string, width: number, height: number }
      | { __typename: 'ModulesTooSmall', message: string, millimetres: number, modules: number, room: number }
     | null } | null };

export type AlignmentSheetQueryVariables = Exact<{
  stock?: LabelStock | null | undefined;
  template?: string | null | undefined;
}>;


export type AlignmentSheetQuery = { alignmentSheet:
    | { __typename: 'AlignmentSheetSuccess', name: string, labelsPerSheet: number, dataUri: string }
    | { __typename: 'LabelTemplateUnusable', message: string, key: string | null, line: number | null }
   };

export type PageFieldsFragment = { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null };

export type UserFieldsFragment = { id: string, email: string, name: string | null, isEmailVerified: boolean, createdAt: string };

export type SessionFieldsFragment = { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string };

export type BrandFieldsFragment = { slug: string, displayName: string, primaryColor: string, textColor: string, logoUrl: string | null, supportUrl: string | null, privacyUrl: string | null, termsUrl: string | null, appleApps: Array<string>, selfSignUp: boolean, claimHost: string, links: Array<{ name: string, url: string }>, androidApps: Array<{ package: string, fingerprints: Array<string> }> };

export type OrganizationFieldsFragment = { id: string, name: string, slug: string, isPersonal: boolean, createdAt: string };

export type PlanFieldsFragment = { name: string, staticTokenLimit: number, organizationLimit: number, memberLimit: number, selfSignUp: boolean };

export type MetadataFieldsFragment = { name: string, type: MetadataFieldType, value: string };

export type MetadataFieldFieldsFragment = { id: string, name: string, type: MetadataFieldType, isRequired: boolean, isUnique: boolean, defaultValue: string | null, choices: Array<string> };

export type TemplateFieldsFragment = { id: string, name: string, description: string, pictureUrl: string | null, heartbeatSeconds: number, offlineGraceSeconds: number, allowsProvisioning: boolean, archivedAt: string | null, createdAt: string, metadataFields: Array<{ id: string, name: string, type: MetadataFieldType, isRequired: boolean, isUnique: boolean, defaultValue: string | null, choices: Array<string> }> };

export type PresenceFieldsFragment = { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null };

export type DeviceLiveFragment = { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } };

export type DeviceRowFragment = { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, pictureUrl: string | null }, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } };

export type TransferFieldsFragment = { id: string, email: string, createdAt: string, expiresAt: string, productName: string, pictureUrl: string | null, device: { id: string, name: string } | null };

export type DeviceDetailFragment = { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, description: string, pictureUrl: string | null, archivedAt: string | null, metadataFields: Array<{ id: string, name: string, type: MetadataFieldType, isRequired: boolean, isUnique: boolean, defaultValue: string | null, choices: Array<string> }> }, metadata: Array<{ name: string, type: MetadataFieldType, value: string }>, openTransfer: { id: string, email: string, createdAt: string, expiresAt: string, productName: string, pictureUrl: string | null, device: { id: string, name: string } | null } | null, staticToken: { id: string, serial: string | null, qrTokenGrouped: string | null, status: TokenStatus, origin: TokenOrigin, cloneSuspectedAt: string | null, issuer: { id: string, name: string } } | null, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } };

export type TokenRowFragment = { id: string, status: TokenStatus, origin: TokenOrigin, serial: string | null, createdAt: string, claimedAt: string | null, firstConnectedAt: string | null, cloneSuspectedAt: string | null, qrTokenGrouped: string | null, template: { id: string, name: string }, batch: { id: string, name: string } | null, device: { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null };

export type TokenDetailFragment = { qrToken: string | null, claimUrl: string | null, id: string, status: TokenStatus, origin: TokenOrigin, serial: string | null, createdAt: string, claimedAt: string | null, firstConnectedAt: string | null, cloneSuspectedAt: string | null, qrTokenGrouped: string | null, issuer: { id: string, name: string }, metadata: Array<{ name: string, type: MetadataFieldType, value: string }>, device: { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null, template: { id: string, name: string }, batch: { id: string, name: string } | null };

export type BatchFieldsFragment = { id: string, name: string, origin: TokenBatchOrigin, status: TokenBatchStatus, tokenCount: number, createdCount: number, failure: string | null, createdAt: string, finishedAt: string | null, template: { id: string, name: string }, createdBy: { id: string, email: string, name: string | null } | null };

export type MembershipFieldsFragment = { id: string, role: Role, createdAt: string, user: { id: string, email: string, name: string | null, isEmailVerified: boolean, createdAt: string } };

export type InvitationFieldsFragment = { id: string, email: string, role: Role, state: InvitationState, createdAt: string, sentAt: string, expiresAt: string };

export type EventFieldsFragment = { id: string, kind: EventKind, at: string, facts: unknown, staticTokenId: string | null, deviceId: string | null, tokenBatchId: string | null, organization: { id: string, name: string } | null, actor: { id: string, email: string, name: string | null } | null };

export type PlanLimitFactsFragment = { resource: PlanResource, plan: string, limit: number, used: number, requested: number };

export type TextFactsFragment = { field: string, reason: string };

export type MetadataFactsFragment = { faults: Array<{ field: string, value: string, reason: string }> };

export type WaitFactsFragment = { retryAfterSeconds: number };

export type ImportPreviewFieldsFragment = { delimiter: string, hasByteOrderMark: boolean, missingFields: Array<string>, rowCount: number, goodRowCount: number, faultyRowCount: number, faultCount: number, columns: Array<{ name: string, target: string | null, match: ColumnMatch, guess: string | null, guessReason: string | null, samples: Array<string> }>, faults: Array<{ row: number, column: string | null, value: string, reason: string }> };

export type CsvFactsFragment = { fault: CsvFault, row: number | null };

export type MappingFactsFragment = { mappingFaults: Array<{ column: string, reason: string }> };

export type PreviewTokenImportMutationVariables = Exact<{
  input: PreviewTokenImportInput;
}>;


export type PreviewTokenImportMutation = { previewTokenImport:
    | { __typename: 'CsvUnusable', message: string, fault: CsvFault, row: number | null }
    | { __typename: 'ImportMappingInvalid', message: string, mappingFaults: Array<{ column: string, reason: string }> }
    | { __typename: 'ImportMissing', message: string }
    | { __typename: 'ImportUsed', message: string }
    | { __typename: 'PreviewTokenImportSuccess', preview: { delimiter: string, hasByteOrderMark: boolean, missingFields: Array<string>, rowCount: number, goodRowCount: number, faultyRowCount: number, faultCount: number, columns: Array<{ name: string, target: string | null, match: ColumnMatch, guess: string | null, guessReason: string | null, samples: Array<string> }>, faults: Array<{ row: number, column: string | null, value: string, reason: string }> } }
    | { __typename: 'TemplateNotUsable', message: string }
   };

export type ImportTokenBatchMutationVariables = Exact<{
  input: ImportTokenBatchInput;
}>;


export type ImportTokenBatchMutation = { importTokenBatch:
    | { __typename: 'CsvUnusable', message: string, fault: CsvFault, row: number | null }
    | { __typename: 'IdempotencyKeyReused', message: string }
    | { __typename: 'ImportColumnsUnmatched', message: string, columns: Array<string>, missingFields: Array<string> }
    | { __typename: 'ImportFaulty', message: string, preview: { delimiter: string, hasByteOrderMark: boolean, missingFields: Array<string>, rowCount: number, goodRowCount: number, faultyRowCount: number, faultCount: number, columns: Array<{ name: string, target: string | null, match: ColumnMatch, guess: string | null, guessReason: string | null, samples: Array<string> }>, faults: Array<{ row: number, column: string | null, value: string, reason: string }> } }
    | { __typename: 'ImportMappingInvalid', message: string, mappingFaults: Array<{ column: string, reason: string }> }
    | { __typename: 'ImportMissing', message: string }
    | { __typename: 'ImportTokenBatchSuccess', skippedRows: number, tokenBatch: { id: string, name: string, origin: TokenBatchOrigin, status: TokenBatchStatus, tokenCount: number, createdCount: number, failure: string | null, createdAt: string, finishedAt: string | null, template: { id: string, name: string }, createdBy: { id: string, email: string, name: string | null } | null } }
    | { __typename: 'ImportUsed', message: string }
    | { __typename: 'PlanLimitReached', message: string, resource: PlanResource, plan: string, limit: number, used: number, requested: number }
    | { __typename: 'TemplateNotUsable', message: string }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
   };

export type InvitationPreviewQueryVariables = Exact<{
  token: string;
}>;


export type InvitationPreviewQuery = { invitationPreview: { organizationName: string, email: string, role: Role, expiresAt: string, hasAccount: boolean, brand: { slug: string, displayName: string, primaryColor: string, textColor: string, logoUrl: string | null, supportUrl: string | null, privacyUrl: string | null, termsUrl: string | null, appleApps: Array<string>, selfSignUp: boolean, claimHost: string, links: Array<{ name: string, url: string }>, androidApps: Array<{ package: string, fingerprints: Array<string> }> } } | null };

export type InvitationsQueryVariables = Exact<{
  organizationId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  includeEnded?: boolean;
}>;


export type InvitationsQuery = { organization: { id: string, invitations: { edges: Array<{ node: { id: string, email: string, role: Role, state: InvitationState, createdAt: string, sentAt: string, expiresAt: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type InviteMemberMutationVariables = Exact<{
  input: InviteMemberInput;
}>;


export type InviteMemberMutation = { inviteMember:
    | { __typename: 'AlreadyInvited', message: string, invitationId: string }
    | { __typename: 'AlreadyMember', message: string }
    | { __typename: 'EmailNotVerified', message: string }
    | { __typename: 'EmailUnusable', message: string }
    | { __typename: 'IdempotencyKeyReused', message: string }
    | { __typename: 'InviteMemberSuccess', invitation: { id: string, email: string, role: Role, state: InvitationState, createdAt: string, sentAt: string, expiresAt: string } }
    | { __typename: 'OrganizationIsPersonal', message: string }
    | { __typename: 'PlanLimitReached', message: string, resource: PlanResource, plan: string, limit: number, used: number, requested: number }
    | { __typename: 'RoleAboveYours', message: string, role: Role }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type ResendInvitationMutationVariables = Exact<{
  input: ResendInvitationInput;
}>;


export type ResendInvitationMutation = { resendInvitation:
    | { __typename: 'EmailNotVerified', message: string }
    | { __typename: 'InvitationClosed', message: string }
    | { __typename: 'ResendInvitationSuccess', invitation: { id: string, email: string, role: Role, state: InvitationState, createdAt: string, sentAt: string, expiresAt: string } }
    | { __typename: 'RoleAboveYours', message: string, role: Role }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type RevokeInvitationMutationVariables = Exact<{
  input: RevokeInvitationInput;
}>;


export type RevokeInvitationMutation = { revokeInvitation:
    | { __typename: 'InvitationClosed', message: string }
    | { __typename: 'RevokeInvitationSuccess', invitation: { id: string, email: string, role: Role, state: InvitationState, createdAt: string, sentAt: string, expiresAt: string } }
    | { __typename: 'RoleAboveYours', message: string, role: Role }
   };

export type AcceptInvitationMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;


export type AcceptInvitationMutation = { acceptInvitation:
    | { __typename: 'AcceptInvitationSuccess', user: { id: string, email: string, name: string | null, isEmailVerified: boolean, createdAt: string }, membership: { id: string, role: Role, organization: { id: string, name: string, slug: string, isPersonal: boolean, createdAt: string } }, session: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string } | null }
    | { __typename: 'AlreadyMember', message: string }
    | { __typename: 'InvitationForAnother', message: string }
    | { __typename: 'InvitationInvalid', message: string }
    | { __typename: 'PasswordUnusable', message: string }
    | { __typename: 'PlanLimitReached', message: string, resource: PlanResource, plan: string, limit: number, used: number, requested: number }
    | { __typename: 'SignInToAccept', message: string }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type MembersQueryVariables = Exact<{
  organizationId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type MembersQuery = { organization: { id: string, members: { edges: Array<{ node: { id: string, role: Role, createdAt: string, user: { id: string, email: string, name: string | null, isEmailVerified: boolean, createdAt: string } } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type MemberCountQueryVariables = Exact<{
  organizationId: string;
}>;


export type MemberCountQuery = { organization: { id: string, members: { totalCount: number } | null } | null };

export type ChangeMemberRoleMutationVariables = Exact<{
  input: ChangeMemberRoleInput;
}>;


export type ChangeMemberRoleMutation = { changeMemberRole:
    | { __typename: 'ChangeMemberRoleSuccess', membership: { id: string, role: Role, createdAt: string, user: { id: string, email: string, name: string | null, isEmailVerified: boolean, createdAt: string } } }
    | { __typename: 'LastOwner', message: string, organization: string }
    | { __typename: 'RoleAboveYours', message: string, role: Role }
   };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;


export type RemoveMemberMutation = { removeMember:
    | { __typename: 'LastOwner', message: string, organization: string }
    | { __typename: 'RemoveMemberSuccess', membershipId: string, devicesKept: number }
    | { __typename: 'RoleAboveYours', message: string, role: Role }
   };

export type OrganizationQueryVariables = Exact<{
  id: string;
}>;


export type OrganizationQuery = { organization: { id: string, name: string, slug: string, isPersonal: boolean, createdAt: string, parent: { id: string, name: string } | null, brand: { slug: string, displayName: string, primaryColor: string, textColor: string, logoUrl: string | null, supportUrl: string | null, privacyUrl: string | null, termsUrl: string | null, appleApps: Array<string>, selfSignUp: boolean, claimHost: string, links: Array<{ name: string, url: string }>, androidApps: Array<{ package: string, fingerprints: Array<string> }> }, plan: { name: string, staticTokenLimit: number, organizationLimit: number, memberLimit: number, selfSignUp: boolean } | null, usage: { staticTokens: number, organizations: number, members: number } | null } | null };

export type OrganizationChildrenQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
}>;


export type OrganizationChildrenQuery = { organization: { id: string, children: { edges: Array<{ node: { id: string, name: string, slug: string, isPersonal: boolean, createdAt: string, children: { edges: Array<{ cursor: string }> } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type CreateOrganizationMutationVariables = Exact<{
  input: CreateOrganizationInput;
}>;


export type CreateOrganizationMutation = { createOrganization:
    | { __typename: 'CreateOrganizationSuccess', organization: { id: string, name: string, slug: string, isPersonal: boolean, createdAt: string } }
    | { __typename: 'PlanLimitReached', message: string, resource: PlanResource, plan: string, limit: number, used: number, requested: number }
    | { __typename: 'SlugTaken', message: string, slug: string }
    | { __typename: 'SlugUnusable', message: string }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
   };

export type UpdateOrganizationMutationVariables = Exact<{
  input: UpdateOrganizationInput;
}>;


export type UpdateOrganizationMutation = { updateOrganization:
    | { __typename: 'SlugFixed', message: string }
    | { __typename: 'SlugTaken', message: string, slug: string }
    | { __typename: 'SlugUnusable', message: string }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
    | { __typename: 'UpdateOrganizationSuccess', organization: { id: string, name: string, slug: string, isPersonal: boolean, createdAt: string } }
   };

export type MoveOrganizationMutationVariables = Exact<{
  input: MoveOrganizationInput;
}>;


export type MoveOrganizationMutation = { moveOrganization:
    | { __typename: 'MoveOrganizationSuccess', organization: { id: string, name: string, slug: string, isPersonal: boolean, createdAt: string, parent: { id: string, name: string } | null } }
    | { __typename: 'OrganizationCycle', message: string }
   };

export type ArchiveOrganizationMutationVariables = Exact<{
  input: ArchiveOrganizationInput;
}>;


export type ArchiveOrganizationMutation = { archiveOrganization:
    | { __typename: 'ArchiveOrganizationSuccess', organizationId: string }
    | { __typename: 'OrganizationInUse', message: string, devices: number, staticTokens: number, organizations: number, members: number, confirmedMembers: number }
   };

export type OutboxQueryVariables = Exact<{
  organizationId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type OutboxQuery = { organization: { id: string, outbox: { edges: Array<{ node: { id: string, kind: string, recipient: string, subject: string | null, text: string | null, attempts: number, failure: string | null, createdAt: string, sentAt: string | null, givenUpAt: string | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type PlansQueryVariables = Exact<{ [key: string]: never; }>;


export type PlansQuery = { plans: Array<{ name: string, staticTokenLimit: number, organizationLimit: number, memberLimit: number, selfSignUp: boolean }> };

export type ChangePlanMutationVariables = Exact<{
  input: ChangePlanInput;
}>;


export type ChangePlanMutation = { changePlan:
    | { __typename: 'ChangePlanSuccess', changedPlan: { name: string, staticTokenLimit: number, organizationLimit: number, memberLimit: number, selfSignUp: boolean } }
    | { __typename: 'PlanTooSmall', message: string, plan: string, over: Array<{ resource: PlanResource, limit: number, used: number }> }
    | { __typename: 'PlanUnknown', message: string, plan: string }
   };

export type SignUpMutationVariables = Exact<{
  input: SignUpInput;
}>;


export type SignUpMutation = { signUp:
    | { __typename: 'BrandUnknown', message: string }
    | { __typename: 'EmailTaken', message: string }
    | { __typename: 'EmailUnusable', message: string }
    | { __typename: 'InvitationRequired', message: string }
    | { __typename: 'PasswordUnusable', message: string }
    | { __typename: 'SignUpSuccess', user: { id: string, email: string, name: string | null, isEmailVerified: boolean, createdAt: string }, session: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string } }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { signIn:
    | { __typename: 'CredentialsWrong', message: string }
    | { __typename: 'SignInSuccess', user: { id: string, email: string, name: string | null, isEmailVerified: boolean, createdAt: string }, session: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string } }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type RefreshSessionMutationVariables = Exact<{
  input: RefreshSessionInput;
}>;


export type RefreshSessionMutation = { refreshSession:
    | { __typename: 'RefreshSessionSuccess', session: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, refreshTokenExpiresAt: string } }
    | { __typename: 'SessionExpired', message: string }
   };

export type SignOutMutationVariables = Exact<{
  input: SignOutInput;
}>;


export type SignOutMutation = { signOut:
    | { __typename: 'SessionExpired', message: string }
    | { __typename: 'SignOutSuccess', endedSessions: number }
   };

export type EndSessionMutationVariables = Exact<{
  input: EndSessionInput;
}>;


export type EndSessionMutation = { endSession:
    | { __typename: 'EndSessionSuccess', sessionId: string }
    | { __typename: 'SessionNotYours', message: string }
   };

export type SessionsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type SessionsQuery = { viewer: { sessions: { edges: Array<{ node: { id: string, deviceName: string | null, createdAt: string, lastUsedAt: string, expiresAt: string, isCurrent: boolean } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type TemplatesQueryVariables = Exact<{
  organizationId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  includeAbove?: boolean;
}>;


export type TemplatesQuery = { organization: { id: string, templates: { edges: Array<{ node: { id: string, name: string, description: string, pictureUrl: string | null, heartbeatSeconds: number, offlineGraceSeconds: number, allowsProvisioning: boolean, archivedAt: string | null, createdAt: string, metadataFields: Array<{ id: string, name: string, type: MetadataFieldType, isRequired: boolean, isUnique: boolean, defaultValue: string | null, choices: Array<string> }> } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type TemplateQueryVariables = Exact<{
  id: string;
}>;


export type TemplateQuery = { template: { id: string, name: string, description: string, pictureUrl: string | null, heartbeatSeconds: number, offlineGraceSeconds: number, allowsProvisioning: boolean, archivedAt: string | null, createdAt: string, metadataFields: Array<{ id: string, name: string, type: MetadataFieldType, isRequired: boolean, isUnique: boolean, defaultValue: string | null, choices: Array<string> }> } | null };

export type BoxGuideQueryVariables = Exact<{
  templateId: string;
  page?: GuidePage;
}>;


export type BoxGuideQuery = { template: { id: string, boxGuide: string } | null };

export type ProvisionableTemplatesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type ProvisionableTemplatesQuery = { viewer: { provisionableTemplates: { edges: Array<{ node: { id: string, name: string, description: string, pictureUrl: string | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type CreateTemplateMutationVariables = Exact<{
  input: CreateTemplateInput;
}>;


export type CreateTemplateMutation = { createTemplate:
    | { __typename: 'CreateTemplateSuccess', template: { id: string, name: string, description: string, pictureUrl: string | null, heartbeatSeconds: number, offlineGraceSeconds: number, allowsProvisioning: boolean, archivedAt: string | null, createdAt: string, metadataFields: Array<{ id: string, name: string, type: MetadataFieldType, isRequired: boolean, isUnique: boolean, defaultValue: string | null, choices: Array<string> }> } }
    | { __typename: 'MetadataFieldInvalid', message: string, field: string, reason: string }
    | { __typename: 'TemplateSettingInvalid', message: string, setting: string, reason: string }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
   };

export type UpdateTemplateMutationVariables = Exact<{
  input: UpdateTemplateInput;
}>;


export type UpdateTemplateMutation = { updateTemplate:
    | { __typename: 'MetadataFieldInvalid', message: string, field: string, reason: string }
    | { __typename: 'TemplateArchived', message: string, archivedAt: string }
    | { __typename: 'TemplateSettingInvalid', message: string, setting: string, reason: string }
    | { __typename: 'TextUnusable', message: string, field: string, reason: string }
    | { __typename: 'UpdateTemplateSuccess', template: { id: string, name: string, description: string, pictureUrl: string | null, heartbeatSeconds: number, offlineGraceSeconds: number, allowsProvisioning: boolean, archivedAt: string | null, createdAt: string, metadataFields: Array<{ id: string, name: string, type: MetadataFieldType, isRequired: boolean, isUnique: boolean, defaultValue: string | null, choices: Array<string> }> } }
   };

export type ArchiveTemplateMutationVariables = Exact<{
  input: ArchiveTemplateInput;
}>;


export type ArchiveTemplateMutation = { archiveTemplate:
    | { __typename: 'ArchiveTemplateSuccess', template: { id: string, name: string, description: string, pictureUrl: string | null, heartbeatSeconds: number, offlineGraceSeconds: number, allowsProvisioning: boolean, archivedAt: string | null, createdAt: string, metadataFields: Array<{ id: string, name: string, type: MetadataFieldType, isRequired: boolean, isUnique: boolean, defaultValue: string | null, choices: Array<string> }> } }
    | { __typename: 'TemplateArchived', message: string, archivedAt: string }
   };

export type TokensQueryVariables = Exact<{
  organizationId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: StaticTokenFilter | null | undefined;
  orderBy?: ListOrder;
}>;


export type TokensQuery = { organization: { id: string, staticTokens: { edges: Array<{ cursor: string, node: { id: string, status: TokenStatus, origin: TokenOrigin, serial: string | null, createdAt: string, claimedAt: string | null, firstConnectedAt: string | null, cloneSuspectedAt: string | null, qrTokenGrouped: string | null, template: { id: string, name: string }, batch: { id: string, name: string } | null, device: { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type TokenCountQueryVariables = Exact<{
  organizationId: string;
  filter?: StaticTokenFilter | null | undefined;
}>;


export type TokenCountQuery = { organization: { id: string, staticTokens: { totalCount: number } | null } | null };

export type TokenQueryVariables = Exact<{
  id: string;
}>;


export type TokenQuery = { staticToken: { qrToken: string | null, claimUrl: string | null, id: string, status: TokenStatus, origin: TokenOrigin, serial: string | null, createdAt: string, claimedAt: string | null, firstConnectedAt: string | null, cloneSuspectedAt: string | null, qrTokenGrouped: string | null, issuer: { id: string, name: string }, metadata: Array<{ name: string, type: MetadataFieldType, value: string }>, device: { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null, template: { id: string, name: string }, batch: { id: string, name: string } | null } | null };

export type TokenByQrTokenQueryVariables = Exact<{
  qrToken: string;
}>;


export type TokenByQrTokenQuery = { staticTokenByQrToken: { id: string, status: TokenStatus, origin: TokenOrigin, serial: string | null, createdAt: string, claimedAt: string | null, firstConnectedAt: string | null, cloneSuspectedAt: string | null, qrTokenGrouped: string | null, template: { id: string, name: string }, batch: { id: string, name: string } | null, device: { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null } | null };

export type TokenQrCodeQueryVariables = Exact<{
  id: string;
  format: QrFormat;
  moduleSize?: number;
  dpi?: number;
}>;


export type TokenQrCodeQuery = { staticToken: { id: string, qrCode: string | null } | null };

export type TokenHistoryQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
}>;


export type TokenHistoryQuery = { staticToken: { id: string, history: { edges: Array<{ node: { id: string, kind: EventKind, at: string, facts: unknown, staticTokenId: string | null, deviceId: string | null, tokenBatchId: string | null, organization: { id: string, name: string } | null, actor: { id: string, email: string, name: string | null } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type RevealAuthTokenMutationVariables = Exact<{
  input: RevealAuthTokenInput;
}>;


export type RevealAuthTokenMutation = { revealAuthToken:
    | { __typename: 'AuthTokenNotRevealable', message: string }
    | { __typename: 'RevealAuthTokenSuccess', authToken: string }
   };

export type RotateQrTokenMutationVariables = Exact<{
  input: RotateQrTokenInput;
}>;


export type RotateQrTokenMutation = { rotateQrToken:
    | { __typename: 'QrTokenAbsent', message: string }
    | { __typename: 'RotateQrTokenSuccess', staticToken: { qrToken: string | null, claimUrl: string | null, id: string, status: TokenStatus, origin: TokenOrigin, serial: string | null, createdAt: string, claimedAt: string | null, firstConnectedAt: string | null, cloneSuspectedAt: string | null, qrTokenGrouped: string | null, issuer: { id: string, name: string }, metadata: Array<{ name: string, type: MetadataFieldType, value: string }>, device: { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null, template: { id: string, name: string }, batch: { id: string, name: string } | null } }
   };

export type DismissCloneSuspicionMutationVariables = Exact<{
  input: DismissCloneSuspicionInput;
}>;


export type DismissCloneSuspicionMutation = { dismissCloneSuspicion:
    | { __typename: 'CloneNotSuspected', message: string }
    | { __typename: 'DismissCloneSuspicionSuccess', staticToken: { qrToken: string | null, claimUrl: string | null, id: string, status: TokenStatus, origin: TokenOrigin, serial: string | null, createdAt: string, claimedAt: string | null, firstConnectedAt: string | null, cloneSuspectedAt: string | null, qrTokenGrouped: string | null, issuer: { id: string, name: string }, metadata: Array<{ name: string, type: MetadataFieldType, value: string }>, device: { id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } | null, template: { id: string, name: string }, batch: { id: string, name: string } | null } }
   };

export type DisclaimTokensMutationVariables = Exact<{
  input: DisclaimTokensInput;
}>;


export type DisclaimTokensMutation = { disclaimTokens:
    | { __typename: 'DisclaimTokensSuccess', disclaimed: number }
    | { __typename: 'TokensNotYours', message: string, count: number }
   };

export type DeleteTokensMutationVariables = Exact<{
  input: DeleteTokensInput;
}>;


export type DeleteTokensMutation = { deleteTokens:
    | { __typename: 'ConfirmationMismatch', message: string, expected: number, confirmed: number }
    | { __typename: 'DeleteTokensSuccess', deleted: number, claimed: number }
    | { __typename: 'TokensNotYours', message: string, count: number }
   };

export type ReceivedTransfersQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type ReceivedTransfersQuery = { viewer: { receivedTransfers: { edges: Array<{ node: { id: string, email: string, createdAt: string, expiresAt: string, productName: string, pictureUrl: string | null, device: { id: string, name: string } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type OfferDeviceTransferMutationVariables = Exact<{
  input: OfferDeviceTransferInput;
}>;


export type OfferDeviceTransferMutation = { offerDeviceTransfer:
    | { __typename: 'DeviceNotYours', message: string }
    | { __typename: 'DeviceOffered', message: string }
    | { __typename: 'EmailNotVerified', message: string }
    | { __typename: 'EmailUnusable', message: string }
    | { __typename: 'OfferDeviceTransferSuccess', transfer: { id: string, email: string, createdAt: string, expiresAt: string, productName: string, pictureUrl: string | null, device: { id: string, name: string } | null } }
    | { __typename: 'ReceiverIsOwner', message: string }
    | { __typename: 'TooManyAttempts', message: string, retryAfterSeconds: number }
   };

export type AcceptDeviceTransferMutationVariables = Exact<{
  input: AcceptDeviceTransferInput;
}>;


export type AcceptDeviceTransferMutation = { acceptDeviceTransfer:
    | { __typename: 'AcceptDeviceTransferSuccess', device: { createdAt: string, firstConnectedAt: string | null, id: string, status: TokenStatus, name: string, firmwareVersion: string | null, hardwareRevision: string | null, template: { id: string, name: string, pictureUrl: string | null }, organization: { id: string, name: string, isPersonal: boolean } | null, owner: { id: string, email: string, name: string | null } | null, presence: { isOnline: boolean, since: string | null, lastSeenAt: string | null, reason: PresenceReason | null } } }
    | { __typename: 'EmailNotVerified', message: string }
    | { __typename: 'InvitationRequired', message: string }
    | { __typename: 'TransferUnknown', message: string }
   };

export type RefuseDeviceTransferMutationVariables = Exact<{
  input: RefuseDeviceTransferInput;
}>;


export type RefuseDeviceTransferMutation = { refuseDeviceTransfer:
    | { __typename: 'EmailNotVerified', message: string }
    | { __typename: 'RefuseDeviceTransferSuccess', transferId: string }
    | { __typename: 'TransferUnknown', message: string }
   };

export type CancelDeviceTransferMutationVariables = Exact<{
  input: CancelDeviceTransferInput;
}>;


export type CancelDeviceTransferMutation = { cancelDeviceTransfer:
    | { __typename: 'CancelDeviceTransferSuccess', device: { id: string } }
    | { __typename: 'TransferUnknown', message: string }
   };

export const ViewerDocument = "query Viewer{viewer{user{...UserFields}memberships{id role organization{...OrganizationFields parent{id name}brand{...BrandFields}}}}}fragment UserFields on User{id email name isEmailVerified createdAt}fragment BrandFields on Brand{slug displayName primaryColor textColor logoUrl supportUrl privacyUrl termsUrl links{name url}appleApps androidApps{package fingerprints}selfSignUp claimHost}fragment OrganizationFields on Organization{id name slug isPersonal createdAt}" as TypedDocument<ViewerQuery, ViewerQueryVariables>;
export const VerifyEmailDocument = "mutation VerifyEmail($input:VerifyEmailInput!){verifyEmail(input:$input){__typename...on VerifyEmailSuccess{email}...on UserError{message}...WaitFacts}}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<VerifyEmailMutation, VerifyEmailMutationVariables>;
export const RequestEmailVerificationDocument = "mutation RequestEmailVerification($input:RequestEmailVerificationInput!){requestEmailVerification(input:$input){__typename...on RequestEmailVerificationSuccess{email}...on UserError{message}...WaitFacts}}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<RequestEmailVerificationMutation, RequestEmailVerificationMutationVariables>;
export const RequestPasswordResetDocument = "mutation RequestPasswordReset($input:RequestPasswordResetInput!){requestPasswordReset(input:$input){__typename...on RequestPasswordResetSuccess{email}...on UserError{message}...WaitFacts}}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<RequestPasswordResetMutation, RequestPasswordResetMutationVariables>;
export const ResetPasswordDocument = "mutation ResetPassword($input:ResetPasswordInput!){resetPassword(input:$input){__typename...on ResetPasswordSuccess{endedSessions}...on UserError{message}...WaitFacts}}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<ResetPasswordMutation, ResetPasswordMutationVariables>;
export const ChangePasswordDocument = "mutation ChangePassword($input:ChangePasswordInput!){changePassword(input:$input){__typename...on ChangePasswordSuccess{endedSessions}...on UserError{message}...WaitFacts}}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const DeleteAccountDocument = "mutation DeleteAccount($input:DeleteAccountInput!){deleteAccount(input:$input){__typename...on DeleteAccountSuccess{releasedDevices}...on UserError{message}...on LastOwner{organization}...WaitFacts}}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<DeleteAccountMutation, DeleteAccountMutationVariables>;
export const BatchesDocument = "query Batches($organizationId:ID!,$first:Int,$after:String,$last:Int,$before:String){organization(id:$organizationId){id tokenBatches(first:$first,after:$after,last:$last,before:$before){edges{cursor node{...BatchFields}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment BatchFields on TokenBatch{id name origin status tokenCount createdCount failure createdAt finishedAt template{id name}createdBy{id email name}}" as TypedDocument<BatchesQuery, BatchesQueryVariables>;
export const BatchDocument = "query Batch($id:ID!){tokenBatch(id:$id){...BatchFields}}fragment BatchFields on TokenBatch{id name origin status tokenCount createdCount failure createdAt finishedAt template{id name}createdBy{id email name}}" as TypedDocument<BatchQuery, BatchQueryVariables>;
export const BatchTokensDocument = "query BatchTokens($id:ID!,$first:Int,$after:String,$last:Int,$before:String,$orderBy:ListOrder!=OLDEST_FIRST){tokenBatch(id:$id){id staticTokens(first:$first after:$after last:$last before:$before orderBy:$orderBy){edges{cursor node{...TokenRow}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment TokenRow on StaticToken{id status origin serial createdAt claimedAt firstConnectedAt cloneSuspectedAt qrTokenGrouped template{id name}batch{id name}device{...DeviceLive}}" as TypedDocument<BatchTokensQuery, BatchTokensQueryVariables>;
export const CreateTokenBatchDocument = "mutation CreateTokenBatch($input:CreateTokenBatchInput!){createTokenBatch(input:$input){__typename...on CreateTokenBatchSuccess{tokenBatch{...BatchFields}}...on UserError{message}...on TokenCountInvalid{requested maximum}...MetadataFacts...TextFacts...PlanLimitFacts}}fragment BatchFields on TokenBatch{id name origin status tokenCount createdCount failure createdAt finishedAt template{id name}createdBy{id email name}}fragment PlanLimitFacts on PlanLimitReached{resource plan limit used requested}fragment TextFacts on TextUnusable{field reason}fragment MetadataFacts on MetadataInvalid{faults{field value reason}}" as TypedDocument<CreateTokenBatchMutation, CreateTokenBatchMutationVariables>;
export const BatchProgressDocument = "subscription BatchProgress($id:ID!){tokenBatchProgressed(id:$id){...BatchFields}}fragment BatchFields on TokenBatch{id name origin status tokenCount createdCount failure createdAt finishedAt template{id name}createdBy{id email name}}" as TypedDocument<BatchProgressSubscription, BatchProgressSubscriptionVariables>;
export const BrandDocument = "query Brand($slug:String!){brand(slug:$slug){...BrandFields}}fragment BrandFields on Brand{slug displayName primaryColor textColor logoUrl supportUrl privacyUrl termsUrl links{name url}appleApps androidApps{package fingerprints}selfSignUp claimHost}" as TypedDocument<BrandQuery, BrandQueryVariables>;
export const UpdateBrandDocument = "mutation UpdateBrand($input:UpdateBrandInput!){updateBrand(input:$input){__typename...on UpdateBrandSuccess{brand{...BrandFields}}...on UserError{message}...on ColorUnusable{color}...on ContrastTooLow{primaryColor textColor contrast required}...on AddressUnusable{field reason}...on ClaimHostUnusable{claimHost}...on ClaimHostTaken{claimHost}...on ClaimHostPrinted{claimHost staticTokens}...on AppUnusable{app reason}...TextFacts}}fragment BrandFields on Brand{slug displayName primaryColor textColor logoUrl supportUrl privacyUrl termsUrl links{name url}appleApps androidApps{package fingerprints}selfSignUp claimHost}fragment TextFacts on TextUnusable{field reason}" as TypedDocument<UpdateBrandMutation, UpdateBrandMutationVariables>;
export const ClaimPreviewDocument = "query ClaimPreview($qrToken:String!){claimPreview(qrToken:$qrToken){productName pictureUrl brand{...BrandFields}}}fragment BrandFields on Brand{slug displayName primaryColor textColor logoUrl supportUrl privacyUrl termsUrl links{name url}appleApps androidApps{package fingerprints}selfSignUp claimHost}" as TypedDocument<ClaimPreviewQuery, ClaimPreviewQueryVariables>;
export const ClaimDeviceDocument = "mutation ClaimDevice($input:ClaimDeviceInput!){claimDevice(input:$input){__typename...on ClaimDeviceSuccess{device{...DeviceRow}}...on UserError{message}...PlanLimitFacts...TextFacts...WaitFacts}}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment DeviceRow on Device{...DeviceLive createdAt firstConnectedAt template{id name pictureUrl}organization{id name isPersonal}owner{id email name}}fragment PlanLimitFacts on PlanLimitReached{resource plan limit used requested}fragment TextFacts on TextUnusable{field reason}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<ClaimDeviceMutation, ClaimDeviceMutationVariables>;
export const ClaimDevicesDocument = "mutation ClaimDevices($input:ClaimDevicesInput!){claimDevices(input:$input){results{__typename...on ClaimDeviceSuccess{device{...DeviceRow}}...on UserError{message}...PlanLimitFacts...TextFacts...WaitFacts}}}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment DeviceRow on Device{...DeviceLive createdAt firstConnectedAt template{id name pictureUrl}organization{id name isPersonal}owner{id email name}}fragment PlanLimitFacts on PlanLimitReached{resource plan limit used requested}fragment TextFacts on TextUnusable{field reason}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<ClaimDevicesMutation, ClaimDevicesMutationVariables>;
export const UnclaimDeviceDocument = "mutation UnclaimDevice($input:UnclaimDeviceInput!){unclaimDevice(input:$input){__typename...on UnclaimDeviceSuccess{deviceId}...on UserError{message}}}" as TypedDocument<UnclaimDeviceMutation, UnclaimDeviceMutationVariables>;
export const MyDevicesDocument = "query MyDevices($first:Int!,$after:String,$filter:DeviceFilter){viewer{devices(first:$first,after:$after,filter:$filter){edges{node{...DeviceRow}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment DeviceRow on Device{...DeviceLive createdAt firstConnectedAt template{id name pictureUrl}organization{id name isPersonal}owner{id email name}}" as TypedDocument<MyDevicesQuery, MyDevicesQueryVariables>;
export const DevicesDocument = "query Devices($organizationId:ID!,$first:Int,$after:String,$last:Int,$before:String,$filter:DeviceFilter,$orderBy:ListOrder!=NEWEST_FIRST){organization(id:$organizationId){id devices(first:$first after:$after last:$last before:$before filter:$filter orderBy:$orderBy){edges{cursor node{...DeviceRow staticToken{id serial qrTokenGrouped}}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment DeviceRow on Device{...DeviceLive createdAt firstConnectedAt template{id name pictureUrl}organization{id name isPersonal}owner{id email name}}" as TypedDocument<DevicesQuery, DevicesQueryVariables>;
export const DevicesBySerialDocument = "query DevicesBySerial($organizationId:ID!,$first:Int,$after:String,$last:Int,$before:String,$filter:StaticTokenFilter){organization(id:$organizationId){id staticTokens(first:$first after:$after last:$last before:$before filter:$filter){edges{cursor node{id serial qrTokenGrouped device{...DeviceRow}}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment DeviceRow on Device{...DeviceLive createdAt firstConnectedAt template{id name pictureUrl}organization{id name isPersonal}owner{id email name}}" as TypedDocument<DevicesBySerialQuery, DevicesBySerialQueryVariables>;
export const DeviceCountDocument = "query DeviceCount($organizationId:ID!,$filter:DeviceFilter){organization(id:$organizationId){id devices(first:1,filter:$filter){totalCount}}}" as TypedDocument<DeviceCountQuery, DeviceCountQueryVariables>;
export const DeviceDocument = "query Device($id:ID!){device(id:$id){...DeviceDetail}}fragment MetadataFields on MetadataValue{name type value}fragment MetadataFieldFields on MetadataField{id name type isRequired isUnique defaultValue choices}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment DeviceRow on Device{...DeviceLive createdAt firstConnectedAt template{id name pictureUrl}organization{id name isPersonal}owner{id email name}}fragment TransferFields on DeviceTransfer{id email createdAt expiresAt productName pictureUrl device{id name}}fragment DeviceDetail on Device{...DeviceRow template{id name description pictureUrl archivedAt metadataFields{...MetadataFieldFields}}metadata{...MetadataFields}openTransfer{...TransferFields}staticToken{id serial qrTokenGrouped status origin cloneSuspectedAt issuer{id name}}}" as TypedDocument<DeviceQuery, DeviceQueryVariables>;
export const DeviceStatusDocument = "query DeviceStatus($id:ID!){device(id:$id){...DeviceLive}}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}" as TypedDocument<DeviceStatusQuery, DeviceStatusQueryVariables>;
export const DeviceHistoryDocument = "query DeviceHistory($id:ID!,$first:Int!,$after:String){device(id:$id){id history(first:$first,after:$after){edges{node{...EventFields}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment EventFields on Event{id kind at facts staticTokenId deviceId tokenBatchId organization{id name}actor{id email name}}" as TypedDocument<DeviceHistoryQuery, DeviceHistoryQueryVariables>;
export const DeviceStatusChangedDocument = "subscription DeviceStatusChanged($deviceIds:[ID!],$organizationId:ID){deviceStatusChanged(deviceIds:$deviceIds,organizationId:$organizationId){...DeviceLive}}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}" as TypedDocument<DeviceStatusChangedSubscription, DeviceStatusChangedSubscriptionVariables>;
export const UpdateDeviceDocument = "mutation UpdateDevice($input:UpdateDeviceInput!){updateDevice(input:$input){__typename...on UpdateDeviceSuccess{device{...DeviceDetail}}...on UserError{message}...MetadataFacts}}fragment MetadataFields on MetadataValue{name type value}fragment MetadataFieldFields on MetadataField{id name type isRequired isUnique defaultValue choices}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment DeviceRow on Device{...DeviceLive createdAt firstConnectedAt template{id name pictureUrl}organization{id name isPersonal}owner{id email name}}fragment TransferFields on DeviceTransfer{id email createdAt expiresAt productName pictureUrl device{id name}}fragment DeviceDetail on Device{...DeviceRow template{id name description pictureUrl archivedAt metadataFields{...MetadataFieldFields}}metadata{...MetadataFields}openTransfer{...TransferFields}staticToken{id serial qrTokenGrouped status origin cloneSuspectedAt issuer{id name}}}fragment MetadataFacts on MetadataInvalid{faults{field value reason}}" as TypedDocument<UpdateDeviceMutation, UpdateDeviceMutationVariables>;
export const IdentifyDeviceDocument = "mutation IdentifyDevice($input:IdentifyDeviceInput!){identifyDevice(input:$input){__typename...on IdentifyDeviceSuccess{device{id}}...on UserError{message}}}" as TypedDocument<IdentifyDeviceMutation, IdentifyDeviceMutationVariables>;
export const CreateDeviceDocument = "mutation CreateDevice($input:CreateDeviceInput!){createDevice(input:$input){__typename...on CreateDeviceSuccess{authToken device{...DeviceRow}}...on UserError{message}...MetadataFacts...PlanLimitFacts}}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment DeviceRow on Device{...DeviceLive createdAt firstConnectedAt template{id name pictureUrl}organization{id name isPersonal}owner{id email name}}fragment PlanLimitFacts on PlanLimitReached{resource plan limit used requested}fragment MetadataFacts on MetadataInvalid{faults{field value reason}}" as TypedDocument<CreateDeviceMutation, CreateDeviceMutationVariables>;
export const MoveDeviceDocument = "mutation MoveDevice($input:MoveDeviceInput!){moveDevice(input:$input){__typename...on MoveDeviceSuccess{device{...DeviceRow}}...on UserError{message}}}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment DeviceRow on Device{...DeviceLive createdAt firstConnectedAt template{id name pictureUrl}organization{id name isPersonal}owner{id email name}}" as TypedDocument<MoveDeviceMutation, MoveDeviceMutationVariables>;
export const ProvisionDeviceDocument = "mutation ProvisionDevice($input:ProvisionDeviceInput!){provisionDevice(input:$input){__typename...on ProvisionDeviceSuccess{authToken expiresAt deviceId}...on UserError{message}...MetadataFacts...PlanLimitFacts...TextFacts...WaitFacts}}fragment PlanLimitFacts on PlanLimitReached{resource plan limit used requested}fragment TextFacts on TextUnusable{field reason}fragment MetadataFacts on MetadataInvalid{faults{field value reason}}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<ProvisionDeviceMutation, ProvisionDeviceMutationVariables>;
export const EventsDocument = "query Events($organizationId:ID!,$first:Int,$after:String,$last:Int,$before:String,$filter:EventFilter){organization(id:$organizationId){id events(first:$first after:$after last:$last before:$before filter:$filter){edges{node{...EventFields}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment EventFields on Event{id kind at facts staticTokenId deviceId tokenBatchId organization{id name}actor{id email name}}" as TypedDocument<EventsQuery, EventsQueryVariables>;
export const OrganizationEventsDocument = "subscription OrganizationEvents($organizationId:ID!){organizationEvents(organizationId:$organizationId){...EventFields}}fragment EventFields on Event{id kind at facts staticTokenId deviceId tokenBatchId organization{id name}actor{id email name}}" as TypedDocument<OrganizationEventsSubscription, OrganizationEventsSubscriptionVariables>;
export const ExportTokensDocument = "mutation ExportTokens($input:ExportTokensInput!){exportTokens(input:$input){__typename...on ExportTokensSuccess{url expiresAt tokenCount warnings{__typename message}}...on UserError{message}...on TokensNotYours{count}...LabelFaultFacts...ModuleFacts...LabelRoomFacts...TextFacts}}fragment LabelFaultFacts on LabelTemplateUnusable{key line}fragment ModuleFacts on ModulesTooSmall{millimetres modules room}fragment LabelRoomFacts on LabelTextDoesNotFit{width height}fragment TextFacts on TextUnusable{field reason}" as TypedDocument<ExportTokensMutation, ExportTokensMutationVariables>;
export const TokenLabelDocument = "query TokenLabel($id:ID!,$labels:LabelsInput){staticToken(id:$id){id label(labels:$labels){__typename...on LabelSuccess{dataUri warnings{__typename message}}...on UserError{message}...LabelFaultFacts...ModuleFacts...LabelRoomFacts}}}fragment LabelFaultFacts on LabelTemplateUnusable{key line}fragment ModuleFacts on ModulesTooSmall{millimetres modules room}fragment LabelRoomFacts on LabelTextDoesNotFit{width height}" as TypedDocument<TokenLabelQuery, TokenLabelQueryVariables>;
export const AlignmentSheetDocument = "query AlignmentSheet($stock:LabelStock,$template:String){alignmentSheet(stock:$stock,template:$template){__typename...on AlignmentSheetSuccess{name labelsPerSheet dataUri}...on UserError{message}...LabelFaultFacts}}fragment LabelFaultFacts on LabelTemplateUnusable{key line}" as TypedDocument<AlignmentSheetQuery, AlignmentSheetQueryVariables>;
export const PreviewTokenImportDocument = "mutation PreviewTokenImport($input:PreviewTokenImportInput!){previewTokenImport(input:$input){__typename...on PreviewTokenImportSuccess{preview{...ImportPreviewFields}}...on UserError{message}...CsvFacts...MappingFacts}}fragment ImportPreviewFields on ImportPreview{delimiter hasByteOrderMark columns{name target match guess guessReason samples}missingFields rowCount goodRowCount faultyRowCount faultCount faults{row column value reason}}fragment CsvFacts on CsvUnusable{fault row}fragment MappingFacts on ImportMappingInvalid{mappingFaults:faults{column reason}}" as TypedDocument<PreviewTokenImportMutation, PreviewTokenImportMutationVariables>;
export const ImportTokenBatchDocument = "mutation ImportTokenBatch($input:ImportTokenBatchInput!){importTokenBatch(input:$input){__typename...on ImportTokenBatchSuccess{tokenBatch{...BatchFields}skippedRows}...on UserError{message}...on ImportColumnsUnmatched{columns missingFields}...on ImportFaulty{preview{...ImportPreviewFields}}...CsvFacts...MappingFacts...PlanLimitFacts...TextFacts}}fragment BatchFields on TokenBatch{id name origin status tokenCount createdCount failure createdAt finishedAt template{id name}createdBy{id email name}}fragment PlanLimitFacts on PlanLimitReached{resource plan limit used requested}fragment TextFacts on TextUnusable{field reason}fragment ImportPreviewFields on ImportPreview{delimiter hasByteOrderMark columns{name target match guess guessReason samples}missingFields rowCount goodRowCount faultyRowCount faultCount faults{row column value reason}}fragment CsvFacts on CsvUnusable{fault row}fragment MappingFacts on ImportMappingInvalid{mappingFaults:faults{column reason}}" as TypedDocument<ImportTokenBatchMutation, ImportTokenBatchMutationVariables>;
export const InvitationPreviewDocument = "query InvitationPreview($token:String!){invitationPreview(token:$token){brand{...BrandFields}organizationName email role expiresAt hasAccount}}fragment BrandFields on Brand{slug displayName primaryColor textColor logoUrl supportUrl privacyUrl termsUrl links{name url}appleApps androidApps{package fingerprints}selfSignUp claimHost}" as TypedDocument<InvitationPreviewQuery, InvitationPreviewQueryVariables>;
export const InvitationsDocument = "query Invitations($organizationId:ID!,$first:Int,$after:String,$last:Int,$before:String,$includeEnded:Boolean!=false){organization(id:$organizationId){id invitations(first:$first after:$after last:$last before:$before includeEnded:$includeEnded){edges{node{...InvitationFields}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment InvitationFields on Invitation{id email role state createdAt sentAt expiresAt}" as TypedDocument<InvitationsQuery, InvitationsQueryVariables>;
export const InviteMemberDocument = "mutation InviteMember($input:InviteMemberInput!){inviteMember(input:$input){__typename...on InviteMemberSuccess{invitation{...InvitationFields}}...on UserError{message}...on AlreadyInvited{invitationId}...on RoleAboveYours{role}...PlanLimitFacts...TextFacts...WaitFacts}}fragment InvitationFields on Invitation{id email role state createdAt sentAt expiresAt}fragment PlanLimitFacts on PlanLimitReached{resource plan limit used requested}fragment TextFacts on TextUnusable{field reason}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<InviteMemberMutation, InviteMemberMutationVariables>;
export const ResendInvitationDocument = "mutation ResendInvitation($input:ResendInvitationInput!){resendInvitation(input:$input){__typename...on ResendInvitationSuccess{invitation{...InvitationFields}}...on UserError{message}...on RoleAboveYours{role}...WaitFacts}}fragment InvitationFields on Invitation{id email role state createdAt sentAt expiresAt}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<ResendInvitationMutation, ResendInvitationMutationVariables>;
export const RevokeInvitationDocument = "mutation RevokeInvitation($input:RevokeInvitationInput!){revokeInvitation(input:$input){__typename...on RevokeInvitationSuccess{invitation{...InvitationFields}}...on UserError{message}...on RoleAboveYours{role}}}fragment InvitationFields on Invitation{id email role state createdAt sentAt expiresAt}" as TypedDocument<RevokeInvitationMutation, RevokeInvitationMutationVariables>;
export const AcceptInvitationDocument = "mutation AcceptInvitation($input:AcceptInvitationInput!){acceptInvitation(input:$input){__typename...on AcceptInvitationSuccess{user{...UserFields}membership{id role organization{...OrganizationFields}}session{...SessionFields}}...on UserError{message}...PlanLimitFacts...TextFacts...WaitFacts}}fragment UserFields on User{id email name isEmailVerified createdAt}fragment SessionFields on SessionTokens{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}fragment OrganizationFields on Organization{id name slug isPersonal createdAt}fragment PlanLimitFacts on PlanLimitReached{resource plan limit used requested}fragment TextFacts on TextUnusable{field reason}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<AcceptInvitationMutation, AcceptInvitationMutationVariables>;
export const MembersDocument = "query Members($organizationId:ID!,$first:Int,$after:String,$last:Int,$before:String){organization(id:$organizationId){id members(first:$first,after:$after,last:$last,before:$before){edges{node{...MembershipFields}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment UserFields on User{id email name isEmailVerified createdAt}fragment MembershipFields on Membership{id role createdAt user{...UserFields}}" as TypedDocument<MembersQuery, MembersQueryVariables>;
export const MemberCountDocument = "query MemberCount($organizationId:ID!){organization(id:$organizationId){id members(first:1){totalCount}}}" as TypedDocument<MemberCountQuery, MemberCountQueryVariables>;
export const ChangeMemberRoleDocument = "mutation ChangeMemberRole($input:ChangeMemberRoleInput!){changeMemberRole(input:$input){__typename...on ChangeMemberRoleSuccess{membership{...MembershipFields}}...on UserError{message}...on LastOwner{organization}...on RoleAboveYours{role}}}fragment UserFields on User{id email name isEmailVerified createdAt}fragment MembershipFields on Membership{id role createdAt user{...UserFields}}" as TypedDocument<ChangeMemberRoleMutation, ChangeMemberRoleMutationVariables>;
export const RemoveMemberDocument = "mutation RemoveMember($input:RemoveMemberInput!){removeMember(input:$input){__typename...on RemoveMemberSuccess{membershipId devicesKept}...on UserError{message}...on LastOwner{organization}...on RoleAboveYours{role}}}" as TypedDocument<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const OrganizationDocument = "query Organization($id:ID!){organization(id:$id){...OrganizationFields parent{id name}brand{...BrandFields}plan{...PlanFields}usage{staticTokens organizations members}}}fragment BrandFields on Brand{slug displayName primaryColor textColor logoUrl supportUrl privacyUrl termsUrl links{name url}appleApps androidApps{package fingerprints}selfSignUp claimHost}fragment OrganizationFields on Organization{id name slug isPersonal createdAt}fragment PlanFields on Plan{name staticTokenLimit organizationLimit memberLimit selfSignUp}" as TypedDocument<OrganizationQuery, OrganizationQueryVariables>;
export const OrganizationChildrenDocument = "query OrganizationChildren($id:ID!,$first:Int!,$after:String){organization(id:$id){id children(first:$first,after:$after){edges{node{...OrganizationFields children(first:1){edges{cursor}}}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment OrganizationFields on Organization{id name slug isPersonal createdAt}" as TypedDocument<OrganizationChildrenQuery, OrganizationChildrenQueryVariables>;
export const CreateOrganizationDocument = "mutation CreateOrganization($input:CreateOrganizationInput!){createOrganization(input:$input){__typename...on CreateOrganizationSuccess{organization{...OrganizationFields}}...on UserError{message}...on SlugTaken{slug}...PlanLimitFacts...TextFacts}}fragment OrganizationFields on Organization{id name slug isPersonal createdAt}fragment PlanLimitFacts on PlanLimitReached{resource plan limit used requested}fragment TextFacts on TextUnusable{field reason}" as TypedDocument<CreateOrganizationMutation, CreateOrganizationMutationVariables>;
export const UpdateOrganizationDocument = "mutation UpdateOrganization($input:UpdateOrganizationInput!){updateOrganization(input:$input){__typename...on UpdateOrganizationSuccess{organization{...OrganizationFields}}...on UserError{message}...on SlugTaken{slug}...TextFacts}}fragment OrganizationFields on Organization{id name slug isPersonal createdAt}fragment TextFacts on TextUnusable{field reason}" as TypedDocument<UpdateOrganizationMutation, UpdateOrganizationMutationVariables>;
export const MoveOrganizationDocument = "mutation MoveOrganization($input:MoveOrganizationInput!){moveOrganization(input:$input){__typename...on MoveOrganizationSuccess{organization{...OrganizationFields parent{id name}}}...on UserError{message}}}fragment OrganizationFields on Organization{id name slug isPersonal createdAt}" as TypedDocument<MoveOrganizationMutation, MoveOrganizationMutationVariables>;
export const ArchiveOrganizationDocument = "mutation ArchiveOrganization($input:ArchiveOrganizationInput!){archiveOrganization(input:$input){__typename...on ArchiveOrganizationSuccess{organizationId}...on UserError{message}...on OrganizationInUse{devices staticTokens organizations members confirmedMembers}}}" as TypedDocument<ArchiveOrganizationMutation, ArchiveOrganizationMutationVariables>;
export const OutboxDocument = "query Outbox($organizationId:ID!,$first:Int,$after:String,$last:Int,$before:String){organization(id:$organizationId){id outbox(first:$first,after:$after,last:$last,before:$before){edges{node{id kind recipient subject text attempts failure createdAt sentAt givenUpAt}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}" as TypedDocument<OutboxQuery, OutboxQueryVariables>;
export const PlansDocument = "query Plans{plans{...PlanFields}}fragment PlanFields on Plan{name staticTokenLimit organizationLimit memberLimit selfSignUp}" as TypedDocument<PlansQuery, PlansQueryVariables>;
export const ChangePlanDocument = "mutation ChangePlan($input:ChangePlanInput!){changePlan(input:$input){__typename...on ChangePlanSuccess{changedPlan:plan{...PlanFields}}...on UserError{message}...on PlanUnknown{plan}...on PlanTooSmall{plan over{resource limit used}}}}fragment PlanFields on Plan{name staticTokenLimit organizationLimit memberLimit selfSignUp}" as TypedDocument<ChangePlanMutation, ChangePlanMutationVariables>;
export const SignUpDocument = "mutation SignUp($input:SignUpInput!){signUp(input:$input){__typename...on SignUpSuccess{user{...UserFields}session{...SessionFields}}...on UserError{message}...TextFacts...WaitFacts}}fragment UserFields on User{id email name isEmailVerified createdAt}fragment SessionFields on SessionTokens{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}fragment TextFacts on TextUnusable{field reason}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<SignUpMutation, SignUpMutationVariables>;
export const SignInDocument = "mutation SignIn($input:SignInInput!){signIn(input:$input){__typename...on SignInSuccess{user{...UserFields}session{...SessionFields}}...on UserError{message}...WaitFacts}}fragment UserFields on User{id email name isEmailVerified createdAt}fragment SessionFields on SessionTokens{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<SignInMutation, SignInMutationVariables>;
export const RefreshSessionDocument = "mutation RefreshSession($input:RefreshSessionInput!){refreshSession(input:$input){__typename...on RefreshSessionSuccess{session{...SessionFields}}...on UserError{message}}}fragment SessionFields on SessionTokens{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt}" as TypedDocument<RefreshSessionMutation, RefreshSessionMutationVariables>;
export const SignOutDocument = "mutation SignOut($input:SignOutInput!){signOut(input:$input){__typename...on SignOutSuccess{endedSessions}...on UserError{message}}}" as TypedDocument<SignOutMutation, SignOutMutationVariables>;
export const EndSessionDocument = "mutation EndSession($input:EndSessionInput!){endSession(input:$input){__typename...on EndSessionSuccess{sessionId}...on UserError{message}}}" as TypedDocument<EndSessionMutation, EndSessionMutationVariables>;
export const SessionsDocument = "query Sessions($first:Int!,$after:String){viewer{sessions(first:$first,after:$after){edges{node{id deviceName createdAt lastUsedAt expiresAt isCurrent}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}" as TypedDocument<SessionsQuery, SessionsQueryVariables>;
export const TemplatesDocument = "query Templates($organizationId:ID!,$first:Int,$after:String,$last:Int,$before:String,$includeAbove:Boolean!=false){organization(id:$organizationId){id templates(first:$first after:$after last:$last before:$before includeAbove:$includeAbove){edges{node{...TemplateFields}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment MetadataFieldFields on MetadataField{id name type isRequired isUnique defaultValue choices}fragment TemplateFields on Template{id name description pictureUrl heartbeatSeconds offlineGraceSeconds allowsProvisioning archivedAt createdAt metadataFields{...MetadataFieldFields}}" as TypedDocument<TemplatesQuery, TemplatesQueryVariables>;
export const TemplateDocument = "query Template($id:ID!){template(id:$id){...TemplateFields}}fragment MetadataFieldFields on MetadataField{id name type isRequired isUnique defaultValue choices}fragment TemplateFields on Template{id name description pictureUrl heartbeatSeconds offlineGraceSeconds allowsProvisioning archivedAt createdAt metadataFields{...MetadataFieldFields}}" as TypedDocument<TemplateQuery, TemplateQueryVariables>;
export const BoxGuideDocument = "query BoxGuide($templateId:ID!,$page:GuidePage!=A5){template(id:$templateId){id boxGuide(page:$page)}}" as TypedDocument<BoxGuideQuery, BoxGuideQueryVariables>;
export const ProvisionableTemplatesDocument = "query ProvisionableTemplates($first:Int!,$after:String){viewer{provisionableTemplates(first:$first,after:$after){edges{node{id name description pictureUrl}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}" as TypedDocument<ProvisionableTemplatesQuery, ProvisionableTemplatesQueryVariables>;
export const CreateTemplateDocument = "mutation CreateTemplate($input:CreateTemplateInput!){createTemplate(input:$input){__typename...on CreateTemplateSuccess{template{...TemplateFields}}...on UserError{message}...on MetadataFieldInvalid{field reason}...on TemplateSettingInvalid{setting reason}...TextFacts}}fragment MetadataFieldFields on MetadataField{id name type isRequired isUnique defaultValue choices}fragment TemplateFields on Template{id name description pictureUrl heartbeatSeconds offlineGraceSeconds allowsProvisioning archivedAt createdAt metadataFields{...MetadataFieldFields}}fragment TextFacts on TextUnusable{field reason}" as TypedDocument<CreateTemplateMutation, CreateTemplateMutationVariables>;
export const UpdateTemplateDocument = "mutation UpdateTemplate($input:UpdateTemplateInput!){updateTemplate(input:$input){__typename...on UpdateTemplateSuccess{template{...TemplateFields}}...on UserError{message}...on MetadataFieldInvalid{field reason}...on TemplateArchived{archivedAt}...on TemplateSettingInvalid{setting reason}...TextFacts}}fragment MetadataFieldFields on MetadataField{id name type isRequired isUnique defaultValue choices}fragment TemplateFields on Template{id name description pictureUrl heartbeatSeconds offlineGraceSeconds allowsProvisioning archivedAt createdAt metadataFields{...MetadataFieldFields}}fragment TextFacts on TextUnusable{field reason}" as TypedDocument<UpdateTemplateMutation, UpdateTemplateMutationVariables>;
export const ArchiveTemplateDocument = "mutation ArchiveTemplate($input:ArchiveTemplateInput!){archiveTemplate(input:$input){__typename...on ArchiveTemplateSuccess{template{...TemplateFields}}...on UserError{message}...on TemplateArchived{archivedAt}}}fragment MetadataFieldFields on MetadataField{id name type isRequired isUnique defaultValue choices}fragment TemplateFields on Template{id name description pictureUrl heartbeatSeconds offlineGraceSeconds allowsProvisioning archivedAt createdAt metadataFields{...MetadataFieldFields}}" as TypedDocument<ArchiveTemplateMutation, ArchiveTemplateMutationVariables>;
export const TokensDocument = "query Tokens($organizationId:ID!,$first:Int,$after:String,$last:Int,$before:String,$filter:StaticTokenFilter,$orderBy:ListOrder!=NEWEST_FIRST){organization(id:$organizationId){id staticTokens(first:$first after:$after last:$last before:$before filter:$filter orderBy:$orderBy){edges{cursor node{...TokenRow}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment TokenRow on StaticToken{id status origin serial createdAt claimedAt firstConnectedAt cloneSuspectedAt qrTokenGrouped template{id name}batch{id name}device{...DeviceLive}}" as TypedDocument<TokensQuery, TokensQueryVariables>;
export const TokenCountDocument = "query TokenCount($organizationId:ID!,$filter:StaticTokenFilter){organization(id:$organizationId){id staticTokens(first:1,filter:$filter){totalCount}}}" as TypedDocument<TokenCountQuery, TokenCountQueryVariables>;
export const TokenDocument = "query Token($id:ID!){staticToken(id:$id){...TokenDetail}}fragment MetadataFields on MetadataValue{name type value}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment TokenRow on StaticToken{id status origin serial createdAt claimedAt firstConnectedAt cloneSuspectedAt qrTokenGrouped template{id name}batch{id name}device{...DeviceLive}}fragment TokenDetail on StaticToken{...TokenRow qrToken claimUrl issuer{id name}metadata{...MetadataFields}device{...DeviceLive organization{id name isPersonal}owner{id email name}}}" as TypedDocument<TokenQuery, TokenQueryVariables>;
export const TokenByQrTokenDocument = "query TokenByQrToken($qrToken:String!){staticTokenByQrToken(qrToken:$qrToken){...TokenRow}}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment TokenRow on StaticToken{id status origin serial createdAt claimedAt firstConnectedAt cloneSuspectedAt qrTokenGrouped template{id name}batch{id name}device{...DeviceLive}}" as TypedDocument<TokenByQrTokenQuery, TokenByQrTokenQueryVariables>;
export const TokenQrCodeDocument = "query TokenQrCode($id:ID!,$format:QrFormat!,$moduleSize:Int!=8,$dpi:Int!=203){staticToken(id:$id){id qrCode(format:$format,moduleSize:$moduleSize,dpi:$dpi)}}" as TypedDocument<TokenQrCodeQuery, TokenQrCodeQueryVariables>;
export const TokenHistoryDocument = "query TokenHistory($id:ID!,$first:Int!,$after:String){staticToken(id:$id){id history(first:$first,after:$after){edges{node{...EventFields}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment EventFields on Event{id kind at facts staticTokenId deviceId tokenBatchId organization{id name}actor{id email name}}" as TypedDocument<TokenHistoryQuery, TokenHistoryQueryVariables>;
export const RevealAuthTokenDocument = "mutation RevealAuthToken($input:RevealAuthTokenInput!){revealAuthToken(input:$input){__typename...on RevealAuthTokenSuccess{authToken}...on UserError{message}}}" as TypedDocument<RevealAuthTokenMutation, RevealAuthTokenMutationVariables>;
export const RotateQrTokenDocument = "mutation RotateQrToken($input:RotateQrTokenInput!){rotateQrToken(input:$input){__typename...on RotateQrTokenSuccess{staticToken{...TokenDetail}}...on UserError{message}}}fragment MetadataFields on MetadataValue{name type value}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment TokenRow on StaticToken{id status origin serial createdAt claimedAt firstConnectedAt cloneSuspectedAt qrTokenGrouped template{id name}batch{id name}device{...DeviceLive}}fragment TokenDetail on StaticToken{...TokenRow qrToken claimUrl issuer{id name}metadata{...MetadataFields}device{...DeviceLive organization{id name isPersonal}owner{id email name}}}" as TypedDocument<RotateQrTokenMutation, RotateQrTokenMutationVariables>;
export const DismissCloneSuspicionDocument = "mutation DismissCloneSuspicion($input:DismissCloneSuspicionInput!){dismissCloneSuspicion(input:$input){__typename...on DismissCloneSuspicionSuccess{staticToken{...TokenDetail}}...on UserError{message}}}fragment MetadataFields on MetadataValue{name type value}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment TokenRow on StaticToken{id status origin serial createdAt claimedAt firstConnectedAt cloneSuspectedAt qrTokenGrouped template{id name}batch{id name}device{...DeviceLive}}fragment TokenDetail on StaticToken{...TokenRow qrToken claimUrl issuer{id name}metadata{...MetadataFields}device{...DeviceLive organization{id name isPersonal}owner{id email name}}}" as TypedDocument<DismissCloneSuspicionMutation, DismissCloneSuspicionMutationVariables>;
export const DisclaimTokensDocument = "mutation DisclaimTokens($input:DisclaimTokensInput!){disclaimTokens(input:$input){__typename...on DisclaimTokensSuccess{disclaimed}...on UserError{message}...on TokensNotYours{count}}}" as TypedDocument<DisclaimTokensMutation, DisclaimTokensMutationVariables>;
export const DeleteTokensDocument = "mutation DeleteTokens($input:DeleteTokensInput!){deleteTokens(input:$input){__typename...on DeleteTokensSuccess{deleted claimed}...on UserError{message}...on TokensNotYours{count}...on ConfirmationMismatch{expected confirmed}}}" as TypedDocument<DeleteTokensMutation, DeleteTokensMutationVariables>;
export const ReceivedTransfersDocument = "query ReceivedTransfers($first:Int!,$after:String){viewer{receivedTransfers(first:$first,after:$after){edges{node{...TransferFields}}pageInfo{...PageFields}}}}fragment PageFields on PageInfo{hasNextPage hasPreviousPage startCursor endCursor}fragment TransferFields on DeviceTransfer{id email createdAt expiresAt productName pictureUrl device{id name}}" as TypedDocument<ReceivedTransfersQuery, ReceivedTransfersQueryVariables>;
export const OfferDeviceTransferDocument = "mutation OfferDeviceTransfer($input:OfferDeviceTransferInput!){offerDeviceTransfer(input:$input){__typename...on OfferDeviceTransferSuccess{transfer{...TransferFields}}...on UserError{message}...WaitFacts}}fragment TransferFields on DeviceTransfer{id email createdAt expiresAt productName pictureUrl device{id name}}fragment WaitFacts on TooManyAttempts{retryAfterSeconds}" as TypedDocument<OfferDeviceTransferMutation, OfferDeviceTransferMutationVariables>;
export const AcceptDeviceTransferDocument = "mutation AcceptDeviceTransfer($input:AcceptDeviceTransferInput!){acceptDeviceTransfer(input:$input){__typename...on AcceptDeviceTransferSuccess{device{...DeviceRow}}...on UserError{message}}}fragment PresenceFields on Presence{isOnline since lastSeenAt reason}fragment DeviceLive on Device{id status name firmwareVersion hardwareRevision presence{...PresenceFields}}fragment DeviceRow on Device{...DeviceLive createdAt firstConnectedAt template{id name pictureUrl}organization{id name isPersonal}owner{id email name}}" as TypedDocument<AcceptDeviceTransferMutation, AcceptDeviceTransferMutationVariables>;
export const RefuseDeviceTransferDocument = "mutation RefuseDeviceTransfer($input:RefuseDeviceTransferInput!){refuseDeviceTransfer(input:$input){__typename...on RefuseDeviceTransferSuccess{transferId}...on UserError{message}}}" as TypedDocument<RefuseDeviceTransferMutation, RefuseDeviceTransferMutationVariables>;
export const CancelDeviceTransferDocument = "mutation CancelDeviceTransfer($input:CancelDeviceTransferInput!){cancelDeviceTransfer(input:$input){__typename...on CancelDeviceTransferSuccess{device{id}}...on UserError{message}}}" as TypedDocument<CancelDeviceTransferMutation, CancelDeviceTransferMutationVariables>;
