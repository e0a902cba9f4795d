import { describe, expect, test } from "vitest";
import type { AccountRow } from "./backend/backend";
import { matching, moved } from "./search";

function account(issuer: string, username: string, provider = "other"): AccountRow {
  const bare = { otp: [], codes: null, tags: [], favourite: false, conflict: false };
  return { id: `${issuer}/${username}`, provider, issuer, username, ...bare };
}

const ACCOUNTS = [
  account("PyPI", "maintainer", "pypi"),
  account("TestPyPI", "maintainer", "pypi"),
  account("Café", "Zoë"),
  account("", "robot", "github"),
];

describe("matching", () => {
  test("nothing typed shows all, in order", () => {
    expect(matching(ACCOUNTS, "  ")).toEqual(ACCOUNTS);
  });

  test("every word counts, in any order and case", () => {
    expect(matching(ACCOUNTS, "MAINT testpypi")).toEqual([ACCOUNTS[1]]);
    expect(matching(ACCOUNTS, "maintainer robot")).toEqual([]);
  });

  test("accents need not be typed, and may be", () => {
    expect(matching(ACCOUNTS, "cafe zoe")).toEqual([ACCOUNTS[2]]);
    expect(matching(ACCOUNTS, "café")).toEqual([ACCOUNTS[2]]);
  });

  test("the provider finds an account without an issuer", () => {
    expect(matching(ACCOUNTS, "github")).toEqual([ACCOUNTS[3]]);
  });
});

describe("moved", () => {
  test("stays inside the list", () => {
    expect(moved("ArrowDown", 0, 3)).toBe(1);
    expect(moved("ArrowDown", 2, 3)).toBe(2);
    expect(moved("ArrowUp", 0, 3)).toBe(0);
    expect(moved("PageDown", 1, 3)).toBe(2);
    expect(moved("PageUp", 2, 30)).toBe(0);
  });

  test("leaves other keys and empty lists alone", () => {
    expect(moved("a", 0, 3)).toBeUndefined();
    expect(moved("ArrowDown", 0, 0)).toBeUndefined();
  });
});
