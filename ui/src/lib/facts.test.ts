import { expect, test } from "vitest";
import { FACTS, lines, possible } from "./facts";

test("nobody is asked for what is lost", () => {
  const ids = possible(["totp", "codes"]).map((fact) => fact.id);
  expect(ids).not.toContain("totp");
  expect(ids).not.toContain("codes");
  expect(ids).toContain("email_primary");
});

test("every fact is named once and can be answered", () => {
  expect(new Set(FACTS.map((fact) => fact.id)).size).toBe(FACTS.length);
  expect(FACTS.every((fact) => fact.lost ?? fact.have)).toBeTruthy();
});

test("several projects are given by line or comma", () => {
  expect(lines("one, two\n\n three ")).toEqual(["one", "two", "three"]);
});
