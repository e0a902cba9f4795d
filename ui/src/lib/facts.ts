/** What can be lost or still be there, in the words of the command line and in plain ones. */
export interface Fact {
  /** The word of the core. */
  id: string;
  /** The same in the user's mouth: after "I have lost …". */
  lost?: string;
  /** After "I still have …". */
  have?: string;
}

/** In the order in which they are asked. */
export const FACTS: Fact[] = [
  {
    id: "totp",
    lost: "My authenticator app: the phone is gone, or the app is empty",
    have: "An authenticator app that still shows the codes",
  },
  {
    id: "webauthn",
    lost: "My security keys and passkeys, all of them",
    have: "A security key or a passkey",
  },
  {
    id: "codes",
    lost: "My recovery codes: lost, all used, or never made",
    have: "A recovery code",
  },
  { id: "password", lost: "My password", have: "The password" },
  {
    id: "email_primary",
    lost: "The mailbox of the account's main address",
    have: "The mailbox of the account's main address",
  },
  { id: "email_other", have: "The mailbox of another address on the account" },
  { id: "session", have: "A browser where I am still signed in" },
  { id: "known_device", have: "A computer or a network that the service knows" },
  { id: "ssh_key", have: "An SSH key that is registered there" },
  { id: "pat", have: "An access token or API token" },
  { id: "forge_account", have: "My GitHub account, where the request is filed" },
  { id: "second_owner", have: "Somebody else who owns the projects too" },
  { id: "username", lost: "My user name" },
  { id: "paid_plan", have: "A paid plan there, with its support" },
];

/** What can have happened. The first is the usual one, and no word of the core. */
export const HAPPENED: { id: string; text: string }[] = [
  { id: "loss", text: "I have lost something that I sign in with" },
  { id: "compromised", text: "Somebody else is in the account, or may be" },
  { id: "locked_by_provider", text: "The service has locked or suspended the account" },
];

/** The questions that a service's ways back have a use for; all where nothing is known of it. */
export function asked(facts: string[] | undefined): Fact[] {
  return FACTS.filter((fact) => !facts || facts.length === 0 || facts.includes(fact.id));
}

/** What can be there for somebody who has lost these: nobody has what is lost. */
export function possible(facts: Fact[], lost: string[]): Fact[] {
  return facts.filter((fact) => fact.have !== undefined && !lost.includes(fact.id));
}

/** The lines of a text field, without empty ones. */
export function lines(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean);
}
