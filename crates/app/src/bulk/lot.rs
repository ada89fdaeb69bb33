//! A lot of drafts: what each row would save, and what became of it.

use std::sync::Arc;

use domain::id::CandidacyId;
use domain::questionnaire::Answers;
use spreadsheets::Remark;

/// What is done where a candidacy has answers already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// They stay; only what is empty is filled.
    Keep,
    /// Those that the file brings take their place.
    Replace,
}

/// How far a lot has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LotStage {
    /// It waits for a decision.
    Waiting,
    /// It is being saved; so many rows are done.
    Running {
        /// Rows done.
        done: usize,
    },
    /// Everything that could be saved is.
    Ended,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SavedRow {
    /// So many answers were saved.
    Saved(usize),
    /// It changed nothing.
    Same,
    /// Nothing of it was saved; why.
    Refused(String),
    /// Some of it was saved; what was not.
    Partly(usize, String),
}

/// The photograph of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// The ZIP file brings none.
    None,
    /// It waits to be saved.
    Waits(Arc<Vec<u8>>),
    /// It was dealt with: the row's outcome tells how.
    Done,
    /// It is not one that is taken; what to do.
    Refused(String),
}

/// A row of the spreadsheet.
#[derive(Debug, Clone)]
pub struct LotRow {
    /// Its number in the spreadsheet.
    pub number: u32,
    /// The key that it names.
    pub key: String,
    /// The candidacy, if it is one of the party's.
    pub candidacy: Option<CandidacyId>,
    /// The person.
    pub name: String,
    /// What it answers.
    pub answers: Answers,
    /// The revision that was looked at.
    pub base: u32,
    /// Answers that the candidacy has and the file changes.
    pub changed: usize,
    /// Answers that the candidacy does not have yet.
    pub fresh: usize,
    /// What keeps the row from being saved.
    pub errors: Vec<String>,
    /// What keeps it from being sent, if it is saved as it is: column and words.
    pub faults: Vec<(String, String)>,
    /// Whether the candidacy has a photograph already.
    pub has_known_photograph: bool,
    /// The photograph that the ZIP file brings.
    pub photograph: Picture,
    /// What became of it.
    pub outcome: Option<SavedRow>,
}

impl LotRow {
    /// Whether it will be saved.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.errors.is_empty()
    }

    /// Notes what became of it, and lets go of the answers and of the photograph's bytes: a report needs neither.
    pub(super) fn end(&mut self, outcome: Option<SavedRow>) {
        self.outcome = outcome;
        self.answers = Answers::default();
        if matches!(self.photograph, Picture::Waits(_)) {
            self.photograph = Picture::Done;
        }
    }

    /// Whether something of it will not be saved, or was not.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        let refused = matches!(
            self.outcome,
            Some(SavedRow::Refused(_) | SavedRow::Partly(..))
        );
        refused || !self.is_good() || matches!(self.photograph, Picture::Refused(_))
    }

    /// What happens with it, or happened, in words.
    #[must_use]
    pub fn result(&self) -> String {
        let answers = |number: usize| match number {
            1 => "1 respuesta".to_owned(),
            number => format!("{number} respuestas"),
        };
        match (&self.outcome, self.is_good()) {
            (Some(SavedRow::Saved(saved)), _) => format!("Se guardó: {}", answers(*saved)),
            (Some(SavedRow::Same), _) => "Sin cambios".to_owned(),
            (Some(SavedRow::Refused(why)), _) => format!("No se guardó. {why}"),
            (Some(SavedRow::Partly(saved, why)), _) => {
                format!("Se guardó: {}. Lo demás no. {why}", answers(*saved))
            }
            (None, false) => format!("No se guarda. {}", self.errors.join(" ")),
            (None, true) => format!(
                "Por guardar. Respuestas nuevas: {}. Cambian lo capturado: {}.",
                self.fresh, self.changed
            ),
        }
    }

    /// What there is of its photograph, in words.
    #[must_use]
    pub fn photograph_told(&self) -> String {
        match (&self.photograph, self.has_known_photograph) {
            (Picture::Refused(why), _) => format!("No se guarda. {why}"),
            (Picture::None, _) => "No viene".to_owned(),
            (Picture::Waits(_) | Picture::Done, false) => "Viene en el ZIP".to_owned(),
            (Picture::Waits(_) | Picture::Done, true) => {
                "Viene en el ZIP; ya había una capturada".to_owned()
            }
        }
    }

    /// What to look at before it is sent, in words.
    #[must_use]
    pub fn to_check(&self) -> Vec<String> {
        let faults = self.faults.iter();
        faults
            .map(|(column, words)| format!("{column}: {words}"))
            .collect()
    }
}

/// A spreadsheet with its photographs.
#[derive(Debug, Clone)]
pub struct Lot {
    /// The name of the spreadsheet's file.
    pub file_name: String,
    /// Its rows.
    pub rows: Vec<LotRow>,
    /// What is worth a look in how the file was read.
    pub remarks: Vec<Remark>,
    /// Headings that are no column of the questionnaire: what is under them is not saved.
    pub unknown: Vec<String>,
    /// Photographs that belong to no row.
    pub strays: Vec<String>,
    /// How far it is.
    pub stage: LotStage,
}

impl Lot {
    /// Whether it is being saved.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.stage, LotStage::Running { .. })
    }

    /// Whether all of it was gone through.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        matches!(self.stage, LotStage::Ended)
    }

    /// The rows that will be saved.
    pub fn good(&self) -> impl Iterator<Item = &LotRow> {
        self.rows.iter().filter(|row| row.is_good())
    }

    /// What happened with each row, for a spreadsheet: number, key, name, result, photograph, and what to look at.
    #[must_use]
    pub fn report(&self) -> Vec<[String; 6]> {
        let rows = self.rows.iter().map(|row| {
            [
                row.number.to_string(),
                row.key.clone(),
                row.name.clone(),
                row.result(),
                row.photograph_told(),
                row.to_check().join("\n"),
            ]
        });
        rows.collect()
    }
}
