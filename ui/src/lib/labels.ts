/** The labels of a line, each once. */
export function labels(line: string): string[] {
  const parts = line.split(",").map((label) => label.trim());
  return [...new Set(parts.filter(Boolean))];
}
