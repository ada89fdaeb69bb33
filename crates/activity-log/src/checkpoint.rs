//! Signed heads of the tree, in the C2SP tlog-checkpoint format.

use std::fmt::Write as _;
use std::str::Lines;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::{Hash, KeyName, MAX_NUMBER, Signer, VerifierKey, note};

/// Extension line of the checkpoint's instant.
const INSTANT: &str = "instante";
/// Extension line of the epoch.
const EPOCH: &str = "epoca";
/// Extension line of the other tree's head.
const OTHER: &str = "otro-arbol";

/// Why a text is not a checkpoint of a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// More bytes than a checkpoint may have.
    #[error("el punto de control tiene {0} bytes, más de los que admite")]
    TooLong(usize),
    /// The text is not a signed note.
    #[error("el punto de control no es una nota firmada: {0}")]
    Note(&'static str),
    /// No signature is of the key.
    #[error("el punto de control no trae firma de la llave esperada")]
    OtherKey,
    /// The signature that says to be of the key is not.
    #[error("la firma del punto de control es falsa")]
    Signature,
    /// The origin line is not the key's name.
    #[error("el punto de control es de otro historial")]
    Origin,
    /// A line of the signed text is missing, out of place or malformed.
    #[error("el punto de control tiene una línea mal formada: {0}")]
    Line(&'static str),
    /// A number to be signed is negative or beyond [`MAX_NUMBER`].
    #[error("un número del punto de control está fuera de lo que admite: {0}")]
    Number(&'static str),
}

/// Size and root of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeHead {
    /// Number of leaves, 0 to [`MAX_NUMBER`].
    pub size: u64,
    /// RFC 6962 root.
    pub root: Hash,
}

/// The head of another tree at the time of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherHead {
    /// The other tree's name.
    pub origin: KeyName,
    /// Its size and root.
    pub head: TreeHead,
}

/// What a checkpoint says beside its origin, which is the signer's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointFields {
    /// Size and root of the history.
    pub head: TreeHead,
    /// When it was made, in microseconds since 1970-01-01T00:00:00Z, 0 to [`MAX_NUMBER`];
    /// not before the last entry's instant.
    pub instant: i64,
    /// Number of declared restorations before it, 0 to [`MAX_NUMBER`].
    pub epoch: u64,
    /// The other tree's head, if there is another tree.
    pub other: Option<OtherHead>,
}

/// A checkpoint whose signature was checked, or that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: KeyName,
    fields: CheckpointFields,
}

/// A checkpoint with the note that carries its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The signed note, to be kept and handed out byte for byte.
    pub note: String,
}

impl Checkpoint {
    /// Signs a head of the signer's tree.
    ///
    /// # Errors
    /// [`CheckpointError::Number`] if a number is outside its range.
    pub fn sign(
        fields: CheckpointFields,
        signer: &Signer,
    ) -> Result<SignedCheckpoint, CheckpointError> {
        check_numbers(&fields)?;
        let checkpoint = Self {
            origin: signer.name().clone(),
            fields,
        };
        let note = note::sign(&checkpoint.text(), signer);
        Ok(SignedCheckpoint { checkpoint, note })
    }

    /// Reads a note and checks its signature. Only one way of writing each checkpoint is
    /// accepted; signatures of other keys under it are ignored.
    ///
    /// # Errors
    /// [`CheckpointError`] says what is malformed, or that the key did not sign it.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, CheckpointError> {
        let text = note::open(note, key)?;
        let checkpoint = Self::read(text)?;
        if checkpoint.origin != *key.name() {
            return Err(CheckpointError::Origin);
        }
        // Each line was read strictly; this also holds for what no reader thought of.
        if checkpoint.text() != text {
            return Err(CheckpointError::Line("no está en su forma canónica"));
        }
        Ok(checkpoint)
    }

    /// The tree's name, which is the key's name.
    #[must_use]
    pub const fn origin(&self) -> &KeyName {
        &self.origin
    }

    /// What it says.
    #[must_use]
    pub const fn fields(&self) -> &CheckpointFields {
        &self.fields
    }

    /// Number of entries.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.fields.head.size
    }

    /// Root of the tree.
    #[must_use]
    pub const fn root(&self) -> Hash {
        self.fields.head.root
    }

    /// When it was made, in microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn instant(&self) -> i64 {
        self.fields.instant
    }

    /// The signed text.
    fn text(&self) -> String {
        let CheckpointFields {
            head,
            instant,
            epoch,
            other,
        } = &self.fields;
        let mut text = format!(
            "{}\n{}\n{}\n",
            self.origin,
            head.size,
            STANDARD.encode(head.root.as_bytes())
        );
        text.push_str(&format!("{INSTANT} {instant}\n{EPOCH} {epoch}\n"));
        if let Some(OtherHead { origin, head }) = other {
            let root = STANDARD.encode(head.root.as_bytes());
            writeln!(text, "{OTHER} {origin} {} {root}", head.size)
                .expect("a String takes any text");
        }
        text
    }

    fn read(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.lines();
        let origin = name(next(&mut lines, "origen")?, "origen")?;
        let size = number(next(&mut lines, "tamaño")?, "tamaño")?;
        let root = root(next(&mut lines, "raíz")?, "raíz")?;
        let instant = extension(&mut lines, INSTANT)?;
        let instant =
            i64::try_from(number(instant, INSTANT)?).map_err(|_| CheckpointError::Line(INSTANT))?;
        let epoch = number(extension(&mut lines, EPOCH)?, EPOCH)?;
        let other = lines.next().map(other_head).transpose()?;
        if lines.next().is_some() {
            return Err(CheckpointError::Line("sobran líneas"));
        }
        let fields = CheckpointFields {
            head: TreeHead { size, root },
            instant,
            epoch,
            other,
        };
        Ok(Self { origin, fields })
    }
}

fn check_numbers(fields: &CheckpointFields) -> Result<(), CheckpointError> {
    let within = |value: u64, name| {
        if value <= MAX_NUMBER {
            Ok(())
        } else {
            Err(CheckpointError::Number(name))
        }
    };
    within(fields.head.size, "tamaño")?;
    within(u64::try_from(fields.instant).unwrap_or(u64::MAX), INSTANT)?;
    within(fields.epoch, EPOCH)?;
    within(
        fields.other.as_ref().map_or(0, |other| other.head.size),
        OTHER,
    )
}

fn next<'a>(lines: &mut Lines<'a>, what: &'static str) -> Result<&'a str, CheckpointError> {
    lines.next().ok_or(CheckpointError::Line(what))
}

/// The value of the extension line with this name, which must be the next one.
fn extension<'a>(lines: &mut Lines<'a>, what: &'static str) -> Result<&'a str, CheckpointError> {
    let line = next(lines, what)?;
    let value = line
        .strip_prefix(what)
        .and_then(|rest| rest.strip_prefix(' '));
    value.ok_or(CheckpointError::Line(what))
}

fn name(text: &str, what: &'static str) -> Result<KeyName, CheckpointError> {
    KeyName::new(text).map_err(|_| CheckpointError::Line(what))
}

/// Decimal digits without sign or leading zero, up to [`MAX_NUMBER`].
fn number(text: &str, what: &'static str) -> Result<u64, CheckpointError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let canonical = digits && (text == "0" || !text.starts_with('0'));
    match text.parse() {
        Ok(value) if canonical && value <= MAX_NUMBER => Ok(value),
        _ => Err(CheckpointError::Line(what)),
    }
}

/// Standard base64 of 32 bytes, with padding and with zero bits after the last byte.
fn root(text: &str, what: &'static str) -> Result<Hash, CheckpointError> {
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| CheckpointError::Line(what))?;
    Hash::try_from(bytes.as_slice()).map_err(|_| CheckpointError::Line(what))
}

fn other_head(line: &str) -> Result<OtherHead, CheckpointError> {
    let fields: Vec<&str> = line.split(' ').collect();
    let [OTHER, origin, size, hash] = fields[..] else {
        return Err(CheckpointError::Line(OTHER));
    };
    let head = TreeHead {
        size: number(size, OTHER)?,
        root: root(hash, OTHER)?,
    };
    Ok(OtherHead {
        origin: name(origin, OTHER)?,
        head,
    })
}
