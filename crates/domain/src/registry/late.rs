//! Candidacies that were registered after their party received its accounts: nothing started their term yet.

use std::collections::BTreeSet;

use super::lint::{Finding, Level};
use super::registered::stands;
use super::report::ProblemCode;
use super::{Candidacy, Column};
use crate::key::PartyKey;

/// What the linter tells of them. `delivered` are the parties whose representation received its account.
pub fn without_term(candidacies: &[Candidacy], delivered: &BTreeSet<PartyKey>) -> Vec<Finding> {
    let is_late = |candidacy: &&Candidacy| {
        let party = candidacy.data.postulation.capturing_party();
        stands(candidacy)
            && candidacy.term.is_none()
            && party.is_some_and(|party| delivered.contains(party))
    };
    let told = |candidacy: &Candidacy| {
        Finding {
        level: Level::Warning,
        code: ProblemCode::WithoutTerm,
        candidacy: Some(candidacy.id),
        key: candidacy.data.key.clone(),
        column: Column::Party.name(),
        message: "Se registró después de que su partido recibió las cuentas, así que su plazo no corre. Registre en «Plazos» que se le avisó al partido: el plazo empieza entonces.".to_owned(),
    }
    };
    candidacies.iter().filter(is_late).map(told).collect()
}
