import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Applied, Backend, Command, FindRow, Preview, SweepView } from "./lib/backend/backend";
import Import from "./screens/Import.svelte";

// jsdom lays nothing out, and has no modal dialogs.
Element.prototype.scrollIntoView = () => {};
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
};

const ROW: FindRow = {
  name: "<i>list</i>.txt",
  folder: "me/Downloads",
  format: "otpauth",
  encrypted: false,
  picture: false,
  otp: 1,
  code_sets: 0,
  rejected: 0,
  modified: "2024-01-01T00:00:00Z",
  traces: [],
  problem: null,
};
const SWEPT: SweepView = {
  cancelled: false,
  looked_at: 40,
  found: [
    ROW,
    { ...ROW, name: "locked.json", encrypted: true },
    { ...ROW, name: "broken.json", problem: "It is damaged." },
    { ...ROW, name: "other.txt" },
  ],
  passed_over: [{ what: "hidden folders", count: 3 }],
};
const PREVIEW: Preview = {
  cancelled: false,
  password: "no",
  needs_account: false,
  plain_files: 2,
  files: [],
  items: [],
};
const APPLIED: Applied = {
  added: 2,
  conflicts: 0,
  plain_files: [
    { name: "<i>list</i>.txt", folder: "me/Downloads", traces: [] },
    { name: "other.txt", folder: "me/Dropbox", traces: ["In a synchronised folder."] },
  ],
  deleting: "Deleting is not wiping.",
};

test("from the list to the deletion: what is ticked, what stays, what cannot be undone", async () => {
  const calls: [Command, unknown][] = [];
  const answers: Partial<Record<Command, unknown>> = {
    choose_sweep: SWEPT,
    preview_found: PREVIEW,
    apply_import: APPLIED,
    delete_plain: { cancelled: false, deleted: [0], kept: [{ file: 1, reason: "It changed." }] },
  };
  const backend: Backend = {
    call: async (name, request) => {
      calls.push([name, request]);
      return answers[name] as never;
    },
  };
  const shown = render(Import, { backend, dropped: 0, ondone: () => undefined });
  const click = async (id: string): Promise<void> => (await screen.findByTestId(id)).click();

  await click("sweep");
  const found = await screen.findAllByTestId("find");
  const boxes = found.map((row) => row.querySelector("input") as HTMLInputElement);
  expect(boxes.map((box) => box.checked)).toEqual([true, false, false, true]);
  expect(boxes.map((box) => box.disabled)).toEqual([false, false, true, false]);
  expect(found[0]?.querySelector("bdi")?.textContent).toBe("<i>list</i>.txt");
  expect(found[0]?.querySelector("i")).toBeNull();
  expect(document.activeElement?.tagName).toBe("H1");
  boxes[0]?.click();
  boxes[0]?.click();
  await click("look-at-found");
  await waitFor(() => expect(calls).toContainEqual(["preview_found", { files: [0, 3] }]));

  // Nothing is new, and the files can go all the same.
  await waitFor(() => expect(screen.getByTestId("apply").textContent).toBe("Go on to the files"));
  await click("apply");
  await screen.findByTestId("undo-import");
  await click("delete-plain");
  expect(screen.getByTestId("not-wiped").textContent).toBe("Deleting is not wiping.");
  expect(calls.map(([name]) => name)).not.toContain("delete_plain");
  await click("delete-now");
  await waitFor(() => expect(screen.getByTestId("plain-files").textContent).toContain("It changed."));
  expect(calls).toContainEqual(["delete_plain", { files: [0, 1] }]);
  expect(screen.queryByTestId("undo-import")).toBeNull();
  expect(screen.getByTestId("delete-plain").textContent).toBe("Delete it…");

  await click("import-more");
  await waitFor(() => expect(screen.getAllByTestId("find")).toHaveLength(2));
  shown.unmount();
  expect(calls.at(-1)).toEqual(["leave_import", {}]);
});
