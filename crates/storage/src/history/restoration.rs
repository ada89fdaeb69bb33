//! Declared restorations: a backup took the place of the data, and the history goes on from where the backup ended.
//!
//! What was written after the backup is gone, and every checkpoint of it that somebody keeps outside shows that. So the
//! first entry after a restoration declares it: from which position on entries were lost, up to which if that is known,
//! and the number of the epoch that it opens, which all later checkpoints carry. The verification accepts an outside
//! checkpoint of lost entries only if the history itself declares them lost.

use std::ops::Range;

use activity_log::{Checkpoint, Entry, SignedCheckpoint, Signer};
use domain::activity::{Act, Action, Author, Subject};
use domain::time::Instant;
use futures_util::TryStreamExt as _;

use crate::engine::{Transaction, statements, values};
use crate::error::StorageError;
use crate::session::EndReason;
use crate::write_unit::WriteUnit;

statements! {
    in "activity";
    statements {
        DECLARED = "SELECT position, entry FROM activity WHERE action = $1 ORDER BY position";
    }
}

const EPOCH: &str = "epoch";
const LOST_FROM: &str = "lost-from";
const LOST_UNTIL: &str = "lost-until";

/// A restoration to be declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoration {
    /// The backup that took the place of the data.
    pub backup: String,
    /// The latest checkpoint known of what was there before: it tells which entries were lost. None: nobody has one.
    pub known: Option<Checkpoint>,
}

/// A restoration as the history declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The position of the entry that declares it; also how many entries the backup had.
    pub position: u64,
    /// The epoch that it opened.
    pub epoch: u64,
    /// The positions that were lost, if that was known: those that were written after the backup.
    pub lost: Option<Range<u64>>,
}

impl Restored {
    fn read(position: u64, entry: &Entry) -> Option<Self> {
        let details = &entry.fields().details;
        let number = |name: &str| details.get(name)?.parse::<u64>().ok();
        Some(Self {
            position,
            epoch: number(EPOCH)?,
            lost: number(LOST_FROM)
                .zip(number(LOST_UNTIL))
                .map(|(from, until)| from..until),
        })
    }

    /// Whether it declares lost what `outside` saw from this restoration on.
    fn declares(&self, outside: &Checkpoint) -> bool {
        self.lost
            .as_ref()
            .is_some_and(|lost| lost.start <= self.position && lost.end >= outside.size())
    }
}

impl WriteUnit {
    /// Declares that a backup took the place of the data, ends every session, and signs the first checkpoint of the new
    /// epoch.
    ///
    /// # Errors
    /// As every write.
    pub async fn open_epoch(
        &mut self,
        restoration: &Restoration,
        signer: &Signer,
        at: Instant,
    ) -> Result<(Restored, SignedCheckpoint), StorageError> {
        let position = self.tail().await?.size();
        let here = self.latest_checkpoint().await?.map_or(0, |last| last.epoch);
        let known = restoration.known.as_ref();
        let there = known.map_or(0, |known| known.fields().epoch);
        let epoch = here.max(there) + 1;
        let lost = known.map(|known| position..known.size().max(position));
        let sessions = self.end_every_session(at, EndReason::Restored).await?;
        let mut act = Act::new(
            at,
            Author::System,
            Action::HistoryRestored,
            Subject::new("backup", &restoration.backup),
        )
        .with(EPOCH, epoch)
        .with("sessions", sessions);
        if let Some(lost) = &lost {
            act = act.with(LOST_FROM, lost.start).with(LOST_UNTIL, lost.end);
        }
        self.log(act).await?;
        let signed = self.checkpoint_of_epoch(signer, at, epoch).await?;
        let restored = Restored {
            position,
            epoch,
            lost,
        };
        Ok((restored, signed))
    }
}

/// The restorations that the history declares, and what they allow.
#[derive(Debug, Default)]
pub(super) struct Declared(pub(super) Vec<Restored>);

impl Declared {
    /// Reads them, in the order of the history; a fault if one cannot be what the program wrote.
    pub(super) async fn read(tx: &mut Transaction) -> Result<Result<Self, String>, StorageError> {
        let mut rows = tx.stream(DECLARED.with(values![Action::HistoryRestored.code()]));
        let mut all: Vec<Restored> = Vec::new();
        while let Some(row) = rows.try_next().await? {
            let position = row.number("position")?;
            let entry = Entry::parse(row.text("entry")?.as_bytes()).ok();
            let restored = entry.and_then(|entry| Restored::read(position, &entry));
            let last = all.last().map_or(0, |last| last.epoch);
            match restored.filter(|restored| restored.epoch > last) {
                Some(restored) => all.push(restored),
                None => {
                    return Ok(Err(format!(
                        "Historial: la entrada de la posición {position} declara una restauración mal formada."
                    )));
                }
            }
        }
        Ok(Ok(Self(all)))
    }

    /// What is wrong with the epoch of a stored checkpoint: it must be the one that was declared last before it.
    pub(super) fn fault_of(&self, note: &str) -> Option<String> {
        let (size, epoch) = size_and_epoch(note)?;
        let before = self
            .0
            .iter()
            .take_while(|restored| restored.position < size);
        let declared = before.last().map_or(0, |restored| restored.epoch);
        (declared != epoch).then(|| {
            format!(
                "Punto de control de {size} entradas: dice ser de la época {epoch}, y la que el historial declara hasta \
                 ahí es la {declared}."
            )
        })
    }

    /// What an outside checkpoint asks of this history.
    pub(super) fn judge(&self, outside: &Checkpoint) -> Judged {
        let epoch = outside.fields().epoch;
        let current = self.0.last().map_or(0, |last| last.epoch);
        if epoch > current {
            return Judged::Fault(format!(
                "El punto de control guardado fuera es de la época {epoch} y este historial solo ha declarado hasta la \
                 {current}: se restauró un respaldo sin declararlo, o es otro historial."
            ));
        }
        let Some(next) = self.0.iter().find(|restored| restored.epoch > epoch) else {
            return Judged::Compare;
        };
        if outside.size() <= next.position {
            return Judged::Compare;
        }
        let lost = next.position..outside.size();
        if next.declares(outside) {
            return Judged::DeclaredLost(lost);
        }
        Judged::Fault(format!(
            "El punto de control guardado fuera vio {} entradas. La restauración declarada en la posición {} no dice que se \
             perdieran las posiciones {} a {}.",
            outside.size(),
            next.position,
            lost.start,
            lost.end - 1,
        ))
    }
}

/// What an outside checkpoint asks of a history.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// That its root is that of the tree at its size.
    Compare,
    /// Nothing more: the history declares that the entries of these positions were lost in a restoration.
    DeclaredLost(Range<u64>),
    /// It cannot hold.
    Fault(String),
}

/// Size and epoch of a note whose form the verifier checks.
fn size_and_epoch(note: &str) -> Option<(u64, u64)> {
    let mut lines = note.lines();
    let size = lines.nth(1)?.parse().ok()?;
    let epoch = lines.nth(2)?.strip_prefix("epoca ")?.parse().ok()?;
    Some((size, epoch))
}
