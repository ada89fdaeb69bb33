//! The board of candidacies that a role reaches, with the state of each.

use app::boards::{Board, BoardFilter, BoardRow};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::capture::StateCode;
use domain::id::CandidacyId;
use domain::policy::{Reach, Right, may_ever, reach};
use domain::profile::Profile;
use serde::Deserialize;

use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::Part;
use crate::panel::names;
use crate::panel::query::Address;
use crate::ui::{
    Badge, Cell, Choice, Column, Empty, Field, Filters, Frame, LineKind, Pager, State as Colour,
    Table,
};
use crate::words::count;

/// Rows on a page.
const PAGE: u32 = 50;

/// The filters as they come in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    estado: String,
    #[serde(default)]
    cargo: String,
    #[serde(default)]
    partido: String,
    #[serde(default)]
    despues: String,
}

#[derive(Template)]
#[template(path = "panel/desk/board.html")]
struct Page {
    frame: Frame,
    filters: Filters,
    table: Table,
    pager: Pager,
    empty: Empty,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    match build(&site, &who, &asked).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

impl Asked {
    fn filter(&self, site: &Installation) -> BoardFilter {
        let mut filter = site.app.board_filter();
        filter.state = StateCode::from_code(&self.estado);
        filter.office = self.cargo.parse().ok();
        filter.party = self.partido.parse().ok();
        filter.text = Some(self.q.trim().to_owned()).filter(|text| !text.is_empty());
        filter
    }

    fn address(&self) -> Address {
        Address::new("/panel/candidaturas")
            .with("q", self.q.trim())
            .with("estado", &self.estado)
            .with("cargo", &self.cargo)
            .with("partido", &self.partido)
    }
}

async fn build(site: &Installation, who: &Session, asked: &Asked) -> Result<Page, app::AppError> {
    let after: Option<CandidacyId> = asked.despues.parse().ok();
    let Board { rows, next, total } = site.app.board(who, asked.filter(site), after, PAGE).await?;
    let by_party = reach(who.actor.seat()) == Reach::Process;
    Ok(Page {
        frame: site
            .frame(who, Part::Candidacies, "Candidaturas")
            .crumb("Inicio", "/panel")
            .wide(),
        filters: filters(site, asked, total, by_party),
        table: table(site, who, &rows),
        pager: pager(asked, after, next, rows.len()),
        empty: Empty::new(
            "Ninguna candidatura coincide",
            "Quite un filtro o busque otro nombre.",
        )
        .next("Ver todas", "/panel/candidaturas"),
    })
}

fn filters(site: &Installation, asked: &Asked, total: u64, by_party: bool) -> Filters {
    let profile = site.profile();
    let any = || Choice::new("", "Todos");
    let states = StateCode::ALL
        .iter()
        .map(|state| Choice::new(state.code(), state.label()));
    let offices = profile
        .offices
        .iter()
        .map(|office| Choice::new(office.key.as_str(), &office.name));
    let mut filters = Filters::new(
        "/panel/candidaturas",
        count(total, "candidatura", "candidaturas"),
    )
    .search(Field::line("q", "Buscar por nombre", asked.q.trim()).kind(LineKind::Search))
    .field(Field::select(
        "estado",
        "Estado",
        &asked.estado,
        std::iter::once(any()).chain(states).collect(),
    ))
    .field(Field::select(
        "cargo",
        "Cargo",
        &asked.cargo,
        std::iter::once(any()).chain(offices).collect(),
    ));
    if by_party {
        let parties = profile
            .parties
            .iter()
            .map(|party| Choice::new(party.key.as_str(), &party.initials));
        filters = filters.field(Field::select(
            "partido",
            "Partido",
            &asked.partido,
            std::iter::once(any()).chain(parties).collect(),
        ));
    }
    for (name, value) in asked.address().pairs() {
        filters = filters.chip(
            said(profile, name, &value),
            asked.address().without(name).to_string(),
        );
    }
    filters
}

/// A filter in words.
fn said(profile: &Profile, name: &str, value: &str) -> String {
    let named = match name {
        "estado" => StateCode::from_code(value).map(|state| ("Estado", state.label().to_owned())),
        "cargo" => {
            let office = profile
                .offices
                .iter()
                .find(|office| office.key.as_str() == value);
            office.map(|office| ("Cargo", office.name.clone()))
        }
        "partido" => {
            let party = profile
                .parties
                .iter()
                .find(|party| party.key.as_str() == value);
            party.map(|party| ("Partido", party.initials.clone()))
        }
        _ => Some(("Nombre", value.to_owned())),
    };
    named.map_or_else(
        || format!("Filtro desconocido: {value}"),
        |(name, value)| format!("{name}: {value}"),
    )
}

fn table(site: &Installation, who: &Session, rows: &[BoardRow]) -> Table {
    let profile = site.profile();
    let current = site.app.current();
    // Of what a partner of an agreement captures only the state is seen (DGO 20.1, CDMX 21): no way leads further.
    let opens = |candidacy| {
        may_ever(profile, who.actor.role(), Right::ReadAnswers)
            && reach(who.actor.seat()).includes(candidacy)
    };
    let columns = vec![
        Column::text("Persona"),
        Column::text("Cargo y lugar"),
        Column::text("Postula"),
        Column::text("Estado"),
        Column::text("Plazo"),
    ];
    let calendar = site.calendar();
    Table::new("Candidaturas y su estado", columns).rows(rows.iter().map(|row| {
        let candidacy = &row.candidacy;
        let name = candidacy.data.person.full_name();
        let state = row
            .capture
            .as_ref()
            .map_or(StateCode::Untouched, |capture| capture.state.code());
        vec![
            if opens(candidacy) {
                Cell::link(name, format!("/panel/captura/{}", candidacy.id))
            } else {
                Cell::text(name)
            },
            Cell::Two(
                names::office_and_place(profile, candidacy),
                names::position(candidacy),
            ),
            Cell::text(names::postulation(&current, candidacy)),
            Cell::Badge(badge(state)),
            match candidacy.term {
                Some(term) => Cell::Moment {
                    words: calendar.moment(term.ends),
                    machine: term.ends.to_string(),
                },
                None => Cell::Missing("No ha empezado".to_owned()),
            },
        ]
    }))
}

/// A state as icon and word.
pub fn badge(state: StateCode) -> Badge {
    let colour = match state {
        StateCode::Untouched | StateCode::Capturing | StateCode::InStage => Colour::InTerm,
        StateCode::Returned => Colour::Attention,
        StateCode::Closed => Colour::Closed,
        StateCode::Validated | StateCode::Published => Colour::Done,
    };
    Badge::new(colour, state.label())
}

fn pager(
    asked: &Asked,
    after: Option<CandidacyId>,
    next: Option<CandidacyId>,
    shown: usize,
) -> Pager {
    let first = after.map(|_| asked.address().to_string());
    let next = next.map(|next| {
        asked
            .address()
            .with("despues", next.to_string())
            .to_string()
    });
    Pager::new(
        count(
            u64::try_from(shown).unwrap_or(0),
            "candidatura",
            "candidaturas",
        ) + " en esta página",
        first,
        next,
    )
}
