//! Creating an account: its code is shown once, on the page that follows.

use app::accounts::{AccountsError, Custody, NewAccount};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::{Role, Seat};
use domain::key::PartyKey;
use domain::registry::Postulation;
use serde::Deserialize;

use super::code::shown_at;
use crate::Installation;
use crate::http::{Arrived, Query, Session, pages};
use crate::panel::frame::Part;
use crate::ui::{Choice, ErrorSummary, Field, Frame};

#[derive(Template)]
#[template(path = "panel/accounts/create.html")]
struct FormPage {
    frame: Frame,
    fields: Vec<Field>,
    /// The identifier that the account will have: the same form twice makes one account.
    request: String,
}

/// What the way here chose already.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    papel: String,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let typed = [("papel".to_owned(), asked.papel)];
    show(&site, &who, StatusCode::OK, &typed, None)
}

fn show(
    site: &Installation,
    who: &Session,
    status: StatusCode,
    typed: &[(String, String)],
    error: Option<&AccountsError>,
) -> Response {
    match site.app.custody_of(who) {
        Ok(custody) => pages::show_with(status, &form(site, who, &custody, typed, error)),
        Err(error) => pages::failure(site, &error),
    }
}

fn form(
    site: &Installation,
    who: &Session,
    custody: &Custody,
    typed: &[(String, String)],
    error: Option<&AccountsError>,
) -> FormPage {
    let value = |name: &str| {
        typed
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let fields = fields(site, custody, value, error);
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

fn fields<'a>(
    site: &Installation,
    custody: &Custody,
    value: impl Fn(&str) -> &'a str,
    error: Option<&AccountsError>,
) -> Vec<Field> {
    let roles = Role::ALL
        .iter()
        .filter(|role| site.app.is_used(**role) && site.app.hands_on(custody, **role))
        .map(|role| Choice::new(role.key(), role.label()));
    // A name that was left empty is told whatever else stopped it: nobody mends a form twice.
    let of_holder = error
        .filter(|error| matches!(error, AccountsError::Holder) || value("titular").is_empty())
        .map(|_| AccountsError::Holder.to_string());
    let of_contact = error
        .filter(|error| matches!(error, AccountsError::Contact))
        .map(ToString::to_string);
    let of_seat = error
        .filter(|error| !matches!(error, AccountsError::Holder | AccountsError::Contact))
        .map(|error| match error {
            AccountsError::Seat if value("papel").is_empty() => "Elija el papel.".to_owned(),
            error => error.to_string(),
        });
    let mut fields = vec![
        Field::line("titular", "Nombre de la persona o área", value("titular"))
            .autocomplete("off")
            .error(of_holder),
        Field::line("contacto", "Teléfono o correo de contacto", value("contacto"))
            .hint("Por este medio se le avisa y se comprueba quién es si pierde el acceso. No se publica.")
            .autocomplete("off")
            .optional()
            .error(of_contact),
        Field::select("papel", "Papel", value("papel"), roles.collect())
            .blank("Elija el papel")
            .error(of_seat),
    ];
    if *custody == Custody::Process {
        let parties = site.profile().parties.iter();
        let parties = parties.map(|party| Choice::new(party.key.as_str(), &party.name));
        fields.push(
            Field::select("partido", "Partido", value("partido"), parties.collect())
                .blank("Ninguno")
                .hint("Para representaciones, personas supervisoras y capturistas.")
                .optional(),
        );
    }
    fields.push(
        Field::line("candidatura", "Clave de la candidatura en el registro", value("candidatura"))
            .hint("Para personas candidatas e independientes; por ejemplo la primera columna del archivo de registro.")
            .optional(),
    );
    fields
}

pub async fn act(State(site): State<Installation>, who: Session, arrived: Arrived) -> Response {
    match create(&site, &who, &arrived).await {
        Ok(id) => shown_at(id).into_response(),
        // Sent twice: the account is there, and if its code was not written down a new one can be given.
        Err(AccountsError::AlreadyIssued(id)) => {
            Redirect::to(&format!("/panel/cuentas/{id}?hecho=creada")).into_response()
        }
        Err(AccountsError::App(error)) => pages::failure(&site, &error),
        Err(refusal) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&site, &who, status, &arrived.values, Some(&refusal))
        }
    }
}

async fn create(
    site: &Installation,
    who: &Session,
    arrived: &Arrived,
) -> Result<domain::id::AccountId, AccountsError> {
    let new = NewAccount {
        holder: arrived.trimmed("titular").to_owned(),
        contact: Some(arrived.trimmed("contacto").to_owned()),
        seat: seat(site, who, arrived).await?,
    };
    let id = arrived
        .trimmed("solicitud")
        .parse()
        .unwrap_or_else(|_| site.app.new_account_id());
    let issued = site.app.issue_account_once(who, id, new).await?;
    site.app.keep_to_show(who, id, &issued.code);
    Ok(id)
}

/// The seat that the form describes. A party's representation has its own party in it, whatever the form says.
async fn seat(
    site: &Installation,
    who: &Session,
    arrived: &Arrived,
) -> Result<Seat, AccountsError> {
    let role: Role = arrived
        .trimmed("papel")
        .parse()
        .map_err(|_| AccountsError::Seat)?;
    let custody = site.app.custody_of(who)?;
    let party = || -> Result<PartyKey, AccountsError> {
        match &custody {
            Custody::Party(own) => Ok(own.clone()),
            Custody::Process => arrived
                .trimmed("partido")
                .parse()
                .map_err(|_| AccountsError::Seat),
        }
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
