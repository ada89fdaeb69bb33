//! A file as text: its encoding checked, its lines counted.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::report::{Checked, Place, Report, Reported};

/// A file's text, in composed form (NFC), and where its lines begin.
#[derive(Debug)]
pub(crate) struct TextFile {
    /// The path within the profile.
    pub(crate) path: String,
    /// The text, without a byte-order mark.
    pub(crate) text: String,
    line_starts: Vec<usize>,
}

const SAVE_AS_UTF8: &str =
    "guarde el archivo de nuevo como UTF-8 (en Excel: Guardar como → CSV UTF-8)";

impl TextFile {
    /// Decodes a file's bytes, or says what is wrong with its encoding and where.
    pub(crate) fn decode(path: &str, bytes: &[u8], report: &Report) -> Checked<Self> {
        let first = report.place(path, 1);
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(first.problem("el archivo está en UTF-16 y se espera UTF-8", SAVE_AS_UTF8));
        }
        let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
        let text = std::str::from_utf8(bytes)
            .map_err(|error| not_utf8(first, bytes, error.valid_up_to()))?;
        check_characters(first, text)?;
        Ok(Self::new(path, text))
    }

    fn new(path: &str, text: &str) -> Self {
        let text = match is_nfc_quick(text.chars()) {
            IsNormalized::Yes => text.to_owned(),
            IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
        };
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(offset, _)| offset + 1))
            .collect();
        Self {
            path: path.to_owned(),
            text,
            line_starts,
        }
    }

    /// The line, from 1, of a byte of the text.
    pub(crate) fn line_of(&self, offset: usize) -> u32 {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The place of a byte of the text.
    pub(crate) fn place<'a>(&'a self, offset: usize, report: &'a Report) -> Place<'a> {
        report.place(&self.path, self.line_of(offset))
    }
}

fn line_at(bytes: &[u8]) -> u32 {
    let breaks = bytes.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

fn not_utf8(first: Place<'_>, bytes: &[u8], valid: usize) -> Reported {
    let line = line_at(bytes.get(..valid).unwrap_or_default());
    let read_so_far = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default()).into_owned();
    let tail: String = read_so_far
        .chars()
        .rev()
        .take_while(|c| *c != '\n')
        .take(20)
        .collect();
    let before: String = tail.chars().rev().collect();
    first.at(line).problem(
        format!("el archivo no está en UTF-8: después de «{before}» hay un carácter de otra codificación (quizá Windows-1252)"),
        SAVE_AS_UTF8,
    )
}

/// Characters that a text editor does not show and that break a comparison, and text decoded twice.
fn check_characters(first: Place<'_>, text: &str) -> Checked<()> {
    for (index, line) in text.lines().enumerate() {
        let place = first.at(u32::try_from(index + 1).unwrap_or(u32::MAX));
        if line.contains('\u{feff}') {
            return Err(place.problem(
                "hay una marca de orden de bytes (BOM) a media línea, como cuando se pegan dos archivos",
                "borre la línea y escríbala de nuevo",
            ));
        }
        if let Some(control) = line.chars().find(|c| c.is_control() && *c != '\t') {
            return Err(place.problem(
                format!(
                    "hay un carácter de control invisible (U+{:04X})",
                    u32::from(control)
                ),
                "borre la línea y escríbala de nuevo",
            ));
        }
        if looks_decoded_twice(line) {
            return Err(place.problem(
                "los acentos están dañados («Ã³» en lugar de «ó»): el archivo se guardó dos veces con codificaciones distintas",
                "vuelva al archivo original y guárdelo una sola vez como UTF-8",
            ));
        }
    }
    Ok(())
}

/// `Ã` or `Â` before a character that UTF-8's second bytes show as in Windows-1252; Spanish has no
/// such pair.
fn looks_decoded_twice(line: &str) -> bool {
    line.chars()
        .zip(line.chars().skip(1))
        .any(|(one, two)| matches!(one, 'Ã' | 'Â') && ('\u{80}'..='\u{bf}').contains(&two))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<TextFile, Vec<crate::profile::Problem>> {
        let report = Report::default();
        TextFile::decode("a.csv", bytes, &report).map_err(|_| report.into_problems())
    }

    #[rstest::rstest]
    #[case::utf16(b"\xff\xfec\x00".as_slice(), 1, "UTF-16")]
    #[case::latin1(b"uno\nDur\xe1ngo\n".as_slice(), 2, "no está en UTF-8: después de «Dur»")]
    #[case::bom_inside("uno\n\u{feff}dos\n".as_bytes(), 2, "BOM")]
    #[case::control(b"uno\ndos\ntr\x00es\n".as_slice(), 3, "U+0000")]
    #[case::twice("uno\nDiputaciÃ³n\n".as_bytes(), 2, "acentos están dañados")]
    fn bad_encoding_is_told_with_its_line(
        #[case] bytes: &[u8],
        #[case] line: u32,
        #[case] said: &str,
    ) {
        let problems = decoded(bytes).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].line, line);
        assert!(problems[0].message.contains(said), "{}", problems[0]);
    }

    #[test]
    fn bom_of_a_spreadsheet_is_dropped_and_text_composed() {
        let file = decoded("\u{feff}Me\u{301}xico\r\nDOS".as_bytes()).unwrap();
        assert_eq!(file.text, "México\r\nDOS");
        assert_eq!((file.line_of(0), file.line_of(9)), (1, 2));
    }
}
