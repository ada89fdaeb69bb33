//! What a line must look like. These lines become links of a public page, so that a format lets in what is known to
//! be harmless there.

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
    let plain = |c: char| c.is_alphanumeric() || "!$'*+-.=^_{|}~".contains(c);
    !name.is_empty() && name.chars().all(plain) && is_host(host)
}

/// A link that is safe to show: `http` or `https`, a host with a dot, perhaps a port; no credentials, no white space
/// and no sign that ends an attribute or that browsers read as a slash.
pub(crate) fn is_link(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let Some(rest) = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
    else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    !text.contains(|c: char| c.is_whitespace() || "<>\"'`\\".contains(c))
        && is_host(host)
        && port.is_none_or(|port| figures(port, "", 1..=5))
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    host.contains('.') && host.split('.').all(label)
}
