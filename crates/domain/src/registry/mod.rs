//! The registry of candidacies: who stands for what, the term that runs for each, and the import of the
//! institute's file.

mod agreement;
mod agreement_file;
mod candidacy;
mod cells;
mod change;
mod column;
mod column_map;
mod contender;
mod entry;
mod file_row;
mod folding;
mod formula;
mod handover;
mod header;
mod import;
mod late;
mod lint;
mod person;
mod place;
mod registered;
mod report;
mod row;
mod row_key;
mod sharing;
mod soundness;
mod suggestion;
mod table;
mod template;
mod twins;
mod values;
mod vocabulary;

pub use agreement::{AgreementRefusal, RegisteredAgreement, with_agreements};
pub use agreement_file::{AGREEMENT_COLUMNS, read_agreements};
pub use candidacy::{
    Calling, Candidacy, CandidacyStatus, Gender, Person, Postulation, RegistryData,
    RegistryRefusal, TermClock,
};
pub use cells::{AGES, NAME_MAX, NUMBER_MAX, ROW_KEY_MAX};
pub use change::{ChangeKind, FieldChange, RegistryChange, differences};
pub use column::{Column, UnknownColumn};
pub use column_map::ColumnMap;
pub use entry::{CheckedEntry, Entry, check_entry, entry_of};
pub use file_row::FileRow;
pub use folding::squeezed_words;
pub use handover::{Handover, Handovers, handovers};
pub use import::{ImportOrder, ImportPlan, plan_import};
pub use late::without_term;
pub use lint::{Finding, Level, lint};
pub use report::{ImportReport, MissingData, ProblemCode, RowProblem};
pub use sharing::{leader, may_share, sharer};
pub use template::{Template, TemplateColumn, template};

#[cfg(test)]
mod import_tests;
