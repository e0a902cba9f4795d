import { expect, test } from "vitest";
import { labels } from "./labels";

test("labels are trimmed, and named once", () => {
  expect(labels(" work, ,release,work ")).toEqual(["work", "release"]);
  expect(labels("")).toEqual([]);
});
