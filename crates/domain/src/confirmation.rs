//! The person of a candidacy sees what the party captured and answers, by a one-time link, without an account: "this is
//! what I want to say", or what should be corrected (R11, R19; DGO 15, CDMX 16).
//!
//! An answer is bound to the revision that the person read: a later change makes it out of date.

use serde::{Deserialize, Serialize};

use crate::account::{Account, Role, digest_code};
use crate::activity::{Act, Action, Author, Subject};
use crate::capture::{Capture, Revision, RevisionKind, State};
use crate::id::{AccountId, CandidacyId, ConfirmationLinkId};
use crate::key::{PartyKey, QuestionnaireKey};
use crate::policy::{Permit, Right};
use crate::questionnaire::clean_text;
use crate::record::{Decided, Record};
use crate::registry::Candidacy;
use crate::time::Instant;

/// Hours during which a link serves.
pub const LINK_HOURS: i64 = 72;
/// Most characters of what a person asks to correct.
pub const NOTE_MAX: usize = 2_000;

/// What an institute asks of a party before it sends: profile `[captura] confirmacion`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmationRule {
    /// Advised: what is missing is told, and nothing is held back.
    Advised,
    /// A party's people send only what the person confirmed.
    Demanded,
}

/// What the person answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// This is what the person wants to say.
    Confirmed,
    /// Something should be corrected.
    CorrectionAsked {
        /// What, in the person's words.
        note: String,
    },
}

/// An answer, bound to what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkAnswer {
    /// What it says.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// When.
    pub at: Instant,
    /// The revision that was read.
    pub revision: u32,
    /// SHA-256 in hexadecimal of the answers of that revision.
    pub answers: String,
}

/// A link: only the digest of its code is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationLink {
    /// Identifier.
    pub id: ConfirmationLinkId,
    /// The candidacy under which the capture of the person it is for is kept.
    pub candidacy: CandidacyId,
    /// The questionnaire that it shows.
    pub questionnaire: QuestionnaireKey,
    /// SHA-256 in hexadecimal of its code.
    pub digest: String,
    /// Who made it: it serves no longer than that account's right. None in links that were written before this was kept,
    /// under the same schema, and such a link counts for nobody; the history has their digest, so they stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
    /// When it was made.
    pub made: Instant,
    /// The last instant at which it serves.
    pub expires: Instant,
    /// When it was taken back, if it was.
    pub revoked: Option<Instant>,
    /// The person's answer: there is one.
    pub answer: Option<LinkAnswer>,
}

impl Record for ConfirmationLink {
    const KIND: &'static str = "confirmation-link";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// Why a link was not made, or does not do what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// Nothing was written yet.
    #[error("Todavía no hay nada capturado que mostrar.")]
    NothingToShow,
    /// The profile is public.
    #[error("El perfil ya está publicado: lo que dice se consulta en el portal.")]
    Public,
    /// Whoever asks does not capture for a party.
    #[error("Este enlace lo hace quien captura por el partido.")]
    NotPermitted,
    /// It was taken back, or another one took its place.
    #[error(
        "Este enlace ya no sirve: quien lo hizo lo canceló o hizo otro. Pida el nuevo a su partido."
    )]
    Revoked,
    /// Its time is over.
    #[error("Este enlace venció. Pida otro a su partido.")]
    Expired,
    /// The person has answered.
    #[error("Ya respondió con este enlace. Si algo cambió después, pida otro a su partido.")]
    Answered,
    /// Somebody saved while the person was reading.
    #[error(
        "Alguien guardó cambios mientras usted leía. Lea el texto como está ahora y responda de nuevo."
    )]
    ChangedMeanwhile,
    /// A correction without saying what, or too long a note.
    #[error("Escriba qué se debe corregir, en 2,000 caracteres como máximo.")]
    Note,
}

impl ConfirmationLink {
    /// Makes a link to what `capture` says, with a code that is shown once. `leads` is the candidacy in which that is
    /// captured: another one than the capture's home once that one was cancelled.
    ///
    /// # Errors
    /// [`LinkRefusal`].
    pub fn make(
        id: ConfirmationLinkId,
        permit: &Permit,
        leads: &Candidacy,
        capture: Option<&Capture>,
        code: &str,
        at: Instant,
    ) -> Result<Decided<Self>, LinkRefusal> {
        let capture = capture
            .filter(|capture| capture.revision > 0)
            .ok_or(LinkRefusal::NothingToShow)?;
        if matches!(capture.state, State::Published { .. }) {
            return Err(LinkRefusal::Public);
        }
        if !may_link(permit, leads, capture.candidacy) {
            return Err(LinkRefusal::NotPermitted);
        }
        let link = Self {
            id,
            candidacy: capture.candidacy,
            questionnaire: capture.questionnaire.clone(),
            digest: digest_code(code),
            by: match permit.author() {
                Author::Account { account, .. } => Some(account),
                Author::System | Author::Anonymous => None,
            },
            made: at,
            expires: at.plus_seconds(LINK_HOURS * 3_600),
            revoked: None,
            answer: None,
        };
        let act = link
            .act(Action::ConfirmationLinkMade, permit.author(), at)
            .with("revision", capture.revision);
        Ok(Decided::new(link, act))
    }

    /// Whether what it says counts while `party` captures: `maker`, the account that made it, is of that party, and may
    /// still be used unless the person has answered. An answer that was given in time outlives its maker's account.
    #[must_use]
    pub fn counts(&self, maker: Option<&Account>, party: Option<&PartyKey>) -> bool {
        maker.is_some_and(|maker| {
            let of_party = party.is_some() && maker.seat.party() == party;
            self.by == Some(maker.id)
                && of_party
                && (self.answer.is_some() || maker.usable().is_ok())
        })
    }

    /// Takes it back: it shows nothing from now on. One that was answered or taken back stays as it is.
    ///
    /// # Errors
    /// [`LinkRefusal::Answered`], [`LinkRefusal::Revoked`].
    pub fn revoke(
        self,
        permit: &Permit,
        leads: &Candidacy,
        at: Instant,
    ) -> Result<Decided<Self>, LinkRefusal> {
        if !may_link(permit, leads, self.candidacy) {
            return Err(LinkRefusal::NotPermitted);
        }
        if self.answer.is_some() {
            return Err(LinkRefusal::Answered);
        }
        if self.revoked.is_some() {
            return Err(LinkRefusal::Revoked);
        }
        let act = self.act(Action::ConfirmationLinkRevoked, permit.author(), at);
        let link = Self {
            revoked: Some(at),
            ..self
        };
        Ok(Decided::new(link, act))
    }

    /// Whether it can be looked at and answered at `at`.
    ///
    /// # Errors
    /// The rule in the way.
    pub fn serves(&self, at: Instant) -> Result<(), LinkRefusal> {
        if self.answer.is_some() {
            Err(LinkRefusal::Answered)
        } else if self.revoked.is_some() {
            Err(LinkRefusal::Revoked)
        } else if at > self.expires {
            Err(LinkRefusal::Expired)
        } else {
            Ok(())
        }
    }

    /// Whether this is what was answered: a second click of the same person, or of another who says the same.
    #[must_use]
    pub fn says(&self, verdict: &Verdict) -> bool {
        let said = self.answer.as_ref().map(|answer| &answer.verdict);
        match (said, verdict) {
            (Some(Verdict::Confirmed), Verdict::Confirmed) => true,
            (Some(Verdict::CorrectionAsked { note }), Verdict::CorrectionAsked { note: typed }) => {
                *note == clean_text(typed)
            }
            _ => false,
        }
    }

    /// The person answers, having read `read` of `capture`.
    ///
    /// # Errors
    /// [`LinkRefusal`]; nothing changes then.
    pub fn answer(
        self,
        capture: &Capture,
        read: u32,
        verdict: Verdict,
        at: Instant,
    ) -> Result<Decided<Self>, LinkRefusal> {
        self.serves(at)?;
        if matches!(capture.state, State::Published { .. }) {
            return Err(LinkRefusal::Public);
        }
        if capture.revision != read || capture.candidacy != self.candidacy {
            return Err(LinkRefusal::ChangedMeanwhile);
        }
        let (verdict, action) = match verdict {
            Verdict::Confirmed => (Verdict::Confirmed, Action::AnswersConfirmed),
            Verdict::CorrectionAsked { note } => {
                let note = clean_text(&note);
                if note.is_empty() || note.chars().count() > NOTE_MAX {
                    return Err(LinkRefusal::Note);
                }
                (Verdict::CorrectionAsked { note }, Action::CorrectionAsked)
            }
        };
        let answer = LinkAnswer {
            verdict,
            at,
            revision: read,
            answers: capture.answers.digest(),
        };
        let act = self
            .act(action, Author::Anonymous, at)
            .with("revision", read)
            .with("answers", &answer.answers);
        let link = Self {
            answer: Some(answer),
            ..self
        };
        Ok(Decided::new(link, act))
    }

    fn act(&self, action: Action, by: Author, at: Instant) -> Act {
        Act::new(at, by, action, Subject::new(Self::KIND, self.id))
            .with("candidacy", self.candidacy)
    }
}

/// Whether a permit for the candidacy that leads is one for what is captured under `home`.
fn may_link(permit: &Permit, leads: &Candidacy, home: CandidacyId) -> bool {
    leads.capture_home() == home && permit.covers(Right::Capture, leads.id)
}

/// Where a candidacy stands with its person's confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// No link was made, or none serves and none was answered.
    NotAsked,
    /// A link waits for its person.
    Waiting {
        /// The last instant at which it serves.
        expires: Instant,
    },
    /// The person answered.
    Answered {
        /// The answer.
        answer: LinkAnswer,
        /// Whether it is about the text as it stands.
        current: bool,
    },
}

impl Confirmation {
    /// What the links of a candidacy that [count](ConfirmationLink::counts), oldest first, say of its capture at `at`:
    /// the latest answer, unless a newer link waits.
    #[must_use]
    pub fn of(links: &[ConfirmationLink], capture: Option<&Capture>, at: Instant) -> Self {
        let revision = capture.map_or(0, |capture| capture.revision);
        for link in links.iter().rev() {
            if let Some(answer) = &link.answer {
                return Self::Answered {
                    answer: answer.clone(),
                    current: answer.revision == revision,
                };
            }
            if link.serves(at).is_ok() {
                return Self::Waiting {
                    expires: link.expires,
                };
            }
        }
        Self::NotAsked
    }

    /// Whether the person confirmed the text as it stands.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(
            self,
            Self::Answered {
                answer: LinkAnswer {
                    verdict: Verdict::Confirmed,
                    ..
                },
                current: true,
            }
        )
    }
}

/// Whether a revision changed what stood there, by somebody of the party or of a stage that edits: the candidate is to
/// see it (R20). What the party wrote where nothing was is shown with the rest of the text.
#[must_use]
pub fn is_others_edit(revision: &Revision) -> bool {
    let of_party = matches!(
        revision.role,
        Role::Supervisor | Role::Capturer | Role::PartyRepresentative
    );
    let replaced = || {
        revision
            .changes
            .values()
            .any(|change| change.before.is_some())
    };
    match revision.kind {
        RevisionKind::PublicCorrection => true,
        RevisionKind::StageEdit => !matches!(revision.role, Role::Candidate | Role::Independent),
        RevisionKind::Draft | RevisionKind::Correction => of_party && replaced(),
    }
}

/// Up to which revision the person of a candidacy has seen what others changed in it (R20): one row per capture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditsSeen {
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// The questionnaire.
    pub questionnaire: QuestionnaireKey,
    /// The latest revision that was seen.
    pub revision: u32,
    /// When.
    pub at: Instant,
}

impl Record for EditsSeen {
    const KIND: &'static str = "edits-seen";
    type Facts = ();
    fn id(&self) -> String {
        Capture::record_id(self.candidacy, &self.questionnaire)
    }
}

impl EditsSeen {
    /// The person saw the changes up to `revision`, never fewer than before; `by` is the person's account, or nobody's
    /// name when a link was used. None if nothing is seen that was not seen before: there is nothing to write.
    pub fn acknowledge(
        before: Option<&Self>,
        capture: &Capture,
        revision: u32,
        by: Author,
        at: Instant,
    ) -> Option<Decided<Self>> {
        let known = before.map_or(0, |before| before.revision);
        let revision = revision.min(capture.revision);
        if revision <= known {
            return None;
        }
        let seen = Self {
            candidacy: capture.candidacy,
            questionnaire: capture.questionnaire.clone(),
            revision,
            at,
        };
        let act = Act::new(
            at,
            by,
            Action::EditsSeen,
            Subject::new(Self::KIND, Record::id(&seen)),
        )
        .with("revision", seen.revision);
        Some(Decided::new(seen, act))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::account::{ActivationCode, Opening, Seat};
    use crate::activity::Author;
    use crate::id::Entropy;
    use crate::questionnaire::Answers;
    use crate::registry::{Calling, Gender, Person, Postulation, RegistryData};
    use crate::sample;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    const NOW: Instant = Instant::from_micros(1_000_000);

    fn candidacy() -> CandidacyId {
        CandidacyId::new(NOW, &Zeros)
    }

    fn registered() -> Candidacy {
        let person = Person {
            given_names: "Ana".to_owned(),
            first_surname: "Pérez".to_owned(),
            second_surname: String::new(),
            nickname: None,
            gender: Gender::Woman,
            birth_date: None,
            curp: None,
            declared_age: None,
        };
        let data = RegistryData {
            key: "M".to_owned(),
            office: sample::key("diputacion-mr"),
            territory: sample::key("distrito-01"),
            number: None,
            calling: Calling::Holder,
            postulation: Postulation::Party {
                party: sample::key("azul"),
            },
            person,
        };
        Candidacy::register(candidacy(), data, sample::BY, NOW).into_record()
    }

    /// Another candidacy of the person, which the same capture serves.
    fn sharing() -> Candidacy {
        Candidacy {
            id: CandidacyId::new(NOW.plus_seconds(1), &Zeros),
            capture_of: Some(candidacy()),
            ..registered()
        }
    }

    fn capture(revision: u32) -> Capture {
        Capture {
            candidacy: candidacy(),
            questionnaire: "curricular".parse().unwrap(),
            version: "1".to_owned(),
            state: State::Capturing,
            revision,
            answers: Answers::default(),
            submission: None,
            resubmission: None,
            returns: std::collections::BTreeMap::new(),
            hands: std::collections::BTreeSet::new(),
            outcome: None,
            corrections: Vec::new(),
        }
    }

    fn permit(right: Right) -> Permit {
        Permit::system(right, candidacy())
    }

    fn link() -> ConfirmationLink {
        let id = ConfirmationLinkId::new(NOW, &Zeros);
        let known = capture(3);
        let (permit, leads) = (permit(Right::Capture), registered());
        let made = ConfirmationLink::make(id, &permit, &leads, Some(&known), "BCDF-2345", NOW);
        made.unwrap().into_record()
    }

    fn confirmed(link: ConfirmationLink) -> ConfirmationLink {
        let answered = link.answer(&capture(3), 3, Verdict::Confirmed, NOW);
        answered.unwrap().into_record()
    }

    fn revoked() -> ConfirmationLink {
        let gone = link().revoke(&permit(Right::Capture), &registered(), NOW);
        gone.unwrap().into_record()
    }

    #[test]
    fn a_link_keeps_no_code_and_ends_by_itself() {
        let link = link();
        assert!(!serde_json::to_string(&link).unwrap().contains("BCDF"));
        assert_eq!(link.digest, digest_code("bcdf2345"));
        assert_eq!(link.serves(link.expires), Ok(()));
        let later = link.expires.plus_seconds(1);
        assert_eq!(link.serves(later), Err(LinkRefusal::Expired));
    }

    #[test]
    fn a_link_is_made_to_something_by_who_captures_until_it_is_public() {
        let make = |right, capture: Option<&Capture>| {
            let id = ConfirmationLinkId::new(NOW, &Zeros);
            let leads = registered();
            let made = ConfirmationLink::make(id, &permit(right), &leads, capture, "B", NOW);
            made.map(|_| ())
        };
        let mut public = capture(3);
        public.state = State::Published { at: NOW };
        assert_eq!(make(Right::Capture, None), Err(LinkRefusal::NothingToShow));
        assert_eq!(
            make(Right::Capture, Some(&capture(0))),
            Err(LinkRefusal::NothingToShow)
        );
        assert_eq!(
            make(Right::Capture, Some(&public)),
            Err(LinkRefusal::Public)
        );
        assert_eq!(
            make(Right::Decide, Some(&capture(3))),
            Err(LinkRefusal::NotPermitted)
        );
        assert_eq!(make(Right::Capture, Some(&capture(3))), Ok(()));
    }

    #[test]
    fn links_to_a_shared_capture_are_of_the_candidacy_that_leads() {
        let (known, leads) = (capture(3), sharing());
        let stranger = Candidacy {
            capture_of: None,
            ..sharing()
        };
        let id = ConfirmationLinkId::new(NOW, &Zeros);
        let make = |permit: &Permit, leads: &Candidacy| {
            let made = ConfirmationLink::make(id, permit, leads, Some(&known), "B", NOW);
            made.map(Decided::into_record)
        };
        let theirs = Permit::system(Right::Capture, leads.id);
        let made = make(&theirs, &leads).unwrap();
        assert_eq!(made.candidacy, known.candidacy, "kept by home");
        let refused = Err(LinkRefusal::NotPermitted);
        assert_eq!(make(&theirs, &stranger), refused);
        assert_eq!(make(&permit(Right::Capture), &leads), refused);
        let revoke = |leads: &Candidacy| made.clone().revoke(&theirs, leads, NOW).map(|_| ());
        assert_eq!(revoke(&leads), Ok(()));
        assert_eq!(revoke(&stranger), Err(LinkRefusal::NotPermitted));
    }

    /// Every state of a link × everything that can be asked of it.
    #[rstest]
    #[case::open(link(), Ok(()), Ok(()))]
    #[case::answered(
        confirmed(link()),
        Err(LinkRefusal::Answered),
        Err(LinkRefusal::Answered)
    )]
    #[case::revoked(revoked(), Err(LinkRefusal::Revoked), Err(LinkRefusal::Revoked))]
    fn a_link_is_answered_once_and_taken_back_before(
        #[case] link: ConfirmationLink,
        #[case] answers: Result<(), LinkRefusal>,
        #[case] revokes: Result<(), LinkRefusal>,
    ) {
        let asks = Verdict::CorrectionAsked {
            note: "Falta un cargo".to_owned(),
        };
        for verdict in [Verdict::Confirmed, asks] {
            let answered = link.clone().answer(&capture(3), 3, verdict, NOW);
            assert_eq!(answered.map(|_| ()), answers);
        }
        let gone = link.revoke(&permit(Right::Capture), &registered(), NOW);
        assert_eq!(gone.map(|_| ()), revokes);
    }

    fn maker(party: &str) -> Account {
        let seat = Seat::Capturer {
            party: party.parse().unwrap(),
        };
        let opening = Opening {
            id: AccountId::new(NOW, &Zeros),
            login: "captura".to_owned(),
            holder: "Ana".to_owned(),
            seat,
            code: ActivationCode::of("BCDF-2345", NOW),
            contact: None,
        };
        Account::issue(opening, Author::System, NOW).into_record()
    }

    #[test]
    fn a_link_counts_while_its_maker_has_the_right_and_an_answer_while_the_party_captures() {
        let party = |key: &str| -> PartyKey { key.parse().unwrap() };
        let (azul, rojo) = (party("azul"), party("rojo"));
        let ana = maker("azul");
        let waits = ConfirmationLink {
            by: Some(ana.id),
            ..link()
        };
        let answered = confirmed(waits.clone());
        assert!(waits.counts(Some(&ana), Some(&azul)));
        assert!(answered.counts(Some(&ana), Some(&azul)));
        for link in [&waits, &answered] {
            assert!(!link.counts(Some(&ana), Some(&rojo)), "another captures");
            assert!(!link.counts(Some(&ana), None), "no party captures");
            assert!(!link.counts(None, Some(&azul)));
        }
        assert!(!link().counts(Some(&ana), Some(&azul)), "nobody's");
        let suspended = ana.clone().suspend(Author::System, NOW).unwrap();
        let closed = ana.close(Author::System, NOW).unwrap();
        for gone in [suspended.into_record(), closed.into_record()] {
            assert!(!waits.counts(Some(&gone), Some(&azul)));
            assert!(answered.counts(Some(&gone), Some(&azul)));
        }
    }

    #[test]
    fn an_answer_is_about_what_was_read() {
        let stale = link().answer(&capture(4), 3, Verdict::Confirmed, NOW);
        assert_eq!(stale.unwrap_err(), LinkRefusal::ChangedMeanwhile);
        for note in ["", "  \u{200B}", &"a".repeat(NOTE_MAX + 1)] {
            let note = note.to_owned();
            let asked = link().answer(&capture(3), 3, Verdict::CorrectionAsked { note }, NOW);
            assert_eq!(asked.unwrap_err(), LinkRefusal::Note);
        }
    }

    #[test]
    fn only_the_same_answer_is_a_second_click() {
        let asks = |note: &str| Verdict::CorrectionAsked {
            note: note.to_owned(),
        };
        let asked = link().answer(&capture(3), 3, asks("Falta un cargo"), NOW);
        let asked = asked.unwrap().into_record();
        assert!(asked.says(&asks(" Falta un cargo ")));
        assert!(!asked.says(&asks("Falta otro cargo")));
        assert!(!asked.says(&Verdict::Confirmed));
        let confirmed = confirmed(link());
        assert!(confirmed.says(&Verdict::Confirmed));
        assert!(!confirmed.says(&asks("Falta un cargo")));
        assert!(!link().says(&Verdict::Confirmed), "nobody answered");
    }

    #[test]
    fn a_note_is_kept_and_stays_out_of_the_history() {
        let note = "Nací en Súchil, no en Canatlán".to_owned();
        let asked = link()
            .answer(&capture(3), 3, Verdict::CorrectionAsked { note }, NOW)
            .unwrap();
        assert!(!format!("{:?}", asked.act()).contains("Súchil"));
        assert!(asked.act().author == Author::Anonymous);
        let answer = asked.record().answer.clone().unwrap();
        assert!(
            matches!(answer.verdict, Verdict::CorrectionAsked { note } if note.contains("Súchil"))
        );
    }

    #[test]
    fn a_later_revision_makes_a_confirmation_out_of_date() {
        let answered = confirmed(link());
        let of = |links: &[ConfirmationLink], revision| {
            Confirmation::of(links, Some(&capture(revision)), NOW)
        };
        assert_eq!(of(&[], 3), Confirmation::NotAsked);
        assert_eq!(of(&[revoked()], 3), Confirmation::NotAsked);
        assert!(matches!(of(&[link()], 3), Confirmation::Waiting { .. }));
        assert!(of(std::slice::from_ref(&answered), 3).holds());
        let later = of(std::slice::from_ref(&answered), 4);
        assert!(!later.holds());
        assert!(matches!(
            later,
            Confirmation::Answered { current: false, .. }
        ));
        let waits = of(&[answered, link()], 4);
        assert!(matches!(waits, Confirmation::Waiting { .. }));
    }

    #[test]
    fn others_changes_are_those_of_a_stage_and_those_over_what_stood() {
        let answer = |text: &str| Some(crate::questionnaire::Answer::Text(text.to_owned()));
        let revision = |role, kind, before: Option<&str>| {
            let change = crate::questionnaire::Change {
                before: before.and_then(answer),
                after: answer("nuevo"),
            };
            is_others_edit(&Revision {
                number: 1,
                at: NOW,
                by: crate::id::AccountId::new(NOW, &Zeros),
                role,
                kind,
                changes: [("motivos".parse().unwrap(), change)].into(),
            })
        };
        use RevisionKind::{Correction, Draft, StageEdit};
        assert!(revision(Role::Supervisor, StageEdit, None));
        assert!(revision(Role::Supervisor, Draft, Some("viejo")));
        assert!(revision(Role::Capturer, Correction, Some("viejo")));
        assert!(!revision(Role::Capturer, Draft, None));
        assert!(!revision(Role::Candidate, Draft, Some("viejo")));
        assert!(!revision(Role::Independent, StageEdit, Some("viejo")));
    }

    #[test]
    fn what_was_seen_never_becomes_less() {
        let see = |before: Option<&EditsSeen>, revision| {
            EditsSeen::acknowledge(before, &capture(5), revision, Author::Anonymous, NOW)
                .map(Decided::into_record)
        };
        assert_eq!(see(None, 0), None, "nothing was seen");
        let first = see(None, 4).unwrap();
        assert_eq!(first.revision, 4);
        for known in [2, 4] {
            assert_eq!(see(Some(&first), known), None, "nothing new");
        }
        let last = see(Some(&first), 9).unwrap();
        assert_eq!(last.revision, 5, "nobody saw what is not there");
        assert_eq!(see(Some(&last), 9), None);
    }
}
