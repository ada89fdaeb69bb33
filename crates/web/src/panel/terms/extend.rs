//! Extending terms: for whom and until when, whom that reaches, and why.

use app::AppError;
use app::terms::{ExtensionOrder, ExtensionRefusal, ExtensionScope, Reached};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::time::Instant;

use super::asked::exact;
use super::extend_form::{Asked, Read};
use crate::Installation;
use crate::http::{Query, Session, Uploaded, pages};
use crate::panel::frame::Part;
use crate::ui::{ErrorSummary, Fact, Facts, Field, Frame};
use crate::words::count;

#[derive(Template)]
#[template(path = "panel/terms/extend.html")]
struct Page {
    frame: Frame,
    fields: Vec<Field>,
    granting: Option<Granting>,
}

/// The second half of the page: whom it reaches, and the form that grants or proposes it.
struct Granting {
    facts: Facts,
    /// Whether anybody gets more time.
    reaches: bool,
    title: &'static str,
    consequence: &'static str,
    action: String,
    id: String,
    fields: Vec<Field>,
    verb: String,
}

/// What was typed in the second half, and what is wrong with it.
#[derive(Default)]
struct Typed {
    id: String,
    reason: String,
    refusal: Option<ExtensionRefusal>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    match build(&site, &who, &asked, Typed::default()).await {
        Ok((status, page)) => pages::show_with(status, &page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    asked: &Asked,
    typed: Typed,
) -> Result<(StatusCode, Page), AppError> {
    let mut wrong = None;
    let mut granting = None;
    match asked.read(site, who).await? {
        Read::Nothing => {}
        Read::Wrong(field, words) => wrong = Some((field, words)),
        Read::Asked { scope, ends } => match site.app.preview_extension(who, &scope, ends).await {
            Ok(reached) => {
                granting = Some(granting_of(site, asked, &scope, ends, reached, &typed));
            }
            Err(ExtensionRefusal::App(error)) => return Err(error),
            Err(refusal) => wrong = Some((asked_field_of(&refusal), refusal.to_string())),
        },
    }
    let fields = asked.fields(site, wrong.as_ref());
    let mut errors = ErrorSummary::of(&fields);
    if let Some(granting) = &granting {
        let second = ErrorSummary::of(&granting.fields);
        errors = if wrong.is_some() { errors } else { second };
    }
    if let Some(refusal) = &typed.refusal
        && field_of(refusal).is_none()
    {
        errors = errors.general(refusal.to_string());
    }
    let status = if wrong.is_some() || typed.refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = Page {
        frame: site
            .frame(who, Part::Terms, "Ampliar un plazo")
            .section("Plazos")
            .crumb("Inicio", "/panel")
            .crumb("Plazos", "/panel/plazos")
            .errors(errors),
        fields,
        granting,
    };
    Ok((status, page))
}

/// The field of the first half that a refusal is about.
const fn asked_field_of(refusal: &ExtensionRefusal) -> &'static str {
    match refusal {
        ExtensionRefusal::Window => "hasta",
        _ => "fecha",
    }
}

/// The field of the second half that a refusal is about.
const fn field_of(refusal: &ExtensionRefusal) -> Option<&'static str> {
    match refusal {
        ExtensionRefusal::Reason => Some("motivo"),
        ExtensionRefusal::ReportMissing | ExtensionRefusal::NotPdf => Some("informe"),
        _ => None,
    }
}

fn granting_of(
    site: &Installation,
    asked: &Asked,
    scope: &ExtensionScope,
    ends: Instant,
    reached: Reached,
    typed: &Typed,
) -> Granting {
    let every = *scope == ExtensionScope::Every;
    let candidacies = |number| count(number, "candidatura", "candidaturas");
    let facts = vec![
        Fact::text(
            "Nuevo último instante",
            format!(
                "{} (hora de {})",
                exact(site.calendar(), ends),
                site.profile().institute.state
            ),
        ),
        Fact::text("Se amplía a", candidacies(reached.extended)),
        Fact::text(
            "De ellas, con el plazo ya vencido",
            candidacies(reached.over),
        ),
        Fact::text(
            "No cambian: ya terminan en esa fecha o después",
            candidacies(reached.later),
        ),
        Fact::text("No cambian: ya enviaron", candidacies(reached.sent)),
        Fact::text(
            "No cambian: su plazo no ha empezado",
            candidacies(reached.without_term),
        ),
    ];
    let problem = |name: &str| {
        let refusal = typed.refusal.as_ref()?;
        (field_of(refusal) == Some(name)).then(|| refusal.to_string())
    };
    let report = Field::file(
        "informe",
        "Informe técnico de la falla (PDF)",
        ".pdf,application/pdf",
    )
    .error(problem("informe"));
    let report = if reached.extended > 1 || every {
        report.hint(
            "Es obligatorio para ampliar a más de una candidatura. Se guarda con la ampliación.",
        )
    } else {
        report.optional()
    };
    let fields = vec![
        Field::text("motivo", "Motivo", &typed.reason)
            .rows(4)
            .hint("Queda en el historial; lo leen quienes tienen la candidatura. No escriba datos personales.")
            .error(problem("motivo")),
        report,
    ];
    let id = match typed.id.as_str() {
        "" if every => site.app.new_proposal_id().to_string(),
        "" => site.app.new_extension_id().to_string(),
        id => id.to_owned(),
    };
    Granting {
        facts: Facts::new(facts),
        reaches: reached.extended > 0,
        title: if every {
            "Proponer la ampliación"
        } else {
            "Conceder la ampliación"
        },
        consequence: if every {
            "Ampliar todos los plazos necesita a dos personas: usted la propone y otra persona de la administración la aplica."
        } else {
            "Se aplica en cuanto la conceda y no se puede deshacer: un plazo ampliado no se acorta."
        },
        action: asked.address().to_string(),
        id,
        fields,
        verb: if every {
            format!(
                "Proponer la ampliación de {}",
                candidacies(reached.extended)
            )
        } else {
            format!("Ampliar el plazo de {}", candidacies(reached.extended))
        },
    }
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
    uploaded: Uploaded,
) -> Response {
    let (scope, ends) = match asked.read(&site, &who).await {
        Ok(Read::Asked { scope, ends }) => (scope, ends),
        Ok(_) => return shown(&site, &who, &asked, Typed::default()).await,
        Err(error) => return pages::failure(&site, &error),
    };
    let typed = Typed {
        id: uploaded.form.trimmed("solicitud").to_owned(),
        reason: uploaded.form.value("motivo").to_owned(),
        refusal: None,
    };
    let report = uploaded.file("informe").map(|file| file.bytes.clone());
    let outcome = match scope {
        ExtensionScope::Every => match typed.id.parse() {
            Ok(id) => site
                .app
                .propose_extend_every(&who, id, ends, &typed.reason, report)
                .await
                .map(|()| "/panel/plazos?hecho=ampliacion-propuesta"),
            Err(_) => return pages::refusal(&site, StatusCode::BAD_REQUEST),
        },
        scope => match typed.id.parse() {
            Ok(id) => {
                let order = ExtensionOrder {
                    id,
                    scope,
                    ends,
                    reason: typed.reason.clone(),
                    report,
                };
                let granted = site.app.grant_extension(&who, order).await;
                granted.map(|_| "/panel/plazos/ampliaciones?hecho=ampliado")
            }
            Err(_) => return pages::refusal(&site, StatusCode::BAD_REQUEST),
        },
    };
    match outcome {
        Ok(target) => Redirect::to(target).into_response(),
        Err(ExtensionRefusal::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let typed = Typed {
                refusal: Some(refusal),
                ..typed
            };
            shown(&site, &who, &asked, typed).await
        }
    }
}

async fn shown(site: &Installation, who: &Session, asked: &Asked, typed: Typed) -> Response {
    match build(site, who, asked, typed).await {
        Ok((_, page)) => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
        Err(error) => pages::failure(site, &error),
    }
}
