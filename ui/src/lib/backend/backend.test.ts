import { expect, test } from "vitest";
import { CommandError, failureOf, type Failure } from "./backend";

const FAILURE: Failure = { code: "io", message: "m", unchanged: "u", next: "n" };

test("a failure of the core arrives as it was sent", () => {
  expect(failureOf(FAILURE)).toBe(FAILURE);
  expect(failureOf(new CommandError(FAILURE))).toBe(FAILURE);
});

test("what is no failure is not repeated", () => {
  for (const rejection of ["invalid args: hunter2", new Error("hunter2"), null, { code: 1 }]) {
    const failure = failureOf(rejection);
    expect(failure.code).toBe("internal");
    expect(JSON.stringify(failure)).not.toContain("hunter2");
  }
});
