// Made from src-tauri/crates/app/src/ipc by `cargo xtask bindings`. Do not edit.

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
 * A passphrase, or another secret that is typed in. It cannot be sent out: there is no `Serialize`.
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
folder: string, 
/**
 * It is the sample; without a vault: a sample is there to go on with.
 */
sample: boolean, };

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
 * The user's labels.
 */
tags: Array<string>, 
/**
 * Marked as a favourite.
 */
favourite: boolean, 
/**
 * Several secrets stand under this name, and only one can be right.
 */
conflict: boolean, 
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
otp: string, 
/**
 * The code that takes over from the one that holds now. Not for HOTP, which has none
 * before this one is used.
 */
next: boolean, };

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
 * Something is on the clipboard.
 */
export type Copied = { 
/**
 * Seconds until it is taken off again; none for what is no secret.
 */
clears_in: number | null, };

/**
 * It is done, and there is nothing to tell but this.
 */
export type Done = { 
/**
 * What did not work besides, in sentences.
 */
warnings: Array<string>, };

/**
 * One account.
 */
export type OneAccount = { 
/**
 * The account's id.
 */
account: string, };

/**
 * One recovery code.
 */
export type OneCode = { 
/**
 * The account's id.
 */
account: string, 
/**
 * The code's number in the current set, from 1.
 */
n: number, };

/**
 * Marks a recovery code.
 */
export type MarkRequest = { 
/**
 * The account's id.
 */
account: string, 
/**
 * The code's number in the current set, from 1.
 */
n: number, 
/**
 * Whether it is used.
 */
used: boolean, };

/**
 * One recovery code of a list.
 */
export type ListedCode = { 
/**
 * Its number in the set, from 1.
 */
n: number, 
/**
 * `unused`, `used` or `burned`.
 */
state: string, 
/**
 * When it was used, RFC 3339, where that is known.
 */
used_at: string | null, 
/**
 * The code; only the one that was asked for.
 */
code: string | null, };

/**
 * Recovery codes that were issued together.
 */
export type RecoverySet = { 
/**
 * When they were issued or imported, RFC 3339.
 */
obtained: string, 
/**
 * Issued.
 */
total: number, 
/**
 * Still good.
 */
left: number, 
/**
 * Burned when the set was issued; nobody knows which.
 */
burned_unknown: number, 
/**
 * The codes in their printed order.
 */
codes: Array<ListedCode>, };

/**
 * The recovery codes of an account.
 */
export type RecoveryCodes = { 
/**
 * The set that counts; none where the account has no codes.
 */
current: RecoverySet | null, 
/**
 * How many older sets are kept.
 */
superseded: number, };

/**
 * The text fields of an account. A field that is `null` stays as it is.
 */
export type AccountText = { 
/**
 * The provider's id or `other`; only for a new account.
 */
provider: string | null, 
/**
 * What to call the service.
 */
issuer: string | null, 
/**
 * The username there.
 */
username: string | null, 
/**
 * All of the user's labels.
 */
tags: Array<string> | null, 
/**
 * Whether it is a favourite.
 */
favourite: boolean | null, };

/**
 * Asks for a new account.
 */
export type AddRequest = { 
/**
 * What to call it.
 */
text: AccountText, 
/**
 * A key URI, or a secret in base32 for a TOTP credential of six digits and 30 seconds.
 */
key: Passphrase | null, 
/**
 * Recovery codes, one a line.
 */
codes: Passphrase | null, };

/**
 * Asks for changes of an account.
 */
export type EditRequest = { 
/**
 * The account's id.
 */
account: string, 
/**
 * What to change.
 */
text: AccountText, 
/**
 * A credential to add: a key URI, or a secret in base32.
 */
key: Passphrase | null, 
/**
 * A new recovery code set, one code a line; it supersedes the one before.
 */
codes: Passphrase | null, };

/**
 * Asks to remove an account, or one credential of it.
 */
export type RemoveRequest = { 
/**
 * The account's id.
 */
account: string, 
/**
 * The credential's id, where only that one goes.
 */
otp: string | null, };

/**
 * An account that was removed and can still come back.
 */
export type TrashRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * The provider's id, or `other`.
 */
provider: string, 
/**
 * The issuer.
 */
issuer: string, 
/**
 * The username.
 */
username: string, 
/**
 * When it was removed, RFC 3339.
 */
removed: string, 
/**
 * When it is dropped for good, RFC 3339.
 */
ends: string, };

/**
 * The trash.
 */
export type Trash = { 
/**
 * What is in it, the latest removal first.
 */
accounts: Array<TrashRow>, };

/**
 * One installation of a service.
 */
export type InstanceRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name as people write it.
 */
name: string, 
/**
 * The host; empty where none is known.
 */
host: string, };

/**
 * A service that is known.
 */
export type ProviderRow = { 
/**
 * The provider's id.
 */
id: string, 
/**
 * Its name as people write it.
 */
name: string, 
/**
 * Its installations, the main one first.
 */
instances: Array<InstanceRow>, 
/**
 * The day on which its facts were checked.
 */
checked: string, 
/**
 * Whether that is long ago.
 */
stale: boolean, 
/**
 * What its ways back need or bring back: the questions worth asking. Words of the command
 * line.
 */
facts: Array<string>, };

/**
 * Every service that is known.
 */
export type Providers = { 
/**
 * By id; `other` last.
 */
providers: Array<ProviderRow>, 
/**
 * The folders that may be looked through for codes and exports, if the user allows it.
 */
folders: Array<string>, };

/**
 * What the user says about a loss. Words of `lost` and `have` are those of the command line.
 */
export type DraftRequest = { 
/**
 * The provider's id.
 */
provider: string, 
/**
 * The instance's id.
 */
instance: string | null, 
/**
 * The user name there.
 */
username: string | null, 
/**
 * What is lost.
 */
lost: Array<string>, 
/**
 * What is still there.
 */
have: Array<string>, 
/**
 * Projects of the account.
 */
projects: Array<string>, 
/**
 * Their public repositories.
 */
repositories: Array<string>, 
/**
 * The user's own words.
 */
note: Passphrase | null, 
/**
 * Whether the service has verified the address.
 */
email_verified: boolean | null, 
/**
 * Whether two-factor authentication was ever on.
 */
two_factor: boolean | null, 
/**
 * Whether a request is open already.
 */
open_case: boolean, 
/**
 * Whether the usual folders may be looked through for codes and exports of the account.
 */
look: boolean, 
/**
 * The route that the user chose.
 */
route: string | null, };

/**
 * Something that stands in the way of a route.
 */
export type BlockerRow = { 
/**
 * What is missing, or what nobody has mentioned.
 */
what: string, 
/**
 * How to get it.
 */
fix: string, };

/**
 * A way back.
 */
export type RouteRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * What it is.
 */
name: string, 
/**
 * Why and when.
 */
why: string, 
/**
 * `open`, `check` or `blocked`.
 */
standing: string, 
/**
 * Days until it is done, from and to, where people have to act.
 */
days: [number, number] | null, 
/**
 * What of it could not be verified.
 */
unverified: string | null, 
/**
 * What stands in its way.
 */
blocked_by: Array<BlockerRow>, };

/**
 * A case that is no loss of the user's own access.
 */
export type CaseRow = { 
/**
 * The route to ask for.
 */
route: string, 
/**
 * The case in a sentence.
 */
what: string, };

/**
 * One field of a form.
 */
export type FieldRow = { 
/**
 * The label on the page.
 */
label: string, 
/**
 * Whether the form insists on it.
 */
required: boolean, 
/**
 * `copy`, `query` (the address carries it) or `tick_yourself`.
 */
fill: string, 
/**
 * The content, or the statement to tick.
 */
value: string, };

/**
 * A prepared request, letter or way of the user's own.
 */
export type DraftView = { 
/**
 * `public` or `private`: who will be able to read it.
 */
visibility: string, 
/**
 * The page to open; none while a lint error stands.
 */
open_url: string | null, 
/**
 * The address of a letter.
 */
to: string | null, 
/**
 * The subject of a letter.
 */
subject: string | null, 
/**
 * The fields of the form.
 */
fields: Array<FieldRow>, 
/**
 * A command to copy into a terminal. Nothing here runs it.
 */
command: string | null, 
/**
 * What to do, in order.
 */
steps: Array<string>, 
/**
 * The whole in one text.
 */
text: string, };

/**
 * What is wrong with a draft.
 */
export type FindingRow = { 
/**
 * `error` or `warning`.
 */
level: string, 
/**
 * The field's label, or `subject` or `text`; none for the request as a whole.
 */
field: string | null, 
/**
 * The later step whose letter it is about, counted from 0; none for the request itself.
 */
letter: number | null, 
/**
 * Where it begins, in characters of the field's value.
 */
start: number | null, 
/**
 * Where it ends, exclusive.
 */
end: number | null, 
/**
 * What is wrong; never repeats what was found.
 */
message: string, 
/**
 * What to do.
 */
fix: string, };

/**
 * Something that happens or is due later.
 */
export type NextRow = { 
/**
 * When it is due, in a few words.
 */
when: string, 
/**
 * What it is and what to do.
 */
what: string, 
/**
 * A command that goes with it, to copy.
 */
command: string | null, 
/**
 * The letter that goes with it.
 */
letter: DraftView | null, };

/**
 * Something that was thought lost and is there.
 */
export type FoundRow = { 
/**
 * What it is, and what to do with it.
 */
text: string, 
/**
 * Where it is a file that was found on this computer: its position among those, to import it by.
 */
file: number | null, };

/**
 * The answer to a loss.
 */
export type PlanView = { 
/**
 * The service's name.
 */
service: string, 
/**
 * What happened that is no loss: `compromised` or `locked_by_provider`.
 */
incident: string | null, 
/**
 * The ways back, the cheapest first.
 */
routes: Array<RouteRow>, 
/**
 * The route that the draft is for.
 */
route: string | null, 
/**
 * The routes to take one after the other, where one alone is not enough.
 */
journey: Array<string>, 
/**
 * What people may really have come for, without the one that is drafted.
 */
other_cases: Array<CaseRow>, 
/**
 * What to say when no route is left, or when nothing is lost that signing in needs.
 */
said: Array<string>, 
/**
 * What was thought lost and is there.
 */
found: Array<FoundRow>, 
/**
 * How much was looked through for it, where that was allowed.
 */
looked: string | null, 
/**
 * The prepared request.
 */
draft: DraftView | null, 
/**
 * The address that opens the mail program with it, where it is a letter that fits.
 */
mailto: string | null, 
/**
 * What is wrong with it.
 */
lint: Array<FindingRow>, 
/**
 * What comes later.
 */
next: Array<NextRow>, 
/**
 * What to do once the account is back.
 */
after: Array<string>, 
/**
 * When the facts were checked.
 */
checked: string, 
/**
 * What of them could not be verified.
 */
unverified: Array<string>, 
/**
 * Where they come from.
 */
sources: Array<string>, 
/**
 * Whether the draft was compared with the secrets of an open vault.
 */
compared: boolean, };

/**
 * A letter that was saved.
 */
export type SavedLetter = { 
/**
 * The user chose no file.
 */
cancelled: boolean, 
/**
 * The file.
 */
file: string, };

/**
 * One step of a case.
 */
export type StepRow = { 
/**
 * Names it within the case.
 */
id: string, 
/**
 * The day from which it is due, RFC 3339.
 */
due: string, 
/**
 * What to do.
 */
what: string, 
/**
 * A command that goes with it, to copy.
 */
command: string | null, 
/**
 * The letter that goes with it.
 */
letter: DraftView | null, 
/**
 * What is told of the case once it is done.
 */
ends: CaseWord, };

/**
 * Something to do once the account is back.
 */
export type AfterRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * What to do.
 */
what: string, 
/**
 * Whether it was done.
 */
done: boolean, };

/**
 * A request that is followed.
 */
export type FollowedCase = { 
/**
 * Its id.
 */
id: string, 
/**
 * The service.
 */
service: string, 
/**
 * The user name there; may be empty.
 */
username: string, 
/**
 * `drafted`, `waiting`, `asked`, `regained` or `closed`.
 */
state: string, 
/**
 * The address of the filed request.
 */
link: string | null, 
/**
 * What to do next; none when nothing is left to do.
 */
step: StepRow | null, 
/**
 * Whether its day has come.
 */
due: boolean, 
/**
 * Whether its day is past.
 */
overdue: boolean, 
/**
 * What is to be expected after that.
 */
later: Array<StepRow>, 
/**
 * What to do now that the account is back, in this order.
 */
after: Array<AfterRow>, 
/**
 * What goes wrong with it, each with what to do.
 */
warnings: Array<string>, 
/**
 * Sheets that hold what the recovery has made void: to be shredded.
 */
void_sheets: Array<string>, };

/**
 * Every case: what is due first comes first, what is over last.
 */
export type Cases = { 
/**
 * The cases.
 */
cases: Array<FollowedCase>, };

/**
 * Names a case.
 */
export type OneCase = { 
/**
 * Its id.
 */
case: string, };

/**
 * What the user tells of a case.
 */
export type CaseWord = "sent" | "message" | "answered" | "followed_up" | "done" | "regained" | "closed";

/**
 * Notes what happened, now.
 */
export type TellRequest = { 
/**
 * The case.
 */
case: string, 
/**
 * What happened.
 */
what: CaseWord, 
/**
 * The step that was done.
 */
step: string | null, 
/**
 * The address of the filed request, where it is known now.
 */
link: string | null, };

/**
 * Puts the branch that the service names in its mail into the commands.
 */
export type BranchRequest = { 
/**
 * The case.
 */
case: string, 
/**
 * The branch's name; it is kept nowhere.
 */
branch: string, };

/**
 * A calendar that was saved.
 */
export type SavedCalendar = { 
/**
 * The user chose no file.
 */
cancelled: boolean, 
/**
 * The file.
 */
file: string, 
/**
 * How many dates are in it.
 */
dates: number, };

/**
 * One item of an account's readiness.
 */
export type ReadyRow = { 
/**
 * `missing`, `weak`, `unknown` or `good`.
 */
state: string, 
/**
 * What it is about.
 */
what: string, };

/**
 * How well an account is prepared for a lockout.
 */
export type ReadyAccount = { 
/**
 * The account's id.
 */
id: string, 
/**
 * The account, as people write it.
 */
account: string, 
/**
 * The one thing to do now.
 */
now: string | null, 
/**
 * What hurts most comes first.
 */
items: Array<ReadyRow>, };

/**
 * Every account; what lacks most comes first.
 */
export type Readiness = { 
/**
 * The accounts.
 */
accounts: Array<ReadyAccount>, };

/**
 * An address on an account, as its owner tells it.
 */
export type ToldAddress = { 
/**
 * The address.
 */
address: string, 
/**
 * Whether it is the primary one.
 */
primary: boolean, 
/**
 * Whether the service says that it is verified; none where that is not said.
 */
verified: boolean | null, 
/**
 * Who gives the mailbox.
 */
keeper: "own" | "provider" | "employer" | "university" | null, 
/**
 * The day on which its domain runs out, as `2027-05-31`.
 */
domain_expires: string | null, 
/**
 * The id of the mailbox's own account in the vault.
 */
mailbox: string | null, };

/**
 * Something else that opens an account, and that the vault does not hold itself.
 */
export type ToldFactor = { 
/**
 * What it is.
 */
kind: "password" | "security_key" | "passkey" | "ssh_key" | "mailbox" | "device" | "totp" | "recovery_codes", 
/**
 * The user's name for it; may be empty.
 */
label: string, 
/**
 * Where it is kept.
 */
place: string | null, };

/**
 * What the owner tells about an account. No public text ever holds any of it.
 */
export type ToldFacts = { 
/**
 * The addresses on it.
 */
addresses: Array<ToldAddress>, 
/**
 * Addresses that were on it earlier.
 */
former: Array<string>, 
/**
 * Organisations that it belongs to.
 */
organisations: Array<string>, 
/**
 * The month of registration, as `2019-04`.
 */
registered: string | null, 
/**
 * Whether every project has a second owner; none where that is not said.
 */
second_owner: boolean | null, 
/**
 * Whether two-factor authentication was ever set up; none where that is not said.
 */
two_factor: boolean | null, 
/**
 * What else opens the account.
 */
factors: Array<ToldFactor>, };

/**
 * Tells about an account, in the place of all that was told before.
 */
export type TellFacts = { 
/**
 * The account's id.
 */
account: string, 
/**
 * All that is known now.
 */
facts: ToldFacts, };

/**
 * A project that was found in a local clone.
 */
export type ProofRow = { 
/**
 * What it is chosen by, such as `pypi/harbour`.
 */
reference: string, 
/**
 * Its folder.
 */
folder: string, 
/**
 * Whether a push would prove that it is the user's, in a sentence.
 */
push: string, 
/**
 * What to do about that.
 */
fix: string | null, 
/**
 * The commands that show the right to push, to be run by the user: push, then delete.
 */
commands: Array<string>, };

/**
 * What was found in local clones; nothing of it is kept yet.
 */
export type Proof = { 
/**
 * The user chose no folder.
 */
cancelled: boolean, 
/**
 * The projects.
 */
projects: Array<ProofRow>, 
/**
 * Fingerprints of the user's SSH keys.
 */
keys: Array<string>, 
/**
 * What could not be read, and why.
 */
problems: Array<string>, };

/**
 * Keeps some of what was found.
 */
export type KeepProof = { 
/**
 * References of projects; `keys` for the SSH keys.
 */
references: Array<string>, };

/**
 * A text that is on screen.
 */
export type TextRequest = { 
/**
 * The text.
 */
text: Passphrase, 
/**
 * Whether it is a secret, which is taken off the clipboard again.
 */
secret: boolean, };

/**
 * A text to import.
 */
export type PastedText = { 
/**
 * The text.
 */
text: Passphrase, };

/**
 * How to read the files that were chosen.
 */
export type ImportChoices = { 
/**
 * The password of encrypted exports; the one before stays where none is given.
 */
password: Passphrase | null, 
/**
 * Whose recovery codes are: `provider/username`.
 */
account: string | null, 
/**
 * What to do about conflicts: `keep_both`, `skip` or `replace`.
 */
on_conflict: "keep_both" | "skip" | "replace", 
/**
 * Take codes that were found in notes.
 */
take_offers: boolean, };

/**
 * Whether a password is needed.
 */
export type PasswordNeed = "no" | "needed" | "wrong";

/**
 * An entry and why something of it was not taken.
 */
export type RefusedRow = { 
/**
 * Its number in the file, from 1.
 */
entry: number, 
/**
 * Issuer and username, where they can be shown.
 */
name: string, 
/**
 * Why.
 */
reason: string, };

/**
 * What looks worth importing and is not taken unasked.
 */
export type OfferRow = { 
/**
 * Whose it seems to be.
 */
account: string, 
/**
 * How many codes.
 */
count: number, };

/**
 * A Google transfer of which parts are missing.
 */
export type MissingRow = { 
/**
 * Parts seen.
 */
have: number, 
/**
 * Parts it has.
 */
of: number, 
/**
 * The missing ones, from 1.
 */
missing: Array<number>, };

/**
 * One file of an import.
 */
export type FileView = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its format; none when it could not be read.
 */
format: string | null, 
/**
 * Whether the entries came from QR codes.
 */
picture: boolean, 
/**
 * Whether it was encrypted.
 */
encrypted: boolean, 
/**
 * How many entries it has.
 */
entries: number, 
/**
 * Entries that cannot be taken.
 */
rejected: Array<RefusedRow>, 
/**
 * What of accepted entries is lost.
 */
lossy: Array<RefusedRow>, 
/**
 * What is not taken unasked.
 */
offers: Array<OfferRow>, 
/**
 * Transfers of which parts are missing.
 */
missing_parts: Array<MissingRow>, 
/**
 * What to know.
 */
warnings: Array<string>, 
/**
 * Why the file as a whole could not be read.
 */
failure: Failure | null, };

/**
 * One entry that can be taken, or that is here already.
 */
export type ItemRow = { 
/**
 * The file's position in the list of files.
 */
file: number, 
/**
 * What to call the account.
 */
account: string, 
/**
 * `otp` or `codes`.
 */
kind: string, 
/**
 * `added`, `duplicate` or `conflict`.
 */
outcome: string, 
/**
 * Why, where there is something to say.
 */
reason: string | null, };

/**
 * What importing would do.
 */
export type Preview = { 
/**
 * The user chose no file.
 */
cancelled: boolean, 
/**
 * Whether a password is needed.
 */
password: PasswordNeed, 
/**
 * Recovery codes were found, but not whose they are.
 */
needs_account: boolean, 
/**
 * How many of the files are on the disk, not encrypted, and hold entries.
 */
plain_files: number, 
/**
 * Every file.
 */
files: Array<FileView>, 
/**
 * Every entry but the rejected ones.
 */
items: Array<ItemRow>, };

/**
 * A file that was imported, is not encrypted, and is still there.
 */
export type PlainFile = { 
/**
 * Its name.
 */
name: string, 
/**
 * The folder it is in.
 */
folder: string, 
/**
 * Where copies of it may remain when it is deleted, in sentences.
 */
traces: Array<string>, };

/**
 * What an import did.
 */
export type Applied = { 
/**
 * New in the vault.
 */
added: number, 
/**
 * Names that had another secret.
 */
conflicts: number, 
/**
 * Files that were not encrypted and are still there.
 */
plain_files: Array<PlainFile>, 
/**
 * What is true of every deleted file, in sentences.
 */
deleting: string, };

/**
 * Looks through folders that the user chooses.
 */
export type SweepRequest = { 
/**
 * Search pictures and PDFs for QR codes too, which takes long.
 */
pictures: boolean, };

/**
 * A file with codes or secrets.
 */
export type FindRow = { 
/**
 * Its name.
 */
name: string, 
/**
 * The folder it is in.
 */
folder: string, 
/**
 * Its format; none where a password is needed to know, or it cannot be read.
 */
format: string | null, 
/**
 * Whether it is encrypted.
 */
encrypted: boolean, 
/**
 * Whether it is a picture with QR codes.
 */
picture: boolean, 
/**
 * OTP credentials in it.
 */
otp: number, 
/**
 * Sets of recovery codes in it, in notes too.
 */
code_sets: number, 
/**
 * Entries that cannot be taken.
 */
rejected: number, 
/**
 * When it was changed last.
 */
modified: string | null, 
/**
 * Where copies of it may remain when it is deleted, in sentences.
 */
traces: Array<string>, 
/**
 * Why it cannot be read.
 */
problem: string | null, };

/**
 * Things of one kind that were passed over.
 */
export type PassedOver = { 
/**
 * Which, and why.
 */
what: string, 
/**
 * How many.
 */
count: number, };

/**
 * What was found in folders.
 */
export type SweepView = { 
/**
 * The user chose no folder, or gave up.
 */
cancelled: boolean, 
/**
 * How many files were looked at.
 */
looked_at: number, 
/**
 * Files that hold codes or secrets.
 */
found: Array<FindRow>, 
/**
 * What was passed over.
 */
passed_over: Array<PassedOver>, };

/**
 * Chooses files of a list.
 */
export type FileChoice = { 
/**
 * Their positions in the list.
 */
files: Array<number>, };

/**
 * A file that was not deleted.
 */
export type KeptFile = { 
/**
 * Its position in the list.
 */
file: number, 
/**
 * Why, as a sentence.
 */
reason: string, };

/**
 * What became of plain files.
 */
export type Deleted = { 
/**
 * The user gave up: nothing was deleted.
 */
cancelled: boolean, 
/**
 * The positions of those that are gone.
 */
deleted: Array<number>, 
/**
 * Those that stay.
 */
kept: Array<KeptFile>, };

/**
 * What is being done with a file.
 */
export type ReadingStep = "file" | "folder" | "picture" | "key";

/**
 * How far the reading of files is.
 */
export type ReadingProgress = { 
/**
 * Whether anything is being read.
 */
active: boolean, 
/**
 * Which file, counted from 0.
 */
file: number, 
/**
 * How many there are; 0 while they are opened.
 */
files: number, 
/**
 * What is being done with it.
 */
step: ReadingStep, };

/**
 * What a sheet is for.
 */
export type SheetPurpose = "account" | "vault" | "key" | "shares" | "card";

/**
 * The paper.
 */
export type SheetPaper = "a4" | "letter";

/**
 * What of the accounts an account sheet holds.
 */
export type SheetContents = "everything" | "otp" | "codes";

/**
 * How large a lockout card is.
 */
export type CardFormat = "page" | "a6" | "wallet";

/**
 * What the user puts on a lockout card.
 */
export type CardRequest = { 
/**
 * Its size.
 */
size: CardFormat, 
/**
 * People who can help, a line each.
 */
contacts: Array<string>, 
/**
 * Names of blanks that are filled in by hand.
 */
blanks: Array<string>, };

/**
 * Asks for a sheet.
 */
export type SheetRequest = { 
/**
 * What it is for.
 */
kind: SheetPurpose, 
/**
 * The accounts on it, by id; for account sheets.
 */
accounts: Array<string>, 
/**
 * The paper.
 */
paper: SheetPaper, 
/**
 * What of these accounts is on it; for account sheets.
 */
contents: SheetContents, 
/**
 * What opens it; for vault sheets. None: the paper key.
 */
passphrase: Passphrase | null, 
/**
 * How many shares restore a paper key; for shares.
 */
needed: number | null, 
/**
 * How many shares there will be; for shares.
 */
shares: number | null, 
/**
 * Whether a new paper key takes the place of the one that there is.
 */
replace: boolean, 
/**
 * How many copies will be printed, 1 to 20.
 */
copies: number, 
/**
 * What goes on it besides the accounts; for cards.
 */
card: CardRequest | null, 
/**
 * Where it will be kept.
 */
place: string | null, };

/**
 * Asks for a page of a sheet as it would be made now.
 */
export type SheetPageRequest = { 
/**
 * What it is for.
 */
kind: SheetPurpose, 
/**
 * The accounts on it, by id; for account sheets.
 */
accounts: Array<string>, 
/**
 * The paper.
 */
paper: SheetPaper, 
/**
 * What of these accounts is on it; for account sheets.
 */
contents: SheetContents, 
/**
 * Whether the paper key will open it; for vault sheets.
 */
to_paper_key: boolean, 
/**
 * How many shares will restore a paper key; for shares.
 */
needed: number | null, 
/**
 * How many shares there will be; for shares.
 */
shares: number | null, 
/**
 * How many copies will be printed, 1 to 20.
 */
copies: number, 
/**
 * What goes on it besides the accounts; for cards.
 */
card: CardRequest | null, 
/**
 * Whether its secrets are to be shown; dummies stand for them otherwise.
 */
reveal: boolean, 
/**
 * Which page, from 1.
 */
page: number, };

/**
 * Something on a page. Ink is brightness: 0 is black, 1 is white.
 */
export type PageItem = { "kind": "text", 
/**
 * Left end.
 */
x: number, 
/**
 * Baseline.
 */
y: number, 
/**
 * Size of the type.
 */
size: number, 
/**
 * How long the line is on paper.
 */
width: number, 
/**
 * `text`, `strong` or `code`.
 */
face: string, 
/**
 * Brightness.
 */
ink: number, 
/**
 * The text.
 */
text: string, } | { "kind": "rule", 
/**
 * One end.
 */
x1: number, 
/**
 * One end.
 */
y1: number, 
/**
 * The other end.
 */
x2: number, 
/**
 * The other end.
 */
y2: number, 
/**
 * Thickness.
 */
weight: number, 
/**
 * Brightness.
 */
ink: number, } | { "kind": "area", 
/**
 * Left edge.
 */
x: number, 
/**
 * Upper edge.
 */
y: number, 
/**
 * Width.
 */
width: number, 
/**
 * Height.
 */
height: number, 
/**
 * Thickness of its outline; none fills it.
 */
outline: number | null, 
/**
 * Brightness.
 */
ink: number, } | { "kind": "code", 
/**
 * Left edge of its dark modules.
 */
x: number, 
/**
 * Upper edge.
 */
y: number, 
/**
 * Width of a module.
 */
module: number, 
/**
 * Its dark modules as an SVG path, in modules.
 */
path: string, };

/**
 * A page, drawn from the same list as the PDF.
 */
export type PageView = { 
/**
 * Which page, from 1.
 */
page: number, 
/**
 * Pages of the sheet.
 */
pages: number, 
/**
 * Width in millimetres.
 */
width: number, 
/**
 * Height in millimetres.
 */
height: number, 
/**
 * Whether dummies stand for what is secret.
 */
covered: boolean, 
/**
 * What is on it, in the order of drawing; everything in millimetres from the upper left.
 */
items: Array<PageItem>, };

/**
 * The printers of this computer.
 */
export type Printers = { 
/**
 * Their names, the usual one first.
 */
names: Array<string>, };

/**
 * Asks for a sheet on paper.
 */
export type PrintRequest = { 
/**
 * The sheet.
 */
sheet: SheetRequest, 
/**
 * The printer, by name.
 */
printer: string, };

/**
 * A sheet that was made.
 */
export type MadeSheet = { 
/**
 * The user chose no file: nothing was made.
 */
cancelled: boolean, 
/**
 * The sheet's id, as it stands on paper.
 */
sheet: string, 
/**
 * The PDF, or the printer that it went to.
 */
file: string, 
/**
 * Pages.
 */
pages: number, 
/**
 * The sheet that it replaces, which is to be shredded.
 */
replaces: string | null, };

/**
 * A sheet of the ledger.
 */
export type SheetRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * `account`, `vault`, `key`, `shares` or `card`.
 */
kind: string, 
/**
 * When it was made, RFC 3339.
 */
printed: string, 
/**
 * How many copies exist.
 */
copies: number, 
/**
 * `everything`, `otp` or `codes`: what of its accounts is on it.
 */
contents: string, 
/**
 * When it was last proved, RFC 3339.
 */
proved_at: string | null, 
/**
 * Where it is kept.
 */
place: string | null, 
/**
 * `current`, `behind`, `stale` or `superseded`.
 */
state: string, 
/**
 * The sheet that replaces it.
 */
superseded_by: string | null, 
/**
 * What to call the accounts on it.
 */
accounts: Array<string>, };

/**
 * What was printed, the newest first.
 */
export type Ledger = { 
/**
 * The sheets.
 */
sheets: Array<SheetRow>, };

/**
 * Notes where a sheet is kept.
 */
export type PlaceRequest = { 
/**
 * The sheet's id.
 */
sheet: string, 
/**
 * Where it is; an empty text takes the note away.
 */
place: string, };

/**
 * One share of the paper key.
 */
export type KeyShareRow = { 
/**
 * Its index, as printed.
 */
index: string, 
/**
 * Where it is kept.
 */
place: string | null, 
/**
 * When it was last proved, RFC 3339.
 */
proved_at: string | null, };

/**
 * The paper key.
 */
export type KeyView = { 
/**
 * The id of its sheet or sheets; none where there is no paper key.
 */
sheet: string | null, 
/**
 * Shares that restore it; 1 for a key sheet.
 */
needed: number, 
/**
 * Its shares; none for a key sheet.
 */
shares: Array<KeyShareRow>, 
/**
 * When paper last proved it, RFC 3339.
 */
proved_at: string | null, };

/**
 * An account of a sheet that is not as the vault has it.
 */
export type DrillAccountRow = { 
/**
 * What to call it.
 */
account: string, 
/**
 * `behind`, `stale`, `not_on_sheet` or `removed`.
 */
state: string, };

/**
 * A sheet that was read.
 */
export type DrillSheetRow = { 
/**
 * Its id, as it stands on paper; none for a paper key that is not the vault's.
 */
sheet: string | null, 
/**
 * `account`, `vault`, `key` or `shares`.
 */
kind: string, 
/**
 * `current`, `behind`, `stale`, `incomplete`, `damaged` or `foreign`.
 */
result: string, 
/**
 * Whether everything was read from paper and agrees.
 */
proof: boolean, 
/**
 * Whether the printed code that was typed in was right.
 */
legible: boolean | null, 
/**
 * What of it was not read, needed or not.
 */
parts_missing: Array<string>, 
/**
 * Its accounts that are not as the vault has them.
 */
accounts: Array<DrillAccountRow>, 
/**
 * Where it is kept.
 */
place: string | null, 
/**
 * The sheet that replaces it: this one is to be shredded.
 */
superseded_by: string | null, 
/**
 * What else there is to say.
 */
says: Array<string>, };

/**
 * What a drill found.
 */
export type DrillView = { 
/**
 * The user chose no file: nothing was read.
 */
cancelled: boolean, 
/**
 * The worst of the sheets.
 */
result: string, 
/**
 * Whether every sheet was proved.
 */
proof: boolean, 
/**
 * The sheets.
 */
sheets: Array<DrillSheetRow>, 
/**
 * What else there is to say.
 */
says: Array<string>, 
/**
 * Codes that were found and are of no use.
 */
unread: number, 
/**
 * What is to be typed in before the ledger gets its date.
 */
question: string | null, };

/**
 * The printed code that was asked for.
 */
export type DrillAnswer = { 
/**
 * The code; none to go on without.
 */
code: Passphrase | null, };

/**
 * The colours of the window.
 */
export type Theme = "system" | "light" | "dark";

/**
 * How the window behaves on this computer. Holds nothing of the vault, and is kept beside the
 * platform's state, not in it.
 */
export type Settings = { 
/**
 * Seconds without a key or a movement after which the vault is locked; none never locks.
 */
lock_after: number | null, 
/**
 * Seconds that a secret stays on the clipboard.
 */
clipboard: number, 
/**
 * The colours.
 */
theme: Theme, 
/**
 * The paper that sheets are made for; none follows the region of the desktop's language.
 */
paper: SheetPaper | null, 
/**
 * Whether the keychain may also open the vault after a lock, not only when Reentry starts.
 */
keychain_after_lock: boolean, };

/**
 * A passphrase to be judged.
 */
export type PassphraseCheck = { 
/**
 * The passphrase.
 */
passphrase: Passphrase, };

/**
 * What a passphrase is worth.
 */
export type Judged = { 
/**
 * Whether it would be taken.
 */
accepted: boolean, 
/**
 * Whether another one would be better.
 */
weak: boolean, 
/**
 * One sentence; it never quotes the passphrase.
 */
sentence: string, };

/**
 * A passphrase that was made, to be read and written down.
 */
export type Suggested = { 
/**
 * Six words.
 */
passphrase: string, };

/**
 * Asks for another passphrase.
 */
export type PassphraseChange = { 
/**
 * The one that opens the vault now.
 */
current: Passphrase, 
/**
 * The one that shall.
 */
fresh: Passphrase, };

/**
 * What the keychain of this computer does for the vault.
 */
export type KeychainView = { 
/**
 * Switched on for this vault.
 */
on: boolean, 
/**
 * Why it did not open the vault the last time, in one sentence.
 */
trouble: string | null, 
/**
 * Whether switching it off and on again puts that right.
 */
renew: boolean, };

/**
 * Switches the keychain on or off.
 */
export type KeychainSwitch = { 
/**
 * On.
 */
on: boolean, };

/**
 * Whether the screen that asks for the passphrase may ask the keychain.
 */
export type KeychainOffer = { 
/**
 * It may, when the user says so.
 */
offered: boolean, 
/**
 * It may by itself: the vault was not open yet since Reentry started.
 */
at_once: boolean, };

/**
 * What came of asking the keychain.
 */
export type KeychainUnlock = { 
/**
 * Where the window stands now.
 */
status: Status, 
/**
 * Why it did not open the vault, in one sentence.
 */
trouble: string | null, };

/**
 * A generation that is kept.
 */
export type BackupRow = { 
/**
 * The name of its folder.
 */
name: string, 
/**
 * Its generation.
 */
generation: number, 
/**
 * When it was saved, RFC 3339.
 */
saved_at: string, };

/**
 * The generations that are kept, the newest first.
 */
export type Backups = { 
/**
 * The generations.
 */
backups: Array<BackupRow>, };

/**
 * Asks for one generation back.
 */
export type BackupRequest = { 
/**
 * The name of its folder.
 */
name: string, };

/**
 * How a check came out.
 */
export type CheckOutcome = "pass" | "warn" | "fail";

/**
 * One check.
 */
export type CheckRow = { 
/**
 * What was looked at, as `reentry verify` calls it.
 */
name: string, 
/**
 * How it came out.
 */
outcome: CheckOutcome, 
/**
 * What was found, in a sentence.
 */
detail: string, };

/**
 * Everything that a recovery would rest on, looked over.
 */
export type Checks = { 
/**
 * The checks.
 */
checks: Array<CheckRow>, };

/**
 * A copy of the vault on another disk.
 */
export type CopyRow = { 
/**
 * Its folder.
 */
folder: string, 
/**
 * Whether it can be read now.
 */
in_reach: boolean, 
/**
 * Whether it holds what the vault holds.
 */
current: boolean, 
/**
 * When it was refreshed last, RFC 3339, as far as this computer knows.
 */
refreshed: string | null, };

/**
 * The copies that every save refreshes.
 */
export type Copies = { 
/**
 * The copies.
 */
copies: Array<CopyRow>, 
/**
 * What did not work, in sentences.
 */
warnings: Array<string>, };

/**
 * Names a copy.
 */
export type CopyRequest = { 
/**
 * Its folder.
 */
folder: string, };

/**
 * A format to leave in.
 */
export type ExportFormat = { 
/**
 * Its name, as on the command line.
 */
id: string, 
/**
 * What to call it.
 */
title: string, 
/**
 * What is in it, and who reads it.
 */
about: string, 
/**
 * Whether the file holds the secrets in the clear.
 */
plaintext: boolean, };

/**
 * The formats.
 */
export type ExportFormats = { 
/**
 * The formats.
 */
formats: Array<ExportFormat>, };

/**
 * Asks for an export.
 */
export type ExportRequest = { 
/**
 * The format's name.
 */
format: string, 
/**
 * The user has said that the file may hold the secrets in the clear.
 */
plaintext: boolean, };

/**
 * An export that was written.
 */
export type Exported = { 
/**
 * Where; none when the user chose no file.
 */
file: string | null, 
/**
 * How many entries are in it.
 */
entries: number, };

/**
 * Throws the sample away.
 */
export type DiscardRequest = { 
/**
 * Even what the user added to it.
 */
even_added: boolean, };

/**
 * What the user wants to be reminded of.
 */
export type Reminders = { 
/**
 * To print what opens the vault when the passphrase or the computer is gone.
 */
paper: boolean, };

/**
 * One file that was chosen or dropped to restore from.
 */
export type ScanRow = { 
/**
 * Its name.
 */
file: string, 
/**
 * Why it could not be read.
 */
problem: string | null, };

/**
 * What can be restored from the files so far.
 */
export type Scans = { 
/**
 * The files.
 */
files: Array<ScanRow>, 
/**
 * A vault can be made of it: of a whole sheet, or of a vault.age with its paper key.
 */
complete: boolean, 
/**
 * The sheet's own passphrase is needed for it.
 */
needs_passphrase: boolean, 
/**
 * What is missing of a sheet, or why there is none.
 */
missing: string | null, 
/**
 * The folder of a copy of a vault: it needs that vault's passphrase.
 */
copy: string | null, };

/**
 * Makes a vault of the sheet that was read.
 */
export type SheetRestore = { 
/**
 * What opens the sheet; empty where the paper key does.
 */
sheet: Passphrase, 
/**
 * What will open the vault.
 */
passphrase: Passphrase, };

/**
 * What came back.
 */
export type Restored = { 
/**
 * How many accounts.
 */
accounts: number, 
/**
 * What was mended in typed or scanned texts, in sentences: to be compared with the paper.
 */
says: Array<string>, };

/**
 * Names a page that the window showed.
 */
export type PageRequest = { 
/**
 * Its address.
 */
url: string, };

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
  /** Puts a code on the clipboard without showing it. */
  copy_code: { request: CodeRequest; response: Copied };
  /** Puts a text that is on screen on the clipboard. */
  copy_text: { request: TextRequest; response: Copied };
  /** Empties the clipboard, if what is on it came from here. */
  clear_clipboard: { request: Nothing; response: Done };
  /** The recovery codes of an account: numbers and marks, no code. */
  recovery_codes: { request: OneAccount; response: RecoveryCodes };
  /** Shows one recovery code. */
  reveal_code: { request: OneCode; response: RecoveryCodes };
  /** Puts a recovery code on the clipboard. */
  copy_recovery_code: { request: OneCode; response: Copied };
  /** Marks a recovery code as used, or takes the mark back. */
  mark_code: { request: MarkRequest; response: RecoveryCodes };
  /** Adds an account by hand. */
  add_account: { request: AddRequest; response: OneAccount };
  /** Changes an account. */
  edit_account: { request: EditRequest; response: OneAccount };
  /** Puts an account into the trash, or removes one credential of it. */
  remove_account: { request: RemoveRequest; response: Done };
  /** What was removed and can still come back. */
  trash: { request: Nothing; response: Trash };
  /** Brings an account back out of the trash. */
  restore_account: { request: OneAccount; response: OneAccount };
  /** Empties the trash. */
  empty_trash: { request: Nothing; response: Done };
  /** Takes the last change of the vault back. */
  undo: { request: Nothing; response: Done };
  /** What services are known; needs no vault. */
  providers: { request: Nothing; response: Providers };
  /** The ways back after a loss, and the request; needs no vault. */
  draft: { request: DraftRequest; response: PlanView };
  /** Saves the letter of a request where the user says; needs no vault. */
  save_letter: { request: DraftRequest; response: SavedLetter };
  /** Requests that are followed; none without an open vault. */
  cases: { request: Nothing; response: Cases };
  /** Follows a request from now on. */
  open_case: { request: DraftRequest; response: FollowedCase };
  /** Notes what happened with a request. */
  tell_case: { request: TellRequest; response: FollowedCase };
  /** Takes back what was told of it last. */
  untell_case: { request: OneCase; response: FollowedCase };
  /** The case with the branch of the service's mail in its commands. */
  name_branch: { request: BranchRequest; response: FollowedCase };
  /** Saves the letter of a case's next step where the user says. */
  save_case_letter: { request: OneCase; response: SavedLetter };
  /** Saves the dates of every open case where the user says. */
  save_calendar: { request: Nothing; response: SavedCalendar };
  /** How well each account is prepared for a lockout. */
  readiness: { request: Nothing; response: Readiness };
  /** What its owner told about an account. */
  told_facts: { request: OneAccount; response: ToldFacts };
  /** Tells about an account, in the place of all that was told before. */
  tell_facts: { request: TellFacts; response: Done };
  /** Lets the user choose a folder, and says what local clones in it prove. */
  collect_proof: { request: Nothing; response: Proof };
  /** Keeps some of that in the vault. */
  keep_proof: { request: KeepProof; response: Done };
  /** Lets the user choose files, and says what importing them would do. */
  choose_import: { request: Nothing; response: Preview };
  /** The same for the files that were dropped on the window last. */
  drop_import: { request: Nothing; response: Preview };
  /** The same for a text. */
  paste_import: { request: PastedText; response: Preview };
  /** The same for what is on the clipboard: files, a picture or a text. */
  paste_clipboard: { request: Nothing; response: Preview };
  /** Reads the same files again, with a password or another choice. */
  preview_import: { request: ImportChoices; response: Preview };
  /** How far the reading of files is, for an import, a drill or a restore. */
  reading_progress: { request: Nothing; response: ReadingProgress };
  /** Gives up what is being read: it is then as if no file had been chosen. */
  cancel_reading: { request: Nothing; response: Done };
  /** Writes what the preview showed. */
  apply_import: { request: Nothing; response: Applied };
  /** Forgets what was read, and gives up what is being read. */
  cancel_import: { request: Nothing; response: Done };
  /** Lets the user choose folders, and says what lies about in them. */
  choose_sweep: { request: SweepRequest; response: SweepView };
  /** Says what importing some of that would do. */
  preview_found: { request: FileChoice; response: Preview };
  /** The same for what was found in the usual folders before a request. */
  preview_looked: { request: FileChoice; response: Preview };
  /** Deletes plain files that were imported last, if the vault, read back, holds all of them. */
  delete_plain: { request: FileChoice; response: Deleted };
  /** Forgets all that an import read, found and left. */
  leave_import: { request: Nothing; response: Done };
  /** Makes a sheet and saves it where the user says. */
  make_sheet: { request: SheetRequest; response: MadeSheet };
  /** A page of a sheet as it would be made, with dummies for its secrets unless asked. */
  sheet_page: { request: SheetPageRequest; response: PageView };
  /** The printers of this computer; needs no vault. */
  printers: { request: Nothing; response: Printers };
  /** Makes a sheet and prints it, without a file. */
  print_sheet: { request: PrintRequest; response: MadeSheet };
  /** What was printed. */
  sheets: { request: Nothing; response: Ledger };
  /** Notes where a sheet is kept. */
  place_sheet: { request: PlaceRequest; response: Ledger };
  /** Takes a sheet that was shredded off the ledger. */
  shred_sheet: { request: PlaceRequest; response: Ledger };
  /** The paper key: never the key itself. */
  paper_key: { request: Nothing; response: KeyView };
  /** Lets the user choose scans, and compares them with the vault. */
  choose_drill: { request: Nothing; response: DrillView };
  /** The same for the files that were dropped on the window last. */
  drop_drill: { request: Nothing; response: DrillView };
  /** Takes the printed code that was asked for, and notes what was proved. */
  answer_drill: { request: DrillAnswer; response: DrillView };
  /** Says that somebody is there: a key was pressed or the pointer moved. */
  touch: { request: Nothing; response: Nothing };
  /** How the window behaves; needs no vault. */
  settings: { request: Nothing; response: Settings };
  /** Changes how it behaves. */
  change_settings: { request: Settings; response: Settings };
  /** What a passphrase is worth; needs no vault. */
  judge_passphrase: { request: PassphraseCheck; response: Judged };
  /** Makes a passphrase of six words; needs no vault. */
  suggest_passphrase: { request: Nothing; response: Suggested };
  /** Changes the vault's passphrase. */
  change_passphrase: { request: PassphraseChange; response: Done };
  /** The copies that every save refreshes. */
  copies: { request: Nothing; response: Copies };
  /** Lets the user choose a folder for a copy. */
  add_copy: { request: Nothing; response: Copies };
  /** Refreshes the copies that are in reach. */
  refresh_copies: { request: Nothing; response: Copies };
  /** Stops refreshing a copy; its files stay. */
  forget_copy: { request: CopyRequest; response: Copies };
  /** Whether the keychain is switched on; asks no keychain. */
  keychain: { request: Nothing; response: KeychainView };
  /** Puts the vault's key into the keychain, or takes it out. */
  switch_keychain: { request: KeychainSwitch; response: KeychainView };
  /** Whether the keychain may open the vault now; needs no vault. */
  keychain_offer: { request: Nothing; response: KeychainOffer };
  /** Opens the vault with the keychain; takes five seconds at most. */
  unlock_with_keychain: { request: Nothing; response: KeychainUnlock };
  /** The generations that are kept. */
  backups: { request: Nothing; response: Backups };
  /** Brings the accounts of one back. */
  restore_backup: { request: BackupRequest; response: Done };
  /** Looks over everything that a recovery would rest on. */
  verify: { request: Nothing; response: Checks };
  /** Shows the vault's folder in the system's file manager. */
  open_folder: { request: Nothing; response: Done };
  /** The formats to leave in. */
  export_formats: { request: Nothing; response: ExportFormats };
  /** Writes an export where the user says. */
  export: { request: ExportRequest; response: Exported };
  /** Merges a copy that holds changes of its own. */
  merge_copy: { request: CopyRequest; response: Copies };
  /** Makes the sample vault, or opens it; only where there is no vault. */
  try_sample: { request: Nothing; response: Status };
  /** Throws the sample away. */
  discard_sample: { request: DiscardRequest; response: Status };
  /** What the user wants to be reminded of, and has not done yet. */
  reminders: { request: Nothing; response: Reminders };
  /** Notes what the user wants to be reminded of. */
  set_reminders: { request: Reminders; response: Reminders };
  /** Lets the user choose what to restore from; needs no vault. */
  choose_scans: { request: Nothing; response: Scans };
  /** Takes the files that were dropped last to restore from; needs no vault. */
  drop_scans: { request: Nothing; response: Scans };
  /** Forgets them. */
  forget_scans: { request: Nothing; response: Done };
  /** Reads what was typed off a sheet, beside what was read before. */
  type_scan: { request: PastedText; response: Scans };
  /** Makes a vault of the sheet that was read. */
  restore_sheet: { request: SheetRestore; response: Restored };
  /** Takes over the copy of a vault that was chosen. */
  restore_copy: { request: UnlockRequest; response: Restored };
  /** Has the browser open a page that the window showed. */
  open_page: { request: PageRequest; response: Done };
};
