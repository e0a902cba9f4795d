import type { AccountRow } from "./backend/backend";

/** The accounts whose issuer, provider or username hold every word typed, in their order. */
export function matching(accounts: AccountRow[], typed: string): AccountRow[] {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  return accounts.filter((account) => {
    const text = searched(account);
    return words.every((word) => text.includes(word));
  });
}

/** What is searched of every account: made once, not for every letter that is typed. */
const texts = new WeakMap<AccountRow, string>();

function searched(account: AccountRow): string {
  let text = texts.get(account);
  if (text === undefined) {
    text = folded(`${account.issuer} ${account.provider} ${account.username}`);
    texts.set(account, text);
  }
  return text;
}

/** Without case and accents, so that what is easy to type finds what is hard to type. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Where a key moves the selection in a list; undefined for keys that do not move it. */
export function moved(key: string, at: number, length: number): number | undefined {
  const last = length - 1;
  if (last < 0) {
    return undefined;
  }
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, last);
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "PageDown":
      return Math.min(at + 10, last);
    case "PageUp":
      return Math.max(at - 10, 0);
    default:
      return undefined;
  }
}
