//! A list as a file that every spreadsheet opens: written by [`spreadsheets::csv`], which makes formulas harmless.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The rows below their header, as a download with this name.
pub fn answer<const N: usize>(
    name: &str,
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Response {
    let header = header.map(str::to_owned);
    let bytes = spreadsheets::csv(std::iter::once(header).chain(rows));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, bytes).into_response()
}
