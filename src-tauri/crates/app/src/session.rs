//! The window's session: a vault that is locked or unlocked, and what the page may ask of it.

use crate::ipc::{
    AccountRow, CodeRequest, CodesRow, CreateVaultRequest, Listing, Nothing, OtpRow, ShownCode,
    Status, UnlockRequest, VaultState,
};
use crate::view::{AccountView, CodeView, OtpView};
use crate::{AppError, Code, account, open, otp};
use model::Timestamp;
use secret::Randomness;
use vault::{Location, Vault};

/// One vault folder, opened or not. Whatever is decrypted lives in here and goes with
/// [`Session::lock`].
#[derive(Debug)]
pub struct Session {
    location: Location,
    open: Option<Vault>,
}

impl Session {
    /// A locked session on the vault of this place, which need not exist yet.
    #[must_use]
    pub fn new(location: Location) -> Self {
        Self {
            location,
            open: None,
        }
    }

    /// Where the session stands.
    ///
    /// # Errors
    /// None so far.
    pub fn status(&self, _: Nothing) -> Result<Status, AppError> {
        Ok(self.here())
    }

    /// Opens the vault; takes as long as the key derivation.
    ///
    /// # Errors
    /// As [`open::unlock`]. A session that was open stays open.
    pub fn unlock(&mut self, request: UnlockRequest) -> Result<Status, AppError> {
        let passphrase = request.passphrase.into_secret();
        self.open = Some(open::unlock(&self.location, &passphrase)?);
        Ok(self.here())
    }

    /// Makes a vault and opens it.
    ///
    /// # Errors
    /// As [`open::create`].
    pub fn create_vault(
        &mut self,
        request: CreateVaultRequest,
        now: Timestamp,
        randomness: &mut impl Randomness,
    ) -> Result<Status, AppError> {
        let passphrase = request.passphrase.into_secret();
        self.open = Some(open::create(&self.location, &passphrase, now, randomness)?);
        Ok(self.here())
    }

    /// Drops everything that was decrypted; its secrets wipe themselves.
    ///
    /// # Errors
    /// None so far.
    pub fn lock(&mut self, _: Nothing) -> Result<Status, AppError> {
        self.open = None;
        Ok(self.here())
    }

    /// Every account, without a secret.
    ///
    /// # Errors
    /// `passphrase_needed` while locked.
    pub fn list(&mut self, _: Nothing) -> Result<Listing, AppError> {
        let accounts = account::list(self.vault()?.payload(), None);
        Ok(Listing {
            accounts: accounts.into_iter().map(AccountRow::from).collect(),
        })
    }

    /// One code. For a counter the next one is saved first.
    ///
    /// # Errors
    /// `passphrase_needed` while locked; as [`otp::code`].
    pub fn code(&mut self, request: CodeRequest, now: Timestamp) -> Result<ShownCode, AppError> {
        let CodeRequest { account, otp } = request;
        let code = otp::code(self.vault()?, &account, Some(&otp), now, now)?;
        Ok(shown(account, otp, &code))
    }

    fn here(&self) -> Status {
        let state = match &self.open {
            Some(_) => VaultState::Unlocked,
            None if vault::exists(&self.location) => VaultState::Locked,
            None => VaultState::None,
        };
        Status {
            state,
            folder: self.location.folder.display().to_string(),
        }
    }

    fn vault(&mut self) -> Result<&mut Vault, AppError> {
        self.open.as_mut().ok_or_else(locked)
    }
}

fn locked() -> AppError {
    AppError::new(
        Code::PassphraseNeeded,
        "The vault is locked.",
        "Nothing was changed.",
        "Unlock it with the passphrase.",
    )
}

impl From<AccountView> for AccountRow {
    fn from(view: AccountView) -> Self {
        let codes = view.codes;
        Self {
            id: view.id.into(),
            provider: view.provider,
            issuer: view.issuer,
            username: view.username,
            otp: view.otp.into_iter().map(OtpRow::from).collect(),
            codes: (codes.total > 0).then_some(CodesRow {
                total: codes.total,
                left: codes.left,
            }),
        }
    }
}

impl From<OtpView> for OtpRow {
    fn from(view: OtpView) -> Self {
        Self {
            id: view.id.into(),
            kind: view.otp_type.to_owned(),
            digits: view.digits,
            // A period is a day at most; were it more, it would be shown as a counter.
            period: view.period.and_then(|seconds| seconds.try_into().ok()),
        }
    }
}

fn shown(account: String, otp: String, view: &CodeView) -> ShownCode {
    ShownCode {
        account,
        otp,
        code: view.code.show().to_owned(),
        valid_from: view.valid_from.map(|moment| moment.to_string()),
        valid_until: view.valid_until.map(|moment| moment.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandomness;
    use secret::SecretText;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn request(passphrase: &str) -> UnlockRequest {
        UnlockRequest {
            passphrase: SecretText::new(passphrase).into(),
        }
    }

    #[test]
    fn a_session_is_none_then_open_then_locked() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let place = Location::new(folder.path().join("vault"), folder.path().join("state"));
        let mut session = Session::new(place);
        let state = |session: &Session| session.here().state;
        assert_eq!(state(&session), VaultState::None);
        assert_eq!(
            session
                .unlock(request("a long passphrase"))
                .map_err(|error| error.code),
            Err(Code::NoVault)
        );

        let wish = CreateVaultRequest {
            passphrase: SecretText::new("a long passphrase").into(),
        };
        let made = session.create_vault(wish, NOW, &mut SystemRandomness);
        assert_eq!(made.map(|status| status.state), Ok(VaultState::Unlocked));
        assert_eq!(session.list(Nothing {}), Ok(Listing { accounts: vec![] }));

        assert!(session.lock(Nothing {}).is_ok());
        assert_eq!(state(&session), VaultState::Locked);
        for refused in [
            session.list(Nothing {}).map(drop),
            session.unlock(request("another passphrase")).map(drop),
        ] {
            let code = refused.expect_err("it is locked").code;
            assert!(
                matches!(code, Code::PassphraseNeeded | Code::WrongPassphrase),
                "{code:?}"
            );
        }
        assert_eq!(state(&session), VaultState::Locked);
        assert!(session.unlock(request("a long passphrase")).is_ok());
        assert_eq!(state(&session), VaultState::Unlocked);
    }
}
