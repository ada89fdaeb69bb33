//! Check your answers, declare, confirm. Once sent, the same page is for reading.

use app::AppError;
use app::capture::{Dossier, SendRefusal, SendRequest};
use app::sign_in::SignInRefusal;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::capture::{Broken, State as Standing};
use domain::id::CandidacyId;
use domain::policy::{Right, may_ever};

use super::answers;
use super::pictures::Pictures;
use crate::Installation;
use crate::http::{Arrived, Network, Session, pages};
use crate::manual::Topic;
use crate::panel::confirmation;
use crate::panel::frame::Part;
use crate::panel::path::CandidacyPath;
use crate::ui::{ErrorSummary, Fact, Facts, Field, Frame, Link, Notice};

#[derive(Template)]
#[template(path = "panel/capture/review.html")]
struct Page {
    frame: Frame,
    sections: Vec<(String, Facts)>,
    missing: Vec<Link>,
    late: Option<Notice>,
    /// What the person still has not confirmed, for who sends for a party.
    unconfirmed: Option<Notice>,
    /// Where the profile is shown as the portal would show it.
    preview: Option<String>,
    sending: Option<SendForm>,
}

struct SendForm {
    action: String,
    revision: u32,
    declarations: Vec<String>,
    fields: Vec<Field>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
) -> Response {
    match site.app.dossier(&who, id).await {
        // A draft that this person does not see yet: where it stands is on the first page.
        Ok(dossier) if dossier.draft_hidden => {
            Redirect::to(&format!("/panel/captura/{id}")).into_response()
        }
        Ok(dossier) => pages::show(&build(&site, &who, &dossier, None)),
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(
    site: &Installation,
    who: &Session,
    dossier: &Dossier,
    refusal: Option<&SendRefusal>,
) -> Page {
    let home = format!("/panel/captura/{}", dossier.candidacy.id);
    let definition = site.app.curricular();
    let writable = dossier.closed.is_none();
    let saved = dossier.answers();
    let pictures = Pictures::of_candidacy(&site.app, dossier.candidacy.id);
    let findings = dossier.findings(&site.app);
    let sections = definition.sections.iter().map(|section| {
        let fact = |field: &domain::questionnaire::Field| -> Fact {
            let fact = answers::fact(definition, field, &saved, pictures);
            // Said beside each answer before anybody declares anything (R19).
            let fact = if field.published {
                fact.note("Se publica")
            } else {
                fact
            };
            let finding = findings.iter().find(|finding| finding.field == field.key);
            let fact = match finding.filter(|_| writable) {
                Some(finding) => fact.problem(finding.fault.to_string()),
                None => fact,
            };
            if writable {
                fact.change(format!("{home}/{}#campo-{}", section.key, field.key))
            } else {
                fact
            }
        };
        let asked = section.fields.iter().filter(|field| field.is_asked(&saved));
        (section.title.clone(), Facts::new(asked.map(fact).collect()))
    });
    let missing = findings.iter().filter(|_| writable).map(|finding| {
        let label = definition
            .field(&finding.field)
            .map_or("", |field| field.label.as_str());
        let place = format!(
            "{home}/{}?revisar=1#campo-{}",
            finding.section, finding.field
        );
        Link::new(format!("{label}: {}", finding.fault), place)
    });
    let sends = writable && can_send(site, who, dossier) && findings.is_empty();
    let revision = dossier
        .capture
        .as_ref()
        .map_or(0, |capture| capture.revision);
    let sending = sends.then(|| send_form(site, who, &home, revision, refusal));
    let title = if sends {
        "Revisar y enviar"
    } else {
        "Lo capturado"
    };
    let mut errors = sending
        .as_ref()
        .map(|form| ErrorSummary::of(&form.fields))
        .unwrap_or_default();
    if let Some(SendRefusal::App(AppError::Broken(broken))) = refusal {
        errors = errors.general(format!("{broken} Lo que ya guardó sigue a salvo."));
    }
    if let Some(refusal @ SendRefusal::NotConfirmed) = refusal {
        errors = errors.general(format!("{refusal} Lo que ya guardó sigue a salvo."));
    }
    Page {
        frame: site
            .frame(who, Part::Candidacies, title)
            .section("Captura")
            .crumb("Inicio", "/panel")
            .crumb(dossier.candidacy.data.person.full_name(), &home)
            .due(super::tasks::due(site, dossier))
            .help(Topic::Sending.help(who.actor.role()))
            .errors(errors),
        sections: sections.collect(),
        missing: missing.collect(),
        late: super::term::late_notice(site, dossier),
        unconfirmed: match (writable, who.actor.seat().party()) {
            (true, Some(_)) => confirmation::notice(site, dossier),
            _ => None,
        },
        preview: (revision > 0).then(|| format!("{home}/asi-se-vera")),
        sending,
    }
}

fn can_send(site: &Installation, who: &Session, dossier: &Dossier) -> bool {
    let unsent = matches!(
        dossier.capture.as_ref().map(|capture| &capture.state),
        Some(Standing::Capturing | Standing::Returned { .. })
    );
    unsent && may_ever(site.profile(), who.actor.role(), Right::Capture)
}

fn send_form(
    site: &Installation,
    who: &Session,
    home: &str,
    revision: u32,
    refusal: Option<&SendRefusal>,
) -> SendForm {
    let (declared, password) = match refusal {
        Some(refusal @ SendRefusal::NotDeclared) => (Some(refusal.to_string()), None),
        Some(SendRefusal::Password(SignInRefusal::Wrong)) => (
            None,
            Some(
                "La contraseña no es correcta. Es la misma con la que entra al sistema.".to_owned(),
            ),
        ),
        Some(refusal @ SendRefusal::Password(_)) => (None, Some(refusal.to_string())),
        _ => (None, None),
    };
    SendForm {
        action: format!("{home}/enviar"),
        revision,
        declarations: site
            .app
            .declarations(who.actor.role())
            .into_iter()
            .map(str::to_owned)
            .collect(),
        fields: vec![
            Field::check(
                "declara",
                "Leí la declaración y la acepto",
                matches!(refusal, Some(SendRefusal::Password(_))),
            )
            .error(declared),
            Field::password(
                "contrasena",
                "Su contraseña, para confirmar",
                "current-password",
            )
            .error(password),
        ],
    }
}

pub async fn send(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Network(network): Network,
    arrived: Arrived,
) -> Response {
    let request = SendRequest {
        candidacy: id,
        reviewed: arrived.trimmed("revision").parse().unwrap_or(0),
        password: arrived.value("contrasena"),
        declared: arrived.ticked("declara"),
        network: &network,
        at: arrived.at,
    };
    match site.app.send(&who, request).await {
        Ok(_) => to_receipt(id),
        Err(refusal) => {
            let rule = refusal.out_of_order();
            pages::out_of_order(not_sent(&site, &who, id, refusal).await, rule)
        }
    }
}

fn to_receipt(id: CandidacyId) -> Response {
    Redirect::to(&format!("/panel/captura/{id}/acuse")).into_response()
}

/// Why it was not sent, on the page from which it was.
async fn not_sent(
    site: &Installation,
    who: &Session,
    id: CandidacyId,
    refusal: SendRefusal,
) -> Response {
    let status = match &refusal {
        // A second click finds it sent: both lead to the one receipt.
        SendRefusal::App(AppError::Broken(Broken::AlreadySent)) => return to_receipt(id),
        SendRefusal::App(AppError::Broken(_)) => StatusCode::CONFLICT,
        SendRefusal::App(error) => return pages::failure(site, error),
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let dossier = match site.app.dossier(who, id).await {
        Ok(dossier) => dossier,
        Err(error) => return pages::failure(site, &error),
    };
    if let Some(gate) = dossier.gate {
        return super::gate::refusal(site, who, &dossier, gate);
    }
    pages::show_with(status, &build(site, who, &dossier, Some(&refusal)))
}
