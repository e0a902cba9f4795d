/** Words for backups, checks and copies. */
import type { CheckOutcome, CopyRow } from "./backend/backend";
import { moment } from "./words";

/** A state in one to three words, its tone, and what it means. */
export interface Standing {
  word: string;
  tone: "good" | "caution" | "bad";
  sentence: string;
}

/** How a copy stands. */
export function copyStanding({ in_reach, current, refreshed }: CopyRow): Standing {
  const when = refreshed === null ? "Never refreshed from here." : `Refreshed ${moment(refreshed)}.`;
  if (!in_reach) {
    return { word: "out of reach", tone: "caution", sentence: when };
  }
  return current
    ? { word: "current", tone: "good", sentence: when }
    : { word: "behind", tone: "caution", sentence: `${when} The vault has changed since.` };
}

const CHECKS: Record<string, string> = {
  vault: "The vault",
  passphrase: "Way in: passphrase",
  paper_key: "Way in: paper key",
  backups: "Backups",
  copies: "Copies on other disks",
  permissions: "Who can read it",
  conflicts: "Conflict copies",
  generation: "Nothing rolled back",
  ledger: "Sheets",
};

/** What a check is called. */
export function checkTitle(name: string): string {
  return CHECKS[name] ?? name;
}

/** How a check came out, in a word. */
export function outcomeWord(outcome: CheckOutcome): Omit<Standing, "sentence"> {
  switch (outcome) {
    case "pass":
      return { word: "in order", tone: "good" };
    case "warn":
      return { word: "look here", tone: "caution" };
    case "fail":
      return { word: "broken", tone: "bad" };
  }
}
