import { expect, test } from "vitest";
import type { FollowedCase, StepRow } from "./backend/backend";
import { standing, tellable, waiting } from "./cases";

const look: StepRow = { id: "look", due: "2026-11-03", what: "Look.", command: null, letter: null, ends: "done" };
const ask: StepRow = { ...look, id: "nudge", ends: "followed_up" };

test("each state offers what can follow from it, and nothing after the end", () => {
  const offered = (state: string): string[] =>
    tellable({ state, step: null, due: false }).map((one) => one.what);
  expect(offered("drafted")).toEqual(["sent", "regained", "closed"]);
  expect(offered("waiting")[0]).toBe("message");
  expect(offered("asked")[0]).toBe("answered");
  expect(offered("regained")).toEqual(["closed"]);
  expect(offered("closed")).toEqual([]);
});

test("while the service is silent, what the step's day asks for comes first", () => {
  const first = (step: StepRow, due: boolean): string | undefined =>
    tellable({ state: "waiting", step, due })[0]?.what;
  expect(first(look, true)).toBe("done");
  expect(first(look, false)).toBe("message");
  expect(first(ask, true)).toBe("followed_up");
  expect(first(ask, false)).toBe("message");
});

test("whose turn it is is said in words", () => {
  expect(standing("asked")).toEqual({ word: "your turn", tone: "caution" });
  expect(standing("waiting").word).toBe("their turn");
});

test("a step counts from its day on, unless the case is over", () => {
  const cases = (due: boolean): Pick<FollowedCase, "state" | "due">[] =>
    ["waiting", "asked", "regained", "closed"].map((state) => ({ state, due }));
  expect(waiting(cases(false))).toBe(0);
  expect(waiting(cases(true))).toBe(2);
});
