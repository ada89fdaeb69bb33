//! What was written on a session that had ended, shown after sign-in so that its person saves it with one click.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use crate::Installation;
use crate::http::{Session, pages};
use crate::panel::frame::Part;
use crate::ui::{Fact, Facts, Frame};

#[derive(Template)]
#[template(path = "panel/sign_in/resume.html")]
struct Page {
    frame: Frame,
    when: String,
    action: String,
    values: Vec<(String, String)>,
    written: Facts,
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    let account = who.actor.account();
    let parked = match site.app.newest_parked(account).await {
        Ok(Some(id)) => site.app.parked(id, account).await.map(|parked| parked.map(|parked| (id, parked))),
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match parked {
        Ok(Some((id, parked))) => {
            let values: Vec<(String, String)> = serde_html_form::from_bytes(&parked.body).unwrap_or_default();
            pages::show(&Page {
                frame: site.frame(&who, Part::None, "Recuperamos lo que escribió"),
                when: site.calendar().moment(parked.at),
                action: format!("{}?resguardo={id}", parked.path),
                written: written(&site, &values),
                values,
            })
        }
        Ok(None) => Redirect::to("/panel").into_response(),
        Err(error) => pages::failure(&site, &error),
    }
}

/// The answers among the values, by their questions; buttons and hidden numbers are left out.
fn written(site: &Installation, values: &[(String, String)]) -> Facts {
    let definition = site.app.curricular();
    let label = |name: &str| definition.fields().find(|field| field.key.as_str() == name).map(|field| &field.label);
    let facts = values
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .filter_map(|(name, value)| label(name).map(|label| Fact::text(label, value)))
        .collect();
    Facts::new(facts)
}

pub async fn discard(State(site): State<Installation>, who: Session) -> Response {
    let account = who.actor.account();
    let forgotten = match site.app.newest_parked(account).await {
        Ok(Some(id)) => site.app.forget_parked(id, account).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    match forgotten {
        Ok(()) => Redirect::to("/panel?hecho=descartado").into_response(),
        Err(error) => pages::failure(&site, &error),
    }
}
