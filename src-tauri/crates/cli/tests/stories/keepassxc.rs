//! Databases that KeePassXC itself wrote.

use crate::run::Home;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

const PASSWORD: &str = "an invented database password";
const SECRET: &str = "JBSWY3DPEHPK3PXP";

/// Runs KeePassXC's command in the home, with the password as often as it asks.
fn keepassxc(home: &Home, args: &[&str]) -> String {
    let mut child = Command::new("keepassxc-cli")
        .args(args)
        .current_dir(home.path(""))
        .env("HOME", home.path(""))
        .env("QT_QPA_PLATFORM", "offscreen")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("keepassxc-cli is needed for this test");
    let mut input = child.stdin.take().expect("piped");
    writeln!(input, "{PASSWORD}\n{PASSWORD}").expect("asked for");
    drop(input);
    let output = child.wait_with_output().expect("ended");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn entry(title: &str, attributes: &[(&str, &str)]) -> String {
    let all = [("Title", title), ("UserName", "me")];
    let strings: String = all
        .iter()
        .chain(attributes)
        .map(|(key, value)| {
            let value = value.replace('&', "&amp;");
            format!("<String><Key>{key}</Key><Value>{value}</Value></String>")
        })
        .collect();
    format!("<Entry>{strings}</Entry>")
}

/// Every way in which KeePass and its plugins keep a one-time code, and what it means.
fn entries() -> Vec<(String, Value)> {
    let base64 = "SGVsbG8h3q2+7w==";
    let totp = |digits: u32, period: u32, algorithm: &str| json!({"type": "totp", "digits": digits, "period": period, "algorithm": algorithm});
    let uri = format!("otpauth://totp/a%20uri:me?secret={SECRET}&issuer=a%20uri&digits=8");
    let steam =
        format!("otpauth://totp/b%20steam:me?secret={SECRET}&issuer=b%20steam&encoder=steam");
    let query = format!("key={SECRET}&step=60&size=8&otpHashMode=Sha256");
    let one =
        |title: &str, attributes: &[(&str, &str)], means: Value| (entry(title, attributes), means);
    vec![
        one("a uri", &[("otp", &uri)], totp(8, 30, "SHA1")),
        one("b steam", &[("otp", &steam)], json!({"type": "steam"})),
        one("c keeotp", &[("otp", &query)], totp(8, 60, "SHA256")),
        one(
            "d tray",
            &[("TOTP Seed", SECRET), ("TOTP Settings", "60;7")],
            totp(7, 60, "SHA1"),
        ),
        one(
            "e tray",
            &[("TOTP Seed", SECRET), ("TOTP Settings", "30;S")],
            json!({"type": "steam"}),
        ),
        one(
            "f native",
            &[
                ("TimeOtp-Secret-Base32", SECRET),
                ("TimeOtp-Algorithm", "HMAC-SHA-512"),
                ("TimeOtp-Length", "8"),
                ("TimeOtp-Period", "60"),
            ],
            totp(8, 60, "SHA512"),
        ),
        one(
            "g hex",
            &[("TimeOtp-Secret-Hex", "48656c6c6f21deadbeef")],
            totp(6, 30, "SHA1"),
        ),
        one(
            "h base64",
            &[("TimeOtp-Secret-Base64", base64)],
            totp(6, 30, "SHA1"),
        ),
        one(
            "i counted",
            &[("HmacOtp-Secret-Base32", SECRET), ("HmacOtp-Counter", "7")],
            json!({"type": "hotp", "digits": 6, "counter": 7}),
        ),
    ]
}

/// A home with a database `all.kdbx`, which a key file may open too.
fn database(home: &Home, with: &[&str]) -> String {
    let all: String = entries().into_iter().map(|(xml, _)| xml).collect();
    let codes = entry(
        "j codes",
        &[(
            "KeePassOTP.RecoveryCodes",
            "k3mq-9xw2\np7rt-4hn8\nv5zc-6jd1\nb2yf-8sg3\nt9ke-1qa6",
        )],
    );
    let plain = entry("k plain", &[("Notes", "nothing of ours")]);
    home.write(
        "all.xml",
        format!(
            "<?xml version=\"1.0\"?><KeePassFile><Meta/><Root><Group><Name>Root</Name>\
             {all}{codes}{plain}</Group></Root></KeePassFile>"
        ),
    );
    let mut args = vec!["import", "--set-password", "--decryption-time", "100"];
    args.extend(with);
    args.extend(["all.xml", "all.kdbx"]);
    keepassxc(home, &args);
    home.text("all.kdbx")
}

/// Every credential is there, as it was meant.
fn check(home: &Home) {
    let list = home.ok(&["list"]);
    for (xml, means) in entries() {
        let title = xml
            .split("<Value>")
            .nth(1)
            .and_then(|rest| rest.split('<').next());
        let title = title.expect("a title");
        let account = list["accounts"]
            .as_array()
            .and_then(|all| all.iter().find(|one| one["issuer"] == title))
            .unwrap_or_else(|| panic!("{title} is missing in {list}"));
        for (name, value) in means.as_object().expect("an object") {
            assert_eq!(&account["otp"][0][name], value, "{title}: {name}");
        }
        let shown = home.ok(&["show", account["id"].as_str().expect("an id"), "--reveal"]);
        assert_eq!(shown["otp"][0]["secret"], SECRET, "{title}");
    }
}

#[test]
fn every_convention_attachments_and_the_recycle_bin() {
    let home = Home::with_vault();
    let file = database(&home, &[]);
    home.write(
        "github-recovery-codes.txt",
        "0a1b2-c3d4e\n1b2c3-d4e5f\n2c3d4-e5f60\n3d4e5-f6071\n4e5f6-07182\n",
    );
    let attach = [
        "attachment-import",
        "all.kdbx",
        "k plain",
        "codes.txt",
        "github-recovery-codes.txt",
    ];
    keepassxc(&home, &attach);
    // What was deleted lies in KeePassXC's recycle bin from now on.
    keepassxc(&home, &["add", "--username", "me", "all.kdbx", "l gone"]);
    keepassxc(&home, &["rm", "all.kdbx", "l gone"]);
    let password = home.write("password", PASSWORD);
    home.fails(3, "file_password_needed", &["import", &file]);
    let wrong = home.write("wrong", "another");
    let args = ["import", file.as_str(), "--password-file", &wrong];
    home.fails(3, "wrong_file_password", &args);
    let imported = home.ok(&["import", &file, "--password-file", &password]);
    assert_eq!(imported["files"][0]["format"], "keepass");
    assert_eq!(imported["totals"]["entries"], entries().len(), "{imported}");
    let offers = imported["files"][0]["offers"].as_array().expect("offers");
    assert_eq!(
        offers.len(),
        2,
        "an attribute and an attachment: {offers:?}"
    );
    assert!(offers.iter().all(|offer| offer["count"] == 5), "{offers:?}");
    check(&home);
}

#[test]
fn a_key_file_of_keepassxc_and_its_exports() {
    let home = Home::with_vault();
    let file = database(&home, &["--set-key-file", "all.keyx"]);
    let key = home.text("all.keyx");
    let password = home.write("password", PASSWORD);
    let args = ["import", file.as_str(), "--password-file", &password];
    home.fails(3, "wrong_file_password", &args);
    let imported = home.ok(&[&args[..], &["--key-file", &key]].concat());
    assert_eq!(imported["totals"]["added"], entries().len(), "{imported}");
    check(&home);

    let own = home.write(
        "exported",
        keepassxc(
            &home,
            &["export", "-k", "all.keyx", "-f", "xml", "all.kdbx"],
        ),
    );
    let again = home.ok(&["import", &own]);
    assert_eq!(again["totals"]["duplicates"], entries().len(), "{again}");
    // The table holds the codes that KeePassXC knows itself, and no counted one.
    let table = home.write(
        "table",
        keepassxc(
            &home,
            &["export", "-k", "all.keyx", "-f", "csv", "all.kdbx"],
        ),
    );
    let again = home.ok(&["import", &table]);
    assert_eq!(
        again["totals"]["entries"], again["totals"]["duplicates"],
        "{again}"
    );
    assert_eq!(again["files"][0]["rejected"], json!([]));
    assert!(
        again["totals"]["entries"]
            .as_u64()
            .is_some_and(|all| all >= 4),
        "{again}"
    );
}
