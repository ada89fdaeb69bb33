//! Sending: the final confirmation (R19).

use domain::account::Role;
use domain::capture::{Broken, Sending};
use domain::id::CandidacyId;
use domain::profile::ContentHash;
use domain::time::Instant;

use crate::sign_in::{SignInRefusal, SignedIn};
use crate::{App, AppError};

/// A final confirmation as it was sent.
#[derive(Debug, Clone, Copy)]
pub struct SendRequest<'a> {
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// The revision that the review page showed.
    pub reviewed: u32,
    /// The password, asked again.
    pub password: &'a str,
    /// Whether every declaration shown was accepted.
    pub declared: bool,
    /// Where the request comes from.
    pub network: &'a str,
    /// When the whole request had arrived.
    pub at: Instant,
}

/// Why it was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendRefusal {
    /// The declaration was not accepted.
    #[error("Para enviar, lea la declaración de veracidad y marque que la acepta.")]
    NotDeclared,
    /// The password is wrong, or too many were.
    #[error(transparent)]
    Password(SignInRefusal),
    /// The institute demands that the person confirmed what the party captured.
    #[error(
        "Antes de enviar, la persona candidata debe confirmar con su enlace lo que se capturó."
    )]
    NotConfirmed,
    /// Denied, a broken rule, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl SendRefusal {
    /// The rule of order that sending would have broken, as [`Broken::out_of_order`] tells it.
    pub const fn out_of_order(&self) -> Option<&'static str> {
        match self {
            Self::NotConfirmed => Some("not-confirmed"),
            Self::App(AppError::Broken(broken)) => broken.out_of_order(),
            Self::NotDeclared | Self::Password(_) | Self::App(_) => None,
        }
    }
}

impl From<storage::StorageError> for SendRefusal {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}

impl From<Broken> for SendRefusal {
    fn from(broken: Broken) -> Self {
        Self::App(broken.into())
    }
}

impl App {
    /// The declarations of veracity that `role` accepts when it sends: the candidate's, and for who acts for a party
    /// the party's as well, as co-responsible (R19).
    pub fn declarations(&self, role: Role) -> Vec<&str> {
        let rules = &self.profile.capture;
        match role {
            Role::Supervisor | Role::Capturer | Role::PartyRepresentative => {
                vec![&rules.declaration, &rules.party_declaration]
            }
            _ => vec![&rules.declaration],
        }
    }

    /// Sends the questionnaire. Repeating it changes nothing: the single opportunity was used.
    ///
    /// # Errors
    /// [`SendRefusal`]; nothing changes then.
    pub async fn send(&self, who: &SignedIn, request: SendRequest<'_>) -> Result<u64, SendRefusal> {
        self.may_send(who, request.candidacy).await?;
        if !request.declared {
            return Err(SendRefusal::NotDeclared);
        }
        // Hashing takes long, so it comes before the write unit; the term counts by the request's instant.
        self.confirm_password(who, request.password, request.network)
            .await
            .map_err(SendRefusal::Password)?;
        let declaration =
            ContentHash::of(self.declarations(who.actor.role()).join("\n\n").as_bytes())
                .to_string();
        let mut unit = self.store.write().await?;
        let (candidacy, capture, group) = self.load(&mut unit, request.candidacy).await?;
        if matches!(&capture, Some(capture) if capture.submission.is_some() && !capture.is_returned())
        {
            return Err(Broken::AlreadySent.into());
        }
        let permit = self
            .permit_to_send(&mut unit, who, &candidacy, capture.as_ref())
            .await?;
        if !self
            .confirmation_lets_send(&mut unit, who, &candidacy, capture.as_ref())
            .await?
        {
            return Err(SendRefusal::NotConfirmed);
        }
        let sending = Sending {
            declaration: &declaration,
            reviewed: request.reviewed,
            at: request.at,
        };
        let machine = self.machine(&candidacy, &group);
        let decided = machine.send(&permit, capture, sending)?;
        let sent = decided.record().clone();
        let position = unit.apply(decided).await?;
        self.publish_if_due(&mut unit, (&candidacy, &group), sent, request.at)
            .await?;
        let home = candidacy.capture_home();
        unit.clear_autosaves(home, &self.curricular().key, who.actor.account())
            .await?;
        unit.checkpoint(self.keys.signer(), request.at).await?;
        unit.commit().await?;
        Ok(position)
    }

    /// Whose candidacy it is, and whether its person knows of the party's notice, comes before anything that the
    /// answer could tell of it.
    async fn may_send(&self, who: &SignedIn, id: CandidacyId) -> Result<(), AppError> {
        let mut unit = self.store.read().await?;
        let (candidacy, capture, _) = self.load(&mut unit, id).await?;
        self.permit_to_send(&mut unit, who, &candidacy, capture.as_ref())
            .await?;
        Ok(())
    }
}
