//! Codes of software that many sites run: whose site it is the codes do not tell, but how many
//! there have to be.

use secret::RecoveryCode;

/// Software with recovery codes.
struct Software {
    name: &'static str,
    count: usize,
    /// The name of the file that it offers, where the shape alone does not tell.
    file: Option<&'static str>,
    fits: fn(&str) -> bool,
}

const ALL: [Software; 2] = [
    // laravel/fortify:src/RecoveryCode.php: two random strings of ten.
    Software {
        name: "Laravel Fortify",
        count: 8,
        file: None,
        fits: |code| {
            let ten =
                |part: &str| part.len() == 10 && part.bytes().all(|b| b.is_ascii_alphanumeric());
            code.split_once('-').is_some_and(|(a, b)| ten(a) && ten(b))
        },
    },
    // pennersr/django-allauth:allauth/mfa/app_settings.py: ten of eight digits by default.
    Software {
        name: "django-allauth",
        count: 10,
        file: Some("recovery-codes"),
        fits: |code| code.len() == 8 && code.bytes().all(|sign| sign.is_ascii_digit()),
    },
];

/// What is odd about the codes of a site with one of these.
pub(super) fn doubt(codes: &[RecoveryCode], file: &str) -> Option<String> {
    let named = |software: &Software| {
        let stem = super::owner::base_name(file).to_lowercase();
        // Browsers put a number behind the name of a second download.
        software.file.is_none_or(|file| stem.starts_with(file))
    };
    let software = ALL.iter().find(|software| {
        let mut codes = codes.iter();
        named(software) && codes.all(|code| (software.fits)(code.text.expose()))
    })?;
    (codes.len() != software.count).then(|| {
        format!(
            "sites with {} hand out {} codes at a time, and this text has {}; check that none is missing",
            software.name,
            software.count,
            codes.len()
        )
    })
}
