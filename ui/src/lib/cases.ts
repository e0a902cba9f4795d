import type { CaseWord, FollowedCase } from "./backend/backend";

/** How a case stands, in words and in the tone of its badge. */
export function standing(word: string): { word: string; tone: string } {
  switch (word) {
    case "drafted":
      return { word: "not sent yet", tone: "caution" };
    case "waiting":
      return { word: "their turn", tone: "" };
    case "asked":
      return { word: "your turn", tone: "caution" };
    case "regained":
      return { word: "in again", tone: "good" };
    default:
      return { word: "over", tone: "" };
  }
}

/** What can have happened next, the likeliest first. */
export function tellable(
  one: Pick<FollowedCase, "state" | "step" | "due">,
): { what: CaseWord; text: string }[] {
  const regained = { what: "regained", text: "I am in again" } as const;
  const closed = { what: "closed", text: "It is over" } as const;
  switch (one.state) {
    case "drafted":
      return [{ what: "sent", text: "It is sent" }, regained, closed];
    case "waiting": {
      const wrote = { what: "message", text: "They wrote" } as const;
      const asked = { what: "followed_up", text: "I asked again" } as const;
      if (one.step?.ends !== "done") {
        return one.due ? [asked, wrote, regained, closed] : [wrote, asked, regained, closed];
      }
      const done = { what: "done", text: "I have done that" } as const;
      // Before its day a step can be done too, but the service's word is likelier.
      return one.due
        ? [done, wrote, asked, regained, closed]
        : [wrote, done, asked, regained, closed];
    }
    case "asked":
      return [{ what: "answered", text: "I answered" }, regained, closed];
    case "regained":
      return [{ what: "closed", text: "All is done" }];
    default:
      return [];
  }
}

/** How many cases have a step whose day has come. */
export function waiting(cases: Pick<FollowedCase, "state" | "due">[]): number {
  const open = cases.filter((one) => one.state !== "closed" && one.state !== "regained");
  return open.filter((one) => one.due).length;
}
