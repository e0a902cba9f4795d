//! The parameters of a key URI.

use crate::text;
use percent_encoding::percent_decode_str;
use secret::SecretText;
use zeroize::Zeroizing;

/// Parameters that stand behind a lost `&` in some exports of Ente.
const GLUED: [&str; 3] = ["period=", "digits=", "algorithm="];

struct Pair {
    name: String,
    value: SecretText,
    /// Whether an `=` stood between them.
    valued: bool,
    taken: bool,
}

/// The parameters, of which the known ones are taken out one after the other.
pub(crate) struct Query {
    pairs: Vec<Pair>,
    warnings: Vec<String>,
}

impl Query {
    pub(crate) fn new(query: &str) -> Self {
        let mut pairs = Vec::new();
        for part in query.split('&') {
            // URIs copied from a web page's source.
            let part = part.strip_prefix("amp;").unwrap_or(part);
            let (part, glued) = unglued(part);
            pairs.extend(pair(part));
            pairs.extend(glued.and_then(pair));
        }
        Self {
            pairs,
            warnings: Vec::new(),
        }
    }

    pub(crate) fn warn(&mut self, text: &str) {
        self.warnings.push(text.to_owned());
    }

    /// The first value of this name that is not empty or `null`; the name in any case.
    pub(crate) fn take(&mut self, name: &str) -> Option<SecretText> {
        let mut first: Option<SecretText> = None;
        let mut differs = false;
        for pair in &mut self.pairs {
            if pair.taken || !pair.name.eq_ignore_ascii_case(name) {
                continue;
            }
            pair.taken = true;
            let text = pair.value.expose().trim();
            if text.is_empty() || text.eq_ignore_ascii_case("null") {
                continue;
            }
            match &first {
                None => first = Some(pair.value.clone()),
                Some(first) => differs |= *first != pair.value,
            }
        }
        if differs {
            self.warn(&format!(
                "its parameter {name} stands twice; the first one counts"
            ));
        }
        first
    }

    /// A value that is shown as a name.
    pub(crate) fn take_text(&mut self, name: &str) -> Option<String> {
        self.take(name).map(|value| text::name(value.expose()))
    }

    /// A value that is a number or a keyword: prose behind it is cut off.
    pub(crate) fn take_word(&mut self, name: &str) -> Option<String> {
        let value = self.take(name)?;
        value.expose().split_whitespace().next().map(str::to_owned)
    }

    /// A parameter that may stand without value.
    pub(crate) fn take_flag(&mut self, name: &str) -> bool {
        let mut found = false;
        for pair in &mut self.pairs {
            let value = pair.value.expose();
            let says_so = !pair.valued || matches!(value, "1" | "true" | "yes");
            if !pair.taken && pair.name.eq_ignore_ascii_case(name) && says_so {
                pair.taken = true;
                found = true;
            }
        }
        found
    }

    /// The secret without prose behind it. `JBSW Y3DP EHPK` is one secret in groups;
    /// `JBSWY3DPEHPK my old phone` is one with a remark.
    pub(crate) fn secret_of(&mut self, text: &str) -> Zeroizing<String> {
        let text = text.split('#').next().unwrap_or_default();
        let mut words = text.split_whitespace();
        let first = words.next().unwrap_or_default();
        let rest: Vec<&str> = words.collect();
        let Some((last, middle)) = rest.split_last() else {
            return Zeroizing::new(text.to_owned());
        };
        let upper = |word: &str| word.contains(|sign: char| sign.is_ascii_uppercase());
        let lower = |word: &str| word.contains(|sign: char| sign.is_ascii_lowercase());
        let symbols = |word: &&str| {
            word.chars()
                .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '=' | '-' | '_'))
        };
        let alike = |word: &&str| {
            symbols(word) && !(upper(first) && lower(word)) && !(lower(first) && upper(word))
        };
        let groups = middle.iter().all(|word| word.len() == first.len())
            && last.trim_end_matches('=').len() <= first.len();
        if !rest.iter().all(alike) {
            self.warn("the text behind its secret was left out");
            return Zeroizing::new(first.to_owned());
        }
        if !groups {
            self.warn(
                "its secret has spaces in unusual places; compare one code before you rely on it",
            );
        }
        Zeroizing::new(text.to_owned())
    }

    /// What nobody took, and the warnings.
    pub(crate) fn finish(self) -> (Vec<(String, SecretText)>, Vec<String>) {
        let rest = self
            .pairs
            .into_iter()
            .filter(|pair| !pair.taken)
            .map(|pair| (pair.name, pair.value))
            .collect();
        (rest, self.warnings)
    }
}

fn pair(part: &str) -> Option<Pair> {
    let (name, value, valued) = match part.split_once('=') {
        Some((name, value)) => (name, value, true),
        None => (part, "", false),
    };
    let name = text::name(&form_decoded(name));
    (!name.is_empty()).then(|| Pair {
        name,
        value: SecretText::new(form_decoded(value)),
        valued,
        taken: false,
    })
}

/// `issuer=Example` with `period=30` glued to it.
fn unglued(part: &str) -> (&str, Option<&str>) {
    let is_issuer = part
        .get(..7)
        .is_some_and(|head| head.eq_ignore_ascii_case("issuer="));
    let at = is_issuer
        .then(|| GLUED.iter().filter_map(|name| part.rfind(name)).min())
        .flatten()
        .filter(|at| *at > 7);
    match at {
        Some(at) => (part.get(..at).unwrap_or(part), part.get(at..)),
        None => (part, None),
    }
}

/// Decoded as in a web form: `+` is a space.
fn form_decoded(text: &str) -> String {
    let spaced = Zeroizing::new(text.replace('+', " "));
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
