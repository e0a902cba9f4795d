import { expect, test } from "vitest";
import { standing, tellable } from "./cases";

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
