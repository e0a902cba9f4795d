import { failureOf } from "./backend/backend";
import type { Failure } from "./backend/backend";

/** One thing at a time on a screen or card: whether it runs, and how it failed. */
export class Task {
  #busy = $state(false);
  #failure = $state.raw<Failure>();

  /** Something runs. */
  get busy(): boolean {
    return this.#busy;
  }

  /** How the last one failed; nothing once another one runs. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Runs it, unless something runs already. Says whether it was done. */
  async run(act: () => Promise<void>): Promise<boolean> {
    if (this.#busy) {
      return false;
    }
    this.#busy = true;
    this.#failure = undefined;
    try {
      await act();
      return true;
    } catch (rejection) {
      this.#failure = failureOf(rejection);
      return false;
    } finally {
      this.#busy = false;
    }
  }
}
