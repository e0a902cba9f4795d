// Made from src-tauri/crates/app/src/ipc.rs by `cargo xtask bindings`. Do not edit.

/**
 * What went wrong, as the page acts on it.
 */
export type Code =
  | "no_vault"
  | "vault_exists"
  | "unknown_format"
  | "unsupported"
  | "damaged"
  | "too_large"
  | "kdf_limit"
  | "newer_format"
  | "read_only"
  | "disk_full"
  | "no_code_found"
  | "not_enough_parts"
  | "io"
  | "usage"
  | "no_such_account"
  | "ambiguous_account"
  | "passphrase_needed"
  | "wrong_passphrase"
  | "file_password_needed"
  | "wrong_file_password"
  | "needs_account"
  | "rejected_entries"
  | "blocked_by_lint"
  | "attention"
  | "internal";

/**
 * A command that takes nothing.
 */
export type Nothing = Record<string, never>;

/**
 * A passphrase on its way in. It cannot be sent out: there is no `Serialize`.
 */
export type Passphrase = string;

/**
 * Whether there is a vault, and whether it is open.
 */
export type VaultState = "none" | "locked" | "unlocked";

/**
 * Where the window stands.
 */
export type Status = { 
/**
 * The vault's state.
 */
state: VaultState, 
/**
 * The folder it lives in, as text for people.
 */
folder: string, };

/**
 * Asks to open the vault.
 */
export type UnlockRequest = { 
/**
 * The vault's passphrase.
 */
passphrase: Passphrase, };

/**
 * Asks for a new vault in the folder.
 */
export type CreateVaultRequest = { 
/**
 * What will open it; 8 characters or more.
 */
passphrase: Passphrase, };

/**
 * One credential of an account: its public half.
 */
export type OtpRow = { 
/**
 * The credential's id.
 */
id: string, 
/**
 * `totp`, `hotp`, `steam`, `motp` or `yandex`.
 */
type: string, 
/**
 * Characters of a code.
 */
digits: number, 
/**
 * Seconds that a code lasts; none for HOTP.
 */
period: number | null, };

/**
 * How many recovery codes an account has.
 */
export type CodesRow = { 
/**
 * Issued.
 */
total: number, 
/**
 * Still good.
 */
left: number, };

/**
 * One account of the list. Holds nothing secret.
 */
export type AccountRow = { 
/**
 * The account's id.
 */
id: string, 
/**
 * The provider's id, or `other`.
 */
provider: string, 
/**
 * What to call the service.
 */
issuer: string, 
/**
 * The username there; may be empty.
 */
username: string, 
/**
 * Its one-time code credentials.
 */
otp: Array<OtpRow>, 
/**
 * Its recovery codes, all current sets together; none where it has no set.
 */
codes: CodesRow | null, };

/**
 * What the list shows.
 */
export type Listing = { 
/**
 * Every account, in the order of the command line's `list`.
 */
accounts: Array<AccountRow>, };

/**
 * Asks for one code. For HOTP this uses the counter up.
 */
export type CodeRequest = { 
/**
 * The account's id.
 */
account: string, 
/**
 * The credential's id.
 */
otp: string, };

/**
 * The code that is on screen.
 */
export type ShownCode = { 
/**
 * The account's id.
 */
account: string, 
/**
 * The credential's id.
 */
otp: string, 
/**
 * The digits or letters.
 */
code: string, 
/**
 * When it began to hold, RFC 3339; none for HOTP.
 */
valid_from: string | null, 
/**
 * When the next one takes over, RFC 3339; none for HOTP.
 */
valid_until: string | null, };

/**
 * How a command fails: the page chooses its words by `code`.
 */
export type Failure = { 
/**
 * One of the command line's error codes, or `internal` for a mistake of ours.
 */
code: Code, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What was left as it was.
 */
unchanged: string, 
/**
 * What to do.
 */
next: string, };

/** Every command with what it takes and what it gives. */
export type Commands = {
  /** Whether there is a vault, and whether it is open. */
  status: { request: Nothing; response: Status };
  /** Opens the vault; takes as long as the key derivation. */
  unlock: { request: UnlockRequest; response: Status };
  /** Closes the vault and wipes what the core held of it. */
  lock: { request: Nothing; response: Status };
  /** Makes a vault in the folder and opens it. */
  create_vault: { request: CreateVaultRequest; response: Status };
  /** Every account. */
  list: { request: Nothing; response: Listing };
  /** One code, of the credential asked for. */
  code: { request: CodeRequest; response: ShownCode };
};
