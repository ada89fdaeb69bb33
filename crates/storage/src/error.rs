//! Why storage refused. Messages are for people and never carry a stored value: a log or a screen that shows
//! one must not give away an answer, a name or a login.

use activity_log::{CheckpointError, EntryError, FrontierError, HashError, PlanError};

/// What went wrong in a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The disk, or the room given to the database, is full. Nothing of the unit was written.
    #[error(
        "El disco está lleno: no se guardó nada de este cambio y lo anterior sigue intacto. Libere espacio y repita."
    )]
    Full,
    /// The database cannot be written to.
    #[error(
        "La base de datos está en modo de solo lectura: no se guardó nada de este cambio. Revise los permisos del archivo o del servidor."
    )]
    ReadOnly,
    /// Another process kept the database for longer than the allowed wait.
    #[error(
        "La base de datos está ocupada: no se guardó nada de este cambio. Espere unos segundos y repita."
    )]
    Busy,
    /// The database does not answer.
    #[error(
        "No hay conexión con la base de datos. Revise que el servidor esté encendido, o que el archivo exista, y repita."
    )]
    Unreachable,
    /// The disk failed or the file is damaged.
    #[error(
        "La base de datos no pudo leerse: el archivo o el disco están dañados. No la siga usando; recupere el respaldo más reciente."
    )]
    Damaged,
    /// The address of the database is not one.
    #[error(
        "La dirección de la base de datos no es válida. Debe ser una carpeta, o tener la forma postgres://usuario@servidor/base."
    )]
    Location,
    /// The name of the runtime role is not one.
    #[error(
        "El nombre del papel de PostgreSQL debe tener de 1 a 63 letras minúsculas sin acento, números o guion bajo, y empezar con una letra."
    )]
    RoleName,
    /// There is no database yet.
    #[error("La base de datos todavía no existe. Prepárela con «conoceles init».")]
    NotPrepared,
    /// The database was left by an earlier version of the program.
    #[error(
        "La base de datos es de una versión anterior del programa ({found}; esta usa la {known}). Haga un respaldo y actualícela con «conoceles init»."
    )]
    OlderSchema {
        /// Number of the latest migration that the database has.
        found: i64,
        /// Number of the latest migration that this program knows.
        known: i64,
    },
    /// The database was written by a later version of the program, which this one could harm.
    #[error(
        "La base de datos es de una versión más nueva del programa ({found}; esta usa la {known}). Actualice el programa; la base no se tocó."
    )]
    NewerSchema {
        /// Number of the latest migration that the database has.
        found: i64,
        /// Number of the latest migration that this program knows.
        known: i64,
    },
    /// The database is another one, or its migrations are not this program's.
    #[error(
        "La base de datos no es la que este programa espera: su estructura no corresponde. La base no se tocó."
    )]
    ForeignSchema,
    /// On PostgreSQL the program must not own what it writes to (R10).
    #[error(
        "El programa no debe conectarse a PostgreSQL con el papel dueño de las tablas, porque podría alterar el historial. Use el papel de operación que creó «conoceles init»."
    )]
    OwnerRole,
    /// Something stored cannot be what the program stored: it was altered from outside.
    #[error(
        "La base de datos tiene un dato que el programa no pudo haber guardado (tabla «{table}», columna «{column}»). Ejecute «conoceles bitacora verificar»."
    )]
    Inconsistent {
        /// Table or query.
        table: &'static str,
        /// Column.
        column: &'static str,
    },
    /// A new record has the identifier or the unique key of one that exists. Also the answer when a record
    /// was not read in the unit that writes it.
    #[error(
        "Ya existe un registro con esa clave (tabla «{table}»). No se guardó nada de este cambio."
    )]
    AlreadyExists {
        /// Table.
        table: &'static str,
    },
    /// A rule of the database was broken: a reference to nothing, an empty required value.
    #[error(
        "El cambio rompe una regla de la base de datos (tabla «{table}»). No se guardó nada de este cambio."
    )]
    Constraint {
        /// Table.
        table: &'static str,
    },
    /// Somebody tried to change or remove what only grows.
    #[error("Lo que ya está en el historial no se cambia ni se borra (tabla «{table}»).")]
    AppendOnly {
        /// Table.
        table: &'static str,
    },
    /// A unit with a change that failed or was interrupted was about to be committed.
    #[error("Una parte del cambio falló, así que no se guardó nada de él. Repita la operación.")]
    HalfDone,
    /// An act that the history does not admit: a bug of the program.
    #[error("El historial no admite el acto: {0}")]
    Entry(#[from] EntryError),
    /// A checkpoint that cannot be signed.
    #[error("No se pudo firmar el punto de control: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// A proof cannot be made from what is stored.
    #[error("El historial guardado está incompleto: {0}")]
    Proof(#[from] PlanError),
    /// The engine refused for a reason of its own.
    #[error("La base de datos rechazó la operación (tabla «{table}», código {code}).")]
    Engine {
        /// Table or query.
        table: &'static str,
        /// The engine's code for the reason.
        code: String,
    },
}

impl StorageError {
    /// Whether the same request may succeed a little later without anybody doing anything.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Busy | Self::Unreachable)
    }

    /// Whether writing is impossible until somebody makes room or changes permissions.
    #[must_use]
    pub const fn needs_operator(&self) -> bool {
        matches!(self, Self::Full | Self::ReadOnly | Self::Damaged)
    }
}

impl From<HashError> for StorageError {
    fn from(_: HashError) -> Self {
        Self::Inconsistent {
            table: "activity",
            column: "leaf_hash",
        }
    }
}

impl From<FrontierError> for StorageError {
    fn from(_: FrontierError) -> Self {
        Self::Inconsistent {
            table: "activity_tile",
            column: "hash",
        }
    }
}
