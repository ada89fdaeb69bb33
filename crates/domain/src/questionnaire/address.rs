//! Links to the web: what is completed for whoever writes, what is taken, and how it is shown so that it leads where it
//! says (decision 36).

use url::{Host, Url};

use super::format::is_letter_of_ours;

/// The pages to which the links of a field must lead: a network's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its hosts in lower case, without `www.`; whatever is below them belongs to it. At least one.
    pub hosts: Vec<String>,
    /// The address of an account with `{}` in place of its name, if `@name` stands for one.
    pub account: Option<String>,
}

impl Site {
    /// Whether a link leads to it.
    #[must_use]
    pub fn holds(&self, link: &str) -> bool {
        let Some(host) = host_of(link) else {
            return false;
        };
        let below = |known: &String| {
            host.strip_suffix(known.as_str())
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        self.hosts.iter().any(below)
    }

    /// Its hosts in words: «x.com o twitter.com».
    #[must_use]
    pub fn words(&self) -> String {
        match self.hosts.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} o {last}", others.join(", ")),
        }
    }

    /// The page of the account of this name; none if no account could have it, or the network's pages are not known.
    #[must_use]
    pub fn page_of(&self, name: &str) -> Option<String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let is_name = (1..=100).contains(&name.len()) && name.chars().all(plain);
        let address = self.account.as_ref().filter(|_| is_name)?;
        Some(address.replace("{}", name))
    }
}

/// What was typed, completed to a link where there is one way to: `www.ejemplo.mx` gets its scheme, `@name` becomes the
/// account's page on its network. Anything else stays as it was typed, to be told what is wrong with it.
#[must_use]
pub fn completed(typed: &str, site: Option<&Site>) -> String {
    if let Some(page) = typed.strip_prefix('@').and_then(|name| site?.page_of(name)) {
        return page;
    }
    let link = format!("https://{typed}");
    let is_whole = typed.contains("://") || !is_link(&link);
    if is_whole || site.is_some_and(|site| !site.holds(&link)) {
        return typed.to_owned();
    }
    link
}

/// A link that is safe to show: `http` or `https`, the name of a host with a dot, perhaps a port; no credentials, no
/// white space and no sign that ends an attribute or that browsers read as a slash. A browser must read in it the very
/// host that is written.
#[must_use]
pub fn is_link(text: &str) -> bool {
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
    let is_port = |port: &str| {
        (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit())
    };
    !text.contains(|c: char| c.is_whitespace() || "<>\"'`\\".contains(c))
        && is_name(host)
        && port.is_none_or(is_port)
        && host_of(text).is_some()
}

/// The host to which a browser goes, in ASCII and lower case; none if it is no name (an address of figures leads nobody
/// knows where).
fn host_of(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    match url.host()? {
        Host::Domain(name) if plain => Some(name.trim_end_matches('.').to_owned()),
        _ => None,
    }
}

/// Labels of letters, figures and hyphens; the last one has a letter, as all that exist.
fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    host.contains('.')
        && host.split('.').all(label)
        && host
            .rsplit('.')
            .next()
            .is_some_and(|last| last.chars().any(char::is_alphabetic))
}

/// A link as readers see it: without its scheme, and with the host's letters as they are only if they are those of
/// Spanish. Any other alphabet is shown in the ASCII form (`xn--…`), in which no letter passes for another.
#[must_use]
pub fn shown_address(link: &str) -> String {
    let bare = ["https://", "http://"].iter().find_map(|scheme| {
        let head = link.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme)
            .then(|| link.get(scheme.len()..))?
    });
    let bare = bare.unwrap_or(link);
    let (host, rest) = bare.split_at(bare.find(['/', '?', '#', ':']).unwrap_or(bare.len()));
    let ours = |c: char| is_letter_of_ours(c) || c.is_ascii_digit() || matches!(c, '-' | '.');
    let shown = match host_of(link) {
        Some(ascii) if !host.chars().all(ours) => format!("{ascii}{rest}"),
        _ => bare.to_owned(),
    };
    shown.trim_end_matches('/').to_owned()
}
