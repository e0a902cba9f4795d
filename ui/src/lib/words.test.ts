import { expect, test } from "vitest";
import type { AccountRow, Failure } from "./backend/backend";
import { codesLeft, sentences, subtitle, title } from "./words";

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
    otp: [],
    codes: { total: 8, left: 7 },
  };
  expect(title(account)).toBe("pypi");
  expect(subtitle(account)).toBe("no username");
  expect(codesLeft(account)).toBe("7 of 8 recovery codes left");
  expect(codesLeft({ ...account, codes: null })).toBeUndefined();
});
