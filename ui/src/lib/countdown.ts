/** Whole seconds until a moment (RFC 3339), never below zero; at `now` in milliseconds since 1970. */
export function secondsLeft(until: string, now: number): number {
  const end = Date.parse(until);
  return Number.isNaN(end) ? 0 : Math.max(0, Math.ceil((end - now) / 1000));
}

/** The same in words. */
export function inWords(seconds: number): string {
  return seconds === 1 ? "1 second left" : `${seconds} seconds left`;
}
