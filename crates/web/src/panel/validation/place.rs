//! The place in the list from which a case was opened: its filters travel with the case, so that the list, and the next
//! case of it, are found again.

use app::AppError;
use app::boards::{BoardFilter, ClaimFilter, MarkFilter};
use domain::capture::StateCode;
use domain::id::CandidacyId;
use serde::Deserialize;

use crate::Installation;
use crate::http::{Arrived, Session};
use crate::panel::query::Address;

/// The filters of the list as they come in an address.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Place {
    pub(super) etapa: String,
    pub(super) q: String,
    pub(super) casos: String,
    pub(super) cargo: String,
    pub(super) lugar: String,
    pub(super) envio: String,
    pub(super) marcas: String,
    pub(super) despues: String,
    /// Whether decisions lead to the next case.
    pub(super) seguir: String,
    pub(super) hecho: Option<String>,
}

/// The filters that travel with a case, by name.
const NAMES: [&str; 9] = [
    "etapa", "q", "casos", "cargo", "lugar", "envio", "marcas", "despues", "seguir",
];

impl Place {
    /// As a form sends it back.
    pub(super) fn read(arrived: &Arrived) -> Self {
        let value = |name: &str| arrived.trimmed(&format!("lista_{name}")).to_owned();
        Self {
            etapa: value("etapa"),
            q: value("q"),
            casos: value("casos"),
            cargo: value("cargo"),
            lugar: value("lugar"),
            envio: value("envio"),
            marcas: value("marcas"),
            despues: value("despues"),
            seguir: value("seguir"),
            hecho: None,
        }
    }

    fn pairs(&self) -> [(&'static str, &str); 9] {
        let values = [
            &self.etapa,
            &self.q,
            &self.casos,
            &self.cargo,
            &self.lugar,
            &self.envio,
            &self.marcas,
            &self.despues,
            &self.seguir,
        ];
        std::array::from_fn(|n| (NAMES[n], values[n].trim()))
    }

    /// What a form of the case carries, so that it is found again.
    pub(super) fn kept(&self) -> Vec<(&'static str, String)> {
        self.pairs()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.to_owned()))
            .collect()
    }

    /// Whether decisions lead to the next case: whoever came from the list goes on in it.
    pub(super) fn goes_on(&self) -> bool {
        !self.seguir.is_empty()
    }

    /// The list's address, of the page on which the case was.
    pub(super) fn address(&self, path: &'static str, stage: &str) -> Address {
        let mut address = Address::new(path).with("etapa", stage);
        for (name, value) in self.pairs() {
            if !matches!(name, "etapa" | "seguir" | "despues") {
                address = address.with(name, value);
            }
        }
        address
    }

    /// The list, on the page on which the case was.
    pub(super) fn list(&self, stage: &str, done: Option<&str>) -> String {
        self.address("/panel/validacion", stage)
            .with("despues", self.despues.trim())
            .with("hecho", done.unwrap_or_default())
            .to_string()
    }

    /// A case of the list.
    pub(super) fn case(&self, id: CandidacyId, done: Option<&str>) -> String {
        let mut address = Address::new("");
        for (name, value) in self.pairs() {
            address = address.with(name, value);
        }
        let query = address.with("hecho", done.unwrap_or_default()).to_string();
        format!("/panel/validacion/{id}{query}")
    }

    /// The list's filter of a stage.
    pub(super) fn filter(&self, site: &Installation, who: &Session, stage: &str) -> BoardFilter {
        let mut filter = site.app.board_filter();
        filter.state = Some(StateCode::InStage);
        filter.stage = stage.parse().ok();
        filter.leading = true;
        filter.text = Some(self.q.trim().to_owned()).filter(|text| !text.is_empty());
        filter.office = self.cargo.trim().parse().ok();
        filter.territory = self.lugar.trim().parse().ok();
        filter.sent_by = self.envio.trim().parse().ok();
        filter.marks = match self.marcas.trim() {
            "con" => Some(MarkFilter::With),
            "sin" => Some(MarkFilter::Without),
            _ => None,
        };
        filter.claim = match self.casos.trim() {
            "mios" => Some(ClaimFilter::By(who.actor.account())),
            "libres" => Some(ClaimFilter::Free),
            _ => None,
        };
        filter.awaiting_second = self.casos.trim() == "segunda";
        filter
    }

    /// The case after this one in the list; none if it is the last.
    pub(super) async fn next(
        &self,
        site: &Installation,
        who: &Session,
        stage: &str,
        id: CandidacyId,
    ) -> Result<Option<CandidacyId>, AppError> {
        let filter = self.filter(site, who, stage);
        let board = site.app.queue(who, filter, Some(id), 1).await?;
        Ok(board.rows.first().map(|row| row.candidacy.id))
    }
}
