import { expect, test } from "vitest";
import type { ToldFacts } from "./backend/backend";
import { another, filled, left, said } from "./told";

const NOTHING: ToldFacts = {
  addresses: [],
  former: [],
  organisations: [],
  registered: null,
  second_owner: null,
  two_factor: null,
  factors: [],
};

const TOLD: ToldFacts = {
  addresses: [
    {
      address: "me@mine.example",
      primary: true,
      verified: true,
      keeper: "own",
      domain_expires: "2029-05-31",
      mailbox: "a1",
    },
    {
      address: "me@work.example",
      primary: false,
      verified: false,
      keeper: "employer",
      domain_expires: null,
      mailbox: null,
    },
  ],
  former: ["me@was.example"],
  organisations: ["Harbour, Inc.", "Lighthouse"],
  registered: "2019-04",
  second_owner: false,
  two_factor: true,
  factors: [
    { kind: "security_key", label: "blue key", place: "desk drawer" },
    { kind: "device", label: "work laptop", place: null },
  ],
};

test("a form that nobody touched says what was told", () => {
  expect(said(filled(TOLD))).toEqual(TOLD);
  expect(said(filled(NOTHING))).toEqual(NOTHING);
});

test("there is an address to fill in, and the first one is the primary one", () => {
  const { addresses } = filled(NOTHING);
  expect(addresses.map((one) => one.primary)).toEqual([true]);
  expect(another({ addresses }).primary).toBe(false);
});

test("what is emptied is not said any more", () => {
  const form = filled(TOLD);
  form.organisations = " \n Lighthouse \n\n";
  form.registered = " ";
  form.addresses = form.addresses.map((one) => ({ ...one, domain_expires: "", address: one.primary ? one.address : " " }));
  const facts = said(form);
  expect(facts.organisations).toEqual(["Lighthouse"]);
  expect(facts.registered).toBeNull();
  expect(facts.addresses.map((one) => [one.address, one.domain_expires])).toEqual([["me@mine.example", null]]);
});

test("what else opens it is said once it is chosen, without the ends of the words", () => {
  const form = filled(NOTHING);
  form.factors.push({ kind: "", label: "", place: "" }, { kind: "passkey", label: " phone ", place: " " });
  expect(said(form).factors).toEqual([{ kind: "passkey", label: "phone", place: null }]);
});

test("an address that is no longer on the account becomes an earlier one", () => {
  const once = left(filled(TOLD), 1);
  expect(once.addresses).toHaveLength(1);
  const facts = said(left(once, 0));
  expect(facts.addresses).toEqual([]);
  expect(facts.former).toEqual(["me@was.example", "me@work.example", "me@mine.example"]);
  const blank = said(left(filled(NOTHING), 0));
  expect(blank).toEqual(NOTHING);
});
