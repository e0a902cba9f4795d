import type { AccountRow, Code, Failure, OtpRow } from "./backend/backend";

/** What the page says itself where it knows the situation better than the core does. */
const BY_CODE: Partial<Record<Code, string>> = {
  wrong_passphrase: "That passphrase does not open this vault.",
};

/** The sentences for a failure: what is wrong, what was left as it was, what to do. */
export function sentences(failure: Failure): string[] {
  const first = BY_CODE[failure.code] ?? failure.message;
  return [first, failure.unchanged, failure.next].filter((text) => text !== "").map(sentence);
}

/** As a sentence: the core's words start in lower case and end without a stop. */
function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** What to call an account where its issuer or username is empty. */
export function title(account: AccountRow): string {
  return account.issuer || account.provider;
}

/** The line below the title. */
export function subtitle(account: AccountRow): string {
  return account.username || "no username";
}

/** How many recovery codes are left, in words. */
export function codesLeft(account: AccountRow): string | undefined {
  return account.codes
    ? `${account.codes.left} of ${account.codes.total} recovery codes left`
    : undefined;
}

/** What is said after a copy. */
export function clearsIn(seconds: number | null): string {
  return seconds === null ? "Copied." : `Copied. The clipboard is cleared in ${seconds} seconds.`;
}

/** The day of a moment, as the user's own language writes it. */
export function day(moment: string): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime())
    ? moment
    : date.toLocaleDateString(undefined, { year: "numeric", month: "short", day: "numeric" });
}

/** Day and time of a moment, as the user's own language writes them. */
export function moment(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime())
    ? text
    : date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

const KINDS: Record<string, string> = {
  totp: "Time-based code",
  hotp: "Counter-based code",
  steam: "Steam Guard code",
  motp: "mOTP code",
  yandex: "Yandex code",
};

/** What kind of code a credential gives. */
export function kindOfCode(otp: OtpRow): string {
  const kind = KINDS[otp.type] ?? otp.type;
  const period = otp.period === null ? "" : `, ${otp.period} seconds`;
  return `${kind}, ${otp.digits} characters${period}`;
}

/** A count with its noun. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
