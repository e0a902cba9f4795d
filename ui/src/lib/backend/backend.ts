/** The one door between the page and the core. */
import type { Commands, Failure } from "./types.generated";

export type * from "./types.generated";

/** The name of a command. */
export type Command = keyof Commands;

/** Who answers the page's commands. */
export interface Backend {
  /** Runs a command. Rejects with a {@link CommandError}. */
  call<K extends Command>(name: K, request: Commands[K]["request"]): Promise<Commands[K]["response"]>;
}

/** A command that failed, with the core's words for it. */
export class CommandError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = "CommandError";
  }
}

/**
 * What a rejected call means. Anything that is no {@link Failure} is a mistake of ours; its text
 * is not shown, because it may repeat what was sent.
 */
export function failureOf(rejection: unknown): Failure {
  if (rejection instanceof CommandError) {
    return rejection.failure;
  }
  if (isFailure(rejection)) {
    return rejection;
  }
  return {
    code: "internal",
    message: "The window and the program did not understand each other.",
    unchanged: "Nothing was changed.",
    next: "Close the window and open it again; if it happens again, please report it.",
  };
}

function isFailure(value: unknown): value is Failure {
  return (
    typeof value === "object" &&
    value !== null &&
    ["code", "message", "unchanged", "next"].every(
      (field) => typeof (value as Record<string, unknown>)[field] === "string",
    )
  );
}
