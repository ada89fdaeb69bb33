//! Coalitions and common candidacies: registered, changed and ended while the process runs. The right to capture
//! follows them: the candidacies of the races they cover are corrected in the same unit (DGO 20.1, CDMX 21).

mod staging;

use std::collections::BTreeSet;

use domain::activity::Author;
use domain::id::CandidacyId;
use domain::key::{AgreementKey, OfficeKey, TerritoryKey};
use domain::policy::{Right, Target, permit};
use domain::profile::{Agreement, Coverage};
use domain::record::Decided;
use domain::registry::{
    AgreementRefusal, Candidacy, Handovers, RegisteredAgreement, RowProblem, handovers,
    with_agreements,
};
use domain::time::Instant;
use sha2::{Digest, Sha256};
pub use staging::StagedAgreements;
use storage::{Change, StorageError, Unit};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// What somebody wants to do to the agreements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgreementAct {
    /// To register these, or to change those of the same keys.
    Register(Vec<Agreement>),
    /// To end one: its parties postulate alone.
    End(AgreementKey),
}

/// What an act would do.
#[derive(Debug, Clone)]
pub struct ReviewedAgreements {
    /// Those that are new or change, as they would be, each with how it is in force; empty when one is ended.
    pub changes: Vec<(Agreement, Option<Agreement>)>,
    /// What happens to the candidacies.
    pub handovers: Handovers,
    /// Which of the candidacies that follow have a draft or more.
    pub captured: BTreeSet<CandidacyId>,
    /// Digest of all this: whoever confirms sends it back, so that nothing else is done than what was shown.
    pub seen: String,
}

/// Who stands in a race that an agreement covers.
#[derive(Debug, Clone)]
pub struct CoveredRace {
    /// What the agreement says of it.
    pub coverage: Coverage,
    /// The agreement's candidacies there.
    pub candidacies: Vec<Candidacy>,
}

/// Why the agreements were not changed.
#[derive(Debug, thiserror::Error)]
pub enum AgreementsError {
    /// A rule of agreements would break.
    #[error("{refusal}")]
    Refused {
        /// Which agreement.
        key: Option<AgreementKey>,
        /// The rule.
        refusal: AgreementRefusal,
    },
    /// The file has mistakes.
    #[error(
        "El archivo tiene errores y no se registró ningún convenio. Corríjalos y súbalo otra vez."
    )]
    File(Vec<RowProblem>),
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// Nothing differs.
    #[error("No hay nada que cambiar: los convenios ya están registrados así.")]
    Nothing,
    /// What would be done is no longer what was shown.
    #[error(
        "El registro o los convenios cambiaron mientras usted revisaba. No se guardó nada: revise otra vez lo que \
         pasaría y confirme."
    )]
    Changed,
    /// Denied, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StorageError> for AgreementsError {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

/// A change of agreements in a unit under way.
struct Planned {
    decided: Vec<Decided<RegisteredAgreement>>,
    handovers: Handovers,
    seen: String,
}

impl App {
    /// Each agreement in force with how many candidacies it postulates.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn agreements(&self, who: &SignedIn) -> Result<Vec<(Agreement, usize)>, AppError> {
        self.agreements_reader(who)?;
        let mut unit = self.store.read().await?;
        let mut counted = Vec::new();
        for agreement in &self.current().agreements {
            let filter = storage::RegistryFilter {
                agreement: Some(agreement.key.clone()),
                standing: Some(storage::RegistryStanding::Active),
                ..storage::RegistryFilter::default()
            };
            let count = unit.registry_count(&filter).await?;
            counted.push((
                agreement.clone(),
                usize::try_from(count).unwrap_or(usize::MAX),
            ));
        }
        Ok(counted)
    }

    /// One agreement in force with its races and who stands in them.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn agreement(
        &self,
        who: &SignedIn,
        key: &AgreementKey,
    ) -> Result<(Agreement, Vec<CoveredRace>), AppError> {
        self.agreements_reader(who)?;
        let current = self.current();
        let agreement = current.agreement(key).ok_or(AppError::NotFound)?.clone();
        let mut unit = self.store.read().await?;
        let mut races = Vec::new();
        for coverage in &agreement.coverage {
            let here = unit
                .candidacies_of_race(&coverage.office, &coverage.territory)
                .await?;
            let own = |candidacy: &Candidacy| match &candidacy.data.postulation {
                domain::registry::Postulation::Agreement { agreement, .. } => agreement == key,
                _ => false,
            };
            races.push(CoveredRace {
                coverage: coverage.clone(),
                candidacies: here.into_iter().filter(own).collect(),
            });
        }
        Ok((agreement, races))
    }

    /// What an act would do. Nothing is written.
    ///
    /// # Errors
    /// [`AgreementsError`].
    pub async fn review_agreements(
        &self,
        who: &SignedIn,
        act: &AgreementAct,
    ) -> Result<ReviewedAgreements, AgreementsError> {
        let by = self.agreements_author(who)?;
        let mut unit = self.store.read().await?;
        let planned = self.plan_agreements(&mut unit, act, by, self.now()).await?;
        let ids: Vec<CandidacyId> = planned
            .handovers
            .follow
            .iter()
            .map(|handover| handover.candidacy.id)
            .collect();
        let rows = unit.portal_rows_of(&self.curricular().key, &ids).await?;
        let captured = rows
            .into_iter()
            .filter(|(_, capture)| capture.is_some())
            .map(|(candidacy, _)| candidacy.id);
        let current = self.current();
        let changes = planned.decided.iter().map(Decided::record);
        Ok(ReviewedAgreements {
            changes: changes
                .filter(|registered| !registered.ended)
                .map(|registered| {
                    let agreement = registered.agreement.clone();
                    let before = current.agreement(&agreement.key).cloned();
                    (agreement, before)
                })
                .collect(),
            captured: captured.collect(),
            handovers: planned.handovers,
            seen: planned.seen,
        })
    }

    /// Does an act, if it still does what was shown (`seen`); gives how many candidacies follow.
    ///
    /// # Errors
    /// [`AgreementsError`].
    pub async fn change_agreements(
        &self,
        who: &SignedIn,
        act: &AgreementAct,
        seen: &str,
    ) -> Result<usize, AgreementsError> {
        let by = self.agreements_author(who)?;
        // Another instance may have changed them a moment ago.
        self.load_agreements().await?;
        let mut unit = self.store.write().await?;
        let at = self.now();
        let planned = self.plan_agreements(&mut unit, act, by, at).await?;
        if planned.seen != seen {
            return Err(AgreementsError::Changed);
        }
        let mut changes: Vec<Change> = Vec::new();
        for decided in planned.decided {
            // What exists must have been read in the unit that overwrites it.
            unit.registered_agreement(&decided.record().agreement.key)
                .await?;
            changes.push(decided.into());
        }
        let follow = planned.handovers.follow;
        let count = follow.len();
        for handover in follow {
            if let Some(party) = handover.after.capturing_party()
                && handover.changes_hands()
            {
                let id = handover.candidacy.id;
                let told = self.readdressed(&mut unit, id, party, by, at).await?;
                changes.extend(told.map(Change::from));
            }
            let data = handover.data();
            changes.extend(handover.candidacy.correct(data, by, at).map(Change::from));
        }
        unit.apply_all(changes).await?;
        self.part_astray(&mut unit, by, at).await?;
        self.start_late(&mut unit, by, at).await?;
        unit.commit().await?;
        self.load_agreements().await?;
        Ok(count)
    }

    async fn plan_agreements(
        &self,
        unit: &mut Unit,
        act: &AgreementAct,
        by: Author,
        at: Instant,
    ) -> Result<Planned, AgreementsError> {
        let current = with_agreements(&self.profile, &unit.registered_agreements().await?);
        let decided = match act {
            AgreementAct::Register(agreements) => {
                RegisteredAgreement::register_all(agreements.clone(), &current, by, at).map_err(
                    |(key, refusal)| AgreementsError::Refused {
                        key: Some(key),
                        refusal,
                    },
                )?
            }
            AgreementAct::End(key) => {
                let ended = RegisteredAgreement::end(key, &current, by, at);
                vec![ended.map_err(|refusal| AgreementsError::Refused {
                    key: Some(key.clone()),
                    refusal,
                })?]
            }
        };
        if decided.is_empty() {
            return Err(AgreementsError::Nothing);
        }
        let registered: Vec<RegisteredAgreement> =
            decided.iter().map(|one| one.record().clone()).collect();
        let afterwards = with_agreements(&current, &registered);
        let keys: Vec<AgreementKey> = registered
            .iter()
            .map(|one| one.agreement.key.clone())
            .collect();
        let mut candidacies = Vec::new();
        for (office, territory) in races(&keys, &[&current.agreements, &afterwards.agreements]) {
            candidacies.extend(unit.candidacies_of_race(&office, &territory).await?);
        }
        let handovers = handovers(&afterwards, &keys, &candidacies);
        let seen = digest(&registered, &current.agreements, &handovers);
        Ok(Planned {
            decided,
            handovers,
            seen,
        })
    }

    fn agreements_reader(&self, who: &SignedIn) -> Result<Author, AppError> {
        self.agreements_permit(who, Right::ProposeRegistry)
    }

    fn agreements_author(&self, who: &SignedIn) -> Result<Author, AppError> {
        self.agreements_permit(who, Right::ManageRegistry)
    }

    fn agreements_permit(&self, who: &SignedIn, right: Right) -> Result<Author, AppError> {
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            right,
            Target::Process,
        )?;
        Ok(permit.author())
    }
}

/// The races that these agreements cover, before or afterwards.
fn races(keys: &[AgreementKey], sides: &[&[Agreement]]) -> BTreeSet<(OfficeKey, TerritoryKey)> {
    sides
        .iter()
        .flat_map(|side| side.iter())
        .filter(|agreement| keys.contains(&agreement.key))
        .flat_map(|agreement| &agreement.coverage)
        .map(|coverage| (coverage.office.clone(), coverage.territory.clone()))
        .collect()
}

/// What was shown: the agreements before and afterwards, and who follows to whom.
fn digest(
    registered: &[RegisteredAgreement],
    current: &[Agreement],
    handovers: &Handovers,
) -> String {
    let keys = registered.iter().map(|one| &one.agreement.key);
    let before: Vec<&Agreement> = keys
        .filter_map(|key| current.iter().find(|known| known.key == *key))
        .collect();
    let after: Vec<(&Agreement, bool)> = registered
        .iter()
        .map(|one| (&one.agreement, one.ended))
        .collect();
    let follow: Vec<_> = handovers
        .follow
        .iter()
        .map(|one| {
            (
                one.candidacy.id,
                &one.candidacy.data.postulation,
                &one.after,
            )
        })
        .collect();
    let text = serde_json::to_vec(&(before, after, follow)).expect("records are JSON");
    data_encoding::HEXLOWER.encode(&Sha256::digest(&text))
}
