//! Who stands: every contender of every race, as formulas, with as many places as were asked for.

use domain::key::{AgreementKey, PartyKey};
use domain::profile::{Office, Principle, Profile, Race, Shape};
use domain::registry::Postulation;

use crate::chance::Chance;

/// Highest number of a formula or list place that a registry takes.
const HIGHEST: u16 = domain::registry::NUMBER_MAX;
/// One in so many races of one seat has somebody without party.
const INDEPENDENT_EVERY: usize = 6;

/// A holder and, where there is one, a substitute.
#[derive(Debug, Clone)]
pub(crate) struct Formula<'a> {
    /// The office.
    pub(crate) office: &'a Office,
    /// The race.
    pub(crate) race: &'a Race,
    /// Who puts it forward.
    pub(crate) postulation: Postulation,
    /// Formula or list number.
    pub(crate) number: Option<u16>,
    /// Whether it has a substitute.
    pub(crate) substitute: bool,
}

impl Formula<'_> {
    /// How many people it has.
    pub(crate) fn people(&self) -> usize {
        1 + usize::from(self.substitute)
    }
}

/// Everybody who stands in one race under one name: a party, an agreement.
#[derive(Debug, Clone)]
struct Contender<'a> {
    office: &'a Office,
    race: &'a Race,
    postulation: Postulation,
}

/// The formulas of the process, in the order of its offices and races. With a number, about as many people; never
/// more, and exactly as many where the offices' shapes let it.
pub(crate) fn formulas<'a>(
    profile: &'a Profile,
    people: Option<usize>,
    seed: u64,
) -> Vec<Formula<'a>> {
    let contenders = contenders(profile);
    let mut found = natural(profile, &contenders, false, seed);
    if let Some(wanted) = people {
        if total(&found) < wanted {
            found = natural(profile, &contenders, true, seed);
        }
        let mut layer = 0;
        while total(&found) < wanted && layer < HIGHEST {
            layer += 1;
            found.extend(more(profile, &contenders, layer));
        }
        found = cut_down(found, wanted, seed);
    }
    let place = |formula: &Formula<'_>| {
        let races = profile.races.iter();
        let race = races.take_while(|race| **race != *formula.race).count();
        (formula.office.order, race, formula.number)
    };
    found.sort_by_cached_key(place);
    found
}

fn total(formulas: &[Formula<'_>]) -> usize {
    formulas.iter().map(Formula::people).sum()
}

fn contenders(profile: &Profile) -> Vec<Contender<'_>> {
    let mut found = Vec::new();
    for race in &profile.races {
        let Some(office) = profile.office(&race.office) else {
            continue;
        };
        let mut agreements: Vec<&AgreementKey> = Vec::new();
        for party in &profile.parties {
            let Some(postulation) =
                profile.capturing_party(&race.office, &race.territory, &party.key)
            else {
                continue;
            };
            let captures: PartyKey = postulation.captures.key.clone();
            let postulation = match postulation.agreement {
                Some(agreement) if agreements.contains(&&agreement.key) => continue,
                Some(agreement) => {
                    agreements.push(&agreement.key);
                    Postulation::Agreement {
                        agreement: agreement.key.clone(),
                        party: captures,
                    }
                }
                None => Postulation::Party { party: captures },
            };
            found.push(Contender {
                office,
                race,
                postulation,
            });
        }
    }
    found
}

/// What a process of this size has: whole lists by relative majority, shorter ones by proportional representation,
/// somebody without party here and there. `whole` fills every list.
fn natural<'a>(
    profile: &'a Profile,
    contenders: &[Contender<'a>],
    whole: bool,
    seed: u64,
) -> Vec<Formula<'a>> {
    let mut chance = Chance::about(seed, "roster");
    let mut found = Vec::new();
    for contender in contenders {
        if !contender.office.shape.is_list() {
            found.push(formula(contender, None, &mut chance));
            continue;
        }
        let partly = list_length(contender, &mut chance);
        let places = if whole { contender.race.seats } else { partly };
        for number in 1..=places {
            found.push(formula(contender, Some(number), &mut chance));
        }
    }
    for (office, race) in races_with_independents(profile) {
        let independent = independent(office, race);
        let places = if office.shape.is_list() {
            race.seats
        } else {
            1
        };
        for number in 1..=places {
            found.push(formula(&independent, Some(number), &mut chance));
        }
    }
    found
}

/// Seats that a contender fills of a list.
fn list_length(contender: &Contender<'_>, chance: &mut Chance) -> u16 {
    let seats = i64::from(contender.race.seats);
    let least = match contender.office.principle {
        Principle::RelativeMajority => return contender.race.seats,
        Principle::ProportionalRepresentation => seats / 2,
    };
    u16::try_from(chance.between(least.max(1), (seats * 4 / 5).max(1)))
        .unwrap_or(contender.race.seats)
}

/// Seats by proportional representation belong to parties; of the others, one race in some.
fn races_with_independents(profile: &Profile) -> Vec<(&Office, &Race)> {
    if profile.capture.independent_roles.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for office in &profile.offices {
        if office.principle != Principle::RelativeMajority {
            continue;
        }
        let races: Vec<&Race> = profile
            .races
            .iter()
            .filter(|race| race.office == office.key)
            .collect();
        if races.len() >= INDEPENDENT_EVERY {
            let chosen = races.into_iter().skip(2).step_by(INDEPENDENT_EVERY);
            found.extend(chosen.map(|race| (office, race)));
        }
    }
    if found.is_empty() {
        // A small process: one, so that the way without party can be seen.
        found.extend(races_by_majority(profile).last());
    }
    found
}

/// The races of one seat by relative majority.
fn races_by_majority(profile: &Profile) -> impl Iterator<Item = (&Office, &Race)> {
    profile.races.iter().filter_map(|race| {
        let office = profile.office(&race.office)?;
        let majority = office.principle == Principle::RelativeMajority && !office.shape.is_list();
        majority.then_some((office, race))
    })
}

fn independent<'a>(office: &'a Office, race: &'a Race) -> Contender<'a> {
    Contender {
        office,
        race,
        postulation: Postulation::Independent,
    }
}

fn formula<'a>(contender: &Contender<'a>, number: Option<u16>, chance: &mut Chance) -> Formula<'a> {
    let shape = contender.office.shape;
    let named = shape != Shape::FormulaWithOptionalSubstitute || chance.odds(0.7);
    Formula {
        office: contender.office,
        race: contender.race,
        postulation: contender.postulation.clone(),
        number,
        substitute: shape.allows_substitute() && named,
    }
}

/// More than a process really has, for trying the system with many: lists that go on beyond their seats, and more
/// people without party.
fn more<'a>(profile: &'a Profile, contenders: &[Contender<'a>], layer: u16) -> Vec<Formula<'a>> {
    let mut chance = Chance::new(u64::from(layer));
    let mut extra = Vec::new();
    for contender in contenders {
        if !contender.office.shape.is_list() {
            continue;
        }
        let taken = contender
            .race
            .seats
            .saturating_add((layer - 1).saturating_mul(3));
        let numbers = (1..=3).map(|step| taken.saturating_add(step));
        for number in numbers.filter(|number| *number <= HIGHEST) {
            extra.push(formula(contender, Some(number), &mut chance));
        }
    }
    // The first of each race is among the natural ones.
    let number = layer + 1;
    if number <= HIGHEST && !profile.capture.independent_roles.is_empty() {
        for (office, race) in races_by_majority(profile) {
            extra.push(formula(
                &independent(office, race),
                Some(number),
                &mut chance,
            ));
        }
    }
    extra
}

/// The first so many people, taking turns among offices so that each keeps its share; lists keep their first places.
fn cut_down<'a>(found: Vec<Formula<'a>>, wanted: usize, seed: u64) -> Vec<Formula<'a>> {
    let mut chance = Chance::about(seed, "cut");
    let mut by_office: std::collections::BTreeMap<u16, Vec<Formula<'a>>> =
        std::collections::BTreeMap::new();
    for formula in found {
        by_office
            .entry(formula.office.order)
            .or_default()
            .push(formula);
    }
    let mut ranked: Vec<(f64, Formula<'a>)> = Vec::new();
    for (_, mut formulas) in by_office {
        chance.shuffle(&mut formulas);
        // Independents' numbers are no places in a list.
        formulas.sort_by_key(|formula| formula.number.filter(|_| formula.office.shape.is_list()));
        if let Some(at) = formulas
            .iter()
            .position(|f| f.postulation == Postulation::Independent)
        {
            let first = formulas.remove(at);
            formulas.insert(formulas.len().min(2), first);
        }
        let count = u32::try_from(formulas.len()).unwrap_or(u32::MAX);
        let rank = |at: usize| f64::from(u32::try_from(at).unwrap_or(u32::MAX)) / f64::from(count);
        ranked.extend(
            formulas
                .into_iter()
                .enumerate()
                .map(|(at, formula)| (rank(at), formula)),
        );
    }
    ranked.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let (mut left, mut kept, mut spare) = (wanted, Vec::new(), None);
    for (_, formula) in ranked {
        if formula.people() <= left {
            left -= formula.people();
            kept.push(formula);
        } else if spare.is_none() {
            spare = Some(formula);
        }
    }
    // One person is missing: a formula of two instead of somebody alone.
    if left == 1
        && let Some(spare) = spare.filter(|formula| formula.people() == 2)
        && let Some(alone) = kept.iter().rposition(|formula| formula.people() == 1)
    {
        kept[alone] = spare;
    }
    kept
}
