//! Key URIs in texts and QR codes.

pub(crate) mod key;
mod query;
pub(crate) mod scan;
pub(crate) mod uri;

use crate::{Candidate, ImportReport, Lossy};
use provider::{Directory, Owner};
use secret::SecretText;

pub use key::KeyProblem;
pub use uri::{KeyUri, MAX_URI, Refused, UriProblem, parse};

/// Adds what a key URI holds to the report, as candidate or as rejected.
pub(crate) fn add(report: &mut ImportReport, uri: &str, providers: &Directory) {
    match parse(uri) {
        Ok(read) => add_read(report, read, providers),
        Err(Refused { name, problem }) => report.reject(name, problem.to_string()),
    }
}

fn add_read(report: &mut ImportReport, read: KeyUri, providers: &Directory) {
    let entry = report.next();
    let mut candidate = Candidate::new(entry);
    candidate.provider = owner(&read, providers);
    candidate.issuer = read.issuer;
    candidate.username = read.username;
    for reason in read.lossy {
        report.lossy.push(Lossy {
            entry,
            reason: reason.to_owned(),
        });
    }
    for warning in read.warnings {
        let label = candidate.label();
        report
            .warnings
            .push(format!("entry {entry} ({label}): {warning}"));
    }
    candidate.otp = Some(read.otp);
    report.candidates.push(candidate);
}

/// The service, by its issuer or by the issuer in the label.
fn owner(read: &KeyUri, providers: &Directory) -> Option<Owner> {
    let in_label = || {
        let mut parameters = read.otp.uri_parameters.iter();
        let (_, issuer): &(String, SecretText) =
            parameters.find(|(name, _)| name == "label_issuer")?;
        providers.by_issuer(issuer.expose())
    };
    providers.by_issuer(&read.issuer).or_else(in_label)
}

#[cfg(test)]
mod table;
