//! The candidacies behind a figure of the board of terms, on screen and as a file.

use app::AppError;
use app::terms::{TermList, TermRow, TermStep};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::id::CandidacyId;
use domain::policy::{Reach, Right, may_ever, reach};

use super::asked::{Asked, INDEPENDENTS, LIST, exact};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::Part;
use crate::panel::query::Address;
use crate::panel::{csv_file, names};
use crate::ui::{
    Badge, Cell, Choice, Column, Empty, Field, Filters, Frame, LineKind, Pager, State as Colour,
    Table,
};
use crate::words::count;

/// Rows on a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "panel/terms/list.html")]
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

async fn build(site: &Installation, who: &Session, asked: &Asked) -> Result<Page, AppError> {
    let after: Option<CandidacyId> = asked.despues.parse().ok();
    let list = site
        .app
        .term_list(who, asked.filter(site), after, PAGE)
        .await?;
    Ok(Page {
        frame: site
            .frame(who, Part::Terms, "Candidaturas y su plazo")
            .section("Plazos")
            .crumb("Inicio", "/panel")
            .crumb("Plazos", "/panel/plazos")
            .wide(),
        filters: filters(site, who, asked, list.total),
        table: table(site, who, &list.rows),
        pager: pager(asked, after, &list),
        empty: Empty::new(
            "Ninguna candidatura coincide",
            "Puede que ya hayan avanzado de paso desde que abrió el tablero. Quite un filtro o busque otro nombre.",
        )
        .next("Ver todas", LIST),
    })
}

fn filters(site: &Installation, who: &Session, asked: &Asked, total: u64) -> Filters {
    let steps = TermStep::ALL
        .iter()
        .map(|step| Choice::new(step.code(), step.label()));
    let mut filters = Filters::new(LIST, count(total, "candidatura", "candidaturas"))
        .search(Field::line("q", "Buscar por nombre", asked.q.trim()).kind(LineKind::Search))
        .field(Field::select("paso", "Paso", &asked.paso, steps.collect()).blank("Todos"))
        .export(
            "Descargar CSV",
            asked.address("/panel/plazos/candidaturas.csv").to_string(),
        );
    if reach(who.actor.seat()) == Reach::Process {
        let parties = site
            .profile()
            .parties
            .iter()
            .map(|party| Choice::new(party.key.as_str(), &party.initials));
        let all = parties.chain([Choice::new(INDEPENDENTS, "Sin partido")]);
        let field = Field::select("partido", "Partido", &asked.partido, all.collect());
        filters = filters.field(field.blank("Todos"));
    }
    let kept = [
        ("vence", &asked.vence),
        ("corrige", &asked.corrige),
        ("ampliacion", &asked.ampliacion),
    ];
    for (name, value) in kept.into_iter().filter(|(_, value)| !value.is_empty()) {
        filters = filters.keep(name, value);
    }
    for (words, without) in asked.chips(site) {
        filters = filters.chip(words, without);
    }
    filters
}

fn table(site: &Installation, who: &Session, rows: &[TermRow]) -> Table {
    let may = |right| may_ever(site.profile(), who.actor.role(), right);
    let (opens, extends) = (may(Right::ReadAnswers), may(Right::ExtendTerms));
    let mut columns = vec![
        Column::text("Persona"),
        Column::text("Cargo y lugar"),
        Column::text("Postula"),
        Column::text("Paso"),
        Column::text("Último instante"),
    ];
    if extends {
        columns.push(Column::text("Ampliar"));
    }
    let profile = site.app.current();
    Table::new("Candidaturas y su plazo", columns)
        .hide_caption()
        .rows(rows.iter().map(|row| {
            let candidacy = &row.row.candidacy;
            let name = candidacy.data.person.full_name();
            let mut cells = vec![
                if opens {
                    Cell::link(&name, format!("/panel/captura/{}", candidacy.id))
                } else {
                    Cell::text(&name)
                },
                Cell::Two(
                    names::office_and_place(&profile, candidacy),
                    names::position(candidacy),
                ),
                Cell::text(names::postulation(&profile, candidacy)),
                Cell::Badge(Badge::new(colour(row.step), row.step.label())),
                last_instant(site, row),
            ];
            if extends {
                cells.push(extension(row, &name));
            }
            cells
        }))
}

fn last_instant(site: &Installation, row: &TermRow) -> Cell {
    match row.row.candidacy.term {
        None => Cell::Missing("No ha empezado".to_owned()),
        Some(term) if term.extension.is_some() => {
            Cell::Two(exact(site.calendar(), term.ends), "Ampliado".to_owned())
        }
        Some(term) => Cell::Moment {
            words: exact(site.calendar(), term.ends),
            machine: term.ends.to_string(),
        },
    }
}

fn extension(row: &TermRow, name: &str) -> Cell {
    let sent = matches!(row.step, TermStep::Sent | TermStep::SentLate);
    match row.row.candidacy.term {
        Some(_) if !sent => {
            let address = Address::new("/panel/plazos/ampliar")
                .with("para", "candidatura")
                .with("clave", &row.row.candidacy.data.key);
            Cell::action(
                "Ampliar",
                format!("el plazo de {name}"),
                address.to_string(),
            )
        }
        Some(_) => Cell::Missing("Ya envió".to_owned()),
        None => Cell::Missing("Su plazo no ha empezado".to_owned()),
    }
}

/// The colour of a step.
const fn colour(step: TermStep) -> Colour {
    match step {
        TermStep::WithoutAccount
        | TermStep::NotReceived
        | TermStep::NotActivated
        | TermStep::SentLate => Colour::Attention,
        TermStep::NotBegun | TermStep::Capturing => Colour::InTerm,
        TermStep::Sent => Colour::Done,
        TermStep::Over => Colour::Closed,
    }
}

fn pager(asked: &Asked, after: Option<CandidacyId>, list: &TermList) -> Pager {
    let first = after.map(|_| asked.address(LIST).to_string());
    let next = list
        .next
        .map(|next| asked.address(LIST).with("despues", next.to_string()));
    let shown = list.rows.len() as u64;
    Pager::new(
        count(shown, "candidatura", "candidaturas") + " en esta página",
        first,
        next.map(|next| next.to_string()),
    )
}

/// Exactly what is seen, on all pages.
pub async fn file(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let rows = match site.app.term_rows(&who, asked.filter(&site)).await {
        Ok(rows) => rows,
        Err(error) => return pages::failure(&site, &error),
    };
    let header = [
        "clave",
        "persona",
        "cargo_y_lugar",
        "calidad",
        "postula",
        "paso",
        "recibida",
        "ultimo_instante",
        "ampliado",
    ];
    let profile = site.app.current();
    let calendar = site.calendar();
    let rows = rows.iter().map(|row| {
        let candidacy = &row.row.candidacy;
        let term = candidacy.term;
        let stamp =
            |at: Option<domain::time::Instant>| at.map(|at| calendar.stamp(at)).unwrap_or_default();
        [
            candidacy.data.key.clone(),
            candidacy.data.person.full_name(),
            names::office_and_place(&profile, candidacy),
            names::position(candidacy),
            names::postulation(&profile, candidacy),
            row.step.label().to_owned(),
            stamp(term.map(|term| term.received)),
            stamp(term.map(|term| term.ends)),
            if term.is_some_and(|term| term.extension.is_some()) {
                "sí"
            } else {
                "no"
            }
            .to_owned(),
        ]
    });
    csv_file::answer("plazos.csv", header, rows)
}
