//! The formulas of a race: each has at most one holder and one substitute, and lacks none that its office asks for.

use std::collections::{BTreeMap, HashSet};

use super::report::RowProblem;
use super::row::Draft;
use super::table::Column;
use super::{Calling, Candidacy, Postulation, RegistryData};
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Contender {
    Independent,
    Party(PartyKey),
    Agreement(AgreementKey),
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Formula {
    office: OfficeKey,
    territory: TerritoryKey,
    contender: Contender,
    number: Option<u16>,
}

impl Formula {
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

/// Somebody in a formula: from a row of the file, or registered before and absent from the file.
struct Member<'a> {
    row: Option<u32>,
    key: &'a str,
    number: Option<u16>,
}

impl Member<'_> {
    fn told(&self) -> String {
        match self.row {
            Some(row) => format!("la fila {row}"),
            None => format!(
                "la candidatura «{}», que ya está registrada y no viene en el archivo",
                self.key
            ),
        }
    }
}

/// The members of a formula.
struct Members<'a> {
    shape: Shape,
    holders: Vec<Member<'a>>,
    substitutes: Vec<Member<'a>>,
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
        self.put(&place, None, &candidacy.data.key);
    }

    /// Counts a row of the file.
    pub(super) fn row(&mut self, draft: &'a Draft) {
        if !self.put(&draft.place, Some(draft.row), &draft.key) {
            self.unplaced.insert(&draft.place);
        }
    }

    /// Says that the file has rows of which nothing could be read: any of them may be anybody.
    pub(super) fn unreadable_rows(&mut self) {
        self.unreadable_rows = true;
    }

    fn put(&mut self, place: &PartialPlace, row: Option<u32>, key: &'a str) -> bool {
        let shape = place
            .office
            .as_ref()
            .and_then(|key| self.profile.office(key));
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
            row,
            key,
            number: place.number.flatten(),
        });
        true
    }

    /// Every place that is taken twice and every formula that lacks somebody.
    ///
    /// A missing person is not told while a row whose place cannot be read could be that person: one mistake is
    /// not told as two. A substitute that is already registered need not be in the file.
    pub(super) fn problems(&self) -> Vec<RowProblem> {
        let mut problems = Vec::new();
        for (formula, members) in &self.members {
            problems.extend(repeated(formula, &members.holders, members.shape));
            problems.extend(repeated(formula, &members.substitutes, members.shape));
            problems.extend(other_number(members));
            problems.extend(self.missing(formula, members));
        }
        problems
    }

    fn missing(&self, formula: &Formula, members: &Members<'_>) -> Option<RowProblem> {
        let could_be = |calling| {
            self.unreadable_rows
                || self
                    .unplaced
                    .iter()
                    .any(|place| formula.may_be(calling, place))
        };
        let (first, message) = match (members.holders.first(), members.substitutes.first()) {
            (Some(holder), None)
                if members.shape.needs_substitute() && !could_be(Calling::Substitute) =>
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
        Some(RowProblem::new(
            first.row?,
            Column::Calling.name(),
            message.to_owned(),
        ))
    }
}

fn repeated(formula: &Formula, same: &[Member<'_>], shape: Shape) -> Vec<RowProblem> {
    let Some((first, others)) = same.split_first() else {
        return Vec::new();
    };
    let (column, what) = if shape.is_list() {
        (Column::Number, "El lugar en la lista ya lo ocupa")
    } else {
        (Column::Calling, "El lugar en la fórmula ya lo ocupa")
    };
    let hint = match formula.contender {
        Contender::Independent => {
            "Si son candidaturas sin partido distintas, dé a cada una su «numero»."
        }
        _ => "Corrija el número, la calidad o el partido, o quite la fila que sobra.",
    };
    others
        .iter()
        .filter_map(|member| {
            let message = format!("{what} {}. {hint}", first.told());
            Some(RowProblem::new(member.row?, column.name(), message))
        })
        .collect()
}

/// A substitute with another number than its holder, where the number does not tell formulas apart.
fn other_number(members: &Members<'_>) -> Option<RowProblem> {
    let (holder, substitute) = (members.holders.first()?, members.substitutes.first()?);
    if holder.number == substitute.number {
        return None;
    }
    let (row, other) = match (substitute.row, holder.row) {
        (Some(row), _) => (row, holder),
        (None, Some(row)) => (row, substitute),
        (None, None) => return None,
    };
    Some(RowProblem::new(
        row,
        Column::Number.name(),
        format!(
            "Propietaria y suplente llevan números distintos; compare con {}. Escriba el mismo en las dos o déjelo vacío en ambas.",
            other.told()
        ),
    ))
}
