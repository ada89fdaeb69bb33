//! Addresses, ports and roles as people type them, with errors in Spanish.

use std::net::{IpAddr, SocketAddr};

use anyhow::{Context as _, Result, bail};
use app::{NotAnAddress, PublicAddress};
use ipnet::IpNet;
use percent_encoding::percent_decode_str;
use storage::RuntimeRole;

/// A port, 1 to 65535.
///
/// # Errors
/// It is none.
pub fn port(text: &str) -> Result<u16, String> {
    let port: u16 = text.parse().unwrap_or(0);
    if port == 0 {
        Err("escriba un número de puerto de 1 a 65535".to_owned())
    } else {
        Ok(port)
    }
}

/// An address to listen at.
///
/// # Errors
/// It is none.
pub fn socket(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "escriba la dirección y el puerto, por ejemplo 127.0.0.1:8080".to_owned())
}

/// The address at which people reach the site.
///
/// # Errors
/// It is none.
pub fn outside(text: &str) -> Result<PublicAddress, String> {
    text.parse()
        .map_err(|error: NotAnAddress| error.to_string())
}

/// A network of proxies, or one proxy.
///
/// # Errors
/// It is none.
pub fn network(text: &str) -> Result<IpNet, String> {
    let alone = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse()
        .or_else(|_| alone())
        .map_err(|_| "escriba una dirección o una red, por ejemplo 10.0.0.0/8".to_owned())
}

/// A PostgreSQL address.
///
/// # Errors
/// It begins with neither of the two schemes.
pub fn server(text: &str) -> Result<String, String> {
    if authority(text).is_some() {
        Ok(text.to_owned())
    } else {
        Err("escriba la dirección de PostgreSQL como postgres://papel@servidor/base".to_owned())
    }
}

/// The role, and its password if the address has one, as which a PostgreSQL address connects.
///
/// # Errors
/// The address names no role, or one that PostgreSQL would have to quote.
pub fn runtime_role(url: &str) -> Result<RuntimeRole> {
    let Some((user, _)) = authority(url).and_then(|authority| authority.rsplit_once('@')) else {
        bail!(
            "la dirección de --base debe nombrar el papel de operación: postgres://papel@servidor/base"
        );
    };
    let (name, password) = match user.split_once(':') {
        Some((name, password)) => (name, Some(decoded(password)?)),
        None => (user, None),
    };
    Ok(RuntimeRole::new(&decoded(name)?, password)?)
}

fn authority(url: &str) -> Option<&str> {
    let rest = url
        .strip_prefix("postgres://")
        .or_else(|| url.strip_prefix("postgresql://"))?;
    rest.split(['/', '?']).next()
}

fn decoded(part: &str) -> Result<String> {
    let text = percent_decode_str(part).decode_utf8();
    Ok(text
        .context("la dirección de --base tiene un carácter mal escrito después de «%»")?
        .into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_a_number_that_can_be_listened_at() {
        assert_eq!(port("8080"), Ok(8080));
        for wrong in ["0", "65536", "-1", "http", ""] {
            assert!(port(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_proxy_may_stand_alone_or_as_a_network() {
        assert_eq!(network("10.0.0.0/8").unwrap().to_string(), "10.0.0.0/8");
        assert_eq!(network("10.1.2.3").unwrap().to_string(), "10.1.2.3/32");
        assert!(network("proxy.local").is_err());
    }

    #[test]
    fn an_address_to_listen_at_has_both_parts() {
        assert!(socket("127.0.0.1:8080").is_ok());
        assert!(socket("[::1]:8080").is_ok());
        assert!(socket("8080").is_err());
    }

    #[test]
    fn the_role_comes_from_the_address() {
        let role = runtime_role("postgres://operacion:se%40creta@servidor:5432/base").unwrap();
        assert_eq!(
            role,
            RuntimeRole::new("operacion", Some("se@creta".into())).unwrap()
        );
        let local = runtime_role("postgresql://operacion@/base?host=/run/postgresql").unwrap();
        assert_eq!(local, RuntimeRole::new("operacion", None).unwrap());
        assert!(runtime_role("postgres://servidor/base").is_err());
        assert!(runtime_role("postgres://Raro Papel@servidor/base").is_err());
    }

    #[test]
    fn only_postgresql_addresses_are_servers() {
        assert!(server("postgres://a@b/c").is_ok());
        assert!(server("mysql://a@b/c").is_err());
        assert!(server("datos").is_err());
    }
}
