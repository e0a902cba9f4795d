//! HTML and XML as apps write them, read by their tags and without following how they nest.

use zeroize::Zeroizing;

/// Longer names of entities are none.
const MAX_ENTITY: usize = 10;

/// The text with its entities replaced; unknown ones stay as they are.
pub(crate) fn unescaped(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let found = after
            .find(';')
            .filter(|end| *end <= MAX_ENTITY)
            .and_then(|end| Some((entity(after.get(..end)?)?, after.get(end + 1..)?)));
        let (sign, after) = found.unwrap_or(('&', after));
        plain.push(sign);
        rest = after;
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "quot" => '"',
        "apos" => '\'',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

/// What stands in the elements of that name, with the tags in it; one that is not closed ends
/// the list.
pub(crate) fn elements<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = rest.split_once('<')?;
            rest = after;
            let Some(tag) = after.strip_prefix(name) else {
                continue;
            };
            if !tag.starts_with(['>', ' ', '\n', '\t', '/']) {
                continue;
            }
            let (_, inner) = tag.split_once('>')?;
            let end = closing(inner, name)?;
            rest = inner.get(end..)?;
            return inner.get(..end);
        }
    })
}

/// Where `</name>` begins.
fn closing(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</")
        .find(|(at, _)| text.get(at + 2..).is_some_and(|tag| tag.starts_with(name)))
        .map(|(at, _)| at)
}

/// Whether a text is a file of preferences of an Android app.
pub(crate) fn is_preferences(text: &str) -> bool {
    let head = text.trim_start();
    (head.starts_with("<?xml") || head.starts_with("<map")) && text.contains("<map")
}

/// The string of that name in a file of preferences, still with its entities.
pub(crate) fn preference<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    const OPEN: &str = "<string name=\"";
    text.split(OPEN).skip(1).find_map(|part| {
        let (found, rest) = part.split_once('"')?;
        let (_, value) = (found == name).then(|| rest.split_once('>'))??;
        let (value, _) = value.split_once("</string>")?;
        Some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn entities_known_and_unknown() {
        assert_eq!(
            unescaped("a&amp;b&lt;&gt;&quot;&#39;&#x27;&#10;&none;& &period=3;&#xffffffff;")
                .as_str(),
            "a&b<>\"''\n&none;& &period=3;&#xffffffff;"
        );
    }

    #[test]
    fn elements_by_their_names() {
        let page = "<table><tr><td class='a'>1<b>2</b></td><tdx>0</tdx><td>\n</td></tr><td>open";
        let cells: Vec<&str> = elements(page, "td").collect();
        assert_eq!(cells, ["1<b>2</b>", "\n"]);
    }

    #[test]
    fn preferences_by_their_names() {
        let text = "<?xml version='1.0'?>\n<map>\n<string name=\"a.b\">x</string><int name=\"c\" value=\"1\" />\n<string name=\"c\">&quot;</string></map>";
        assert!(is_preferences(text) && !is_preferences("<html><map>"));
        assert_eq!(preference(text, "c"), Some("&quot;"));
        assert_eq!(preference(text, "a"), None);
    }

    proptest! {
        #[test]
        fn any_page_has_elements(text in "(<td>|</td>|<td|<|>|&#|&amp;|;|[a-z0-9\" ]){0,60}") {
            let all: usize = elements(&text, "td").map(str::len).sum();
            prop_assert!(all <= text.len());
            prop_assert!(unescaped(&text).len() <= text.len());
        }
    }
}
