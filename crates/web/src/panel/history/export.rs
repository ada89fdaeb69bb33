//! The history as a file, streamed block by block.

use app::AppError;
use app::history::{HistoryFilter, HistoryRow, Names};
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::time::Instant;
use spreadsheets::inert;
use tokio::sync::mpsc;

use super::page::{Asked, details, role};
use crate::Installation;
use crate::http::{Query, Session, pages};

/// Rows read at once.
const BLOCK: u32 = 1_000;

const HEADER: [&str; 11] = [
    "asiento",
    "fecha_hora",
    "usuario",
    "papel",
    "modulo",
    "accion",
    "tipo",
    "identificador",
    "sobre",
    "detalles",
    "huella",
];

pub async fn file(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let filter = match asked.filter(&site, &who).await {
        Ok(filter) => filter,
        Err(error) => return pages::failure(&site, &error),
    };
    if let Err(error) = site.app.begin_history_export(&who).await {
        return pages::failure(&site, &error);
    }
    let (send, mut receive) = mpsc::channel::<Result<Vec<u8>, std::io::Error>>(4);
    tokio::spawn(async move {
        if let Err(error) = write_all(&site, &who, &filter, &send).await {
            tracing::error!(%error, "the history could not be exported");
            // The connection breaks off, so that a part is not taken for the whole.
            let _ = send.send(Err(std::io::Error::other("export failed"))).await;
        }
    });
    let stream = futures_util::stream::poll_fn(move |context| receive.poll_recv(context));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"historial.csv\"",
        ),
    ];
    (headers, Body::from_stream(stream)).into_response()
}

/// Sends every page of the filter, newest first, until the last one or until nobody reads any more.
async fn write_all(
    site: &Installation,
    who: &Session,
    filter: &HistoryFilter,
    send: &mpsc::Sender<Result<Vec<u8>, std::io::Error>>,
) -> Result<(), AppError> {
    let mut before = None;
    loop {
        let page = site.app.history_page(who, filter, before, BLOCK).await?;
        let bytes = block(site, &page.rows, &page.names, before.is_none())?;
        if send.send(Ok(bytes)).await.is_err() || page.next.is_none() {
            return Ok(());
        }
        before = page.next;
    }
}

/// Rows as CSV; the first block brings the byte-order mark, by which spreadsheets know UTF-8, and the header.
fn block(
    site: &Installation,
    rows: &[HistoryRow],
    names: &Names,
    first: bool,
) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    if first {
        bytes.extend_from_slice("\u{FEFF}".as_bytes());
    }
    let mut csv = csv::Writer::from_writer(bytes);
    if first {
        csv.write_record(HEADER)
            .map_err(|_| AppError::Unreadable("history"))?;
    }
    for row in rows {
        let entry = row.entry.fields();
        let record = [
            (row.position + 1).to_string(),
            site.calendar().stamp(Instant::from_micros(entry.instant)),
            names.author(row),
            role(row),
            entry.module.clone(),
            entry.action.clone(),
            entry.subject_kind.clone(),
            entry.subject_id.clone(),
            names.subject(row),
            details(row),
            row.leaf_hash.to_string(),
        ];
        csv.write_record(record.map(|cell| inert(&cell)))
            .map_err(|_| AppError::Unreadable("history"))?;
    }
    csv.into_inner()
        .map_err(|_| AppError::Unreadable("history"))
}

/// The newest signed checkpoint: whoever keeps it can prove later that the history was not rewritten.
pub async fn checkpoint(State(site): State<Installation>, who: Session) -> Response {
    match site.app.newest_checkpoint(&who).await {
        Ok(Some(point)) => (
            [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
            point.note,
        )
            .into_response(),
        Ok(None) => pages::failure(&site, &AppError::NotFound),
        Err(error) => pages::failure(&site, &error),
    }
}
