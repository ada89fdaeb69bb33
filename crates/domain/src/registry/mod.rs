//! The registry of candidacies: who stands for what, the term that runs for each, and the import of the
//! institute's file.

mod candidacy;
mod cells;
mod contender;
mod formula;
mod import;
mod report;
mod row;
mod suggestion;
mod table;
mod template;

pub use candidacy::{
    Calling, Candidacy, CandidacyStatus, Gender, Person, Postulation, RegistryData,
    RegistryRefusal, TermClock,
};
pub use cells::{AGES, NAME_MAX, NUMBER_MAX, ROW_KEY_MAX};
pub use import::{ImportPlan, plan_import};
pub use report::{ImportReport, RowProblem};
pub use table::Column;
pub use template::template;

#[cfg(test)]
mod import_tests;
