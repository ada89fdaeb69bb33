//! What a telephone and an e-mail address must look like. They become links of a public page, so that a format lets in
//! what is known to be harmless there. Links to the web are in `address.rs`.

use std::ops::RangeInclusive;

/// Ten to fifteen figures with the usual signs between them, and an extension after `ext`.
pub(crate) fn is_telephone(text: &str) -> bool {
    let lower = text.to_lowercase();
    let (number, extension) = match lower.split_once("ext") {
        Some((number, extension)) => (number, Some(extension)),
        None => (lower.as_str(), None),
    };
    let number = number.trim_end_matches([' ', ',', '.']);
    figures(number, " +-().", 10..=15)
        && extension.is_none_or(|extension| figures(extension, " .:", 1..=6))
}

/// Whether the text is so many figures with only `signs` between them.
fn figures(text: &str, signs: &str, count: RangeInclusive<usize>) -> bool {
    let found = text.chars().filter(char::is_ascii_digit).count();
    count.contains(&found)
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || signs.contains(c))
}

/// A name and a host. The name has no sign with a meaning in a `mailto:` link, where it could add other addressees.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| is_letter_of_ours(c) || "0123456789!$'*+-.=^_{|}~".contains(c);
    !name.is_empty() && name.chars().all(plain) && is_host(host)
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|c| is_letter_of_ours(c) || c.is_ascii_digit() || c == '-')
    };
    host.contains('.') && host.split('.').all(label)
}

/// The letters of Spanish. A letter of another alphabet that looks like one of them («а» of Cyrillic) would lead the
/// reader elsewhere than it says.
pub(super) fn is_letter_of_ours(c: char) -> bool {
    c.is_ascii_alphabetic() || "áéíóúüñÁÉÍÓÚÜÑ".contains(c)
}
