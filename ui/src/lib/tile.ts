/** How many colours tiles have. */
export const HUES = 8;

/** The colour of a name's tile: always the same one, from 0. */
export function hue(name: string): number {
  let sum = 0;
  for (const letter of name.toLowerCase()) {
    sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  }
  return sum % HUES;
}

/** The first letter or digit of a name as a person sees it; an emoji stays whole. */
export function initial(name: string): string {
  const parts = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(name.trim());
  for (const { segment } of parts) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) {
      return segment.toLocaleUpperCase();
    }
  }
  return "?";
}
