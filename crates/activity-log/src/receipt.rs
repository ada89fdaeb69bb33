//! A receipt: one entry with the proof that a signed history contains it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::{
    Checkpoint, CheckpointError, Entry, EntryError, Hash, InclusionProof, MAX_NUMBER, ProofError,
    VerifierKey, leaf_hash,
};

/// The member `format` of the receipts that this crate writes and reads.
pub const RECEIPT_FORMAT: &str = "activity-log-receipt-1";
/// Most bytes that a receipt may have.
pub const MAX_RECEIPT_BYTES: usize = 256 * 1024;
/// Most hashes that an inclusion proof can have.
const MAX_PROOF: usize = 64;

/// An entry that the history is committed to, on its own: with the public key nothing
/// else is needed to check it.
///
/// The file is one JSON object without spaces between its tokens, with these members in
/// this order: `checkpoint` (the signed note), `entry` (the entry's canonical bytes as a
/// string), `format` (`activity-log-receipt-1`), `position` (integer), `proof` (array of
/// standard base64 strings of 32 bytes, from the leaf's sibling up). Strings escape only
/// `"`, `\` and, as `\n`, the newline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    entry: Entry,
    position: u64,
    proof: Vec<Hash>,
    note: String,
}

/// What a checked receipt shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// The entry.
    pub entry: Entry,
    /// Its position in the history, from 0.
    pub position: u64,
    /// Its leaf hash.
    pub leaf_hash: Hash,
    /// The head that the proof leads to.
    pub checkpoint: Checkpoint,
}

/// Why a file is not a receipt, or shows nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// More than [`MAX_RECEIPT_BYTES`].
    #[error("el acuse tiene {0} bytes, más de los que admite")]
    TooLong(usize),
    /// The file is not the JSON object of a receipt.
    #[error("el archivo no es un acuse: {0}")]
    Malformed(String),
    /// A format that this program does not know.
    #[error("el acuse es de un formato que este programa no conoce")]
    Format,
    /// The position is beyond [`MAX_NUMBER`].
    #[error("la posición del acuse está fuera de lo que admite")]
    Position,
    /// The file means a receipt, but is not the only way of writing it.
    #[error("el acuse fue modificado: no está escrito en su forma canónica")]
    NotCanonical,
    /// The entry is not one.
    #[error("la entrada del acuse no es válida: {0}")]
    Entry(#[from] EntryError),
    /// The checkpoint is malformed or not signed by the key.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The proof does not lead from the entry to the checkpoint.
    #[error("la entrada del acuse no está en el historial firmado: {0}")]
    Proof(#[from] ProofError),
    /// The entry is dated after the checkpoint.
    #[error("la entrada del acuse es posterior al punto de control que la ampara")]
    Instant,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    checkpoint: String,
    entry: String,
    format: String,
    position: u64,
    proof: Vec<String>,
}

impl Receipt {
    /// Puts a receipt together from an entry, its proof in the tree of the checkpoint,
    /// and the checkpoint's note.
    #[must_use]
    pub fn new(entry: Entry, proof: InclusionProof, note: impl Into<String>) -> Self {
        Self {
            entry,
            position: proof.index,
            proof: proof.hashes,
            note: note.into(),
        }
    }

    /// The entry, which nothing vouches for until [`verify`](Self::verify).
    #[must_use]
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The entry's position in the history, from 0.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// The checkpoint's note.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }

    /// The hashes of the inclusion proof, from the leaf's sibling up.
    #[must_use]
    pub fn proof(&self) -> &[Hash] {
        &self.proof
    }

    /// The file's bytes.
    #[must_use]
    pub fn to_json(&self) -> String {
        let entry = String::from_utf8(self.entry.canonical()).expect("canonical bytes are ASCII");
        let wire = Wire {
            checkpoint: self.note.clone(),
            entry,
            format: RECEIPT_FORMAT.to_owned(),
            position: self.position,
            proof: self
                .proof
                .iter()
                .map(|hash| STANDARD.encode(hash.as_bytes()))
                .collect(),
        };
        serde_json::to_string(&wire).expect("a struct of texts and integers always has a JSON form")
    }

    /// Reads a file. Whether it shows anything, [`verify`](Self::verify) tells.
    ///
    /// # Errors
    /// Refuses what [`to_json`](Self::to_json) would not have written byte for byte.
    pub fn parse(json: &[u8]) -> Result<Self, ReceiptError> {
        if json.len() > MAX_RECEIPT_BYTES {
            return Err(ReceiptError::TooLong(json.len()));
        }
        let wire: Wire = serde_json::from_slice(json)
            .map_err(|error| ReceiptError::Malformed(error.to_string()))?;
        if wire.format != RECEIPT_FORMAT {
            return Err(ReceiptError::Format);
        }
        if wire.position > MAX_NUMBER {
            return Err(ReceiptError::Position);
        }
        let entry = Entry::parse(wire.entry.as_bytes())?;
        let proof = read_proof(&wire.proof)?;
        let receipt = Self {
            entry,
            position: wire.position,
            proof,
            note: wire.checkpoint,
        };
        if receipt.to_json().as_bytes() == json {
            Ok(receipt)
        } else {
            Err(ReceiptError::NotCanonical)
        }
    }

    /// Checks the checkpoint's signature and that the entry is in its tree.
    ///
    /// # Errors
    /// [`ReceiptError`] says what does not hold.
    pub fn verify(&self, key: &VerifierKey) -> Result<VerifiedReceipt, ReceiptError> {
        let checkpoint = Checkpoint::open(&self.note, key)?;
        let leaf_hash = leaf_hash(&self.entry.canonical());
        let proof = InclusionProof {
            index: self.position,
            size: checkpoint.size(),
            hashes: self.proof.clone(),
        };
        proof.verify(&leaf_hash, &checkpoint.root())?;
        if self.entry.fields().instant > checkpoint.instant() {
            return Err(ReceiptError::Instant);
        }
        Ok(VerifiedReceipt {
            entry: self.entry.clone(),
            position: self.position,
            leaf_hash,
            checkpoint,
        })
    }
}

fn read_proof(lines: &[String]) -> Result<Vec<Hash>, ReceiptError> {
    if lines.len() > MAX_PROOF {
        return Err(ReceiptError::Proof(ProofError::Length));
    }
    let malformed = || ReceiptError::Malformed("la prueba tiene una huella mal escrita".to_owned());
    let hash = |line: &String| {
        let bytes = STANDARD.decode(line).map_err(|_| malformed())?;
        Hash::try_from(bytes.as_slice()).map_err(|_| malformed())
    };
    lines.iter().map(hash).collect()
}
