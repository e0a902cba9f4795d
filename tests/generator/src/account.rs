//! The accounts of the sample user, as every format of the sample data holds them.

use data_encoding::BASE32_NOPAD;

/// What kind of codes an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RFC 6238 with a period in seconds.
    Totp(u32),
    /// RFC 4226 with the next counter.
    Hotp(u64),
    /// Steam's five letters.
    Steam,
    /// mOTP with its PIN, where the format can hold it.
    Motp(Option<&'static str>),
    /// Yandex with its PIN.
    Yandex(&'static str),
}

/// An account with one OTP credential.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    /// The service.
    pub issuer: &'static str,
    /// The username; may be empty.
    pub username: &'static str,
    /// Type and what only that type has.
    pub kind: Kind,
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: &'static str,
    /// Digits (letters for Steam and Yandex) of a code.
    pub digits: u32,
    /// The secret: an ASCII text that says that it is none.
    pub secret: &'static str,
}

const PYPI: Account = account("PyPI", "sampleuser", "not-a-real-secret-01");
const TESTPYPI: Account = account("TestPyPI", "sampleuser", "not-a-real-secret-02");
const GITHUB: Account = account("GitHub", "sampleuser", "not-a-real-secret-03");
const NPM: Account = account("npm", "sampleuser", "not-a-real-secret-04");
const GITLAB: Account = account("GitLab", "sample.user@example.org", "not-a-real-secret-05");
const RUBYGEMS: Account = account("RubyGems", "sampleuser", "not-a-real-secret-06");
const LONG: Account = Account {
    algorithm: "SHA256",
    digits: 8,
    kind: Kind::Totp(60),
    ..account(
        "Example Forge",
        "sampleuser",
        "not-a-real-secret-07-long-as-sha256",
    )
};
const SHA512: Account = Account {
    algorithm: "SHA512",
    digits: 8,
    ..account("Example Archive", "sampleuser", "not-a-real-secret-08")
};
const COUNTED: Account = Account {
    kind: Kind::Hotp(7),
    ..account("Example VPN", "sampleuser", "not-a-real-secret-09")
};
const STEAM: Account = Account {
    kind: Kind::Steam,
    digits: 5,
    ..account("Steam", "sampleplayer", "not-a-real-secret-10")
};
const NAMELESS: Account = account("Example Wiki", "", "not-a-real-secret-11");
const MOTP: Account = Account {
    kind: Kind::Motp(Some("1234")),
    // mOTP secrets are 16 hexadecimal digits: 8 bytes.
    ..account("Example Gate", "sampleuser", "not-real")
};
const YANDEX: Account = Account {
    kind: Kind::Yandex("7586"),
    algorithm: "SHA256",
    digits: 8,
    // Yandex secrets are 16 bytes.
    ..account("Yandex", "sampleuser", "not-a-real-key-3")
};
const MAIL: Account = account(
    "Example Mail",
    "sampleuser@example.org",
    "not-a-real-secret-14",
);
const CODEBERG: Account = account("Codeberg", "sampleuser", "not-a-real-secret-15");
const CLOUD: Account = account("Example Cloud", "sample user & co", "not-a-real-secret-16");

/// What the Aegis exports hold.
pub const AEGIS: &[Account] = &[
    PYPI, TESTPYPI, GITHUB, NPM, GITLAB, RUBYGEMS, LONG, SHA512, COUNTED, STEAM, NAMELESS, MOTP,
    YANDEX,
];

/// What the exports of other apps hold, as far as the app knows the type.
pub const APPS: &[Account] = &[PYPI, GITHUB, LONG, COUNTED, STEAM];

/// The same without the types that only some apps know.
pub const TIMED: &[Account] = &[PYPI, GITHUB, LONG];

/// Steam's alone.
pub const STEAM_ALONE: &[Account] = &[STEAM];

/// What the pages to print hold.
pub const PAGE: &[Account] = &[PYPI, GITHUB, LONG, COUNTED, STEAM, MOTP, YANDEX];

/// What WinAuth's list holds: it writes no username.
pub const WINAUTH: &[Account] = &[
    Account {
        username: "",
        ..PYPI
    },
    Account {
        username: "",
        ..GITHUB
    },
];

/// Battle.net's alone; its name is the serial number.
pub const BATTLE_NET: &[Account] = &[Account {
    digits: 8,
    ..account("Battle.net", "US123456781234", "not-a-real-secret-17")
}];

/// What needs nothing but a name and a secret.
pub const PLAIN: &[Account] = &[PYPI, GITHUB];

/// What needs a name and a secret, and enough of it that a database takes several pages.
pub const TIMED_SIMPLE: &[Account] = &[PYPI, TESTPYPI, GITHUB, NPM, GITLAB, RUBYGEMS, CLOUD];

/// The same with counted codes, and an account without a username.
pub const COUNTED_AND_PLAIN: &[Account] = &[
    PYPI, TESTPYPI, GITHUB, NPM, GITLAB, RUBYGEMS, COUNTED, NAMELESS, MAIL, CODEBERG, CLOUD,
];

/// The same with Steam's.
pub const TIMED_AND_STEAM: &[Account] = &[PYPI, GITHUB, LONG, STEAM];

/// The same with counted codes.
pub const TIMED_AND_COUNTED: &[Account] = &[PYPI, GITHUB, LONG, COUNTED];

/// What the otpauth list holds: `motp://` has no place for the PIN.
pub const LIST: &[Account] = &[
    PYPI,
    TESTPYPI,
    GITHUB,
    NPM,
    GITLAB,
    RUBYGEMS,
    LONG,
    SHA512,
    COUNTED,
    STEAM,
    NAMELESS,
    Account {
        kind: Kind::Motp(None),
        ..MOTP
    },
    YANDEX,
];

/// What the Google migration codes hold: that app knows TOTP of 30 seconds and HOTP only, with 6
/// or 8 digits. Ten go into the first code, the rest into the second.
pub const MIGRATION: &[Account] = &[
    PYPI, TESTPYPI, GITHUB, NPM, GITLAB, RUBYGEMS, SHA512, COUNTED, NAMELESS, MAIL, CODEBERG, CLOUD,
];

/// What the screenshots with one code hold.
pub const ONE: &[Account] = &[CODEBERG];

/// What the dark screenshot holds.
pub const DARK: &[Account] = &[CLOUD];

/// What the screenshots with several codes hold.
pub const SEVERAL: &[Account] = &[MAIL, CODEBERG, CLOUD];

const fn account(issuer: &'static str, username: &'static str, secret: &'static str) -> Account {
    Account {
        issuer,
        username,
        kind: Kind::Totp(30),
        algorithm: "SHA1",
        digits: 6,
        secret,
    }
}

impl Account {
    /// The secret as base32 without padding (RFC 4648).
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(self.secret.as_bytes())
    }

    /// The otpauth URI with every parameter written, as an app shows it in a QR code. mOTP and
    /// Yandex in the forms that Aegis writes (`motp://`, `otpauth://yaotp/`).
    pub fn uri(&self) -> String {
        let Self {
            issuer,
            digits,
            algorithm,
            ..
        } = self;
        let label = format!("{}:{}", encoded(issuer), encoded(self.username));
        let (secret, issuer) = (self.base32(), encoded(issuer));
        let rest = format!("secret={secret}&issuer={issuer}&algorithm={algorithm}&digits={digits}");
        match self.kind {
            Kind::Totp(period) => format!("otpauth://totp/{label}?{rest}&period={period}"),
            Kind::Hotp(counter) => format!("otpauth://hotp/{label}?{rest}&counter={counter}"),
            Kind::Steam => format!("otpauth://steam/{label}?{rest}&period=30"),
            Kind::Motp(_) => {
                let secret = data_encoding::HEXLOWER.encode(self.secret.as_bytes());
                format!("motp://{label}?secret={secret}")
            }
            Kind::Yandex(pin) => {
                let pin = BASE32_NOPAD.encode(pin.as_bytes());
                format!("otpauth://yaotp/{label}?{rest}&period=30&pin={pin}")
            }
        }
    }
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
