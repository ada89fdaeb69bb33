//! The filters of the list of terms as they come in an address, and the address behind each figure.

use app::terms::{EndingKind, TermFilter, TermStep};
use domain::id::ExtensionId;
use domain::key::PartyKey;
use domain::time::Instant;
use jiff::Timestamp;
use serde::Deserialize;

use crate::Installation;
use crate::panel::query::Address;
use crate::words::Calendar;

/// The list.
pub const LIST: &str = "/panel/plazos/candidaturas";
/// How the independents are asked for in the place of a party.
pub const INDEPENDENTS: &str = "sin-partido";

/// The filters.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Words of a name.
    #[serde(default)]
    pub q: String,
    /// A step's code.
    #[serde(default)]
    pub paso: String,
    /// A party's key, or [`INDEPENDENTS`].
    #[serde(default)]
    pub partido: String,
    /// A last instant to capture.
    #[serde(default)]
    pub vence: String,
    /// A last instant to correct.
    #[serde(default)]
    pub corrige: String,
    /// An extension.
    #[serde(default)]
    pub ampliacion: String,
    /// After which candidacy the page begins.
    #[serde(default)]
    pub despues: String,
}

impl Asked {
    /// What is looked for. A last instant is asked for by who has not sent.
    pub fn filter(&self, site: &Installation) -> TermFilter {
        let mut filter = site.app.term_filter();
        filter.step = TermStep::from_code(&self.paso);
        filter.independent = self.partido == INDEPENDENTS;
        filter.party = self.partido.parse().ok().filter(|_| !filter.independent);
        filter.ends = instant(&self.vence);
        filter.unsent = filter.ends.is_some();
        filter.due = instant(&self.corrige);
        filter.extension = self.ampliacion.parse().ok();
        filter.text = Some(self.q.trim().to_owned()).filter(|text| !text.is_empty());
        filter
    }

    /// The address of this list.
    pub fn address(&self, path: &'static str) -> Address {
        Address::new(path)
            .with("q", self.q.trim())
            .with("paso", &self.paso)
            .with("partido", &self.partido)
            .with("vence", &self.vence)
            .with("corrige", &self.corrige)
            .with("ampliacion", &self.ampliacion)
    }

    /// The filters in force in words, each with the address of the list without it.
    pub fn chips(&self, site: &Installation) -> Vec<(String, String)> {
        let told = |(name, value): (&'static str, String)| {
            let without = self.address(LIST).without(name).to_string();
            (said(site, name, &value), without)
        };
        self.address(LIST).pairs().into_iter().map(told).collect()
    }
}

fn instant(text: &str) -> Option<Instant> {
    text.parse::<Timestamp>().ok().map(Instant::from)
}

fn said(site: &Installation, name: &str, value: &str) -> String {
    let calendar = site.calendar();
    let named = match name {
        "paso" => TermStep::from_code(value).map(|step| format!("Paso: {}", step.label())),
        "partido" if value == INDEPENDENTS => Some("Sin partido".to_owned()),
        "partido" => site
            .profile()
            .parties
            .iter()
            .find(|party| party.key.as_str() == value)
            .map(|party| format!("Partido: {}", party.initials)),
        "vence" => instant(value).map(|at| format!("Sin enviar, vence: {}", exact(calendar, at))),
        "corrige" => instant(value).map(|at| format!("Corrige hasta: {}", exact(calendar, at))),
        "ampliacion" => Some("Con el término de una ampliación".to_owned()),
        _ => Some(format!("Nombre: {value}")),
    };
    named.unwrap_or_else(|| format!("Filtro desconocido: {value}"))
}

/// "24 de abril de 2024, 23:59:59": the last instant to the second.
pub fn exact(calendar: Calendar<'_>, at: Instant) -> String {
    let stamp = calendar.stamp(at);
    let hour = stamp.split(' ').nth(1).unwrap_or_default();
    format!("{}, {hour}", calendar.day(at))
}

/// The address of the candidacies of a party in a step.
pub fn of_step(party: Option<&PartyKey>, step: TermStep) -> String {
    Address::new(LIST)
        .with("paso", step.code())
        .with(
            "partido",
            party.map_or(INDEPENDENTS, |party| party.as_str()),
        )
        .to_string()
}

/// The address of the candidacies of all parties in a step.
pub fn of_all_in(step: TermStep) -> String {
    Address::new(LIST).with("paso", step.code()).to_string()
}

/// The address of what ends at an instant and was not sent.
pub fn of_ending(kind: EndingKind, at: Instant) -> String {
    let name = match kind {
        EndingKind::Capture => "vence",
        EndingKind::Correction => "corrige",
    };
    Address::new(LIST).with(name, at.to_string()).to_string()
}

/// The address of the candidacies whose last instant an extension gave.
pub fn of_extension(id: ExtensionId) -> String {
    Address::new(LIST)
        .with("ampliacion", id.to_string())
        .to_string()
}
