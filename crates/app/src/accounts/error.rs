//! Why accounts refused.

use domain::account::AccountRefusal;
use domain::delivery::DeliveryRefusal;
use domain::id::AccountId;
use domain::party::AppointmentRefusal;
use domain::registry::RegistryRefusal;
use storage::StorageError;

use crate::AppError;

/// Why accounts refused.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The name of the holder is missing or too long.
    #[error("Escriba el nombre de la persona o área que tendrá la cuenta (hasta 120 caracteres).")]
    Holder,
    /// The registered channel is neither a telephone nor an address.
    #[error(
        "El medio de contacto no parece un teléfono de 10 dígitos ni un correo. Corríjalo o déjelo vacío."
    )]
    Contact,
    /// The seat is bound to a party or candidacy that does not exist, or of the other kind.
    #[error("Elija el partido o la candidatura que corresponde a esta cuenta.")]
    Seat,
    /// This kind of account's receipt starts no term.
    #[error(
        "El plazo corre desde la recepción por la representación del partido o por la candidatura independiente."
    )]
    StartsNoTerm,
    /// The role has nothing to do in this institute.
    #[error("En este instituto ese papel no tiene tareas: elija otro.")]
    RoleNotUsed,
    /// The same form arrived before: one account was made, not two.
    #[error("Esta cuenta ya se creó con este mismo formulario.")]
    AlreadyIssued(AccountId),
    /// There is nothing whose term could start.
    #[error("No hay candidaturas cuyo plazo deba empezar: ya corre para todas las de esta cuenta.")]
    NothingToStart,
    /// A party hands on only some accounts; the others are the institute's to deliver.
    #[error(
        "Esta cuenta la administra el instituto, no el partido. Pida el cambio a la administración del sistema."
    )]
    NotHandedOn,
    /// Nobody suspends or closes the account from which it works.
    #[error(
        "No puede suspender ni cerrar su propia cuenta. Pídalo a otra persona de la administración."
    )]
    Own,
    /// Without an administrator nobody could undo it.
    #[error(
        "Es la última cuenta de administración en uso: si se suspende o se cierra, nadie podría administrar el \
         sistema. Cree y active otra antes."
    )]
    LastAdministrator,
    /// An administrator's account is closed by two persons.
    #[error(
        "Cerrar una cuenta de la administración necesita a dos personas: propóngalo en «Papeles» y otra lo aplica."
    )]
    NeedsSecond,
    /// The institute suspended it, so the party cannot lift that.
    #[error(
        "La administración del sistema suspendió esta cuenta: solo ella puede reanudarla. Escríbale para saber por qué."
    )]
    SuspendedByInstitute,
    /// The same form arrived before: one delivery was recorded, not two.
    #[error("Esta entrega ya se registró con este mismo formulario.")]
    AlreadyRecorded,
    /// Somebody else recorded a delivery of the account after the form was opened.
    #[error(
        "Mientras escribía, otra persona registró una entrega de esta cuenta. Revísela en la lista de entregas; lo que \
         escribió sigue aquí. Si la suya es otra entrega, vuelva a registrarla."
    )]
    RecordedMeanwhile,
    /// What was typed is no date with its hour.
    #[error("Escriba la fecha y la hora como 2024-04-05T10:30.")]
    Moment,
    /// The uploaded page is none of the kinds that are taken.
    #[error(
        "La hoja firmada debe ser un archivo PDF, JPG o PNG de hasta 10 MB. Elija otro archivo."
    )]
    Page,
    /// One run at a time.
    #[error(
        "Ya hay un trabajo de cuentas en curso. Espere a que termine: puede ver cómo va en esta misma página."
    )]
    AlreadyRunning,
    /// Nothing was chosen that this institute or party makes accounts of.
    #[error("Elija al menos un tipo de cuenta que quiera crear.")]
    NothingChosen,
    /// No account waits for a letter.
    #[error(
        "No hay cuentas sin activar con lo que eligió, así que no hay cartas que hacer. Cambie lo que eligió."
    )]
    NoLetters,
    /// A document could not be made.
    #[error(transparent)]
    Document(#[from] documents::DocumentError),
    /// What was sealed could not be kept or opened.
    #[error(
        "No se pudo resguardar el archivo de cartas: quizá no hay espacio en el disco. Los códigos anteriores siguen \
         sirviendo; intente de nuevo."
    )]
    Spool,
    /// The delivery refuses.
    #[error(transparent)]
    Delivery(#[from] DeliveryRefusal),
    /// The appointment refuses.
    #[error(transparent)]
    Appointment(#[from] AppointmentRefusal),
    /// The account refuses.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// The registry refuses.
    #[error(transparent)]
    Registry(#[from] RegistryRefusal),
    /// Denied, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StorageError> for AccountsError {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}
