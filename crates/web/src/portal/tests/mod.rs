//! The portal from outside: requests to its router and the pages that come back.

mod canary;
mod following;
mod gallery;
mod lines;
mod lists;
mod pages;
mod photographs;
mod serving;
mod snapshots;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::portal::{Portal, router};

/// The answer to a request with these headers.
async fn ask(
    portal: &Arc<Portal>,
    method: &str,
    address: &str,
    headers: &[(&str, &str)],
) -> Response<Body> {
    let request = headers.iter().fold(
        Request::builder().method(method).uri(address),
        |request, (name, value)| request.header(*name, *value),
    );
    router(Arc::clone(portal))
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

/// The bytes of an answer.
async fn bytes(response: Response<Body>) -> Vec<u8> {
    response
        .into_body()
        .collect()
        .await
        .unwrap()
        .to_bytes()
        .to_vec()
}

/// Status and text of a page.
async fn get(portal: &Arc<Portal>, address: &str) -> (StatusCode, String) {
    let response = ask(portal, "GET", address, &[]).await;
    let status = response.status();
    (status, String::from_utf8(bytes(response).await).unwrap())
}

/// The text of a page that is there.
async fn read(portal: &Arc<Portal>, address: &str) -> String {
    let (status, html) = get(portal, address).await;
    assert_eq!(status, StatusCode::OK, "{address}");
    html
}

/// What a reader of a page sees and hears, with one space between words.
fn words_of(html: &str) -> String {
    let document = scraper::Html::parse_document(html);
    let main = scraper::Selector::parse("main").unwrap();
    let text: String = document
        .select(&main)
        .flat_map(|main| main.text())
        .collect::<Vec<_>>()
        .join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Texts of the elements that a selector finds.
fn texts(html: &str, selector: &str) -> Vec<String> {
    let document = scraper::Html::parse_document(html);
    let selector = scraper::Selector::parse(selector).unwrap();
    let text =
        |element: scraper::ElementRef<'_>| element.text().collect::<String>().trim().to_owned();
    document.select(&selector).map(text).collect()
}

/// The values of an attribute of the elements that a selector finds.
fn attributes(html: &str, selector: &str, name: &str) -> Vec<String> {
    let document = scraper::Html::parse_document(html);
    let selector = scraper::Selector::parse(selector).unwrap();
    document
        .select(&selector)
        .filter_map(|element| element.attr(name))
        .map(str::to_owned)
        .collect()
}
