import { expect, test } from "vitest";
import type { FileView, Preview } from "./backend/backend";
import { format, groupsOf, parts } from "./imports";

const FILE: FileView = {
  name: "list.txt",
  format: "otpauth",
  picture: false,
  encrypted: false,
  entries: 2,
  rejected: [
    { entry: 3, name: "/", reason: "The secret is no base32." },
    { entry: 4, name: "Shop/me", reason: "No secret." },
  ],
  lossy: [],
  offers: [],
  missing_parts: [],
  warnings: [],
  failure: null,
};

function preview(outcomes: string[]): Preview {
  return {
    cancelled: false,
    password: "no",
    needs_account: false,
    plain_files: 0,
    files: [FILE],
    items: outcomes.map((outcome) => ({
      file: 0,
      account: "pypi/me",
      kind: "otp",
      outcome,
      reason: null,
    })),
  };
}

test("entries fall into groups, what needs a look before what does not", () => {
  const groups = groupsOf(preview(["duplicate", "added", "conflict", "added"]));
  expect(groups.map((group) => [group.id, group.rows.length])).toEqual([
    ["added", 2],
    ["conflict", 1],
    ["rejected", 2],
    ["duplicate", 1],
  ]);
});

test("a refused entry without a name is known by its number", () => {
  const rejected = groupsOf(preview([]));
  expect(rejected.flatMap((group) => group.rows.map((row) => row.name))).toEqual([
    "Entry 3",
    "Shop/me",
  ]);
});

test("a file is called what it is", () => {
  expect(format(FILE)).toBe("otpauth addresses");
  expect(format({ ...FILE, picture: true })).toBe("otpauth addresses in a picture");
  expect(format({ ...FILE, format: null })).toBe("not read");
  expect(format({ ...FILE, format: "aegis", encrypted: true })).toBe("Aegis export, encrypted");
  expect(parts("pypi/me/too")).toEqual(["pypi", "me/too"]);
  expect(parts("pypi")).toEqual(["pypi", ""]);
});
