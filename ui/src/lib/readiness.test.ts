import { expect, test } from "vitest";
import { inPlace, mark } from "./readiness";

test("each state of an item has its own word, and what nobody said no tone", () => {
  const words = ["good", "weak", "missing", "unknown"].map((state) => mark(state).word);
  expect(new Set(words).size).toBe(4);
  expect(mark("missing").tone).toBe("bad");
  expect(mark("unknown").tone).toBe("");
});

test("accounts that are judged anew stay where they stood, and new ones come last", () => {
  const rows = (ids: string) => [...ids].map((id) => ({ id, account: id, now: null, items: [] }));
  const order = (before: string, now: string) =>
    inPlace(rows(before), rows(now))
      .map((one) => one.id)
      .join("");
  expect(order("abc", "cba")).toBe("abc");
  expect(order("abc", "xcb")).toBe("bcx");
  expect(order("", "ba")).toBe("ba");
});
