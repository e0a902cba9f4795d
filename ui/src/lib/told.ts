import type { ToldAddress, ToldFactor, ToldFacts } from "./backend/backend";

/** What is told of an account as a form holds it: lists are lines of a text. */
export interface Told extends Omit<ToldFacts, "former" | "organisations" | "factors"> {
  former: string;
  organisations: string;
  factors: ToldRow[];
}

/** Something else that opens the account; none is chosen yet where its kind is empty. */
export interface ToldRow {
  kind: ToldFactor["kind"] | "";
  label: string;
  place: string;
}

/** What else opens an account, in words, and how people call such a thing. */
export const KINDS: { id: ToldFactor["kind"]; text: string; such: string }[] = [
  { id: "security_key", text: "A security key", such: "blue key" },
  { id: "passkey", text: "A passkey", such: "phone" },
  { id: "ssh_key", text: "An SSH key that is registered there", such: "laptop's key" },
  { id: "device", text: "A device that stays signed in", such: "work laptop" },
  { id: "totp", text: "One-time codes kept elsewhere", such: "old phone's app" },
  { id: "recovery_codes", text: "Recovery codes kept elsewhere", such: "printed list" },
  { id: "password", text: "The password", such: "password manager" },
  { id: "mailbox", text: "A mailbox", such: "team's mailbox" },
];

const EMPTY: ToldAddress = {
  address: "",
  primary: false,
  verified: null,
  keeper: null,
  domain_expires: null,
  mailbox: null,
};

/** An address that is not written yet; the first one is the primary one. */
export function another(told: Pick<Told, "addresses">): ToldAddress {
  return { ...EMPTY, primary: told.addresses.length === 0 };
}

/** A form that holds what was told; there is always an address to fill in. */
export function filled(facts: ToldFacts): Told {
  const told = {
    ...facts,
    former: facts.former.join("\n"),
    organisations: facts.organisations.join("\n"),
    factors: facts.factors.map((one) => ({ ...one, place: one.place ?? "" })),
  };
  return told.addresses.length > 0 ? told : { ...told, addresses: [another(told)] };
}

/** What a form says. What is left empty is not said. */
export function said(told: Told): ToldFacts {
  return {
    ...told,
    addresses: told.addresses
      .filter((one) => one.address.trim() !== "")
      .map((one) => ({ ...one, domain_expires: written(one.domain_expires) })),
    former: lines(told.former),
    organisations: lines(told.organisations),
    registered: written(told.registered),
    factors: told.factors.flatMap(({ kind, label, place }) =>
      kind ? [{ kind, label: label.trim(), place: written(place) }] : [],
    ),
  };
}

/** The form without an address, which is one of the earlier ones now. */
export function left(told: Told, place: number): Told {
  const gone = told.addresses[place]?.address.trim() ?? "";
  const addresses = told.addresses.filter((_, at) => at !== place);
  return {
    ...told,
    addresses: addresses.length > 0 ? addresses : [another({ addresses })],
    former: [...lines(told.former), ...lines(gone)].join("\n"),
  };
}

/** Lines, without empty ones: a name may have commas. */
function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

function written(text: string | null): string | null {
  return text?.trim() || null;
}
