//! What a verification found to be wrong, and where.

use std::fmt;

use crate::{CheckpointError, EntryError};

/// The first place where the history does not hold. Its text is for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: FaultKind,
}

/// Where a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At the entry of this position, from 0.
    Position(u64),
    /// At a stored tile.
    Tile {
        /// Its level.
        level: u8,
        /// Its index.
        index: u64,
    },
    /// At the stored checkpoint of this many entries.
    Checkpoint(u64),
    /// At the stored checkpoint given in this place, from 1; its size cannot be trusted.
    CheckpointNumber(u64),
    /// At the outside checkpoint of this many entries.
    Outside(u64),
    /// In the history as a whole.
    History,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// The first position is not 0, or not the first of the tail.
    #[error(
        "el historial empieza aquí y debería empezar en la posición {expected}: falta su principio"
    )]
    HeadCut {
        /// Where it should begin.
        expected: u64,
    },
    /// Positions are missing before this one.
    #[error("faltan las entradas de la posición {expected} a la anterior a esta")]
    PositionGap {
        /// The first missing position.
        expected: u64,
    },
    /// A position came again or in disorder.
    #[error("la posición está repetida o en desorden: seguía la {expected}")]
    PositionOrder {
        /// The position that should have come.
        expected: u64,
    },
    /// The bytes are not a canonical entry.
    #[error("los bytes guardados no son una entrada válida: {0}")]
    Entry(EntryError),
    /// A column of the row does not say what the entry says.
    #[error("la columna «{0}» no dice lo mismo que la entrada")]
    ColumnDiffers(&'static str),
    /// The stored leaf hash is not that of the bytes.
    #[error("la huella guardada no corresponde a la entrada")]
    LeafHashDiffers,
    /// An instant is before that of the one before it.
    #[error("el tiempo retrocede: va del instante {previous} al {found} (microsegundos UTC)")]
    TimeWentBack {
        /// The instant before, in microseconds since 1970-01-01T00:00:00Z.
        previous: i64,
        /// The instant here.
        found: i64,
    },
    /// A stored tile is not the root of the entries that it covers.
    #[error("la huella guardada no corresponde a las entradas que resume")]
    TileDiffers,
    /// A tile that the entries complete is not stored.
    #[error("falta la huella que resume estas entradas")]
    TileMissing,
    /// A stored tile covers entries that do not exist.
    #[error("la huella resume entradas que ya no están en el historial")]
    TileBeyondHistory,
    /// A stored checkpoint is malformed or badly signed.
    #[error("{0}")]
    Checkpoint(CheckpointError),
    /// Checkpoints were given in another order than that of their sizes, or after the
    /// entries that they cover.
    #[error("el punto de control está en desorden: antes hubo {previous} entradas")]
    CheckpointOrder {
        /// The larger size that came before.
        previous: u64,
    },
    /// The epoch of a checkpoint is smaller than that of the one before it.
    #[error("la época retrocede: va de la {previous} a la {found}")]
    EpochWentBack {
        /// Epoch of the checkpoint before.
        previous: u64,
        /// Epoch here.
        found: u64,
    },
    /// The other tree is smaller than in the checkpoint before, in the same epoch.
    #[error(
        "el otro historial pasa de {previous} a {found} entradas sin que se declare una restauración"
    )]
    OtherTreeShrank {
        /// Size of the other tree before.
        previous: u64,
        /// Size here.
        found: u64,
    },
    /// The entries do not have the root of the stored checkpoint.
    #[error(
        "el historial fue alterado en alguna de las posiciones {since} a {last}: su raíz no es la que se firmó"
    )]
    RootDiffers {
        /// First position that no agreeing checkpoint covers.
        since: u64,
        /// Last position that this checkpoint covers.
        last: u64,
    },
    /// The entries do not have the root of the outside checkpoint: the history was
    /// rewritten, or the checkpoint is of another branch of it.
    #[error(
        "el historial fue reescrito o se bifurcó en alguna de las posiciones {since} a {last}: no contiene lo que ampara el punto de control externo"
    )]
    Forked {
        /// First position that no agreeing outside checkpoint covers.
        since: u64,
        /// Last position that this checkpoint covers.
        last: u64,
    },
    /// A checkpoint covers more entries than there are.
    #[error(
        "faltan entradas al final: el historial termina con {size} y el punto de control ampara más"
    )]
    TailCut {
        /// Number of entries that there are.
        size: u64,
    },
    /// There is no checkpoint.
    #[error("no hay ningún punto de control guardado, y siempre debe haber al menos uno")]
    CheckpointsMissing,
    /// The stored hashes that a tail begins with are not those of its checkpoint.
    #[error("las huellas guardadas antes de este punto no tienen la raíz que se firmó")]
    StartDiffers,
    /// The outside checkpoint is before the tail that is verified.
    #[error(
        "el punto de control externo es anterior a lo que se está revisando (desde la posición {start}): hay que verificar el historial completo"
    )]
    OutsideBeforeStart {
        /// First position that is verified.
        start: u64,
    },
}

impl Fault {
    pub(crate) const fn at(place: Place, kind: FaultKind) -> Self {
        Self { place, kind }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Position(position) => write!(out, "Posición {position}"),
            Self::Tile { level, index } => write!(out, "Resumen de nivel {level}, índice {index}"),
            Self::Checkpoint(size) => write!(out, "Punto de control de {size} entradas"),
            Self::CheckpointNumber(number) => write!(out, "Punto de control número {number}"),
            Self::Outside(size) => write!(out, "Punto de control externo de {size} entradas"),
            Self::History => out.write_str("Historial"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}.", self.place, self.kind)
    }
}

impl std::error::Error for Fault {}
