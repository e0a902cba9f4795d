//! The words of the key sheet and of the share sheets.

/// The words of the key sheet.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each text says itself what it is")]
pub struct KeyLabels {
    pub kind: &'static str,
    pub title: &'static str,
    pub below: &'static str,
    pub holder_opens: &'static str,
    pub holder_keeps: &'static str,
    pub heading: &'static str,
    pub about: &'static str,
    pub scan: &'static str,
    pub recipient: &'static str,
    pub with_app: [&'static str; 2],
    pub without_app: [&'static str; 3],
    pub command: &'static str,
    pub enough: [&'static str; 2],
    pub not_enough: [&'static str; 2],
    pub format: [&'static str; 5],
}

impl KeyLabels {
    /// English.
    pub const ENGLISH: Self = Self {
        kind: "Key sheet",
        title: "Paper key",
        below: "It opens the vault without its passphrase.",
        holder_opens: "Whoever holds this page and the vault file opens everything.",
        holder_keeps: "Keep it like a key.",
        heading: "The key",
        about: "Typed without the spaces, as one line. Case does not matter to Reentry; age wants upper case.",
        scan: "For restoring and checking",
        recipient: "Public key: not secret, tells which vault this key belongs to",
        with_app: [
            "Scan or photograph this page, or type the key.",
            "Choose “Restore from paper” and add it, with the vault file or with scans of a vault sheet.",
        ],
        without_app: [
            "Write the key to key.txt, as one line without spaces. Any QR reader gives it so.",
            "Run this line, with the age program:",
            "vault.json then holds every secret in clear. Delete it and key.txt when you are done.",
        ],
        command: "age -d -i key.txt vault.age > vault.json",
        enough: [
            "Every copy of the vault file vault.age that was saved since this page was made.",
            "Vault sheets on which “It opens with the paper key” stands.",
        ],
        not_enough: [
            "It holds no account itself: the vault file or a vault sheet must be at hand.",
            "It does not open vault sheets with a passphrase of their own.",
        ],
        format: [
            "The key is an age identity of the X25519 kind (age-encryption.org/v1).",
            "It is AGE-SECRET-KEY-1 and 58 characters of bech32 (BIP-173) in upper case.",
            "52 characters are the 32 bytes of the key, highest bit first; 6 are a checksum.",
            "Characters for 0 to 31: QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L (no 1, B, I, O).",
            "The QR code holds the same text without spaces.",
        ],
    };
}

/// The words of the share sheets.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each text says itself what it is")]
pub struct ShareLabels {
    pub kind: &'static str,
    pub title: &'static str,
    pub below: &'static str,
    pub holder_nothing: &'static str,
    pub holder_apart: &'static str,
    pub heading: &'static str,
    pub about: &'static str,
    pub scan: &'static str,
    pub set: &'static str,
    pub needed: &'static str,
    pub needed_of: &'static str,
    pub index: &'static str,
    pub index_of: &'static str,
    pub recipient: &'static str,
    pub with_app: [&'static str; 2],
    pub without_app: [&'static str; 4],
    pub command: [&'static str; 2],
    pub enough: [&'static str; 2],
    pub not_enough: [&'static str; 2],
    pub format: [&'static str; 5],
    pub finder: &'static str,
    pub finder_note: &'static str,
    pub finder_found: [&'static str; 3],
    pub finder_contact: &'static str,
    pub finder_holder: &'static str,
    pub finder_keeping: [&'static str; 4],
    pub script: &'static str,
    pub script_about: &'static str,
    pub script_digest: &'static str,
}

impl ShareLabels {
    /// English.
    pub const ENGLISH: Self = Self {
        kind: "Share sheet",
        title: "Share {n} of {m}",
        below: "Any {k} of these {m} pages give the paper key back.",
        holder_nothing: "Alone this page reveals nothing. {k} of these {m} restore.",
        holder_apart: "Keep them apart.",
        heading: "The share",
        about: "Spaces do not matter. Up to four slips are mended.",
        scan: "For restoring and checking",
        set: "Set",
        needed: "Needed",
        needed_of: "{k} of {m}",
        index: "Index",
        index_of: "{i} ({n} of {m})",
        recipient: "Public key of the paper key: not secret, tells which vault it belongs to",
        with_app: [
            "Scan or photograph {k} of the pages, or type the shares.",
            "Choose “Restore from paper” and add them, with the vault file or with scans of a vault sheet.",
        ],
        without_app: [
            "Write {k} shares to shares.txt: scanned or typed, in any order.",
            "Take combine.py from the back of this page, or from Reentry’s sources (docs/combine.py).",
            "Run these lines, with Python 3 and the age program:",
            "vault.json then holds every secret in clear. Delete it and key.txt when you are done.",
        ],
        command: [
            "python3 combine.py < shares.txt > key.txt",
            "age -d -i key.txt vault.age > vault.json",
        ],
        enough: [
            "{k} of these {m} pages: every vault.age that was saved since they were made.",
            "And vault sheets on which “It opens with the paper key” stands.",
        ],
        not_enough: [
            "Fewer than {k} of them: they say nothing at all about the key.",
            "They hold no account: the vault file or a vault sheet must be at hand.",
        ],
        format: [
            "The form is codex32 (BIP-93) with the prefix “re”; any program for it does, and so does a pencil.",
            "RE1, {k} shares needed, 4 characters for the set, 1 for the index, 52 for the share, 13 for the check.",
            "Characters for 0 to 31: QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L, elements of GF(2)[x] / (x^5 + x^3 + 1).",
            "{k} shares fix a polynomial over the index. Its value at S is the key: 32 bytes and four zero bits.",
            "The same 52 characters follow AGE-SECRET-KEY-1; bech32 (BIP-173) gives the 6 of its checksum.",
        ],
        finder: "If you have found this page",
        finder_note: "Back of share {n} of {m}",
        finder_found: [
            "Alone it opens nothing and is of no worth to you: others like it would be needed.",
            "Please copy nothing from it, and take no picture of it.",
            "Its owner counts on it after a fire, a theft or a death. Please give it back:",
        ],
        finder_contact: "Owner, or whom to ask",
        finder_holder: "If it was given to you to keep",
        finder_keeping: [
            "Keep it dry and dark, in an envelope, and not beside another page of this set.",
            "Give it to nobody but the owner, or whom the owner has named to you in person.",
            "Nobody ever needs it in a hurry: call the owner back before you hand it out.",
            "Lost, or seen by others? Tell the owner: new pages can be made, and these become void.",
        ],
        script: "combine.py",
        script_about: "Python 3, nothing else. Spaces at the beginning of a line count.",
        script_digest: "SHA-256 of the file",
    };
}
