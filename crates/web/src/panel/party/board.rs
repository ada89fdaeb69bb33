//! The party's board: its candidacies by what presses most, with who types for each, how far it is and whether it may
//! be opened.

use app::AppError;
use app::party::{AssignedTo, PartyBoard, PartyBoardRow, PartyFilter, PartyRefusal};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::Account;
use domain::capture::StateCode;
use domain::id::CandidacyId;
use domain::policy::{Right, may_ever};
use serde::Deserialize;

use super::evidence::shown_badge;
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::csv_file;
use crate::panel::desk::badge;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::query::Address;
use crate::ui::{
    Cell, Choice, Column, Empty, ErrorSummary, Field, Filters, Frame, LineKind, Pager, Table,
};
use crate::words::count;

/// Rows on a page: the whole party in most processes, and never more than can be ticked at once.
const PAGE: usize = 100;
/// Where the board is.
const PATH: &str = "/panel/partido/tablero";

/// The filters as they come in the address, and what was done before.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    estado: String,
    #[serde(default)]
    cargo: String,
    /// `mias`, `nadie`, `alguien`, or an account.
    #[serde(default)]
    asignacion: String,
    #[serde(default)]
    aviso: String,
    #[serde(default)]
    despues: String,
    /// Tick all of this page.
    #[serde(default)]
    marcar: String,
    #[serde(default)]
    hecho: Option<String>,
}

impl Asked {
    fn filter(&self) -> PartyFilter {
        PartyFilter {
            text: self.q.trim().to_owned(),
            state: StateCode::from_code(&self.estado),
            office: self.cargo.parse().ok(),
            assigned: match self.asignacion.as_str() {
                "mias" => Some(AssignedTo::Me),
                "nadie" => Some(AssignedTo::Nobody),
                "alguien" => Some(AssignedTo::Somebody),
                account => account.parse().ok().map(AssignedTo::Person),
            },
            shown: match self.aviso.as_str() {
                "si" => Some(true),
                "no" => Some(false),
                _ => None,
            },
        }
    }

    fn filters_in(&self, path: &'static str) -> Address {
        Address::new(path)
            .with("q", self.q.trim())
            .with("estado", &self.estado)
            .with("cargo", &self.cargo)
            .with("asignacion", &self.asignacion)
            .with("aviso", &self.aviso)
    }

    fn address(&self) -> Address {
        self.filters_in(PATH)
    }
}

#[derive(Template)]
#[template(path = "panel/party/board.html")]
struct Page {
    frame: Frame,
    filters: Filters,
    mine: Option<Table>,
    table: Table,
    pager: Pager,
    empty: Empty,
    all: String,
    /// Whether this person may bring the drafts of many candidacies.
    brings_lots: bool,
    /// For who divides the work: to whom.
    assigns: Option<Field>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    show(&site, &who, &asked, &[], None).await
}

/// The board, with what is ticked and what was wrong with the form.
pub async fn show(
    site: &Installation,
    who: &Session,
    asked: &Asked,
    ticked: &[String],
    refusal: Option<&PartyRefusal>,
) -> Response {
    let status = match refusal {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    match build(site, who, asked, ticked, refusal).await {
        Ok(page) => pages::show_with(status, &page),
        Err(error) => pages::failure(site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    asked: &Asked,
    ticked: &[String],
    refusal: Option<&PartyRefusal>,
) -> Result<Page, AppError> {
    let after: Option<CandidacyId> = asked.despues.parse().ok();
    let board = site
        .app
        .party_board(who, &asked.filter(), after, PAGE)
        .await?;
    let capturers = site.app.capturers(who).await?;
    let assigns = may_ever(site.profile(), who.actor.role(), Right::AssignCapturers)
        .then(|| assign_field(&capturers, refusal));
    let boxes = Boxes {
        shown: assigns.is_some(),
        all: !asked.marcar.is_empty(),
        ticked,
    };
    let (mine, others): (Vec<_>, Vec<_>) = board.rows.iter().partition(|row| row.mine);
    let whole = asked.address().with(
        "despues",
        after.map(|after| after.to_string()).unwrap_or_default(),
    );
    let errors = ErrorSummary::of(assigns.iter());
    let errors = match refusal.filter(|_| errors.is_empty()) {
        Some(refusal) => errors.general(refusal.to_string()),
        None => errors,
    };
    let caption = if mine.is_empty() {
        "Candidaturas de su partido"
    } else {
        "Las demás candidaturas de su partido"
    };
    Ok(Page {
        frame: site
            .frame(who, Part::Party, "Tablero de candidaturas")
            .section("Su partido")
            .crumb("Inicio", "/panel")
            .crumb("Su partido", "/panel/partido")
            .wide()
            .flash(flash(asked.hecho.as_deref()))
            .errors(errors),
        filters: filters(site, who, asked, &board, &capturers),
        mine: (!mine.is_empty())
            .then(|| table(site, who, "Mis candidaturas", &mine, &board, &boxes)),
        table: table(site, who, caption, &others, &board, &boxes),
        pager: pager(asked, after, &board),
        empty: Empty::new(
            "Ninguna candidatura coincide",
            "Quite un filtro o busque otro nombre.",
        )
        .next("Ver todas", PATH),
        brings_lots: site.app.may_bring_lots(who).is_ok(),
        all: whole.with("marcar", "todas").to_string(),
        assigns,
    })
}

/// The boxes of the first column.
struct Boxes<'a> {
    shown: bool,
    all: bool,
    ticked: &'a [String],
}

/// Somebody with their login: two people may have one name.
fn person(account: &Account) -> String {
    format!("{} ({})", account.holder, account.login)
}

fn assign_field(capturers: &[Account], refusal: Option<&PartyRefusal>) -> Field {
    let choices = capturers
        .iter()
        .map(|account| Choice::new(account.id.to_string(), person(account)))
        .chain([Choice::new("nadie", "Nadie: quitar la asignación")])
        .collect();
    let told = refusal
        .filter(|refusal| matches!(refusal, PartyRefusal::NotCapturer))
        .map(ToString::to_string);
    Field::select(
        "persona",
        "Quién capturará las candidaturas marcadas",
        "",
        choices,
    )
    .hint("Es un reparto del trabajo: las demás personas de su partido también pueden capturarlas.")
    .error(told)
}

/// An office in words.
pub fn office_words(site: &Installation, key: &str) -> String {
    let mut offices = site.profile().offices.iter();
    let office = offices.find(|office| office.key.as_str() == key);
    office.map_or_else(
        || format!("Filtro desconocido: {key}"),
        |office| format!("Cargo: {}", office.name),
    )
}

fn filters(
    site: &Installation,
    who: &Session,
    asked: &Asked,
    board: &PartyBoard,
    capturers: &[Account],
) -> Filters {
    let states = StateCode::ALL
        .iter()
        .map(|state| Choice::new(state.code(), state.label()))
        .collect();
    let offices = site
        .profile()
        .offices
        .iter()
        .map(|office| Choice::new(office.key.as_str(), &office.name))
        .collect();
    let people = capturers
        .iter()
        .filter(|account| account.id != who.actor.account())
        .map(|account| Choice::new(account.id.to_string(), person(account)));
    let captures = site
        .profile()
        .capture
        .party_roles
        .contains(&who.actor.role());
    let assigned = captures
        .then(|| Choice::new("mias", "A mí"))
        .into_iter()
        .chain([
            Choice::new("nadie", "A nadie"),
            Choice::new("alguien", "A alguien"),
        ])
        .chain(people)
        .collect();
    let total = u64::try_from(board.total).unwrap_or(u64::MAX);
    let mut filters = Filters::new(PATH, count(total, "candidatura", "candidaturas"))
        .search(Field::line("q", "Buscar por nombre", asked.q.trim()).kind(LineKind::Search))
        .field(Field::select("estado", "Estado", &asked.estado, states).blank("Todos"))
        .field(
            Field::select("asignacion", "Asignada", &asked.asignacion, assigned)
                .blank("A quien sea"),
        )
        .field(Field::select("cargo", "Cargo", &asked.cargo, offices).blank("Todos"))
        .export(
            "Descargar CSV",
            asked.filters_in("/panel/partido/tablero.csv").to_string(),
        );
    if site.profile().capture.party_notice {
        let shown = vec![
            Choice::new("no", "Sin constancia"),
            Choice::new("si", "Con constancia"),
        ];
        filters = filters
            .field(Field::select("aviso", "Aviso del partido", &asked.aviso, shown).blank("Todas"));
    }
    for (name, value) in asked.address().pairs() {
        filters = filters.chip(
            said(site, board, name, &value),
            asked.address().without(name).to_string(),
        );
    }
    filters
}

/// A filter in words.
fn said(site: &Installation, board: &PartyBoard, name: &str, value: &str) -> String {
    match (name, value) {
        ("estado", code) => StateCode::from_code(code).map_or_else(
            || format!("Filtro desconocido: {code}"),
            |state| format!("Estado: {}", state.label()),
        ),
        ("cargo", key) => office_words(site, key),
        ("aviso", "no") => "Sin constancia del aviso".to_owned(),
        ("aviso", _) => "Con constancia del aviso".to_owned(),
        ("asignacion", "mias") => "Asignada a mí".to_owned(),
        ("asignacion", "nadie") => "Sin asignar".to_owned(),
        ("asignacion", "alguien") => "Asignada a alguien".to_owned(),
        ("asignacion", account) => {
            let known = account.parse().ok().and_then(|id| board.people.get(&id));
            known.map_or_else(
                || "Asignada a otra persona".to_owned(),
                |account| format!("Asignada a {}", account.holder),
            )
        }
        (_, text) => format!("Nombre: {text}"),
    }
}

fn table(
    site: &Installation,
    who: &Session,
    caption: &str,
    rows: &[&PartyBoardRow],
    board: &PartyBoard,
    boxes: &Boxes<'_>,
) -> Table {
    let asks = site.profile().capture.party_notice;
    let opens = may_ever(site.profile(), who.actor.role(), Right::ReadAnswers);
    let mut columns = vec![
        Column::text("Persona"),
        Column::text("Cargo y lugar"),
        Column::text("Estado"),
        Column::text("Avance"),
        Column::text("Plazo"),
        Column::text("Asignada a"),
    ];
    columns.extend(asks.then(|| Column::text("Aviso del partido")));
    columns.extend((opens && boxes.shown).then(|| Column::text("Abrir")));
    Table::new(caption, columns).rows(rows.iter().map(|row| {
        let candidacy = &row.candidacy;
        let name = candidacy.data.person.full_name();
        let address = format!("/panel/captura/{}", candidacy.id);
        let id = candidacy.id.to_string();
        let mut cells = vec![
            match (boxes.shown, opens) {
                (true, _) => {
                    let ticked = boxes.all || boxes.ticked.contains(&id);
                    Cell::tick("candidatura", id, &name).ticked(ticked)
                }
                (false, true) => Cell::link(&name, &address),
                (false, false) => Cell::text(&name),
            },
            Cell::Two(
                names::office_and_place(site.profile(), candidacy),
                names::position(candidacy),
            ),
            Cell::Badge(badge(row.state)),
            Cell::text(progress(site, row)),
            term(site, row),
            match row.capturer {
                None => Cell::Missing("Nadie".to_owned()),
                Some(_) => Cell::text(assignee(row, board)),
            },
        ];
        cells.extend(asks.then(|| Cell::Badge(shown_badge(row.shown))));
        cells.extend(
            (opens && boxes.shown)
                .then(|| Cell::action("Abrir", format!("el cuestionario de {name}"), &address)),
        );
        cells
    }))
}

fn progress(site: &Installation, row: &PartyBoardRow) -> String {
    let sections = site.app.curricular().sections.len();
    format!("{} de {sections} partes", row.complete)
}

/// Who types, by name; somebody whose account is no longer the party's by what is known.
fn assignee(row: &PartyBoardRow, board: &PartyBoard) -> String {
    let known = row
        .capturer
        .and_then(|capturer| board.people.get(&capturer));
    match known {
        Some(account) if account.usable().is_err() => {
            format!("{} (su cuenta ya no sirve)", account.holder)
        }
        Some(account) => account.holder.clone(),
        None => String::new(),
    }
}

fn term(site: &Installation, row: &PartyBoardRow) -> Cell {
    let calendar = site.calendar();
    match (row.until, row.candidacy.term) {
        (Some(until), _) => Cell::Moment {
            words: calendar.term(until, site.app.now()),
            machine: until.to_string(),
        },
        (None, None) => Cell::Missing("No ha empezado".to_owned()),
        (None, Some(_)) => Cell::Missing("Ya se envió".to_owned()),
    }
}

fn pager(asked: &Asked, after: Option<CandidacyId>, board: &PartyBoard) -> Pager {
    let shown = u64::try_from(board.rows.len()).unwrap_or(u64::MAX);
    let next = board.next.map(|next| {
        let address = asked.address().with("despues", next.to_string());
        address.to_string()
    });
    Pager::new(
        count(shown, "candidatura", "candidaturas") + " en esta página",
        after.map(|_| asked.address().to_string()),
        next,
    )
}

const HEADER: [&str; 10] = [
    "clave",
    "persona",
    "cargo_y_lugar",
    "estado",
    "partes_completas",
    "partes",
    "plazo_termina",
    "asignada_a",
    "usuario",
    "aviso_mostrado",
];

/// Exactly what the filters show, on all pages.
pub async fn file(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let board = site
        .app
        .party_board(&who, &asked.filter(), None, usize::MAX)
        .await;
    let board = match board {
        Ok(board) => board,
        Err(error) => return pages::failure(&site, &error),
    };
    let sections = site.app.curricular().sections.len().to_string();
    let rows = board.rows.iter().map(|row| {
        let data = &row.candidacy.data;
        let login = row.capturer.and_then(|id| board.people.get(&id));
        [
            data.key.clone(),
            data.person.full_name(),
            names::office_and_place(site.profile(), &row.candidacy),
            row.state.label().to_owned(),
            row.complete.to_string(),
            sections.clone(),
            row.until
                .map(|until| site.calendar().stamp(until))
                .unwrap_or_default(),
            assignee(row, &board),
            login
                .map(|account| account.login.clone())
                .unwrap_or_default(),
            if row.shown { "si" } else { "no" }.to_owned(),
        ]
    });
    csv_file::answer("tablero.csv", HEADER, rows)
}
