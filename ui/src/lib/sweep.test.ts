import { expect, test } from "vitest";
import type { FindRow } from "./backend/backend";
import { age, holds, ticked } from "./sweep";

const ROW: FindRow = {
  name: "codes.txt",
  folder: "me/Downloads",
  format: "recovery-codes",
  encrypted: false,
  picture: false,
  otp: 0,
  code_sets: 1,
  rejected: 0,
  modified: null,
  traces: [],
  problem: null,
};

test("a file is called by what is in it", () => {
  expect(holds(ROW)).toBe("1 set of recovery codes");
  expect(holds({ ...ROW, format: "aegis", otp: 2, code_sets: 0, rejected: 1 })).toBe(
    "Aegis export: 2 one-time codes, 1 entry that cannot be taken",
  );
  expect(holds({ ...ROW, format: null, code_sets: 0, encrypted: true })).toBe(
    "Its password says what is in it",
  );
  expect(holds({ ...ROW, format: null, code_sets: 0, problem: "It is damaged." })).toBe("");
});

test("only what can be read at once is ticked", () => {
  expect(ticked(ROW)).toBe(true);
  expect(ticked({ ...ROW, encrypted: true })).toBe(false);
  expect(ticked({ ...ROW, problem: "It is damaged." })).toBe(false);
});

test.each([
  ["2026-11-21T10:00:00Z", "today"],
  ["2026-12-24T10:00:00Z", "today"],
  ["no date", "today"],
  ["2026-11-20T10:00:00Z", "1 day ago"],
  ["2026-10-01T10:00:00Z", "51 days ago"],
  ["2026-03-01T10:00:00Z", "8 months ago"],
  ["2023-03-01T10:00:00Z", "3 years ago"],
])("%s is %s", (modified, said) => {
  expect(age(modified, new Date("2026-11-21T12:00:00Z"))).toBe(said);
});
