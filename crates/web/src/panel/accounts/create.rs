//! Creating an account: the code is shown once, to be delivered.

use app::accounts::{AccountsError, Issued, NewAccount};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::{CODE_DAYS, Role, Seat};
use domain::registry::Postulation;

use crate::Installation;
use crate::http::{Arrived, Session, pages};
use crate::panel::frame::Part;
use crate::panel::path::AccountPath;
use crate::ui::{Choice, Confirmation, ErrorSummary, Fact, FactValue, Facts, Field, Frame};

#[derive(Template)]
#[template(path = "panel/accounts/create.html")]
struct FormPage {
    frame: Frame,
    fields: Vec<Field>,
    /// The identifier that the account will have: the same form twice makes one account.
    request: String,
}

#[derive(Template)]
#[template(path = "panel/accounts/code.html")]
struct CodePage {
    frame: Frame,
    confirmation: Confirmation,
}

pub async fn page(State(site): State<Installation>, who: Session) -> Response {
    pages::show(&form(&site, &who, &[], None))
}

fn form(
    site: &Installation,
    who: &Session,
    typed: &[(String, String)],
    error: Option<&AccountsError>,
) -> FormPage {
    let value = |name: &str| {
        typed
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let roles = Role::ALL
        .iter()
        .filter(|role| site.app.is_used(**role))
        .map(|role| Choice::new(role.key(), role.label()));
    let parties = site
        .profile()
        .parties
        .iter()
        .map(|party| Choice::new(party.key.as_str(), &party.name));
    let first = |words: &str| std::iter::once(Choice::new("", words.to_owned()));
    let told = error.map(ToString::to_string);
    let (of_holder, of_seat) = match error {
        Some(AccountsError::Holder) => (told, None),
        _ => (None, told),
    };
    let fields = vec![
        Field::line("titular", "Nombre de la persona o área", value("titular")).autocomplete("off").error(of_holder),
        Field::select("papel", "Papel", value("papel"), first("Elija el papel").chain(roles).collect()).error(of_seat),
        Field::select("partido", "Partido", value("partido"), first("Ninguno").chain(parties).collect())
            .hint("Para representaciones, personas supervisoras y capturistas.")
            .optional(),
        Field::line("candidatura", "Clave de la candidatura en el registro", value("candidatura"))
            .hint("Para personas candidatas e independientes; por ejemplo la primera columna del archivo de registro.")
            .optional(),
    ];
    FormPage {
        frame: site
            .frame(who, Part::Accounts, "Crear una cuenta")
            .section("Cuentas")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            .errors(ErrorSummary::of(&fields)),
        fields,
        request: match value("solicitud") {
            "" => site.app.new_account_id().to_string(),
            typed => typed.to_owned(),
        },
    }
}

pub async fn act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    let outcome = match seat(&site, &who, &arrived).await {
        Ok(seat) => {
            let holder = arrived.trimmed("titular").to_owned();
            let id = arrived
                .trimmed("solicitud")
                .parse()
                .unwrap_or_else(|_| site.app.new_account_id());
            site.app
                .issue_account_once(
                    &who,
                    id,
                    NewAccount {
                        holder,
                        contact: Some(arrived.trimmed("contacto").to_owned()),
                        seat,
                    },
                )
                .await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(issued) => pages::show(&code(&site, &who, &issued)),
        // Sent twice: the account is there, and if its code was not written down a new one can be given.
        Err(AccountsError::AlreadyIssued(id)) => {
            Redirect::to(&format!("/panel/cuentas/{id}?hecho=creada")).into_response()
        }
        Err(AccountsError::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let page = form(&site, &who, &arrived.values, Some(&refusal));
            pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// The seat that the form describes.
async fn seat(
    site: &Installation,
    who: &Session,
    arrived: &Arrived,
) -> Result<Seat, AccountsError> {
    let role: Role = arrived
        .trimmed("papel")
        .parse()
        .map_err(|_| AccountsError::Seat)?;
    let party = || {
        arrived
            .trimmed("partido")
            .parse()
            .map_err(|_| AccountsError::Seat)
    };
    let key = arrived.trimmed("candidatura");
    let candidacy = site.app.candidacy_by_key(who, key).await?;
    let of_kind = |independent: bool| {
        let found = candidacy.as_ref().ok_or(AccountsError::Seat)?;
        let is = found.data.postulation == Postulation::Independent;
        if is == independent {
            Ok(found.id)
        } else {
            Err(AccountsError::Seat)
        }
    };
    Ok(match role {
        Role::Administrator => Seat::Administrator,
        Role::Auditor => Seat::Auditor,
        Role::Registrar => Seat::Registrar,
        Role::Validator => Seat::Validator,
        Role::PartyRepresentative => Seat::PartyRepresentative { party: party()? },
        Role::Supervisor => Seat::Supervisor { party: party()? },
        Role::Capturer => Seat::Capturer { party: party()? },
        Role::Candidate => Seat::Candidate {
            candidacy: of_kind(false)?,
        },
        Role::Independent => Seat::Independent {
            candidacy: of_kind(true)?,
        },
    })
}

pub async fn reissue(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
) -> Response {
    match site.app.reissue_account(&who, id).await {
        Ok(issued) => pages::show(&code(&site, &who, &issued)),
        Err(AccountsError::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let told = vec![refusal.to_string()];
            pages::message(
                &site,
                StatusCode::CONFLICT,
                "No se dio un código nuevo",
                told,
            )
        }
    }
}

fn code(site: &Installation, who: &Session, issued: &Issued) -> CodePage {
    let account = &issued.account;
    let until = site.app.now().plus_seconds(CODE_DAYS * 86_400);
    let facts = Facts::new(vec![
        Fact::text("Cuenta de", &account.holder),
        Fact::new("Usuario", FactValue::Code(account.login.clone())),
        Fact::text("El código sirve hasta", site.calendar().moment(until)),
    ]);
    let confirmation = Confirmation::new("Cuenta lista para entregarse", issued.code.as_str(), facts)
        .code_named("Código de activación")
        .next("Entregue el usuario y el código a esa persona. El código no se vuelve a mostrar y sirve una sola vez.")
        .next("La persona lo usa en la página «Activar su cuenta» y elige su contraseña.");
    CodePage {
        frame: site
            .frame(who, Part::Accounts, "Cuenta lista para entregarse")
            .section("Cuentas")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas"),
        confirmation,
    }
}
