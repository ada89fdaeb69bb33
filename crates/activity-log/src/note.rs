//! C2SP signed notes: a text and the signatures under it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::{CheckpointError, KeyName, Signer, VerifierKey};

/// Most bytes that a note may have.
const MAX_NOTE_BYTES: usize = 16 * 1024;
/// Most signatures that a note may have.
const MAX_SIGNATURES: usize = 16;
/// What a signature line begins with: an em dash and a space.
const SIGNATURE_MARK: &str = "— ";

/// `text` (which ends with a newline) with the signer's line under it.
pub(crate) fn sign(text: &str, signer: &Signer) -> String {
    format!(
        "{text}\n{SIGNATURE_MARK}{} {}\n",
        signer.name(),
        signer.sign_text(text)
    )
}

/// The text of a note that carries a good signature of `key`. Signatures of other keys
/// (witnesses) must be well formed and prove nothing here.
pub(crate) fn open<'a>(note: &'a str, key: &VerifierKey) -> Result<&'a str, CheckpointError> {
    if note.len() > MAX_NOTE_BYTES {
        return Err(CheckpointError::TooLong(note.len()));
    }
    if note.contains(|c: char| c.is_control() && c != '\n') {
        return Err(CheckpointError::Note("tiene caracteres de control"));
    }
    let (text, lines) = split(note)?;
    let mut seen: Vec<(KeyName, [u8; 4])> = Vec::new();
    let mut signed = false;
    for line in lines.lines() {
        let (name, id, signature) = signature_line(line)?;
        if seen.len() == MAX_SIGNATURES {
            return Err(CheckpointError::Note("tiene demasiadas firmas"));
        }
        if seen.contains(&(name.clone(), id)) {
            return Err(CheckpointError::Note("repite una firma"));
        }
        if name == *key.name() && id == key.id() {
            let bytes = <[u8; 64]>::try_from(signature.as_slice())
                .map_err(|_| CheckpointError::Signature)?;
            if !key.accepts(text, &bytes) {
                return Err(CheckpointError::Signature);
            }
            signed = true;
        }
        seen.push((name, id));
    }
    if signed {
        Ok(text)
    } else {
        Err(CheckpointError::OtherKey)
    }
}

/// The text with its last newline, and the signature lines, each with its newline.
fn split(note: &str) -> Result<(&str, &str), CheckpointError> {
    let end = note
        .rfind("\n\n")
        .ok_or(CheckpointError::Note("no tiene firmas"))?;
    let (text, lines) = (&note[..=end], &note[end + 2..]);
    if !lines.ends_with('\n') {
        return Err(CheckpointError::Note(
            "no termina con una línea de firma completa",
        ));
    }
    Ok((text, lines))
}

/// Name, key id and signature of a line `— <name> <base64(id ‖ signature)>`.
fn signature_line(line: &str) -> Result<(KeyName, [u8; 4], Vec<u8>), CheckpointError> {
    let malformed = CheckpointError::Note("tiene una línea de firma mal formada");
    let fields = line
        .strip_prefix(SIGNATURE_MARK)
        .and_then(|rest| rest.split_once(' '));
    let (name, encoded) = fields.ok_or(malformed.clone())?;
    let name = KeyName::new(name).map_err(|_| malformed.clone())?;
    let bytes = STANDARD.decode(encoded).map_err(|_| malformed.clone())?;
    match bytes.split_first_chunk::<4>() {
        Some((id, signature)) if !signature.is_empty() => Ok((name, *id, signature.to_vec())),
        _ => Err(malformed),
    }
}
