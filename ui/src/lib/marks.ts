import type { FindingRow } from "./backend/backend";

/** A piece of a text: marked where a finding points at it. */
export interface Piece {
  text: string;
  level?: "error" | "warning";
}

/**
 * The findings of a field, those without a place in it among them; of the request itself, or of
 * the letter that goes with a later step.
 */
export function findingsOf(
  findings: FindingRow[],
  field: string,
  letter: number | null = null,
): FindingRow[] {
  return findings.filter((finding) => finding.field === field && finding.letter === letter);
}

/** The findings of the request that none of these fields shows. */
export function unplaced(findings: FindingRow[], fields: string[]): FindingRow[] {
  return findings.filter(
    ({ field, letter }) => letter === null && (field === null || !fields.includes(field)),
  );
}

/**
 * A text cut at the places of its findings. Places count characters, not UTF-16 units; where two
 * overlap, the error wins.
 */
export function pieces(text: string, findings: FindingRow[]): Piece[] {
  const letters = [...text];
  const levels = letters.map((_, at): Piece["level"] => {
    const here = findings.filter(
      ({ start, end }) => start !== null && end !== null && start <= at && at < end,
    );
    if (here.some((finding) => finding.level === "error")) {
      return "error";
    }
    return here.length > 0 ? "warning" : undefined;
  });
  const cut: Piece[] = [];
  letters.forEach((letter, at) => {
    const last = cut.at(-1);
    const level = levels[at];
    if (last && last.level === level) {
      last.text += letter;
    } else {
      cut.push(level ? { text: letter, level } : { text: letter });
    }
  });
  return cut;
}
