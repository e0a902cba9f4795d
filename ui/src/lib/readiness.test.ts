import { expect, test } from "vitest";
import { mark } from "./readiness";

test("each state of an item has its own word, and what nobody said no tone", () => {
  const words = ["good", "weak", "missing", "unknown"].map((state) => mark(state).word);
  expect(new Set(words).size).toBe(4);
  expect(mark("missing").tone).toBe("bad");
  expect(mark("unknown").tone).toBe("");
});
