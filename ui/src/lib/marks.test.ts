import { expect, test } from "vitest";
import type { FindingRow } from "./backend/backend";
import { findingsOf, pieces, unplaced } from "./marks";

function finding(start: number | null, end: number | null, level = "error"): FindingRow {
  return { level, field: "Reason", letter: null, start, end, message: "m", fix: "f" };
}

test("a text without findings is one piece", () => {
  expect(pieces("abc", [])).toEqual([{ text: "abc" }]);
  expect(pieces("abc", [finding(null, null)])).toEqual([{ text: "abc" }]);
  expect(pieces("", [])).toEqual([]);
});

test("the place of a finding is marked, in characters", () => {
  expect(pieces("a🦀bc", [finding(1, 3)])).toEqual([
    { text: "a" },
    { text: "🦀b", level: "error" },
    { text: "c" },
  ]);
});

test("an error is seen through a warning", () => {
  expect(pieces("abcd", [finding(0, 3, "warning"), finding(1, 2)])).toEqual([
    { text: "a", level: "warning" },
    { text: "b", level: "error" },
    { text: "c", level: "warning" },
    { text: "d" },
  ]);
});

test("findings belong to their field", () => {
  expect(findingsOf([finding(0, 1), { ...finding(0, 1), field: "text" }], "text")).toHaveLength(1);
});

test("findings of a letter are not those of the request", () => {
  const of = { ...finding(0, 1), field: "text", letter: 2 };
  expect(findingsOf([of], "text")).toEqual([]);
  expect(findingsOf([of], "text", 2)).toEqual([of]);
});

test("a finding whose field is not shown is said for the request as a whole", () => {
  const whole = { ...finding(null, null), field: null };
  const hidden = { ...finding(0, 1), field: "title" };
  const letter = { ...finding(0, 1), field: "title", letter: 0 };
  expect(unplaced([finding(0, 1), whole, hidden, letter], ["Reason"])).toEqual([whole, hidden]);
});
