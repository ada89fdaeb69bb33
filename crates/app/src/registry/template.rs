//! The template of a registry file, as a workbook with lists or as CSV.

use domain::profile::Profile;
use domain::registry::{Column, Template, template};
use jiff::civil::Time;
use spreadsheets::{ColumnOut, SheetOut, Workbook, WriteError};

/// Which kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateFormat {
    /// A workbook with lists to choose from, notes on the headings and instructions.
    Xlsx,
    /// CSV in UTF-8.
    Csv,
}

impl TemplateFormat {
    /// The ending of the file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// The media type of the file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// The template of a process; the same profile always gives the same bytes.
///
/// # Errors
/// The workbook could not be made.
pub fn registry_template(profile: &Profile, format: TemplateFormat) -> Result<Vec<u8>, WriteError> {
    match format {
        TemplateFormat::Csv => Ok(template(profile).into_bytes()),
        TemplateFormat::Xlsx => workbook(profile),
    }
}

fn workbook(profile: &Profile) -> Result<Vec<u8>, WriteError> {
    let Template {
        columns,
        rows,
        instructions,
    } = Template::of(profile);
    let columns = columns.into_iter().map(|column| ColumnOut {
        heading: column.column.name().to_owned(),
        note: column.note,
        width: width(column.column),
        choices: column.choices,
    });
    let sheet = SheetOut {
        name: "Registro".to_owned(),
        columns: columns.collect(),
        rows,
    };
    Workbook::new(profile.process.start.to_datetime(Time::midnight()))
        .sheet(sheet)
        .instructions(instructions.iter().map(String::as_str))
        .finish()
}

const fn width(column: Column) -> f64 {
    match column {
        Column::Number => 9.0,
        Column::Calling | Column::Gender | Column::Party | Column::BirthDate => 16.0,
        _ => 22.0,
    }
}
