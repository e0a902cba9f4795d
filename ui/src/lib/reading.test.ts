import { expect, test } from "vitest";
import { what, which } from "./reading";

test("what is being done is said, and with which file where there are several", () => {
  const at = { active: true, file: 0, files: 1 };
  expect(what({ ...at, step: "key" })).toMatch(/^opening it with its password/);
  expect(which({ ...at, step: "key" })).toBe("");
  expect(which({ ...at, file: 1, files: 3, step: "picture" })).toBe("File 2 of 3: ");
  expect(what({ ...at, step: "picture" })).toBe("looking for QR codes…");
  expect(what({ ...at, files: 0, step: "folder" })).toBe("looking through the folders…");
  expect(what({ ...at, step: "file" })).toBe("reading…");
});
