//! What a file is, by its content: its name and what the browser says of it are not asked.

use crate::{Limits, Refused, jpeg, png};

/// A picture whose header was read and found good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Jpeg,
    Png,
}

/// What of an uploaded file can be refused without decoding it.
///
/// # Errors
/// [`Refused`], whose text is for whoever sent the file.
pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), Refused> {
    look(bytes, limits).map(|_| ())
}

/// Looks at the bytes without decoding any picture.
pub(crate) fn look(bytes: &[u8], limits: &Limits) -> Result<Kind, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    let kind = kind(bytes)?;
    if bytes.len() > limits.bytes {
        return Err(Refused::TooHeavy(limits.bytes));
    }
    let (width, height) = match kind {
        Kind::Jpeg => jpeg::look(bytes)?,
        Kind::Png => png::look(bytes)?,
    };
    let pixels = u64::from(width) * u64::from(height);
    if width > limits.side || height > limits.side || pixels > limits.pixels {
        return Err(Refused::TooLarge { width, height });
    }
    if width.min(height) < crate::SHORTEST_SIDE {
        return Err(Refused::TooSmall { width, height });
    }
    Ok(kind)
}

fn kind(bytes: &[u8]) -> Result<Kind, Refused> {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return Ok(Kind::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Ok(Kind::Png);
    }
    if is_markup(bytes) {
        return Err(Refused::OtherPicture("SVG"));
    }
    if let Some(refused) = brand(bytes) {
        return Err(refused);
    }
    Err(match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some("image/heif" | "image/heic") => Refused::Heic,
        Some("image/avif") => Refused::OtherPicture("AVIF"),
        Some("image/webp") => Refused::OtherPicture("WebP"),
        Some("image/gif") => Refused::OtherPicture("GIF"),
        Some("image/tiff") => Refused::OtherPicture("TIFF"),
        Some("image/bmp") => Refused::OtherPicture("BMP"),
        Some("image/vnd.adobe.photoshop") => Refused::OtherPicture("Photoshop"),
        Some(mime) if mime.starts_with("image/") => Refused::OtherPicture("que no es JPEG ni PNG"),
        Some("application/pdf") => Refused::Document("PDF"),
        Some(mime) if mime.contains("word") => Refused::Document("de Word"),
        Some(mime) if mime.starts_with("video/") => Refused::Animated,
        _ => Refused::NotAPicture,
    })
}

/// The families of the container that telephones use for HEIC and AVIF, in which the brand says which it is.
fn brand(bytes: &[u8]) -> Option<Refused> {
    if bytes.get(4..8)? != b"ftyp" {
        return None;
    }
    match bytes.get(8..12)? {
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"mif1" | b"msf1" => {
            Some(Refused::Heic)
        }
        b"avif" | b"avis" => Some(Refused::OtherPicture("AVIF")),
        _ => None,
    }
}

fn is_markup(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    head.contains("<svg")
}
