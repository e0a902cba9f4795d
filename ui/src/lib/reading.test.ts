import { expect, test } from "vitest";
import { reading } from "./reading";

test("what is being done is said, and with which file where there are several", () => {
  const at = { active: true, file: 0, files: 1 };
  expect(reading({ ...at, step: "key" })).toMatch(/^opening it with its password/);
  expect(reading({ ...at, file: 1, files: 3, step: "picture" })).toBe("File 2 of 3: looking for QR codes…");
  expect(reading({ ...at, files: 0, step: "file" })).toBe("reading…");
});
