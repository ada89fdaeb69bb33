//! The address at which people reach the site: what letters, codes, receipts and calendars carry.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Longest address, in bytes: a code with it still fits on a letter.
const LONGEST: usize = 200;

/// The address of the site as people type it: scheme and name, without a slash at the end.
///
/// Always `https`, except where there is no name: a machine's own address or number, for rehearsals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicAddress(String);

/// Why a text is no public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// It is not the address of a site.
    #[error(
        "escriba la dirección completa del sitio, por ejemplo https://conoceles.mi-instituto.mx"
    )]
    Shape,
    /// It goes by HTTP.
    #[error(
        "la dirección del sitio empieza con https://: por http:// los códigos de las cartas viajarían sin cifrar"
    )]
    Plain,
    /// It says more than where the site is.
    #[error(
        "escriba solo la dirección del sitio, sin ruta, usuario ni parámetros: https://conoceles.mi-instituto.mx"
    )]
    More,
}

impl FromStr for PublicAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let url = Url::parse(text.trim()).map_err(|_| NotAnAddress::Shape)?;
        let host = url.host().ok_or(NotAnAddress::Shape)?;
        match url.scheme() {
            "https" => {}
            "http" if is_nameless(&host) => {}
            "http" => return Err(NotAnAddress::Plain),
            _ => return Err(NotAnAddress::Shape),
        }
        let whole = url.origin().ascii_serialization();
        if url.as_str().trim_end_matches('/') != whole || text.contains(['?', '#']) {
            return Err(NotAnAddress::More);
        }
        if whole.len() > LONGEST {
            return Err(NotAnAddress::Shape);
        }
        Ok(Self(whole))
    }
}

/// Whether a machine is reached by its number or as itself: nobody certifies those.
fn is_nameless(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    }
}

impl PublicAddress {
    /// The address of a page, whose path begins with a slash.
    #[must_use]
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// Whether people reach it by HTTPS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// The address without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PublicAddress {
    type Error = NotAnAddress;

    fn try_from(text: String) -> Result<Self, NotAnAddress> {
        text.parse()
    }
}

impl From<PublicAddress> for String {
    fn from(address: PublicAddress) -> Self {
        address.0
    }
}

impl fmt::Display for PublicAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://conoceles.iepc.example", "https://conoceles.iepc.example")]
    #[case(" https://Conoceles.IEPC.example/ ", "https://conoceles.iepc.example")]
    #[case(
        "https://conoceles.iepc.example:8443",
        "https://conoceles.iepc.example:8443"
    )]
    #[case(
        "https://conoceles.iepc.example:443/",
        "https://conoceles.iepc.example"
    )]
    #[case("https://conóceles.example", "https://xn--conceles-x3a.example")]
    #[case("http://192.0.2.7:8080", "http://192.0.2.7:8080")]
    #[case("http://[::1]:8080", "http://[::1]:8080")]
    #[case("http://localhost:8080/", "http://localhost:8080")]
    fn an_address_is_kept_in_one_spelling(#[case] text: &str, #[case] kept: &str) {
        let address: PublicAddress = text.parse().unwrap();
        assert_eq!(address.as_str(), kept);
        assert_eq!(address.page("/activar"), format!("{kept}/activar"));
        assert_eq!(address.is_secure(), kept.starts_with("https"));
    }

    #[rstest]
    #[case("conoceles.iepc.example", NotAnAddress::Shape)]
    #[case("", NotAnAddress::Shape)]
    #[case("https://", NotAnAddress::Shape)]
    #[case("ftp://conoceles.iepc.example", NotAnAddress::Shape)]
    #[case("javascript:alert(1)", NotAnAddress::Shape)]
    #[case("https://con oceles.example", NotAnAddress::Shape)]
    #[case("http://conoceles.iepc.example", NotAnAddress::Plain)]
    #[case("https://iepc.example/conoceles", NotAnAddress::More)]
    #[case("https://iepc.example?x=1", NotAnAddress::More)]
    #[case("https://iepc.example/?", NotAnAddress::More)]
    #[case("https://iepc.example#a", NotAnAddress::More)]
    #[case("https://ana:clave@iepc.example", NotAnAddress::More)]
    fn what_is_no_address_is_told_why(#[case] text: &str, #[case] why: NotAnAddress) {
        assert_eq!(text.parse::<PublicAddress>(), Err(why));
    }

    #[test]
    fn an_endless_address_is_none() {
        let name = vec!["abcdefghij"; 22].join(".");
        let text = format!("https://{name}.example");
        assert_eq!(text.parse::<PublicAddress>(), Err(NotAnAddress::Shape));
    }
}
