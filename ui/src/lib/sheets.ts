/** The paper of a language's region: US Letter where it is the usual one. */
export function paperOf(language: string): "a4" | "letter" {
  const region = language.split("-").at(-1)?.toUpperCase() ?? "";
  return ["US", "CA", "MX", "PH", "CL", "CO", "VE"].includes(region) ? "letter" : "a4";
}

/** What the papers are called. */
export const PAPERS = { a4: "A4", letter: "US Letter" };

/** What a kind of sheet is for. */
export function purpose(kind: string): string {
  switch (kind) {
    case "vault":
      return "rebuilds the vault";
    case "account":
      return "to sign in by hand";
    case "key":
      return "the paper key";
    case "shares":
      return "the paper key in shares";
    case "card":
      return "says what is where";
    default:
      return kind;
  }
}

/** A brightness of the page as a colour: 0 is black, 1 is white. */
export function grey(ink: number): string {
  const level = Math.round(Math.max(0, Math.min(1, ink)) * 255);
  return `rgb(${level} ${level} ${level})`;
}

/** How a sheet stands against the vault, and what to do about it. */
export function standing(word: string): { word: string; tone: string; next: string } {
  switch (word) {
    case "current":
      return { word: "up to date", tone: "good", next: "" };
    case "behind":
      return {
        word: "still restores",
        tone: "good",
        next: "Only counters or used marks have moved since.",
      };
    case "stale":
      return {
        word: "out of date",
        tone: "caution",
        next: "Something changed since: print it again, then shred this one.",
      };
    default:
      return { word: "replaced", tone: "", next: "Shred it." };
  }
}
