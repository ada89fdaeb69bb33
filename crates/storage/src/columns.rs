//! How the domain's types become values.

use domain::id::{AccountId, CandidacyId, ParkedRequestId, PartyNoticeId, SessionId};
use domain::key::{
    AgreementKey, InstituteKey, OfficeKey, PartyKey, ProcessKey, QuestionnaireKey, SectionKey,
    StageKey, TerritoryKey,
};
use domain::time::Instant;
use serde::Serialize;

use crate::engine::{Keep, Kind, Value, kept};

kept! {
    Instant => Int(value) value.micros();
    CandidacyId => Text(value) value.to_string();
    AccountId => Text(value) value.to_string();
    SessionId => Text(value) value.to_string();
    ParkedRequestId => Text(value) value.to_string();
    PartyNoticeId => Text(value) value.to_string();
    &AgreementKey => Text(value) value.to_string();
    &InstituteKey => Text(value) value.to_string();
    &OfficeKey => Text(value) value.to_string();
    &PartyKey => Text(value) value.to_string();
    &ProcessKey => Text(value) value.to_string();
    &QuestionnaireKey => Text(value) value.to_string();
    &SectionKey => Text(value) value.to_string();
    &StageKey => Text(value) value.to_string();
    &TerritoryKey => Text(value) value.to_string();
}

/// The JSON of plain data, with the fields of maps in order: the same data always give the same text.
pub fn json(data: &impl Serialize) -> String {
    serde_json::to_string(data).expect("plain data: no map with keys other than text")
}

/// The code of a variant without data, as serde writes it.
pub fn code(variant: &impl Serialize) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(code)) => code,
        _ => unreachable!("only variants without data are given a code"),
    }
}
