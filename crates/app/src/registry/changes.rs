//! Changes of the registry on screen: a candidacy is added, corrected, cancelled or reinstated by its administrator at
//! once, or proposed by *registro* and decided by the administrator (DGO 20.2). None of them touches a capture, so
//! none uses up the single change (R23).

use domain::activity::Author;
use domain::id::{CandidacyId, ProposalId};
use domain::proposal::{Matter, Proposal, ProposalRefusal};
use domain::registry::{
    Candidacy, CandidacyStatus, CheckedEntry, Entry, RegistryData, RegistryRefusal, check_entry,
    entry_of, sharer,
};
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use storage::{StorageError, WriteUnit};

use super::file::aside;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// What somebody wants to do to the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryAct {
    /// To enter a candidacy.
    Register(Entry),
    /// To correct one.
    Correct(CandidacyId, Entry),
    /// To cancel one.
    Cancel(CandidacyId),
    /// To put a cancelled one back in force.
    Reinstate(CandidacyId),
    /// To let one capture serve it and another candidacy of the same person.
    Share(CandidacyId),
    /// To give it a capture of its own again.
    Part(CandidacyId),
}

/// What a form showed of a candidacy when it was opened: whoever changes what is no longer so is told first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The data.
    pub data: RegistryData,
    /// Whether it stood.
    pub status: CandidacyStatus,
}

impl Seen {
    /// What is registered now.
    pub fn of(candidacy: &Candidacy) -> Self {
        Self {
            data: candidacy.data.clone(),
            status: candidacy.status,
        }
    }
}

/// An act that nothing hinders, before it is done.
#[derive(Debug, Clone)]
pub struct ReviewedAct {
    /// What it is.
    pub matter: Matter,
    /// The candidacy as it is registered; none if it is new.
    pub before: Option<Candidacy>,
    /// What is worth a look.
    pub warnings: Vec<String>,
}

/// Why the registry was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The data have mistakes.
    #[error("Hay datos por corregir. No se cambió nada.")]
    Problems(Box<CheckedEntry>),
    /// Somebody changed the candidacy meanwhile.
    #[error(
        "Alguien cambió esta candidatura mientras usted escribía. No se guardó nada y lo que escribió sigue aquí: \
         compare y confirme de nuevo."
    )]
    Changed(Box<Candidacy>),
    /// Nothing differs from what is registered.
    #[error("No hay nada que cambiar: los datos son los que ya están registrados.")]
    Nothing,
    /// The registry refuses.
    #[error(transparent)]
    Registry(#[from] RegistryRefusal),
    /// The proposal refuses.
    #[error(transparent)]
    Proposal(#[from] ProposalRefusal),
    /// The check itself failed.
    #[error("La revisión se interrumpió y no se cambió nada. Vuelva a intentar.")]
    Interrupted,
    /// Denied, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StorageError> for ChangeError {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

/// The candidacy that a matter of the registry is about; none of a new one.
pub fn candidacy_of(matter: &Matter) -> Option<CandidacyId> {
    match matter {
        Matter::Correct { candidacy, .. }
        | Matter::Cancel { candidacy }
        | Matter::Reinstate { candidacy }
        | Matter::ShareCapture { candidacy, .. }
        | Matter::PartCapture { candidacy } => Some(*candidacy),
        _ => None,
    }
}

impl App {
    /// Checks an act in the whole registry, for whoever may propose or do it. Nothing is written.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn review_registry_act(
        &self,
        who: &SignedIn,
        act: &RegistryAct,
    ) -> Result<ReviewedAct, ChangeError> {
        self.registry_reader(who)?;
        match act {
            RegistryAct::Share(id) => return self.review_sharing(*id).await,
            RegistryAct::Part(id) => return self.review_parting(*id).await,
            _ => {}
        }
        let all = self.store.read().await?.registry().await?;
        let before = match act {
            RegistryAct::Register(_) => None,
            RegistryAct::Correct(id, _)
            | RegistryAct::Cancel(id)
            | RegistryAct::Reinstate(id)
            | RegistryAct::Share(id)
            | RegistryAct::Part(id) => {
                let known = all.iter().find(|candidacy| candidacy.id == *id);
                Some(known.ok_or(AppError::NotFound)?.clone())
            }
        };
        let (profile, act, known) = (self.current(), act.clone(), before.clone());
        let (matter, warnings) = aside(move || {
            let check = |entry: &Entry| check_entry(&profile, entry, &all, known.as_ref());
            review(&act, known.as_ref(), check)
        })
        .await
        .map_err(|_| ChangeError::Interrupted)??;
        Ok(ReviewedAct {
            matter,
            before,
            warnings,
        })
    }

    /// Does an act at once, for whoever manages the registry; its reason is kept with it. `id` makes it be done once
    /// however often it is sent; `seen` is what the form showed.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn change_registry(
        &self,
        who: &SignedIn,
        id: ProposalId,
        act: &RegistryAct,
        seen: Option<&Seen>,
        reason: &str,
    ) -> Result<CandidacyId, ChangeError> {
        let by = self.registry_author(who)?;
        if let Some(done) = self.store.read().await?.proposal(id).await? {
            return self.done_before(&done).await;
        }
        let reviewed = self.review_registry_act(who, act).await?;
        let at = self.now();
        let account = who.actor.account();
        let done = Proposal::done_at_once(id, reviewed.matter, reason, account, by, at)?;
        let mut unit = self.store.write().await?;
        unchanged(&mut unit, &done.record().matter, seen).await?;
        let matter = done.record().matter.clone();
        let candidacy = self
            .apply_registry_matter(&mut unit, &matter, by, at)
            .await?;
        unit.apply(done).await?;
        unit.commit().await?;
        Ok(candidacy)
    }

    /// Does what a matter of the registry says, in a unit under way and on the authority of `by`; gives the candidacy.
    /// It is checked once more as the registry is inside the unit.
    ///
    /// # Errors
    /// [`ChangeError`]; matters of other kinds are [`ChangeError::Nothing`].
    pub(crate) async fn apply_registry_matter(
        &self,
        unit: &mut WriteUnit,
        matter: &Matter,
        by: Author,
        at: Instant,
    ) -> Result<CandidacyId, ChangeError> {
        let decided = match matter {
            Matter::Register { data } => {
                self.check_in_race(unit, data, None).await?;
                let id = CandidacyId::new(at, self.entropy.as_ref());
                let known = self.known_of(unit, &data.person).await?;
                let sharer = sharer(&self.current(), data, &known);
                Candidacy::register_with(id, (**data).clone(), sharer, by, at)
            }
            Matter::Correct {
                candidacy, data, ..
            } => {
                let known = standing(unit, *candidacy).await?;
                self.check_in_race(unit, data, Some(&known)).await?;
                self.readdress_if_moved(unit, &known, data, by, at).await?;
                let corrected = known.correct((**data).clone(), by, at);
                corrected.ok_or(ChangeError::Nothing)?
            }
            Matter::Cancel { candidacy } => registered(unit, *candidacy).await?.cancel(by, at)?,
            Matter::Reinstate { candidacy } => {
                let known = registered(unit, *candidacy).await?;
                self.check_in_race(unit, &known.data, Some(&known)).await?;
                known.reinstate(by, at)?
            }
            Matter::ShareCapture { candidacy, with } => {
                self.shared_in(unit, *candidacy, *with, by, at).await?
            }
            Matter::PartCapture { candidacy } => {
                let known = registered(unit, *candidacy).await?;
                self.keep_hidden(unit, &known, by, at).await?;
                known.part_capture(by, at)?
            }
            _ => return Err(ChangeError::Nothing),
        };
        let id = decided.record().id;
        unit.apply(decided).await?;
        match matter {
            Matter::Correct { .. } => {
                self.part_astray(unit, by, at).await?;
            }
            Matter::ShareCapture { .. } => self.level_terms(unit, [id], by, at).await?,
            _ => {}
        }
        self.start_late(unit, by, at).await?;
        Ok(id)
    }

    /// Checks data among those of their race, which are few: whoever saves meanwhile does not wait for it.
    async fn check_in_race(
        &self,
        unit: &mut WriteUnit,
        data: &RegistryData,
        subject: Option<&Candidacy>,
    ) -> Result<(), ChangeError> {
        let mut others = unit
            .candidacies_of_race(&data.office, &data.territory)
            .await?;
        let same_key = unit.candidacy_by_key(&data.key).await?;
        for known in same_key.into_iter().chain(subject.cloned()) {
            if others.iter().all(|other| other.id != known.id) {
                others.push(known);
            }
        }
        let profile = self.current();
        let checked = check_entry(&profile, &entry_of(data), &others, subject);
        match checked.data {
            Some(_) => Ok(()),
            None => Err(ChangeError::Problems(Box::new(checked))),
        }
    }

    /// What the same form did when it arrived before.
    async fn done_before(&self, done: &Proposal) -> Result<CandidacyId, ChangeError> {
        let mut unit = self.store.read().await?;
        match &done.matter {
            Matter::Register { data } => {
                let known = unit.candidacy_by_key(&data.key).await?;
                Ok(known.ok_or(AppError::NotFound)?.id)
            }
            matter => Ok(candidacy_of(matter).ok_or(AppError::NotFound)?),
        }
    }
}

/// What an act is, if nothing hinders it.
fn review(
    act: &RegistryAct,
    known: Option<&Candidacy>,
    check: impl Fn(&Entry) -> CheckedEntry,
) -> Result<(Matter, Vec<String>), ChangeError> {
    let checked = |entry: &Entry| {
        let mut checked = check(entry);
        match checked.data.take() {
            Some(data) => {
                let told = checked.warnings.into_iter().map(|warning| warning.message);
                Ok((Box::new(data), told.collect()))
            }
            None => Err(ChangeError::Problems(Box::new(checked))),
        }
    };
    match (act, known) {
        (RegistryAct::Register(entry), _) => {
            let (data, warnings) = checked(entry)?;
            Ok((Matter::Register { data }, warnings))
        }
        (RegistryAct::Correct(candidacy, entry), Some(known)) => {
            if known.status != CandidacyStatus::Active {
                return Err(RegistryRefusal::NotActive.into());
            }
            let (data, warnings) = checked(entry)?;
            if *data == known.data {
                return Err(ChangeError::Nothing);
            }
            let before = Some(Box::new(known.data.clone()));
            let candidacy = *candidacy;
            let matter = Matter::Correct {
                candidacy,
                before,
                data,
            };
            Ok((matter, warnings))
        }
        (RegistryAct::Cancel(candidacy), Some(known)) => match known.status {
            CandidacyStatus::Active => {
                let candidacy = *candidacy;
                Ok((Matter::Cancel { candidacy }, Vec::new()))
            }
            _ => Err(RegistryRefusal::NotActive.into()),
        },
        (RegistryAct::Reinstate(candidacy), Some(known)) => {
            if !matches!(known.status, CandidacyStatus::Cancelled { .. }) {
                return Err(RegistryRefusal::NotCancelled.into());
            }
            let (_, warnings) = checked(&entry_of(&known.data))?;
            let candidacy = *candidacy;
            Ok((Matter::Reinstate { candidacy }, warnings))
        }
        (RegistryAct::Share(_) | RegistryAct::Part(_), _) | (_, None) => {
            Err(AppError::NotFound.into())
        }
    }
}

/// The candidacy is what the form showed.
pub(crate) async fn unchanged(
    unit: &mut WriteUnit,
    matter: &Matter,
    seen: Option<&Seen>,
) -> Result<(), ChangeError> {
    let Some(id) = candidacy_of(matter) else {
        return Ok(());
    };
    let known = registered(unit, id).await?;
    if seen == Some(&Seen::of(&known)) {
        Ok(())
    } else {
        Err(ChangeError::Changed(Box::new(known)))
    }
}

pub(super) async fn registered(
    unit: &mut WriteUnit,
    id: CandidacyId,
) -> Result<Candidacy, ChangeError> {
    Ok(unit.candidacy(id).await?.ok_or(AppError::NotFound)?)
}

async fn standing(unit: &mut WriteUnit, id: CandidacyId) -> Result<Candidacy, ChangeError> {
    let known = registered(unit, id).await?;
    match known.status {
        CandidacyStatus::Active => Ok(known),
        _ => Err(RegistryRefusal::NotActive.into()),
    }
}
