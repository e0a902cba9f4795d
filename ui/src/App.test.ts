import { configure, render, screen, waitFor } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import App from "./App.svelte";
import { CommandError, type Backend, type Command, type Status } from "./lib/backend/backend";
import Shell from "./screens/Shell.svelte";

const STATUS: Status = { state: "locked", folder: "/vault", sample: false };

/** A backend with one account of each kind; keeps what it was asked. */
function backend(state: Status["state"], calls: [Command, unknown][] = []): Backend {
  const answers = {
    status: () => ({ ...STATUS, state }),
    unlock: (request: { passphrase: string }) => {
      if (request.passphrase !== "right") {
        throw new CommandError({
          code: "wrong_passphrase",
          message: "wrong",
          unchanged: "Nothing was changed.",
          next: "Try again.",
        });
      }
      return { ...STATUS, state: "unlocked" };
    },
    list: () => ({
      accounts: [
        row("a", "PyPI", { id: "a1", type: "totp", digits: 6, period: 30 }),
        row("b", "Build server", { id: "b1", type: "hotp", digits: 6, period: null }),
      ],
    }),
    code: (request: { otp: string }) => ({
      account: "a",
      otp: request.otp,
      code: request.otp === "a1" ? "755224" : "287082",
      valid_from: request.otp === "a1" ? "2999-01-01T00:00:00Z" : null,
      valid_until: request.otp === "a1" ? "2999-01-01T00:00:30Z" : null,
    }),
    settings: () => ({ lock_after: 600, clipboard: 30, theme: "dark", paper: null }),
    judge_passphrase: (request: { passphrase: string }) => ({
      accepted: request.passphrase.length >= 8,
      weak: true,
      sentence: "This passphrase is weak.",
    }),
    suggest_passphrase: () => ({ passphrase: "one two three four five six" }),
    copy_code: () => ({ clears_in: 30 }),
    providers: () => ({
      providers: [
        {
          id: "pypi",
          name: "PyPI",
          instances: [{ id: "pypi", name: "PyPI", host: "" }],
          checked: "2026-01-01",
          stale: false,
          facts: ["totp", "codes", "password"],
        },
      ],
      folders: ["/mine/Downloads"],
    }),
    lock: () => ({ ...STATUS, state: "locked" }),
  } as Record<string, (request: never) => unknown>;
  return {
    call: async (name, request) => {
      calls.push([name, request]);
      return answers[name]?.(request as never) as never;
    },
  };
}

function row(id: string, issuer: string, otp: object): object {
  const bare = { codes: null, tags: [], favourite: false, conflict: false };
  return { id, provider: "other", issuer, username: "maintainer", otp: [otp], ...bare };
}

// What is waited for comes; how soon depends on what else the machine does.
configure({ asyncUtilTimeout: 60_000 });

// jsdom lays nothing out, so it has nothing to scroll.
Element.prototype.scrollIntoView = () => {};

test("a locked vault asks for the passphrase, with the cursor in the field", async () => {
  render(App, { backend: backend("locked") });
  expect(await screen.findByLabelText("Passphrase")).toBe(document.activeElement);
});

test("a wrong passphrase is said, and the field has the focus again", async () => {
  render(App, { backend: backend("locked") });
  const field = (await screen.findByLabelText("Passphrase")) as HTMLInputElement;
  await type(field, "wrong");
  field.form?.requestSubmit();
  expect((await screen.findByRole("alert")).textContent).toContain(
    "That passphrase does not open this vault.",
  );
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(field);
});

test("the keychain opens the vault at the start, and says so where it does not", async () => {
  for (const [state, trouble] of [
    ["unlocked", null],
    ["locked", "The keychain is locked; the passphrase works as always."],
  ] as const) {
    const plain = backend("locked");
    const answers: Partial<Record<Command, unknown>> = {
      keychain_offer: { offered: true, at_once: true },
      unlock_with_keychain: { status: { ...STATUS, state }, trouble },
    };
    const { unmount } = render(App, {
      backend: {
        call: async (name, request) =>
          name in answers ? (answers[name] as never) : plain.call(name, request),
      },
    });
    if (trouble === null) {
      expect(await screen.findByTestId("accounts")).toBeTruthy();
    } else {
      expect((await screen.findByTestId("keychain-trouble")).textContent).toBe(trouble);
      expect(screen.getByTestId("ask-keychain")).toBeTruthy();
    }
    unmount();
  }
});

test("the right one opens the list, and the first account's code is shown", async () => {
  const calls: [Command, unknown][] = [];
  render(App, { backend: backend("locked", calls) });
  const field = (await screen.findByLabelText("Passphrase")) as HTMLInputElement;
  await type(field, "right");
  field.form?.requestSubmit();
  expect((await screen.findByTestId("code")).textContent).toBe("755224");
  expect(screen.getAllByRole("option")).toHaveLength(2);
  expect(screen.getByRole("combobox")).toBe(document.activeElement);
  expect(calls.filter(([name]) => name === "code")).toEqual([
    ["code", { account: "a", otp: "a1", next: false }],
  ]);
});

test("a counter is not used up by looking at it", async () => {
  const calls: [Command, unknown][] = [];
  render(App, { backend: backend("unlocked", calls) });
  await screen.findByTestId("code");
  const search = screen.getByRole("combobox");
  search.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
  const button = await screen.findByTestId("next-code");
  expect(screen.queryByTestId("code")).toBeNull();
  expect(calls).not.toContainEqual(["code", { account: "b", otp: "b1", next: false }]);
  button.click();
  await waitFor(() => expect(screen.getByTestId("code").textContent).toBe("287082"));
});

test("Ctrl+L locks and starts the page afresh", async () => {
  const calls: [Command, unknown][] = [];
  const reload = vi.fn();
  render(Shell, { backend: backend("unlocked", calls), reload });
  await screen.findByTestId("code");
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "l", ctrlKey: true }));
  await waitFor(() => expect(reload).toHaveBeenCalledOnce());
  expect(calls.at(-1)).toEqual(["lock", {}]);
});

test("Enter in the search copies without showing anything more", async () => {
  const calls: [Command, unknown][] = [];
  render(App, { backend: backend("unlocked", calls) });
  await screen.findByTestId("code");
  const search = screen.getByRole("combobox");
  search.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  expect((await screen.findByTestId("toast")).textContent).toContain("30 seconds");
  expect(calls).toContainEqual(["copy_code", { account: "a", otp: "a1", next: false }]);
  screen.getByTestId("toast-action").click();
  await waitFor(() => expect(calls.at(-1)).toEqual(["clear_clipboard", {}]));
  expect(screen.queryByTestId("toast")).toBeNull();
});

test("recovery is reached while locked, and nobody is asked for what is lost", async () => {
  render(App, { backend: backend("locked") });
  (await screen.findByTestId("recover")).click();
  await waitFor(() => expect(screen.getByTestId("service")).toHaveProperty("value", "pypi/"));
  expect(screen.getByTestId("have-totp")).toBeTruthy();
  screen.getByTestId("lost-totp").click();
  await waitFor(() => expect(screen.queryByTestId("have-totp")).toBeNull());
  screen.getByTestId("leave").click();
  expect(await screen.findByTestId("unlock")).toBeTruthy();
});

test("without a vault the page offers to make one", async () => {
  render(App, { backend: backend("none") });
  const button = await screen.findByTestId("create-button");
  expect(button).toHaveProperty("disabled", true);
  screen.getByTestId("suggest").click();
  const words = (await screen.findByTestId("suggested")).textContent ?? "";
  expect(screen.getByLabelText("Passphrase")).toHaveProperty("value", words);
  expect(button).toHaveProperty("disabled", true);
  const again = screen.getByLabelText("The same once more") as HTMLInputElement;
  again.value = words;
  again.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await waitFor(() => expect(button).toHaveProperty("disabled", false));
  expect(screen.getByTestId("judged").textContent).toContain("weak");
});

test("the theme of the settings is worn, and somebody at the keys keeps the vault open", async () => {
  const calls: [Command, unknown][] = [];
  render(App, { backend: backend("unlocked", calls) });
  await waitFor(() => expect(document.documentElement.dataset["theme"]).toBe("dark"));
  await screen.findByTestId("code");
  expect(calls).not.toContainEqual(["touch", {}]);
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "b" }));
  expect(calls.filter(([name]) => name === "touch")).toHaveLength(1);
});

test("what was found without a vault is imported once one is open, but not into the sample", async () => {
  const found = { text: "codes.txt holds recovery codes of this account.", file: 3 };
  const plan = {
    ...{ service: "PyPI", incident: null, route: null, draft: null, mailto: null, looked: "1 file was looked at." },
    ...{ routes: [], journey: [], other_cases: [], said: [], lint: [], next: [], after: [], unverified: [] },
    ...{ found: [found], sources: [], checked: "2026-01-01", compared: false },
  };
  for (const sample of [false, true]) {
    const calls: [Command, unknown][] = [];
    const plain = backend("locked", calls);
    const answers: Partial<Record<Command, unknown>> = {
      draft: plan,
      unlock: { ...STATUS, state: "unlocked", sample },
    };
    const { unmount } = render(App, {
      backend: {
        call: async (name, request) => {
          const answer = await plain.call(name, name === "unlock" ? ({ passphrase: "right" } as never) : request);
          return (answers[name] as never) ?? answer;
        },
      },
    });
    (await screen.findByTestId("recover")).click();
    const ways = await screen.findByTestId("show-ways");
    await waitFor(() => expect(ways).toHaveProperty("disabled", false));
    ways.click();
    (await screen.findByTestId("import-found")).click();
    const field = (await screen.findByLabelText("Passphrase")) as HTMLInputElement;
    await type(field, "right");
    field.form?.requestSubmit();
    await screen.findByTestId(sample ? "accounts" : "import-screen");
    const read = calls.filter(([name]) => name === "preview_looked");
    expect(read).toEqual(sample ? [] : [["preview_looked", { files: [3] }]]);
    unmount();
  }
});

async function type(field: HTMLInputElement, text: string): Promise<void> {
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await waitFor(() =>
    expect(screen.getByTestId("unlock-button")).toHaveProperty("disabled", false),
  );
}
