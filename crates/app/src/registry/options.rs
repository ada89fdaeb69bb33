//! How a registry file is to be imported, and why that may be refused.

use domain::registry::{ColumnMap, ImportReport};

use crate::AppError;

/// How a registry file is to be imported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Only say what would be done.
    pub rehearse: bool,
    /// The file is the whole registry: what stands and is not in it is cancelled.
    pub complete: bool,
    /// Write the rows without mistakes although others have some.
    pub write_good_rows: bool,
    /// Whoever imports has seen how many candidacies are cancelled, and wants it.
    pub confirmed_removal: bool,
    /// Which of the file's headings is which column; none: as was said the last time. It is kept when the import is
    /// made.
    pub columns: Option<ColumnMap>,
}

/// Why an import stopped. What mistakes a file has is in its report, not here.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The bytes are no spreadsheet that can be read.
    #[error("{0}")]
    Unreadable(#[from] spreadsheets::Unreadable),
    /// Another import writes at this moment.
    #[error(
        "Ya hay una importación en curso en este proceso y no se escribió nada de este archivo. \
         Espere a que termine (o un minuto, si se interrumpió) e importe de nuevo."
    )]
    AlreadyRunning,
    /// So much would be cancelled that it must be confirmed.
    #[error(
        "El archivo cancelaría {} candidaturas, más de la décima parte de las que están vigentes. No se escribió nada: \
         revise que el archivo esté completo y, si es correcto, confirme las bajas.", .0.removed
    )]
    RemovalNotConfirmed(Box<ImportReport>),
    /// A candidacy changed between the check and the writing.
    #[error(
        "El registro cambió mientras se importaba el archivo. Lo escrito hasta aquí está completo: \
         importe el mismo archivo otra vez para terminar."
    )]
    ChangedMeanwhile,
    /// The check itself failed.
    #[error("La revisión del archivo se interrumpió y no se escribió nada. Vuelva a intentar.")]
    Interrupted,
    /// Denied, storage.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<storage::StorageError> for ImportError {
    fn from(error: storage::StorageError) -> Self {
        Self::App(error.into())
    }
}
