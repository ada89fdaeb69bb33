//! Recording an acknowledgement: when, who, in which capacity, and the signed page.

use app::accounts::{AccountsError, Delivered, NewDelivery, StagedPage};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Account;
use domain::delivery::DeliveryRefusal;
use domain::id::AccountId;
use domain::profile::CountsFrom;
use domain::registry::RegistryRefusal;
use domain::time::Instant;
use jiff::civil::DateTime;

use crate::Installation;
use crate::http::{Arrived, Session, Uploaded, pages};
use crate::panel::accounts::{head, refused};
use crate::panel::frame::Part;
use crate::panel::path::AccountPath;
use crate::ui::{ErrorSummary, Facts, Field, Frame, LineKind, Notice};

const TITLE: &str = "Registrar la entrega de una cuenta";

#[derive(Template)]
#[template(path = "panel/deliveries/record.html")]
struct Page {
    frame: Frame,
    facts: Facts,
    notice: Notice,
    action: String,
    back: String,
    fields: Vec<Field>,
    /// The identifier of the delivery: the same form twice records one.
    request: String,
    /// Deliveries of the account that this page told of.
    seen: usize,
    /// The signed page that arrived with a form which came back.
    staged: Option<StagedPage>,
}

/// What was typed, or what the form begins with.
#[derive(Default)]
struct Typed {
    received: String,
    receiver: String,
    charge: String,
    request: String,
    staged: Option<StagedPage>,
}

/// What is wrong, by the field that says it.
enum Wrong {
    Received(String),
    Receiver(String),
    Charge(String),
    Page(String),
    Form(String),
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
) -> Response {
    match build(&site, &who, id, None, None).await {
        Ok(page) => pages::show(&page),
        Err(refusal) => refused(&site, "No puede registrar esta entrega", &refusal),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    id: AccountId,
    typed: Option<Typed>,
    wrong: Option<Wrong>,
) -> Result<Page, AccountsError> {
    let (account, facts) = head(site, who, id).await?;
    let custody = site.app.custody_of(who)?;
    if !site.app.hands_on(&custody, account.seat.role()) {
        return Err(AccountsError::NotHandedOn);
    }
    if account.closed.is_some() {
        return Err(DeliveryRefusal::Closed.into());
    }
    let before = site.app.deliveries_of(who, id).await?;
    let typed = typed.unwrap_or_else(|| Typed {
        received: wall_clock(site, site.app.now()),
        receiver: account.holder.clone(),
        request: site.app.new_delivery_id().to_string(),
        ..Typed::default()
    });
    let (fields, form) = fields(&typed, wrong);
    let mut errors = ErrorSummary::of(&fields);
    if let Some(told) = form {
        errors = errors.general(told);
    }
    Ok(Page {
        frame: site
            .frame(who, Part::Accounts, TITLE)
            .section("Cuentas")
            .crumb("Inicio", "/panel")
            .crumb("Cuentas", "/panel/cuentas")
            .crumb("Entregas y acuses", "/panel/entregas")
            .errors(errors),
        facts,
        notice: notice(site, &account, before.len()),
        action: format!("/panel/cuentas/{id}/entrega"),
        back: format!("/panel/cuentas/{id}"),
        fields,
        request: typed.request,
        seen: before.len(),
        staged: typed.staged,
    })
}

fn wall_clock(site: &Installation, at: Instant) -> String {
    at.in_zone(&site.profile().institute.zone)
        .strftime("%Y-%m-%dT%H:%M")
        .to_string()
}

/// What recording this delivery will do.
fn notice(site: &Installation, account: &Account, before: usize) -> Notice {
    let starts = site.app.receipt_starts_terms(account.seat.role());
    let moves = site.profile().terms.counts_from == CountsFrom::LastReceipt;
    match (starts, before) {
        (false, _) => Notice::information("Esta entrega no empieza ningún plazo")
            .text("Queda en la relación de entregas y en el historial."),
        (true, 0) => Notice::attention("Con esta entrega empieza el plazo de captura")
            .text("Se cuenta desde la fecha y la hora del acuse, y después no se puede cambiar."),
        (true, _) if moves => Notice::attention("Esta entrega puede mover el plazo")
            .text("En este instituto el plazo se cuenta desde la última recepción."),
        (true, _) => Notice::information("Esta cuenta ya se había entregado")
            .text("Puede registrar otro acuse, pero el plazo sigue contándose desde el primero."),
    }
}

fn fields(typed: &Typed, wrong: Option<Wrong>) -> (Vec<Field>, Option<String>) {
    let (mut received, mut receiver, mut charge, mut page, mut form) =
        (None, None, None, None, None);
    match wrong {
        None => {}
        Some(Wrong::Received(told)) => received = Some(told),
        Some(Wrong::Receiver(told)) => receiver = Some(told),
        Some(Wrong::Charge(told)) => charge = Some(told),
        Some(Wrong::Page(told)) => page = Some(told),
        Some(Wrong::Form(told)) => form = Some(told),
    }
    let fields = vec![
        Field::line("recibida", "Fecha y hora de recepción", &typed.received)
            .kind(LineKind::Moment)
            .hint("Las del acuse, en la hora del instituto.")
            .error(received),
        Field::line("recibio", "Quién la recibió", &typed.receiver)
            .autocomplete("off")
            .error(receiver),
        Field::line("cargo", "Cargo de quien la recibió", &typed.charge)
            .autocomplete("off")
            .optional()
            .error(charge),
        Field::file(
            "hoja",
            "Hoja firmada",
            ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png",
        )
        .hint("PDF, JPG o PNG de hasta 10 MB.")
        .optional()
        .error(page),
    ];
    (fields, form)
}

pub async fn act(
    State(site): State<Installation>,
    who: Session,
    AccountPath(id): AccountPath,
    uploaded: Uploaded,
) -> Response {
    let form = &uploaded.form;
    let mut typed = Typed {
        received: form.trimmed("recibida").to_owned(),
        receiver: form.value("recibio").to_owned(),
        charge: form.value("cargo").to_owned(),
        request: form.trimmed("solicitud").to_owned(),
        staged: None,
    };
    match record(&site, &who, id, &uploaded, &mut typed).await {
        Ok(delivered) => {
            let done = if delivered.started > 0 {
                "recepcion"
            } else {
                "entregada"
            };
            Redirect::to(&format!("/panel/cuentas/{id}?hecho={done}")).into_response()
        }
        Err(AccountsError::AlreadyRecorded) => {
            Redirect::to(&format!("/panel/cuentas/{id}?hecho=entrega-repetida")).into_response()
        }
        Err(refusal) => come_back(&site, &who, id, typed, refusal).await,
    }
}

async fn record(
    site: &Installation,
    who: &Session,
    id: AccountId,
    uploaded: &Uploaded,
    typed: &mut Typed,
) -> Result<Delivered, AccountsError> {
    let form = &uploaded.form;
    typed.staged = match uploaded.file("hoja") {
        Some(file) => Some(
            site.app
                .stage_signed_page(who, id, &file.name, file.bytes.clone())
                .await?,
        ),
        None => {
            site.app
                .staged_page(who, id, form.trimmed("hoja_recibida"))
                .await?
        }
    };
    let received = moment(site, form)?;
    let new = NewDelivery {
        id: typed
            .request
            .parse()
            .unwrap_or_else(|_| site.app.new_delivery_id()),
        account: id,
        seen: form.trimmed("vistas").parse().unwrap_or(0),
        received,
        receiver: typed.receiver.clone(),
        charge: typed.charge.clone(),
        page: typed.staged.as_ref().map(|page| page.hash.clone()),
    };
    site.app.record_delivery(who, new, form.at).await
}

fn moment(site: &Installation, form: &Arrived) -> Result<Instant, AccountsError> {
    let local: DateTime = form
        .trimmed("recibida")
        .parse()
        .map_err(|_| AccountsError::Moment)?;
    Ok(Instant::from_civil(
        local.date(),
        local.time(),
        &site.profile().institute.zone,
    ))
}

/// The form as it was typed, with what is wrong.
async fn come_back(
    site: &Installation,
    who: &Session,
    id: AccountId,
    typed: Typed,
    refusal: AccountsError,
) -> Response {
    let told = refusal.to_string();
    let wrong = match refusal {
        AccountsError::App(error) => return pages::failure(site, &error),
        AccountsError::NotHandedOn | AccountsError::Delivery(DeliveryRefusal::Closed) => {
            return refused(site, "No puede registrar esta entrega", &refusal);
        }
        AccountsError::Moment
        | AccountsError::Delivery(DeliveryRefusal::InFuture | DeliveryRefusal::BeforeAccount)
        | AccountsError::Registry(RegistryRefusal::ReceiptInFuture) => Wrong::Received(told),
        AccountsError::Delivery(DeliveryRefusal::Receiver) => Wrong::Receiver(told),
        AccountsError::Delivery(DeliveryRefusal::Charge) => Wrong::Charge(told),
        AccountsError::Page => Wrong::Page(told),
        _ => Wrong::Form(told),
    };
    match build(site, who, id, Some(typed), Some(wrong)).await {
        Ok(page) => pages::show_with(StatusCode::UNPROCESSABLE_ENTITY, &page),
        Err(AccountsError::App(error)) => pages::failure(site, &error),
        Err(refusal) => refused(site, "No puede registrar esta entrega", &refusal),
    }
}
