import { expect, test } from "vitest";
import { wear } from "./theme";

test("a theme is worn, and taken off again", () => {
  wear("light");
  expect(document.documentElement.dataset["theme"]).toBe("light");
  wear("system");
  expect(document.documentElement.hasAttribute("data-theme")).toBe(false);
});
