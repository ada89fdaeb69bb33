//! The evidence that a candidacy's person was shown the party's own notice, before the party's people type that
//! person's data (R12; DGO 16 and 36, CDMX 17 and 37).

use domain::activity::Author;
use domain::id::{CandidacyId, DisclosureId, PartyNoticeId};
use domain::key::PartyKey;
use domain::party::{Disclosure, DisclosureForm, PartyNotice};
use domain::policy::{Denial, Right, Target, permit};
use domain::registry::Candidacy;
use domain::time::Instant;
use storage::{Change, WriteUnit};

use super::board::page_of;
use super::{MOST_CHOSEN, PartyFilter, PartyRefusal};
use crate::files::{EvidenceKind, LONGEST_EVIDENCE};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Which candidacies the list of evidence shows.
pub type EvidenceFilter = PartyFilter;

/// A candidacy of the list.
#[derive(Debug, Clone)]
pub struct EvidenceRow {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// Its latest evidence, if there is any.
    pub latest: Option<Disclosure>,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct EvidenceList {
    /// Its rows, those without evidence first.
    pub rows: Vec<EvidenceRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<CandidacyId>,
    /// Rows on all pages.
    pub total: usize,
    /// How many of all the party's candidacies have no evidence.
    pub without: usize,
}

/// A piece of evidence with the version of the notice that it names.
#[derive(Debug, Clone)]
pub struct ShownEvidence {
    /// The evidence.
    pub disclosure: Disclosure,
    /// Which version of the notice was shown; none if it was another party's.
    pub version: Option<u32>,
}

/// All the evidence of one candidacy.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// What was recorded, the first one first.
    pub shown: Vec<ShownEvidence>,
    /// The versions of the party's notice, the one in force first.
    pub versions: Vec<PartyNotice>,
}

/// Evidence to record, for one candidacy or for many.
#[derive(Debug, Clone)]
pub struct NewEvidence {
    /// Which candidacies.
    pub candidacies: Vec<CandidacyId>,
    /// The version that was shown; none: the one in force.
    pub notice: Option<PartyNoticeId>,
    /// When it was shown.
    pub shown: Instant,
    /// How.
    pub form: DisclosureForm,
    /// What else is to be said of it.
    pub note: String,
    /// A scanned page or a picture that proves it.
    pub file: Option<Vec<u8>>,
}

/// What recording did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recorded {
    /// For how many candidacies it was recorded.
    pub recorded: usize,
    /// For how many the same was there already.
    pub same: usize,
}

impl App {
    /// A page of the own party's candidacies with their evidence.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn evidence_list(
        &self,
        who: &SignedIn,
        filter: &EvidenceFilter,
        after: Option<CandidacyId>,
        limit: usize,
    ) -> Result<EvidenceList, AppError> {
        let (party, _) = self.own_party(who, &[Right::RecordDisclosure])?;
        let mut unit = self.store.read().await?;
        let mut found = unit.party_rows(&party, &self.curricular().key).await?;
        let without = found.iter().filter(|row| !row.shown).count();
        filter.narrow(&mut found, who.actor.account());
        found.sort_by_key(|row| row.shown);
        let (page, next) = page_of(&found, after, limit);
        let mut rows = Vec::with_capacity(page.len());
        for row in page {
            let candidacy = unit.candidacy(row.candidacy).await?;
            rows.push(EvidenceRow {
                candidacy: candidacy.ok_or(AppError::NotFound)?,
                latest: match row.shown {
                    true => unit.disclosures_of(row.candidacy).await?.pop(),
                    false => None,
                },
            });
        }
        Ok(EvidenceList {
            rows,
            next,
            total: found.len(),
            without,
        })
    }

    /// How many of the own party's candidacies wait for evidence; zero where none is asked for.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn without_evidence(&self, who: &SignedIn) -> Result<usize, AppError> {
        let (party, _) = self.own_party(who, &[Right::RecordDisclosure])?;
        if !self.profile.capture.party_notice {
            return Ok(0);
        }
        let mut unit = self.store.read().await?;
        let rows = unit.party_rows(&party, &self.curricular().key).await?;
        Ok(rows.iter().filter(|row| !row.shown).count())
    }

    /// All the evidence of one candidacy of the own party.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn evidence_of(&self, who: &SignedIn, id: CandidacyId) -> Result<Evidence, AppError> {
        let (party, _) = self.own_party(who, &[Right::RecordDisclosure])?;
        let mut unit = self.store.read().await?;
        let candidacy = unit.candidacy(id).await?.ok_or(AppError::NotFound)?;
        self.may_record(who, &candidacy)?;
        let versions = unit.party_notices(&party).await?;
        let version_of = |shown: &Disclosure| {
            let known = versions.iter().find(|notice| notice.id == shown.notice);
            known.map(|notice| notice.version)
        };
        let disclosures = unit.disclosures_of(id).await?;
        let shown = disclosures
            .into_iter()
            .map(|disclosure| ShownEvidence {
                version: version_of(&disclosure),
                disclosure,
            })
            // What was recorded for another party, before the candidacy came to this one, is that party's.
            .filter(|shown| shown.version.is_some())
            .collect();
        Ok(Evidence {
            candidacy,
            shown,
            versions,
        })
    }

    fn may_record(&self, who: &SignedIn, candidacy: &Candidacy) -> Result<Author, AppError> {
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::RecordDisclosure,
            Target::Candidacy(candidacy),
        )?;
        Ok(permit.author())
    }

    /// Records that the people of these candidacies were shown the own party's notice. What is there already, word by
    /// word, is not recorded a second time.
    ///
    /// # Errors
    /// [`PartyRefusal`]; nothing is recorded then.
    pub async fn record_evidence(
        &self,
        who: &SignedIn,
        new: NewEvidence,
        at: Instant,
    ) -> Result<Recorded, PartyRefusal> {
        let (party, _) = self.own_party(who, &[Right::RecordDisclosure])?;
        let mut chosen = new.candidacies.clone();
        chosen.sort_unstable();
        chosen.dedup();
        if chosen.is_empty() {
            return Err(PartyRefusal::NothingChosen);
        }
        if chosen.len() > MOST_CHOSEN {
            return Err(PartyRefusal::TooMany);
        }
        for id in &chosen {
            let candidacy = self.store.read().await?.candidacy(*id).await?;
            self.may_record(who, &candidacy.ok_or(AppError::NotFound)?)?;
        }
        // The file lasts before anything names it; one that nothing names in the end harms nobody.
        let file = self.keep_evidence(new.file.clone()).await?;
        let mut unit = self.store.write().await?;
        let notice = notice_of(&mut unit, &party, new.notice).await?;
        let mut changes = Vec::new();
        for id in &chosen {
            let candidacy = unit.candidacy(*id).await?.ok_or(AppError::NotFound)?;
            let by = self.may_record(who, &candidacy)?;
            let decided = Disclosure::record(
                DisclosureId::new(at, self.entropy.as_ref()),
                *id,
                &notice,
                new.shown,
                new.form,
                &new.note,
                file.clone(),
                by,
                at,
            )?;
            let known = unit.disclosures_of(*id).await?;
            if !known
                .iter()
                .any(|known| says_the_same(known, decided.record()))
            {
                changes.push(Change::from(decided));
            }
        }
        let recorded = Recorded {
            recorded: changes.len(),
            same: chosen.len() - changes.len(),
        };
        if recorded.recorded > 0 {
            unit.apply_all(changes).await?;
            unit.checkpoint(self.keys.signer(), at).await?;
            unit.commit().await?;
        }
        Ok(recorded)
    }

    async fn keep_evidence(&self, file: Option<Vec<u8>>) -> Result<Option<String>, PartyRefusal> {
        let Some(bytes) = file else {
            return Ok(None);
        };
        if bytes.len() > LONGEST_EVIDENCE {
            return Err(PartyRefusal::FileSize);
        }
        if EvidenceKind::of(&bytes).is_none() {
            return Err(PartyRefusal::FileKind);
        }
        let kept = self.files().keep(bytes).await.map_err(AppError::from)?;
        Ok(Some(kept))
    }

    /// The file of a piece of evidence.
    ///
    /// # Errors
    /// Denied, not found, storage, the file cannot be read.
    pub async fn evidence_file(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        evidence: DisclosureId,
    ) -> Result<(EvidenceKind, Vec<u8>), AppError> {
        let found = self.evidence_of(who, id).await?;
        let its = |shown: &&ShownEvidence| shown.disclosure.id == evidence;
        let hash = found
            .shown
            .iter()
            .find(its)
            .and_then(|shown| shown.disclosure.evidence.as_deref())
            .ok_or(AppError::NotFound)?;
        let bytes = self.files().read(hash).await?.ok_or(AppError::NotFound)?;
        let kind = EvidenceKind::of(&bytes).ok_or(AppError::Unreadable("evidence"))?;
        Ok((kind, bytes))
    }
}

/// Two records of one fact: a form that was sent twice.
fn says_the_same(one: &Disclosure, other: &Disclosure) -> bool {
    (one.notice, one.shown, one.form, &one.note, &one.evidence)
        == (
            other.notice,
            other.shown,
            other.form,
            &other.note,
            &other.evidence,
        )
}

/// The version that was shown, or the one in force.
async fn notice_of(
    unit: &mut WriteUnit,
    party: &PartyKey,
    chosen: Option<PartyNoticeId>,
) -> Result<PartyNotice, PartyRefusal> {
    let mut versions = unit.party_notices(party).await?;
    if versions.is_empty() {
        return Err(PartyRefusal::NoNotice);
    }
    match chosen {
        None => Ok(versions.swap_remove(0)),
        Some(chosen) => versions
            .into_iter()
            .find(|notice| notice.id == chosen)
            .ok_or_else(|| Denial::NotYours.into()),
    }
}
