//! What this machine can do at most with the same ingredients and none of our work: axum with precompressed bodies by
//! id, and one commit per save over HTTP.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use clap::Args;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

/// How the bare server runs.
#[derive(Args)]
pub struct Options {
    /// Where to listen.
    #[arg(long)]
    port: u16,
    /// How many bodies.
    #[arg(long, default_value_t = 1_000)]
    bodies: u32,
    /// Bytes of a body before compression.
    #[arg(long, default_value_t = 20_000)]
    bytes: usize,
    /// A new SQLite file for saves.
    #[arg(long)]
    sqlite: Option<PathBuf>,
    /// A PostgreSQL database for saves.
    #[arg(long)]
    postgres: Option<String>,
}

enum Database {
    None,
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

struct Bare {
    bodies: HashMap<u32, Bytes>,
    database: Database,
}

/// Serves until it is ended.
///
/// # Errors
/// The port or the database cannot be had.
pub async fn serve(options: Options) -> Result<()> {
    let bodies = (0..options.bodies)
        .map(|id| (id, body(id, options.bytes)))
        .collect();
    let database = match (&options.sqlite, &options.postgres) {
        (Some(file), _) => Database::Sqlite(sqlite(file).await?),
        (None, Some(url)) => Database::Postgres(postgres(url).await?),
        (None, None) => Database::None,
    };
    let router = Router::new()
        .route("/", get(|| async { "listo" }))
        .route("/cuerpo/{id}", get(read))
        .route("/guardar", post(save))
        .with_state(Arc::new(Bare { bodies, database }));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", options.port)).await?;
    axum::serve(listener, router).await?;
    Ok(())
}

/// A page-like text, compressed.
fn body(id: u32, bytes: usize) -> Bytes {
    let mut text = String::with_capacity(bytes);
    let mut number = id;
    while text.len() < bytes {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.push_str(&format!(
            "<p>propuesta {number} para el distrito {}</p>\n",
            number % 33
        ));
    }
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 5,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut text.as_bytes(), &mut compressed, &parameters)
        .expect("memory takes what is written");
    compressed.into()
}

async fn read(State(bare): State<Arc<Bare>>, Path(id): Path<u32>) -> Response {
    match bare.bodies.get(&id) {
        Some(body) => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_ENCODING, "br"),
                (header::ETAG, "\"limite\""),
            ];
            (headers, body.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn save(State(bare): State<Arc<Bare>>, body: Bytes) -> Result<StatusCode, StatusCode> {
    let failed = |_| StatusCode::INTERNAL_SERVER_ERROR;
    match &bare.database {
        Database::None => return Err(StatusCode::NOT_FOUND),
        Database::Sqlite(pool) => {
            let mut unit = pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
            let row = sqlx::query("INSERT INTO save (body) VALUES ($1)").bind(body.as_ref());
            row.execute(&mut *unit).await.map_err(failed)?;
            unit.commit().await.map_err(failed)?;
        }
        Database::Postgres(pool) => {
            let row = sqlx::query("INSERT INTO save (body) VALUES ($1)").bind(body.as_ref());
            row.execute(pool).await.map_err(failed)?;
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn sqlite(file: &PathBuf) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    sqlx::query("CREATE TABLE save (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")
        .execute(&pool)
        .await?;
    Ok(pool)
}

async fn postgres(url: &str) -> Result<PgPool> {
    let pool = PgPoolOptions::new().max_connections(8).connect(url).await?;
    sqlx::query("DROP TABLE IF EXISTS save")
        .execute(&pool)
        .await?;
    sqlx::query("CREATE TABLE save (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA NOT NULL)")
        .execute(&pool)
        .await?;
    Ok(pool)
}
