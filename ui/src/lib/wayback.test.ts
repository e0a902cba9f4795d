import { expect, test } from "vitest";
import { blocker, days, standing } from "./wayback";

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
