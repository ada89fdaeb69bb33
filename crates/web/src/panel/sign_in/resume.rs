//! What was written on a session that had ended, shown after sign-in so that its person saves it with one click.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::grounds::Catalogue;
use domain::questionnaire::{DESCRIBED_SUFFIX, FieldKind};

use crate::Installation;
use crate::http::{Session, pages};
use crate::panel::frame::Part;
use crate::panel::validation::ground_name;
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
        Ok(Some(id)) => site
            .app
            .parked(id, account)
            .await
            .map(|parked| parked.map(|parked| (id, parked))),
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    // Without the catalogue the rest of what was written is shown all the same.
    let grounds = site.app.grounds().await.unwrap_or_default();
    match parked {
        Ok(Some((id, parked))) => {
            let values: Vec<(String, String)> =
                serde_html_form::from_bytes(&parked.body).unwrap_or_default();
            pages::show(&Page {
                frame: site.frame(&who, Part::None, "Recuperamos lo que escribió"),
                when: site.calendar().moment(parked.at),
                action: format!("{}?resguardo={id}", parked.path),
                written: written(&site, &grounds, &parked.path, &values),
                values,
            })
        }
        Ok(None) => Redirect::to("/panel").into_response(),
        Err(error) => pages::failure(&site, &error),
    }
}

/// What was written among the values, by its questions; hidden numbers and the choices of lists are left out. Of a decision
/// on a case it is told which one, since sending the form takes it; so it is of what a lot of drafts does with what is there.
fn written(
    site: &Installation,
    grounds: &Catalogue,
    path: &str,
    values: &[(String, String)],
) -> Facts {
    let of_case = path.starts_with("/panel/validacion/");
    let of_lot = path.starts_with("/panel/partido/lote/");
    let definition = site.app.curricular();
    let asked = |name: &str| {
        definition
            .fields()
            .find(|field| field.key.as_str() == name)
            .map(|field| &field.label)
    };
    // Of a photograph the words are for people, and the token for the form.
    let is_token = |name: &str| {
        definition.fields().any(|field| {
            field.key.as_str() == name && matches!(field.kind, FieldKind::Photograph { .. })
        })
    };
    let label = |name: &str| {
        let remarked = ["causal_", "nota_"]
            .into_iter()
            .find_map(|kind| name.strip_prefix(kind));
        match (remarked, name) {
            (Some(field), _) => asked(field).map(|label| format!("Observación a «{label}»")),
            (None, "decision") if of_case => Some("Lo que pidió".to_owned()),
            (None, "motivo") if of_case => Some("Por qué no se confirma".to_owned()),
            (None, "existentes") if of_lot => Some("Donde ya hay respuestas".to_owned()),
            (None, name) if is_token(name) => None,
            (None, name) => asked(name.strip_suffix(DESCRIBED_SUFFIX).unwrap_or(name)).cloned(),
        }
    };
    let mut facts: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in values.iter().filter(|(_, value)| !value.trim().is_empty()) {
        let Some(label) = label(name) else { continue };
        let value = match name.as_str() {
            "decision" | "existentes" => chosen(value).to_owned(),
            name if name.starts_with("causal_") => ground_name(grounds, value),
            _ => value.clone(),
        };
        match facts.iter_mut().find(|(known, _)| *known == label) {
            Some((_, lines)) => lines.push(value),
            None => facts.push((label, vec![value])),
        }
    }
    Facts::new(
        facts
            .into_iter()
            .map(|(label, lines)| Fact::text(label, lines.join("\n")))
            .collect(),
    )
}

/// A decision on a case, or what a lot of drafts does with what is there, as its page says it.
fn chosen(value: &str) -> &str {
    match value {
        "tomar" => "Tomar el caso",
        "dejar" => "Dejar el caso",
        "conservar" => "Conservar lo capturado",
        "reemplazar" => "Reemplazar lo capturado con lo del archivo",
        "validar" => "Validar",
        "devolver" => "Devolver con observaciones",
        "cerrar" => "Cerrar por no cumplir",
        "confirmar" => "Confirmar la decisión",
        "no-confirmar" => "No confirmar la decisión",
        other => other,
    }
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

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn whatever_a_case_or_a_lot_asks_is_told_in_its_words() {
        let case = include_str!("../validation/case.html");
        let buttons = case.split("name=\"decision\" value=\"").skip(1);
        let values: Vec<&str> = buttons.filter_map(|rest| rest.split('"').next()).collect();
        assert!(values.contains(&"devolver"));
        for value in values.into_iter().chain(["conservar", "reemplazar"]) {
            assert_ne!(chosen(value), value);
        }
    }
}
