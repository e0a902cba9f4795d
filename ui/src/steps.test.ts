import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { CommandError, type Backend, type Command, type DrillView, type Preview, type Status } from "./lib/backend/backend";
import Drill from "./lib/components/Drill.svelte";
import SampleBanner from "./lib/components/SampleBanner.svelte";
import FirstRun from "./screens/FirstRun.svelte";
import Import from "./screens/Import.svelte";
import Restore from "./screens/Restore.svelte";

// jsdom lays nothing out.
Element.prototype.scrollIntoView = () => {};

const STATUS: Status = { state: "none", folder: "/vault", sample: false };
const OPEN: Status = { ...STATUS, state: "unlocked" };

function backend(
  answers: Partial<Record<Command, (request: never) => unknown>>,
  calls: [Command, unknown][] = [],
): Backend {
  return {
    call: async (name, request) => {
      calls.push([name, request]);
      return answers[name]?.(request as never) as never;
    },
  };
}

async function type(field: HTMLElement, text: string): Promise<void> {
  (field as HTMLInputElement).value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await Promise.resolve();
}

test("three steps: a passphrase, paper or a reminder, the import", async () => {
  const calls: [Command, unknown][] = [];
  const onopen = vi.fn();
  const answers = {
    create_vault: () => OPEN,
    judge_passphrase: () => ({ accepted: true, weak: false, sentence: "Good." }),
    set_reminders: (request: object) => request,
    printers: () => ({ names: [] }),
  };
  const first = render(FirstRun, {
    backend: backend(answers, calls),
    status: STATUS,
    onopen,
    onrecover: () => undefined,
  });
  const field = screen.getByLabelText("Passphrase");
  await type(field, "a long passphrase");
  await type(screen.getByLabelText("The same once more"), "a long passphrase");
  const button = screen.getByTestId("create-button");
  await waitFor(() => expect(button).toHaveProperty("disabled", false));
  button.click();
  (await screen.findByTestId("remind-later")).click();
  (await screen.findByTestId("import-now")).click();
  expect(calls).toContainEqual(["set_reminders", { paper: true }]);
  await waitFor(() => expect(onopen).toHaveBeenCalledWith(OPEN, "import"));
  first.unmount();
});

test("a copy needs the passphrase it has, a sheet its own and a new one", async () => {
  const scans = {
    files: [{ file: "x", problem: null }],
    complete: false,
    needs_passphrase: false,
    missing: null,
    copy: null,
  };
  for (const found of [
    { ...scans, copy: "/stick" },
    { ...scans, complete: true, needs_passphrase: true },
    { ...scans, complete: true, copy: "/stick" },
    { ...scans, missing: "Page 2 is missing." },
  ]) {
    const { unmount } = render(Restore, {
      backend: backend({ drop_scans: () => ({ ...scans, files: [] }), choose_scans: () => found }),
      status: STATUS,
      onopen: () => undefined,
      onback: () => undefined,
    });
    const choose = screen.getByTestId("choose-scans");
    await waitFor(() => expect(choose).toHaveProperty("disabled", false));
    choose.click();
    await screen.findByTestId("scan");
    expect(screen.queryAllByLabelText(/passphrase/i)).toHaveLength(
      found.needs_passphrase ? 2 : found.complete || found.copy ? 1 : 0,
    );
    expect(screen.queryByText("Page 2 is missing.") !== null).toBe(found.missing !== null);
    unmount();
  }
});

test("the sample goes at once, and with what was added only by a second word", async () => {
  const calls: [Command, unknown][] = [];
  const ondiscarded = vi.fn();
  const discard = (request: { even_added: boolean }): Status => {
    if (!request.even_added) {
      throw new CommandError({
        code: "attention",
        message: "You added something.",
        unchanged: "Nothing was deleted.",
        next: "Say that it may go.",
      });
    }
    return STATUS;
  };
  render(SampleBanner, { backend: backend({ discard_sample: discard }, calls), ondiscarded });
  screen.getByTestId("discard-sample").click();
  (await screen.findByTestId("discard-added")).click();
  await waitFor(() => expect(ondiscarded).toHaveBeenCalledOnce());
  expect(calls).toEqual([
    ["discard_sample", { even_added: false }],
    ["discard_sample", { even_added: true }],
  ]);
});

test("scans that take long are given up, and what was shown before stays", async () => {
  vi.useFakeTimers();
  try {
    const view: DrillView = {
      cancelled: false,
      result: "current",
      proof: true,
      sheets: [],
      says: ["One page was read."],
      unread: 0,
      question: null,
    };
    const changed = vi.fn();
    let answer: (view: DrillView) => void = () => undefined;
    let active = true;
    const calls: [Command, unknown][] = [];
    const answers = {
      choose_drill: () => new Promise<DrillView>((resolve) => (answer = resolve)),
      reading_progress: () => ({ active, file: 1, files: 4, step: "picture" }),
    };
    const drill = render(Drill, { backend: backend(answers, calls), changed });
    screen.getByTestId("choose-drill").click();
    await vi.advanceTimersByTimeAsync(100);
    answer(view);
    await vi.advanceTimersByTimeAsync(0);
    expect(screen.getByText("One page was read.")).toBeTruthy();

    screen.getByTestId("choose-drill").click();
    await vi.advanceTimersByTimeAsync(600);
    expect(screen.getByTestId("reading").textContent).toContain("File 2 of 4: looking for QR codes");
    screen.getByTestId("give-up").click();
    active = false;
    await vi.advanceTimersByTimeAsync(600);
    expect(calls.map(([name]) => name)).toContain("cancel_reading");
    expect(screen.getByTestId("reading").textContent).toContain("Stopping");
    answer({ ...view, cancelled: true, says: [] });
    await vi.advanceTimersByTimeAsync(0);
    expect(screen.queryByTestId("reading")).toBeNull();
    expect(screen.getByText("One page was read.")).toBeTruthy();
    expect(changed).toHaveBeenCalledOnce();
    // Who goes elsewhere does not wait either.
    calls.length = 0;
    drill.unmount();
    expect(calls).toEqual([["cancel_reading", {}]]);
  } finally {
    vi.useRealTimers();
  }
});

test("a long reading says what it does, and is given up by a button", async () => {
  vi.useFakeTimers();
  try {
    let answer: (preview: Preview) => void = () => undefined;
    const calls: [Command, unknown][] = [];
    render(Import, {
      backend: backend(
        {
          choose_import: () => new Promise<Preview>((resolve) => (answer = resolve)),
          reading_progress: () => ({ active: true, file: 0, files: 1, step: "key" }),
        },
        calls,
      ),
      dropped: 0,
      ondone: () => undefined,
    });
    screen.getByTestId("browse").click();
    await vi.advanceTimersByTimeAsync(400);
    expect(screen.queryByTestId("reading")).toBeNull();
    await vi.advanceTimersByTimeAsync(200);
    expect(screen.getByTestId("reading").textContent).toContain("slow on purpose");
    screen.getByTestId("give-up").click();
    await vi.advanceTimersByTimeAsync(0);
    expect(calls.map(([name]) => name)).toContain("cancel_import");
    expect(screen.queryByTestId("reading")).toBeNull();
    // What it comes to in the end is shown to nobody.
    answer({ cancelled: false, password: "needed", needs_account: false, plain_files: 0, files: [], items: [] });
    await vi.advanceTimersByTimeAsync(0);
    expect(screen.queryByTestId("file-password")).toBeNull();
    expect(screen.getByTestId("browse")).toHaveProperty("disabled", false);
  } finally {
    vi.useRealTimers();
  }
});
