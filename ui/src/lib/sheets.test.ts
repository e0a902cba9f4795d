import { expect, test } from "vitest";
import { paperOf, purpose, standing } from "./sheets";

test("the paper is that of the region", () => {
  expect(paperOf("en-US")).toBe("letter");
  expect(paperOf("de-DE")).toBe("a4");
  expect(paperOf("C")).toBe("a4");
  expect(paperOf("")).toBe("a4");
});

test("kinds and states are told in words", () => {
  expect(purpose("vault")).toBe("rebuilds the vault");
  expect(standing("stale").next).toContain("print it again");
  expect(standing("superseded").word).toBe("replaced");
});
