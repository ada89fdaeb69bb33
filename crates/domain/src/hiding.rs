//! Urgent hiding: a published datum, or a whole profile, of a person whom its being public puts in danger (R24).
//!
//! It is done at once by one administrator, and a date says by when somebody else must look at it again and keep or
//! lift it. Nothing comes back by itself: a review that nobody makes leaves it hidden. It hangs on the candidacy and the
//! field, not on the text, so it holds through corrections and new publications.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::activity::{Act, Action, Author, Subject};
use crate::id::{AccountId, CandidacyId, HidingId};
use crate::key::FieldKey;
use crate::policy::{Permit, Right};
use crate::profile::{Counting, Profile};
use crate::questionnaire::{Definition, clean_text, length};
use crate::record::{Decided, Record};
use crate::time::{Instant, end_of_day};

/// Most characters of a note.
pub const LONGEST_NOTE: usize = 2_000;

/// What is hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum HiddenPart {
    /// Everything but what the ballot says.
    Profile,
    /// The answer to one question.
    Field {
        /// The question.
        field: FieldKey,
    },
}

impl HiddenPart {
    /// The code that the history keeps: the field's key, or an asterisk.
    pub fn code(&self) -> &str {
        match self {
            Self::Profile => "*",
            Self::Field { field } => field.as_str(),
        }
    }
}

/// Why something is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HidingReason {
    /// The person was threatened.
    Threat,
    /// Political violence against women because of their gender.
    GenderViolence,
    /// A private datum was published by mistake.
    PrivateDatum,
    /// An authority ordered it.
    AuthorityOrder,
}

impl HidingReason {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 4] = [
        Self::Threat,
        Self::GenderViolence,
        Self::PrivateDatum,
        Self::AuthorityOrder,
    ];

    /// The code that the history and the form have.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Threat => "threat",
            Self::GenderViolence => "gender_violence",
            Self::PrivateDatum => "private_datum",
            Self::AuthorityOrder => "authority_order",
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Threat => "Amenaza o riesgo para la persona",
            Self::GenderViolence => "Violencia política contra las mujeres en razón de género",
            Self::PrivateDatum => "Se publicó por error un dato de la vida privada",
            Self::AuthorityOrder => "Orden de una autoridad",
        }
    }

    /// The reason with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// A second look that kept it hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondLook {
    /// Who looked.
    pub by: AccountId,
    /// When.
    pub at: Instant,
    /// What they noted; may be empty.
    pub note: String,
}

/// The end of a hiding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifting {
    /// Who lifted it.
    pub by: AccountId,
    /// When.
    pub at: Instant,
    /// What they noted; may be empty.
    pub note: String,
}

/// One hiding with its whole story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hiding {
    /// Identifier.
    pub id: HidingId,
    /// Whose.
    pub candidacy: CandidacyId,
    /// What.
    pub what: HiddenPart,
    /// Why.
    pub reason: HidingReason,
    /// What the administrator noted. It stays here: neither the history nor anything public has it.
    pub note: String,
    /// Who hid it.
    pub by: AccountId,
    /// Since when.
    pub at: Instant,
    /// The last instant for the next look.
    pub review: Instant,
    /// The looks that kept it, the first one first.
    pub looks: Vec<SecondLook>,
    /// How it ended, if it did.
    pub lifted: Option<Lifting>,
}

impl Record for Hiding {
    const KIND: &'static str = "hiding";
    type Facts = ();
    /// The candidacy's identifier comes first, so that its history finds it.
    fn id(&self) -> String {
        Self::record_id(self.candidacy, self.id)
    }
}

/// The rule that a step would have broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HidingRefusal {
    /// The permit is for something else.
    #[error("Su cuenta no tiene permiso para hacer esto.")]
    NotPermitted,
    /// The same is hidden already.
    #[error("Esto ya está oculto.")]
    AlreadyHidden,
    /// The question does not exist or is not published.
    #[error("Elija qué se oculta: todo el perfil, o una de las respuestas que se publican.")]
    NotPublished,
    /// No reason was given.
    #[error("Elija el motivo.")]
    Reason,
    /// Without a note nobody could review it.
    #[error(
        "Escriba qué pasó y quién lo pidió, hasta 2000 caracteres: lo necesitará quien lo revise."
    )]
    Note,
    /// The date is past or too far.
    #[error("Elija una fecha de revisión desde hoy y dentro del plazo que marca el instituto.")]
    Review,
    /// Whoever decided last may not be the second pair of eyes.
    #[error(
        "La revisión le toca a otra persona de la administración: usted tomó la última decisión."
    )]
    SameEyes,
    /// It was lifted before.
    #[error("Este ocultamiento ya se levantó.")]
    AlreadyLifted,
}

/// An order to hide.
#[derive(Debug, Clone)]
pub struct HidingOrder<'a> {
    /// Its identifier.
    pub id: HidingId,
    /// Whose.
    pub candidacy: CandidacyId,
    /// What.
    pub what: HiddenPart,
    /// Why.
    pub reason: HidingReason,
    /// What happened.
    pub note: &'a str,
    /// The day of the next look.
    pub review: jiff::civil::Date,
    /// When.
    pub at: Instant,
}

/// What a form for hiding holds, before any of it is known to be right.
#[derive(Debug, Clone, Copy)]
pub struct HidingDraft<'a> {
    /// What; none where nothing that could be hidden was chosen.
    pub what: Option<&'a HiddenPart>,
    /// Why.
    pub reason: Option<HidingReason>,
    /// What happened.
    pub note: &'a str,
    /// The day of the next look; none where it is no date.
    pub review: Option<jiff::civil::Date>,
}

impl HidingDraft<'_> {
    /// Everything that must be mended, in the order of the form, so that whoever is in a hurry reads it once.
    pub fn faults(
        &self,
        profile: &Profile,
        definition: &Definition,
        at: Instant,
    ) -> Vec<HidingRefusal> {
        let public = self.what.is_some_and(|what| is_public(definition, what));
        let told = noted(self.note).is_ok_and(|note| !note.is_empty());
        let in_time = self
            .review
            .is_some_and(|day| review_of(profile, day, at).is_ok());
        [
            (public, HidingRefusal::NotPublished),
            (self.reason.is_some(), HidingRefusal::Reason),
            (told, HidingRefusal::Note),
            (in_time, HidingRefusal::Review),
        ]
        .into_iter()
        .filter_map(|(right, fault)| (!right).then_some(fault))
        .collect()
    }
}

impl Hiding {
    /// The identifier by which the history names a hiding.
    pub fn record_id(candidacy: CandidacyId, id: HidingId) -> String {
        format!("{candidacy}:{id}")
    }

    /// Hides something at once. `others` are the candidacy's hidings.
    ///
    /// # Errors
    /// The rule that it would break; nothing changes then.
    pub fn begin(
        profile: &Profile,
        definition: &Definition,
        permit: &Permit,
        order: HidingOrder<'_>,
        others: &[Self],
    ) -> Result<Decided<Self>, HidingRefusal> {
        let by = author(permit, order.candidacy)?;
        if !is_public(definition, &order.what) {
            return Err(HidingRefusal::NotPublished);
        }
        if others
            .iter()
            .any(|other| other.is_in_force() && other.what == order.what)
        {
            return Err(HidingRefusal::AlreadyHidden);
        }
        let note = noted(order.note)?;
        if note.is_empty() {
            return Err(HidingRefusal::Note);
        }
        let hiding = Self {
            id: order.id,
            candidacy: order.candidacy,
            what: order.what,
            reason: order.reason,
            note,
            by,
            at: order.at,
            review: review_of(profile, order.review, order.at)?,
            looks: Vec::new(),
            lifted: None,
        };
        let act = hiding.act(Action::DataHidden, permit, order.at);
        let act = act
            .with("reason", hiding.reason.code())
            .with("review", hiding.review.micros());
        Ok(Decided::new(hiding, act))
    }

    /// The same for another candidacy of the person, with its whole story, when the two no longer share a capture: what
    /// was hidden in both stays so in each, until somebody lifts it there. None if it was lifted.
    pub fn carried_to(
        &self,
        candidacy: CandidacyId,
        id: HidingId,
        by: Author,
        at: Instant,
    ) -> Option<Decided<Self>> {
        if !self.is_in_force() {
            return None;
        }
        let hiding = Self {
            id,
            candidacy,
            ..self.clone()
        };
        let act = hiding.act_by(Action::DataHidden, by, at);
        let act = act
            .with("reason", hiding.reason.code())
            .with("review", hiding.review.micros())
            .with("from", self.candidacy);
        Some(Decided::new(hiding, act))
    }

    /// A second look keeps it hidden until another one.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn keep(
        self,
        profile: &Profile,
        permit: &Permit,
        note: &str,
        review: jiff::civil::Date,
        at: Instant,
    ) -> Result<Decided<Self>, HidingRefusal> {
        let by = self.decider(permit)?;
        if by == self.last_decider() {
            return Err(HidingRefusal::SameEyes);
        }
        let note = noted(note)?;
        let review = review_of(profile, review, at)?;
        let mut looks = self.looks.clone();
        looks.push(SecondLook { by, at, note });
        let kept = Self {
            looks,
            review,
            ..self
        };
        let act = kept.act(Action::HidingKept, permit, at);
        let act = act.with("review", review.micros());
        Ok(Decided::new(kept, act))
    }

    /// Shows again what was hidden. Whoever hid it by mistake may undo it too.
    ///
    /// # Errors
    /// The rule that it would break.
    pub fn lift(
        self,
        permit: &Permit,
        note: &str,
        at: Instant,
    ) -> Result<Decided<Self>, HidingRefusal> {
        let by = self.decider(permit)?;
        let note = noted(note)?;
        let lifted = Self {
            lifted: Some(Lifting { by, at, note }),
            ..self
        };
        let act = lifted.act(Action::HidingLifted, permit, at);
        Ok(Decided::new(lifted, act))
    }

    /// Whether it hides something now.
    pub const fn is_in_force(&self) -> bool {
        self.lifted.is_none()
    }

    /// Whether the next look is due at `at`: on its last day already.
    pub fn is_due(&self, profile: &Profile, at: Instant) -> bool {
        let zone = &profile.institute.zone;
        self.is_in_force() && self.review.in_zone(zone).date() <= at.in_zone(zone).date()
    }

    /// Who hid it or looked at it last: somebody else makes the next look.
    pub fn last_decider(&self) -> AccountId {
        self.looks.last().map_or(self.by, |look| look.by)
    }

    fn decider(&self, permit: &Permit) -> Result<AccountId, HidingRefusal> {
        let by = author(permit, self.candidacy)?;
        if self.is_in_force() {
            Ok(by)
        } else {
            Err(HidingRefusal::AlreadyLifted)
        }
    }

    fn act(&self, action: Action, permit: &Permit, at: Instant) -> Act {
        self.act_by(action, permit.author(), at)
    }

    fn act_by(&self, action: Action, by: Author, at: Instant) -> Act {
        Act::new(at, by, action, Subject::new(Self::KIND, self.id())).with("part", self.what.code())
    }
}

fn author(permit: &Permit, candidacy: CandidacyId) -> Result<AccountId, HidingRefusal> {
    match permit.author() {
        Author::Account { account, .. } if permit.covers(Right::HideData, candidacy) => Ok(account),
        _ => Err(HidingRefusal::NotPermitted),
    }
}

fn is_public(definition: &Definition, what: &HiddenPart) -> bool {
    match what {
        HiddenPart::Profile => true,
        HiddenPart::Field { field } => definition.field(field).is_some_and(|field| field.published),
    }
}

fn noted(note: &str) -> Result<String, HidingRefusal> {
    let note = clean_text(note);
    if length(&note, Counting::WithSpaces) > LONGEST_NOTE {
        return Err(HidingRefusal::Note);
    }
    Ok(note)
}

/// The last instant of the day of the next look: today at the earliest, within the profile's days at the latest.
fn review_of(
    profile: &Profile,
    day: jiff::civil::Date,
    at: Instant,
) -> Result<Instant, HidingRefusal> {
    let zone = &profile.institute.zone;
    let today = at.in_zone(zone).date();
    let latest = profile.latest_hiding_review(at);
    if day < today || day > latest {
        return Err(HidingRefusal::Review);
    }
    Ok(end_of_day(day, zone))
}

impl Profile {
    /// The latest day for the look at something that is hidden at `at`.
    pub fn latest_hiding_review(&self, at: Instant) -> jiff::civil::Date {
        let today = at.in_zone(&self.institute.zone).date();
        let days = i64::from(self.publication.hiding_review_days);
        today.saturating_add(jiff::Span::new().days(days))
    }
}

/// What of a candidacy is hidden now: all that a public surface needs to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hidden {
    profile: bool,
    fields: BTreeSet<FieldKey>,
}

impl Hidden {
    /// What these hidings of one candidacy hide together.
    pub fn of<'a>(hidings: impl IntoIterator<Item = &'a Hiding>) -> Self {
        let mut hidden = Self::default();
        for hiding in hidings.into_iter().filter(|hiding| hiding.is_in_force()) {
            hidden.add(&hiding.what);
        }
        hidden
    }

    /// Hides one thing more.
    pub fn add(&mut self, what: &HiddenPart) {
        match what {
            HiddenPart::Profile => self.profile = true,
            HiddenPart::Field { field } => {
                self.fields.insert(field.clone());
            }
        }
    }

    /// Whether the whole profile is hidden.
    pub const fn is_whole(&self) -> bool {
        self.profile
    }

    /// Whether the answer to this question is hidden.
    pub fn hides(&self, field: &FieldKey) -> bool {
        self.profile || self.fields.contains(field)
    }

    /// The questions whose answers are hidden one by one.
    pub fn fields(&self) -> impl Iterator<Item = &FieldKey> {
        self.fields.iter()
    }
}
