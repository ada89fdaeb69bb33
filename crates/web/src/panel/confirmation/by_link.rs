//! What a link opens, without a session: exactly what was captured in the person's name, and the person's answer.

use app::AppError;
use app::confirmation::{ConfirmationRefusal, LinkView};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Role;
use domain::confirmation::{LinkRefusal, NOTE_MAX, Verdict};

use super::edits::Edits;
use crate::Installation;
use crate::http::{Arrived, Network, Query, pages};
use crate::manual::Topic;
use crate::panel::capture::{Pictures, answers};
use crate::panel::desk::Done;
use crate::panel::names;
use crate::panel::path::{CodePath, PhotographPath};
use crate::ui::{Counting, ErrorSummary, Fact, Facts, Field, Frame, Limits, LineKind};

#[derive(Template)]
#[template(path = "panel/confirmation/by_link.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    edits: Option<Edits>,
    sections: Vec<(String, Facts)>,
    action: String,
    revision: u32,
    note: Field,
}

#[derive(Template)]
#[template(path = "panel/confirmation/ask.html")]
struct AskPage {
    frame: Frame,
    field: Field,
}

/// An answer that was not kept, with what the person wrote so that it is not lost.
#[derive(Template)]
#[template(path = "panel/confirmation/unanswered.html")]
struct UnansweredPage {
    frame: Frame,
    told: Vec<String>,
    note: Option<Field>,
    code: u16,
}

/// The page where a code is typed.
pub async fn ask(State(site): State<Installation>) -> Response {
    unlisted(pages::show(&ask_again(&site, "", None)))
}

fn ask_again(site: &Installation, code: &str, error: Option<String>) -> AskPage {
    let field = Field::line("codigo", "Código de su enlace", code)
        .hint("Cuatro grupos de cuatro caracteres. No importan los guiones ni las mayúsculas.")
        .kind(LineKind::Code)
        .error(error);
    AskPage {
        frame: site
            .plain("Confirmar lo que se capturó en su nombre")
            .errors(ErrorSummary::of(std::slice::from_ref(&field))),
        field,
    }
}

/// On to what the code opens.
pub async fn asked(
    State(site): State<Installation>,
    Network(network): Network,
    arrived: Arrived,
) -> Response {
    let code = arrived.trimmed("codigo").to_owned();
    let spelled: String = code
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    match site.app.read_by_link(&code, &network).await {
        Ok(_) => unlisted(Redirect::to(&format!("/confirmar/{spelled}")).into_response()),
        Err(ConfirmationRefusal::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let page = ask_again(&site, &code, Some(refusal.to_string()));
            unlisted(pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

pub async fn page(
    State(site): State<Installation>,
    Network(network): Network,
    CodePath(code): CodePath,
    Query(done): Query<Done>,
) -> Response {
    let answered = done.hecho.as_deref() == Some("respondido");
    match site.app.read_by_link(&code, &network).await {
        Err(ConfirmationRefusal::Link(LinkRefusal::Answered)) if answered => thanks(&site),
        Ok(view) => unlisted(pages::show(&build(&site, &code, &view, None, ""))),
        Err(refusal) => refused(&site, refusal),
    }
}

fn build(
    site: &Installation,
    code: &str,
    view: &LinkView,
    error: Option<&LinkRefusal>,
    typed: &str,
) -> Page {
    let definition = site.app.curricular();
    let (candidacy, capture) = (&view.candidacy, &view.capture);
    let action = format!("/confirmar/{code}");
    let note = Field::text("nota", "Si algo se debe corregir, diga qué", typed)
        .rows(4)
        .limits(Limits {
            least: None,
            most: NOTE_MAX,
            counting: Counting::WithSpaces,
        })
        .optional()
        .error(
            error
                .filter(|refusal| **refusal == LinkRefusal::Note)
                .map(ToString::to_string),
        );
    let mut errors = ErrorSummary::of(std::slice::from_ref(&note));
    if let Some(refusal) = error.filter(|refusal| **refusal != LinkRefusal::Note) {
        errors = errors.general(refusal.to_string());
    }
    let pictures = Pictures::of_link(&site.app, candidacy.id, code);
    let sections = definition.sections.iter().map(|section| {
        let facts = answers::facts(definition, section, &capture.answers, pictures);
        (section.title.clone(), facts)
    });
    Page {
        frame: site
            .plain("Lo que se capturó en su nombre")
            .help(Topic::Confirming.help(Role::Candidate))
            .errors(errors),
        facts: Facts::new(vec![
            Fact::text("Candidatura", candidacy.data.person.full_name()),
            Fact::text("Cargo", names::office_and_place(site.profile(), candidacy)),
            Fact::text("Versión", capture.revision.to_string()),
            Fact::text("Guardada el", site.calendar().moment(view.saved)),
            Fact::text(
                "Este enlace sirve hasta",
                site.calendar().moment(view.expires),
            ),
        ]),
        edits: Edits::of(site, &view.edits, pictures, format!("{action}/visto")),
        sections: sections.collect(),
        revision: capture.revision,
        action,
        note,
    }
}

/// The bytes of a photograph that the page shows.
pub async fn image(
    State(site): State<Installation>,
    Network(network): Network,
    CodePath(code): CodePath,
    PhotographPath(token): PhotographPath,
) -> Response {
    match site.app.photograph_by_link(&code, &network, &token).await {
        Ok(jpeg) => unlisted(([(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response()),
        Err(refusal) => refused(&site, refusal),
    }
}

/// "Esto es lo que quiero decir", or what should be corrected.
pub async fn answer(
    State(site): State<Installation>,
    Network(network): Network,
    CodePath(code): CodePath,
    arrived: Arrived,
) -> Response {
    let note = arrived.value("nota");
    let verdict = match arrived.value("decision") {
        "confirmar" if note.trim().is_empty() => Verdict::Confirmed,
        // A note beside "confirm" would be lost: it is a correction, and the person says so.
        "confirmar" => return again(&site, &network, &code, note, Again::NoteAndConfirmed).await,
        "corregir" => Verdict::CorrectionAsked {
            note: note.to_owned(),
        },
        // Sent without a button, say by a keyboard or an old browser: what was typed is written nowhere else.
        _ => return again(&site, &network, &code, note, Again::NothingChosen).await,
    };
    let read = arrived.trimmed("revision").parse().unwrap_or(0);
    let done = site
        .app
        .answer_by_link(&code, &network, read, verdict, arrived.at);
    match done.await {
        // A second click, which says the same, leads to the same page.
        Ok(()) => {
            unlisted(Redirect::to(&format!("/confirmar/{code}?hecho=respondido")).into_response())
        }
        Err(ConfirmationRefusal::Link(
            refusal @ (LinkRefusal::Note | LinkRefusal::ChangedMeanwhile),
        )) => again(&site, &network, &code, note, Again::Rule(refusal)).await,
        Err(refusal) => unanswered(&site, refusal, note),
    }
}

/// Why the page is shown again.
enum Again {
    Rule(LinkRefusal),
    /// A note was written and "confirm" was pressed.
    NoteAndConfirmed,
    /// Neither answer was chosen.
    NothingChosen,
}

impl Again {
    /// What to do about it, where no rule says it.
    const fn words(&self) -> &'static str {
        match self {
            Self::NoteAndConfirmed => {
                "Escribió una corrección y pulsó «confirmo». Si pide la corrección, use ese botón; si no, borre el texto."
            }
            Self::Rule(_) | Self::NothingChosen => {
                "Falta elegir su respuesta y todavía no se registró ninguna. Si el texto dice lo que quiere decir, pulse \
                 «Confirmo»; si algo debe corregirse, escríbalo y pulse «Pedir la corrección». Lo que escribió sigue abajo."
            }
        }
    }
}

/// The page as it stands now with what was typed.
async fn again(
    site: &Installation,
    network: &str,
    code: &str,
    typed: &str,
    why: Again,
) -> Response {
    let view = match site.app.read_by_link(code, network).await {
        Ok(view) => view,
        Err(refusal) => return unanswered(site, refusal, typed),
    };
    let (status, page) = match &why {
        Again::Rule(refusal) => {
            let status = match refusal {
                LinkRefusal::Note => StatusCode::UNPROCESSABLE_ENTITY,
                _ => StatusCode::CONFLICT,
            };
            (status, build(site, code, &view, Some(refusal), typed))
        }
        Again::NoteAndConfirmed | Again::NothingChosen => {
            let mut page = build(site, code, &view, None, typed);
            page.frame.errors = ErrorSummary::default().general(why.words());
            (StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    };
    unlisted(pages::show_with(status, &page))
}

/// "Lo vi", by the link.
pub async fn see(
    State(site): State<Installation>,
    Network(network): Network,
    CodePath(code): CodePath,
    arrived: Arrived,
) -> Response {
    let revision = arrived.trimmed("revision").parse().unwrap_or(0);
    let done = site
        .app
        .see_edits_by_link(&code, &network, revision, arrived.at);
    match done.await {
        Ok(()) => unlisted(Redirect::to(&format!("/confirmar/{code}")).into_response()),
        Err(refusal) => refused(&site, refusal),
    }
}

fn thanks(site: &Installation) -> Response {
    unlisted(pages::message(
        site,
        StatusCode::OK,
        "Gracias: su respuesta quedó registrada",
        vec![
            "Su partido y el instituto la ven junto al cuestionario, con la fecha y la hora."
                .to_owned(),
            "Este enlace ya no muestra nada. Puede cerrar la página.".to_owned(),
        ],
    ))
}

/// Why an answer was not kept, with the note that was typed: it is written nowhere else.
fn unanswered(site: &Installation, refusal: ConfirmationRefusal, typed: &str) -> Response {
    let typed = typed.trim();
    if typed.is_empty() && !matches!(refusal, ConfirmationRefusal::Link(_)) {
        return refused(site, refusal);
    }
    let mut told = vec![refusal.to_string()];
    if matches!(refusal, ConfirmationRefusal::Link(LinkRefusal::Answered)) {
        told.push(
            "Con este enlace ya se había dado otra respuesta: esa es la que vale.".to_owned(),
        );
    }
    let note = (!typed.is_empty()).then(|| {
        told.push(
            "Lo que escribió no se guardó. Aquí está: cópielo antes de cerrar esta página, para enviarlo con otro enlace o decirlo a su partido."
                .to_owned(),
        );
        Field::text("nota", "Lo que escribió", typed).rows(4)
    });
    // The status, when to come back and whether the door notes it are those of the plain refusal.
    let (plain, _) = refused(site, refusal).into_parts();
    let page = UnansweredPage {
        frame: site.plain("Su respuesta no quedó registrada"),
        told,
        note,
        code: plain.status.as_u16(),
    };
    let mut response = unlisted(pages::show_with(plain.status, &page));
    if let Some(wait) = plain.headers.get(header::RETRY_AFTER) {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, wait.clone());
    }
    response.extensions_mut().extend(plain.extensions);
    response
}

fn refused(site: &Installation, refusal: ConfirmationRefusal) -> Response {
    let status = match &refusal {
        ConfirmationRefusal::App(
            AppError::Broken(_) | AppError::Denied(_) | AppError::NotFound,
        )
        | ConfirmationRefusal::Unknown => StatusCode::NOT_FOUND,
        ConfirmationRefusal::App(error) => return unlisted(pages::failure(site, error)),
        ConfirmationRefusal::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
        ConfirmationRefusal::Link(_) => StatusCode::GONE,
    };
    let told = vec![refusal.to_string()];
    unlisted(pages::message(
        site,
        status,
        "Este enlace no abre nada",
        told,
    ))
}

/// Nobody finds these pages: search engines are told not to keep them. That no address leaks is the work of the site's
/// own `referrer-policy`, and of there being no link to other sites here.
fn unlisted(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        "x-robots-tag",
        HeaderValue::from_static("noindex, nofollow, noarchive"),
    );
    response
}
