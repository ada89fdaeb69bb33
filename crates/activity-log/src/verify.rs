//! Verifying a whole history, or its tail, as a stream.

use std::collections::{HashMap, VecDeque};

use crate::{
    Checkpoint, Entry, EntryFields, Fault, FaultKind, Frontier, Hash, OtherHead, Place, Records,
    Tile, TreeHead, VerifierKey, leaf_hash,
};

/// A column that storage keeps beside an entry's bytes, to search by. Storage passes
/// those that it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column<'a> {
    /// [`EntryFields::instant`].
    Instant(i64),
    /// [`EntryFields::actor`] as its text.
    Actor(&'a str),
    /// The actor's account, `None` if it is not one.
    Account(Option<&'a str>),
    /// [`EntryFields::role`].
    Role(&'a str),
    /// [`EntryFields::session`].
    Session(Option<&'a str>),
    /// [`EntryFields::module`].
    Module(&'a str),
    /// [`EntryFields::action`].
    Action(&'a str),
    /// [`EntryFields::subject_kind`].
    SubjectKind(&'a str),
    /// [`EntryFields::subject_id`].
    SubjectId(&'a str),
    /// [`EntryFields::record`].
    Record(Option<&'a [u8]>),
}

impl Column<'_> {
    const fn name(&self) -> &'static str {
        match self {
            Self::Instant(_) => "instant",
            Self::Actor(_) => "actor",
            Self::Account(_) => "account",
            Self::Role(_) => "role",
            Self::Session(_) => "session",
            Self::Module(_) => "module",
            Self::Action(_) => "action",
            Self::SubjectKind(_) => "subject_kind",
            Self::SubjectId(_) => "subject_id",
            Self::Record(_) => "record",
        }
    }

    fn agrees(&self, entry: &EntryFields) -> bool {
        match *self {
            Self::Instant(instant) => instant == entry.instant,
            Self::Actor(actor) => actor == entry.actor.as_text(),
            Self::Account(account) => account == entry.actor.account_id(),
            Self::Role(role) => role == entry.role,
            Self::Session(session) => session == entry.session.as_deref(),
            Self::Module(module) => module == entry.module,
            Self::Action(action) => action == entry.action,
            Self::SubjectKind(kind) => kind == entry.subject_kind,
            Self::SubjectId(id) => id == entry.subject_id,
            Self::Record(record) => {
                record == entry.record.as_ref().map(|hash| hash.as_bytes().as_slice())
            }
        }
    }
}

/// One row of the history as storage has it.
#[derive(Debug, Clone, Copy)]
pub struct StoredEntry<'a> {
    /// The row's position.
    pub position: u64,
    /// The columns beside the bytes.
    pub columns: &'a [Column<'a>],
    /// The entry's bytes.
    pub bytes: &'a [u8],
    /// The stored leaf hash.
    pub leaf_hash: &'a [u8],
}

/// What a verification without fault shows.
#[derive(Debug, Clone)]
pub struct Report {
    /// First position that was verified; 0 for the whole history.
    pub start: u64,
    /// The tree at the end: its size and root, ready for appending.
    pub frontier: Frontier,
    /// The checkpoint of most entries (of these, the last one).
    pub latest: Checkpoint,
    /// Instant of the first entry that no checkpoint covers, in microseconds since
    /// 1970-01-01T00:00:00Z. An entry older than the time within which checkpoints are
    /// made means that they were not made, or were removed.
    pub uncovered_since: Option<i64>,
    /// Heads of the other tree that the checkpoints name, without repetitions, to be
    /// given to that tree's verifier with [`Verifier::against_head`].
    pub other_heads: Vec<OtherHead>,
    /// The latest record of each subject among the verified entries.
    pub records: Records,
}

impl Report {
    /// Number of entries in the history.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Number of entries after the latest checkpoint.
    #[must_use]
    pub const fn uncovered(&self) -> u64 {
        self.frontier.size() - self.latest.size()
    }
}

/// Verifies a history that is given to it in order.
///
/// First [`against`](Self::against) the outside checkpoints. Then each
/// [`checkpoint`](Self::checkpoint), in order of size, at the latest before the entry
/// whose position is its size (all of them before the first entry is fine), and each
/// [`entry`](Self::entry) in order of position; the [`tile`](Self::tile)s at any time.
/// At the end [`finish`](Self::finish). The first fault is final: every later call
/// returns it again.
#[derive(Debug, Clone)]
pub struct Verifier {
    key: VerifierKey,
    start: u64,
    frontier: Frontier,
    last_instant: Option<i64>,
    records: Records,
    tiles: Tiles,
    checkpoints: Checkpoints,
    /// Heads to compare, by size, and the size up to which they agreed.
    outside: Vec<TreeHead>,
    outside_agreed: u64,
    uncovered_since: Option<i64>,
    fault: Option<Fault>,
}

#[derive(Debug, Clone, Default)]
struct Tiles {
    computed: HashMap<(u8, u64), Hash>,
    given: HashMap<(u8, u64), Hash>,
}

#[derive(Debug, Clone, Default)]
struct Checkpoints {
    given: u64,
    pending: VecDeque<Checkpoint>,
    latest: Option<Checkpoint>,
    other_heads: Vec<OtherHead>,
}

impl Verifier {
    /// Verifies from the first entry on.
    #[must_use]
    pub fn new(key: VerifierKey) -> Self {
        Self {
            key,
            start: 0,
            frontier: Frontier::new(),
            last_instant: None,
            records: Records::default(),
            tiles: Tiles::default(),
            checkpoints: Checkpoints::default(),
            outside: Vec::new(),
            outside_agreed: 0,
            uncovered_since: None,
            fault: None,
        }
    }

    /// Verifies only what follows a stored checkpoint, whose signature must hold:
    /// `frontier` is rebuilt from the stored hashes (see [`Frontier::rebuild`]) and must
    /// have the root that was signed.
    ///
    /// What the entries before it say is not looked at; only the whole history shows that.
    ///
    /// # Errors
    /// [`FaultKind::StartDiffers`], or what is wrong with the checkpoint.
    pub fn resume(key: VerifierKey, frontier: Frontier, note: &str) -> Result<Self, Fault> {
        let mut verifier = Self::new(key);
        verifier.start = frontier.size();
        verifier.outside_agreed = frontier.size();
        verifier.frontier = frontier;
        verifier.checkpoint(note)?;
        match &verifier.checkpoints.latest {
            Some(_) => Ok(verifier),
            None => Err(Fault::at(
                Place::Checkpoint(verifier.start),
                FaultKind::StartDiffers,
            )),
        }
    }

    /// Compares the history with a checkpoint that was kept outside of it. May be called
    /// more than once, before the entries.
    ///
    /// # Errors
    /// [`FaultKind::OutsideBeforeStart`] if it is before what is verified.
    pub fn against(&mut self, outside: &Checkpoint) -> Result<(), Fault> {
        self.against_head(outside.fields().head)
    }

    /// As [`against`](Self::against), with a head that another tree's checkpoint names.
    ///
    /// # Errors
    /// As there.
    pub fn against_head(&mut self, head: TreeHead) -> Result<(), Fault> {
        self.unless_faulty(|verifier| {
            if head.size < verifier.frontier.size() {
                let kind = FaultKind::OutsideBeforeStart {
                    start: verifier.frontier.size(),
                };
                return Err(Fault::at(Place::Outside(head.size), kind));
            }
            let at = verifier
                .outside
                .partition_point(|known| known.size <= head.size);
            verifier.outside.insert(at, head);
            verifier.compare_outside()
        })
    }

    /// Takes the next stored checkpoint, in order of size and, for one size, of age.
    ///
    /// # Errors
    /// The fault that it shows, if any.
    pub fn checkpoint(&mut self, note: &str) -> Result<(), Fault> {
        self.unless_faulty(|verifier| {
            verifier
                .checkpoints
                .take(note, &verifier.key, verifier.frontier.size())?;
            verifier.compare_checkpoints()
        })
    }

    /// Takes the next stored entry, in order of position.
    ///
    /// # Errors
    /// The fault that it shows, if any.
    pub fn entry(&mut self, stored: StoredEntry<'_>) -> Result<(), Fault> {
        self.unless_faulty(|verifier| verifier.take_entry(&stored))
    }

    /// Takes a stored tile, in any order. After [`resume`](Self::resume), tiles that end
    /// before the start are not looked at.
    ///
    /// # Errors
    /// The fault that it shows, if any.
    pub fn tile(&mut self, level: u8, index: u64, hash: &[u8]) -> Result<(), Fault> {
        self.unless_faulty(|verifier| {
            let place = Place::Tile { level, index };
            let hash =
                Hash::try_from(hash).map_err(|_| Fault::at(place, FaultKind::TileDiffers))?;
            let tile = Tile { level, index, hash };
            match tile.end() {
                None => Err(Fault::at(place, FaultKind::TileBeyondHistory)),
                Some(end) if end <= verifier.start => Ok(()),
                Some(_) => verifier.tiles.take(tile),
            }
        })
    }

    /// Ends the verification.
    ///
    /// # Errors
    /// The first fault of all calls, or what the end shows: checkpoints of more entries
    /// than there are, missing or supernumerary tiles, no checkpoint at all.
    pub fn finish(mut self) -> Result<Report, Fault> {
        self.unless_faulty(|verifier| verifier.check_end())?;
        let Some(latest) = self.checkpoints.latest else {
            return Err(Fault::at(Place::History, FaultKind::CheckpointsMissing));
        };
        Ok(Report {
            start: self.start,
            frontier: self.frontier,
            latest,
            uncovered_since: self.uncovered_since,
            other_heads: self.checkpoints.other_heads,
            records: self.records,
        })
    }

    fn unless_faulty(
        &mut self,
        check: impl FnOnce(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let result = check(self);
        self.fault = result.as_ref().err().cloned();
        result
    }

    fn take_entry(&mut self, stored: &StoredEntry<'_>) -> Result<(), Fault> {
        let fault = |kind| Fault::at(Place::Position(stored.position), kind);
        self.check_position(stored.position).map_err(fault)?;
        let entry = Entry::parse(stored.bytes)
            .map_err(|error| fault(FaultKind::Entry(error)))?
            .into_fields();
        if let Some(column) = stored.columns.iter().find(|column| !column.agrees(&entry)) {
            return Err(fault(FaultKind::ColumnDiffers(column.name())));
        }
        let leaf = leaf_hash(stored.bytes);
        if stored.leaf_hash != leaf.as_bytes() {
            return Err(fault(FaultKind::LeafHashDiffers));
        }
        check_time(self.last_instant, entry.instant).map_err(fault)?;
        self.last_instant = Some(entry.instant);
        self.uncovered_since.get_or_insert(entry.instant);
        self.records.observe(&entry);
        for tile in self.frontier.append(leaf) {
            self.tiles.complete(tile)?;
        }
        self.compare_checkpoints()?;
        self.compare_outside()
    }

    fn check_position(&self, position: u64) -> Result<(), FaultKind> {
        let expected = self.frontier.size();
        match position {
            _ if position == expected => Ok(()),
            _ if position < expected => Err(FaultKind::PositionOrder { expected }),
            _ if expected == self.start => Err(FaultKind::HeadCut { expected }),
            _ => Err(FaultKind::PositionGap { expected }),
        }
    }

    /// Compares the stored checkpoints of as many entries as there are by now.
    fn compare_checkpoints(&mut self) -> Result<(), Fault> {
        let size = self.frontier.size();
        while let Some(checkpoint) = self
            .checkpoints
            .pending
            .pop_front_if(|next| next.size() == size)
        {
            let fault = |kind| Fault::at(Place::Checkpoint(size), kind);
            if checkpoint.root() != self.frontier.root() {
                return Err(fault(self.root_differs()));
            }
            check_time(self.last_instant, checkpoint.instant()).map_err(fault)?;
            self.checkpoints.latest = Some(checkpoint);
            self.uncovered_since = None;
        }
        Ok(())
    }

    fn root_differs(&self) -> FaultKind {
        match &self.checkpoints.latest {
            None if self.start > 0 => FaultKind::StartDiffers,
            latest => FaultKind::RootDiffers {
                since: latest.as_ref().map_or(0, Checkpoint::size),
                last: self.frontier.size().saturating_sub(1),
            },
        }
    }

    /// Compares the outside heads of as many entries as there are by now.
    fn compare_outside(&mut self) -> Result<(), Fault> {
        let size = self.frontier.size();
        while self.outside.first().is_some_and(|head| head.size == size) {
            let head = self.outside.remove(0);
            if head.root != self.frontier.root() {
                let kind = FaultKind::Forked {
                    since: self.outside_agreed,
                    last: size.saturating_sub(1),
                };
                return Err(Fault::at(Place::Outside(size), kind));
            }
            self.outside_agreed = size;
        }
        Ok(())
    }

    fn check_end(&mut self) -> Result<(), Fault> {
        let size = self.frontier.size();
        let cut = |place| Err(Fault::at(place, FaultKind::TailCut { size }));
        if let Some(checkpoint) = self.checkpoints.pending.back() {
            return cut(Place::Checkpoint(checkpoint.size()));
        }
        if let Some(head) = self.outside.last() {
            return cut(Place::Outside(head.size));
        }
        self.tiles.check_end()
    }
}

fn check_time(previous: Option<i64>, found: i64) -> Result<(), FaultKind> {
    match previous {
        Some(previous) if found < previous => Err(FaultKind::TimeWentBack { previous, found }),
        _ => Ok(()),
    }
}

impl Tiles {
    fn take(&mut self, tile: Tile) -> Result<(), Fault> {
        let known = self.given.insert((tile.level, tile.index), tile.hash);
        Self::compare(tile, known)?;
        Self::compare(tile, self.computed.get(&(tile.level, tile.index)).copied())
    }

    fn complete(&mut self, tile: Tile) -> Result<(), Fault> {
        self.computed.insert((tile.level, tile.index), tile.hash);
        Self::compare(tile, self.given.get(&(tile.level, tile.index)).copied())
    }

    fn compare(tile: Tile, known: Option<Hash>) -> Result<(), Fault> {
        let place = Place::Tile {
            level: tile.level,
            index: tile.index,
        };
        match known {
            Some(hash) if hash != tile.hash => Err(Fault::at(place, FaultKind::TileDiffers)),
            _ => Ok(()),
        }
    }

    fn check_end(&self) -> Result<(), Fault> {
        let first_only_in = |these: &HashMap<(u8, u64), Hash>, those: &HashMap<(u8, u64), Hash>| {
            let only = these.keys().filter(|id| !those.contains_key(id)).min();
            only.map(|&(level, index)| Place::Tile { level, index })
        };
        if let Some(place) = first_only_in(&self.given, &self.computed) {
            return Err(Fault::at(place, FaultKind::TileBeyondHistory));
        }
        if let Some(place) = first_only_in(&self.computed, &self.given) {
            return Err(Fault::at(place, FaultKind::TileMissing));
        }
        Ok(())
    }
}

impl Checkpoints {
    /// Reads the next checkpoint and compares it with the one before it; its root waits
    /// for the entries. `size` is the number of entries by now.
    fn take(&mut self, note: &str, key: &VerifierKey, size: u64) -> Result<(), Fault> {
        self.given += 1;
        let checkpoint = Checkpoint::open(note, key).map_err(|error| {
            Fault::at(
                Place::CheckpointNumber(self.given),
                FaultKind::Checkpoint(error),
            )
        })?;
        let previous = self.pending.back().or(self.latest.as_ref());
        check_order(previous, &checkpoint, size)
            .map_err(|kind| Fault::at(Place::Checkpoint(checkpoint.size()), kind))?;
        if let Some(other) = &checkpoint.fields().other
            && self.other_heads.last() != Some(other)
        {
            self.other_heads.push(other.clone());
        }
        self.pending.push_back(checkpoint);
        Ok(())
    }
}

fn check_order(
    previous: Option<&Checkpoint>,
    next: &Checkpoint,
    size: u64,
) -> Result<(), FaultKind> {
    let larger = size.max(previous.map_or(0, Checkpoint::size));
    if next.size() < larger {
        return Err(FaultKind::CheckpointOrder { previous: larger });
    }
    let Some(previous) = previous.map(Checkpoint::fields) else {
        return Ok(());
    };
    let found = next.fields();
    check_time(Some(previous.instant), found.instant)?;
    if found.epoch < previous.epoch {
        return Err(FaultKind::EpochWentBack {
            previous: previous.epoch,
            found: found.epoch,
        });
    }
    let other_size = |other: &Option<OtherHead>| other.as_ref().map_or(0, |other| other.head.size);
    let (before, now) = (other_size(&previous.other), other_size(&found.other));
    if found.epoch == previous.epoch && now < before {
        return Err(FaultKind::OtherTreeShrank {
            previous: before,
            found: now,
        });
    }
    Ok(())
}
