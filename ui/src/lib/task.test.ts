import { expect, test } from "vitest";
import { CommandError } from "./backend/backend";
import { Task } from "./task.svelte";

const WRONG = { code: "io", message: "No.", unchanged: "All of it.", next: "Again." } as const;

test("what fails is said, and forgotten by the next one", async () => {
  const task = new Task();
  expect(await task.run(() => Promise.reject(new CommandError(WRONG)))).toBe(false);
  expect(task.failure).toEqual(WRONG);
  expect(await task.run(async () => undefined)).toBe(true);
  expect(task.failure).toBeUndefined();
});

test("nothing starts while something runs", async () => {
  const task = new Task();
  let finish = (): void => undefined;
  const first = task.run(() => new Promise((resolve) => (finish = resolve)));
  let second = false;
  expect(await task.run(async () => void (second = true))).toBe(false);
  expect(second).toBe(false);
  expect(task.busy).toBe(true);
  finish();
  expect(await first).toBe(true);
  expect(task.busy).toBe(false);
});
