/**
 * QR tokens as people scan and type them, by the rules of the server
 * (app/secrets/qr_token.py): a typo is noticed before anything is sent.
 */

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM_LENGTH = 18;
const LENGTH = 20;
const GROUP = 4;
const CHECK_MODULUS = 1021;
const LONGEST_INPUT = 300;

/** What Python's `str.strip` takes away; `String.trim` takes a little more and a little less. */
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, "g");
const LINK = /^https?:\/\/[^/?#\t-\r ]+\/c\/([^/?#]+)\/?(?:[?#][^\n]*)?$/i;
const BEYOND_ASCII = /[^\0-\x7f]/;
const ALPHANUMERIC = /^[A-Za-z0-9]+$/;
const FOREIGN = /^[A-Za-z0-9_-]{16,64}$/;

export interface ClaimCode {
  /** The canonical form, which is what to send. */
  readonly text: string;
  /** For people: `XXXX-XXXX-XXXX-XXXX-XXXX`; a foreign one as it is. */
  readonly grouped: string;
  /** Made elsewhere and brought along by a manufacturer, so nothing can be checked. */
  readonly isForeign: boolean;
}

/** The claim code in what somebody scanned or typed, a whole link perhaps; null when it has a typo. */
export function parseClaimCode(input: string): ClaimCode | null {
  if ([...input].length > LONGEST_INPUT) return null;
  let code = input.replaceAll(AROUND, "");
  const link = LINK.exec(code);
  if (link?.[1] !== undefined) code = link[1].replaceAll(AROUND, "");
  if (BEYOND_ASCII.test(code)) return null;
  const compact = code.replaceAll(/[- ]/g, "");
  if (compact.length === LENGTH && ALPHANUMERIC.test(compact)) return checked(canonical(compact));
  if (isGroupedWithASlip(code) || !FOREIGN.test(code)) return null;
  return { text: code, grouped: code, isForeign: true };
}

/** What somebody has typed so far, in capitals and groups of four, for a field that helps while typing. */
export function groupWhileTyping(input: string): string {
  const characters = canonical(input.replaceAll(/[^A-Za-z0-9]/g, "")).slice(0, LENGTH);
  return grouped(characters);
}

function canonical(compact: string): string {
  return compact.toUpperCase().replaceAll("O", "0").replaceAll(/[IL]/g, "1");
}

function grouped(text: string): string {
  return text.match(/.{1,4}/g)?.join("-") ?? "";
}

function checked(text: string): ClaimCode | null {
  let remainder = 0;
  let check = 0;
  for (let at = 0; at < LENGTH; at += 1) {
    const digit = CROCKFORD.indexOf(text.charAt(at));
    if (digit < 0) return null;
    if (at < RANDOM_LENGTH) remainder = (remainder * 32 + digit) % CHECK_MODULUS;
    else check = check * 32 + digit;
  }
  return remainder === check ? { text, grouped: grouped(text), isForeign: false } : null;
}

/** Five groups of four with one character missing or too many: ours, mistyped. Other groupings are foreign tokens. */
function isGroupedWithASlip(code: string): boolean {
  const groups = code.split(/[- ]+/).filter((group) => group !== "");
  const odd = groups.map((group) => group.length).filter((length) => length !== GROUP);
  const isOneOff = groups.length === LENGTH / GROUP && odd.length === 1 && Math.abs((odd[0] ?? 0) - GROUP) === 1;
  return isOneOff && groups.every((group) => ALPHANUMERIC.test(group));
}
