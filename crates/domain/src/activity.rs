//! What the activity history says: who did what, when, in which module, about which thing (DGO 14, CDMX 15).
//!
//! An act carries identifiers, codes and counts only: never names, texts or answers. Screens resolve them.

use std::collections::BTreeMap;
use std::fmt;

use crate::account::{Actor, Role};
use crate::id::{AccountId, SessionId};
use crate::time::Instant;

/// Part of the system in which something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// Start-up, profile, keys, jobs.
    System,
    /// Registry of candidacies.
    Registry,
    /// Accounts, activation, sessions.
    Accounts,
    /// What parties register about themselves.
    Parties,
    /// Questionnaires: writing and sending.
    Capture,
    /// Validation stages.
    Validation,
    /// Publication.
    Publication,
    /// The history itself: consultations and exports of it.
    History,
}

impl Module {
    /// All modules, in the order of the screens.
    pub const ALL: [Self; 8] = [
        Self::System,
        Self::Registry,
        Self::Accounts,
        Self::Parties,
        Self::Capture,
        Self::Validation,
        Self::Publication,
        Self::History,
    ];

    /// The code kept in the history.
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Registry => "registry",
            Self::Accounts => "accounts",
            Self::Parties => "parties",
            Self::Capture => "capture",
            Self::Validation => "validation",
            Self::Publication => "publication",
            Self::History => "history",
        }
    }

    /// The module's name on screens.
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "Sistema",
            Self::Registry => "Registro de candidaturas",
            Self::Accounts => "Cuentas y sesiones",
            Self::Parties => "Partidos",
            Self::Capture => "Captura",
            Self::Validation => "Validación",
            Self::Publication => "Publicación",
            Self::History => "Historial de actividad",
        }
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $code:literal $module:ident $label:literal;)+) => {
        /// What was done. The code is what the history keeps for ever; the label is what screens say.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[$doc])* $name,)+ }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code kept in the history.
            pub const fn code(self) -> &'static str { match self { $(Self::$name => $code,)+ } }

            /// The module it belongs to.
            pub const fn module(self) -> Module { match self { $(Self::$name => Module::$module,)+ } }

            /// The action in words, in the past.
            pub const fn label(self) -> &'static str { match self { $(Self::$name => $label,)+ } }

            /// The action with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.code() == code)
            }
        }
    };
}

actions! {
    /// The process was set up with a profile.
    ProcessFounded "process-founded" System "Puso en marcha el proceso";
    /// The program started serving.
    ServiceStarted "service-started" System "Inició el servicio";
    /// A backup was made.
    BackupMade "backup-made" System "Hizo un respaldo";
    /// A backup was opened, restored into a scratch copy and compared: it is sound.
    BackupVerified "backup-verified" System "Restauró el respaldo en una copia de ensayo y lo encontró íntegro";
    /// A backup was opened, restored into a scratch copy and compared: it is not what it should be.
    BackupUnsound "backup-unsound" System "Encontró fallas en el respaldo al ensayar su restauración";
    /// A backup, or its drill, could not be done.
    BackupFailed "backup-failed" System "No pudo hacer o ensayar el respaldo";
    /// Backups that are no longer kept were removed.
    BackupsRemoved "backups-removed" System "Retiró respaldos cuyo tiempo de conservación pasó";
    /// A backup took the place of the data: the history goes on from there in a declared new epoch.
    HistoryRestored "history-restored" System "Restauró un respaldo y declaró una nueva época del historial";
    /// Somebody asked for something that the policy refuses, or tried a step out of order (R01).
    AttemptRefused "attempt-refused" System "Intento rechazado";
    /// A registry file was imported.
    RegistryImported "registry-imported" Registry "Importó el registro";
    /// A candidacy entered the registry.
    CandidacyRegistered "candidacy-registered" Registry "Registró la candidatura";
    /// Registry data of a candidacy were corrected.
    CandidacyCorrected "candidacy-corrected" Registry "Corrigió datos de registro";
    /// A candidacy was cancelled.
    CandidacyCancelled "candidacy-cancelled" Registry "Canceló la candidatura";
    /// A cancelled candidacy was put back in force.
    CandidacyReinstated "candidacy-reinstated" Registry "Reactivó la candidatura cancelada";
    /// One capture serves this candidacy and another one of the same person.
    CaptureShared "capture-shared" Registry "Juntó el cuestionario con el de otra candidatura de la persona";
    /// The candidacy has a capture of its own again.
    CaptureParted "capture-parted" Registry "Separó el cuestionario de la candidatura";
    /// The later term of the candidacies that share a capture counts for this one too.
    TermShared "term-shared" Accounts "Igualó el plazo con el de la candidatura que comparte cuestionario";
    /// Somebody proposed an act that another person applies.
    ChangeProposed "change-proposed" Registry "Propuso un cambio";
    /// A proposal was applied.
    ProposalApplied "proposal-applied" Registry "Aplicó la propuesta";
    /// A proposal was refused.
    ProposalRejected "proposal-rejected" Registry "Rechazó la propuesta";
    /// A proposal was taken back.
    ProposalWithdrawn "proposal-withdrawn" Registry "Retiró su propuesta";
    /// An agreement was registered or changed.
    AgreementRegistered "agreement-registered" Registry "Registró el convenio";
    /// An agreement was ended.
    AgreementEnded "agreement-ended" Registry "Dio por terminado el convenio";
    /// The accounts of a candidacy were received and its term started (DGO 9, CDMX 10).
    TermStarted "term-started" Accounts "Registró la recepción de la cuenta";
    /// A candidacy's term was extended.
    TermExtended "term-extended" Accounts "Amplió el plazo de la candidatura";
    /// An extension of terms was granted.
    ExtensionGranted "extension-granted" Accounts "Concedió una ampliación de plazo";
    /// An account was created with a one-time activation code.
    AccountIssued "account-issued" Accounts "Creó la cuenta";
    /// A new activation code was given.
    AccountReissued "account-reissued" Accounts "Dio un nuevo código de activación";
    /// An account was delivered by the institute.
    AccountDelivered "account-delivered" Accounts "Registró la entrega de la cuenta";
    /// An account was handed on by the party.
    AccountHandedOver "account-handed-over" Accounts "Registró la entrega interna de la cuenta";
    /// A party was told of candidacies registered after it received its account.
    RegistrationsTold "registrations-told" Accounts "Registró el aviso de candidaturas posteriores a la entrega";
    /// Letters with new codes were made.
    LettersMade "letters-made" Accounts "Generó cartas de entrega";
    /// A file with letters was downloaded.
    LettersDownloaded "letters-downloaded" Accounts "Descargó cartas de entrega";
    /// The holder's name or the registered channel of an account was corrected.
    AccountCorrected "account-corrected" Accounts "Corrigió titular o contacto de la cuenta";
    /// The person accepted the custody undertaking.
    UndertakingAccepted "undertaking-accepted" Accounts "Aceptó el compromiso de custodia";
    /// A second factor was set up.
    SecondFactorEnrolled "second-factor-enrolled" Accounts "Configuró su segundo paso";
    /// A second factor was taken away.
    SecondFactorRemoved "second-factor-removed" Accounts "Quitó el segundo paso";
    /// The recovery sheet was made anew.
    RecoverySheetRenewed "recovery-sheet-renewed" Accounts "Generó su hoja de recuperación";
    /// A recovery code took the place of the second factor.
    RecoveryCodeUsed "recovery-code-used" Accounts "Usó un código de recuperación";
    /// A new password was set with a recovery code.
    PasswordRecovered "password-recovered" Accounts "Recuperó su contraseña";
    /// The person changed the password.
    PasswordChanged "password-changed" Accounts "Cambió su contraseña";
    /// A code to get in again was given.
    RescueOffered "rescue-offered" Accounts "Dio un código para volver a entrar";
    /// The person got in again with a code that was given.
    AccountRescued "account-rescued" Accounts "Volvió a entrar con un código nuevo";
    /// The account was reported lost and locked.
    LossReported "loss-reported" Accounts "Reportó el extravío: cuenta bloqueada";
    /// The account was suspended.
    AccountSuspended "account-suspended" Accounts "Suspendió la cuenta";
    /// A suspension was lifted.
    AccountResumed "account-resumed" Accounts "Levantó la suspensión de la cuenta";
    /// The account was closed.
    AccountClosed "account-closed" Accounts "Cerró la cuenta";
    /// Somebody who cannot get in asked for help.
    HelpAsked "help-asked" Accounts "Pidió ayuda para entrar";
    /// A request for help was confirmed.
    HelpConfirmed "help-confirmed" Accounts "Confirmó la solicitud de ayuda";
    /// A request for help was dismissed.
    HelpDismissed "help-dismissed" Accounts "Descartó la solicitud de ayuda";
    /// One session was closed from another.
    SessionClosed "session-closed" Accounts "Cerró una de sus sesiones";
    /// A party named a supervisor.
    SupervisorNamed "supervisor-named" Parties "Nombró a la persona supervisora";
    /// A supervisor's name or contact was corrected.
    SupervisorCorrected "supervisor-corrected" Parties "Corrigió los datos de la persona supervisora";
    /// An account was made for a supervisor.
    SupervisorAccountLinked "supervisor-account-linked" Parties "Asignó cuenta a la persona supervisora";
    /// A supervisor's appointment ended.
    SupervisorEnded "supervisor-ended" Parties "Terminó el nombramiento de la persona supervisora";
    /// A party registered its own privacy notice.
    PartyNoticeRegistered "party-notice-registered" Parties "Registró el aviso de privacidad del partido";
    /// A person was shown the party's notice.
    NoticeDisclosed "notice-disclosed" Parties "Registró que se mostró el aviso del partido";
    /// The administration opened the file of a piece of a party's evidence.
    EvidenceOpened "evidence-opened" Parties "Abrió la constancia del aviso de un partido";
    /// A candidacy was assigned to a capturer.
    CandidacyAssigned "candidacy-assigned" Parties "Asignó la candidatura a una persona capturista";
    /// The person gave the calendar of terms another address.
    CalendarRenewed "calendar-renewed" Accounts "Generó otra dirección para su calendario de plazos";
    /// The person activated the account.
    AccountActivated "account-activated" Accounts "Activó la cuenta";
    /// The person accepted the institute's privacy notice.
    NoticeAccepted "notice-accepted" Accounts "Aceptó el aviso de privacidad";
    /// A session was opened.
    SignedIn "signed-in" Accounts "Inició sesión";
    /// A session was closed by its person.
    SignedOut "signed-out" Accounts "Cerró sesión";
    /// All sessions of an account were closed by its person.
    SignedOutEverywhere "signed-out-everywhere" Accounts "Cerró todas sus sesiones";
    /// A session ended by itself.
    SessionExpired "session-expired" Accounts "Terminó la sesión por tiempo";
    /// Failed sign-ins, counted per account, network and minute.
    SignInsFailed "sign-ins-failed" Accounts "Inicios de sesión fallidos";
    /// A writing sitting with automatic saves began.
    SittingBegun "sitting-begun" Capture "Empezó a escribir (guardado automático)";
    /// Answers were saved.
    AnswersSaved "answers-saved" Capture "Guardó respuestas";
    /// The questionnaire was sent: the single capture (R19).
    CaptureSent "capture-sent" Capture "Envió el cuestionario";
    /// The corrected questionnaire was sent again.
    CaptureResent "capture-resent" Capture "Envió el cuestionario corregido";
    /// A link was made for a candidacy's person to confirm what was captured.
    ConfirmationLinkMade "confirmation-link-made" Capture "Hizo un enlace para que la persona confirme";
    /// Such a link was taken back.
    ConfirmationLinkRevoked "confirmation-link-revoked" Capture "Canceló el enlace de confirmación";
    /// The person confirmed what was captured, by a link.
    AnswersConfirmed "answers-confirmed" Capture "Confirmó por enlace lo capturado";
    /// The person asked for a correction, by a link.
    CorrectionAsked "correction-asked" Capture "Pidió por enlace una corrección";
    /// The person saw what others changed.
    EditsSeen "edits-seen" Capture "Vio los cambios hechos a su captura";
    /// A stage took the case from the queue.
    CaseClaimed "case-claimed" Validation "Tomó el caso";
    /// A stage gave the case back to the queue.
    CaseReleased "case-released" Validation "Dejó el caso";
    /// Answers were edited by who validates.
    AnswersEdited "answers-edited" Validation "Modificó respuestas al validar";
    /// A stage approved.
    StageApproved "stage-approved" Validation "Validó";
    /// A stage returned the questionnaire with remarks.
    CaptureReturned "capture-returned" Validation "Devolvió con observaciones";
    /// A claim lapsed: nobody decided in its hours.
    ClaimLapsed "claim-lapsed" Validation "Un caso tomado volvió a la fila por tiempo";
    /// The administration sent a claimed case back to the queue.
    ClaimFreed "claim-freed" Validation "Liberó un caso que otra persona tenía";
    /// A verdict was proposed to a second person.
    VerdictProposed "verdict-proposed" Validation "Propuso una decisión a otra persona";
    /// A second person refused the proposed verdict.
    VerdictRefused "verdict-refused" Validation "No confirmó la decisión propuesta";
    /// The days to correct began with the first reading.
    CorrectionBegun "correction-begun" Validation "Empezó el plazo de corrección con la lectura";
    /// The days to correct were over.
    CorrectionLapsed "correction-lapsed" Validation "Venció el plazo de corrección";
    /// A case was closed as not compliant.
    CaseClosed "case-closed" Validation "Cerró el caso por no cumplir";
    /// A case that had ended was opened again.
    CaseReopened "case-reopened" Validation "Reabrió el caso";
    /// A notification was issued to party and candidate.
    NotificationIssued "notification-issued" Validation "Notificó al partido y a la candidatura";
    /// A notification that nobody of the party had read goes to the party that captures by now.
    NotificationReaddressed "notification-readdressed" Validation "Dirigió una notificación al partido que ahora captura";
    /// An addressee acknowledged a notification.
    NotificationRead "notification-read" Validation "Confirmó la lectura de una notificación";
    /// A ground was added to the catalogue.
    GroundAdded "ground-added" Validation "Agregó una causal";
    /// A ground was worded anew.
    GroundReworded "ground-reworded" Validation "Cambió el texto de una causal";
    /// A ground was taken out of use.
    GroundRetired "ground-retired" Validation "Retiró una causal";
    /// A ground was put back in use.
    GroundRestored "ground-restored" Validation "Volvió a usar una causal";
    /// The profile was published.
    CapturePublished "capture-published" Publication "Publicó el perfil";
    /// Something public was corrected.
    ProfileCorrected "profile-corrected" Publication "Corrigió el perfil publicado";
    /// Something public was hidden for a person's safety.
    DataHidden "data-hidden" Publication "Ocultó datos publicados";
    /// A second look kept it hidden.
    HidingKept "hiding-kept" Publication "Mantuvo el ocultamiento";
    /// A hiding was lifted.
    HidingLifted "hiding-lifted" Publication "Levantó el ocultamiento";
    /// The document of a receipt was made.
    ReceiptIssued "receipt-issued" History "Emitió el acuse";
    /// The history was exported.
    HistoryExported "history-exported" History "Exportó el historial";
    /// The versions of a questionnaire were taken as a file.
    VersionsExported "versions-exported" History "Descargó las versiones de un cuestionario";
}

/// Who acts, as the history tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The program itself: jobs, start-up.
    System,
    /// Somebody without a session.
    Anonymous,
    /// An account in a role.
    Account {
        /// The account.
        account: AccountId,
        /// The role in which it acts.
        role: Role,
        /// The session it acts from; none on the command line.
        session: Option<SessionId>,
    },
}

impl Author {
    /// `actor` acting from `session`.
    pub fn of(actor: &Actor, session: Option<SessionId>) -> Self {
        Self::Account {
            account: actor.account(),
            role: actor.role(),
            session,
        }
    }
}

/// The thing an act is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Kind of thing: a record's kind, or `session`, `import`, `process`…
    pub kind: &'static str,
    /// Its identifier.
    pub id: String,
}

impl Subject {
    /// The thing of this kind with this id.
    pub fn new(kind: &'static str, id: impl fmt::Display) -> Self {
        Self {
            kind,
            id: id.to_string(),
        }
    }
}

/// One act, ready for the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Instant,
    /// Who.
    pub author: Author,
    /// What.
    pub action: Action,
    /// About which thing.
    pub subject: Subject,
    /// Identifiers, codes and counts that complete it. Never names, texts or answers.
    pub details: BTreeMap<&'static str, String>,
}

impl Act {
    /// An act without details.
    pub fn new(at: Instant, author: Author, action: Action, subject: Subject) -> Self {
        Self {
            at,
            author,
            action,
            subject,
            details: BTreeMap::new(),
        }
    }

    /// The same act with one more detail.
    pub fn with(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.details.insert(key, value.to_string());
        self
    }
}
