import type { FileView, Preview } from "./backend/backend";

/** One line of the preview. */
export interface Row {
  name: string;
  kind: string;
  why: string;
}

/** Lines with the same fate. */
export interface Group {
  id: "added" | "duplicate" | "conflict" | "rejected";
  title: string;
  what: string;
  tone: "good" | "caution" | "bad" | "";
  rows: Row[];
}

/** What was found in four groups; empty ones are left out. */
export function groupsOf(preview: Preview): Group[] {
  const rows = (outcome: string): Row[] =>
    preview.items
      .filter((item) => item.outcome === outcome)
      .map((item) => ({
        name: item.account,
        kind: item.kind === "codes" ? "recovery codes" : "one-time codes",
        why: item.reason ?? "",
      }));
  const rejected = preview.files.flatMap((file) =>
    file.rejected.map((refusal) => ({
      name: refusal.name.replace(/^\/+|\/+$/g, "") || `Entry ${refusal.entry}`,
      kind: "",
      why: refusal.reason,
    })),
  );
  const groups: Group[] = [
    { id: "added", title: "New", what: "They come into the vault.", tone: "good", rows: rows("added") },
    {
      id: "conflict",
      title: "Same name, another secret",
      what: "Only one of the two can be right. Keep both unless you know which.",
      tone: "caution",
      rows: rows("conflict"),
    },
    {
      id: "rejected",
      title: "Cannot be taken",
      what: "They are left out, each for the reason beside it.",
      tone: "bad",
      rows: rejected,
    },
    {
      id: "duplicate",
      title: "Already in the vault",
      what: "They stay as they are.",
      tone: "",
      rows: rows("duplicate"),
    },
  ];
  return groups.filter((group) => group.rows.length > 0);
}

/** What is done about conflicts, in words. */
export function outcome(way: "keep_both" | "skip" | "replace"): string {
  return { keep_both: "Keep both", skip: "Keep mine", replace: "Take the file's" }[way];
}

const FORMATS: Record<string, string> = {
  otpauth: "otpauth addresses",
  "google-migration": "Google Authenticator transfer",
  "google-authenticator": "Google Authenticator database",
  "microsoft-authenticator": "Microsoft Authenticator database",
  aegis: "Aegis export",
  "recovery-codes": "recovery codes",
  "2fas": "2FAS export",
  ente: "Ente Auth export",
  stratum: "Stratum export",
  andotp: "andOTP export",
  "proton-authenticator": "Proton Authenticator export",
  bitwarden: "Bitwarden export",
  otpclient: "OTPClient database",
  cotp: "cotp database",
  "battle-net": "Battle.net file",
  winauth: "WinAuth export",
  "authenticator-plus": "Authenticator Plus export",
  freeotp: "FreeOTP export",
  "lastpass-authenticator": "LastPass Authenticator export",
  raivo: "Raivo export",
  steam: "Steam file",
  duo: "Duo export",
  authy: "Authy export",
  "totp-authenticator": "TOTP Authenticator export",
  cxf: "credential exchange file",
};

/** What a format is called. */
export function formatName(format: string): string {
  return FORMATS[format] ?? format;
}

/** What a file turned out to be. */
export function format(file: FileView): string {
  if (file.format === null) {
    return "not read";
  }
  const name = formatName(file.format);
  return file.picture ? `${name} in a picture` : file.encrypted ? `${name}, encrypted` : name;
}

/** Service and user name of a handle such as `pypi/me`. */
export function parts(handle: string): [service: string, username: string] {
  const cut = handle.indexOf("/");
  return cut < 0 ? [handle, ""] : [handle.slice(0, cut), handle.slice(cut + 1)];
}
