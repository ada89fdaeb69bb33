//! What a file is, told by its content: names lie.

use crate::Unreadable;

/// The containers that may hold a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// XLSX, XLSM, XLSB and ODS are zip packages.
    Zip,
    /// XLS, and any workbook under a password.
    Compound,
    /// Anything else may be separated text.
    Text,
}

/// First bytes of what people send by mistake, and its name.
const NOT_SHEETS: [(&[u8], &str); 14] = [
    (b"%PDF", "un PDF"),
    (b"\x89PNG", "una imagen (PNG)"),
    (b"\xFF\xD8\xFF", "una imagen (JPEG)"),
    (b"GIF8", "una imagen (GIF)"),
    (b"BM\x00", "una imagen (BMP)"),
    (b"II*\x00", "una imagen (TIFF)"),
    (b"MM\x00*", "una imagen (TIFF)"),
    (b"RIFF", "una imagen o un sonido"),
    (b"{\\rtf", "un documento de texto (RTF)"),
    (b"7z\xBC\xAF\x27\x1C", "un archivo comprimido (7z)"),
    (b"Rar!", "un archivo comprimido (RAR)"),
    (b"\x1F\x8B", "un archivo comprimido (GZ)"),
    (b"SQLite format 3\x00", "una base de datos"),
    (b"\x7FELF", "un programa"),
];

/// First bytes of workbooks older than those read here (BIFF 2 to 4).
const ANCIENT: [&[u8]; 3] = [
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
];

/// The container, by its first bytes.
///
/// # Errors
/// [`Unreadable::Empty`], [`Unreadable::NotASheet`] or [`Unreadable::Disguised`] for what is known to be no table.
pub(crate) fn of(bytes: &[u8]) -> Result<Kind, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if bytes.starts_with(b"PK") && matches!(bytes.get(2..4), Some(b"\x03\x04" | b"\x05\x06")) {
        return Ok(Kind::Zip);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Kind::Compound);
    }
    if ANCIENT.iter().any(|start| bytes.starts_with(start)) {
        return Err(Unreadable::Disguised("un libro de Excel de antes de 1997"));
    }
    match NOT_SHEETS
        .iter()
        .find(|(start, _)| bytes.starts_with(start))
    {
        Some((_, name)) => Err(Unreadable::NotASheet(name)),
        None => Ok(Kind::Text),
    }
}

/// Whether decoded text is some other kind of text that spreadsheets open under a sheet's name.
pub(crate) fn disguised_text(text: &str) -> Option<&'static str> {
    let start = text.get(..text.floor_char_boundary(2_048)).unwrap_or(text);
    let start = start.trim_start().to_ascii_lowercase();
    let begins = |opening: &str| start.starts_with(opening);
    if begins("mime-version:") {
        return Some("una página web guardada como archivo único (MHT)");
    }
    if begins("<?xml") && start.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return Some("una hoja de cálculo en XML (Excel 2003)");
    }
    if begins("<?xml") && start.contains("urn:oasis:names:tc:opendocument") {
        return Some("una hoja de cálculo en XML plano (FODS)");
    }
    let tags = [
        "<html",
        "<!doctype html",
        "<head",
        "<meta",
        "<table",
        "<body",
        "<style",
        "<div",
    ];
    if tags.into_iter().any(begins) || (begins("<") && start.contains("<html")) {
        return Some("una página web (HTML)");
    }
    if begins("<?xml") || begins("<!--") {
        return Some("un archivo XML");
    }
    if begins("{\"") || begins("[{") {
        return Some("un archivo JSON");
    }
    if begins("id;pwxl") || begins("id;pscalc") {
        return Some("una hoja en formato SYLK");
    }
    None
}

/// Whether the text holds control characters, as no table does.
pub(crate) fn is_binary(text: &str) -> bool {
    let start = text
        .get(..text.floor_char_boundary(64 * 1024))
        .unwrap_or(text);
    start.chars().any(|letter| {
        letter == '\0'
            || (letter < ' ' && !matches!(letter, '\t' | '\n' | '\r' | '\u{B}' | '\u{C}'))
    })
}
