import type { Backend } from "./backend/backend";
import { toast } from "./toast.svelte";

/** Puts a text that is no secret on the clipboard, and says so. */
export async function copyText(backend: Backend, text: string, what: string): Promise<void> {
  await backend.call("copy_text", { text, secret: false });
  toast.show({ text: `Copied: ${what}.` }, 4);
}
