import type { PlanView } from "./backend/backend";

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

/** The names of the routes to take one after the other. */
export function travelled(plan: Pick<PlanView, "journey" | "routes">): string[] {
  const names = new Map(plan.routes.map((route) => [route.id, route.name]));
  return plan.journey.flatMap((id) => names.get(id) ?? []);
}

/** What stands above the answer. */
export function heading(plan: Pick<PlanView, "incident" | "service">): string {
  switch (plan.incident) {
    case "compromised":
      return `Somebody else is in your account: ${plan.service}`;
    case "locked_by_provider":
      return `Your account is locked: ${plan.service}`;
    default:
      return `The way back to ${plan.service}`;
  }
}
