//! What an import did or would not do, row by row, for people and for programs.

use serde::{Serialize, Serializer};

/// What kind of thing is told, for programs: the message is for people and may be reworded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemCode {
    /// The file cannot be read at all.
    Unreadable,
    /// The file has no header that is understood.
    NoHeader,
    /// A column that is needed is not there.
    MissingColumn,
    /// Two columns have one name.
    RepeatedColumn,
    /// The cells of a row do not fit the header.
    RowLength,
    /// A cell that must not be empty is.
    EmptyCell,
    /// A text has a line break, is too long or has no letters.
    Text,
    /// Accents were lost on the way.
    DamagedText,
    /// The office is unknown, or several could be meant.
    Office,
    /// The territory is unknown, or several could be meant.
    Territory,
    /// The office is not contended there.
    Race,
    /// The formula or list number.
    Number,
    /// Holder or substitute.
    Calling,
    /// The party is unknown or cannot postulate there.
    Party,
    /// The agreement is unknown, does not cover the race, or says another party.
    Agreement,
    /// The gender.
    Gender,
    /// The birth date.
    BirthDate,
    /// The age.
    Age,
    /// The population registry code.
    Curp,
    /// Two rows have one key.
    RepeatedKey,
    /// The candidacy was replaced or cancelled.
    NoLongerStands,
    /// A place is taken twice.
    PlaceTaken,
    /// A formula lacks its substitute or its holder.
    IncompleteFormula,
    /// Holder and substitute have different numbers.
    OtherNumber,
    /// The row is right, and is not written because another one that goes with it is wrong.
    Withheld,
    /// The file is not taken as complete, because rows of it could not be told from those that it lacks.
    NothingRemoved,
    /// The same person in candidacies by different principles.
    SamePerson,
    /// The same person in two candidacies by the same principle.
    SamePersonTwice,
    /// The row gives a candidacy to somebody with another name.
    OtherPerson,
    /// Two data of one person contradict each other.
    Contradiction,
    /// A datum is missing that the file could have.
    MissingDatum,
    /// Its party received its accounts before it was registered, and was not told of it since: no term runs.
    WithoutTerm,
    /// Nobody stands in a race.
    EmptyRace,
    /// Numbers are left out in a list.
    ListGap,
}

impl ProblemCode {
    /// Its word in reports, which does not change.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unreadable => "archivo-ilegible",
            Self::NoHeader => "sin-encabezado",
            Self::MissingColumn => "columna-faltante",
            Self::RepeatedColumn => "columna-repetida",
            Self::RowLength => "celdas-de-mas-o-de-menos",
            Self::EmptyCell => "celda-vacia",
            Self::Text => "texto",
            Self::DamagedText => "acentos-danados",
            Self::Office => "cargo",
            Self::Territory => "territorio",
            Self::Race => "contienda",
            Self::Number => "numero",
            Self::Calling => "calidad",
            Self::Party => "partido",
            Self::Agreement => "convenio",
            Self::Gender => "sexo",
            Self::BirthDate => "fecha-nacimiento",
            Self::Age => "edad",
            Self::Curp => "curp",
            Self::RepeatedKey => "clave-repetida",
            Self::NoLongerStands => "candidatura-no-vigente",
            Self::PlaceTaken => "lugar-ocupado",
            Self::IncompleteFormula => "formula-incompleta",
            Self::OtherNumber => "numeros-distintos",
            Self::Withheld => "fila-retenida",
            Self::NothingRemoved => "sin-bajas",
            Self::SamePerson => "misma-persona",
            Self::SamePersonTwice => "misma-persona-dos-veces",
            Self::OtherPerson => "otra-persona",
            Self::Contradiction => "datos-que-no-coinciden",
            Self::MissingDatum => "dato-faltante",
            Self::WithoutTerm => "sin-plazo",
            Self::EmptyRace => "contienda-sin-candidaturas",
            Self::ListGap => "huecos-en-lista",
        }
    }
}

impl Serialize for ProblemCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// Something told of a row of a registry file: a mistake or a warning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RowProblem {
    /// The row as a spreadsheet numbers it, from 1; 0 when it is about the whole file.
    #[serde(rename = "fila")]
    pub row: u32,
    /// The column's name; empty when it is about the whole row or file.
    #[serde(rename = "columna")]
    pub column: String,
    /// What kind of thing it is, for programs.
    #[serde(rename = "codigo")]
    pub code: ProblemCode,
    /// What is wrong and what to do.
    #[serde(rename = "mensaje")]
    pub message: String,
}

impl RowProblem {
    pub(super) fn new(
        row: u32,
        column: &str,
        code: ProblemCode,
        message: impl Into<String>,
    ) -> Self {
        Self {
            row,
            column: column.to_owned(),
            code,
            message: message.into(),
        }
    }

    pub(super) fn of_row(row: u32, code: ProblemCode, message: impl Into<String>) -> Self {
        Self::new(row, "", code, message)
    }
}

impl ImportReport {
    /// The report of a file that cannot be read, in the words of who tried.
    #[must_use]
    pub fn unreadable(why: &str) -> Self {
        Self {
            errors: vec![RowProblem::of_row(0, ProblemCode::Unreadable, why)],
            ..Self::default()
        }
    }
}

/// How many rows that may be written lack a datum that the system would use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct MissingData {
    /// Without birth date and without age: no age is published.
    #[serde(rename = "edad")]
    pub age: usize,
    /// Without birth date: the age is the one that the file declares, if any.
    #[serde(rename = "fecha_nacimiento")]
    pub birth_date: usize,
    /// Without CURP: the same person in two candidacies is harder to find.
    #[serde(rename = "curp")]
    pub curp: usize,
    /// With the name in one piece, so that surnames cannot be told apart.
    #[serde(rename = "apellidos")]
    pub surnames: usize,
}

/// The outcome of an import. As JSON it is `informe.json`, with its keys in Spanish.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Rows in the file, without its header and without empty ones.
    #[serde(rename = "filas")]
    pub rows: usize,
    /// Candidacies that enter the registry; 0 if the file is refused.
    #[serde(rename = "altas")]
    pub added: usize,
    /// Candidacies that differ; 0 if the file is refused.
    #[serde(rename = "cambios")]
    pub changed: usize,
    /// Candidacies that the file repeats as they are; 0 if the file is refused.
    #[serde(rename = "sin_cambio")]
    pub unchanged: usize,
    /// Candidacies that the file does not name and that stay as they are; 0 if the file is refused.
    #[serde(rename = "ausentes")]
    pub absent: usize,
    /// Candidacies that a complete file does not name and that are therefore cancelled; 0 if the file is refused.
    #[serde(rename = "bajas")]
    pub removed: usize,
    /// Whether so many are cancelled that it must be confirmed: more than a tenth of those that stand.
    #[serde(rename = "pide_confirmar_bajas")]
    pub needs_second_answer: bool,
    /// Rows that have no mistake and do not depend on one that has: what writing the good rows alone would take.
    #[serde(rename = "filas_buenas")]
    pub good_rows: usize,
    /// What good rows lack.
    #[serde(rename = "sin_dato")]
    pub missing: MissingData,
    /// What was noticed of the file as a whole: where its header is, which columns are not read.
    #[serde(rename = "observaciones")]
    pub remarks: Vec<String>,
    /// The file's headings that no column is known for: a column map can say what they are.
    #[serde(rename = "columnas_no_leidas")]
    pub unread: Vec<String>,
    /// Everything wrong, by row and column; nothing is written unless it is empty or good rows alone were asked for.
    #[serde(rename = "errores")]
    pub errors: Vec<RowProblem>,
    /// What is worth a look and hinders nothing.
    #[serde(rename = "advertencias")]
    pub warnings: Vec<RowProblem>,
}
