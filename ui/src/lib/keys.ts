import type { IconName } from "./components/Icon.svelte";

export type Section = "accounts" | "import" | "sheets" | "recover" | "settings";

/** The sections, with the letter that goes to each together with Ctrl. */
export const SECTIONS: { id: Section; name: string; icon: IconName; key: string }[] = [
  { id: "accounts", name: "Accounts", icon: "key", key: "1" },
  { id: "import", name: "Import", icon: "tray", key: "i" },
  { id: "sheets", name: "Sheets", icon: "sheet", key: "p" },
  { id: "recover", name: "Recover", icon: "buoy", key: "h" },
  { id: "settings", name: "Settings", icon: "sliders", key: "," },
];

/** A key as people read it on the keyboard. */
export function withControl(key: string): string {
  return `Ctrl+${key.toUpperCase()}`;
}

/** What every key does: the help that F1 shows is made of this. */
export const KEYS: { keys: string[]; does: string }[] = [
  { keys: ["Type"], does: "Searches the accounts" },
  { keys: ["↑", "↓", "Page Up", "Page Down"], does: "Chooses an account" },
  { keys: ["Enter"], does: "Copies the code of the chosen account" },
  { keys: ["Escape"], does: "Empties the search, closes a dialog" },
  { keys: ["Ctrl+F"], does: "Goes to the search" },
  ...SECTIONS.map(({ name, key }) => ({ keys: [withControl(key)], does: `Goes to ${name}` })),
  { keys: ["Ctrl+Z"], does: "Takes back what was just done, while “Undo” is offered" },
  { keys: ["Ctrl+L"], does: "Locks the vault" },
  { keys: ["F1"], does: "Shows these keys" },
];
