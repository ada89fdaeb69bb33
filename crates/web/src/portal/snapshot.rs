//! All candidacies at one moment, ready to be read: sorted, indexed, never changed. A change makes a new one.

use std::collections::HashMap;
use std::sync::Arc;

use domain::id::CandidacyId;
use domain::time::Instant;
use jiff::civil::{Date, Time};

use crate::portal::ballot::{Ballot, OfficeNumber, PartyNumber, TerritoryNumber};
use crate::portal::order::Rank;
use crate::portal::row::{Phase, Row, Standing};
use crate::portal::search::{SearchText, Words};

/// All candidacies at one moment.
#[derive(Debug)]
pub struct Snapshot {
    /// Goes up with every change.
    generation: u64,
    day: Day,
    entries: Vec<Entry>,
    /// A position is found by its rank: ranks outlive the change of other rows, positions do not.
    ranks: HashMap<CandidacyId, Rank>,
    text: SearchText,
    tallies: Vec<Tally>,
}

/// A row in its place.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The row.
    pub(crate) row: Arc<Row>,
    /// The generation that brought it.
    pub(crate) since: u64,
    rank: Rank,
    searched: Arc<str>,
}

/// How many candidacies of an office stand, and how many of them have a published profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Candidacies that stand.
    pub(crate) standing: u64,
    /// Those whose profile is published.
    pub(crate) published: u64,
}

/// A day of the institute's calendar: the order of the rows is drawn anew at its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day {
    date: Date,
    starts: Instant,
    /// The first instant of the next day.
    ends: Instant,
}

/// What a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Filter {
    /// Of one office.
    pub(crate) office: Option<OfficeNumber>,
    /// In one territory.
    pub(crate) territory: Option<TerritoryNumber>,
    /// Of one contender.
    pub(crate) contender: Option<ContenderFilter>,
    /// With these words.
    pub(crate) words: Option<Words>,
}

/// Whose candidacies a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ContenderFilter {
    /// Without party.
    Independent,
    /// Of a party, also where it goes with others.
    Party(PartyNumber),
}

impl Snapshot {
    /// All rows, in the order of the day of `now`. Of two rows of one candidacy the later holds.
    pub(crate) fn load(ballot: &Ballot, now: Instant, rows: impl IntoIterator<Item = Row>) -> Self {
        let empty = Self::arranged(ballot, 0, Day::of(ballot, now), Vec::new(), HashMap::new());
        empty.with_changes(ballot, rows).unwrap_or(empty)
    }

    /// These rows in the place of all there were, made under other rules.
    pub(crate) fn replaced(
        &self,
        ballot: &Ballot,
        now: Instant,
        rows: impl IntoIterator<Item = Row>,
    ) -> Self {
        let (day, next) = (Day::of(ballot, now), self.generation + 1);
        let empty = Self::arranged(ballot, next, day, Vec::new(), HashMap::new());
        empty.with_changes(ballot, rows).unwrap_or(empty)
    }

    /// The same with these rows put or replaced; none if that changes nothing.
    pub(crate) fn with_changes(
        &self,
        ballot: &Ballot,
        rows: impl IntoIterator<Item = Row>,
    ) -> Option<Self> {
        let mut changed: HashMap<CandidacyId, Row> = HashMap::new();
        for row in rows {
            changed.insert(row.id, row);
        }
        changed.retain(|id, row| self.get(*id).is_none_or(|known| *known.row != *row));
        if changed.is_empty() {
            return None;
        }
        let generation = self.generation + 1;
        let mut ranks = self.ranks.clone();
        let mut entries = self.without(changed.keys(), changed.len());
        for row in changed.into_values() {
            let entry = Entry::new(ballot, row, self.day.date, generation);
            ranks.insert(entry.row.id, entry.rank);
            entries.push(entry);
        }
        Some(Self::arranged(ballot, generation, self.day, entries, ranks))
    }

    /// The entries of all other candidacies, in order, with room for `more`.
    fn without<'a>(&self, ids: impl Iterator<Item = &'a CandidacyId>, more: usize) -> Vec<Entry> {
        let mut left_out: Vec<usize> = ids.filter_map(|id| self.position(*id)).collect();
        left_out.sort_unstable();
        let mut entries = Vec::with_capacity(self.entries.len() + more);
        let mut from = 0;
        for position in left_out {
            entries.extend_from_slice(&self.entries[from..position]);
            from = position + 1;
        }
        entries.extend_from_slice(&self.entries[from..]);
        entries
    }

    /// The same in the order of the day of `now`.
    pub(crate) fn on_day_of(&self, ballot: &Ballot, now: Instant) -> Self {
        let day = Day::of(ballot, now);
        let mut entries = self.entries.clone();
        for entry in &mut entries {
            entry.rank = Rank::of(ballot, &entry.row, day.date);
        }
        let ranks = entries
            .iter()
            .map(|entry| (entry.row.id, entry.rank))
            .collect();
        Self::arranged(ballot, self.generation + 1, day, entries, ranks)
    }

    fn arranged(
        ballot: &Ballot,
        generation: u64,
        day: Day,
        mut entries: Vec<Entry>,
        ranks: HashMap<CandidacyId, Rank>,
    ) -> Self {
        // Stable and nearly sorted: the sort finds the runs and merges them.
        entries.sort_by_key(|entry| entry.rank);
        let mut tallies = vec![Tally::default(); ballot.profile().offices.len()];
        for entry in &entries {
            tallies[usize::from(entry.row.office)].count(&entry.row);
        }
        Self {
            generation,
            day,
            ranks,
            text: SearchText::of(entries.iter().map(|entry| &*entry.searched)),
            entries,
            tallies,
        }
    }

    /// Goes up with every change.
    pub(crate) const fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether the order is that of the day of `now`.
    pub(crate) fn is_of_day(&self, now: Instant) -> bool {
        self.day.starts <= now && now < self.day.ends
    }

    /// The instant from which on the order is another one.
    pub(crate) const fn day_ends(&self) -> Instant {
        self.day.ends
    }

    /// How many candidacies there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The candidacy with this id.
    pub(crate) fn get(&self, id: CandidacyId) -> Option<&Entry> {
        self.entries.get(self.position(id)?)
    }

    /// Where a candidacy is.
    pub(crate) fn position(&self, id: CandidacyId) -> Option<usize> {
        let rank = self.ranks.get(&id)?;
        self.entries
            .binary_search_by_key(rank, |entry| entry.rank)
            .ok()
    }

    /// The row at a position that [`Snapshot::find`] gave.
    pub(crate) fn at(&self, position: usize) -> &Row {
        &self.entries[position].row
    }

    /// How many candidacies an office has.
    pub(crate) fn tally(&self, office: OfficeNumber) -> Tally {
        self.tallies[usize::from(office)]
    }

    /// Positions of the rows that a filter lets through, in order.
    pub(crate) fn find(&self, ballot: &Ballot, filter: &Filter) -> Vec<usize> {
        let passes = |position: &usize| filter.admits(ballot, self.at(*position));
        match &filter.words {
            Some(words) => self.text.find(words).into_iter().filter(passes).collect(),
            None => (0..self.entries.len()).filter(passes).collect(),
        }
    }
}

impl Entry {
    fn new(ballot: &Ballot, row: Row, day: Date, generation: u64) -> Self {
        Self {
            rank: Rank::of(ballot, &row, day),
            searched: row.searched(ballot).into(),
            since: generation,
            row: Arc::new(row),
        }
    }
}

impl Tally {
    fn count(&mut self, row: &Row) {
        if let Standing::Active { phase, .. } = &row.standing {
            self.standing += 1;
            self.published += u64::from(matches!(phase, Phase::Published(_)));
        }
    }
}

impl Filter {
    fn admits(&self, ballot: &Ballot, row: &Row) -> bool {
        self.office.is_none_or(|office| row.office == office)
            && self
                .territory
                .is_none_or(|territory| row.territory == territory)
            && self.contender.is_none_or(|contender| match contender {
                ContenderFilter::Independent => {
                    row.contender == crate::portal::ballot::Contender::Independent
                }
                ContenderFilter::Party(party) => ballot.stands_for(row.contender, party),
            })
    }
}

impl Day {
    fn of(ballot: &Ballot, now: Instant) -> Self {
        let zone = &ballot.profile().institute.zone;
        let date = now.in_zone(zone).date();
        let starts = |date: Date| Instant::from_civil(date, Time::midnight(), zone);
        Self {
            date,
            starts: starts(date),
            ends: starts(date.tomorrow().unwrap_or(Date::MAX)),
        }
    }
}
