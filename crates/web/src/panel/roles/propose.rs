//! Proposing what needs a second administrator: closing an administrator's account, or a new code for one.

use app::AppError;
use app::proposals::ProposalsError;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::AccountId;
use domain::proposal::{Matter, ProposalRefusal};
use serde::Deserialize;

use super::roster::alone;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::accounts::head;
use crate::panel::frame::Part;
use crate::ui::{ErrorSummary, Facts, Field, Frame, Notice};

/// What is going to be proposed.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    asunto: String,
    #[serde(default)]
    cuenta: String,
}

impl Asked {
    fn matter(&self) -> Option<(Matter, AccountId)> {
        let account: AccountId = self.cuenta.parse().ok()?;
        let matter = match self.asunto.as_str() {
            "cierre" => Matter::CloseAccount { account },
            "rescate" => Matter::RescueAccount { account },
            _ => return None,
        };
        Some((matter, account))
    }
}

#[derive(Template)]
#[template(path = "panel/roles/propose.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    what: Notice,
    alone: Option<Notice>,
    asked: Asked,
    request: String,
    field: Field,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let request = site.app.new_proposal_id().to_string();
    match build(&site, &who, asked, request, "", None).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    asked: Asked,
    request: String,
    reason: &str,
    refusal: Option<&ProposalsError>,
) -> Result<Page, AppError> {
    let (matter, account) = asked.matter().ok_or(AppError::NotFound)?;
    let (_, facts) = head(site, who, account).await?;
    let of_reason = matches!(
        refusal,
        Some(ProposalsError::Proposal(ProposalRefusal::Reason))
    );
    let told = refusal.map(ToString::to_string);
    let field = Field::text("motivo", "Motivo", reason)
        .hint("El documento, acuerdo u oficio que lo respalda. Lo leerá quien decida.")
        .rows(3)
        .error(told.clone().filter(|_| of_reason));
    let mut errors = ErrorSummary::of(std::slice::from_ref(&field));
    if let Some(told) = told.filter(|_| !of_reason) {
        errors = errors.general(told);
    }
    Ok(Page {
        frame: site
            .frame(
                who,
                Part::Roles,
                format!("Proponer: {}", matter.label().to_lowercase()),
            )
            .section("Papeles")
            .crumb("Inicio", "/panel")
            .crumb("Papeles y permisos", "/panel/papeles")
            .errors(errors),
        facts,
        what: consequences(&matter),
        alone: alone(site).await?,
        asked,
        request,
        field,
    })
}

/// What will happen once another person applies it.
pub fn consequences(matter: &Matter) -> Notice {
    let notice = Notice::attention("Qué va a pasar si otra persona lo aplica");
    match matter {
        Matter::RescueAccount { .. } => notice
            .text("Se mostrará un código, una sola vez, a quien lo aplique. Con él su titular elige otra contraseña y configura otra vez su segundo paso.")
            .text("Antes de proponerlo compruebe, por el medio de contacto registrado, que lo pide su titular."),
        Matter::ExtendEvery { .. } => notice
            .text("Se amplía el plazo de todas las candidaturas que no han enviado, también de las que ya vencieron.")
            .text("Lo demás sigue igual: cada candidatura conserva lo que capturó."),
        _ => notice
            .text("Nadie podrá volver a entrar con esa cuenta y no se puede deshacer. Sus sesiones abiertas se cierran.")
            .text("Lo que hizo y su historial se conservan."),
    }
}

pub async fn act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    let asked = Asked {
        asunto: arrived.trimmed("asunto").to_owned(),
        cuenta: arrived.trimmed("cuenta").to_owned(),
    };
    let Some((matter, _)) = asked.matter() else {
        return pages::failure(&site, &AppError::NotFound);
    };
    let request = arrived.trimmed("solicitud");
    let id = request
        .parse()
        .unwrap_or_else(|_| site.app.new_proposal_id());
    let reason = arrived.value("motivo");
    match site.app.propose(&who, id, matter, reason).await {
        Ok(_) => Redirect::to("/panel/papeles?hecho=propuesta").into_response(),
        Err(ProposalsError::Waiting(id)) => {
            let to = format!("/panel/papeles/propuestas/{id}?hecho=propuesta-repetida");
            Redirect::to(&to).into_response()
        }
        Err(ProposalsError::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let request = request.to_owned();
            match build(&site, &who, asked, request, reason, Some(&refusal)).await {
                Ok(page) => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
                Err(error) => pages::failure(&site, &error),
            }
        }
    }
}
