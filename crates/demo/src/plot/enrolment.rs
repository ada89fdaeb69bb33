//! The candidacies as they come into the registry: who they are, when they are registered, when their accounts are
//! received.

use std::collections::BTreeMap;

use domain::id::CandidacyId;
use domain::profile::Profile;
use domain::registry::{Calling, Gender, Postulation, RegistryData};
use domain::time::Instant;

use crate::chance::{Chance, Ids, mixed};
use crate::people;
use crate::plot::calendar::{Calendar, Receipt};
use crate::plot::entrant::Entrant;
use crate::plot::fate::{Fate, Stop};
use crate::plot::temper::{ALONE, TEMPERS, Temper};
use crate::prose::Length;
use crate::roster::Formula;
use crate::row_key::RowKeys;

/// When the first file is imported, in terms before now.
const FIRST_IMPORT: f64 = 1.8;
/// How long before the reception of their accounts a party's lists are registered, in terms.
const LISTS_BEFORE: f64 = 0.12;
/// Most hostile names of a story.
const HOSTILE_MOST: usize = 10;

/// How each party behaves: drawn, so that none is always the diligent one.
pub(crate) fn tempers(profile: &Profile, seed: u64) -> Vec<Temper> {
    let mut order: Vec<usize> = (0..profile.parties.len()).collect();
    Chance::about(seed, "tempers").shuffle(&mut order);
    order
        .into_iter()
        .map(|at| TEMPERS[at % TEMPERS.len()])
        .collect()
}

/// What a party, or somebody without one, goes through once for each of its two batches.
struct Batch {
    registered: Instant,
    receipt: Option<Receipt>,
}

/// The batches, made when first asked for: one for the offices of one seat and one for the lists.
struct Batches<'a> {
    calendar: &'a Calendar<'a>,
    first_import: Instant,
    known: BTreeMap<(Option<usize>, usize, bool), Batch>,
    chance: Chance,
}

impl Batches<'_> {
    fn of(&mut self, party: Option<usize>, alone: usize, list: bool, temper: Temper) -> &Batch {
        let Self {
            calendar,
            first_import,
            known,
            chance,
        } = self;
        known.entry((party, alone, list)).or_insert_with(|| {
            let (ago, registered) = match (party, list) {
                // Whoever has no party comes in the first file, lists included.
                (None, _) | (_, false) => (Some(temper.first), *first_import),
                (Some(_), true) => {
                    let before = temper
                        .second
                        .map_or(temper.first * 0.3, |ago| ago + LISTS_BEFORE);
                    (
                        temper.second,
                        calendar.daytime(calendar.ago(before), chance),
                    )
                }
            };
            let receipt = ago.map(|ago| calendar.receipt(calendar.ago(ago), chance));
            Batch {
                registered,
                receipt,
            }
        })
    }
}

/// The candidacies of these formulas, without a fate and without a person yet.
pub(crate) fn entrants<'a>(
    profile: &Profile,
    formulas: Vec<Formula<'a>>,
    tempers: &[Temper],
    calendar: &Calendar<'_>,
    seed: u64,
) -> Vec<Entrant<'a>> {
    let mut chance = Chance::about(seed, "enrolment");
    let ids = Ids::new(mixed(seed, "candidacies"));
    let mut batches = Batches {
        calendar,
        first_import: calendar.daytime(calendar.ago(FIRST_IMPORT), &mut chance),
        known: BTreeMap::new(),
        chance: chance.clone(),
    };
    let mut alone = 0;
    let mut found = Vec::new();
    for (formula_number, formula) in formulas.into_iter().enumerate() {
        let party = formula
            .postulation
            .capturing_party()
            .and_then(|key| profile.parties.iter().position(|party| party.key == *key));
        let mine = if formula.postulation == Postulation::Independent {
            alone
        } else {
            0
        };
        let temper = match party {
            Some(party) => tempers[party],
            None => ALONE[mine % ALONE.len()],
        };
        let batch = batches.of(party, mine, formula.office.shape.is_list(), temper);
        alone += usize::from(party.is_none());
        let genders = genders(&formula, formula_number, party, &mut chance);
        let callings = [Calling::Holder, Calling::Substitute];
        for (calling, gender) in callings.into_iter().zip(genders).take(formula.people()) {
            let seed = chance.seed();
            found.push(Entrant {
                formula: formula.clone(),
                formula_number,
                calling,
                id: CandidacyId::new(batch.registered, &ids),
                seed,
                gender,
                party,
                alone: mine,
                registered: batch.registered,
                receipt: batch.receipt,
                fate: None,
                shown: false,
                length: length(seed),
                proposals: proposals(seed, temper, party),
                data: None,
            });
        }
    }
    found
}

/// Women and men take turns in lists; the substitute of a woman is a woman.
fn genders(
    formula: &Formula<'_>,
    number: usize,
    party: Option<usize>,
    chance: &mut Chance,
) -> [Gender; 2] {
    if number % 149 == 7 {
        return [
            Gender::NonBinary,
            *chance.pick(&[Gender::NonBinary, Gender::Woman]),
        ];
    }
    let turn = formula.number.map_or(number, usize::from) + party.unwrap_or(0);
    if turn.is_multiple_of(2) {
        [Gender::Woman, Gender::Woman]
    } else {
        [
            Gender::Man,
            *chance.pick(&[Gender::Man, Gender::Man, Gender::Woman]),
        ]
    }
}

/// Few people write exactly the most or the least.
fn length(seed: u64) -> Length {
    match seed % 200 {
        0 => Length::Longest,
        1 | 2 => Length::Shortest,
        _ => Length::Natural,
    }
}

/// Who copies takes one of the two texts that go around in the party.
fn proposals(seed: u64, temper: Temper, party: Option<usize>) -> u64 {
    let mut chance = Chance::about(seed, "copies");
    match party {
        Some(party) if chance.odds(temper.copies) => {
            mixed(chance.below(2) as u64, &format!("party {party}"))
        }
        _ => seed,
    }
}

/// Gives every candidacy its person and its row. The names on which careless programs break go first to those that
/// are seen in public.
pub(crate) fn name(profile: &Profile, entrants: &mut [Entrant<'_>], seed: u64) {
    let mut order: Vec<usize> = (0..entrants.len()).collect();
    Chance::about(seed, "hostile").shuffle(&mut order);
    order.sort_by_key(|at| !is_published(&entrants[*at]));
    order.truncate((entrants.len() / 20 + 1).min(HOSTILE_MOST));
    let mut keys = RowKeys::default();
    for (at, entrant) in entrants.iter_mut().enumerate() {
        let mut chance = Chance::about(entrant.seed, "person");
        let person = match order.iter().position(|hostile| *hostile == at) {
            Some(number) => people::hostile(profile, number, &mut chance),
            None => people::invent(profile, entrant.gender, &mut chance),
        };
        entrant.gender = person.gender;
        let formula = &entrant.formula;
        entrant.data = Some(RegistryData {
            key: keys.key(profile, formula, entrant.calling),
            office: formula.office.key.clone(),
            territory: formula.race.territory.clone(),
            number: formula.number,
            calling: entrant.calling,
            postulation: formula.postulation.clone(),
            person,
        });
    }
}

fn is_published(entrant: &Entrant<'_>) -> bool {
    matches!(
        entrant.fate,
        Some(Fate::Sent {
            stop: Some(Stop::Published | Stop::PublishedAfterChanges),
            ..
        })
    )
}
