import type { ReadyAccount } from "./backend/backend";

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

/** The accounts in the order in which they stood: what was just dealt with stays where it is. */
export function inPlace(before: ReadyAccount[], now: ReadyAccount[]): ReadyAccount[] {
  const places = new Map(before.map((one, place) => [one.id, place]));
  const place = (one: ReadyAccount): number => places.get(one.id) ?? before.length;
  return [...now].sort((one, other) => place(one) - place(other));
}
