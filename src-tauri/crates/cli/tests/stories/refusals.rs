//! When the system refuses: no permission, no room. The vault stays byte for byte what it was.

use crate::run::Home;

/// Runs with a limit on the size of files that can be written, as on a full disk. The signal that
/// goes with the limit is ignored, so that writing fails as it does there.
fn on_a_full_disk(home: &Home, args: &[&str]) -> crate::run::Answer {
    let wrapper = [
        "bash",
        "-c",
        "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"",
    ];
    home.run_in(&wrapper, args)
}

#[test]
fn a_full_disk_leaves_the_vault_as_it_was() {
    let home = Home::with_samples();
    let before = home.vault_bytes();
    on_a_full_disk(&home, &["edit", "pypi/sampleuser", "--tag", "x"]).failure(1, "disk_full");
    assert_eq!(home.vault_bytes(), before);
    home.ok(&["edit", "pypi/sampleuser", "--tag", "x"]);
}

#[test]
fn no_save_no_code() {
    let home = Home::with_samples();
    let uri = home.write("uri", "otpauth://hotp/Counted:me?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0&issuer=Counted");
    home.ok(&["add", "--uri-file", &uri]);
    let before = home.vault_bytes();
    let answer = on_a_full_disk(&home, &["code", "counted/me"]);
    answer.failure(1, "disk_full");
    assert!(
        !answer.out.contains("755224"),
        "the code of counter 0 must not be shown: {answer:?}"
    );
    assert_eq!(home.vault_bytes(), before);
    assert_eq!(
        home.ok(&["code", "counted/me"])["code"],
        "755224",
        "and it is not lost"
    );
}

#[test]
fn a_sheet_that_cannot_be_written_leaves_no_file_and_no_ledger_entry() {
    let home = Home::with_samples();
    let sheet = home.text("sheet.pdf");
    let answer = on_a_full_disk(
        &home,
        &[
            "sheet",
            "pypi/sampleuser",
            "--kind",
            "account",
            "-o",
            &sheet,
        ],
    );
    answer.failure(1, "disk_full");
    assert!(!home.path("sheet.pdf").exists());
    assert_eq!(home.ok(&["sheets"])["sheets"], serde_json::json!([]));
}

#[test]
fn a_folder_without_write_permission_is_read_only() {
    let home = Home::with_samples();
    // Root ignores permissions, so the run is handed to the user "nobody".
    let root = std::fs::metadata("/proc/self")
        .is_ok_and(|of_us| std::os::unix::fs::MetadataExt::uid(&of_us) == 0);
    if root {
        crate::run::tool("chown", &["-R", "65534:65534", &home.text("")]);
    }
    crate::run::tool("chmod", &["0500", &home.text("vault")]);
    let before = home.vault_bytes();
    let drop_root = [
        "setpriv",
        "--reuid",
        "65534",
        "--regid",
        "65534",
        "--clear-groups",
    ];
    let wrapper: &[&str] = if root { &drop_root } else { &[] };
    let answer = home.run_in(wrapper, &["edit", "pypi/sampleuser", "--tag", "x"]);
    crate::run::tool("chmod", &["0700", &home.text("vault")]);
    answer.failure(1, "read_only");
    assert_eq!(home.vault_bytes(), before);
}

#[test]
fn there_is_no_network_in_these_stories() {
    let home = Home::new();
    let devices = std::fs::read_to_string("/proc/self/net/dev").expect("read");
    assert!(
        devices.lines().count() > 2,
        "the test itself has interfaces"
    );
    let output = home
        .command(&["bash", "-c", "cat /proc/self/net/dev"])
        .output()
        .expect("runs");
    let devices = String::from_utf8_lossy(&output.stdout);
    let names: Vec<_> = devices
        .lines()
        .skip(2)
        .filter_map(|line| line.split(':').next())
        .map(str::trim)
        .collect();
    assert_eq!(names, ["lo"], "only a loopback device that is down");
}
