/** How an item of readiness stands, in words and in the tone of its badge. */
export function mark(state: string): { word: string; tone: string } {
  switch (state) {
    case "good":
      return { word: "there", tone: "good" };
    case "weak":
      return { word: "weak", tone: "caution" };
    case "missing":
      return { word: "missing", tone: "bad" };
    default:
      return { word: "not said", tone: "" };
  }
}
