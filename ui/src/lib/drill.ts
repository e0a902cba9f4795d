import type { DrillSheetRow } from "./backend/backend";

/** How a sheet came out of a drill, in a word, a colour and a sentence. */
export function verdict(sheet: DrillSheetRow): { word: string; tone: string; sentence: string } {
  if (sheet.legible === false) {
    return {
      word: "cannot be read",
      tone: "caution",
      sentence: "What was typed is not the code. Look at the print, and try again.",
    };
  }
  switch (sheet.result) {
    case "current":
      return sheet.proof
        ? { word: "proved", tone: "good", sentence: "This still restores everything that is on it." }
        : { word: "not proved", tone: "caution", sentence: "It agrees with the vault, but it was not on paper." };
    case "behind":
      return sheet.proof
        ? { word: "proved", tone: "good", sentence: "It restores; only counters or used marks moved since." }
        : { word: "not proved", tone: "caution", sentence: "Only counters or used marks moved, but it was not on paper." };
    case "stale":
      return { word: "out of date", tone: "caution", sentence: "The vault changed since: print it again." };
    case "incomplete":
      return { word: "incomplete", tone: "caution", sentence: "Not all of it was read: scan the rest too." };
    case "damaged":
      return { word: "damaged", tone: "bad", sentence: "It does not say what was printed." };
    default:
      return { word: "unknown", tone: "caution", sentence: "This vault's ledger does not know it." };
  }
}
