//! Validating several cases at once: those that are complete and have nothing to look at first. Each is decided by itself,
//! with its own entry; one that changed meanwhile is not decided and says so.

use domain::capture::{Broken, State};
use domain::id::CandidacyId;
use domain::profile::{Stage, Verdict};
use domain::questionnaire::Finding;
use domain::registry::Candidacy;
use domain::time::Instant;

use super::Decision;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Most cases at once: a page of the board.
pub const MOST: usize = 50;

/// A case that somebody chose.
#[derive(Debug, Clone)]
pub struct Prospect {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// The revision that would be validated, or why it would not.
    pub ready: Result<u32, Obstacle>,
}

/// Why a case is not validated with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// It is no longer in this stage.
    Elsewhere,
    /// It was sent after its term: whoever validates looks at it alone.
    Late,
    /// Its texts repeat those of another candidacy.
    Alike,
    /// Something is missing.
    Incomplete(Vec<Finding>),
    /// Its approval needs a second person.
    SecondPerson,
    /// It changed after the confirmation was shown.
    Changed,
    /// Its candidacy was cancelled or replaced.
    NotActive,
    /// Another rule.
    Broken(Broken),
}

impl Obstacle {
    /// The code that an address carries.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Elsewhere => "otra-etapa",
            Self::Late => "extemporanea",
            Self::Alike => "repite",
            Self::Incomplete(_) => "incompleta",
            Self::SecondPerson => "segunda-persona",
            Self::Changed => "cambio",
            Self::NotActive => "inactiva",
            Self::Broken(_) => "regla",
        }
    }

    /// The reason for a code, in words.
    pub fn words(code: &str) -> &'static str {
        match code {
            "otra-etapa" => "Ya no está en esta etapa: alguien decidió antes.",
            "extemporanea" => "Se envió después del plazo: revísela por separado.",
            "repite" => "Sus textos repiten los de otra candidatura: revísela por separado.",
            "incompleta" => "Le falta información: complétela o devuélvala.",
            "segunda-persona" => "Su validación necesita a una segunda persona.",
            "cambio" => "Cambió después de que usted la eligió: revísela como está ahora.",
            "inactiva" => "La candidatura ya no está activa: se canceló o se sustituyó.",
            _ => "No se pudo validar con las demás: ábrala para ver por qué.",
        }
    }

    /// The rule of order that validating the case would have broken, as [`Broken::out_of_order`] tells it.
    pub fn out_of_order(&self) -> Option<&'static str> {
        match self {
            Self::Elsewhere => Broken::NotInStage.out_of_order(),
            Self::NotActive => Broken::CandidacyNotActive.out_of_order(),
            Self::Broken(broken) => broken.out_of_order(),
            Self::Late | Self::Alike | Self::Incomplete(_) | Self::SecondPerson | Self::Changed => {
                None
            }
        }
    }

    fn of(broken: Broken) -> Self {
        match broken {
            Broken::NotInStage | Broken::NothingCaptured => Self::Elsewhere,
            Broken::ChangedSinceSeen => Self::Changed,
            Broken::CandidacyNotActive => Self::NotActive,
            Broken::Incomplete(findings) => Self::Incomplete(findings),
            broken => Self::Broken(broken),
        }
    }
}

impl App {
    /// What validating these cases in `stage` would do, case by case. Those that this person does not decide on are
    /// left out, as if they did not exist.
    ///
    /// # Errors
    /// Storage.
    pub async fn prospects(
        &self,
        who: &SignedIn,
        stage: &Stage,
        chosen: &[CandidacyId],
    ) -> Result<Vec<Prospect>, AppError> {
        let mut prospects = Vec::new();
        for id in chosen.iter().take(MOST) {
            self.compare_if_stale(*id).await.or_else(ignore_missing)?;
            let mut unit = self.store.read().await?;
            let (candidacy, capture, group) = match self.load(&mut unit, *id).await {
                Ok(loaded) => loaded,
                Err(AppError::NotFound) => continue,
                Err(error) => return Err(error),
            };
            let Ok(permit) = self.deciding_permit(who, &candidacy, stage) else {
                continue;
            };
            let marked = self.marked(&mut unit, *id, capture.as_ref()).await?;
            let ready = match (&capture, marked) {
                (Some(capture), None) => {
                    let machine = self.machine(&candidacy, &group);
                    let seen = capture.revision;
                    let tried = machine.approve(&permit, Some(capture.clone()), seen, self.now());
                    match tried {
                        Ok(_) if stage.second_review.contains(&Verdict::Approve) => {
                            Err(Obstacle::SecondPerson)
                        }
                        Ok(_) => Ok(seen),
                        Err(broken) => Err(Obstacle::of(broken)),
                    }
                }
                (Some(capture), Some(obstacle)) => Err(match &capture.state {
                    State::InStage { stage: own, .. } if *own == stage.key => obstacle,
                    _ => Obstacle::Elsewhere,
                }),
                (None, _) => Err(Obstacle::Elsewhere),
            };
            prospects.push(Prospect { candidacy, ready });
        }
        Ok(prospects)
    }

    /// Validates these cases, each at the revision that was confirmed. Says of each what happened, in order.
    ///
    /// # Errors
    /// Storage; what was validated until then stays validated.
    pub async fn approve_many(
        &self,
        who: &SignedIn,
        stage: &Stage,
        confirmed: &[(CandidacyId, u32)],
        at: Instant,
    ) -> Result<Vec<(CandidacyId, Result<(), Obstacle>)>, AppError> {
        let chosen: Vec<CandidacyId> = confirmed.iter().map(|(id, _)| *id).collect();
        let mut results = Vec::new();
        for prospect in self.prospects(who, stage, &chosen).await? {
            let id = prospect.candidacy.id;
            let seen = confirmed.iter().find(|(known, _)| *known == id);
            let result = match (prospect.ready, seen) {
                (Ok(_), Some((_, seen))) => self.approve_one(who, stage, id, *seen, at).await?,
                (Ok(_), None) => continue,
                (Err(obstacle), _) => Err(obstacle),
            };
            results.push((id, result));
        }
        Ok(results)
    }

    async fn approve_one(
        &self,
        who: &SignedIn,
        stage: &Stage,
        id: CandidacyId,
        seen: u32,
        at: Instant,
    ) -> Result<Result<(), Obstacle>, AppError> {
        let decision = Decision::Approve { seen };
        match self.decide(who, id, stage.key.as_str(), decision, at).await {
            Ok(_) => Ok(Ok(())),
            Err(AppError::Broken(broken)) => Ok(Err(Obstacle::of(broken))),
            Err(error) => Err(error),
        }
    }

    /// What asks for a look before a case is validated.
    async fn marked(
        &self,
        unit: &mut storage::Unit,
        id: CandidacyId,
        capture: Option<&domain::capture::Capture>,
    ) -> Result<Option<Obstacle>, AppError> {
        let sent = capture.and_then(|capture| capture.submission.as_ref());
        if sent.is_some_and(|sent| sent.late) {
            return Ok(Some(Obstacle::Late));
        }
        let alike = !unit.likenesses_of(id).await?.is_empty();
        Ok(alike.then_some(Obstacle::Alike))
    }
}

fn ignore_missing(error: AppError) -> Result<(), AppError> {
    match error {
        AppError::NotFound => Ok(()),
        error => Err(error),
    }
}
