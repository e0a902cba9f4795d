import { fireEvent, render, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Backend, Command, DrillSheetRow, DrillView } from "./backend/backend";
import Drill from "./components/Drill.svelte";
import { verdict } from "./drill";

const SHEET: DrillSheetRow = {
  sheet: "4W0ZK3NM",
  kind: "account",
  result: "current",
  proof: true,
  legible: null,
  parts_missing: [],
  accounts: [],
  place: "safe",
  superseded_by: null,
  says: [],
};

function found(sheet: Partial<DrillSheetRow>, question: string | null = null): DrillView {
  const row = { ...SHEET, ...sheet };
  return { cancelled: false, result: row.result, proof: row.proof, sheets: [row], says: [], unread: 0, question };
}

function backend(answers: Partial<Record<Command, DrillView>>, calls: [Command, unknown][]): Backend {
  return {
    call: async (name, request) => {
      calls.push([name, request]);
      return answers[name] as never;
    },
  };
}

test("every result has a word, and only proof is good", () => {
  for (const result of ["current", "behind"]) {
    expect(verdict({ ...SHEET, result }).tone).toBe("good");
    expect(verdict({ ...SHEET, result, proof: false }).tone).toBe("caution");
  }
  const words = ["stale", "incomplete", "damaged", "foreign"].map((result) => verdict({ ...SHEET, result }).word);
  expect(new Set(words).size).toBe(4);
  expect(verdict({ ...SHEET, legible: false }).word).toBe("cannot be read");
});

test("dropped scans are compared, a printed code is asked for, and the ledger is read again", async () => {
  const calls: [Command, unknown][] = [];
  let changes = 0;
  const answers = {
    drop_drill: found({ proof: false }, "Type code 3 of pypi/keeper as it is printed on the page"),
    answer_drill: found({ legible: true }),
  };
  render(Drill, { backend: backend(answers, calls), changed: () => (changes += 1) });
  window.dispatchEvent(new CustomEvent("reentry-drop"));
  const field = await screen.findByLabelText("Type code 3 of pypi/keeper as it is printed on the page");
  await fireEvent.input(field, { target: { value: "aaaa-bbbb" } });
  await fireEvent.click(screen.getByTestId("answer-drill"));
  expect(await screen.findByText("proved")).toBeTruthy();
  expect(screen.queryByLabelText(/Type code/)).toBeNull();
  expect(calls).toEqual([
    ["drop_drill", {}],
    ["answer_drill", { code: "aaaa-bbbb" }],
  ]);
  expect(changes).toBe(2);
});

test("what is missing and what is to be shredded is said", async () => {
  const view = found({
    result: "incomplete",
    proof: false,
    parts_missing: ["code 2"],
    accounts: [{ account: "npm/keeper", state: "not_on_sheet" }],
    superseded_by: "0GNKMS5A",
  });
  render(Drill, { backend: backend({ choose_drill: view }, []), changed: () => undefined });
  await fireEvent.click(screen.getByTestId("choose-drill"));
  expect(await screen.findByText("Not read: code 2.")).toBeTruthy();
  expect(screen.getByTestId("drilled").textContent).toContain("not on sheet");
  expect(screen.getByText(/replaced it: shred this one \(safe\)/)).toBeTruthy();
});
