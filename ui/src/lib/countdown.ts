/** Whole seconds until a moment (RFC 3339), never below zero; at `now` in milliseconds since 1970. */
export function secondsLeft(until: string, now: number): number {
  const end = Date.parse(until);
  return Number.isNaN(end) ? 0 : Math.max(0, Math.ceil((end - now) / 1000));
}

/** The same in words. */
export function inWords(seconds: number): string {
  return seconds === 1 ? "1 second left" : `${seconds} seconds left`;
}

/** Seconds between two ticks that nobody watches. */
export const STEP = 5;

/** How long somebody watches after a key or a movement, in milliseconds. */
const WATCHES = 10_000;

/** What is left at least until the next tick that nobody watches, in words. */
export function atLeastInWords(seconds: number): string {
  return seconds <= STEP ? "A few seconds left" : `More than ${seconds - STEP} seconds left`;
}

const SIGNS = ["pointermove", "pointerdown", "keydown", "focus"];

/**
 * Calls back at every whole second before a moment (in milliseconds since 1970) and at the moment
 * itself, until what it gives is called. Where nobody has touched the window for a while, only at
 * every fifth: each tick draws, and a window that is left open all day must cost nothing.
 */
export function countDown(until: () => number, tick: (watched: boolean) => void): () => void {
  let touched = Date.now();
  let timer: ReturnType<typeof setTimeout>;
  const watched = (): boolean => Date.now() - touched < WATCHES;
  const wait = (): void => {
    const step = watched() ? 1000 : STEP * 1000;
    const left = until() - Date.now();
    // A hair later, so that the second has begun by every rounding.
    timer = setTimeout(again, (left > 0 ? left % step || step : 1000) + 5);
  };
  const again = (): void => {
    tick(watched());
    wait();
  };
  const touch = (): void => {
    const returns = !watched();
    touched = Date.now();
    if (returns) {
      clearTimeout(timer);
      again();
    }
  };
  SIGNS.forEach((sign) => window.addEventListener(sign, touch));
  wait();
  return () => {
    clearTimeout(timer);
    SIGNS.forEach((sign) => window.removeEventListener(sign, touch));
  };
}
