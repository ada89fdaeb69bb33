//! The keys that sign checkpoints, in the formats of C2SP signed notes.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// The signature type of Ed25519 in C2SP signed notes.
const ED25519: u8 = 0x01;
/// Longest name of a key, in bytes.
const MAX_NAME: usize = 256;

/// Why a text is not a key or its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The name is empty, too long, or has a space, a plus sign or a control character.
    #[error(
        "el nombre de la llave debe tener de 1 a {MAX_NAME} bytes, sin espacios, signos «+» ni caracteres de control"
    )]
    Name,
    /// The text is not `name+hash+key`.
    #[error("la llave pública debe escribirse «nombre+huella+llave»")]
    Format,
    /// The hash in the text is not that of the name and the key.
    #[error("la huella de la llave pública no corresponde a su nombre y contenido")]
    Id,
    /// The bytes are not a usable Ed25519 public key.
    #[error("la llave pública no es una llave Ed25519 válida")]
    Point,
}

/// The name of a key, which is also the origin of the checkpoints that it signs: one
/// name for each tree, for example `ine-ejemplo.mx/historial`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, std::hash::Hash)]
pub struct KeyName(String);

impl KeyName {
    /// Checks a name.
    ///
    /// # Errors
    /// [`KeyError::Name`] unless it has 1 to 256 bytes of UTF-8 without Unicode spaces,
    /// control characters and `+`.
    pub fn new(name: impl Into<String>) -> Result<Self, KeyError> {
        let name = name.into();
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if name.is_empty() || name.len() > MAX_NAME || name.contains(forbidden) {
            return Err(KeyError::Name);
        }
        Ok(Self(name))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for KeyName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "KeyName({:?})", self.0)
    }
}

/// First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
fn key_id(name: &KeyName, public: &[u8; 32]) -> [u8; 4] {
    let digest = Sha256::new()
        .chain_update(name.as_str())
        .chain_update([b'\n', ED25519])
        .chain_update(public)
        .finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

/// A named private key. Its bytes are erased from memory when it is dropped, and it
/// prints only its name.
#[derive(Clone)]
pub struct Signer {
    name: KeyName,
    key: SigningKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Signer({})", self.name)
    }
}

impl Signer {
    /// The Ed25519 key of a 32-byte seed (RFC 8032), which must come from a source of
    /// randomness fit for keys.
    #[must_use]
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Self {
        Self {
            name,
            key: SigningKey::from_bytes(seed),
        }
    }

    /// The key's name.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The public half.
    #[must_use]
    pub fn verifier_key(&self) -> VerifierKey {
        let key = self.key.verifying_key();
        VerifierKey {
            id: key_id(&self.name, key.as_bytes()),
            name: self.name.clone(),
            key,
        }
    }

    /// What follows the name in a signature line: base64(key id ‖ signature).
    pub(crate) fn sign_text(&self, text: &str) -> String {
        let mut bytes = self.verifier_key().id.to_vec();
        bytes.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes());
        STANDARD.encode(bytes)
    }
}

/// A named public key. As text: `name+` 8 lower-case hexadecimal digits of the key id
/// `+` base64(0x01 ‖ public key).
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    id: [u8; 4],
    key: VerifyingKey,
}

impl VerifierKey {
    /// The key's name.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The key id that its signatures begin with.
    #[must_use]
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Whether `signature` is this key's over `text`.
    pub(crate) fn accepts(&self, text: &str, signature: &[u8; 64]) -> bool {
        self.key
            .verify_strict(text.as_bytes(), &Signature::from_bytes(signature))
            .is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![ED25519];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(
            out,
            "{}+{:08x}+{}",
            self.name,
            u32::from_be_bytes(self.id),
            STANDARD.encode(bytes)
        )
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "VerifierKey({self})")
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        // The base64 alphabet has a plus sign of its own; the name and the id do not.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Format);
        };
        let name = KeyName::new(name)?;
        let bytes = STANDARD.decode(key).map_err(|_| KeyError::Format)?;
        let (&kind, public) = bytes.split_first().ok_or(KeyError::Format)?;
        let public = <[u8; 32]>::try_from(public).map_err(|_| KeyError::Format)?;
        if kind != ED25519 {
            return Err(KeyError::Format);
        }
        let key = VerifyingKey::from_bytes(&public).map_err(|_| KeyError::Point)?;
        if key.is_weak() {
            return Err(KeyError::Point);
        }
        let verifier = Self {
            id: key_id(&name, &public),
            name,
            key,
        };
        if format!("{:08x}", u32::from_be_bytes(verifier.id)) != id {
            return Err(KeyError::Id);
        }
        Ok(verifier)
    }
}
