//! «Mi cuenta»: who I am here and what protects the account.

use app::sign_in::OwnAccount;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::account::{RECOVERY_CODES, Standing};
use serde::Deserialize;

use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::ui::{Fact, FactValue, Facts, Frame};
use crate::words::count;

/// What was done on the page before.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    hecho: Option<String>,
}

impl Done {
    /// Its word, if there is one.
    pub fn hecho(&self) -> Option<&str> {
        self.hecho.as_deref()
    }
}

#[derive(Template)]
#[template(path = "panel/security/account.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    has_factor: bool,
    may_remove: bool,
    sheet: String,
    sessions: String,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(done): Query<Done>,
) -> Response {
    match site.app.own_account(&who).await {
        Ok(own) => {
            let mut page = build(&site, &who, &own);
            page.frame = page.frame.flash(flash(done.hecho()));
            pages::show(&page)
        }
        Err(error) => pages::failure(&site, &error),
    }
}

fn build(site: &Installation, who: &Session, own: &OwnAccount) -> Page {
    let left = own.account.recovery.len();
    let open = own.sessions.len() as u64;
    Page {
        frame: site
            .frame(who, Part::Security, "Mi cuenta")
            .crumb("Inicio", "/panel"),
        facts: facts(site, own),
        has_factor: own.account.second_factor.is_some(),
        may_remove: !own.demands_second_factor,
        sheet: match left {
            0 => "No tiene códigos de recuperación. Con una hoja vuelve a entrar usted, sin pedir ayuda, si olvida su contraseña o pierde su teléfono.".to_owned(),
            _ => format!("Le quedan {left} de {RECOVERY_CODES} códigos. Cada uno sirve una sola vez. Si hace una hoja nueva, la anterior deja de servir."),
        },
        sessions: format!("Ahora hay {}, contando esta.", count(open, "sesión abierta", "sesiones abiertas")),
    }
}

fn facts(site: &Installation, own: &OwnAccount) -> Facts {
    let (account, calendar) = (&own.account, site.calendar());
    let on = |at: Option<domain::time::Instant>| match at {
        Some(at) => FactValue::Moment {
            words: calendar.moment(at),
            machine: at.to_string(),
        },
        None => FactValue::Missing("Todavía no".to_owned()),
    };
    let since = match &account.standing {
        Standing::Active { since, .. } => Some(*since),
        Standing::Issued { .. } => None,
    };
    let contact = match &account.contact {
        Some(contact) => Fact::text("Medio de contacto registrado", contact),
        None => Fact::new(
            "Medio de contacto registrado",
            FactValue::Missing(
                "No hay ninguno. Pida a quien administra su cuenta que lo anote: por ahí se comprueba que es usted si necesita ayuda para entrar.".to_owned(),
            ),
        ),
    };
    Facts::new(vec![
        Fact::text("Cuenta de", &account.holder),
        Fact::new("Usuario", FactValue::Code(account.login.clone())),
        Fact::text("Papel", account.seat.role().label()),
        contact,
        Fact::new("Activada", on(since)),
        Fact::new(
            "Segundo paso desde",
            on(account.second_factor.as_ref().map(|factor| factor.since)),
        ),
        Fact::new(
            "Compromiso de custodia aceptado",
            on(account.undertaking.as_ref().map(|signed| signed.at)),
        ),
        Fact::new(
            "Aviso de privacidad aceptado",
            on(account.notice.as_ref().map(|notice| notice.at)),
        ),
    ])
}
