//! The order in which candidacies are shown: by office and place, and among those who contend for the same place
//! by lot. Each day has its draw, so nobody is always first; the draw is a function of the date alone, so anybody
//! can repeat it and see that nobody was favoured. The help page says how.

use domain::id::CandidacyId;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::portal::ballot::{Ballot, Contender};
use crate::portal::row::Row;

/// The place of a row; smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    office_order: u16,
    office: u16,
    territory: u16,
    draw: u64,
    // Within one contender the law's own order holds: the list's, and the holder before the substitute.
    number: u16,
    calling: domain::registry::Calling,
    id: CandidacyId,
}

impl Rank {
    /// The rank of a row on a day.
    pub(crate) fn of(ballot: &Ballot, row: &Row, day: Date) -> Self {
        Self {
            office_order: ballot.office(row.office).order,
            office: row.office,
            territory: row.territory,
            draw: draw(&lot(ballot, row, day)),
            number: row.number.unwrap_or(0),
            calling: row.calling,
            id: row.id,
        }
    }
}

/// The text that is drawn by: date, office, territory and contender, for instance
/// `2024-04-16/diputacion-mr/distrito-05/pan`. Independents are told apart by the number of their formula.
fn lot(ballot: &Ballot, row: &Row, day: Date) -> String {
    let office = &ballot.office(row.office).key;
    let territory = &ballot.territory(row.territory).key;
    let contender = match row.contender {
        Contender::Party(party) => ballot.party(party).key.to_string(),
        Contender::Agreement(agreement, _) => ballot.agreement(agreement).key.to_string(),
        Contender::Independent => format!("independiente-{}", row.number.unwrap_or(0)),
    };
    format!("{day}/{office}/{territory}/{contender}")
}

/// The first eight bytes of the SHA-256 of a lot, as a number.
fn draw(lot: &str) -> u64 {
    let digest = Sha256::digest(lot);
    digest
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use domain::registry::Postulation;
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;
    use crate::portal::samples;

    #[test]
    fn the_draw_can_be_repeated_by_anybody() {
        // printf 2024-04-16/diputacion-mr/distrito-05/pan | sha256sum
        assert_eq!(draw("2024-04-16/diputacion-mr/distrito-05/pan"), DRAWN);
    }
    const DRAWN: u64 = 0xb3b8_4f11_df60_950e;

    /// Over the days of a campaign each contender must be first about as often as any other.
    #[test]
    fn no_party_is_systematically_first() {
        let ballot = samples::ballot("dgo");
        let parties = ["mc", "morena", "pt", "pvem"];
        let mut ids = samples::Ids::default();
        let mut first: HashMap<&str, u32> = HashMap::new();
        let mut draws = 0_u32;
        for district in 1..=15 {
            let rows = parties.map(|party| {
                let mut candidacy = samples::candidacy(
                    ballot.profile(),
                    ids.next(),
                    "diputacion-mr",
                    &format!("distrito-{district:02}"),
                );
                candidacy.data.postulation = Postulation::Party {
                    party: party.parse().unwrap(),
                };
                (
                    party,
                    Row::of(
                        &ballot,
                        &candidacy,
                        None,
                        &domain::hiding::Hidden::default(),
                    )
                    .unwrap(),
                )
            });
            for day in 0..50 {
                let day = date(2024, 4, 10).saturating_add(day.days());
                let winner = rows
                    .iter()
                    .min_by_key(|(_, row)| Rank::of(&ballot, row, day))
                    .unwrap();
                *first.entry(winner.0).or_default() += 1;
                draws += 1;
            }
        }
        let expected = f64::from(draws) / 4.0;
        let chi_square: f64 = parties
            .iter()
            .map(|party| {
                (f64::from(first.get(party).copied().unwrap_or(0)) - expected).powi(2) / expected
            })
            .sum();
        // Three degrees of freedom: a fair draw exceeds 16.3 once in a thousand; the dates are fixed, so never here.
        assert!(chi_square < 16.3, "{first:?}: {chi_square}");
    }
}
