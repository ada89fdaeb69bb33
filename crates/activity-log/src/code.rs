//! The two alphabets of an entry's text. They have no space, no accent and nothing that
//! JSON must escape: people's names and texts do not fit, and every implementation
//! writes the same bytes.

/// Longest code (role, module, action, kinds and keys of maps), in bytes.
const MAX_CODE: usize = 64;
/// Longest identifier or value, in bytes.
const MAX_VALUE: usize = 256;

/// Why a text cannot be part of an entry. `field` is the entry's field or map key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// A code, identifier or value is the empty text.
    #[error("«{field}» está vacío")]
    Empty {
        /// The field's name in the canonical bytes.
        field: String,
    },
    /// The text has more bytes than the field admits.
    #[error("«{field}» tiene {length} bytes y admite {limit}")]
    TooLong {
        /// The field's name in the canonical bytes.
        field: String,
        /// Bytes that it has.
        length: usize,
        /// Bytes that it admits.
        limit: usize,
    },
    /// The text has a character outside the field's alphabet.
    #[error(
        "«{field}» tiene un carácter que el historial no admite (solo identificadores y códigos, sin espacios ni acentos)"
    )]
    Character {
        /// The field's name in the canonical bytes.
        field: String,
    },
}

/// Checks a code: 1 to 64 bytes of `A-Z a-z 0-9 . _ - : /`.
pub(crate) fn check_code(field: &str, text: &str) -> Result<(), CodeError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:/".contains(&byte);
    check(field, text, MAX_CODE, allowed)
}

/// Checks an identifier or value: 1 to 256 printable ASCII bytes (0x21–0x7E) without
/// `"` and `\`.
pub(crate) fn check_value(field: &str, text: &str) -> Result<(), CodeError> {
    check(field, text, MAX_VALUE, |byte| {
        byte.is_ascii_graphic() && byte != b'"' && byte != b'\\'
    })
}

fn check(
    field: &str,
    text: &str,
    limit: usize,
    allowed: impl Fn(u8) -> bool,
) -> Result<(), CodeError> {
    let field = || field.to_owned();
    if text.is_empty() {
        return Err(CodeError::Empty { field: field() });
    }
    if text.len() > limit {
        return Err(CodeError::TooLong {
            field: field(),
            length: text.len(),
            limit,
        });
    }
    if !text.bytes().all(allowed) {
        return Err(CodeError::Character { field: field() });
    }
    Ok(())
}
