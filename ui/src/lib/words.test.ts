import { expect, test } from "vitest";
import type { AccountRow, Failure } from "./backend/backend";
import { clearsIn, codesLeft, count, day, kindOfCode, sentences, subtitle, title } from "./words";

const FAILURE: Failure = {
  code: "damaged",
  message: "vault.age is truncated",
  unchanged: "Nothing was changed.",
  next: "open a backup",
};

test("a failure is told in sentences", () => {
  expect(sentences(FAILURE)).toEqual([
    "Vault.age is truncated.",
    "Nothing was changed.",
    "Open a backup.",
  ]);
});

test("empty parts are left out", () => {
  expect(sentences({ ...FAILURE, unchanged: "" })).toHaveLength(2);
});

test("the page has its own words for a wrong passphrase", () => {
  expect(sentences({ ...FAILURE, code: "wrong_passphrase" })[0]).toBe(
    "That passphrase does not open this vault.",
  );
});

test("an account without issuer or username still has a name", () => {
  const account: AccountRow = {
    id: "a",
    provider: "pypi",
    issuer: "",
    username: "",
    tags: [],
    favourite: false,
    conflict: false,
    otp: [],
    codes: { total: 8, left: 7 },
  };
  expect(title(account)).toBe("pypi");
  expect(subtitle(account)).toBe("no username");
  expect(codesLeft(account)).toBe("7 of 8 recovery codes left");
  expect(codesLeft({ ...account, codes: null })).toBeUndefined();
});

test("a copy says when it goes, if it goes", () => {
  expect(clearsIn(30)).toBe("Copied. The clipboard is cleared in 30 seconds.");
  expect(clearsIn(null)).toBe("Copied.");
});

test("days and counts are read aloud easily", () => {
  expect(day("2026-03-01T10:00:00Z")).toContain("2026");
  expect(day("soon")).toBe("soon");
  expect(count(1, "page", "pages")).toBe("1 page");
  expect(count(0, "page", "pages")).toBe("0 pages");
  expect(kindOfCode({ id: "a", type: "totp", digits: 6, period: 30 })).toBe(
    "Time-based code, 6 characters, 30 seconds",
  );
  expect(kindOfCode({ id: "a", type: "new", digits: 5, period: null })).toBe("new, 5 characters");
});
