//! A stand-in until the crate `app` has its session.

use app::ipc::*;

pub(crate) struct Session {
    open: bool,
}

type Answer<T> = Result<T, Failure>;

impl Session {
    pub(crate) fn new() -> Self {
        Self { open: false }
    }
    pub(crate) fn status(&self, _: Nothing) -> Answer<Status> {
        Ok(Status {
            state: if self.open {
                VaultState::Unlocked
            } else {
                VaultState::Locked
            },
            folder: std::env::var("REENTRY_VAULT").unwrap_or_default(),
            version: env!("CARGO_PKG_VERSION").into(),
            sample: false,
        })
    }
    pub(crate) fn unlock(&mut self, request: UnlockRequest) -> Answer<Status> {
        if request.passphrase.into_secret() != "correct horse battery".to_owned().into() {
            return Err(Failure {
                code: "wrong_passphrase".into(),
                message: "this passphrase does not open the vault".into(),
                unchanged: "nothing was changed".into(),
                next: "try again; capital letters and the keyboard layout count".into(),
            });
        }
        self.open = true;
        self.status(Nothing {})
    }
    pub(crate) fn create_vault(&mut self, _: CreateVaultRequest) -> Answer<Status> {
        self.open = true;
        self.status(Nothing {})
    }
    pub(crate) fn sample(&mut self, _: Nothing) -> Answer<Status> {
        self.open = true;
        self.status(Nothing {})
    }
    pub(crate) fn lock(&mut self, _: Nothing) -> Answer<Status> {
        self.open = false;
        self.status(Nothing {})
    }
    pub(crate) fn list(&self, _: Nothing) -> Answer<Listing> {
        let row = |id: &str, provider: &str, issuer: &str, username: &str, kind: &str| AccountRow {
            id: id.into(),
            provider: provider.into(),
            issuer: issuer.into(),
            username: username.into(),
            otp: vec![OtpRow {
                id: format!("otp-{id}"),
                kind: kind.into(),
                digits: 6,
                period: (kind == "totp").then_some(30),
            }],
            codes: (provider == "pypi").then_some(CodesRow { total: 8, left: 7 }),
        };
        Ok(Listing {
            accounts: vec![
                row("a", "pypi", "PyPI", "maintainer", "totp"),
                row("b", "github", "GitHub", "maintainer", "totp"),
                row("c", "other", "Build server", "", "hotp"),
            ],
        })
    }
    pub(crate) fn code(&self, request: CodeRequest) -> Answer<ShownCode> {
        let now = jiff::Timestamp::now().as_second();
        let from = now - now.rem_euclid(30);
        let text = |s: i64| jiff::Timestamp::from_second(s).ok().map(|t| t.to_string());
        let timed = request.account != "c";
        Ok(ShownCode {
            account: request.account,
            otp: request.otp,
            code: "755224".into(),
            valid_from: text(from).filter(|_| timed),
            valid_until: text(from + 30).filter(|_| timed),
        })
    }
}
