import { expect, test } from "vitest";
import { standing, tellable, waiting } from "./cases";

test("each state offers what can follow from it, and nothing after the end", () => {
  const offered = (word: string): string[] => tellable({ state: word }).map((one) => one.what);
  expect(offered("drafted")).toEqual(["sent", "regained", "closed"]);
  expect(offered("waiting")[0]).toBe("message");
  expect(offered("asked")[0]).toBe("answered");
  expect(offered("regained")).toEqual(["closed"]);
  expect(offered("closed")).toEqual([]);
});

test("whose turn it is is said in words", () => {
  expect(standing("asked")).toEqual({ word: "your turn", tone: "caution" });
  expect(standing("waiting").word).toBe("their turn");
});

test("a step counts from its day on, unless the case is over", () => {
  const step = { id: "look", due: "2026-11-03", what: "Look.", letter: null };
  const cases = ["waiting", "asked", "regained", "closed"].map((state) => ({ state, step }));
  expect(waiting(cases, new Date("2026-11-02T23:00:00Z"))).toBe(0);
  expect(waiting(cases, new Date("2026-11-03T00:00:00Z"))).toBe(2);
  expect(waiting([{ state: "waiting", step: null }], new Date("2026-11-03"))).toBe(0);
});
