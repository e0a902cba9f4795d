import { expect, test } from "vitest";
import type { RecoverySet } from "./backend/backend";
import { nextToUse } from "./recoverycodes";

function set(states: string[]): RecoverySet {
  const codes = states.map((state, at) => ({ n: at + 1, state, used_at: null, code: null }));
  return { obtained: "2026-01-01T00:00:00Z", total: 3, left: 1, burned_unknown: 0, codes };
}

test("the first unused code is next", () => {
  expect(nextToUse(set(["used", "burned", "unused", "unused"]))).toBe(3);
});

test("when all are spent there is none", () => {
  expect(nextToUse(set(["used", "burned"]))).toBeUndefined();
  expect(nextToUse(set([]))).toBeUndefined();
});
