//! The task list of one candidacy: what is done, what is missing, by when, and what happens next.

use app::AppError;
use app::capture::Dossier;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::capture::{Broken, Capture, State as Standing};
use domain::notification::Notification;
use domain::policy::{Right, may_ever};
use domain::profile::PublicationMode;
use domain::questionnaire::Section;

use super::Pictures;
use super::form;
use super::section::is_begun;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::manual::Topic;
use crate::panel::confirmation::{self, Edits};
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::notifications::address as notification_address;
use crate::panel::path::CandidacyPath;
use crate::ui::{Due, Fact, Facts, Frame, Link, Notice, Task, TaskList, TaskSection, TaskState};
use crate::words::count;

#[derive(Template)]
#[template(path = "panel/capture/tasks.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    /// What validation told and nobody acknowledged.
    told: Vec<Notice>,
    notice: Notice,
    /// What can still be done, once the term is over.
    late: Option<Notice>,
    /// None while the answers are a draft that this person does not see.
    tasks: Option<TaskList>,
    links: Vec<Link>,
    /// What others changed, for the person whose candidacy it is (R20).
    edits: Option<Edits>,
    /// Where the administration releases a validated profile, where the institute publishes by hand (R24).
    release: Option<String>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Query(done): Query<Done>,
) -> Response {
    match site.app.dossier(&who, id).await {
        Ok(dossier) => match dossier.gate {
            Some(gate) => super::gate::page(&site, &who, &dossier, gate, done.hecho.as_deref()),
            None => match super::term::facts(&site, &who, &dossier).await {
                Ok(term) => {
                    let done = done.hecho.as_deref();
                    pages::show(&build(&site, &who, &dossier, term, done))
                }
                Err(error) => pages::failure(&site, &error),
            },
        },
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(
    site: &Installation,
    who: &Session,
    dossier: &Dossier,
    term: Vec<Fact>,
    done: Option<&str>,
) -> Page {
    let profile = site.profile();
    let candidacy = &dossier.candidacy;
    let mut links = vec![Link::new(
        "Poner el plazo en su calendario",
        "/panel/plazos#calendario",
    )];
    links.push(Link::new(
        "El cuestionario para preparar en papel",
        format!("/panel/captura/{}/cuestionario", candidacy.id),
    ));
    let submitted = dossier
        .capture
        .as_ref()
        .is_some_and(|capture| capture.submission.is_some());
    if submitted {
        links.push(Link::new(
            "Ver el acuse de envío",
            format!("/panel/captura/{}/acuse", candidacy.id),
        ));
    }
    let decides = |stage| {
        site.app
            .deciders(candidacy, stage)
            .contains(&who.actor.role())
    };
    if dossier.stage(&site.app).is_some_and(decides) && !is_returned(dossier) {
        links.push(Link::new(
            "Ir a la validación",
            format!("/panel/validacion/{}", candidacy.id),
        ));
    }
    if is_public(dossier) {
        links.push(Link::new(
            "Ver el perfil público",
            format!("/candidaturas/{}", candidacy.id),
        ));
        if may_ever(profile, who.actor.role(), Right::Publish) {
            links.push(Link::new(
                "Corregir una respuesta publicada",
                format!("/panel/captura/{}/correccion", candidacy.id),
            ));
        }
    }
    if dossier.capture.is_some() && !dossier.draft_hidden {
        links.push(Link::new(
            "Ver las versiones del cuestionario",
            format!("/panel/captura/{}/versiones", candidacy.id),
        ));
    }
    if may_ever(profile, who.actor.role(), Right::HideData) {
        links.push(Link::new(
            "Ocultar datos del portal, por seguridad de la persona",
            format!("/panel/ocultamientos/{}", candidacy.id),
        ));
    }
    let begun = dossier
        .capture
        .as_ref()
        .is_some_and(|known| known.revision > 0);
    if begun && !dossier.draft_hidden && !is_public(dossier) {
        links.push(Link::new(
            "Así se verá en el portal",
            format!("/panel/captura/{}/asi-se-vera", candidacy.id),
        ));
    }
    if dossier.confirmation.is_some() && who.actor.seat().candidacy().is_none() {
        links.push(Link::new(
            "Confirmación de la persona",
            format!("/panel/captura/{}/confirmacion", candidacy.id),
        ));
    }
    Page {
        frame: site
            .frame(who, Part::Candidacies, candidacy.data.person.full_name())
            .section("Captura")
            .crumb("Inicio", "/panel")
            .due(due(site, dossier))
            .help(Topic::Tasks.help(who.actor.role()))
            .flash(flash(done)),
        facts: Facts::new(
            [
                Fact::text("Cargo", names::office_and_place(profile, candidacy)),
                Fact::text("Lugar en la lista", names::position(candidacy)),
                Fact::text(
                    "Postula",
                    names::postulation(&site.app.current(), candidacy),
                ),
                Fact::text("Clave en el registro", &candidacy.data.key),
            ]
            .into_iter()
            .chain(serves(site, dossier))
            .chain(term)
            .chain(
                dossier
                    .confirmation
                    .iter()
                    .map(|standing| confirmation::fact(site, standing)),
            )
            .collect(),
        ),
        late: super::term::late_notice(site, dossier),
        told: dossier.unread.iter().map(told).collect(),
        notice: standing(site, dossier),
        tasks: (!dossier.draft_hidden).then(|| tasks(site, dossier)),
        links,
        edits: Edits::of(
            site,
            &dossier.others_edits,
            Pictures::of_candidacy(&site.app, candidacy.id),
            format!("/panel/captura/{}/cambios", candidacy.id),
        ),
        release: releases(site, who, dossier)
            .then(|| format!("/panel/captura/{}/publicar", candidacy.id)),
    }
}

/// The other candidacies of the person which this questionnaire serves too.
fn serves<'a>(site: &'a Installation, dossier: &'a Dossier) -> impl Iterator<Item = Fact> + 'a {
    dossier.serves.iter().map(|other| {
        let place = names::office_and_place(site.profile(), other);
        Fact::text("Sirve también para", place)
    })
}

/// A notification that waits for its reading to be acknowledged.
fn told(told: &Notification) -> Notice {
    let title = format!(
        "Notificación {}: {}",
        told.folio(),
        told.matter.label().to_lowercase()
    );
    Notice::attention(title).link("Leerla y confirmar la lectura", notification_address(told))
}

/// Whether this person can publish this profile now.
fn releases(site: &Installation, who: &Session, dossier: &Dossier) -> bool {
    let by_hand = site.profile().publication.mode == PublicationMode::Released;
    by_hand
        && may_ever(site.profile(), who.actor.role(), Right::Publish)
        && site.app.can_be_released(dossier, site.app.now())
}

/// Publishes a validated profile. A second click finds it public.
pub async fn release(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    arrived: Arrived,
) -> Response {
    let public = || Redirect::to(&format!("/panel/captura/{id}?hecho=publicado")).into_response();
    match site.app.release_profile(&who, id, arrived.at).await {
        Ok(()) => public(),
        Err(AppError::Broken(broken @ Broken::AlreadyPublished)) => {
            pages::out_of_order(public(), broken.out_of_order())
        }
        Err(error) => pages::failure(&site, &error),
    }
}

/// What is due now: the correction while it was returned, otherwise the capture until it was sent.
pub fn due(site: &Installation, dossier: &Dossier) -> Option<Due> {
    match dossier.capture.as_ref() {
        Some(Capture {
            state: Standing::Returned { due, .. },
            ..
        }) => Some(site.correction_due(*due)),
        Some(capture) if capture.submission.is_some() => None,
        _ => site.capture_due(dossier.candidacy.term),
    }
}

fn is_public(dossier: &Dossier) -> bool {
    let state = dossier.capture.as_ref().map(|capture| &capture.state);
    matches!(state, Some(Standing::Published { .. }))
}

fn is_returned(dossier: &Dossier) -> bool {
    dossier.capture.as_ref().is_some_and(Capture::is_returned)
}

/// Where the capture stands and what happens next, in words.
fn standing(site: &Installation, dossier: &Dossier) -> Notice {
    let calendar = site.calendar();
    let stage = dossier
        .stage(&site.app)
        .map_or("", |stage| stage.name.as_str());
    match dossier.capture.as_ref().map(|capture| &capture.state) {
        Some(Standing::Capturing) if dossier.draft_hidden => Notice::information("En captura")
            .text("Todavía se está escribiendo. Las respuestas podrán leerse aquí cuando se envíen."),
        // Who only looks has done nothing that a permission would be missing for.
        None | Some(Standing::Capturing) if matches!(dossier.closed, Some(Broken::NotPermitted)) => {
            Notice::closed("El cuestionario no se ha enviado")
                .text("Lo escribe quien captura: desde su cuenta solo se ve en qué va.")
        }
        None | Some(Standing::Capturing) if dossier.closed.is_some() => {
            let why = dossier.closed.as_ref().map(ToString::to_string).unwrap_or_default();
            Notice::closed("El cuestionario no se ha enviado").text(why)
        }
        None | Some(Standing::Capturing) => Notice::information("Complete cada parte y envíe el cuestionario")
            .text("Puede guardar y volver cuantas veces quiera. Enviar se hace una sola vez: después ya no podrá cambiarlo."),
        Some(Standing::InStage { .. }) => Notice::information(format!("En revisión: {stage}"))
            .text("El cuestionario se envió. Cuando termine la revisión, se publicará o le diremos qué corregir."),
        Some(Standing::Returned { remarks, .. }) => {
            let number = u64::try_from(remarks.len()).unwrap_or(0);
            Notice::attention(format!("Tiene {} por corregir", count(number, "observación", "observaciones")))
                .text("Abra las partes marcadas: cada observación está junto a su pregunta. Después envíe de nuevo.")
        }
        Some(Standing::Closed { at }) => {
            Notice::closed(format!("Se cerró sin publicarse el {}", calendar.day(*at)))
                .text("Lo que se observó no se corrigió en el plazo. Si tiene dudas, escriba a la administración del sistema: solo ella puede reabrirlo.")
        }
        Some(Standing::Validated { at }) => Notice::done(format!("Validado el {}", calendar.day(*at)))
            .text(match site.profile().publication.mode {
                PublicationMode::Automatic => "Se publicará en la fecha que corresponde a este cargo.",
                PublicationMode::Released => "Lo publica la administración del sistema, desde la fecha que corresponde a este cargo.",
            }),
        Some(Standing::Published { at }) => Notice::done(format!("Publicado el {}", calendar.day(*at)))
            .text("La ciudadanía ya puede consultar este perfil."),
    }
}

fn tasks(site: &Installation, dossier: &Dossier) -> TaskList {
    let definition = site.app.curricular();
    let home = format!("/panel/captura/{}", dossier.candidacy.id);
    let findings = dossier.findings(&site.app);
    let mut sections: Vec<Task> = definition
        .sections
        .iter()
        .map(|section| {
            let missing = findings
                .iter()
                .filter(|finding| finding.section == section.key)
                .count();
            let task = Task::new(
                &section.title,
                format!("{home}/{}", section.key),
                state(dossier, section, missing),
            );
            let pending = (missing > 0).then(|| {
                count(
                    u64::try_from(missing).unwrap_or(0),
                    "respuesta pendiente",
                    "respuestas pendientes",
                )
            });
            let saved = dossier.saved.iter().find(|(key, _)| *key == section.key);
            let saved = saved.map(|(_, at)| format!("guardada el {}", site.calendar().moment(*at)));
            match (pending, saved) {
                (None, None) => task,
                (Some(one), None) | (None, Some(one)) => task.hint(one),
                (Some(pending), Some(saved)) => task.hint(format!("{pending}; {saved}")),
            }
        })
        .collect();
    let sends = matches!(
        dossier.capture.as_ref().map(|capture| &capture.state),
        None | Some(Standing::Capturing | Standing::Returned { .. })
    );
    sections.push(match (sends, findings.is_empty()) {
        (true, false) => Task::locked(
            "Revisar y enviar",
            "Se abre cuando las demás partes están completas",
        ),
        (true, true) => Task::new(
            "Revisar y enviar",
            format!("{home}/revisar"),
            TaskState::NotStarted,
        ),
        (false, _) => Task::new(
            "Leer lo capturado",
            format!("{home}/revisar"),
            TaskState::Complete,
        ),
    });
    TaskList::new(vec![TaskSection::new(&definition.title, sections)])
}

fn state(dossier: &Dossier, section: &Section, missing: usize) -> TaskState {
    let remarked = form::remarks(dossier.capture.as_ref())
        .iter()
        .any(|remark| section.fields.iter().any(|field| field.key == remark.field));
    let answers = dossier.answers();
    match missing {
        _ if remarked => TaskState::ToCorrect,
        _ if !is_begun(section, &answers) && missing > 0 => TaskState::NotStarted,
        0 => TaskState::Complete,
        _ => TaskState::Started,
    }
}
