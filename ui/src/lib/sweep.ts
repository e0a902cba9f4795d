import type { FindRow } from "./backend/backend";
import { formatName } from "./imports";
import { count } from "./words";

/** What a file is, and what is in it. */
export function holds(row: FindRow): string {
  const parts: string[] = [];
  if (row.otp > 0) {
    parts.push(count(row.otp, "one-time code", "one-time codes"));
  }
  if (row.code_sets > 0) {
    parts.push(count(row.code_sets, "set of recovery codes", "sets of recovery codes"));
  }
  if (row.rejected > 0) {
    parts.push(count(row.rejected, "entry that cannot be taken", "entries that cannot be taken"));
  }
  if (row.encrypted && parts.length === 0) {
    parts.push("its password says what is in it");
  }
  // Recovery codes are named by their number already.
  const what = row.format === null || row.format === "recovery-codes" ? "" : formatName(row.format);
  const text = [what, parts.join(", ")].filter((part) => part !== "").join(": ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether a file is ticked before the user has said anything: what can be read at once. */
export function ticked(row: FindRow): boolean {
  return row.problem === null && !row.encrypted;
}

const DAY = 24 * 60 * 60 * 1000;

/** How long ago a file was changed. */
export function age(modified: string, now: Date): string {
  const days = Math.floor((now.getTime() - new Date(modified).getTime()) / DAY);
  if (!(days >= 1)) {
    return "today";
  }
  if (days < 60) {
    return `${count(days, "day", "days")} ago`;
  }
  return days < 730
    ? `${Math.floor(days / 30.44)} months ago`
    : `${Math.floor(days / 365.25)} years ago`;
}
