import type { AccountRow, Code, Failure } from "./backend/backend";

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
