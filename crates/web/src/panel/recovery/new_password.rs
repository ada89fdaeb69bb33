//! The second page of getting in again: the new password. What was proven on the first one goes along with the form and
//! is checked again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::Account;

use crate::Installation;
use crate::http::pages;
use crate::panel::sign_in::password_choice::PasswordChoice;
use crate::ui::{EnterPresses, ErrorSummary, Fact, Facts, Frame};

#[derive(Template)]
#[template(path = "panel/recovery/new_password.html")]
pub struct NewPasswordPage {
    frame: Frame,
    told: &'static str,
    facts: Facts,
    action: &'static str,
    proof: Vec<(&'static str, String)>,
    choice: PasswordChoice,
    next: &'static str,
}

/// What differs between the two ways.
pub struct Way {
    /// What was proven.
    pub told: &'static str,
    /// Where the form goes.
    pub action: &'static str,
    /// What was typed on the first page.
    pub proof: Vec<(&'static str, String)>,
    /// What happens next.
    pub next: &'static str,
}

/// The page; 422 if something was wrong before.
pub fn show(
    site: &Installation,
    account: &Account,
    way: Way,
    choice: PasswordChoice,
    wrong: bool,
) -> Response {
    let page = NewPasswordPage {
        frame: site
            .plain("Elija una contraseña nueva")
            .errors(ErrorSummary::of(&choice.fields)),
        told: way.told,
        facts: Facts::new(vec![
            Fact::text("Cuenta de", &account.holder),
            Fact::text("Su usuario", &account.login),
        ]),
        action: way.action,
        proof: way.proof,
        choice,
        next: way.next,
    };
    match wrong {
        true => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
        false => pages::show(&page),
    }
}
