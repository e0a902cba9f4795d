/** The real backend. Nothing outside this folder imports from @tauri-apps. */
import { invoke } from "@tauri-apps/api/core";
import { CommandError, failureOf, type Backend } from "./backend";

export const tauri: Backend = {
  async call(name, request) {
    try {
      return await invoke(name, { request });
    } catch (rejection) {
      throw new CommandError(failureOf(rejection));
    }
  },
};
