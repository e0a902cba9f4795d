import { expect, test } from "vitest";
import { asked, FACTS, HAPPENED, lines, possible } from "./facts";

test("nobody is asked for what is lost", () => {
  const ids = possible(FACTS, ["totp", "codes"]).map((fact) => fact.id);
  expect(ids).not.toContain("totp");
  expect(ids).not.toContain("codes");
  expect(ids).toContain("email_primary");
});

test("every fact is named once and can be answered", () => {
  expect(new Set(FACTS.map((fact) => fact.id)).size).toBe(FACTS.length);
  expect(FACTS.every((fact) => fact.lost ?? fact.have)).toBeTruthy();
});

test("only what the service has a use for is asked, and everything where nothing is known", () => {
  expect(asked(["totp", "ssh_key"]).map((fact) => fact.id)).toEqual(["totp", "ssh_key"]);
  expect(asked([])).toEqual(FACTS);
  expect(asked(undefined)).toEqual(FACTS);
});

test("an incident is no thing that is lost", () => {
  const facts = FACTS.map((fact) => fact.id);
  expect(HAPPENED.some((one) => facts.includes(one.id))).toBe(false);
});

test("several projects are given by line or comma", () => {
  expect(lines("one, two\n\n three ")).toEqual(["one", "two", "three"]);
});
