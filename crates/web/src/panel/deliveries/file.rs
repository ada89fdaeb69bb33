//! The ledger as files, and the signed pages that were uploaded.

use app::AppError;
use app::accounts::{AccountsError, LedgerRow};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::DeliveryLedger;
use domain::delivery::DeliveryKind;

use super::ledger::Asked;
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::accounts::party_initials;
use crate::panel::csv_file;
use crate::panel::path::DeliveryPath;

/// Accounts read at once.
const BLOCK: u32 = 500;
/// Most accounts of a printed ledger.
const MOST_PRINTED: usize = 5_000;

const HEADER: [&str; 11] = [
    "usuario",
    "titular",
    "papel",
    "partido",
    "entregas",
    "tipo",
    "recibida",
    "recibio",
    "cargo",
    "hoja_firmada",
    "registrada",
];

pub async fn table(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    match all(&site, &who, &asked).await {
        Ok(rows) => {
            let lines = rows.iter().flat_map(|row| lines(&site, row));
            csv_file::answer("entregas.csv", HEADER, lines)
        }
        Err(error) => pages::failure(&site, &error),
    }
}

async fn all(
    site: &Installation,
    who: &Session,
    asked: &Asked,
) -> Result<Vec<LedgerRow>, AppError> {
    let (asked, mut rows, mut after) = (asked.asked(), Vec::new(), None);
    loop {
        let (some, next, _) = site.app.ledger(who, &asked, after, BLOCK).await?;
        rows.extend(some);
        after = next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}

/// A line for each delivery, or one for an account that was not delivered.
fn lines(site: &Installation, row: &LedgerRow) -> Vec<[String; 11]> {
    let account = &row.account;
    let head = [
        account.login.clone(),
        account.holder.clone(),
        account.seat.role().label().to_owned(),
        party_initials(site, account),
        row.deliveries.len().to_string(),
    ];
    let line = |rest: [String; 6]| {
        let mut cells = head.iter().cloned().chain(rest);
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    };
    if row.deliveries.is_empty() {
        return vec![line(Default::default())];
    }
    let calendar = site.calendar();
    row.deliveries
        .iter()
        .map(|delivery| {
            let kind = match delivery.kind {
                DeliveryKind::Institute => "entrega del instituto",
                DeliveryKind::Handover => "entrega del partido",
                DeliveryKind::Notice => "aviso de candidaturas posteriores",
            };
            let page = if delivery.page.is_some() { "sí" } else { "no" };
            line([
                kind.to_owned(),
                calendar.stamp(delivery.received),
                delivery.receiver.clone(),
                delivery.charge.clone(),
                page.to_owned(),
                calendar.stamp(delivery.recorded),
            ])
        })
        .collect()
}

pub async fn document(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let rows = match all(&site, &who, &asked).await {
        Ok(rows) => rows,
        Err(error) => return pages::failure(&site, &error),
    };
    if rows.len() > MOST_PRINTED {
        let told = vec![format!(
            "La relación tiene {} cuentas y un archivo lleva hasta {MOST_PRINTED}. Filtre por partido o por papel, o \
             descargue el CSV.",
            rows.len()
        )];
        let status = StatusCode::CONFLICT;
        return pages::message(&site, status, "Son demasiadas cuentas para un PDF", told);
    }
    match print(&site, &asked, &rows).await {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"entregas.pdf\"",
                ),
            ];
            (headers, bytes).into_response()
        }
        Err(refusal) => crate::panel::accounts::refused(&site, "No se hizo la relación", &refusal),
    }
}

async fn print(
    site: &Installation,
    asked: &Asked,
    rows: &[LedgerRow],
) -> Result<Vec<u8>, AccountsError> {
    let (now, institute) = (site.app.now(), &site.profile().institute);
    let calendar = site.calendar();
    let ledger = DeliveryLedger {
        created: now.in_zone(&institute.zone),
        folio: now
            .in_zone(&institute.zone)
            .strftime("%Y%m%d-%H%M%S")
            .to_string(),
        place_and_date: format!("{}, a {}", institute.state, calendar.day(now)),
        scope: format!(
            "{}, con corte al {}",
            asked.words(site),
            calendar.moment(now)
        ),
        rows: rows.iter().map(|row| printed(site, row)).collect(),
    };
    let brand = site.app.brand()?;
    // Typesetting is work for a processor: beside the threads that serve people.
    let made = tokio::task::spawn_blocking(move || ledger.pdf(&brand)).await;
    Ok(made.map_err(|_| AppError::Unreadable("ledger"))??)
}

fn printed(site: &Installation, row: &LedgerRow) -> documents::Delivery {
    let account = &row.account;
    documents::Delivery {
        login: account.login.clone(),
        holder: account.holder.clone(),
        role: account.seat.role().label().to_owned(),
        received: row.deliveries.last().map(|last| documents::Received {
            at: site.calendar().moment(last.received),
            by: last.receiver.clone(),
        }),
    }
}

pub async fn signed_page(
    State(site): State<Installation>,
    who: Session,
    DeliveryPath(id): DeliveryPath,
) -> Response {
    match site.app.signed_page(&who, id).await {
        Ok(page) => {
            let name = format!(
                "attachment; filename=\"acuse-{id}.{}\"",
                page.kind.extension()
            );
            let headers = [
                (header::CONTENT_TYPE, page.kind.media_type().to_owned()),
                (header::CONTENT_DISPOSITION, name),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            ];
            (headers, page.bytes).into_response()
        }
        Err(error) => pages::failure(&site, &error),
    }
}
