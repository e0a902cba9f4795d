import { expect, test } from "vitest";
import { hue, HUES, initial } from "./tile";

test("a name always has the same colour, whatever its case", () => {
  expect(hue("PyPI")).toBe(hue("pypi"));
  const seen = new Set(["PyPI", "GitHub", "Codeberg", "Example VPN", "npm", "crates"].map(hue));
  expect(seen.size).toBeGreaterThan(2);
  for (const one of seen) {
    expect(one).toBeLessThan(HUES);
  }
});

test.each([
  ["pypi", "P"],
  ["  (beta) Forge", "B"],
  ["3D shop", "3"],
  ["🦀 crates", "🦀"],
  ["éclair", "É"],
  ["שרת", "ש"],
  ["--", "?"],
  ["", "?"],
])("%s begins with %s", (name, expected) => {
  expect(initial(name)).toBe(expected);
});
