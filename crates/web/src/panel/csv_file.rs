//! A list as a file that every spreadsheet opens.

use app::AppError;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::Installation;
use crate::http::pages;

/// The rows below their header, as a download with this name. The byte-order mark is how spreadsheets know UTF-8.
pub fn answer<const N: usize>(
    site: &Installation,
    name: &str,
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Response {
    match bytes(header, rows) {
        Some(bytes) => {
            let disposition = format!("attachment; filename=\"{name}\"");
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, disposition),
            ];
            (headers, bytes).into_response()
        }
        None => pages::failure(site, &AppError::Unreadable("list")),
    }
}

fn bytes<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Option<Vec<u8>> {
    let mut csv = csv::Writer::from_writer("\u{FEFF}".as_bytes().to_vec());
    csv.write_record(header).ok()?;
    for row in rows {
        csv.write_record(row.map(inert)).ok()?;
    }
    csv.into_inner().ok()
}

/// A cell that no spreadsheet takes for a formula.
pub fn inert(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_mark_its_header_and_no_formulas() {
        let row = ["=SUMA(A1)", "Ñandú, \"el\""].map(str::to_owned);
        let bytes = bytes(["a", "b"], [row]).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\u{FEFF}a,b\n'=SUMA(A1),\"Ñandú, \"\"el\"\"\"\n");
    }
}
