/**
 * A code in groups that are easy to read: threes where it divides by three, else fours where it
 * divides by four, else two halves. Short codes and letters of Steam stay whole.
 */
export function groups(code: string): string[] {
  if (code.length < 6) {
    return [code];
  }
  const size =
    code.length % 3 === 0 ? 3 : code.length % 4 === 0 ? 4 : Math.ceil(code.length / 2);
  const parts: string[] = [];
  for (let start = 0; start < code.length; start += size) {
    parts.push(code.slice(start, start + size));
  }
  return parts;
}
