//! An agreement written on screen: what it is, who signs it, and in which races which party postulates.

use app::AppError;
use app::agreements::{AgreementAct, AgreementsError};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::key::AgreementKey;
use domain::profile::{Agreement, AgreementKind, Coverage, Principle, Profile, Race};
use domain::questionnaire::clean_text;

use super::list::{PATH, address};
use super::review::{self, Review};
use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::panel::path::AgreementPath;
use crate::ui::{Choice, EnterPresses, ErrorSummary, Field, Frame, LineKind};

/// How the control of a race begins.
const RACE: &str = "contienda.";

/// The races of one office.
struct OfficeRaces {
    title: String,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "panel/agreements/form.html")]
struct Page {
    frame: Frame,
    action: String,
    fields: Vec<Field>,
    offices: Vec<OfficeRaces>,
}

/// What is in the form.
#[derive(Debug, Clone, Default)]
struct Typed {
    values: Vec<(String, String)>,
}

impl Typed {
    fn arrived(form: &Arrived) -> Self {
        let own = |name: &str| {
            matches!(name, "clave" | "nombre" | "tipo" | "integrantes") || name.starts_with(RACE)
        };
        let values = form.values.iter().filter(|(name, _)| own(name));
        Self {
            values: values.cloned().collect(),
        }
    }

    fn of(agreement: &Agreement) -> Self {
        let mut values = vec![
            ("clave".to_owned(), agreement.key.to_string()),
            ("nombre".to_owned(), agreement.name.clone()),
            ("tipo".to_owned(), agreement.kind.key().to_owned()),
        ];
        let members = agreement.members.iter();
        values.extend(members.map(|party| ("integrantes".to_owned(), party.to_string())));
        let races = agreement.coverage.iter();
        values.extend(races.map(|coverage| {
            let name = format!("{RACE}{}.{}", coverage.office, coverage.territory);
            (name, coverage.postulates.to_string())
        }));
        Self { values }
    }

    fn get(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    fn all(&self, name: &str) -> Vec<String> {
        let own = self.values.iter().filter(|(known, _)| known == name);
        own.map(|(_, value)| value.clone()).collect()
    }

    /// The agreement; or in which control something is missing, and what.
    fn agreement(
        &self,
        profile: &Profile,
        key: Option<&AgreementKey>,
    ) -> Result<Agreement, (&'static str, String)> {
        let key = match key {
            Some(key) => key.clone(),
            None => self.get("clave").trim().parse().map_err(|_| {
                let message = "Escriba la clave en minúsculas, sin espacios ni acentos; por ejemplo «fuerza-y-corazon».";
                ("clave", message.to_owned())
            })?,
        };
        let kind = AgreementKind::ALL
            .into_iter()
            .find(|kind| kind.key() == self.get("tipo"))
            .ok_or(("tipo", "Elija el tipo de convenio.".to_owned()))?;
        // In the order of the profile, whatever order a browser sends.
        let chosen = self.all("integrantes");
        let members = profile.parties.iter().map(|party| &party.key);
        let members = members.filter(|key| chosen.iter().any(|chosen| chosen == key.as_str()));
        let covered = |race: &Race| {
            let postulates = self.get(&control(race)).parse().ok()?;
            Some(Coverage {
                office: race.office.clone(),
                territory: race.territory.clone(),
                postulates,
            })
        };
        Ok(Agreement {
            key,
            kind,
            name: clean_text(self.get("nombre")),
            members: members.cloned().collect(),
            coverage: profile.races.iter().filter_map(covered).collect(),
        })
    }
}

fn control(race: &Race) -> String {
    format!("{RACE}{}.{}", race.office, race.territory)
}

pub async fn new_page(State(site): State<Installation>, who: Session) -> Response {
    pages::show(&form(&site, &who, None, &Typed::default(), None))
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AgreementPath(key): AgreementPath,
) -> Response {
    match site.app.agreement(&who, &key).await {
        Ok((agreement, _)) => {
            let typed = Typed::of(&agreement);
            pages::show(&form(&site, &who, Some(&agreement), &typed, None))
        }
        Err(error) => pages::failure(&site, &error),
    }
}

pub async fn new_act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    answer(&site, &who, None, &arrived).await
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    AgreementPath(key): AgreementPath,
    arrived: Arrived,
) -> Response {
    match site.app.agreement(&who, &key).await {
        Ok((agreement, _)) => answer(&site, &who, Some(&agreement), &arrived).await,
        Err(error) => pages::failure(&site, &error),
    }
}

async fn answer(
    site: &Installation,
    who: &Session,
    known: Option<&Agreement>,
    arrived: &Arrived,
) -> Response {
    let typed = Typed::arrived(arrived);
    if arrived.value("accion") == "editar" {
        return pages::show(&form(site, who, known, &typed, None));
    }
    let current = site.app.current();
    let key = known.map(|agreement| &agreement.key);
    let agreement = match typed.agreement(&current, key) {
        Ok(agreement) => agreement,
        Err(problem) => return wrong(site, who, known, &typed, problem),
    };
    if known.is_none() && current.agreement(&agreement.key).is_some() {
        let message = "Ya hay un convenio con esa clave. Escriba otra, o cambie aquel.".to_owned();
        return wrong(site, who, known, &typed, ("clave", message));
    }
    let target = format!("{}?hecho=convenio", address(&agreement));
    let act = AgreementAct::Register(vec![agreement]);
    let mut error = None;
    if arrived.value("accion") == "aplicar" {
        let changed = site
            .app
            .change_agreements(who, &act, arrived.value("visto"))
            .await;
        match changed {
            Ok(_) => return Redirect::to(&target).into_response(),
            Err(changed @ AgreementsError::Changed) => error = Some(changed.to_string()),
            Err(other) => return refused(site, who, known, &typed, other),
        }
    }
    match site.app.review_agreements(who, &act).await {
        Ok(reviewed) => {
            let registers = Review {
                title: "Revise el convenio antes de registrarlo",
                button: "Registrar el convenio",
                action: action_of(known),
                kept: typed.values,
                error,
            };
            review::show(site, who, &reviewed, registers)
        }
        Err(other) => refused(site, who, known, &typed, other),
    }
}

fn refused(
    site: &Installation,
    who: &Session,
    known: Option<&Agreement>,
    typed: &Typed,
    error: AgreementsError,
) -> Response {
    use domain::registry::AgreementRefusal as Refusal;
    let control = match &error {
        AgreementsError::App(AppError::NotFound) | AgreementsError::App(_) => {
            return review::failure(site, error);
        }
        AgreementsError::Refused { refusal, .. } => match refusal {
            Refusal::Name => "nombre",
            Refusal::Members | Refusal::Party(_) | Refusal::Postulates { .. } => "integrantes",
            _ => "",
        },
        _ => "",
    };
    wrong(site, who, known, typed, (control, error.to_string()))
}

fn wrong(
    site: &Installation,
    who: &Session,
    known: Option<&Agreement>,
    typed: &Typed,
    problem: (&str, String),
) -> Response {
    let page = form(site, who, known, typed, Some(problem));
    pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn action_of(known: Option<&Agreement>) -> String {
    match known {
        Some(agreement) => format!("{}/cambiar", address(agreement)),
        None => format!("{PATH}/nuevo"),
    }
}

fn form(
    site: &Installation,
    who: &Session,
    known: Option<&Agreement>,
    typed: &Typed,
    problem: Option<(&str, String)>,
) -> Page {
    let profile = site.profile();
    let told = |name: &str| match &problem {
        Some((control, message)) if *control == name => Some(message.clone()),
        _ => None,
    };
    let kinds = AgreementKind::ALL.map(|kind| Choice::new(kind.key(), kind.name()));
    let parties = profile.parties.iter();
    let parties = parties.map(|party| Choice::new(party.key.as_str(), &party.name));
    let mut fields = vec![
        Field::line("nombre", "Nombre del convenio", typed.get("nombre")).error(told("nombre")),
        Field::select("tipo", "Tipo", typed.get("tipo"), kinds.to_vec()).error(told("tipo")),
        Field::checks(
            "integrantes",
            "Partidos que lo integran",
            typed.all("integrantes"),
            parties.collect(),
        )
        .error(told("integrantes")),
    ];
    if known.is_none() {
        let key = Field::line("clave", "Clave", typed.get("clave"))
            .kind(LineKind::Code)
            .hint("Corta, en minúsculas y con guiones: así se llama en los archivos. No cambia después.")
            .error(told("clave"));
        fields.insert(1, key);
    }
    let mut errors = ErrorSummary::of(&fields);
    if let Some((_, message)) = problem.filter(|_| errors.is_empty()) {
        errors = errors.general(message);
    }
    let title = match known {
        Some(_) => "Cambiar el convenio",
        None => "Registrar un convenio",
    };
    Page {
        frame: site
            .frame(who, Part::Registry, title)
            .section("Convenios")
            .crumb("Inicio", "/panel")
            .crumb("Convenios", PATH)
            .errors(errors),
        action: action_of(known),
        fields,
        offices: offices(profile, typed),
    }
}

/// The races by office. Seats by proportional representation are each party's own: they are asked for only where the
/// agreement has some.
fn offices(profile: &Profile, typed: &Typed) -> Vec<OfficeRaces> {
    let members: Vec<Choice> = profile
        .parties
        .iter()
        .map(|party| Choice::new(party.key.as_str(), &party.initials))
        .collect();
    let field = |race: &Race| {
        let place = profile.territory(&race.territory);
        let label = place.map_or(race.territory.as_str(), |place| place.name.as_str());
        let name = control(race);
        let chosen = typed.get(&name).to_owned();
        Field::select(&name, label, chosen, members.clone()).blank("No va en el convenio")
    };
    let offices = profile.offices.iter().map(|office| {
        let races = profile
            .races
            .iter()
            .filter(|race| race.office == office.key);
        OfficeRaces {
            title: office.name.clone(),
            fields: races.map(field).collect(),
        }
    });
    let asked = |races: &OfficeRaces, principle: Principle| {
        let own = races
            .fields
            .iter()
            .any(|field| !typed.get(&field.name).is_empty());
        own || principle != Principle::ProportionalRepresentation
    };
    offices
        .zip(&profile.offices)
        .filter(|(races, office)| asked(races, office.principle))
        .map(|(races, _)| races)
        .collect()
}
