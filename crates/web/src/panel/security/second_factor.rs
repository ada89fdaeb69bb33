//! Setting up the second factor, after sign-in where the role demands it and from «Mi cuenta» for anybody; and taking it
//! away where the role does not.

use app::sign_in::{Enrolment, SecondFactorRefusal, SignedIn, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE64;
use domain::account::Step;
use domain::id::{AccountId, SessionId};

use super::{password, sheet};
use crate::Installation;
use crate::http::{Arrived, Guest, Network, Session, pages};
use crate::panel::frame::Part;
use crate::panel::step_path;
use crate::ui::{ErrorSummary, Field, Frame, LineKind, Width};

#[derive(Template)]
#[template(path = "panel/security/second_factor.html")]
struct Page {
    frame: Frame,
    why: &'static str,
    picture: String,
    address: String,
    groups: String,
    sealed: String,
    fields: Vec<Field>,
    signed_in: bool,
}

/// Whoever sets up a second factor.
struct Enroller {
    account: AccountId,
    session: SessionId,
    /// With a complete session: the password is asked again, so that a telephone left open is not enough.
    complete: Option<Box<SignedIn>>,
}

impl Enroller {
    fn of(visitor: Visitor) -> Result<Self, Redirect> {
        match visitor {
            Visitor::Pending {
                account,
                session,
                step: Step::EnrolSecondFactor,
            } => Ok(Self {
                account,
                session,
                complete: None,
            }),
            Visitor::Complete(who) => Ok(Self {
                account: who.actor.account(),
                session: who.session,
                complete: Some(who),
            }),
            Visitor::Pending { step, .. } => Err(Redirect::to(step_path(step))),
            Visitor::Anonymous | Visitor::Expired { .. } => Err(Redirect::to("/entrar")),
        }
    }
}

/// What is wrong with the form, at which of its two controls.
#[derive(Default)]
struct Wrong {
    code: Option<String>,
    password: Option<String>,
}

fn form(site: &Installation, who: &Enroller, enrolment: Enrolment, wrong: Wrong) -> Page {
    let code = Field::line("codigo", "Código de 6 números", "")
        .hint("El que muestra su aplicación para esta cuenta. Cambia cada 30 segundos.")
        .kind(LineKind::Whole)
        .width(Width::Short)
        .autocomplete("one-time-code")
        .error(wrong.code);
    let mut fields = vec![code];
    if who.complete.is_some() {
        fields.insert(0, password::current(wrong.password));
    }
    let picture = BASE64.encode(enrolment.picture.as_bytes());
    Page {
        frame: site
            .plain("Configurar el segundo paso")
            .errors(ErrorSummary::of(&fields)),
        why: match who.complete {
            Some(_) => {
                "Desde que termine, al entrar pediremos su contraseña y también un código que solo su teléfono conoce. Si ya tenía uno en otro teléfono, este lo reemplaza."
            }
            None => {
                "Su papel necesita un segundo paso: además de la contraseña, un código que solo su teléfono conoce. Se configura una vez y toma unos minutos."
            }
        },
        picture: format!("data:image/svg+xml;base64,{picture}"),
        address: enrolment.address,
        groups: enrolment.groups,
        sealed: enrolment.sealed,
        fields,
        signed_in: who.complete.is_some(),
    }
}

pub async fn page(State(site): State<Installation>, Guest(visitor): Guest) -> Response {
    let who = match Enroller::of(visitor) {
        Ok(who) => who,
        Err(on) => return on.into_response(),
    };
    match site.app.begin_enrolment(who.account).await {
        Ok(enrolment) => pages::show(&form(&site, &who, enrolment, Wrong::default())),
        Err(error) => pages::failure(&site, &error),
    }
}

pub async fn act(
    State(site): State<Installation>,
    Guest(visitor): Guest,
    Network(network): Network,
    arrived: Arrived,
) -> Response {
    let who = match Enroller::of(visitor) {
        Ok(who) => who,
        Err(on) => return on.into_response(),
    };
    let sealed = arrived.value("preparacion");
    if let Some(complete) = &who.complete {
        let typed = arrived.value("contrasena_actual");
        if let Err(refusal) = site.app.confirm_password(complete, typed, &network).await {
            return match password::told(refusal) {
                Ok(told) => {
                    let wrong = Wrong {
                        password: Some(told),
                        ..Wrong::default()
                    };
                    again(&site, &who, sealed, wrong).await
                }
                Err(error) => pages::failure(&site, &error),
            };
        }
    }
    let typed = arrived.trimmed("codigo");
    match site
        .app
        .enrol(who.account, who.session, sealed, typed)
        .await
    {
        Ok(made) => sheet::after_enrolment(&site, who.account, &made).await,
        Err(SecondFactorRefusal::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let wrong = Wrong {
                code: Some(refusal.to_string()),
                ..Wrong::default()
            };
            again(&site, &who, sealed, wrong).await
        }
    }
}

/// The form once more, with the same secret while it serves: the application has it already.
async fn again(site: &Installation, who: &Enroller, sealed: &str, wrong: Wrong) -> Response {
    match site.app.enrolment_again(who.account, sealed).await {
        Ok(enrolment) => {
            let page = form(site, who, enrolment, wrong);
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => pages::failure(site, &error),
    }
}

#[derive(Template)]
#[template(path = "panel/security/removal.html")]
struct RemovalPage {
    frame: Frame,
    current: Field,
}

fn removal_form(site: &Installation, who: &Session, error: Option<String>) -> RemovalPage {
    let current = password::current(error);
    RemovalPage {
        frame: site
            .frame(who, Part::Security, "Quitar el segundo paso")
            .section("Mi cuenta")
            .crumb("Inicio", "/panel")
            .crumb("Mi cuenta", "/panel/cuenta")
            .errors(ErrorSummary::of(std::slice::from_ref(&current))),
        current,
    }
}

pub async fn removal_page(State(site): State<Installation>, who: Session) -> Response {
    if site.app.demands_second_factor(&who) {
        return demanded(&site);
    }
    pages::show(&removal_form(&site, &who, None))
}

pub async fn removal(
    State(site): State<Installation>,
    who: Session,
    Network(network): Network,
    arrived: Arrived,
) -> Response {
    let again = |told| removal_form(&site, &who, Some(told));
    if let Err(answer) = password::confirmed(&site, &who, &network, &arrived, again).await {
        return answer;
    }
    match site.app.remove_second_factor(&who).await {
        Ok(()) => Redirect::to("/panel/cuenta?hecho=quitado").into_response(),
        Err(SecondFactorRefusal::App(error)) => pages::failure(&site, &error),
        Err(_) => demanded(&site),
    }
}

fn demanded(site: &Installation) -> Response {
    let told = vec![SecondFactorRefusal::Demanded.to_string()];
    pages::message(site, StatusCode::CONFLICT, "El segundo paso se queda", told)
}
