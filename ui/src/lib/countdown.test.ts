import { expect, test } from "vitest";
import { inWords, secondsLeft } from "./countdown";

const END = "2026-01-01T00:00:30Z";
const at = (text: string): number => Date.parse(text);

test("a started second counts as a whole one", () => {
  expect(secondsLeft(END, at("2026-01-01T00:00:00Z"))).toBe(30);
  expect(secondsLeft(END, at("2026-01-01T00:00:29.999Z"))).toBe(1);
});

test("nothing is left at the end, after it, or of no moment at all", () => {
  expect(secondsLeft(END, at(END))).toBe(0);
  expect(secondsLeft(END, at("2026-01-01T01:00:00Z"))).toBe(0);
  expect(secondsLeft("soon", 0)).toBe(0);
});

test("one second is one second", () => {
  expect(inWords(1)).toBe("1 second left");
  expect(inWords(2)).toBe("2 seconds left");
});
