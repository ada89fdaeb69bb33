//! What validation tells a party and its candidate: returned, validated, lapsed, closed, reopened (R21). It has a folio, says
//! what was found in the words of then, and each addressee acknowledges its reading. Mail will carry the same.

use serde::{Deserialize, Serialize};

use crate::account::Role;
use crate::activity::{Act, Action, Author, Subject};
use crate::capture::{Capture, Cause, Remark, State};
use crate::grounds::Catalogue;
use crate::id::{AccountId, CandidacyId, NotificationId};
use crate::key::{FieldKey, GroundKey, PartyKey, StageKey};
use crate::policy::{Permit, Right};
use crate::profile::Lapse;
use crate::questionnaire::Definition;
use crate::record::{Decided, Record};
use crate::registry::Candidacy;
use crate::time::Instant;

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// It was returned with remarks.
    Returned,
    /// A stage approved.
    Approved,
    /// The days to correct were over.
    Lapsed,
    /// It was closed as not compliant.
    Closed,
    /// It was opened again.
    Reopened,
}

impl Matter {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Returned,
        Self::Approved,
        Self::Lapsed,
        Self::Closed,
        Self::Reopened,
    ];

    /// The code kept in the database and the history.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Lapsed => "lapsed",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }

    /// In words, as the title of the notification.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Returned => "Devuelto con observaciones",
            Self::Approved => "Validado",
            Self::Lapsed => "Venció el plazo de corrección",
            Self::Closed => "Cerrado por no cumplir",
            Self::Reopened => "Reabierto para corregirse",
        }
    }

    /// The matter with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|matter| matter.code() == code)
    }
}

/// To whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// The candidate, or who stands without party.
    Candidacy,
    /// The party that captures.
    Party(PartyKey),
}

/// A first reading by an addressee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// For whom.
    pub addressee: Addressee,
    /// Who read it: the real person.
    pub by: AccountId,
    /// When.
    pub at: Instant,
}

/// A remark in the words of then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldRemark {
    /// The field.
    pub field: FieldKey,
    /// The field's label.
    pub label: String,
    /// The ground.
    pub ground: GroundKey,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// What exactly, in the validator's words; may be empty.
    pub note: String,
}

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Identifier.
    pub id: NotificationId,
    /// Its number in the process, from 1 without gaps.
    pub number: u32,
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// The stage that decided.
    pub stage: StageKey,
    /// What is told.
    pub matter: Matter,
    /// When it was issued, with the decision.
    pub at: Instant,
    /// The last instant for correcting, of what is to be corrected.
    pub due: Option<Instant>,
    /// What happens with it, where that is told.
    pub effect: Option<Lapse>,
    /// The revision that was judged.
    pub revision: u32,
    /// The remarks.
    pub remarks: Vec<ToldRemark>,
    /// Why, of a reopening: in the institute's words.
    pub reason: String,
    /// Who decided; none: the program, at its instant.
    pub decided_by: Option<AccountId>,
    /// Since when the stage had it.
    pub arrived: Option<Instant>,
    /// To whom.
    pub addressees: Vec<Addressee>,
    /// The first reading of each addressee.
    pub readings: Vec<Reading>,
}

/// What a notification is made of besides the decision.
#[derive(Debug, Clone, Copy)]
pub struct Issuing<'a> {
    /// Its identifier.
    pub id: NotificationId,
    /// Its number.
    pub number: u32,
    /// The candidacy.
    pub candidacy: &'a Candidacy,
    /// The questionnaire.
    pub definition: &'a Definition,
    /// The grounds.
    pub grounds: &'a Catalogue,
    /// Why, of a reopening.
    pub reason: &'a str,
}

impl Record for Notification {
    const KIND: &'static str = "notification";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// It does not concern whoever reads it, or was read before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// The account is not of an addressee.
    #[error("Esta notificación no es para su cuenta.")]
    NotAddressed,
    /// The addressee acknowledged it before.
    #[error("La lectura ya estaba confirmada.")]
    AlreadyRead,
}

impl Notification {
    /// The notification of a decision on a capture; none if nobody needs to be told of it. `before` is the capture as it
    /// was decided on.
    pub fn of(
        issuing: Issuing<'_>,
        before: &Capture,
        decided: &Decided<Capture>,
    ) -> Option<Decided<Self>> {
        let after = decided.record();
        let (matter, stage) = told(before, decided)?;
        let empty: &[Remark] = &[];
        let (remarks, due) = match &after.state {
            State::Returned { remarks, due, .. } => (remarks.as_slice(), Some(*due)),
            _ => (
                after
                    .outcome
                    .as_ref()
                    .map_or(empty, |outcome| outcome.remarks.as_slice()),
                None,
            ),
        };
        let author = decided.act().author;
        let decided_by = match author {
            Author::Account { account, .. } => Some(account),
            Author::System | Author::Anonymous => None,
        };
        let arrived = match &before.state {
            State::InStage { since, .. } => *since,
            _ => None,
        };
        let remarks: Vec<ToldRemark> = remarks
            .iter()
            .map(|remark| remark.told(issuing.definition, issuing.grounds))
            .collect();
        let addressees = addressees(issuing.candidacy, author);
        if addressees.is_empty() {
            return None;
        }
        let notification = Self {
            id: issuing.id,
            number: issuing.number,
            candidacy: issuing.candidacy.id,
            stage,
            matter,
            at: decided.act().at,
            due,
            effect: after.outcome.as_ref().map(|outcome| outcome.effect),
            revision: before.revision,
            remarks,
            reason: issuing.reason.to_owned(),
            decided_by,
            arrived,
            addressees,
            readings: Vec::new(),
        };
        Some(notification.decided(Action::NotificationIssued, author, decided.act().at))
    }

    /// Its folio.
    pub fn folio(&self) -> String {
        format!("NOT-{:06}", self.number)
    }

    /// The first reading by this addressee, if there was one.
    pub fn reading(&self, addressee: &Addressee) -> Option<&Reading> {
        self.readings
            .iter()
            .find(|reading| reading.addressee == *addressee)
    }

    /// Whether it is for this addressee, who has not acknowledged it.
    pub fn awaits(&self, addressee: &Addressee) -> bool {
        self.addressees.contains(addressee) && self.reading(addressee).is_none()
    }

    /// The same for the party that captures by now, if nobody of the former party has read it; none if it is not for a
    /// party, was read, or is for this one already.
    pub fn readdress(mut self, party: &PartyKey, by: Author, at: Instant) -> Option<Decided<Self>> {
        let to = Addressee::Party(party.clone());
        let of_party = |addressee: &&Addressee| matches!(addressee, Addressee::Party(_));
        let former = self.addressees.iter().find(of_party)?.clone();
        if former == to || !self.awaits(&former) {
            return None;
        }
        for addressee in &mut self.addressees {
            if *addressee == former {
                *addressee = to.clone();
            }
        }
        Some(self.decided(Action::NotificationReaddressed, by, at))
    }

    /// Acknowledges the reading for an addressee.
    ///
    /// # Errors
    /// [`NotRead`].
    pub fn acknowledge(
        mut self,
        permit: &Permit,
        addressee: Addressee,
        at: Instant,
    ) -> Result<Decided<Self>, NotRead> {
        let Author::Account { account: by, .. } = permit.author() else {
            return Err(NotRead::NotAddressed);
        };
        let own = permit.covers(Right::ReadNotifications, self.candidacy);
        if !own || !self.addressees.contains(&addressee) {
            return Err(NotRead::NotAddressed);
        }
        if self.reading(&addressee).is_some() {
            return Err(NotRead::AlreadyRead);
        }
        self.readings.push(Reading { addressee, by, at });
        Ok(self.decided(Action::NotificationRead, permit.author(), at))
    }

    fn decided(self, action: Action, by: Author, at: Instant) -> Decided<Self> {
        let act = Act::new(at, by, action, Subject::new(Self::KIND, self.id))
            .with("candidacy", self.candidacy)
            .with("number", self.number)
            .with("matter", self.matter.code());
        Decided::new(self, act)
    }
}

impl Remark {
    /// The remark in the words of the edition by which it was made.
    pub fn told(&self, definition: &Definition, grounds: &Catalogue) -> ToldRemark {
        let label = definition
            .field(&self.field)
            .map_or_else(|| self.field.to_string(), |field| field.label.clone());
        let ground = grounds.find(&self.ground, self.edition);
        ToldRemark {
            field: self.field.clone(),
            label,
            ground: self.ground.clone(),
            name: ground.map_or_else(|| self.ground.to_string(), |ground| ground.name.clone()),
            description: ground.map_or_else(String::new, |ground| ground.description.clone()),
            note: self.note.clone(),
        }
    }
}

/// The candidacy and its party, but for the one that decided itself.
fn addressees(candidacy: &Candidacy, decided: Author) -> Vec<Addressee> {
    let role = match decided {
        Author::Account { role, .. } => Some(role),
        Author::System | Author::Anonymous => None,
    };
    let mut addressees = Vec::new();
    if !matches!(role, Some(Role::Candidate | Role::Independent)) {
        addressees.push(Addressee::Candidacy);
    }
    let of_party = matches!(
        role,
        Some(Role::Supervisor | Role::PartyRepresentative | Role::Capturer)
    );
    let party = candidacy.data.postulation.capturing_party();
    if let Some(party) = party.filter(|_| !of_party) {
        addressees.push(Addressee::Party(party.clone()));
    }
    addressees
}

/// What this decision tells, and of which stage.
fn told(before: &Capture, decided: &Decided<Capture>) -> Option<(Matter, StageKey)> {
    let after = decided.record();
    let of = |capture: &Capture| capture.state.stage().cloned();
    match decided.act().action {
        Action::CaptureReturned => Some((Matter::Returned, of(after)?)),
        Action::StageApproved => Some((Matter::Approved, of(before)?)),
        Action::CaseReopened => Some((Matter::Reopened, of(after)?)),
        Action::CorrectionLapsed | Action::CaseClosed => {
            let outcome = after.outcome.as_ref()?;
            let matter = match outcome.cause {
                Cause::Lapsed => Matter::Lapsed,
                Cause::RoundsUsed => Matter::Closed,
            };
            Some((matter, outcome.stage.clone()))
        }
        _ => None,
    }
}
