import type { ReadingProgress } from "./backend/backend";

/** What is being done with the files, in a sentence. */
export function reading(progress: ReadingProgress): string {
  const which = progress.files > 1 ? `File ${progress.file + 1} of ${progress.files}: ` : "";
  switch (progress.step) {
    case "key":
      return `${which}opening it with its password. That is slow on purpose…`;
    case "picture":
      return `${which}looking for QR codes…`;
    default:
      return `${which}reading…`;
  }
}
