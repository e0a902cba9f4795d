//! Whole files: telling what they are, pictures, the sample files, and what bad input gets.

use crate::{Format, ImportError, ImportReport, Limits, Options, Source, missing_parts, read};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, imageops};
use model::CodeState;
use proptest::prelude::*;
use qrcode::{Color, EcLevel, QrCode};
use secret::{SecretBytes, SecretText};
use serde_json::Value;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::PathBuf;

fn import_as(
    name: &str,
    bytes: &[u8],
    format: Option<Format>,
    password: Option<&SecretText>,
) -> Result<ImportReport, ImportError> {
    import_with(name, bytes, format, password, None)
}

fn import_with(
    name: &str,
    bytes: &[u8],
    format: Option<Format>,
    password: Option<&SecretText>,
    key_file: Option<&SecretBytes>,
) -> Result<ImportReport, ImportError> {
    let options = Options {
        format,
        password,
        key_file,
        limits: Limits::default(),
        providers: &crate::PROVIDERS,
    };
    read(&Source { name, bytes }, &options, &|_| {
        ControlFlow::Continue(())
    })
}

fn import(bytes: &[u8]) -> Result<ImportReport, ImportError> {
    import_as("file.bin", bytes, None, None)
}

fn code(bytes: &[u8]) -> &'static str {
    import(bytes).expect_err("refused").code()
}

const URI: &str = "otpauth://totp/PyPI:alice?secret=JBSWY3DPEHPK3PXP&issuer=PyPI";
const MIGRATION: &str = "otpauth-migration://offline?data=ChIKCkhlbGxvId6tvu8SAWEaAWI=";

#[test]
fn text_is_told_by_its_content() {
    let wide: Vec<u8> = format!("\u{feff}{URI}\r\n")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [
        URI.as_bytes().to_vec(),
        format!("\u{feff}{URI}\r\n").into_bytes(),
        wide,
        format!("{{\"items\":[\"{URI}\"]}}").into_bytes(),
        format!("[\"{URI}\"]").into_bytes(),
    ] {
        let report = import(&bytes).expect("a URI");
        assert_eq!(report.format, Format::Otpauth);
        assert_eq!(report.entries(), 1);
        assert_eq!(
            report.candidates[0]
                .provider
                .as_ref()
                .expect("known")
                .provider,
            "pypi"
        );
        assert!(!report.picture);
    }
    let report = import(MIGRATION.as_bytes()).expect("a migration");
    assert_eq!(
        (report.format, report.entries()),
        (Format::GoogleMigration, 1)
    );
    let report = import(format!("{MIGRATION}\n{URI}").as_bytes()).expect("both");
    assert_eq!((report.format, report.entries()), (Format::Otpauth, 2));
}

#[test]
fn one_bad_line_does_not_cost_the_others() {
    let text = format!("# mine\n{URI}\notpauth://totp/Bad:b?secret=0\n\nhello\n{URI},{URI}\n");
    let report = import(text.as_bytes()).expect("URIs");
    assert_eq!(
        report
            .candidates
            .iter()
            .map(|one| one.entry)
            .collect::<Vec<_>>(),
        [1, 3, 4]
    );
    assert_eq!(report.rejected[0].entry, 2);
    assert_eq!(report.rejected[0].name, "Bad/b");
    assert_eq!(report.ignored, 2);
    assert_eq!(report.entries(), 4);
}

#[test]
fn a_list_that_breaks_off_says_so() {
    let line =
        |name: &str| format!("otpauth://totp/{name}?secret=JBSWY3DPEHPK3PXP&issuer=A&period=30");
    let text = format!("{}\n{}\n{}", line("a"), line("b"), line("c"));
    let warnings = |text: &str| import(text.as_bytes()).expect("URIs").warnings.len();
    assert_eq!(warnings(&text), 0);
    assert_eq!(warnings(&text[..text.len() - 12]), 1, "no period");
    assert_eq!(warnings(&text[..text.len() - 30]), 1, "half a secret");
    assert_eq!(
        warnings(&format!(
            "{}\n{}",
            line("a"),
            "otpauth://totp/b?secret=JBSWY3DPEHPK3PXP"
        )),
        0
    );
    assert_eq!(warnings(&text.replacen("&issuer=A", "", 2)), 0);
    assert_eq!(code(b"{\"colour\": \"gre"), "damaged");
    assert_eq!(code(b"[PyPI]"), "unknown_format");
}

#[test]
fn codes_beside_uris_are_offered() {
    let text = format!(
        "{URI}\n\nrecovery codes:\nk3mq-9xw2\np7rt-4hn8\nv5zc-6jd1\nb2yf-8sg3\nt9ke-1qa6\n"
    );
    let report = import(text.as_bytes()).expect("a URI");
    assert_eq!(report.entries(), 1);
    assert_eq!(report.offers.len(), 1);
    assert_eq!((report.offers[0].count, report.offers[0].entry), (5, None));
}

#[test]
fn what_is_not_read_says_so() {
    for (bytes, expected) in [
        (&b""[..], "unknown_format"),
        (b"  \r\n ", "unknown_format"),
        (b"Dear diary, nothing happened.", "unknown_format"),
        (b"\x00\x01\x02\x03", "unknown_format"),
        (b"{\"a\":1}", "unknown_format"),
        (b"[1,2,3]", "unknown_format"),
        (b"PK\x03\x04rest", "damaged"),
        (b"age-encryption.org/v1\n-> X25519 a", "unsupported"),
        (b"\x89PNG\r\n\x1a\nbroken", "damaged"),
        (
            b"{\"version\":1,\"header\":{\"slots\":null,\"par",
            "damaged",
        ),
        (b"{\"version\":1,\"header\":3,\"db\":{}}", "damaged"),
    ] {
        assert_eq!(code(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_file_beyond_the_limit_is_refused_before_it_is_read() {
    assert_eq!(Limits::default().max_bytes, 100 << 20);
    let limits = Limits {
        max_bytes: URI.len() - 1,
        ..Limits::default()
    };
    let options = Options {
        format: None,
        password: None,
        key_file: None,
        limits,
        providers: &crate::PROVIDERS,
    };
    let source = Source {
        name: "",
        bytes: URI.as_bytes(),
    };
    let error = read(&source, &options, &|_| ControlFlow::Continue(())).expect_err("too large");
    assert_eq!(error.code(), "too_large");
}

#[test]
fn too_many_entries_are_refused() {
    let limits = Limits {
        max_entries: 2,
        ..Limits::default()
    };
    let options = Options {
        format: None,
        password: None,
        key_file: None,
        limits,
        providers: &crate::PROVIDERS,
    };
    let text = format!("{URI}\n{URI}\n{URI}");
    let source = Source {
        name: "",
        bytes: text.as_bytes(),
    };
    let error = read(&source, &options, &|_| ControlFlow::Continue(())).expect_err("too many");
    assert_eq!(error.code(), "too_large");
}

#[test]
fn deep_json_is_refused_and_not_followed() {
    let deep = |open: &str, close: &str| open.repeat(200_000) + &close.repeat(200_000);
    assert_eq!(code(deep("[", "]").as_bytes()), "unknown_format");
    assert_eq!(code(deep("{\"a\":", "}").as_bytes()), "unknown_format");
    let header = format!(
        "{{\"version\":1,\"header\":{{\"slots\":{}}},\"db\":{{}}}}",
        deep("[", "]")
    );
    assert_eq!(code(header.as_bytes()), "damaged");
    let db = format!(
        "{{\"version\":1,\"header\":{{}},\"db\":{{\"entries\":[{}]}}}}",
        deep("[", "]")
    );
    let report = import(db.as_bytes()).expect("one bad entry");
    assert_eq!((report.candidates.len(), report.rejected.len()), (0, 1));
}

#[test]
fn a_named_format_must_fit() {
    let with = |bytes: &[u8], format| import_as("", bytes, Some(format), None);
    assert!(with(URI.as_bytes(), Format::Otpauth).is_ok());
    for (bytes, format) in [
        (URI.as_bytes(), Format::TwoFas),
        (b"hello", Format::Aegis),
        (URI.as_bytes(), Format::RecoveryCodes),
        (b"hello", Format::Otpauth),
        (b"hello", Format::GoogleMigration),
    ] {
        let error = with(bytes, format).expect_err("another format");
        assert_eq!(error, ImportError::NotOfFormat(format));
        assert_eq!(error.code(), "unknown_format");
    }
}

#[test]
fn no_error_or_rejection_holds_a_secret() {
    let canary = "CANARYSECRET0189";
    for text in [
        format!("otpauth://totp/A:b?secret={canary}"),
        format!("otpauth://totp/{canary}"),
        format!("otpauth://{canary}"),
        format!("otpauth://totp/A:b?secret={canary}&digits={canary}"),
        format!("steam://{canary}"),
        format!("motp://A:b?secret={canary}"),
        format!("otpauth-migration://offline?data={canary}%"),
        format!(
            "{{\"version\":1,\"header\":{{}},\"db\":{{\"entries\":[{{\"type\":\"totp\",\"info\":{{\"secret\":\"{canary}\"}}}},\"{canary}\",{{\"info\":\"{canary}\"}}]}}}}"
        ),
        format!("{{\"version\":1,\"header\":\"{canary}\",\"db\":{{}}}}"),
        canary.to_owned(),
        format!(
            "{{\"schemaVersion\":4,\"services\":[{{\"secret\":\"{canary}\",\"otp\":{{\"algorithm\":\"{canary}\"}}}},\"{canary}\"]}}"
        ),
        format!("{{\"schemaVersion\":4,\"services\":[],\"servicesEncrypted\":\"{canary}\"}}"),
        format!("{{\"kdfParams\":\"{canary}\",\"encryptedData\":\"\"}}"),
        format!("otpauth://totp/A:b?secret={canary}&codeDisplay=%7B{canary}"),
        format!(
            "{{\"Authenticators\":[{{\"Type\":2,\"Secret\":\"{canary}\"}},{{\"Type\":3,\"Secret\":\"{canary}\"}},\"{canary}\"]}}"
        ),
        format!(
            "[{{\"secret\":\"{canary}\",\"label\":\"\",\"type\":\"TOTP\",\"digits\":\"{canary}\"}},\"{canary}\"]"
        ),
        format!(
            "{{\"version\":1,\"entries\":[{{\"content\":{{\"uri\":\"otpauth://totp/?secret={canary}\"}}}},\"{canary}\"]}}"
        ),
        format!(
            "{{\"encrypted\":false,\"items\":[{{\"login\":{{\"totp\":\"{canary}\",\"password\":\"{canary}\"}},\"notes\":\"{canary}\"}},\"{canary}\"]}}"
        ),
        format!(
            "name,login_username,login_password,login_totp,notes\nA,b,{canary},{canary},{canary}\n"
        ),
        format!("{{\"tokenOrder\":[],\"tokens\":[{{\"secret\":\"{canary}\"}},\"{canary}\"]}}"),
        format!(
            "<map><string name=\"tokenOrder\">x</string><string name=\"A\">{canary}</string></map>"
        ),
        format!(
            "{{\"localDeviceId\":\"\",\"deviceSecret\":\"{canary}\",\"accounts\":[{{\"secret\":\"{canary}\"}},\"{canary}\"]}}"
        ),
        format!("[{{\"secret\":\"{canary}\",\"kind\":\"{canary}\",\"timer\":\"{canary}\"}}]"),
        format!(
            "{{\"shared_secret\":\"{canary}?\",\"identity_secret\":\"{canary}\",\"revocation_code\":\"{canary}\"}}"
        ),
        format!(
            "[{{\"accountType\":\"OtpAccount\",\"otpGenerator\":{{\"otpSecret\":\"{canary}\"}}}}]"
        ),
        format!("[{{\"name\":\"A\",\"secret\":\"{canary}\",\"uri\":\"\"}}]"),
        format!(
            "{{\"exporterRpId\":\"\",\"accounts\":[{{\"items\":[{{\"credentials\":[{{\"type\":\"totp\",\"secret\":\"{canary}\"}}]}},\"{canary}\"]}}]}}"
        ),
        format!(
            "{{\"version\":2,\"elements\":[{{\"secret\":\"{canary}\",\"type\":\"{canary}\"}},\"{canary}\"]}}"
        ),
        format!(
            "{{\"version\":1,\"nonce\":\"{canary}\",\"salt\":\"{canary}\",\"cipher\":\"{canary}\"}}"
        ),
        format!(
            "[{{\"secret\":\"{canary}\",\"label\":\"\",\"type\":\"TOTP\",\"algo\":\"{canary}\"}},\"{canary}\"]"
        ),
        format!("[{{\"accountType\":\"\",\"decryptedSecret\":\"{canary}\"}},\"{canary}\"]"),
        format!(
            "[{{\"accountType\":\"\",\"encryptedSecret\":\"{canary}\",\"salt\":\"{canary}\"}}]"
        ),
        format!(
            "<map><string name=\"com.blizzard.messenger.AUTHENTICATOR_DEVICE_SECRET\">{canary}</string></map>"
        ),
        format!(
            "<html><table><tr><th>Issuer</th><th>Name</th><th>Type</th><th>QR Code</th><th>Secret</th></tr><tr><td></td><td></td><td>TOTP</td><td></td><td>{canary}</td></tr></table></html>"
        ),
        format!(
            "<table><tr><td></td><td></td><td><code>otpauth://totp/?secret={canary}</code></td><td>data:image/png;base64,</td></tr></table>"
        ),
        format!("otpauth://totp/x?secret={canary}&icon={canary}"),
        format!("Codeberg scratch token {canary}"),
    ] {
        let told = match import(text.as_bytes()) {
            Ok(report) => format!("{report:?}"),
            Err(error) => format!("{error} {error:?}"),
        };
        assert!(!told.contains("CANARY"), "{told}");
    }
}

fn qr(text: &str, module: u32) -> GrayImage {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).expect("fits");
    let width = u32::try_from(code.width()).expect("small");
    let colors = code.to_colors();
    GrayImage::from_fn((width + 8) * module, (width + 8) * module, |x, y| {
        let (x, y) = (x / module, y / module);
        let inside = (4..width + 4).contains(&x) && (4..width + 4).contains(&y);
        let at = || ((y - 4) * width + x - 4) as usize;
        let dark = inside && colors[at()] == Color::Dark;
        Luma([if dark { 0 } else { 255 }])
    })
}

fn encoded(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageLuma8(picture.clone()).to_rgb8();
    picture.write_to(&mut out, format).expect("encoded");
    out.into_inner()
}

#[test]
fn pictures_hold_uris_and_migrations() {
    let one = qr(URI, 4);
    let mut dark = one.clone();
    imageops::invert(&mut dark);
    for picture in [
        encoded(&one, ImageFormat::Png),
        encoded(&one, ImageFormat::Jpeg),
        encoded(&one, ImageFormat::WebP),
        encoded(&one, ImageFormat::Gif),
        encoded(&one, ImageFormat::Bmp),
        encoded(&dark, ImageFormat::Png),
    ] {
        let report = import(&picture).expect("a code");
        assert!(report.picture);
        assert_eq!((report.format, report.entries()), (Format::Otpauth, 1));
        assert_eq!(report.candidates[0].label(), "PyPI/alice");
    }
    let report = import(&encoded(&qr(MIGRATION, 4), ImageFormat::Png)).expect("a migration");
    assert_eq!(
        (report.format, report.entries()),
        (Format::GoogleMigration, 1)
    );
}

#[test]
fn pictures_without_a_code_of_ours_say_which() {
    let empty = GrayImage::from_pixel(300, 300, Luma([255]));
    let error = import(&encoded(&empty, ImageFormat::Png)).expect_err("nothing there");
    assert_eq!(error, ImportError::NoCodeFound);
    let error =
        import(&encoded(&qr("https://example.org/", 4), ImageFormat::Png)).expect_err("an address");
    assert_eq!(error, ImportError::NoOtpCode { found: 1 });
    assert_eq!(error.code(), "no_code_found");
    let error = import_as(
        "",
        &encoded(&empty, ImageFormat::Png),
        Some(Format::Aegis),
        None,
    );
    assert_eq!(error, Err(ImportError::NotOfFormat(Format::Aegis)));
}

/// The keys of every export, so that random objects come near to being one.
const KEYS: &[&str] = &[
    "version",
    "header",
    "db",
    "entries",
    "groups",
    "info",
    "slots",
    "params",
    "services",
    "schemaVersion",
    "servicesEncrypted",
    "reference",
    "otp",
    "issuer",
    "label",
    "account",
    "name",
    "secret",
    "type",
    "tokenType",
    "digits",
    "period",
    "counter",
    "algorithm",
    "tags",
    "kind",
    "timer",
    "Authenticators",
    "Categories",
    "Type",
    "Secret",
    "Algorithm",
    "content",
    "uri",
    "note",
    "salt",
    "encrypted",
    "items",
    "folders",
    "login",
    "totp",
    "fields",
    "notes",
    "tokens",
    "tokenOrder",
    "accounts",
    "localDeviceId",
    "issuerName",
    "folderData",
    "shared_secret",
    "accountType",
    "otpGenerator",
    "otpSecret",
    "exporterRpId",
    "credentials",
    "value",
    "elements",
    "algo",
    "pin",
    "nonce",
    "cipher",
    "decryptedSecret",
    "encryptedSecret",
    "secretSeed",
    "originalName",
    "authenticator_tokens",
    "first_run",
];

/// JSON of these keys, with values of every type below them.
fn any_export() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0_i64..40).prop_map(Value::from),
        prop::sample::select(
            &[
                "JBSWY3DPEHPK3PXP",
                "totp",
                "TOTP",
                "hotp",
                "HOTP",
                "steam",
                "SHA1",
                "6",
                "",
                "null",
                "OtpAccount",
                URI,
                "AAAA",
                "a:b:c",
            ][..]
        )
        .prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(KEYS), inner, 0..9).prop_map(|map| {
                let pairs = map.into_iter().map(|(key, value)| (key.to_owned(), value));
                Value::Object(pairs.collect())
            }),
        ]
    })
}

fn fixtures(folder: &str) -> (PathBuf, Value) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../tests/fixtures")
        .join(folder);
    let expected = std::fs::read_to_string(root.join("expected.json")).expect("expected.json");
    (root, serde_json::from_str(&expected).expect("JSON"))
}

/// What the generator of the sample files says about each of them.
#[test]
fn the_sample_files_hold_what_was_put_in() {
    for folder in [
        "aegis",
        "apps",
        "codes",
        "migration",
        "otpauth",
        "screenshots",
    ] {
        let (root, expected) = fixtures(folder);
        let files = expected["files"].as_object().expect("files");
        assert!(!files.is_empty());
        for (name, expected) in files {
            let bytes = std::fs::read(root.join(name)).expect("the file");
            let password = expected["password_file"].as_str().map(|file| {
                let text = std::fs::read_to_string(root.join(file)).expect("the password");
                SecretText::new(text.trim_end_matches(['\r', '\n']))
            });
            let key_file = expected["key_file"].as_str().map(|file| {
                SecretBytes::new(std::fs::read(root.join(file)).expect("the key file"))
            });
            let found = import_with(name, &bytes, None, password.as_ref(), key_file.as_ref());
            match expected["error"].as_str() {
                Some(code) => assert_eq!(found.expect_err(name).code(), code, "{name}"),
                None => check(
                    name,
                    &found.unwrap_or_else(|error| panic!("{name}: {error}")),
                    expected,
                ),
            }
        }
    }
}

fn check(name: &str, report: &ImportReport, expected: &Value) {
    assert_eq!(report.format.name(), expected["format"], "{name}");
    assert_eq!(report.entries() as u64, expected["entries"], "{name}");
    assert_eq!(report.encrypted, expected["encrypted"] == true, "{name}");
    if let Some(rejected) = expected["rejected"].as_u64() {
        assert_eq!(report.rejected.len() as u64, rejected, "{name}");
    }
    let mut otp: Vec<String> = report.candidates.iter().filter_map(shown).collect();
    let mut wanted: Vec<String> = expected["otp"]
        .as_array()
        .into_iter()
        .flatten()
        .map(wanted)
        .collect();
    // QR codes come in the order in which they were found.
    otp.sort();
    wanted.sort();
    assert_eq!(otp, wanted, "{name}");
    if expected["codes"].is_array() {
        check_codes(name, report, expected);
    }
    let missing = expected["missing_parts"].as_array().map_or(0, Vec::len);
    assert_eq!(missing_parts(&report.parts).len(), missing, "{name}");
    let offers = expected["offers"].as_array().map_or(0, Vec::len);
    assert_eq!(report.offers.len(), offers, "{name}");
}

fn shown(one: &crate::Candidate) -> Option<String> {
    let otp = one.otp.as_ref()?;
    let parameters = otp.parameters;
    let algorithm = parameters.algorithm().map_or("MD5", model::Algorithm::name);
    let pin = otp.pin.as_ref().map(SecretText::expose);
    let secret = data_encoding::BASE32_NOPAD.encode(otp.secret.expose());
    Some(format!(
        "{} {algorithm} {} {:?} {:?} {}:{} {secret} {pin:?}",
        parameters.otp_type().name(),
        parameters.digits(),
        parameters.period(),
        parameters.counter(),
        one.issuer,
        one.username,
    ))
}

fn wanted(otp: &Value) -> String {
    let text = |name: &str| otp[name].as_str().unwrap_or_default().to_owned();
    format!(
        "{} {} {} {:?} {:?} {}:{} {} {:?}",
        text("type"),
        otp["algorithm"].as_str().unwrap_or("MD5"),
        otp["digits"],
        otp["period"].as_u64(),
        otp["counter"].as_u64(),
        text("issuer"),
        text("username"),
        text("secret"),
        otp["pin"].as_str(),
    )
}

fn check_codes(name: &str, report: &ImportReport, expected: &Value) {
    let one = &report.candidates[0];
    let codes = &one.codes.as_ref().expect("codes").codes;
    let texts: Vec<&str> = codes.iter().map(|code| code.text.expose()).collect();
    let mut wanted: Vec<&str> = expected["codes"]
        .as_array()
        .expect("codes")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let mut sorted = texts.clone();
    // Columns are read line by line.
    sorted.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(sorted, wanted, "{name}");
    let used: Vec<&str> = codes
        .iter()
        .filter(|code| code.state != CodeState::Unused)
        .map(|code| code.text.expose())
        .collect();
    let wanted: Vec<&str> = expected["used"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(used, wanted, "{name}");
    if let Some(provider) = expected["provider"].as_str() {
        assert_eq!(
            one.provider.as_ref().map(|owner| owner.provider.as_str()),
            Some(provider),
            "{name}"
        );
    }
    assert_eq!(
        one.username,
        expected["username"].as_str().unwrap_or_default(),
        "{name}"
    );
}

#[test]
fn two_pictures_of_one_migration_make_it_whole() {
    let (root, _) = fixtures("migration");
    let mut parts = Vec::new();
    for name in ["part-2.png", "part-1.png", "part-2.png"] {
        let bytes = std::fs::read(root.join(name)).expect("the file");
        parts.extend(import(&bytes).expect("a migration").parts);
    }
    assert_eq!(missing_parts(&parts[..1])[0].missing, [1]);
    assert_eq!(missing_parts(&parts), []);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = import(&bytes);
    }

    #[test]
    fn any_export_is_read_or_refused(export in any_export()) {
        let text = export.to_string();
        let password = SecretText::new("wrong");
        if let Ok(report) = import_as("", text.as_bytes(), None, Some(&password)) {
            // Entries are counted from 1, each once.
            let mut entries: Vec<usize> = report.candidates.iter().map(|one| one.entry).collect();
            entries.extend(report.rejected.iter().map(|one| one.entry));
            entries.sort_unstable();
            prop_assert!(entries.iter().copied().eq(1..=report.entries()), "{:?}", entries);
        }
    }

    #[test]
    fn any_json_is_read_or_refused(text in "(\\{|\\}|\\[|\\]|:|,|\"(version|header|db|items|slots|entries|a)\"|null|1){0,40}") {
        let _ = import(text.as_bytes());
    }
}
