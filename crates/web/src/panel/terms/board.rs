//! The board of terms: what ends today, how many candidacies of each party are in each step, what ends next, and the
//! address of the calendar.

use app::AppError;
use app::terms::{Ending, EndingKind, PartyTerms, TermBoard, TermStep};
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::id::CandidacyId;
use domain::key::PartyKey;
use domain::policy::{Right, may_ever};

use super::asked::{exact, of_all_in, of_ending, of_step};
use super::notices::{self, Told};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::capture;
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::ui::{Cell, Column, Fact, Facts, Frame, Link, Table};
use crate::words::{count, thousands};

/// Last instants that are told on the board.
const ENDINGS: usize = 25;

#[derive(Template)]
#[template(path = "panel/terms/board.html")]
struct Page {
    frame: Frame,
    /// For somebody with one candidacy: its own last instants, and nothing of others.
    own: Option<Facts>,
    today: Vec<Link>,
    steps: Table,
    endings: Table,
    more: String,
    links: Vec<Link>,
    /// Parties to be told of candidacies that were registered after their receipt.
    untold: Vec<Told>,
    address: String,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    headers: HeaderMap,
    Query(done): Query<Done>,
) -> Response {
    match build(&site, &who, &headers, done.hecho.as_deref()).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    headers: &HeaderMap,
    done: Option<&str>,
) -> Result<Page, AppError> {
    let feed = site.app.feed_address(who).await?;
    let address = site.outside(headers, &format!("/calendario/{feed}.ics"));
    let frame = site
        .frame(who, Part::Terms, "Plazos")
        .crumb("Inicio", "/panel")
        .flash(flash(done));
    let columns = vec![Column::text("Postula")];
    let empty = || Table::new("", columns.clone());
    if let Some(candidacy) = who.actor.seat().candidacy() {
        return Ok(Page {
            frame,
            own: Some(own(site, who, candidacy).await?),
            today: Vec::new(),
            steps: empty(),
            endings: empty(),
            more: String::new(),
            links: Vec::new(),
            untold: Vec::new(),
            address,
        });
    }
    let board = site.app.term_board(who).await?;
    let beyond = board.endings.len().saturating_sub(ENDINGS);
    Ok(Page {
        frame: frame.wide(),
        own: None,
        today: today(site, &board),
        steps: steps(site, &board),
        endings: endings(site, &board),
        more: match beyond {
            0 => String::new(),
            beyond => format!(
                "Y {} después.",
                count(beyond as u64, "término más", "términos más")
            ),
        },
        links: links(site, who),
        untold: notices::untold(site, who).await?,
        address,
    })
}

/// The last instants of the one candidacy that somebody has.
async fn own(site: &Installation, who: &Session, id: CandidacyId) -> Result<Facts, AppError> {
    let dossier = site.app.dossier(who, id).await?;
    let mut facts = capture::term_facts(site, who, &dossier).await?;
    let path = format!("/panel/captura/{id}");
    facts.push(Fact::new(
        "Su cuestionario",
        crate::ui::FactValue::Link(Link::new("Ir a su cuestionario", path)),
    ));
    Ok(Facts::new(facts))
}

/// What ends on this local day.
fn today(site: &Installation, board: &TermBoard) -> Vec<Link> {
    let zone = &site.profile().institute.zone;
    let day = board.now.in_zone(zone).date();
    let ends_today = |ending: &&Ending| ending.at.in_zone(zone).date() == day;
    let told = |ending: &Ending| {
        let words = format!(
            "{} de {}, a las {}",
            what(ending.kind),
            count(ending.candidacies(), "candidatura", "candidaturas"),
            site.calendar().hour(ending.at)
        );
        Link::new(words, of_ending(ending.kind, ending.at))
    };
    board.endings.iter().filter(ends_today).map(told).collect()
}

const fn what(kind: EndingKind) -> &'static str {
    match kind {
        EndingKind::Capture => "Captura",
        EndingKind::Correction => "Corrección",
    }
}

/// The party's initials.
pub fn party_name(site: &Installation, party: Option<&PartyKey>) -> String {
    match party {
        None => "Sin partido".to_owned(),
        Some(key) => site
            .profile()
            .party(key)
            .map_or_else(|| key.to_string(), |party| party.initials.clone()),
    }
}

fn steps(site: &Installation, board: &TermBoard) -> Table {
    let mut columns = vec![Column::text("Postula")];
    columns.extend(
        TermStep::ALL
            .iter()
            .map(|step| Column::figure(step.label())),
    );
    let mut table = Table::new("Candidaturas por partido y paso", columns).hide_caption();
    for party in &board.parties {
        table = table.row(of_party(site, party));
    }
    if board.parties.len() > 1 {
        let mut cells = vec![Cell::text("Total")];
        cells.extend(TermStep::ALL.iter().map(|step| {
            let number = board.total(*step);
            let on = format!(
                "{} en total: {}",
                candidacies(number),
                step.label().to_lowercase()
            );
            figure(number, on, of_all_in(*step))
        }));
        table = table.row(cells);
    }
    table
}

fn of_party(site: &Installation, party: &PartyTerms) -> Vec<Cell> {
    let name = party_name(site, party.party.as_ref());
    let cell = |step: &TermStep| {
        let number = party.steps.get(step).copied().unwrap_or(0);
        let on = format!(
            "{}, {name}: {}",
            candidacies(number),
            step.label().to_lowercase()
        );
        figure(number, on, of_step(party.party.as_ref(), *step))
    };
    std::iter::once(Cell::text(name.clone()))
        .chain(TermStep::ALL.iter().map(cell))
        .collect()
}

/// What follows a figure that is read out.
const fn candidacies(number: u64) -> &'static str {
    match number {
        1 => "candidatura",
        _ => "candidaturas",
    }
}

/// A figure that leads to the list behind it; none behind a zero.
fn figure(number: u64, on: String, href: String) -> Cell {
    match number {
        0 => Cell::text("0"),
        number => Cell::action(thousands(number), on, href),
    }
}

fn endings(site: &Installation, board: &TermBoard) -> Table {
    let columns = vec![
        Column::text("Último instante"),
        Column::text("Qué termina"),
        Column::figure("Sin enviar"),
        Column::text("Postula"),
    ];
    let calendar = site.calendar();
    let row = |ending: &Ending| {
        let each = ending.parties.iter().map(|(party, number)| {
            let name = party_name(site, party.as_ref());
            format!("{name}: {}", thousands(*number))
        });
        vec![
            Cell::Moment {
                words: exact(calendar, ending.at),
                machine: ending.at.to_string(),
            },
            Cell::text(what(ending.kind)),
            Cell::action(
                thousands(ending.candidacies()),
                format!(
                    "{}: {}",
                    candidacies(ending.candidacies()),
                    calendar.moment(ending.at)
                ),
                of_ending(ending.kind, ending.at),
            ),
            Cell::text(each.collect::<Vec<_>>().join(", ")),
        ]
    };
    Table::new("Próximos términos y lo que falta por enviar", columns)
        .hide_caption()
        .rows(board.endings.iter().take(ENDINGS).map(row))
}

fn links(site: &Installation, who: &Session) -> Vec<Link> {
    let may = |right| may_ever(site.profile(), who.actor.role(), right);
    let mut links = vec![Link::new(
        "Ver todas las candidaturas con su plazo",
        super::asked::LIST,
    )];
    if may(Right::ExtendTerms) {
        links.push(Link::new("Ampliar un plazo", "/panel/plazos/ampliar"));
    }
    if may(Right::ReadHistory) {
        links.push(Link::new(
            "Ver las ampliaciones concedidas",
            "/panel/plazos/ampliaciones",
        ));
    }
    links
}
