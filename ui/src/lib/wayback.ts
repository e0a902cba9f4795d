/** How a route stands, in words and in the tone of its badge. */
export function standing(word: string): { word: string; tone: "good" | "caution" | "bad" } {
  switch (word) {
    case "open":
      return { word: "open to you", tone: "good" };
    case "check":
      return { word: "check first", tone: "caution" };
    default:
      return { word: "blocked", tone: "bad" };
  }
}

/** What stands before the advice about a thing that is missing. */
export function blocker(standing: string): string {
  return standing === "blocked" ? "Blocked:" : "Needs:";
}

/** How long a route takes. */
export function days([from, to]: [number, number]): string {
  return from === to ? (to === 1 ? "1 day" : `${to} days`) : `${from} to ${to} days`;
}
