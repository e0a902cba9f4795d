import { expect, test, vi } from "vitest";
import { atLeastInWords, countDown, inWords, secondsLeft } from "./countdown";

const END = "2026-01-01T00:00:30Z";
const at = (text: string): number => Date.parse(text);

test("a started second counts as a whole one", () => {
  expect(secondsLeft(END, at("2026-01-01T00:00:00Z"))).toBe(30);
  expect(secondsLeft(END, at("2026-01-01T00:00:29.999Z"))).toBe(1);
});

test("nothing is left at the end, after it, or of no moment at all", () => {
  expect(secondsLeft(END, at(END))).toBe(0);
  expect(secondsLeft(END, at("2026-01-01T01:00:00Z"))).toBe(0);
  expect(secondsLeft("soon", 0)).toBe(0);
});

test("one second is one second", () => {
  expect(inWords(1)).toBe("1 second left");
  expect(inWords(2)).toBe("2 seconds left");
});

test("what nobody watches is said so that it stays true until the next tick", () => {
  expect(atLeastInWords(20)).toBe("More than 15 seconds left");
  expect(atLeastInWords(5)).toBe("A few seconds left");
});

test("every second is a tick while somebody is there, then every fifth, then every second again", () => {
  vi.useFakeTimers();
  try {
    vi.setSystemTime(at("2026-01-01T00:00:00.400Z"));
    let end = at(END);
    const seen: number[] = [];
    const stop = countDown(
      () => end,
      (watched) => {
        seen.push(secondsLeft(END, Date.now()) * (watched ? 1 : -1));
      },
    );
    vi.advanceTimersByTime(3_000);
    expect(seen.splice(0)).toEqual([29, 28, 27]);
    vi.advanceTimersByTime(17_000);
    expect(seen.splice(0)).toEqual([26, 25, 24, 23, 22, 21, 20, -19, -15, -10]);
    window.dispatchEvent(new Event("pointermove"));
    vi.advanceTimersByTime(2_000);
    expect(seen.splice(0)).toEqual([10, 9, 8]);
    vi.advanceTimersByTime(7_700);
    expect(seen.splice(0).at(-1)).toBe(0);
    end += 30_000;
    stop();
    vi.advanceTimersByTime(30_000);
    window.dispatchEvent(new Event("pointermove"));
    expect(seen).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
