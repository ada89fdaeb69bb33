//! The formulas of a race: each has at most one holder and one substitute, and lacks none that its office asks for.

use std::collections::{BTreeMap, HashSet};

use super::report::ProblemCode;
use super::row::Draft;
use super::{Calling, Candidacy, Column, Postulation, RegistryData};
use crate::key::{AgreementKey, OfficeKey, PartyKey, TerritoryKey};
use crate::profile::{Profile, Shape};

/// The parts of a row that place it in a race, as far as they could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct PartialPlace {
    pub(super) office: Option<OfficeKey>,
    pub(super) territory: Option<TerritoryKey>,
    pub(super) postulation: Option<Postulation>,
    pub(super) number: Option<Option<u16>>,
    pub(super) calling: Option<Calling>,
}

impl From<&RegistryData> for PartialPlace {
    fn from(data: &RegistryData) -> Self {
        Self {
            office: Some(data.office.clone()),
            territory: Some(data.territory.clone()),
            postulation: Some(data.postulation.clone()),
            number: Some(data.number),
            calling: Some(data.calling),
        }
    }
}

/// Who stands together: the members of an agreement are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Contender {
    Independent,
    Party(PartyKey),
    Agreement(AgreementKey),
}

impl Contender {
    /// The key of the party or agreement.
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Independent => "sin partido",
            Self::Party(party) => party.as_str(),
            Self::Agreement(agreement) => agreement.as_str(),
        }
    }
}

impl From<&Postulation> for Contender {
    fn from(postulation: &Postulation) -> Self {
        match postulation {
            Postulation::Independent => Self::Independent,
            Postulation::Party { party } => Self::Party(party.clone()),
            Postulation::Agreement { agreement, .. } => Self::Agreement(agreement.clone()),
        }
    }
}

/// A formula: a holder and, where the office has them, a substitute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Formula {
    pub(super) office: OfficeKey,
    pub(super) territory: TerritoryKey,
    pub(super) contender: Contender,
    pub(super) number: Option<u16>,
}

impl Formula {
    /// The formula of a place, if its office is known.
    pub(super) fn at(profile: &Profile, place: &PartialPlace) -> Option<Self> {
        let shape = profile.office(place.office.as_ref()?)?.shape;
        Self::of(profile, shape, place)
    }

    /// Outside of lists a party has one formula in a race of one seat, whatever number is written; candidacies
    /// without party are told apart by their number.
    fn of(profile: &Profile, shape: Shape, place: &PartialPlace) -> Option<Self> {
        let (office, territory) = (place.office.clone()?, place.territory.clone()?);
        let contender = Contender::from(place.postulation.as_ref()?);
        let seats = profile.race(&office, &territory)?.seats;
        let alone = !shape.is_list() && seats == 1 && contender != Contender::Independent;
        Some(Self {
            office,
            territory,
            contender,
            number: place.number?.filter(|_| !alone),
        })
    }

    /// Whether a row of which only some parts could be read may be this formula's `calling`.
    fn may_be(&self, calling: Calling, place: &PartialPlace) -> bool {
        place.office.as_ref().is_none_or(|o| *o == self.office)
            && place
                .territory
                .as_ref()
                .is_none_or(|t| *t == self.territory)
            && place.calling.is_none_or(|c| c == calling)
            && (place.postulation.as_ref()).is_none_or(|p| Contender::from(p) == self.contender)
            && (place.number).is_none_or(|n| self.number.is_none() || n == self.number)
    }
}

/// Where somebody in a formula is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written<'a> {
    /// In a row of the file.
    Row(u32),
    /// Registered before, and absent from the file.
    Registered(&'a Candidacy),
}

impl Written<'_> {
    /// How it is called in a message about another.
    pub(super) fn told(self) -> String {
        match self {
            Self::Row(row) => format!("la fila {row}"),
            Self::Registered(candidacy) => format!(
                "la candidatura «{}», que ya está registrada",
                candidacy.data.key
            ),
        }
    }
}

/// Somebody in a formula.
struct Member<'a> {
    at: Written<'a>,
    number: Option<u16>,
}

/// The members of a formula.
struct Members<'a> {
    shape: Shape,
    holders: Vec<Member<'a>>,
    substitutes: Vec<Member<'a>>,
}

impl Members<'_> {
    fn rows(&self) -> Vec<u32> {
        let all = self.holders.iter().chain(&self.substitutes);
        all.filter_map(|member| match member.at {
            Written::Row(row) => Some(row),
            Written::Registered(_) => None,
        })
        .collect()
    }
}

/// Something wrong with a formula.
pub(super) struct Fault<'a> {
    /// Whom it is told of.
    pub(super) at: Written<'a>,
    pub(super) column: Column,
    pub(super) code: ProblemCode,
    pub(super) message: String,
    /// Every row of the file that is in the formula: which of them is wrong cannot be known.
    pub(super) rows: Vec<u32>,
    /// The formula.
    pub(super) formula: Formula,
}

/// The formulas of the registry as it would be after an import: the file's rows, and what was registered before
/// and is absent from the file.
pub(super) struct Formulas<'a> {
    profile: &'a Profile,
    members: BTreeMap<Formula, Members<'a>>,
    unplaced: HashSet<&'a PartialPlace>,
    unreadable_rows: bool,
}

impl<'a> Formulas<'a> {
    pub(super) fn new(profile: &'a Profile) -> Self {
        Self {
            profile,
            members: BTreeMap::new(),
            unplaced: HashSet::new(),
            unreadable_rows: false,
        }
    }

    /// Counts a candidacy that the file does not name.
    pub(super) fn registered(&mut self, candidacy: &'a Candidacy) {
        let place = PartialPlace::from(&candidacy.data);
        self.put(&place, Written::Registered(candidacy));
    }

    /// Counts a row of the file.
    pub(super) fn row(&mut self, draft: &'a Draft) {
        if !self.put(&draft.place, Written::Row(draft.row)) {
            self.unplaced.insert(&draft.place);
        }
    }

    /// Says that the file has rows of which nothing could be read: any of them may be anybody.
    pub(super) fn unreadable_rows(&mut self) {
        self.unreadable_rows = true;
    }

    /// The formulas with the numbers that lists have.
    pub(super) fn formulas(&self) -> impl Iterator<Item = &Formula> {
        self.members.keys()
    }

    fn put(&mut self, place: &PartialPlace, at: Written<'a>) -> bool {
        let office = place.office.as_ref();
        let shape = office.and_then(|key| self.profile.office(key));
        let shape = shape.map(|office| office.shape);
        let formula = shape.and_then(|shape| Formula::of(self.profile, shape, place));
        let (Some(shape), Some(formula), Some(calling)) = (shape, formula, place.calling) else {
            return false;
        };
        let members = self.members.entry(formula).or_insert_with(|| Members {
            shape,
            holders: Vec::new(),
            substitutes: Vec::new(),
        });
        let same = match calling {
            Calling::Holder => &mut members.holders,
            Calling::Substitute => &mut members.substitutes,
        };
        same.push(Member {
            at,
            number: place.number.flatten(),
        });
        true
    }

    /// Every place that is taken twice and every formula that lacks somebody.
    ///
    /// A missing person is not told while a row whose place cannot be read could be that person: one mistake is
    /// not told as two. A substitute that is already registered need not be in the file.
    pub(super) fn faults(&self) -> Vec<Fault<'a>> {
        let mut faults = Vec::new();
        for (formula, members) in &self.members {
            faults.extend(repeated(formula, &members.holders, members));
            faults.extend(repeated(formula, &members.substitutes, members));
            faults.extend(other_number(formula, members));
            faults.extend(self.missing(formula, members));
        }
        faults
    }

    fn missing(&self, formula: &Formula, members: &Members<'a>) -> Option<Fault<'a>> {
        let could_be = |calling| {
            self.unreadable_rows
                || self
                    .unplaced
                    .iter()
                    .any(|place| formula.may_be(calling, place))
        };
        let (first, message) = match (members.holders.first(), members.substitutes.first()) {
            // One of two holders is likely to be the substitute, which is told of them.
            (Some(holder), None)
                if members.shape.needs_substitute()
                    && members.holders.len() != 2
                    && !could_be(Calling::Substitute) =>
            {
                (
                    holder,
                    "Falta la suplente de esta fórmula: este cargo la exige. Agregue su fila, con el mismo cargo, territorio, número y partido.",
                )
            }
            (None, Some(substitute)) if !could_be(Calling::Holder) => (
                substitute,
                "Falta la propietaria de esta fórmula. Agregue su fila, con el mismo cargo, territorio, número y partido.",
            ),
            _ => return None,
        };
        Some(Fault {
            at: first.at,
            column: Column::Calling,
            code: ProblemCode::IncompleteFormula,
            message: message.to_owned(),
            rows: members.rows(),
            formula: formula.clone(),
        })
    }
}

fn repeated<'a>(formula: &Formula, same: &[Member<'a>], members: &Members<'a>) -> Vec<Fault<'a>> {
    let Some((first, others)) = same.split_first() else {
        return Vec::new();
    };
    let (column, what) = if members.shape.is_list() {
        (Column::Number, "El lugar en la lista ya lo ocupa")
    } else {
        (Column::Calling, "El lugar en la fórmula ya lo ocupa")
    };
    others
        .iter()
        .map(|member| Fault {
            at: member.at,
            column,
            code: ProblemCode::PlaceTaken,
            message: format!("{what} {}. {}", first.at.told(), hint(formula, members)),
            rows: members.rows(),
            formula: formula.clone(),
        })
        .collect()
}

/// What is likely to be wrong where two are in one place.
fn hint(formula: &Formula, members: &Members<'_>) -> &'static str {
    let two_holders = members.substitutes.is_empty() && members.holders.len() == 2;
    if formula.contender == Contender::Independent {
        "Si son candidaturas sin partido distintas, dé a cada una su «numero»."
    } else if two_holders && members.shape.allows_substitute() {
        "Las dos dicen «propietaria»: si una es suplente, corrija su calidad."
    } else {
        "Corrija el número, la calidad o el partido, o quite la fila que sobra."
    }
}

/// A substitute with another number than its holder, where the number does not tell formulas apart.
fn other_number<'a>(formula: &Formula, members: &Members<'a>) -> Option<Fault<'a>> {
    let (holder, substitute) = (members.holders.first()?, members.substitutes.first()?);
    if holder.number == substitute.number {
        return None;
    }
    let (at, other) = match (substitute.at, holder.at) {
        (Written::Registered(_), Written::Row(_)) => (holder.at, substitute),
        _ => (substitute.at, holder),
    };
    Some(Fault {
        at,
        column: Column::Number,
        code: ProblemCode::OtherNumber,
        message: format!(
            "Propietaria y suplente llevan números distintos; compare con {}. Escriba el mismo en las dos o déjelo vacío en ambas.",
            other.at.told()
        ),
        rows: members.rows(),
        formula: formula.clone(),
    })
}
