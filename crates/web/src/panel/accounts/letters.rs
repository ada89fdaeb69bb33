//! Letters: choosing for whom, the making in the background with its figure, the files.

use std::collections::BTreeMap;

use app::AppError;
use app::accounts::{AccountsError, Custody, LetterOrder, LettersState, LettersView};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Role;
use domain::id::LettersId;

use super::letter::stationery;
use super::wording::bundle;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::path::{AccountPath, BundlePath, LettersPath};
use crate::ui::{Cell, Choice, Column, ErrorSummary, Field, Frame, Notice, Table};
use crate::words::count;

#[derive(Template)]
#[template(path = "panel/accounts/letters.html")]
struct Page {
    frame: Frame,
    /// "en-curso" while letters are being made for this person.
    mark: &'static str,
    busy_with_others: bool,
    runs: Vec<Run>,
    fields: Vec<Field>,
    preview: Option<Preview>,
    /// The identifier of the letters that the form makes.
    request: String,
}

/// A run on the screen.
struct Run {
    title: String,
    id: String,
    running: bool,
    set: usize,
    total: usize,
    notices: Vec<Notice>,
    files: Table,
    gone: String,
}

/// For how many accounts letters would be made.
struct Preview {
    table: Table,
    kept: Vec<(String, String)>,
    button: Option<String>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    let done = asked.get("hecho").map(String::as_str);
    answer(&site, &who, &asked, done, None).await
}

async fn answer(
    site: &Installation,
    who: &Session,
    asked: &BTreeMap<String, String>,
    done: Option<&str>,
    refusal: Option<&AccountsError>,
) -> Response {
    let status = match refusal {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    match build(site, who, asked, done, refusal).await {
        Ok(page) => pages::show_with(status, &page),
        Err(error) => pages::failure(site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    asked: &BTreeMap<String, String>,
    done: Option<&str>,
    refusal: Option<&AccountsError>,
) -> Result<Page, AppError> {
    let custody = site.app.custody_of(who)?;
    let (runs, busy) = site.app.letters_of(who)?;
    let own = runs.iter().any(|run| run.state == LettersState::Running);
    let chose = asked.keys().any(|key| key != "hecho");
    let preview = match site.app.count_letters(who, &order(asked)).await {
        Ok(counts) if chose => {
            let counts = counts.into_iter();
            let lines = counts.map(|(of, letters)| (bundle(site, &of), letters));
            Some(preview(lines.collect(), asked))
        }
        Ok(_) => None,
        Err(AccountsError::App(error)) => return Err(error),
        Err(_) => None,
    };
    let mut errors = ErrorSummary::default();
    if let Some(refusal) = refusal {
        errors = errors.general(refusal.to_string());
    }
    Ok(Page {
        frame: site
            .frame(who, Part::Accounts, "Cartas con códigos de activación")
            .section("Cuentas")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            // Once they are made, the page says so itself.
            .flash(flash(done.filter(|done| own || *done != "cartas")))
            .errors(errors),
        mark: if own { "en-curso" } else { "terminado" },
        busy_with_others: busy && !own,
        runs: runs.iter().map(|run| shown(site, run)).collect(),
        fields: fields(site, &custody, asked),
        preview,
        request: site.app.new_letters_id().to_string(),
    })
}

fn order(asked: &BTreeMap<String, String>) -> LetterOrder {
    let value = |name: &str| asked.get(name).map_or("", String::as_str);
    LetterOrder::Chosen {
        party: value("partido").parse().ok(),
        role: value("papel").parse().ok(),
        delivered_too: asked.contains_key("entregadas"),
    }
}

fn fields(site: &Installation, custody: &Custody, asked: &BTreeMap<String, String>) -> Vec<Field> {
    let value = |name: &str| asked.get(name).map_or("", String::as_str);
    let roles = Role::ALL
        .iter()
        .filter(|role| site.app.is_used(**role) && site.app.hands_on(custody, **role))
        .map(|role| Choice::new(role.key(), role.label()));
    let mut fields = Vec::new();
    if *custody == Custody::Process {
        let parties = site.profile().parties.iter();
        let parties = parties.map(|party| Choice::new(party.key.as_str(), &party.name));
        fields.push(
            Field::select("partido", "Partido", value("partido"), parties.collect()).blank("Todos"),
        );
    }
    fields.push(Field::select("papel", "Papel", value("papel"), roles.collect()).blank("Todos"));
    let too = asked.contains_key("entregadas");
    fields.push(
        Field::check(
            "entregadas",
            "También las cuentas que ya se entregaron y no se han activado",
            too,
        )
        .hint("Las cartas que esas personas ya tienen dejarán de servir."),
    );
    fields
}

fn preview(lines: Vec<(String, usize)>, asked: &BTreeMap<String, String>) -> Preview {
    let total: usize = lines.iter().map(|(_, letters)| letters).sum();
    let columns = vec![Column::text("Archivo de"), Column::figure("Cartas")];
    let rows = lines
        .into_iter()
        .map(|(of, letters)| vec![Cell::text(of), Cell::figure(letters)]);
    let kept = asked
        .iter()
        .filter(|(key, _)| !["hecho", "solicitud"].contains(&key.as_str()));
    Preview {
        table: Table::new("Cartas por hacer", columns)
            .hide_caption()
            .rows(rows),
        kept: kept
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        button: (total > 0).then(|| format!("Hacer {}", count(total as u64, "carta", "cartas"))),
    }
}

fn shown(site: &Installation, run: &LettersView) -> Run {
    let calendar = site.calendar();
    let mut notices = Vec::new();
    if let LettersState::Failed(why) = &run.state {
        notices.push(
            Notice::attention("Las cartas no se terminaron")
                .text(why.clone())
                .text("Los archivos que aparecen abajo sirven. Haga otra vez las que faltan."),
        );
    }
    if run.missed > 0 {
        let words = format!(
            "{} cambiaron mientras se hacían las cartas, y el código de su carta no sirve: se activaron o recibieron \
             otro código. Las demás están bien.",
            count(run.missed as u64, "cuenta", "cuentas")
        );
        notices.push(Notice::attention("Hay cartas que no sirven").text(words));
    }
    let columns = vec![
        Column::text("Archivo de"),
        Column::figure("Cartas"),
        Column::text("Descargar"),
    ];
    let files = run.bundles.iter().map(|file| {
        let of = bundle(site, &file.of);
        vec![
            Cell::text(&of),
            Cell::figure(file.letters),
            Cell::action(
                "Descargar PDF",
                format!("de {of}"),
                format!("/panel/cuentas/cartas/{}/{}", run.id, file.number),
            ),
        ]
    });
    let total = count(run.total as u64, "carta", "cartas");
    Run {
        title: format!("{total}, {}", calendar.moment(run.began)),
        id: run.id.to_string(),
        running: run.state == LettersState::Running,
        set: run.set,
        total: run.total,
        notices,
        files: Table::new("Archivos", columns).hide_caption().rows(files),
        gone: calendar.moment(run.gone),
    }
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    headers: HeaderMap,
    arrived: Arrived,
) -> Response {
    let asked: BTreeMap<String, String> = arrived.values.iter().cloned().collect();
    let paper = stationery(&site, &headers);
    let (id, order) = (request(&site, &arrived), order(&asked));
    match site.app.start_letters(&who, id, &order, paper).await {
        Ok(()) => under_way(),
        Err(refusal) => not_begun(&site, &who, &asked, refusal).await,
    }
}

pub async fn single(
    State(site): State<Installation>,
    who: Session,
    AccountPath(account): AccountPath,
    headers: HeaderMap,
    arrived: Arrived,
) -> Response {
    let paper = stationery(&site, &headers);
    let (id, order) = (request(&site, &arrived), LetterOrder::One(account));
    match site.app.start_letters(&who, id, &order, paper).await {
        Ok(()) => under_way(),
        Err(AccountsError::AlreadyRunning) => {
            not_begun(&site, &who, &BTreeMap::new(), AccountsError::AlreadyRunning).await
        }
        Err(refusal) => super::refused(&site, "No se hizo la carta", &refusal),
    }
}

/// The identifier that the form carried: the same form twice makes the letters once.
fn request(site: &Installation, arrived: &Arrived) -> LettersId {
    arrived
        .trimmed("solicitud")
        .parse()
        .unwrap_or_else(|_| site.app.new_letters_id())
}

fn under_way() -> Response {
    Redirect::to("/panel/cuentas/cartas?hecho=cartas").into_response()
}

async fn not_begun(
    site: &Installation,
    who: &Session,
    asked: &BTreeMap<String, String>,
    refusal: AccountsError,
) -> Response {
    match refusal {
        AccountsError::App(error) => pages::failure(site, &error),
        // A second click finds the run of the first one.
        AccountsError::AlreadyRunning
            if site.app.letters_of(who).is_ok_and(|(runs, _)| {
                runs.iter().any(|run| run.state == LettersState::Running)
            }) =>
        {
            under_way()
        }
        refusal => answer(site, who, asked, None, Some(&refusal)).await,
    }
}

pub async fn file(
    State(site): State<Installation>,
    who: Session,
    BundlePath(id, number): BundlePath,
) -> Response {
    match site.app.download_letters(&who, id, number).await {
        Ok((of, bytes)) => {
            let name = bundle(&site, &of)
                .to_lowercase()
                .replace(|sign: char| !sign.is_ascii_alphanumeric(), "-");
            let disposition = format!("attachment; filename=\"cartas-{name}.pdf\"");
            let headers = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, disposition),
            ];
            (headers, bytes).into_response()
        }
        Err(refusal) => super::refused(&site, "No se descargaron las cartas", &refusal),
    }
}

pub async fn delete(
    State(site): State<Installation>,
    who: Session,
    LettersPath(id): LettersPath,
) -> Response {
    match site.app.delete_letters(&who, id) {
        // Sent twice: they are gone.
        Ok(_) => Redirect::to("/panel/cuentas/cartas?hecho=cartas-borradas").into_response(),
        Err(error) => pages::failure(&site, &error),
    }
}
