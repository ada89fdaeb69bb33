//! One candidacy with its capture, as far as the person who asks may see it.

use domain::capture::{Broken, Capture, Machine, State, StateCode};
use domain::confirmation::Confirmation;
use domain::grounds::Catalogue;
use domain::id::CandidacyId;
use domain::key::SectionKey;
use domain::notification::Notification;
use domain::policy::{Permit, Reach, Right, Target, permit, reach};
use domain::profile::Stage;
use domain::questionnaire::{Answers, Finding, Section};
use domain::registry::{Candidacy, CandidacyStatus, leader};
use domain::time::Instant;
use storage::Unit;

use super::Gate;
use crate::confirmation::OthersEdit;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// A candidacy and its capture.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// Its capture, if anything was written.
    pub capture: Option<Capture>,
    /// None if this person may write now; otherwise the rule in the way.
    pub closed: Option<Broken>,
    /// When each section was last saved.
    pub saved: Vec<(SectionKey, Instant)>,
    /// Whether the answers are left out because they were not sent yet: until then what is written is between whoever
    /// writes and their party, and the institute sees the state only.
    pub draft_hidden: bool,
    /// What is missing before this person may open it; its answers are left out then.
    pub gate: Option<Gate>,
    /// The other candidacies of the person that this capture serves too.
    pub serves: Vec<Candidacy>,
    /// The grounds of remarks, in all their wordings.
    pub grounds: Catalogue,
    /// Notifications about it that wait for this person's acknowledgement, the latest first.
    pub unread: Vec<Notification>,
    /// Where it stands with its person's confirmation; none where no party captures, or where the answers are left out.
    pub confirmation: Option<Confirmation>,
    /// What others changed, for the candidate who has not said to have seen it (R20).
    pub others_edits: Vec<OthersEdit>,
}

/// One section, ready for its form.
#[derive(Debug, Clone)]
pub struct SectionView<'a> {
    /// The candidacy and its capture.
    pub dossier: Dossier,
    /// The section.
    pub section: &'a Section,
    /// The answers to show: saved ones, or newer ones that were kept automatically for this person.
    pub answers: Answers,
    /// When the automatic save that is shown was made, if one is.
    pub recovered: Option<Instant>,
    /// The revision on which this person starts.
    pub base: u32,
}

impl Dossier {
    /// Where it stands.
    pub fn state(&self) -> StateCode {
        self.capture
            .as_ref()
            .map_or(StateCode::Untouched, |capture| capture.state.code())
    }

    /// The saved answers.
    pub fn answers(&self) -> Answers {
        self.capture
            .as_ref()
            .map(|capture| capture.answers.clone())
            .unwrap_or_default()
    }

    /// The stage that has the case or returned it.
    pub fn stage<'a>(&self, app: &'a App) -> Option<&'a Stage> {
        let key = self.capture.as_ref()?.state.stage()?;
        app.profile.stage(key)
    }

    /// What keeps it from being sent.
    pub fn findings(&self, app: &App) -> Vec<Finding> {
        app.curricular()
            .check(&self.answers(), app.profile.capture.counting)
    }
}

/// `saved` with the answers of one section replaced: conditions may look at other sections.
fn over(mut saved: Answers, section: &Section, typed: &Answers) -> Answers {
    for field in &section.fields {
        saved.set(field.key.clone(), typed.get(&field.key).cloned());
    }
    saved
}

impl App {
    /// A candidacy with its capture for somebody who may read the answers.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn dossier(&self, who: &SignedIn, id: CandidacyId) -> Result<Dossier, AppError> {
        let mut unit = self.store.read().await?;
        let (candidacy, capture, group) = self.load(&mut unit, id).await?;
        self.reads_lead(who, &candidacy, &group)?;
        let home = candidacy.capture_home();
        let revisions = unit.revisions(home, &self.curricular().key, 0).await?;
        let gate = self
            .gate(&mut unit, who, &candidacy, capture.as_ref())
            .await?;
        let closed = match self.writing_permit(who, &candidacy, capture.as_ref()) {
            Ok(_) if gate.is_some() => Some(Broken::NoticeNotShown),
            Ok(permit) => self
                .machine(&candidacy, &group)
                .may_write(&permit, capture.as_ref(), self.now())
                .err(),
            Err(_) => Some(Broken::NotPermitted),
        };
        let unsent = capture
            .as_ref()
            .is_some_and(|capture| capture.submission.is_none());
        let draft_hidden = gate.is_some() || unsent && reach(who.actor.seat()) == Reach::Process;
        let capture = capture.map(|capture| match draft_hidden {
            true => Capture {
                answers: Answers::default(),
                ..capture
            },
            false => capture,
        });
        let grounds = self.grounds_in(&mut unit).await?;
        let unread = self.unread_of(&mut unit, who, id).await?;
        let confirmation = match draft_hidden {
            true => None,
            false => {
                self.confirmation_standing(&mut unit, &candidacy, capture.as_ref())
                    .await?
            }
        };
        let sections = &self.curricular().sections;
        let saved = sections
            .iter()
            .filter_map(|section| {
                let touches = |revision: &&domain::capture::Revision| {
                    section
                        .fields
                        .iter()
                        .any(|field| revision.changes.contains_key(&field.key))
                };
                revisions
                    .iter()
                    .rev()
                    .find(touches)
                    .map(|revision| (section.key.clone(), revision.at))
            })
            .collect();
        let others_edits = match &capture {
            Some(capture) if who.actor.seat().candidacy() == Some(id) => {
                self.others_edits(&mut unit, capture, revisions).await?
            }
            _ => Vec::new(),
        };
        Ok(Dossier {
            candidacy,
            capture,
            closed,
            saved,
            draft_hidden,
            gate,
            serves: group
                .into_iter()
                .filter(|other| other.id != id && other.status == CandidacyStatus::Active)
                .collect(),
            grounds,
            unread,
            confirmation,
            others_edits,
        })
    }

    /// Whoever reads this candidacy's answers reads them where they are captured: in the one that leads.
    ///
    /// # Errors
    /// Denied; [`AppError::LedBy`] if another one leads and its answers may be read.
    pub(crate) fn reads_lead(
        &self,
        who: &SignedIn,
        candidacy: &Candidacy,
        group: &[Candidacy],
    ) -> Result<(), AppError> {
        let led_by = leader(group).filter(|leads| leads.id != candidacy.id);
        let stands = candidacy.status == CandidacyStatus::Active;
        let target = led_by.filter(|_| stands).unwrap_or(candidacy);
        let (session, right) = (Some(who.session), Right::ReadAnswers);
        let target_of = Target::Candidacy(target);
        permit(&self.profile, &who.actor, session, right, target_of)?;
        if target.id == candidacy.id {
            Ok(())
        } else {
            Err(AppError::LedBy(target.id))
        }
    }

    /// One section for its form, with what was kept automatically for this person if it is newer.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn open_section(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        section: &str,
    ) -> Result<SectionView<'_>, AppError> {
        let dossier = self.dossier(who, id).await?;
        let definition = self.curricular();
        let section = self.section(section)?;
        let mut unit = self.store.read().await?;
        let home = dossier.candidacy.capture_home();
        let kept = unit
            .autosave(home, &definition.key, &section.key, who.actor.account())
            .await?;
        let revision = dossier
            .capture
            .as_ref()
            .map_or(0, |capture| capture.revision);
        Ok(match kept.filter(|_| dossier.closed.is_none()) {
            Some(kept) => SectionView {
                answers: over(
                    dossier.answers(),
                    section,
                    &self.typed(home, section, &kept.typed)?,
                ),
                recovered: Some(kept.at),
                base: kept.base_revision.min(revision),
                section,
                dossier,
            },
            None => SectionView {
                answers: dossier.answers(),
                recovered: None,
                base: revision,
                section,
                dossier,
            },
        })
    }

    /// The section with this key.
    pub(crate) fn section(&self, key: &str) -> Result<&Section, AppError> {
        let sections = &self.curricular().sections;
        sections
            .iter()
            .find(|section| section.key.as_str() == key)
            .ok_or(AppError::NotFound)
    }

    /// A candidacy, the capture that serves it, and the candidacies that share it, if any do; whoever asks.
    pub(crate) async fn load(
        &self,
        unit: &mut Unit,
        id: CandidacyId,
    ) -> Result<(Candidacy, Option<Capture>, Vec<Candidacy>), AppError> {
        let (candidacy, capture) = unit
            .candidacy_with_capture(id, &self.curricular().key)
            .await?
            .ok_or(AppError::NotFound)?;
        let group = self.group_of(unit, &candidacy).await?;
        Ok((candidacy, capture, group))
    }

    /// The permit to write in the state in which the capture is: the capturer's, or that of a stage which may edit.
    pub(crate) fn writing_permit(
        &self,
        who: &SignedIn,
        candidacy: &Candidacy,
        capture: Option<&Capture>,
    ) -> Result<Permit, AppError> {
        let stage = match capture.map(|capture| &capture.state) {
            Some(State::InStage { stage, .. }) => self.profile.stage(stage),
            _ => None,
        };
        let ask =
            |right, target| permit(&self.profile, &who.actor, Some(who.session), right, target);
        let capture = || ask(Right::Capture, Target::Candidacy(candidacy));
        Ok(match stage {
            // Who captured and was still writing when it was sent is told that, not that the account may not.
            Some(stage) => match ask(Right::Decide, Target::Stage(candidacy, stage)) {
                Ok(permit) => permit,
                Err(denied) => capture().map_err(|_| denied)?,
            },
            None => capture()?,
        })
    }

    /// The machine for this candidacy's curricular capture, which `group` shares.
    pub(crate) fn machine<'a>(
        &'a self,
        candidacy: &'a Candidacy,
        group: &[Candidacy],
    ) -> Machine<'a> {
        Machine::new(&self.profile, self.curricular(), candidacy).among(group)
    }
}
