//! A history in memory as storage would keep it: rows, tiles and checkpoints that a
//! forger can reach.

#![allow(
    dead_code,
    reason = "each test binary compiles this module and uses a part of it"
)]

use std::collections::BTreeMap;

use activity_log::{
    Actor, Checkpoint, CheckpointFields, Column, Entry, EntryFields, Fault, Fetched, Frontier,
    Hash, InclusionProof, KeyName, Plan, Receipt, Report, Signer, Sources, StoredEntry, Tile,
    TreeHead, Verifier,
};

pub const FIRST_INSTANT: i64 = 1_780_000_000_000_000;

pub fn signer() -> Signer {
    let name = KeyName::new("instituto.example/historial").expect("a good name");
    Signer::from_seed(name, &[7; 32])
}

/// The entry number `n` of an invented history: one second after the one before.
pub fn fields(n: u64) -> EntryFields {
    EntryFields {
        instant: FIRST_INSTANT + i64::try_from(n).expect("a small number") * 1_000_000,
        actor: Actor::account(format!("cuenta-{}", n % 5)),
        role: "capturista".into(),
        session: (!n.is_multiple_of(3)).then(|| format!("sesion-{}", n % 7)),
        module: "curricular".into(),
        action: "cuestionario.guardado".into(),
        subject_kind: "captura".into(),
        subject_id: format!("{:04}", n % 11),
        record: (n % 4 != 1).then(|| Hash::of(&n.to_be_bytes())),
        details: BTreeMap::from([("revision".to_owned(), n.to_string())]),
        commitments: BTreeMap::new(),
    }
}

pub fn entry(n: u64) -> Entry {
    Entry::new(fields(n)).expect("valid fields")
}

/// One row of storage. Columns and bytes are apart, so that each can be altered alone.
#[derive(Clone)]
pub struct Row {
    pub position: u64,
    pub columns: EntryFields,
    pub bytes: Vec<u8>,
    pub leaf_hash: Vec<u8>,
}

impl Row {
    pub fn of(position: u64, entry: &Entry) -> Self {
        let leaf_hash = entry.leaf_hash().as_bytes().to_vec();
        Self {
            position,
            columns: entry.fields().clone(),
            bytes: entry.canonical(),
            leaf_hash,
        }
    }

    pub fn give(&self, verifier: &mut Verifier) -> Result<(), Fault> {
        let actor = self.columns.actor.as_text();
        let record = self
            .columns
            .record
            .as_ref()
            .map(|hash| hash.as_bytes().as_slice());
        let columns = [
            Column::Instant(self.columns.instant),
            Column::Actor(&actor),
            Column::Account(self.columns.actor.account_id()),
            Column::Role(&self.columns.role),
            Column::Session(self.columns.session.as_deref()),
            Column::Module(&self.columns.module),
            Column::Action(&self.columns.action),
            Column::SubjectKind(&self.columns.subject_kind),
            Column::SubjectId(&self.columns.subject_id),
            Column::Record(record),
        ];
        verifier.entry(StoredEntry {
            position: self.position,
            columns: &columns,
            bytes: &self.bytes,
            leaf_hash: &self.leaf_hash,
        })
    }
}

#[derive(Clone, Default)]
pub struct History {
    pub rows: Vec<Row>,
    pub tiles: Vec<Tile>,
    pub notes: Vec<String>,
    pub frontier: Frontier,
}

impl History {
    /// `entries` entries, with a checkpoint before the first and after every `every`.
    pub fn of(entries: u64, every: u64) -> Self {
        Self::from_entries((0..entries).map(entry), every)
    }

    pub fn from_entries(entries: impl IntoIterator<Item = Entry>, every: u64) -> Self {
        let mut history = Self::default();
        history.sign();
        for entry in entries {
            history.append(&entry);
            if history.frontier.size().is_multiple_of(every) {
                history.sign();
            }
        }
        history
    }

    pub fn append(&mut self, entry: &Entry) {
        self.rows.push(Row::of(self.frontier.size(), entry));
        self.tiles.extend(self.frontier.append(entry.leaf_hash()));
    }

    pub fn entries(&self) -> Vec<Entry> {
        self.rows
            .iter()
            .map(|row| Entry::parse(&row.bytes).expect("canonical"))
            .collect()
    }

    pub fn last_instant(&self) -> i64 {
        self.rows
            .last()
            .map_or(FIRST_INSTANT, |row| row.columns.instant)
    }

    pub fn head(&self) -> TreeHead {
        TreeHead {
            size: self.frontier.size(),
            root: self.frontier.root(),
        }
    }

    pub fn sign(&mut self) -> Checkpoint {
        let fields = CheckpointFields {
            head: self.head(),
            instant: self.last_instant(),
            epoch: 0,
            other: None,
        };
        let signed = Checkpoint::sign(fields, &signer()).expect("numbers in range");
        self.notes.push(signed.note);
        signed.checkpoint
    }

    pub fn fetch(&self, plan: &Plan) -> Fetched {
        let mut fetched = Fetched::new();
        for sources in plan.sources() {
            match sources {
                Sources::Leaves(range) => {
                    for position in range {
                        let row = &self.rows[usize::try_from(position).expect("in memory")];
                        fetched.leaf(
                            position,
                            Hash::try_from(row.leaf_hash.as_slice()).expect("a hash"),
                        );
                    }
                }
                Sources::Tiles { level, range } => {
                    for index in range {
                        let stored = |tile: &&Tile| tile.level == level && tile.index == index;
                        fetched.tile(*self.tiles.iter().find(stored).expect("the tile is stored"));
                    }
                }
            }
        }
        fetched
    }

    /// A receipt of the entry at `index` under the last checkpoint, which must be of the
    /// history's end.
    pub fn receipt(&self, index: u64) -> Receipt {
        let size = self.frontier.size();
        let plan = Plan::inclusion(index, size).expect("in range");
        let hashes = plan.finish(&self.fetch(&plan)).expect("all fetched");
        let entry = self.entries()[usize::try_from(index).expect("in memory")].clone();
        let note = self.notes.last().expect("signed").clone();
        Receipt::new(
            entry,
            InclusionProof {
                index,
                size,
                hashes,
            },
            note,
        )
    }

    pub fn verify(&self) -> Result<Report, Fault> {
        self.verify_against(&[])
    }

    /// The whole history against outside checkpoints, as a caller would do it.
    pub fn verify_against(&self, outside: &[&Checkpoint]) -> Result<Report, Fault> {
        let mut verifier = Verifier::new(signer().verifier_key());
        for checkpoint in outside {
            verifier.against(checkpoint)?;
        }
        for note in &self.notes {
            verifier.checkpoint(note)?;
        }
        for row in &self.rows {
            row.give(&mut verifier)?;
        }
        for tile in &self.tiles {
            verifier.tile(tile.level, tile.index, tile.hash.as_bytes())?;
        }
        verifier.finish()
    }
}
