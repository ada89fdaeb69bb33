//! The supervisors that a party names with their contact, before campaigns start (DGO 23, CDMX 3-XV and 12).

use serde::{Deserialize, Serialize};

use crate::activity::{Act, Action, Author, Subject};
use crate::id::{AccountId, AppointmentId};
use crate::key::PartyKey;
use crate::profile::Profile;
use crate::questionnaire::{clean_text, is_email, is_telephone};
use crate::record::{Decided, Record};
use crate::time::Instant;

/// Most characters of a name, a telephone or an address.
pub const CONTACT_MAX: usize = 120;

/// How a supervisor is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisorContact {
    /// Telephone; may be empty if there is an address.
    pub telephone: String,
    /// E-mail; may be empty if there is a telephone.
    pub email: String,
}

/// A supervisor named by a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisorAppointment {
    /// Identifier.
    pub id: AppointmentId,
    /// The party.
    pub party: PartyKey,
    /// The person's name.
    pub name: String,
    /// How the person is reached.
    pub contact: SupervisorContact,
    /// When the party registered the person.
    pub at: Instant,
    /// Whether that was after campaigns had started.
    pub late: bool,
    /// The account that the person works with, once there is one.
    pub account: Option<AccountId>,
    /// When the party ended the appointment, if it did.
    pub ended: Option<Instant>,
}

impl Record for SupervisorAppointment {
    const KIND: &'static str = "supervisor";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// Why an appointment was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AppointmentRefusal {
    /// No name.
    #[error("Escriba el nombre completo de la persona supervisora (hasta 120 caracteres).")]
    Name,
    /// No way to reach the person.
    #[error(
        "Escriba un teléfono de 10 dígitos o un correo de la persona supervisora: sin contacto no se le puede entregar su cuenta."
    )]
    Contact,
    /// It was ended.
    #[error("Este nombramiento ya terminó.")]
    Ended,
    /// It has an account.
    #[error("Esta persona ya tiene cuenta.")]
    HasAccount,
}

impl SupervisorAppointment {
    /// Names a supervisor; one named after campaigns started is marked as late, not refused: without one nobody could
    /// validate (DGO 23).
    ///
    /// # Errors
    /// [`AppointmentRefusal`].
    pub fn name(
        id: AppointmentId,
        party: PartyKey,
        name: &str,
        contact: SupervisorContact,
        profile: &Profile,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, AppointmentRefusal> {
        let name = line(name).ok_or(AppointmentRefusal::Name)?;
        let contact = checked(contact)?;
        let starts = profile.process.campaigns_start;
        let late = at.in_zone(&profile.institute.zone).date() >= starts;
        let appointment = Self {
            id,
            party,
            name,
            contact,
            at,
            late,
            account: None,
            ended: None,
        };
        Ok(appointment.decided(Action::SupervisorNamed, by, at))
    }

    /// Corrects name or contact; none if nothing differs.
    ///
    /// # Errors
    /// [`AppointmentRefusal`].
    pub fn correct(
        self,
        name: &str,
        contact: SupervisorContact,
        by: Author,
        at: Instant,
    ) -> Result<Option<Decided<Self>>, AppointmentRefusal> {
        self.in_force()?;
        let name = line(name).ok_or(AppointmentRefusal::Name)?;
        let contact = checked(contact)?;
        if self.name == name && self.contact == contact {
            return Ok(None);
        }
        let corrected = Self {
            name,
            contact,
            ..self
        };
        Ok(Some(corrected.decided(Action::SupervisorCorrected, by, at)))
    }

    /// Notes the account that was made for the person.
    ///
    /// # Errors
    /// Ended; has one.
    pub fn with_account(
        self,
        account: AccountId,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, AppointmentRefusal> {
        self.in_force()?;
        if self.account.is_some() {
            return Err(AppointmentRefusal::HasAccount);
        }
        let linked = Self {
            account: Some(account),
            ..self
        };
        Ok(linked.decided(Action::SupervisorAccountLinked, by, at))
    }

    /// Ends the appointment: the party changed its supervisor.
    ///
    /// # Errors
    /// [`AppointmentRefusal::Ended`].
    pub fn end(self, by: Author, at: Instant) -> Result<Decided<Self>, AppointmentRefusal> {
        self.in_force()?;
        let ended = Self {
            ended: Some(at),
            ..self
        };
        Ok(ended.decided(Action::SupervisorEnded, by, at))
    }

    fn in_force(&self) -> Result<(), AppointmentRefusal> {
        match self.ended {
            None => Ok(()),
            Some(_) => Err(AppointmentRefusal::Ended),
        }
    }

    fn decided(self, action: Action, by: Author, at: Instant) -> Decided<Self> {
        let act =
            Act::new(at, by, action, Subject::new(Self::KIND, self.id)).with("party", &self.party);
        let act = match self.account {
            Some(account) => act.with("account", account),
            None => act,
        };
        Decided::new(self, act)
    }
}

fn line(text: &str) -> Option<String> {
    let text = clean_text(text);
    let fits = (1..=CONTACT_MAX).contains(&text.chars().count()) && !text.contains('\n');
    fits.then_some(text)
}

fn checked(contact: SupervisorContact) -> Result<SupervisorContact, AppointmentRefusal> {
    let contact = SupervisorContact {
        telephone: clean_text(&contact.telephone),
        email: clean_text(&contact.email),
    };
    let good = |text: &str| text.is_empty() || is_contact(text);
    let some = !contact.telephone.is_empty() || !contact.email.is_empty();
    if some && good(&contact.telephone) && good(&contact.email) {
        Ok(contact)
    } else {
        Err(AppointmentRefusal::Contact)
    }
}

/// Whether somebody can be reached by this: an e-mail address, or a telephone with ten to fifteen digits.
pub fn is_contact(text: &str) -> bool {
    text.chars().count() <= CONTACT_MAX && (is_telephone(text) || is_email(text))
}
