//! The parties' evidence for the administration: it reads what they recorded and opens their files, and each opening is an
//! entry of the history. It records nothing for them.

use domain::activity::{Act, Action, Subject};
use domain::id::{CandidacyId, DisclosureId};
use domain::key::PartyKey;
use domain::party::Disclosure;
use domain::policy::{Permit, Right, Target, permit};
use domain::profile::Party;
use domain::record::Record as _;
use domain::registry::Candidacy;
use storage::Unit;

use super::ShownEvidence;
use super::board::page_of;
use crate::files::EvidenceKind;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A candidacy with all the evidence that its party recorded.
#[derive(Debug, Clone)]
pub struct InspectedRow {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// The evidence, the first one first; none if nothing was recorded.
    pub shown: Vec<ShownEvidence>,
}

/// A page of a party's evidence.
#[derive(Debug)]
pub struct Inspection<'a> {
    /// The party.
    pub party: &'a Party,
    /// Its rows, those without evidence first.
    pub rows: Vec<InspectedRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<CandidacyId>,
    /// How many candidacies the party captures.
    pub total: usize,
    /// How many of them have no evidence.
    pub without: usize,
}

impl App {
    /// A page of the evidence of a party, for the administration.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn inspect_evidence(
        &self,
        who: &SignedIn,
        party: &str,
        after: Option<CandidacyId>,
        limit: usize,
    ) -> Result<Inspection<'_>, AppError> {
        self.inspecting(who)?;
        let party = self.party_named(party)?;
        let mut unit = self.store.read().await?;
        let mut found = unit.party_rows(&party.key, &self.curricular().key).await?;
        found.sort_by_key(|row| row.shown);
        let (page, next) = page_of(&found, after, limit);
        let mut rows = Vec::with_capacity(page.len());
        for row in page {
            let candidacy = unit.candidacy(row.candidacy).await?;
            rows.push(InspectedRow {
                shown: evidence_of_party(&mut unit, row.candidacy, &party.key).await?,
                candidacy: candidacy.ok_or(AppError::NotFound)?,
            });
        }
        Ok(Inspection {
            party,
            rows,
            next,
            total: found.len(),
            without: found.iter().filter(|row| !row.shown).count(),
        })
    }

    /// The file of a piece of evidence, for the administration. That it was opened is told before it is given out.
    ///
    /// # Errors
    /// Denied, not found, storage, the file cannot be read.
    pub async fn open_party_evidence(
        &self,
        who: &SignedIn,
        party: &str,
        candidacy: CandidacyId,
        id: DisclosureId,
    ) -> Result<(EvidenceKind, Vec<u8>), AppError> {
        let permit = self.inspecting(who)?;
        let party = self.party_named(party)?;
        let mut unit = self.store.read().await?;
        let shown = evidence_of_party(&mut unit, candidacy, &party.key).await?;
        drop(unit);
        let of = shown
            .into_iter()
            .find(|shown| shown.disclosure.id == id)
            .and_then(|shown| shown.disclosure.evidence)
            .ok_or(AppError::NotFound)?;
        let bytes = self.files().read(&of).await?.ok_or(AppError::NotFound)?;
        let kind = EvidenceKind::of(&bytes).ok_or(AppError::Unreadable("evidence"))?;
        let act = Act::new(
            self.now(),
            permit.author(),
            Action::EvidenceOpened,
            Subject::new(Disclosure::KIND, id),
        )
        .with("candidacy", candidacy)
        .with("party", &party.key);
        let mut unit = self.store.write().await?;
        unit.log(act).await?;
        unit.commit().await?;
        Ok((kind, bytes))
    }

    fn inspecting(&self, who: &SignedIn) -> Result<Permit, AppError> {
        let (session, right) = (Some(who.session), Right::ManageAccounts);
        Ok(permit(
            &self.profile,
            &who.actor,
            session,
            right,
            Target::Process,
        )?)
    }

    fn party_named(&self, party: &str) -> Result<&Party, AppError> {
        let key: PartyKey = party.parse().map_err(|_| AppError::NotFound)?;
        self.profile.party(&key).ok_or(AppError::NotFound)
    }
}

/// What of a candidacy's evidence names a notice of this party.
async fn evidence_of_party(
    unit: &mut Unit,
    candidacy: CandidacyId,
    party: &PartyKey,
) -> Result<Vec<ShownEvidence>, AppError> {
    let versions = unit.party_notices(party).await?;
    let shown = unit.disclosures_of(candidacy).await?.into_iter();
    let of_party = |disclosure: Disclosure| {
        let notice = versions
            .iter()
            .find(|known| known.id == disclosure.notice)?;
        Some(ShownEvidence {
            version: Some(notice.version),
            disclosure,
        })
    };
    Ok(shown.filter_map(of_party).collect())
}
