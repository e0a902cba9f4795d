//! Databases by the sample data's writer, which was written from the format's description.

use super::*;
use crate::testing::{
    CODES, PASSWORD, SECRET, base64, check_cut, import, import_with, rejected, shown,
};
use fixtures::kdbx::{Cipher, Kdf, Version, Writing, write};
use proptest::prelude::*;

const ATTACHED: &[u8] =
    b"0a1b2-c3d4e\r\n1b2c3-d4e5f\r\n2c3d4-e5f60\r\n3d4e5-f6071\r\n4e5f6-07182\r\n";

fn text(key: &str, value: &str) -> String {
    let value = value.replace('&', "&amp;");
    format!("<String><Key>{key}</Key><Value>{value}</Value></String>")
}

/// A value under the inner cipher; the writer puts it there.
fn hidden(key: &str, value: &str) -> String {
    format!("<String><Key>{key}</Key><Value Protected=\"True\">{value}</Value></String>")
}

/// An entry with an earlier state, whose protected values move the inner cipher on.
fn entry(title: &str, username: &str, fields: &[String]) -> String {
    let common = [
        text("Title", title),
        text("UserName", username),
        hidden("Password", "never-taken"),
        text("URL", "https://www.github.com/login"),
    ]
    .concat();
    let fields = fields.concat();
    let old = hidden("otp", "otpauth://totp/Old:old?secret=MFRGGZDF");
    format!(
        "<Entry><UUID>AAAA</UUID><Tags>one;two</Tags>{common}{fields}\
         <History><Entry>{common}{old}</Entry></History></Entry>"
    )
}

fn uri(label: &str) -> String {
    format!("otpauth://totp/{label}?secret={SECRET}&period=30&digits=6&issuer=")
}

fn entries() -> String {
    let native = [
        hidden("TimeOtp-Secret-Hex", "48656c6c6f21deadbeef"),
        text("TimeOtp-Length", "8"),
        text("TimeOtp-Period", "60"),
        text("TimeOtp-Algorithm", "HMAC-SHA-256"),
        hidden(
            "otp",
            "otpauth://totp/x:native?secret=JBSWY3DPEHPK3PXP&digits=8&period=60&algorithm=SHA256",
        ),
    ];
    let counted = [
        hidden("HmacOtp-Secret-Base32", SECRET),
        text("HmacOtp-Counter", "7"),
    ];
    let seed = [
        hidden("TOTP Seed", "jbsw y3dp ehpk 3pxp"),
        text("TOTP Settings", "60;8"),
        hidden("Recovery", CODES),
        "<Binary><Key>github-recovery-codes.txt</Key><Value Ref=\"1\" /></Binary>".to_owned(),
        "<Binary><Key>photo</Key><Value Ref=\"0\"/></Binary>".to_owned(),
    ];
    let steam = [hidden("TOTP Seed", SECRET), text("TOTP Settings", "30;S")];
    let query = hidden(
        "otp",
        &format!("key={SECRET}&size=8&step=60&otpHashMode=Sha512"),
    );
    let two = [
        hidden("otp", &uri("Two:first")),
        hidden("otp_1", &uri("Two:second").replace('6', "7")),
    ];
    let bad = [hidden("otp", "otpauth://totp/x:y?secret=0189")];
    let notes = [hidden("otp", &uri("Git%20Hub:none")), text("Notes", "kept")];
    [
        entry("My account", "", &notes),
        entry("GitHub", "bob", &seed),
        entry("Steam", "carol", &steam),
        format!(
            "<Group><UUID>CCCC</UUID><Name>Work</Name>{}<Group><UUID>DDDD</UUID><Name>VPN</Name>{}</Group></Group>",
            entry("Native", "native", &native),
            entry("Counted", "dan", &counted),
        ),
        format!(
            "<Group><UUID>BBBB</UUID><Name>Recycle Bin</Name><Group><UUID>EEEE</UUID>{}</Group></Group>",
            entry("Deleted", "x", &steam),
        ),
        entry("Query", "erin", &[query]),
        entry("Bad", "y", &bad),
        entry("Two", "", &two),
        entry("No codes", "z", &[]),
    ]
    .concat()
}

fn document(meta: &str, entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<KeePassFile><Meta>\
         <Generator>KeePass</Generator><RecycleBinUUID>BBBB</RecycleBinUUID>{meta}</Meta><Root>\
         <Group><UUID>AAAA</UUID><Name>Database</Name>{entries}</Group><DeletedObjects/></Root>\
         </KeePassFile>\n"
    )
}

/// The document of all kinds, with its attachments where KDBX 3 has them.
fn all_kinds(version: Version) -> String {
    let meta = match version {
        Version::Four => String::new(),
        Version::Three => format!(
            "<Binaries><Binary ID=\"0\">{}</Binary><Binary ID=\"1\">{}</Binary></Binaries>",
            base64(&[0, 1, 2]),
            base64(ATTACHED)
        ),
    };
    document(&meta, &entries())
}

const FAST: Writing<'static> = Writing {
    version: Version::Four,
    cipher: Cipher::Aes,
    kdf: Kdf::Argon2d(64 << 10, 1, 1),
    gzip: true,
    password: Some(PASSWORD),
    key: None,
    attachments: &[&[0, 1, 2], ATTACHED],
};

const THREE: Writing<'static> = Writing {
    version: Version::Three,
    kdf: Kdf::Aes(50),
    ..FAST
};

fn database(writing: &Writing<'_>) -> Vec<u8> {
    write(&all_kinds(writing.version), writing).expect("written")
}

fn code(bytes: &[u8], password: Option<&str>) -> &'static str {
    crate::testing::code(bytes, password)
}

fn check(report: &ImportReport) {
    assert_eq!(report.format, Format::KeePass);
    assert_eq!(
        shown(report),
        [
            "1 totp SHA1 6 30 | Git Hub |  | S | tags one,two | note kept",
            "2 totp SHA1 8 60 | GitHub | bob | S | tags one,two",
            "3 steam | Steam | carol | S | tags one,two",
            "4 totp SHA256 8 60 | x | native | S | group Work | tags one,two",
            "5 hotp SHA1 6 #7 | Counted | dan | S | group Work/VPN | tags one,two",
            "6 totp SHA512 8 60 | Query | erin | S | tags one,two",
            "8 totp SHA1 6 30 | Two | first | S | tags one,two",
            "9 totp SHA1 7 30 | Two | second | S | tags one,two",
        ]
    );
    assert_eq!(rejected(report), ["7 x/y | the secret holds a"]);
    let owner = report.candidates[0].provider.as_ref().expect("by its site");
    assert_eq!(owner.provider, "github");
    let offers: Vec<_> = report
        .offers
        .iter()
        .map(|offer| (offer.entry, offer.count))
        .collect();
    assert_eq!(offers, [(Some(2), 5), (Some(2), 5)]);
    let warnings = report.warnings.join("\n");
    for part in [
        "no passwords",
        "1 entries without",
        "1 entries with",
        "2 attached files",
    ] {
        assert!(warnings.contains(part), "{part}: {warnings}");
    }
    assert!(!format!("{report:?}").contains("never-taken"));
}

#[test]
fn every_version_cipher_and_derivation() {
    let four = |cipher, kdf, gzip| Writing {
        cipher,
        kdf,
        gzip,
        ..FAST
    };
    let id = Kdf::Argon2id(64 << 10, 2, 2);
    for writing in [
        FAST,
        four(Cipher::ChaCha20, id, false),
        four(Cipher::Twofish, Kdf::Aes(50), true),
        THREE,
        Writing {
            gzip: false,
            ..THREE
        },
        Writing {
            cipher: Cipher::Twofish,
            ..THREE
        },
        Writing {
            cipher: Cipher::ChaCha20,
            ..THREE
        },
    ] {
        let report = import(&database(&writing), Some(PASSWORD));
        let report = report.unwrap_or_else(|error| panic!("{writing:?}: {error}"));
        assert!(report.encrypted);
        check(&report);
    }
}

#[test]
fn an_export_as_xml_has_the_same() {
    let xml = all_kinds(Version::Three).replace("Protected=", "ProtectInMemory=");
    // What stood under the cipher is plain there.
    let xml = xml.replace("&amp;", "&").replace('&', "&amp;");
    let report = import(xml.as_bytes(), None).expect("XML");
    assert!(!report.encrypted);
    check(&report);
    check_cut(xml.trim_end().as_bytes(), 120, None, &["damaged"]);
}

#[test]
fn every_form_of_key_file() {
    let key = [0xa5_u8; 32];
    let hex = data_encoding::HEXUPPER.encode(&key);
    let hash = data_encoding::HEXUPPER.encode(&Sha256::digest(key)[..4]);
    let any = b"a photograph".as_slice();
    let xml = |version: &str, data: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<KeyFile><Meta><Version>{version}</Version></Meta>\
             <Key>{data}</Key></KeyFile>"
        )
    };
    let one = xml("1.00", &format!("<Data>{}</Data>", base64(&key)));
    let spaced = hex.as_bytes().chunks(8).map(String::from_utf8_lossy);
    let spaced: Vec<_> = spaced.collect();
    let two = xml(
        "2.0",
        &format!("<Data Hash=\"{hash}\">\n{}\n</Data>", spaced.join(" ")),
    );
    let hashed: [u8; 32] = Sha256::digest(any).into();
    for (file, key) in [
        (&key[..], key),
        (hex.as_bytes(), key),
        (any, hashed),
        (one.as_bytes(), key),
        (two.as_bytes(), key),
    ] {
        let both = database(&Writing {
            key: Some(key),
            ..FAST
        });
        check(&import_with(None, &both, Some(PASSWORD), Some(file)).expect("both"));
        assert_eq!(code(&both, Some(PASSWORD)), "wrong_file_password");
        let alone = database(&Writing {
            key: Some(key),
            password: None,
            ..THREE
        });
        check(&import_with(None, &alone, None, Some(file)).expect("alone"));
        // Both are given for every file of an import; this one has only one of them.
        check(&import_with(None, &alone, Some("of another file"), Some(file)).expect("alone"));
    }
    check(&import_with(None, &database(&FAST), Some(PASSWORD), Some(any)).expect("password"));
    let damaged = two.replace("A5A5A5A5 A5A5A5A5", "A5A5A5A5 A5A5A5A6");
    let newer = xml("3.0", "<Data>00</Data>");
    for (file, expected) in [(damaged, "damaged"), (newer, "unsupported")] {
        let refused = import_with(None, &database(&FAST), None, Some(file.as_bytes()));
        assert_eq!(refused.expect_err("refused").code(), expected);
    }
}

#[test]
fn passwords_are_told_apart_from_damage() {
    let file = database(&FAST);
    assert_eq!(code(&file, None), "file_password_needed");
    assert_eq!(code(&file, Some("wrong")), "wrong_file_password");
    check_cut(&file, 12, Some(PASSWORD), &["damaged"]);
    let last = file.len() - 40;
    for at in [20, file.len() / 2, last] {
        let mut file = file.clone();
        file[at] ^= 1;
        assert_eq!(code(&file, Some(PASSWORD)), "damaged", "{at}");
    }
    let file = database(&THREE);
    assert_eq!(code(&file, None), "file_password_needed");
    assert_eq!(code(&file, Some("wrong")), "wrong_file_password");
    check_cut(
        &file,
        12,
        Some(PASSWORD),
        &["damaged", "wrong_file_password"],
    );
    let mut flipped = file.clone();
    flipped[file.len() / 2] ^= 1;
    assert_eq!(code(&flipped, Some(PASSWORD)), "damaged");
}

#[test]
fn what_is_not_read_says_so() {
    let file = database(&FAST);
    let with = |at: usize, bytes: &[u8]| {
        let mut file = file.clone();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        code(&file, Some(PASSWORD))
    };
    assert_eq!(with(4, b"\x65"), "unsupported", "KeePass 1");
    assert_eq!(with(10, b"\x05\x00"), "unsupported", "a newer version");
    assert_eq!(with(10, b"\x02\x00"), "unsupported", "a test version");
    let plugin = head(Kdf::Aes(1), b"the one of a bug");
    assert_eq!(code(&plugin, Some(PASSWORD)), "unsupported");
    let beyond = [
        Kdf::Argon2id((1 << 30) + 1024, 1, 1),
        Kdf::Argon2d(1 << 30, 17, 1),
        Kdf::Aes((1 << 28) + 1),
    ];
    for kdf in beyond {
        assert_eq!(code(&head(kdf, AES), None), "kdf_limit", "{kdf:?}");
    }
}

const AES: &[u8; 16] = b"\x31\xc1\xf2\xe6\xbf\x71\x43\x50\xbe\x58\x05\x21\x6a\xfc\x5a\xff";

/// A head that asks for a derivation and a cipher, with its hash and nothing behind it.
fn head(kdf: Kdf, cipher: &[u8]) -> Vec<u8> {
    let (id, items): (&[u8; 16], Vec<(u8, &str, u64)>) = match kdf {
        Kdf::Aes(rounds) => (
            b"\xc9\xd9\xf3\x9a\x62\x8a\x44\x60\xbf\x74\x0d\x08\xc1\x8a\x4f\xea",
            vec![(5, "R", rounds)],
        ),
        Kdf::Argon2d(memory, passes, lanes) | Kdf::Argon2id(memory, passes, lanes) => (
            b"\x9e\x29\x8b\x19\x56\xdb\x47\x73\xb2\x3d\xfc\x3e\xc6\xf0\xa1\xe6",
            vec![
                (5, "M", memory),
                (5, "I", passes),
                (5, "P", lanes.into()),
                (5, "V", 0x13),
            ],
        ),
    };
    let mut dictionary = b"\0\x01\x42\x05\0\0\0$UUID\x10\0\0\0".to_vec();
    dictionary.extend(id);
    for (kind, name, value) in items {
        dictionary.extend([kind, 1, 0, 0, 0]);
        dictionary.extend(name.as_bytes());
        dictionary.extend([8, 0, 0, 0]);
        dictionary.extend(value.to_le_bytes());
    }
    dictionary.extend(b"\x42\x01\0\0\0S\x20\0\0\0");
    dictionary.extend([7; 32]);
    dictionary.push(0);
    let mut out = b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\x01\0\x04\0".to_vec();
    for (kind, value) in [
        (2, cipher),
        (3, &[0; 4][..]),
        (4, &[1; 32]),
        (7, &[2; 16]),
        (11, &dictionary),
        (0, &[]),
    ] {
        out.push(kind);
        out.extend(u32::try_from(value.len()).expect("short").to_le_bytes());
        out.extend(value);
    }
    out.extend(Sha256::digest(&out));
    out
}

fn read_database(file: &[u8], options: &Options<'_>) -> Result<ImportReport, ImportError> {
    super::read(file, options, &|_| std::ops::ControlFlow::Continue(()))
}

#[test]
fn empty_deep_and_malformed_documents() {
    let read = |xml: &str| import(&write(xml, &FAST).expect("written"), Some(PASSWORD));
    let empty = read(&document("", "")).expect("empty");
    assert_eq!((empty.entries(), empty.offers.len()), (0, 0));
    let deep = "<Group>".repeat(200) + &"</Group>".repeat(200);
    let entity = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><KeePassFile>&a;</KeePassFile>";
    for xml in [
        document("", &deep),
        entity.to_owned(),
        "<KeePassFile><Root>".to_owned(),
        "no".to_owned(),
    ] {
        assert_eq!(read(&xml).expect_err("refused").code(), "damaged", "{xml}");
    }
    let bomb = document(&" ".repeat(100_000), "");
    let file = write(&bomb, &FAST).expect("written");
    assert!(file.len() < 10_000);
    let password = SecretText::new(PASSWORD);
    let mut options = Options {
        format: None,
        password: Some(&password),
        key_file: None,
        limits: crate::Limits::default(),
        providers: &crate::PROVIDERS,
    };
    options.limits.max_bytes = 100_000;
    let refused = read_database(&file, &options);
    assert_eq!(refused.expect_err("refused").code(), "too_large");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bit_may_flip(at in any::<prop::sample::Index>(), bit in 0_u8..8, three in any::<bool>()) {
        let mut file = database(if three { &THREE } else { &FAST });
        let at = at.index(file.len());
        file[at] ^= 1 << bit;
        if let Ok(report) = import(&file, Some(PASSWORD)) {
            check(&report);
        }
    }

    #[test]
    fn any_document_is_read_or_refused(text in "(<(Group|Entry|String|Key|Value|/Value|/Key|/String|/Entry|/Group|Binary Ref=\"0\"/)>|a|&lt;|&#6|[ -~]){0,40}") {
        let xml = format!("<KeePassFile>{text}</KeePassFile>");
        if let Err(error) = import(xml.as_bytes(), None) {
            prop_assert!(["damaged", "unknown_format"].contains(&error.code()));
        }
    }
}
