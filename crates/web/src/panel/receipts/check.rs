//! The public page on which anybody checks a receipt: by the QR or the folio and hash of the paper, or with its file.
//!
//! It tells nothing to who does not hold the receipt. A folio alone gets no answer, and a folio that nobody has the same
//! one as a wrong hash: the page is no way to learn who sent what.

use app::receipts::{Genuine, MAX_SHOWN_BYTES, ReceiptCheck, ReceiptView, Shown};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::capture::Capture;
use domain::receipt::Folio;
use domain::record::Record as _;
use domain::registry::CandidacyStatus;
use domain::time::Instant;
use serde::Deserialize;

use super::{CHECK, wording};
use crate::Installation;
use crate::http::{Query, Uploaded, pages};
use crate::ui::{ErrorSummary, Fact, FactValue, Facts, Field, Frame, Link, Notice};

/// What the address carries: the QR does, and the form for who types.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    folio: String,
    #[serde(default)]
    huella: String,
}

#[derive(Template)]
#[template(path = "panel/receipts/check.html")]
struct Page {
    frame: Frame,
    answer: Option<Answer>,
    paper: [Field; 2],
    file: Field,
}

/// What is said of a receipt.
struct Answer {
    notice: Notice,
    facts: Option<Facts>,
}

pub async fn page(State(site): State<Installation>, Query(asked): Query<Asked>) -> Response {
    if asked.folio.trim().is_empty() && asked.huella.trim().is_empty() {
        return show(StatusCode::OK, &build(&site, &asked, [None, None], None));
    }
    let folio = asked.folio.parse::<Folio>();
    let wrong_folio = folio.err().map(|error| error.to_string());
    let wrong_hash = asked.huella.trim().is_empty().then(|| {
        "Escriba también la huella del asiento: está en el acuse. Con el folio solo no se dice nada de nadie.".to_owned()
    });
    let (Ok(folio), None) = (folio, &wrong_hash) else {
        let page = build(&site, &asked, [wrong_folio, wrong_hash], None);
        return show(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let shown = Shown::Paper {
        folio,
        hash: &asked.huella,
    };
    answer(&site, &asked, shown).await
}

/// A file of the receipt: either of the two.
pub async fn upload(State(site): State<Installation>, request: Request) -> Response {
    let uploaded = match Uploaded::within(request, &site, MAX_SHOWN_BYTES + 16 * 1024).await {
        Ok(uploaded) => uploaded,
        Err(answer) => return answer,
    };
    let asked = Asked::default();
    match uploaded.file("archivo") {
        Some(file) => answer(&site, &asked, Shown::File(&file.bytes)).await,
        None => {
            let mut page = build(&site, &asked, [None, None], None);
            page.file = page
                .file
                .error(Some("Elija el archivo del acuse: el PDF o el JSON."));
            page.frame = page
                .frame
                .errors(ErrorSummary::of(std::slice::from_ref(&page.file)));
            show(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn answer(site: &Installation, asked: &Asked, shown: Shown<'_>) -> Response {
    match site.app.check_receipt(shown).await {
        Ok(check) => {
            let answer = said(site, &check);
            show(
                StatusCode::OK,
                &build(site, asked, [None, None], Some(answer)),
            )
        }
        Err(error) => pages::failure(site, &error),
    }
}

/// What somebody asked about a receipt is nobody else's to keep.
fn show(status: StatusCode, page: &Page) -> Response {
    let mut response = pages::show_with(status, page);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex"),
    );
    response
}

fn build(
    site: &Installation,
    asked: &Asked,
    wrong: [Option<String>; 2],
    answer: Option<Answer>,
) -> Page {
    let [wrong_folio, wrong_hash] = wrong;
    let paper = [
        Field::line("folio", "Folio", asked.folio.trim())
            .hint("Por ejemplo: H-00000042")
            .error(wrong_folio),
        Field::line("huella", "Huella del asiento", asked.huella.trim())
            .hint("Las 64 letras y números que aparecen en el acuse con ese nombre.")
            .error(wrong_hash),
    ];
    Page {
        frame: Frame::new(&site.ui, "Comprobar un acuse")
            .menu("Candidaturas", "/candidaturas", false)
            .menu("Ayuda", "/ayuda", false)
            .crumb("Inicio", "/")
            .description("Diga si un acuse del sistema Conóceles es auténtico.")
            .canonical(CHECK)
            .errors(ErrorSummary::of(&paper)),
        answer,
        paper,
        file: Field::file(
            "archivo",
            "Archivo del acuse (PDF o JSON)",
            "application/pdf,application/json,.json,.pdf",
        ),
    }
}

fn said(site: &Installation, check: &ReceiptCheck) -> Answer {
    let alone = |notice| Answer {
        notice,
        facts: None,
    };
    match check {
        ReceiptCheck::Genuine(how, view) => Answer {
            notice: genuine(*how),
            facts: Some(facts(site, view)),
        },
        ReceiptCheck::NoMatch => alone(
            Notice::attention("No coincide")
                .text("Ningún acuse tiene ese folio junto con esa huella. Revise que estén escritos igual que en el papel; si lo están, el papel no es un acuse de este instituto."),
        ),
        ReceiptCheck::OtherDocument => alone(
            Notice::attention("Este PDF no es, tal como está, un acuse emitido por este instituto")
                .text("Puede haberse alterado, o solo haberse guardado de nuevo con otro programa, lo que también cambia el archivo. Suba el original, o compruebe el folio y la huella."),
        ),
        ReceiptCheck::NotInHistory(folio) => alone(
            Notice::attention("La firma es del instituto, pero su historial ya no tiene este asiento")
                .text(format!("El asiento del folio {folio} es otro en el historial de ahora. Conserve el acuse y avise al instituto y a la autoridad electoral: es la prueba.")),
        ),
        ReceiptCheck::Refused(why) => alone(
            Notice::attention("No es un acuse auténtico de este instituto").text(format!("Esto encontramos: {why}.")),
        ),
    }
}

fn genuine(how: Genuine) -> Notice {
    let notice = Notice::done("El acuse es auténtico");
    match how {
        Genuine::Hash => notice.text("Existe y coincide. Compare lo que sigue con lo que dice el papel: debe ser lo mismo."),
        Genuine::Proof => notice.text("Su prueba lleva a un punto de control firmado por el instituto, y el historial lo tiene todavía."),
        Genuine::Document => notice.text("El documento es, byte por byte, el que emitió el instituto: puede creer todo lo que dice."),
    }
}

/// What the receipt says, which who holds it knows already. Whose name is public is told by the portal's rule: of a
/// candidacy that no longer stands, nothing of the person.
fn facts(site: &Installation, view: &ReceiptView) -> Facts {
    let fields = view.row.entry.fields();
    let at = Instant::from_micros(fields.instant);
    let mut facts = vec![
        Fact::text("Folio", view.folio.to_string()),
        Fact::text("Acto", view.action.label()),
        Fact::new(
            "Recibido",
            FactValue::Moment {
                words: site.calendar().exact(at),
                machine: at.to_string(),
            },
        ),
    ];
    let captured = fields.subject_kind == Capture::KIND;
    if let Some(candidacy) = view.candidacy.as_ref().filter(|_| captured) {
        let words = match candidacy.status {
            CandidacyStatus::Active => candidacy.data.person.full_name(),
            _ => "Ver la candidatura".to_owned(),
        };
        let link = Link::new(words, format!("/candidaturas/{}", candidacy.id));
        facts.push(Fact::new("Candidatura", FactValue::Link(link)));
    }
    let hashes = wording::hashes(view);
    facts.extend(
        hashes
            .into_iter()
            .map(|(name, hash)| Fact::new(name, FactValue::Code(hash))),
    );
    Facts::new(facts)
}

/// The public key by which receipts are checked elsewhere.
pub async fn public_key(State(site): State<Installation>) -> Response {
    let key = site.app.keys().signer().verifier_key();
    (
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        format!("{key}\n"),
    )
        .into_response()
}
