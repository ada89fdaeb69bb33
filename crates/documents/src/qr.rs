//! QR codes, drawn as vectors: sharp on paper at any size, and readable on any screen.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::DocumentError;

/// Modules of white that a reader needs around the code (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

/// The code as an inline SVG: black on white also in a dark scheme, named for who does not see it, without style
/// or script. It has a view box and no size: the page gives it one.
///
/// # Errors
/// [`DocumentError::QrTooLong`] when the text does not fit (from some 2,300 bytes on).
pub fn svg(text: &str) -> Result<String, DocumentError> {
    drawing(
        text,
        r#" role="img" aria-label="Código QR""#,
        "<title>Código QR</title>",
    )
}

/// The code as an SVG for a document, which names it itself.
pub(crate) fn figure(text: &str) -> Result<String, DocumentError> {
    drawing(text, "", "")
}

fn drawing(text: &str, attributes: &str, title: &str) -> Result<String, DocumentError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|_| DocumentError::QrTooLong)?;
    let side = code.width() + 2 * QUIET_ZONE;
    let dark = dark_modules(&code);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"{attributes}>{title}\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{dark}\" fill=\"#000\" shape-rendering=\"crispEdges\"/></svg>"
    ))
}

/// One rectangle per run of dark modules in a row.
fn dark_modules(code: &QrCode) -> String {
    let width = code.width();
    let colors = code.to_colors();
    let mut path = String::new();
    for (row, modules) in colors.chunks(width).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|one, next| one == next) {
            if run[0] == Color::Dark {
                let (x, y, length) = (column + QUIET_ZONE, row + QUIET_ZONE, run.len());
                write!(path, "M{x} {y}h{length}v1h-{length}z")
                    .expect("writing to a string cannot fail");
            }
            column += run.len();
        }
    }
    path
}
