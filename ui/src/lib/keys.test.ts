import { expect, test } from "vitest";
import { KEYS, SECTIONS } from "./keys";

test("every section and every key is in the help, once", () => {
  const keys = KEYS.flatMap((one) => one.keys);
  expect(new Set(keys).size).toBe(keys.length);
  for (const section of SECTIONS) {
    expect(KEYS.some((one) => one.does.includes(section.name))).toBe(true);
  }
  expect(keys).toContain("Ctrl+I");
});
