//! Where a request comes from: the address of the connection, or what a proxy that the institute trusts says of it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use ipnet::IpNet;

use crate::Installation;

/// The proxies whose `X-Forwarded-For` is believed. None by default.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Arc<[IpNet]>);

impl Proxies {
    /// These networks.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks.into())
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client behind a connection from `peer`: the last address of `forwarded` that is not one of the proxies.
    fn client(&self, peer: IpAddr, forwarded: &str) -> IpAddr {
        let mut client = peer;
        for hop in forwarded.rsplit(',') {
            if !self.trusts(client) {
                return client;
            }
            match hop.trim().parse() {
                Ok(address) => client = address,
                Err(_) => return client,
            }
        }
        client
    }
}

/// The network of a client as delays and the history know it: an IPv4 address, or the /64 of an IPv6 one, which is
/// what one household or office gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network(pub String);

impl Network {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.to_string()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"))
            }
        }
    }
}

impl FromRequestParts<Installation> for Network {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        site: &Installation,
    ) -> Result<Self, Self::Rejection> {
        // Without a connection (tests that call the router directly) the request is this machine's.
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::from([127, 0, 0, 1]), |ConnectInfo(peer)| peer.ip());
        let forwarded: Vec<&str> = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        Ok(Self::of(site.proxies.client(peer, &forwarded.join(","))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case::no_proxy("203.0.113.9", "198.51.100.1", "203.0.113.9")]
    #[case::trusted("10.0.0.5", "198.51.100.1", "198.51.100.1")]
    #[case::forged_first_hop("10.0.0.5", "1.2.3.4, 198.51.100.1", "198.51.100.1")]
    #[case::two_proxies("10.0.0.5", "198.51.100.1, 10.0.0.7", "198.51.100.1")]
    #[case::nonsense("10.0.0.5", "no es una dirección", "10.0.0.5")]
    #[case::nothing("10.0.0.5", "", "10.0.0.5")]
    fn only_trusted_proxies_are_believed(
        #[case] peer: &str,
        #[case] forwarded: &str,
        #[case] client: &str,
    ) {
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
        assert_eq!(
            proxies.client(peer.parse().unwrap(), forwarded),
            client.parse::<IpAddr>().unwrap()
        );
    }

    #[test]
    fn neighbours_of_one_household_are_one_network() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::5"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::5"), of("2001:db8:1:3::5"));
        assert_eq!(of("::ffff:203.0.113.9").0, "203.0.113.9");
    }
}
