//! No other site can make a signed-in browser act here: besides `SameSite` cookies, every request that changes
//! something must come from our own pages (`Sec-Fetch-Site`, or `Origin` in browsers that lack it).

use axum::http::{HeaderMap, Method, header};

/// Whether a request of this method with these headers may act.
pub fn is_ours(method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => match (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) {
            (Some(origin), Some(host)) => origin
                .split_once("://")
                .is_some_and(|(_, rest)| rest == host),
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[rstest::rstest]
    #[case::own_page(&[("sec-fetch-site", "same-origin")], true)]
    #[case::other_site(&[("sec-fetch-site", "cross-site"), ("origin", "https://malo.example"), ("host", "a.mx")], false)]
    #[case::sibling(&[("sec-fetch-site", "same-site")], false)]
    #[case::typed_address(&[("sec-fetch-site", "none")], false)]
    #[case::old_browser(&[("origin", "https://a.mx"), ("host", "a.mx")], true)]
    #[case::old_browser_other_site(&[("origin", "https://malo.example"), ("host", "a.mx")], false)]
    #[case::opaque_origin(&[("origin", "null"), ("host", "a.mx")], false)]
    #[case::neither(&[("host", "a.mx")], false)]
    fn only_our_pages_act(#[case] pairs: &[(&'static str, &'static str)], #[case] ours: bool) {
        assert_eq!(is_ours(&Method::POST, &headers(pairs)), ours);
        assert!(is_ours(&Method::GET, &headers(pairs)));
    }
}
