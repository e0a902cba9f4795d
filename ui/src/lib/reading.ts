import type { ReadingProgress } from "./backend/backend";

/** Which file of how many, where there are several. */
export function which(progress: ReadingProgress): string {
  return progress.files > 1 ? `File ${progress.file + 1} of ${progress.files}: ` : "";
}

/** What is being done with it. */
export function what(progress: ReadingProgress): string {
  switch (progress.step) {
    case "folder":
      return "looking through the folders…";
    case "key":
      return "opening it with its password. That is slow on purpose…";
    case "picture":
      return "looking for QR codes…";
    default:
      return "reading…";
  }
}
