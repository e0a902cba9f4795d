//! What no text may say: everything secret that the vault holds, and every address for texts that
//! everybody can read.

use model::About;
use recovery::{Forbidden, ForbiddenKind, ForbiddenText, Haystack};
use vault::Payload;
use zeroize::Zeroizing;

/// Everything that the vault holds and that no draft may say.
pub(crate) struct Held<'a>(pub(crate) &'a Payload);

impl ForbiddenText for Held<'_> {
    fn find(&self, text: &Haystack) -> Vec<Forbidden> {
        let mut found = Vec::new();
        for address in addresses(self.0) {
            for span in text.find(address) {
                found.push(Forbidden {
                    span,
                    kind: ForbiddenKind::Address,
                    what: "an address that you told of".to_owned(),
                });
            }
        }
        // What is in the trash is a secret still.
        for record in self.0.all_records() {
            let handle = record.account.handle();
            let mut look = |needle: &str, kind: ForbiddenKind, what: &str| {
                for span in text.find(needle) {
                    found.push(Forbidden {
                        span,
                        kind,
                        what: format!("{what} of {handle}"),
                    });
                }
            };
            for credential in &record.otp {
                look(
                    credential.base32().expose(),
                    ForbiddenKind::Secret,
                    "the OTP secret",
                );
                let hex =
                    Zeroizing::new(data_encoding::HEXLOWER.encode(credential.secret.expose()));
                look(&hex, ForbiddenKind::Secret, "the OTP secret");
                if let Some(pin) = &credential.pin {
                    look(pin.expose(), ForbiddenKind::Secret, "the PIN");
                }
                for (_, value) in &credential.uri_parameters {
                    look(
                        value.expose(),
                        ForbiddenKind::Secret,
                        "a parameter of the key URI",
                    );
                }
            }
            for code in record.code_sets.iter().flat_map(|set| &set.codes) {
                look(code.text.expose(), ForbiddenKind::Secret, "a recovery code");
            }
            for line in record.note.iter().flat_map(|note| note.expose().lines()) {
                look(line.trim(), ForbiddenKind::Secret, "a line of the note");
            }
            // A username that is an address must not stand in public; any other may.
            if record.account.username.contains('@') {
                look(
                    &record.account.username,
                    ForbiddenKind::Address,
                    "the address",
                );
            }
            for factor in &record.account.factors {
                if factor.label.contains('@') {
                    look(&factor.label, ForbiddenKind::Address, "an address");
                }
            }
        }
        found
    }
}

/// The addresses that the evidence names.
fn addresses(payload: &Payload) -> impl Iterator<Item = &str> {
    let facts = payload
        .evidence
        .iter()
        .filter_map(|entry| match &entry.about {
            About::Account(facts) => Some(facts),
            About::Project(_) => None,
        });
    facts.flat_map(|facts| {
        let now = facts.addresses.iter().map(|one| one.address.as_str());
        now.chain(facts.former_addresses.iter().map(String::as_str))
    })
}
