import type { ToldAddress, ToldFacts } from "./backend/backend";

/** What is told of an account as a form holds it: lists are lines of a text. */
export interface Told extends Omit<ToldFacts, "former" | "organisations"> {
  former: string;
  organisations: string;
}

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
