//! The party's own privacy notice: the one in force, its versions, and a form for the next.

use app::AppError;
use app::party::PartyRefusal;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::key::PartyKey;
use domain::party::{NoticeText, PartyNotice, PartyNoticeRefusal};
use domain::policy::{Right, may_ever};

use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::portal::Prose;
use crate::ui::{Cell, Choice, Column, ErrorSummary, Field, Frame, LineKind, Link, Notice, Table};

#[derive(Template)]
#[template(path = "panel/party/notice.html")]
struct Page {
    frame: Frame,
    in_force: Option<Shown>,
    missing: Option<Notice>,
    versions: Option<Table>,
    public: String,
    /// For who registers it.
    fields: Option<Vec<Field>>,
}

/// A version of a notice as a page shows it.
pub struct Shown {
    /// Its text; none if it is elsewhere.
    pub text: Option<Prose>,
    /// Where it is, if it is elsewhere and the address opens a page.
    pub link: Option<Link>,
    /// Which version, since when.
    pub source: String,
}

impl Shown {
    /// The version for a page of this institute.
    pub fn of(site: &Installation, notice: &PartyNotice) -> Self {
        let day = site.calendar().day(notice.at);
        let (text, link) = match &notice.text {
            NoticeText::Text { text } => (Some(Prose::of(text)), None),
            NoticeText::Link { address } => (None, Link::outside(address, &with_scheme(address))),
        };
        Self {
            text,
            link,
            source: format!("Versión {}, registrada el {day}.", notice.version),
        }
    }
}

/// An address that was typed without its scheme opens all the same.
fn with_scheme(address: &str) -> String {
    if address.contains("://") {
        address.to_owned()
    } else {
        format!("https://{address}")
    }
}

/// What was typed: where the notice is, and the text or the address.
#[derive(Debug, Default, Clone)]
struct Typed {
    kind: String,
    text: String,
    address: String,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    match build(&site, &who, &Typed::default(), None).await {
        Ok(mut page) => {
            page.frame = page.frame.flash(flash(done.hecho.as_deref()));
            pages::show(&page)
        }
        Err(error) => pages::failure(&site, &error),
    }
}

/// The party that somebody acts for, in the form of addresses.
fn own_party(who: &Session) -> Result<&PartyKey, AppError> {
    who.actor.seat().party().ok_or(AppError::NotFound)
}

async fn build(
    site: &Installation,
    who: &Session,
    typed: &Typed,
    refusal: Option<PartyNoticeRefusal>,
) -> Result<Page, AppError> {
    let versions = site.app.own_notices(who).await?;
    let public = format!("/avisos/{}", own_party(who)?);
    let registers = may_ever(site.profile(), who.actor.role(), Right::RegisterParty);
    let fields = registers.then(|| fields(typed, refusal));
    let missing = versions.is_empty().then(|| {
        Notice::attention("Su partido todavía no registra su aviso de privacidad").text(if registers {
            "Es el aviso con el que su partido informa a sus candidaturas cómo usa sus datos. Sin él, las personas de su partido no pueden capturar."
        } else {
            "Debe hacerlo la representación de su partido. Sin él, las personas de su partido no pueden capturar."
        })
    });
    let errors = fields.as_deref().map(ErrorSummary::of).unwrap_or_default();
    Ok(Page {
        frame: site
            .frame(who, Part::Party, "Aviso de privacidad del partido")
            .section("Su partido")
            .crumb("Inicio", "/panel")
            .crumb("Su partido", "/panel/partido")
            .errors(errors),
        in_force: versions.first().map(|notice| Shown::of(site, notice)),
        missing,
        versions: (versions.len() > 1).then(|| table(site, &public, &versions)),
        public,
        fields,
    })
}

/// The versions, the one in force first.
pub fn table(site: &Installation, public: &str, versions: &[PartyNotice]) -> Table {
    let columns = vec![Column::text("Versión"), Column::text("Registrada")];
    Table::new("Versiones del aviso", columns).rows(versions.iter().map(|notice| {
        vec![
            Cell::link(
                format!("Versión {}", notice.version),
                format!("{public}/{}", notice.version),
            ),
            Cell::Moment {
                words: site.calendar().moment(notice.at),
                machine: notice.at.to_string(),
            },
        ]
    }))
}

fn fields(typed: &Typed, refusal: Option<PartyNoticeRefusal>) -> Vec<Field> {
    let told = |wanted| {
        refusal
            .filter(|refusal| *refusal == wanted)
            .map(|refusal| refusal.to_string())
    };
    let kinds = vec![
        Choice::new("texto", "Pegar aquí el texto del aviso"),
        Choice::new("pagina", "Dar la dirección de una página donde está"),
    ];
    let kind = if typed.kind.is_empty() {
        "texto"
    } else {
        &typed.kind
    };
    vec![
        Field::radios("forma", "Dónde está el aviso", kind, kinds),
        Field::text("texto", "Texto del aviso", &typed.text)
            .rows(14)
            .hint("Hasta 40,000 caracteres. Puede usar títulos con # y listas con guiones.")
            .optional()
            .error(told(PartyNoticeRefusal::Missing)),
        Field::line("direccion", "Dirección de la página", &typed.address)
            .kind(LineKind::Link)
            .hint("Por ejemplo https://partido.example/aviso")
            .optional()
            .error(told(PartyNoticeRefusal::Link)),
    ]
}

pub async fn register(
    State(site): State<Installation>,
    who: Session,
    arrived: Arrived,
) -> Response {
    let typed = Typed {
        kind: arrived.trimmed("forma").to_owned(),
        text: arrived.value("texto").to_owned(),
        address: arrived.trimmed("direccion").to_owned(),
    };
    let text = match typed.kind.as_str() {
        "pagina" => NoticeText::Link {
            address: typed.address.clone(),
        },
        _ => NoticeText::Text {
            text: typed.text.clone(),
        },
    };
    let refusal = match site.app.register_notice(&who, text, arrived.at).await {
        Ok(()) => return Redirect::to("/panel/partido/aviso?hecho=aviso").into_response(),
        Err(PartyRefusal::Notice(refusal)) => refusal,
        Err(PartyRefusal::App(error)) => return pages::failure(&site, &error),
        Err(other) => {
            let told = vec![other.to_string()];
            return pages::message(&site, StatusCode::CONFLICT, "No se registró el aviso", told);
        }
    };
    match build(&site, &who, &typed, Some(refusal)).await {
        Ok(page) => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
        Err(error) => pages::failure(&site, &error),
    }
}
