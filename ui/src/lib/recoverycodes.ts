import type { RecoverySet } from "./backend/backend";

/** The number of the code to use next: the first unused one, while any can be expected to work. */
export function nextToUse(set: RecoverySet): number | undefined {
  return set.codes.find((code) => code.state === "unused")?.n;
}
