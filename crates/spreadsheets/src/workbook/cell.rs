//! One cell's value as text.

use calamine::{CellErrorType, Data, DataRef};

use super::number;
use crate::Remarked;

/// Text, and what to remark about it.
pub(super) struct Told {
    pub(super) text: String,
    pub(super) remark: Option<Remarked>,
}

impl Told {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            remark: None,
        }
    }

    pub(super) fn empty(remark: Remarked) -> Self {
        Self {
            text: String::new(),
            remark: Some(remark),
        }
    }
}

/// The value as text. Booleans as the Spanish spreadsheet shows them.
pub(super) fn tell(value: &DataRef<'_>, is_1904: bool) -> Told {
    match value {
        DataRef::Empty => Told::text(""),
        DataRef::Int(whole) => Told::text(whole.to_string()),
        DataRef::Float(float) => number(*float),
        DataRef::String(text) => Told::text(text.as_str()),
        DataRef::SharedString(text) => Told::text(*text),
        DataRef::Bool(yes) => boolean(*yes),
        DataRef::DateTime(moment) if moment.is_duration() => Told::empty(Remarked::Duration),
        DataRef::DateTime(moment) => date(number::serial(*moment, is_1904)),
        DataRef::DateTimeIso(text) => date(number::iso(text)),
        DataRef::DurationIso(_) => Told::empty(Remarked::Duration),
        DataRef::Error(error) => Told::empty(Remarked::CellError(shown(error).to_owned())),
    }
}

/// The value of a cell that was kept, as text.
pub(super) fn tell_kept(value: &Data, is_1904: bool) -> Told {
    let value = match value {
        Data::Empty => DataRef::Empty,
        Data::Int(whole) => DataRef::Int(*whole),
        Data::Float(float) => DataRef::Float(*float),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(yes) => DataRef::Bool(*yes),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
    };
    tell(&value, is_1904)
}

pub(super) fn number(value: f64) -> Told {
    Told {
        text: number::plain(value),
        remark: number::is_too_long(value).then_some(Remarked::LongNumber),
    }
}

pub(super) fn boolean(yes: bool) -> Told {
    Told::text(if yes { "VERDADERO" } else { "FALSO" })
}

pub(super) fn date(date: Option<String>) -> Told {
    date.map_or_else(|| Told::empty(Remarked::NotADate), Told::text)
}

/// The error as the Spanish spreadsheet shows it.
fn shown(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#¡DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#¿NOMBRE?",
        CellErrorType::Null => "#¡NULO!",
        CellErrorType::Num => "#¡NUM!",
        CellErrorType::Ref => "#¡REF!",
        CellErrorType::Value => "#¡VALOR!",
        _ => "#¡ERROR!",
    }
}
