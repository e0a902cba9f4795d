import { expect, test } from "vitest";
import { groups } from "./grouping";

test.each([
  ["755224", ["755", "224"]],
  ["94287082", ["9428", "7082"]],
  ["162583477", ["162", "583", "477"]],
  ["0755224123", ["07552", "24123"]],
  ["1234567", ["1234", "567"]],
  ["MGJ6V", ["MGJ6V"]],
  ["7", ["7"]],
])("%s", (code, expected) => {
  expect(groups(code)).toEqual(expected);
  expect(groups(code).join("")).toBe(code);
});
