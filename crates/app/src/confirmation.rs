//! The person of a candidacy sees what others wrote in it: what the party captured, by a one-time link without an
//! account (R11, R19), and what was changed of it, by that link or in the person's own account (R20).

use domain::account::digest_code;
use domain::activity::Author;
use domain::capture::{Capture, Revision};
use domain::confirmation::{
    Confirmation, ConfirmationLink, ConfirmationRule, EditsSeen, LinkRefusal, Verdict,
    is_others_edit,
};
use domain::id::{CandidacyId, ConfirmationLinkId};
use domain::policy::{Permit, Right, Target, permit};
use domain::registry::{Candidacy, CandidacyStatus, leader};
use domain::time::Instant;
use storage::{Change, Unit};

use crate::capture::Dossier;
use crate::sign_in::{Attempt, SignedIn, attempt_with_code};
use crate::{App, AppError};

/// Why a link was not made or does not do what is asked of it.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmationRefusal {
    /// No link has this code.
    #[error("No encontramos ese enlace. Revise que esté completo o pida otro a su partido.")]
    Unknown,
    /// Too many codes that nobody has; seconds to wait.
    #[error(
        "Se han probado muchos códigos desde esta red. Espere {0} segundos y vuelva a intentar."
    )]
    Wait(i64),
    /// A rule of the link.
    #[error(transparent)]
    Link(#[from] LinkRefusal),
    /// Denied, a broken rule, not found, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for ConfirmationRefusal {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

/// A change that somebody else made in a candidacy's questionnaire.
#[derive(Debug, Clone)]
pub struct OthersEdit {
    /// What changed, when, in which role.
    pub revision: Revision,
    /// The name of who did it.
    pub by: String,
}

/// The links of a candidacy, for who makes them.
#[derive(Debug, Clone)]
pub struct ConfirmationView {
    /// The candidacy with its capture.
    pub dossier: Dossier,
    /// The links, the latest first.
    pub links: Vec<ConfirmationLink>,
    /// Those that no longer count, since whoever made them lost the right to.
    pub lost: Vec<ConfirmationLinkId>,
    /// Whether this person makes links for it.
    pub makes: bool,
}

/// What a link shows.
#[derive(Debug, Clone)]
pub struct LinkView {
    /// The candidacy.
    pub candidacy: Candidacy,
    /// What was captured.
    pub capture: Capture,
    /// When the text as it stands was saved.
    pub saved: Instant,
    /// What others changed and the person has not said to have seen.
    pub edits: Vec<OthersEdit>,
    /// The last instant at which the link serves.
    pub expires: Instant,
}

impl App {
    /// The links of a candidacy that `who` may read.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn confirmation(
        &self,
        who: &SignedIn,
        id: CandidacyId,
    ) -> Result<ConfirmationView, AppError> {
        let dossier = self.dossier(who, id).await?;
        let makes = self.makes_links(who, &dossier.candidacy).is_ok() && dossier.gate.is_none();
        let mut unit = self.store.read().await?;
        let mut links = match dossier.draft_hidden {
            true => Vec::new(),
            false => {
                let home = dossier.candidacy.capture_home();
                unit.confirmation_links(home).await?
            }
        };
        links.reverse();
        let mut lost = Vec::new();
        for link in &links {
            if !link_counts(&mut unit, link, &dossier.candidacy).await? {
                lost.push(link.id);
            }
        }
        Ok(ConfirmationView {
            dossier,
            links,
            lost,
            makes,
        })
    }

    /// Makes a link, which takes the place of one that waits. Its code waits to be shown once.
    ///
    /// # Errors
    /// [`ConfirmationRefusal`].
    pub async fn make_confirmation_link(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        at: Instant,
    ) -> Result<ConfirmationLinkId, ConfirmationRefusal> {
        let mut unit = self.store.write().await?;
        let (candidacy, capture, group) = self.load(&mut unit, id).await?;
        let permit = self.makes_links(who, &candidacy)?;
        leads_among(&candidacy, &group)?;
        if self
            .gate(&mut unit, who, &candidacy, capture.as_ref())
            .await?
            .is_some()
        {
            return Err(AppError::Broken(domain::capture::Broken::NoticeNotShown).into());
        }
        let link = ConfirmationLinkId::new(at, self.entropy.as_ref());
        let code = self.new_code();
        let (known, leads) = (capture.as_ref(), &candidacy);
        let made = ConfirmationLink::make(link, &permit, leads, known, code.as_str(), at)?;
        let mut changes = Vec::new();
        for open in unit.confirmation_links(candidacy.capture_home()).await? {
            if let Ok(revoked) = open.revoke(&permit, leads, at) {
                changes.push(Change::from(revoked));
            }
        }
        changes.push(Change::from(made));
        unit.apply_all(changes).await?;
        unit.commit().await?;
        self.keep_shown_once(who, &link.to_string(), &code);
        Ok(link)
    }

    /// The code of a link that `who` made; it is gone then.
    pub fn confirmation_code(&self, who: &SignedIn, link: ConfirmationLinkId) -> Option<String> {
        self.take_shown_once(who, &link.to_string())
    }

    /// Takes a link back.
    ///
    /// # Errors
    /// [`ConfirmationRefusal`].
    pub async fn revoke_confirmation_link(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        link: ConfirmationLinkId,
        at: Instant,
    ) -> Result<(), ConfirmationRefusal> {
        let mut unit = self.store.write().await?;
        let (candidacy, _, group) = self.load(&mut unit, id).await?;
        let permit = self.makes_links(who, &candidacy)?;
        leads_among(&candidacy, &group)?;
        let link = unit.confirmation_link(link).await?;
        let link = link.filter(|link| link.candidacy == candidacy.capture_home());
        let link = link.ok_or(AppError::NotFound)?;
        let decided = link.revoke(&permit, &candidacy, at)?;
        unit.apply(decided).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The permit of who captures this candidacy for its party.
    fn makes_links(&self, who: &SignedIn, candidacy: &Candidacy) -> Result<Permit, AppError> {
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::Capture,
            Target::Candidacy(candidacy),
        )?;
        let acts_for_party = who.actor.seat().party().is_some();
        if !acts_for_party || candidacy.status != CandidacyStatus::Active {
            return Err(domain::policy::Denial::Role.into());
        }
        Ok(permit)
    }

    /// Where a candidacy stands with its person's confirmation; none where no party captures.
    pub(crate) async fn confirmation_standing(
        &self,
        unit: &mut Unit,
        candidacy: &Candidacy,
        capture: Option<&Capture>,
    ) -> Result<Option<Confirmation>, AppError> {
        if candidacy.data.postulation.capturing_party().is_none() {
            return Ok(None);
        }
        let mut links = Vec::new();
        for link in unit.confirmation_links(candidacy.capture_home()).await? {
            if link_counts(unit, &link, candidacy).await? {
                links.push(link);
            }
        }
        Ok(Some(Confirmation::of(&links, capture, self.now())))
    }

    /// Whether the institute's rule lets `who` send what stands now: where confirmation is demanded, a party's people
    /// send only what the person confirmed.
    pub(crate) async fn confirmation_lets_send(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        candidacy: &Candidacy,
        capture: Option<&Capture>,
    ) -> Result<bool, AppError> {
        let demanded = self.profile.capture.confirmation == ConfirmationRule::Demanded;
        if !demanded || who.actor.seat().party().is_none() {
            return Ok(true);
        }
        let standing = self.confirmation_standing(unit, candidacy, capture).await?;
        Ok(standing.is_some_and(|standing| standing.holds()))
    }

    /// What the link with this code shows. Codes that nobody has make their network wait.
    ///
    /// # Errors
    /// [`ConfirmationRefusal`].
    pub async fn read_by_link(
        &self,
        code: &str,
        network: &str,
    ) -> Result<LinkView, ConfirmationRefusal> {
        self.link_known(code, network).await?;
        let mut unit = self.store.read().await?;
        let (link, candidacy, capture) = self.by_link(&mut unit, code).await?;
        link.serves(self.now())?;
        let revisions = unit
            .revisions(candidacy.capture_home(), &capture.questionnaire, 0)
            .await?;
        let saved = revisions.last().map_or(link.made, |latest| latest.at);
        let edits = self.others_edits(&mut unit, &capture, revisions).await?;
        Ok(LinkView {
            candidacy,
            capture,
            saved,
            edits,
            expires: link.expires,
        })
    }

    /// A photograph among what the link shows, as it is saved, in JPEG.
    ///
    /// # Errors
    /// [`ConfirmationRefusal`]; a token that was not sealed for the link's candidacy is not found.
    pub async fn photograph_by_link(
        &self,
        code: &str,
        network: &str,
        token: &str,
    ) -> Result<Vec<u8>, ConfirmationRefusal> {
        self.link_known(code, network).await?;
        let mut unit = self.store.read().await?;
        let (link, candidacy, _) = self.by_link(&mut unit, code).await?;
        link.serves(self.now())?;
        let photograph = self.unsealed(candidacy.id, token);
        let photograph = photograph.ok_or(AppError::NotFound)?;
        Ok(self.photograph_file(&photograph.medium).await?)
    }

    /// The person answers by the link, having read revision `read`. The same answer again, as a second click is, was
    /// kept already.
    ///
    /// # Errors
    /// [`ConfirmationRefusal`]; nothing changes then. [`LinkRefusal::Answered`] if something else was answered before.
    pub async fn answer_by_link(
        &self,
        code: &str,
        network: &str,
        read: u32,
        verdict: Verdict,
        at: Instant,
    ) -> Result<(), ConfirmationRefusal> {
        self.link_known(code, network).await?;
        let mut unit = self.store.write().await?;
        let (link, _, capture) = self.by_link(&mut unit, code).await?;
        if link.says(&verdict) {
            return Ok(());
        }
        let decided = link.answer(&capture, read, verdict, at)?;
        unit.apply(decided).await?;
        unit.checkpoint(self.keys.signer(), at).await?;
        unit.commit().await?;
        Ok(())
    }

    /// The person says, by the link, to have seen the changes up to `revision`.
    ///
    /// # Errors
    /// [`ConfirmationRefusal`].
    pub async fn see_edits_by_link(
        &self,
        code: &str,
        network: &str,
        revision: u32,
        at: Instant,
    ) -> Result<(), ConfirmationRefusal> {
        self.link_known(code, network).await?;
        let mut unit = self.store.write().await?;
        let (link, _, capture) = self.by_link(&mut unit, code).await?;
        link.serves(at)?;
        let before = unit
            .edits_seen(capture.candidacy, &capture.questionnaire)
            .await?;
        let decided =
            EditsSeen::acknowledge(before.as_ref(), &capture, revision, Author::Anonymous, at);
        if let Some(decided) = decided {
            unit.apply(decided).await?;
            unit.commit().await?;
        }
        Ok(())
    }

    /// The candidate says to have seen the changes up to `revision`.
    ///
    /// # Errors
    /// Denied, not found, storage.
    pub async fn see_edits(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        revision: u32,
        at: Instant,
    ) -> Result<(), AppError> {
        let mut unit = self.store.write().await?;
        let (candidacy, capture, _) = self.load(&mut unit, id).await?;
        let permit = permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ReadAnswers,
            Target::Candidacy(&candidacy),
        )?;
        if who.actor.seat().candidacy() != Some(id) {
            return Err(domain::policy::Denial::Role.into());
        }
        let capture = capture.ok_or(AppError::NotFound)?;
        let before = unit
            .edits_seen(capture.candidacy, &capture.questionnaire)
            .await?;
        let decided =
            EditsSeen::acknowledge(before.as_ref(), &capture, revision, permit.author(), at);
        if let Some(decided) = decided {
            unit.apply(decided).await?;
            unit.commit().await?;
        }
        Ok(())
    }

    /// What others changed in a capture since the person said to have seen it, the first change first.
    pub(crate) async fn others_edits(
        &self,
        unit: &mut Unit,
        capture: &Capture,
        revisions: Vec<Revision>,
    ) -> Result<Vec<OthersEdit>, AppError> {
        let seen = unit
            .edits_seen(capture.candidacy, &capture.questionnaire)
            .await?;
        let seen = seen.map_or(0, |seen| seen.revision);
        let mut edits = Vec::new();
        for revision in revisions {
            if revision.number > seen && is_others_edit(&revision) {
                let by = unit.account(revision.by).await?;
                let by = by.map_or_else(String::new, |account| account.holder);
                edits.push(OthersEdit { revision, by });
            }
        }
        Ok(edits)
    }

    /// Lets a code that some link has pass, and makes who guesses wait.
    async fn link_known(&self, code: &str, network: &str) -> Result<(), ConfirmationRefusal> {
        let attempt: Attempt = attempt_with_code("confirmar", code, network);
        let now = self.now();
        self.delays
            .begin(&attempt, now)
            .map_err(ConfirmationRefusal::Wait)?;
        let mut unit = self.store.read().await?;
        let known = unit.confirmation_link_by_digest(&digest_code(code)).await?;
        if known.is_none() {
            self.delays.was_wrong(&attempt, now);
            return Err(ConfirmationRefusal::Unknown);
        }
        self.delays.succeeded(&attempt);
        Ok(())
    }

    /// A link with what it is about, in the candidacy that leads. Where none that the capture serves stands it shows
    /// nothing, nor once whoever made it has lost the right to: what is captured by now may be another party's.
    async fn by_link(
        &self,
        unit: &mut Unit,
        code: &str,
    ) -> Result<(ConfirmationLink, Candidacy, Capture), ConfirmationRefusal> {
        let link = unit.confirmation_link_by_digest(&digest_code(code)).await?;
        let link = link.ok_or(ConfirmationRefusal::Unknown)?;
        let group = unit.sharing_capture(link.candidacy).await?;
        let leads = leader(&group).ok_or(LinkRefusal::Revoked)?;
        if !link_counts(unit, &link, leads).await? {
            return Err(LinkRefusal::Revoked.into());
        }
        let (candidacy, capture, _) = self.load(unit, leads.id).await?;
        let capture = capture.ok_or(LinkRefusal::Revoked)?;
        Ok((link, candidacy, capture))
    }
}

/// Links are made and taken back in the candidacy that leads, as everything else of a capture.
fn leads_among(candidacy: &Candidacy, group: &[Candidacy]) -> Result<(), AppError> {
    match leader(group) {
        Some(leads) if leads.id != candidacy.id => Err(AppError::LedBy(leads.id)),
        _ => Ok(()),
    }
}

/// Whether a link counts for whoever captures `candidacy` now.
async fn link_counts(
    unit: &mut Unit,
    link: &ConfirmationLink,
    candidacy: &Candidacy,
) -> Result<bool, AppError> {
    let maker = match link.by {
        Some(account) => unit.account(account).await?,
        None => None,
    };
    let party = candidacy.data.postulation.capturing_party();
    Ok(link.counts(maker.as_ref(), party))
}
