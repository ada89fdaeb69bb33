//! Draft saves: validated, durable, in the history; from 32 editors on each engine, beside one bare commit per save.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use scraper::{Html, Selector};

use crate::client::{Answer, Client};
use crate::editors::{Editor, Times, closed_loop, open_loop};
use crate::figures::Figures;
use crate::program::Program;

/// People who save at once.
const EDITORS: usize = 32;
/// Saves per second of the open loop: the last evening of a term has 30.
const OPEN_RATE: u32 = 300;
/// Candidacies of the registry that is saved into.
const CANDIDACIES: &str = "2000";

/// Measures on SQLite, and on PostgreSQL where there is one.
///
/// # Errors
/// The program cannot be measured.
pub async fn measure(
    program: &Path,
    folder: &Path,
    seconds: u32,
    postgres: Option<&str>,
    figures: &mut Figures,
) -> Result<()> {
    let fresh = |name: &str| -> Result<String> {
        let folder = folder.join(name);
        for old in [
            folder.clone(),
            folder.with_extension("llaves"),
            PathBuf::from(format!("{}-llaves", folder.display())),
        ] {
            if old.exists() {
                fs::remove_dir_all(&old)?;
            }
        }
        Ok(folder.display().to_string())
    };
    eprintln!("saves on SQLite…");
    let data = fresh("dgo-saves")?;
    let server = demonstration(program, &data).await?;
    fs::create_dir_all(fresh("bare")?)?;
    let bare_file = folder.join("bare/save.sqlite3").display().to_string();
    let bare = [
        "bare", "--port", "{port}", "--bodies", "1", "--sqlite", &bare_file,
    ];
    on_engine("SQLite", program, &data, server, &bare, seconds, figures).await?;

    if let Some(url) = postgres {
        eprintln!("saves on PostgreSQL…");
        let data = fresh("dgo-saves-postgres")?;
        let server = on_postgres(program, &data, folder, url).await?;
        let bare = [
            "bare",
            "--port",
            "{port}",
            "--bodies",
            "1",
            "--postgres",
            url,
        ];
        on_engine(
            "PostgreSQL",
            program,
            &data,
            server,
            &bare,
            seconds,
            figures,
        )
        .await?;
    }
    Ok(())
}

async fn demonstration(program: &Path, data: &str) -> Result<Program> {
    let arguments = [
        "demo",
        "--perfil",
        "dgo",
        "--candidaturas",
        CANDIDACIES,
        "--datos",
        data,
        "--puerto",
        "{port}",
    ];
    Program::start(program, &arguments).await
}

/// A process on PostgreSQL, founded as an institute does: two roles, `init`, a registry file, `serve`.
async fn on_postgres(
    program: &Path,
    data: &str,
    folder: &Path,
    superuser: &str,
) -> Result<Program> {
    let pool = sqlx::PgPool::connect(superuser).await?;
    for statement in [
        "DROP DATABASE IF EXISTS conoceles_bench",
        "DROP ROLE IF EXISTS bench_operacion",
        "DROP ROLE IF EXISTS bench_duena",
        "CREATE ROLE bench_duena LOGIN",
        "CREATE ROLE bench_operacion LOGIN",
        "CREATE DATABASE conoceles_bench OWNER bench_duena",
    ] {
        sqlx::query(statement).execute(&pool).await?;
    }
    let of = |role: &str| -> Result<String> {
        let (_, rest) = superuser.split_once('@').context("the URL names no role")?;
        let (host, query) = rest.split_once('?').unwrap_or((rest, ""));
        let host = host.split('/').next().unwrap_or_default();
        Ok(format!("postgres://{role}@{host}/conoceles_bench?{query}"))
    };
    let (owner, runtime) = (of("bench_duena")?, of("bench_operacion")?);
    order(
        program,
        &[
            "init",
            "--perfil",
            "dgo",
            "--datos",
            data,
            "--base",
            &runtime,
            "--base-duena",
            &owner,
        ],
    )?;
    let registry = folder.join("registro.csv");
    fs::write(&registry, registry_of_one_party())?;
    order(
        program,
        &[
            "registro",
            "importar",
            &registry.display().to_string(),
            "--datos",
            data,
        ],
    )?;
    Program::start(
        program,
        &["serve", "--datos", data, "--direccion", "127.0.0.1:{port}"],
    )
    .await
}

/// Candidacies of a party that contends alone in every district of Durango.
fn registry_of_one_party() -> String {
    let mut file = String::from(
        "clave,cargo,territorio,numero,calidad,partido,convenio,nombre,primer_apellido,segundo_apellido,sobrenombre,\
         sexo,fecha_nacimiento,curp\n",
    );
    for district in 1..=15 {
        for calling in ["propietaria", "suplente"] {
            let row = format!(
                "carga-{district}-{calling},diputacion-mr,distrito-{district:02},,{calling},mc,,Persona,De Carga,\
                 {district},,mujer,1980-01-01,\n"
            );
            file.push_str(&row);
        }
    }
    file
}

/// Runs an order of the program to its end.
fn order(program: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output()?;
    let told = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    if output.status.success() {
        Ok(told)
    } else {
        bail!("{}: {told}", arguments.join(" "))
    }
}

async fn on_engine(
    engine: &str,
    program: &Path,
    data: &str,
    server: Program,
    bare: &[&str],
    seconds: u32,
    figures: &mut Figures,
) -> Result<()> {
    let editors = people(program, data, &server).await?;
    let count = editors.len();
    let (_, editors) = closed_loop(editors, 2).await?;
    let (ours, editors) = closed_loop(editors, seconds).await?;

    let limit_server = Program::start(&std::env::current_exe()?, bare).await?;
    let mut clients = Vec::new();
    for _ in 0..count {
        clients.push(Editor::Bare(Client::connect(limit_server.port).await?));
    }
    let (limit, _) = closed_loop(clients, seconds).await?;
    drop(limit_server);
    figures.rate(
        &format!("draft save, {count} editors, {engine}"),
        ours.rate,
        limit.rate,
        format!("{} (limit {})", told(&ours), told(&limit)),
    );
    let open = open_loop(editors, OPEN_RATE, seconds).await?;
    figures.alone(
        &format!("draft save, open loop {OPEN_RATE}/s, {engine}"),
        told(&open),
        String::new(),
    );
    Ok(())
}

fn told(times: &Times) -> String {
    format!(
        "p50 {:.1} ms, p99 {:.1} ms",
        times.percentile(50),
        times.percentile(99)
    )
}

/// Editors with a session each, on candidacies that nobody has begun: up to [`EDITORS`].
async fn people(program: &Path, data: &str, server: &Program) -> Result<Vec<Editor>> {
    let mut editors = Vec::new();
    for party in ["mc", "pan", "pri", "morena", "pt", "pvem", "prd"] {
        let mut client = activated(program, data, server.port, party).await?;
        for path in untouched(&mut client).await? {
            if editors.len() == EDITORS {
                return Ok(editors);
            }
            let client = activated(program, data, server.port, party).await?;
            editors.push(Editor::Person {
                client,
                path: format!("{path}/motivos"),
                revision: 0,
                saves: 0,
            });
        }
    }
    if editors.is_empty() {
        bail!("no candidacy is untouched")
    } else {
        Ok(editors)
    }
}

/// A capturer of the party, created on the command line and activated as its person would.
async fn activated(program: &Path, data: &str, port: u16, party: &str) -> Result<Client> {
    const PHRASE: &str = "nopal lámpara invierno cuaderno";
    let made = Command::new(program)
        .args([
            "cuentas",
            "crear",
            "--datos",
            data,
            "--papel",
            "capturista",
            "--partido",
            party,
            "--nombre",
            "Carga",
        ])
        .output()?;
    let told = String::from_utf8_lossy(&made.stdout).into_owned();
    let code = told
        .split_whitespace()
        .find(|word| word.len() == 19 && word.matches('-').count() == 3);
    let code = code.with_context(|| format!("no code: {told}"))?;
    let mut client = Client::connect(port).await?;
    let fields = [
        ("codigo", code),
        ("contrasena", PHRASE),
        ("contrasena_otra_vez", PHRASE),
    ];
    expect(
        &client.post("/activar/contrasena", &fields).await?,
        "/aviso",
    )?;
    expect(&client.post("/aviso", &[("acepta", "si")]).await?, "/panel")?;
    Ok(client)
}

fn expect(answer: &Answer, place: &str) -> Result<()> {
    match &answer.location {
        Some(location) if location.starts_with(place) => Ok(()),
        _ => bail!(
            "expected to be sent to {place}: {} {}",
            answer.status,
            answer.body
        ),
    }
}

async fn untouched(client: &mut Client) -> Result<Vec<String>> {
    let link = Selector::parse("a[href^='/panel/captura/']").expect("the selector is well formed");
    let page = client.get("/panel/candidaturas?estado=untouched").await?;
    let html = Html::parse_document(&page.body);
    Ok(html
        .select(&link)
        .filter_map(|a| a.attr("href"))
        .map(str::to_owned)
        .collect())
}
