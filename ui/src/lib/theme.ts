import type { Theme } from "./backend/backend";

/** Gives the page these colours; those of the desktop are what it has by itself. */
export function wear(theme: Theme): void {
  if (theme === "system") {
    delete document.documentElement.dataset["theme"];
  } else {
    document.documentElement.dataset["theme"] = theme;
  }
}
