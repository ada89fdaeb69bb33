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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_is_named_and_does_nothing() {
        let drawn = svg("otpauth://totp/Conóceles:dgo?secret=ABC<>&\"").expect("a short text");
        assert!(drawn.starts_with("<svg ") && drawn.ends_with("</svg>"));
        assert!(drawn.contains("role=\"img\"") && drawn.contains("<title>Código QR</title>"));
        for forbidden in ["ABC", "style=", "<script", "href"] {
            assert!(!drawn.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn more_text_than_fits_is_refused() {
        assert_eq!(svg(&"á".repeat(2_000)), Err(DocumentError::QrTooLong));
    }

    #[test]
    fn the_modules_say_the_text() {
        let text = "https://conoceles.ejemplo.mx/activar#codigo=2345-6789";
        let drawn = svg(text).expect("a short text");
        let side = drawn
            .split_once("viewBox=\"0 0 ")
            .and_then(|(_, rest)| rest.split(' ').next()?.parse().ok())
            .expect("a view box");
        let dark = painted(&drawn, side);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * 4, side * 4, |x, y| {
            if dark[y / 4 * side + x / 4] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].decode().expect("a legible code").1, text);
    }

    /// The squares that the path covers.
    fn painted(drawn: &str, side: usize) -> Vec<bool> {
        let mut dark = vec![false; side * side];
        let path = drawn
            .split("<path d=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        for run in path.expect("a path").split('M').skip(1) {
            let numbers: Vec<usize> = run
                .split(|sign: char| !sign.is_ascii_digit())
                .filter_map(|digits| digits.parse().ok())
                .collect();
            let start = numbers[1] * side + numbers[0];
            dark[start..start + numbers[2]].fill(true);
        }
        dark
    }
}
