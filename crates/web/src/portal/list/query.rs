//! What the address of a list asks for. Whatever is written there gives a page: what the process does not have is
//! passed over and said so.

use domain::id::CandidacyId;
use domain::questionnaire::clean_text;

use crate::portal::address::LIST;
use crate::portal::ballot::{Ballot, OfficeNumber, TerritoryNumber};
use crate::portal::search::Words;
use crate::portal::snapshot::{ContenderFilter, Filter, Snapshot};

/// The value of `partido` for candidacies without party.
pub(crate) const INDEPENDENT: &str = "independiente";

/// Characters of a search that are read: more than the longest name with its office and place.
const LONGEST_SEARCH: usize = 120;

/// A list as its address asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Query {
    /// What is shown.
    pub(crate) filter: Filter,
    /// The search as typed.
    pub(crate) typed: String,
    /// The last row of the page before.
    pub(crate) after: Option<CandidacyId>,
    /// Something in the address is not of this process.
    pub(crate) not_understood: bool,
}

impl Query {
    /// The list of an office.
    pub(crate) fn of_office(office: OfficeNumber) -> Self {
        Self {
            filter: Filter {
                office: Some(office),
                ..Filter::default()
            },
            ..Self::default()
        }
    }

    /// The list of a territory.
    pub(crate) fn in_territory(territory: TerritoryNumber) -> Self {
        Self {
            filter: Filter {
                territory: Some(territory),
                ..Filter::default()
            },
            ..Self::default()
        }
    }

    /// Reads the part of an address after the question mark. Of a repeated name the first filled value counts;
    /// names that are not filters are passed over, as links from elsewhere carry all sorts of them.
    pub(crate) fn read(ballot: &Ballot, raw: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_html_form::from_str(raw).unwrap_or_default();
        let value = |name: &str| {
            let mut values = pairs
                .iter()
                .filter(|(known, value)| known == name && !value.trim().is_empty());
            values.next().map(|(_, value)| value.trim())
        };
        let mut not_understood = false;
        let office = known(
            value("cargo"),
            |key| ballot.office_number(key),
            &mut not_understood,
        );
        let territory = known(
            value("territorio"),
            |key| ballot.territory_number(key),
            &mut not_understood,
        );
        let contender = known(
            value("partido"),
            |key| contender(ballot, key),
            &mut not_understood,
        );
        let after = known(value("despues"), |id| id.parse().ok(), &mut not_understood);
        let typed: String = clean_text(value("q").unwrap_or_default())
            .chars()
            .take(LONGEST_SEARCH)
            .collect();
        let words = (!typed.is_empty()).then(|| Words::of(&typed));
        Self {
            filter: Filter {
                office,
                territory,
                contender,
                words,
            },
            typed,
            after,
            not_understood,
        }
    }

    /// The same from its start, if the row after which it should go on is not known (any more).
    pub(crate) fn settled(mut self, snapshot: &Snapshot) -> Self {
        if self.after.is_some_and(|id| snapshot.position(id).is_none()) {
            self.after = None;
            self.not_understood = true;
        }
        self
    }

    /// The same list from another row on.
    pub(crate) fn page_after(&self, after: Option<CandidacyId>) -> Self {
        Self {
            after,
            not_understood: false,
            ..self.clone()
        }
    }

    /// Another filter from its first page on.
    pub(crate) fn with(&self, change: impl FnOnce(&mut Filter, &mut String)) -> Self {
        let mut next = self.page_after(None);
        change(&mut next.filter, &mut next.typed);
        next
    }

    /// The address.
    pub(crate) fn address(&self, ballot: &Ballot) -> String {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        if !self.typed.is_empty() {
            pairs.push(("q", self.typed.clone()));
        }
        if let Some(office) = self.filter.office {
            pairs.push(("cargo", ballot.office(office).key.to_string()));
        }
        if let Some(territory) = self.filter.territory {
            pairs.push(("territorio", ballot.territory(territory).key.to_string()));
        }
        if let Some(contender) = self.filter.contender {
            pairs.push(("partido", contender_value(ballot, contender)));
        }
        if let Some(after) = self.after {
            pairs.push(("despues", after.to_string()));
        }
        if pairs.is_empty() {
            return LIST.to_owned();
        }
        let encoded = serde_html_form::to_string(&pairs).expect("pairs of text are a form");
        format!("{LIST}?{encoded}")
    }
}

/// The value of `partido` for a filter.
pub(crate) fn contender_value(ballot: &Ballot, contender: ContenderFilter) -> String {
    match contender {
        ContenderFilter::Independent => INDEPENDENT.to_owned(),
        ContenderFilter::Party(party) => ballot.party(party).key.to_string(),
    }
}

fn contender(ballot: &Ballot, key: &str) -> Option<ContenderFilter> {
    match key {
        INDEPENDENT => Some(ContenderFilter::Independent),
        _ => ballot.party_number(key).map(ContenderFilter::Party),
    }
}

/// A value that the process knows; one that it does not is remembered as such.
fn known<T>(
    value: Option<&str>,
    find: impl FnOnce(&str) -> Option<T>,
    not_understood: &mut bool,
) -> Option<T> {
    let found = value.and_then(find);
    *not_understood |= value.is_some() && found.is_none();
    found
}
