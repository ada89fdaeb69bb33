//! Why a backup was not made, tried or restored; each says what to do.

use std::path::Path;

use storage::{CopyError, StorageError};

use crate::AppError;
use crate::files::FileError;
use crate::keys::KeyError;

/// Why a backup was not made, tried or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Nobody said where backups go.
    #[error(
        "los respaldos no están configurados. Use: conoceles respaldo configurar --datos DIR --respaldos DIR \
         --destinatario LLAVE"
    )]
    NotConfigured,
    /// Nobody could open the backups if this machine were lost.
    #[error(
        "no hay ningún destinatario: si se perdiera este servidor, nadie podría abrir los respaldos. Haga un par de llaves \
         en otra máquina con «conoceles respaldo llaves --crear ARCHIVO» y agregue aquí la pública con «conoceles respaldo \
         configurar --destinatario LLAVE»"
    )]
    NoRecipients,
    /// Not a public key.
    #[error(
        "«{0}» no es una llave pública de age: empieza con «age1» y tiene 62 letras y números. Nunca ponga aquí una privada \
         (AGE-SECRET-KEY-…)"
    )]
    Recipient(String),
    /// A file of identities without any.
    #[error(
        "el archivo {0} no contiene una llave privada de age (una línea que empieza con AGE-SECRET-KEY-1)"
    )]
    Identity(String),
    /// The settings of backups cannot be read.
    #[error("no se entiende {file}: {told}")]
    Settings {
        /// Which.
        file: String,
        /// Why.
        told: String,
    },
    /// Somebody is at it.
    #[error("ya hay un respaldo o un ensayo en curso en {0}: espere a que termine")]
    Busy(String),
    /// The folder is not one of backups.
    #[error(
        "{0} no es una carpeta de respaldos: ¿está montado el disco? Si la carpeta es nueva, prepárela con «conoceles \
         respaldo configurar --respaldos DIR»"
    )]
    NoShelf(String),
    /// The folder has something else in it.
    #[error("{0} tiene otros archivos: indique una carpeta vacía o que no exista")]
    Occupied(String),
    /// The folder has another installation's backups.
    #[error(
        "la carpeta {folder} guarda los respaldos de otra instalación ({origin}): use otra carpeta. No se tocó nada"
    )]
    Foreign {
        /// Which.
        folder: String,
        /// Whose they are.
        origin: String,
    },
    /// The disk is full.
    #[error(
        "no queda espacio en {0}. El respaldo no se hizo y los anteriores siguen intactos: libere espacio o use otro disco"
    )]
    Full(String),
    /// A file could not be read or written.
    #[error("no se pudo usar {path}: {told}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        told: String,
    },
    /// There is no such backup.
    #[error(
        "no hay un respaldo «{0}» en esa carpeta. Vea los que hay con: conoceles respaldo listar"
    )]
    NotFound(String),
    /// There is no backup at all.
    #[error("todavía no hay ningún respaldo en esa carpeta")]
    None,
    /// None of the keys opens it.
    #[error(
        "ninguna de las llaves abre el respaldo: use --identidad con la llave privada de uno de sus destinatarios. No se \
         tocó nada"
    )]
    WrongKey,
    /// A part of the backup is damaged or cut.
    #[error(
        "el respaldo está dañado o incompleto ({0}): use otro. Véalos con «conoceles respaldo listar». No se tocó nada"
    )]
    Damaged(String),
    /// A later version of the program made it.
    #[error(
        "el respaldo lo hizo una versión más nueva del programa ({found}; esta entiende hasta la {known}): actualice el \
         programa y repita. No se tocó nada"
    )]
    Newer {
        /// Of the backup.
        found: i64,
        /// Of this program.
        known: i64,
    },
    /// The signing key is another one's.
    #[error(
        "las llaves de {0} no son las de la instalación que hizo el respaldo: restaure con la carpeta de llaves de ese \
         proceso. No se tocó nada"
    )]
    ForeignKeys(String),
    /// The outside checkpoint does not hold.
    #[error("el punto de control no sirve para este respaldo: {0}. No se tocó nada")]
    Checkpoint(String),
    /// What was restored is not what was backed up.
    #[error("lo restaurado no concuerda: {0}. No se tocó nada")]
    Unsound(String),
    /// There is no PostgreSQL database for trials.
    #[error(
        "falta la base de ensayo: con PostgreSQL cada respaldo se restaura en una base aparte y vacía. Indíquela con \
         «conoceles respaldo configurar --base-ensayo URL». El respaldo existe, pero no está comprobado"
    )]
    NoTrialDatabase,
    /// The database for trials is the institute's.
    #[error(
        "la base de ensayo no puede ser la misma base del proceso: indique otra, vacía y de un papel que sea su dueño"
    )]
    TrialIsReal,
    /// The database could not be copied or put back.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The files.
    #[error(transparent)]
    Files(#[from] FileError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// Whatever else.
    #[error(transparent)]
    App(#[from] AppError),
}

impl BackupError {
    /// A failure with a file or folder.
    pub(crate) fn io(path: &Path, error: &std::io::Error) -> Self {
        let shown = path.display().to_string();
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::Full(shown)
            }
            _ => Self::Io {
                path: shown,
                told: error.to_string(),
            },
        }
    }

    /// The word that the history keeps for it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotConfigured => "not-configured",
            Self::NoRecipients | Self::Recipient(_) => "no-recipients",
            Self::Identity(_) | Self::WrongKey => "wrong-key",
            Self::Settings { .. } => "settings",
            Self::Busy(_) => "busy",
            Self::NoShelf(_) | Self::Occupied(_) => "no-folder",
            Self::Foreign { .. } | Self::ForeignKeys(_) => "foreign",
            Self::Full(_)
            | Self::Storage(StorageError::Full)
            | Self::Copy(CopyError::Storage(StorageError::Full)) => "disk-full",
            Self::NotFound(_) | Self::None => "not-found",
            Self::Damaged(_) | Self::Unsound(_) | Self::Checkpoint(_) => "damaged",
            Self::Newer { .. } => "newer",
            Self::NoTrialDatabase | Self::TrialIsReal => "no-trial-database",
            Self::Copy(CopyError::ToolMissing(_) | CopyError::ToolOlder(_)) => "no-tool",
            Self::Copy(_) => "copy",
            Self::Io { .. } | Self::Files(_) => "files",
            Self::Storage(_) | Self::Keys(_) | Self::App(_) => "system",
        }
    }
}
