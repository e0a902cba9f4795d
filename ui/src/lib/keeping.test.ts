import { expect, test } from "vitest";
import { checkTitle, copyStanding, outcomeWord } from "./keeping";

const COPY = { folder: "/stick", in_reach: true, current: true, refreshed: "2026-11-21T12:00:00Z" };

test("a copy says whether it can be relied on, and of when it is", () => {
  expect(copyStanding(COPY)).toMatchObject({ word: "current", tone: "good" });
  expect(copyStanding({ ...COPY, current: false }).sentence).toContain("changed since");
  const away = copyStanding({ ...COPY, in_reach: false, current: false });
  expect(away.word).toBe("out of reach");
  expect(away.sentence).toContain("2026");
  expect(copyStanding({ ...COPY, in_reach: false, refreshed: null }).sentence).toContain("Never");
});

test("checks have names, also those that came later", () => {
  expect(checkTitle("paper_key")).toBe("Way in: paper key");
  expect(checkTitle("something_new")).toBe("something_new");
  expect(outcomeWord("fail").tone).toBe("bad");
});
