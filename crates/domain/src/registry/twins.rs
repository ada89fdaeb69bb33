//! The same person in two candidacies: normal by majority and by proportional representation at once, otherwise a
//! mistake as a rule. It is told and never refused.

use std::collections::HashMap;

use jiff::civil::Date;

use super::folding::folded;
use super::formula::Written;
use super::report::ProblemCode;
use super::sharing::may_share;
use super::{Column, RegistryData};
use crate::profile::{Principle, Profile};

/// Somebody in the registry as it would be.
#[derive(Clone, Copy)]
pub(super) struct Somebody<'a> {
    pub(super) at: Written<'a>,
    pub(super) data: &'a RegistryData,
}

/// Two candidacies of one person.
pub(super) struct Twins<'a> {
    /// Whom it is told of: whoever comes later.
    pub(super) at: Written<'a>,
    pub(super) column: Column,
    pub(super) code: ProblemCode,
    pub(super) message: String,
}

/// Everybody who seems to be somebody that came before: by CURP, or by name and birth date.
pub(super) fn twins<'a>(
    profile: &Profile,
    people: impl Iterator<Item = Somebody<'a>>,
) -> Vec<Twins<'a>> {
    let mut by_curp: HashMap<&str, Vec<Somebody<'a>>> = HashMap::new();
    let mut by_name: HashMap<(String, Date), Vec<Somebody<'a>>> = HashMap::new();
    let mut found = Vec::new();
    for somebody in people {
        let person = &somebody.data.person;
        let mut told = None;
        if let Some(curp) = &person.curp {
            let same = by_curp.entry(curp.as_str()).or_default();
            told = before(profile, same, somebody);
            same.push(somebody);
        }
        if let Some(birth) = person.birth_date {
            let same = by_name
                .entry((folded(&person.full_name()), birth))
                .or_default();
            if told.is_none() {
                // Who has two different CURPs is two people, however alike.
                let alike = same.iter().copied().filter(|other| {
                    let (one, two) = (&other.data.person.curp, &person.curp);
                    one.is_none() || two.is_none()
                });
                let alike: Vec<Somebody<'a>> = alike.take(MOST_COMPARED).collect();
                if let Some(twins) = before(profile, &alike, somebody) {
                    found.push(twins.told(profile, somebody, Column::GivenNames));
                }
            }
            same.push(somebody);
        }
        if let Some(twins) = told {
            found.push(twins.told(profile, somebody, Column::Curp));
        }
    }
    found
}

/// People of one name and day among whom a twin is looked for.
const MOST_COMPARED: usize = 20;

struct Earlier<'a> {
    other: Somebody<'a>,
    same_principle: bool,
}

/// Who came before: somebody of the same principle if there is one, since that is worse.
fn before<'a>(
    profile: &Profile,
    earlier: &[Somebody<'a>],
    somebody: Somebody<'a>,
) -> Option<Earlier<'a>> {
    let own = principle(profile, somebody.data);
    let same = earlier
        .iter()
        .find(|other| principle(profile, other.data) == own);
    Some(Earlier {
        other: *same.or_else(|| earlier.first())?,
        same_principle: same.is_some(),
    })
}

fn principle(profile: &Profile, data: &RegistryData) -> Option<Principle> {
    profile.office(&data.office).map(|office| office.principle)
}

impl<'a> Earlier<'a> {
    fn told(self, profile: &Profile, somebody: Somebody<'a>, column: Column) -> Twins<'a> {
        let alike = match column {
            Column::Curp => "la misma CURP",
            _ => "el mismo nombre y la misma fecha de nacimiento",
        };
        let (code, so) = if self.same_principle {
            (
                ProblemCode::SamePersonTwice,
                "Las dos candidaturas son por el mismo principio: revise si una sobra.",
            )
        } else if may_share(profile, somebody.data, self.other.data) {
            (
                ProblemCode::SamePerson,
                "Contiende por los dos principios; en este proceso una sola captura sirve para las dos.",
            )
        } else if profile.capture.one_per_person {
            (
                ProblemCode::SamePerson,
                "Contiende por los dos principios, pero no captura el mismo partido: cada candidatura lleva su propia captura.",
            )
        } else {
            (
                ProblemCode::SamePerson,
                "Contiende por los dos principios; cada candidatura lleva su propia captura.",
            )
        };
        Twins {
            at: somebody.at,
            column,
            code,
            message: format!("Tiene {alike} que {}. {so}", self.other.at.told()),
        }
    }
}
