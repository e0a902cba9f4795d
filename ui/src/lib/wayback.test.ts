import { expect, test } from "vitest";
import type { RouteRow } from "./backend/backend";
import { blocker, days, heading, standing, travelled } from "./wayback";

test("how a route stands is said in words, not by colour alone", () => {
  expect(standing("open").word).toBe("open to you");
  expect(standing("check").word).toBe("check first");
  expect(standing("blocked")).toEqual({ word: "blocked", tone: "bad" });
  expect(blocker("check")).toBe("Needs:");
});

test("days are a span, or one number", () => {
  expect(days([7, 45])).toBe("7 to 45 days");
  expect(days([1, 1])).toBe("1 day");
});

test("the routes of a journey are called by their names", () => {
  const routes = [{ id: "a", name: "one" }, { id: "b", name: "two" }] as RouteRow[];
  expect(travelled({ journey: ["b", "a", "gone"], routes })).toEqual(["two", "one"]);
});

test("what happened stands in the heading", () => {
  expect(heading({ incident: null, service: "PyPI" })).toBe("The way back to PyPI");
  expect(heading({ incident: "compromised", service: "PyPI" })).toContain("Somebody else");
  expect(heading({ incident: "locked_by_provider", service: "npm" })).toContain("locked: npm");
});
