//! `list`, `show`, `add`, `edit`, `remove`, `code`, `codes`.

use crate::args::{CodesArgs, Fields, OtpType, Removals};
use crate::context::Context;
use crate::output::{Done, note};
use crate::text;
use app::edit::{self, Changes, Parts};
use app::fresh::{NewCodes, NewCredential};
use app::otp::CodesRequest;
use app::view::AccountView;
use app::{AppError, Factor, FactorKind, SecretText, Timestamp};
use serde_json::json;
use std::path::PathBuf;

/// `list`
pub fn list(context: &mut Context, filter: Option<&str>) -> Result<Done, AppError> {
    let vault = context.open()?;
    let accounts = app::account::list(vault.payload(), filter);
    Done::new(&json!({ "accounts": accounts }), text::accounts(&accounts))
}

/// `show`
pub fn show(context: &mut Context, account: &str, reveal: bool) -> Result<Done, AppError> {
    let vault = context.open()?;
    let record = app::account::find(&vault.payload().accounts, account)?;
    let view = if reveal {
        AccountView::revealed(record)
    } else {
        AccountView::of(record)
    };
    Done::new(&view, text::account(&view))
}

/// `code`
pub fn code(
    context: &mut Context,
    account: &str,
    at: Option<&str>,
    otp: Option<&str>,
) -> Result<Done, AppError> {
    let at = at.map_or(Ok(context.now), moment)?;
    let mut vault = context.open()?;
    let code = app::otp::code(&mut vault, account, otp, at, context.now)?;
    if !context.json {
        note(context.quiet, &text::code_note(&code, context.now));
    }
    Done::new(&code, text::code(&code))
}

/// RFC 3339 or Unix seconds.
pub(super) fn moment(text: &str) -> Result<Timestamp, AppError> {
    let parsed = match text.parse::<i64>() {
        Ok(second) => Timestamp::from_second(second).ok(),
        Err(_) => text.parse().ok(),
    };
    parsed.ok_or_else(|| {
        AppError::usage(
            format!("'{text}' is no time."),
            "Write it as 2026-11-21T12:00:00Z, or as Unix seconds.",
        )
    })
}

/// `codes`
pub fn codes(context: &mut Context, args: CodesArgs) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    let request = CodesRequest {
        reveal: args.reveal,
        next: args.next,
        mark_used: args.mark_used,
        unmark: args.unmark,
    };
    let sets = app::otp::codes(&mut vault, &args.account, &request, context.now)?;
    Done::new(&json!({ "sets": sets }), text::code_sets(&sets))
}

/// `add`
pub fn add(context: &mut Context, fields: Fields) -> Result<Done, AppError> {
    let changes = changes(context, fields, Removals::default())?;
    let mut vault = context.open()?;
    let view = edit::add(
        &mut vault,
        changes,
        &context.providers,
        context.now,
        &mut context.randomness,
    )?;
    Done::new(&view, text::account(&view))
}

/// `edit`
pub fn edit(
    context: &mut Context,
    account: &str,
    fields: Fields,
    removals: Removals,
) -> Result<Done, AppError> {
    let changes = changes(context, fields, removals)?;
    let mut vault = context.open()?;
    let view = edit::edit(
        &mut vault,
        account,
        changes,
        context.now,
        &mut context.randomness,
    )?;
    Done::new(&view, text::account(&view))
}

/// `remove`
pub fn remove(context: &mut Context, account: &str, otp: Option<&str>) -> Result<Done, AppError> {
    let mut vault = context.open()?;
    let view = edit::remove(&mut vault, account, otp, context.now)?;
    let said = if otp.is_some() {
        "The credential is out of the vault; at the service nothing changed, two-factor \
         authentication stays on there. `reentry undo` brings it back.\n"
    } else {
        "The account is in the trash for 30 days, with everything in it; at the service nothing \
         changed, two-factor authentication stays on there. `reentry undo` or `reentry trash \
         restore` brings it back.\n"
    };
    Done::new(&view, said)
}

fn changes(context: &Context, fields: Fields, removals: Removals) -> Result<Changes, AppError> {
    let secret = |path: &Option<PathBuf>| -> Result<Option<SecretText>, AppError> {
        path.as_deref()
            .map(|path| context.input.secret(path))
            .transpose()
    };
    let pin = secret(&fields.pin_file)?;
    let otp = match (secret(&fields.uri_file)?, secret(&fields.secret_file)?) {
        (Some(uri), _) => Some(edit::credential_of_uri(&uri)?),
        (None, Some(text)) => Some((typed_credential(&fields, &text, pin.clone())?, None)),
        (None, None) => None,
    };
    let (otp, names) = match otp {
        Some((otp, names)) => (Some(otp), names),
        None => (None, None),
    };
    let (issuer, username) = names.unzip();
    let codes = match &fields.codes_file {
        Some(path) => Some(code_lines(&context.input.text(path)?)),
        None => None,
    };
    let note = match &fields.note_file {
        Some(path) => Some(context.input.text(path)?),
        None => None,
    };
    Ok(Changes {
        provider: fields.provider,
        instance: fields.instance,
        issuer: fields.issuer.or(issuer.filter(|text| !text.is_empty())),
        username: fields.username.or(username.filter(|text| !text.is_empty())),
        // A PIN that goes into the new credential is not one for a former one.
        pin: pin.filter(|_| otp.is_none()),
        otp,
        codes,
        note,
        group: fields.group,
        favourite: fields.favourite,
        tags: fields.tags,
        untag: removals.untag,
        factors: fields
            .factors
            .iter()
            .map(|text| factor(text))
            .collect::<Result<_, _>>()?,
        drop_factors: removals
            .drop_factors
            .iter()
            .map(|text| factor_kind(text))
            .collect::<Result<_, _>>()?,
    })
}

fn typed_credential(
    fields: &Fields,
    secret: &SecretText,
    pin: Option<SecretText>,
) -> Result<NewCredential, AppError> {
    edit::credential_of_parts(
        &Parts {
            otp_type: match fields.otp_type.unwrap_or(OtpType::Totp) {
                OtpType::Totp => app::OtpType::Totp,
                OtpType::Hotp => app::OtpType::Hotp,
                OtpType::Steam => app::OtpType::Steam,
                OtpType::Motp => app::OtpType::Motp,
                OtpType::Yandex => app::OtpType::Yandex,
            },
            algorithm: fields.algorithm.clone(),
            digits: fields.digits,
            period: fields.period,
            counter: fields.counter,
        },
        secret,
        pin,
    )
}

/// One code a line, verbatim but for the line's ends.
fn code_lines(text: &SecretText) -> NewCodes {
    edit::codes_of_lines(text)
}

fn factor(text: &str) -> Result<Factor, AppError> {
    let (kind, rest) = text.split_once('=').unwrap_or((text, ""));
    let (label, place) = match rest.rsplit_once('@') {
        Some((label, place)) => (label, Some(place.to_owned())),
        None => (rest, None),
    };
    Ok(Factor {
        kind: factor_kind(kind)?,
        label: label.to_owned(),
        place,
    })
}

fn factor_kind(text: &str) -> Result<FactorKind, AppError> {
    [
        FactorKind::Password,
        FactorKind::SecurityKey,
        FactorKind::Passkey,
        FactorKind::SshKey,
        FactorKind::Mailbox,
        FactorKind::Device,
        FactorKind::Totp,
        FactorKind::RecoveryCodes,
    ]
    .into_iter()
    .find(|kind| kind.name() == text)
    .ok_or_else(|| {
        AppError::usage(
            format!("'{text}' is no kind of factor."),
            "Kinds: password, security_key, passkey, ssh_key, mailbox, device, totp, recovery_codes.",
        )
    })
}
