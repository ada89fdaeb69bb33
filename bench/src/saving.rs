//! Draft saves: validated, durable, in the history; from 32 editors on each engine, beside one bare commit per save.

use std::fs;
use std::path::Path;
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
    let data = folder.join("dgo-saves");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    let bare_file = folder.join("bare.sqlite3");
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("bare.sqlite3{suffix}")));
    }
    let bare_file = bare_file.display().to_string();
    let bare = [
        "bare", "--port", "{port}", "--bodies", "1", "--sqlite", &bare_file,
    ];
    on_engine("SQLite", program, &data, None, &bare, seconds, figures).await?;
    if let Some(url) = postgres {
        let data = folder.join("dgo-saves-postgres");
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
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
            Some(url),
            &bare,
            seconds,
            figures,
        )
        .await?;
    }
    Ok(())
}

async fn on_engine(
    engine: &str,
    program: &Path,
    data: &Path,
    postgres: Option<&str>,
    bare: &[&str],
    seconds: u32,
    figures: &mut Figures,
) -> Result<()> {
    eprintln!("saves on {engine}…");
    let data = data.display().to_string();
    let mut arguments = vec![
        "demo",
        "--perfil",
        "dgo",
        "--candidaturas",
        CANDIDACIES,
        "--datos",
        &data,
        "--puerto",
        "{port}",
    ];
    if let Some(url) = postgres {
        arguments.extend(["--base", url]);
    }
    let server = Program::start(program, &arguments).await?;
    let editors = people(program, &data, &server).await?;
    let (_, editors) = closed_loop(editors, 2).await?;
    let (ours, editors) = closed_loop(editors, seconds).await?;

    let limit_server = Program::start(&std::env::current_exe()?, bare).await?;
    let mut clients = Vec::new();
    for _ in 0..EDITORS {
        clients.push(Editor::Bare(Client::connect(limit_server.port).await?));
    }
    let (limit, _) = closed_loop(clients, seconds).await?;
    drop(limit_server);
    figures.rate(
        &format!("draft save, {EDITORS} editors, {engine}"),
        ours.rate,
        limit.rate,
        format!(
            "p50 {:.1} ms, p99 {:.1} ms (limit p99 {:.1} ms)",
            ours.percentile(50),
            ours.percentile(99),
            limit.percentile(99)
        ),
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

/// Editors with a session each, on candidacies that nobody has begun.
async fn people(program: &Path, data: &str, server: &Program) -> Result<Vec<Editor>> {
    let mut editors = Vec::new();
    for party in ["pan", "pri", "morena", "mc"] {
        let mut client = activated(program, data, server.port, party).await?;
        let paths = untouched(&mut client).await?;
        for path in paths.into_iter().take(EDITORS / 4) {
            let client = activated(program, data, server.port, party).await?;
            editors.push(Editor::Person {
                client,
                path: format!("{path}/motivos"),
                revision: 0,
                saves: 0,
            });
        }
    }
    if editors.len() < EDITORS {
        bail!("only {} candidacies are untouched", editors.len());
    }
    Ok(editors)
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
    let code =
        code.with_context(|| format!("no code: {told}{}", String::from_utf8_lossy(&made.stderr)))?;
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
