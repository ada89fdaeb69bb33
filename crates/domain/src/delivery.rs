//! The delivery of accounts: each handover from the institute to who receives, and from the party on to who uses it
//! (DGO 10 and 11, CDMX 11 and 12). A delivery is a fact: nothing changes it afterwards.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::activity::{Act, Action, Author, Subject};
use crate::id::{AccountId, DeliveryId};
use crate::questionnaire::clean_text;
use crate::record::{Decided, Record};
use crate::time::Instant;

/// Most characters of the name and of the charge of who received.
pub const RECEIVER_MAX: usize = 120;

/// Between whom an account passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// From the institute to the party's representation, the independent or, where the profile says so, the supervisor.
    Institute,
    /// From the party to whoever will use it.
    Handover,
    /// None passed: the party's representation, which has its account, was told of candidacies registered since then.
    Notice,
}

/// An account that passed to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Identifier.
    pub id: DeliveryId,
    /// The account.
    pub account: AccountId,
    /// Between whom.
    pub kind: DeliveryKind,
    /// When it was received: where the term starts, it counts from here.
    pub received: Instant,
    /// Who received it.
    pub receiver: String,
    /// In which capacity, as written on the acknowledgement; may be empty.
    pub charge: String,
    /// SHA-256 in hexadecimal of the signed page, if one was uploaded.
    pub page: Option<String>,
    /// When it was recorded here.
    pub recorded: Instant,
}

impl Record for Delivery {
    const KIND: &'static str = "delivery";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// What an acknowledgement says.
#[derive(Debug, Clone)]
pub struct Acknowledgement {
    /// Between whom.
    pub kind: DeliveryKind,
    /// When it was received.
    pub received: Instant,
    /// Who received it.
    pub receiver: String,
    /// In which capacity.
    pub charge: String,
    /// The signed page, if one was uploaded.
    pub page: Option<String>,
}

/// Why a delivery was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryRefusal {
    /// Later than now.
    #[error("La recepción no puede tener una fecha futura. Corrija la fecha y la hora.")]
    InFuture,
    /// Before the account existed.
    #[error(
        "La recepción no puede ser anterior a la creación de la cuenta. Revise la fecha y la hora del acuse."
    )]
    BeforeAccount,
    /// Nobody named.
    #[error("Escriba el nombre de quien recibió la cuenta (hasta 120 caracteres, en un renglón).")]
    Receiver,
    /// The charge is too long.
    #[error("El cargo de quien recibió es demasiado largo: caben 120 caracteres, en un renglón.")]
    Charge,
    /// The account was closed.
    #[error("Esta cuenta se cerró: ya no se entrega.")]
    Closed,
}

impl Delivery {
    /// Records that `account` was received.
    ///
    /// # Errors
    /// The rule that the acknowledgement breaks.
    pub fn record(
        id: DeliveryId,
        account: &Account,
        told: Acknowledgement,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, DeliveryRefusal> {
        let line = |text: &str| {
            let text = clean_text(text);
            let fits = text.chars().count() <= RECEIVER_MAX && !text.contains('\n');
            fits.then_some(text)
        };
        let receiver = line(&told.receiver)
            .filter(|name| !name.is_empty())
            .ok_or(DeliveryRefusal::Receiver)?;
        let charge = line(&told.charge).ok_or(DeliveryRefusal::Charge)?;
        if told.received > at {
            return Err(DeliveryRefusal::InFuture);
        }
        // An acknowledgement is written to the minute, so the minute of the account's creation serves.
        if told.received.plus_seconds(60) <= account.created {
            return Err(DeliveryRefusal::BeforeAccount);
        }
        if account.closed.is_some() {
            return Err(DeliveryRefusal::Closed);
        }
        let delivery = Self {
            id,
            account: account.id,
            kind: told.kind,
            received: told.received,
            receiver,
            charge,
            page: told.page,
            recorded: at,
        };
        let action = match delivery.kind {
            DeliveryKind::Institute => Action::AccountDelivered,
            DeliveryKind::Handover => Action::AccountHandedOver,
            DeliveryKind::Notice => Action::RegistrationsTold,
        };
        let act = Act::new(at, by, action, Subject::new(Self::KIND, id))
            .with("account", delivery.account)
            .with("received", delivery.received.micros());
        let act = match &delivery.page {
            Some(page) => act.with("page", page),
            None => act,
        };
        Ok(Decided::new(delivery, act))
    }
}
