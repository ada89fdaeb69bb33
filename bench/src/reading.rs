//! Reading the portal: profile, list, cold start, memory.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use scraper::{Html, Selector};

use crate::client::Client;
use crate::figures::Figures;
use crate::program::Program;
use crate::wrk;

/// Profiles that are read at random.
const PROFILES: usize = 1_000;

/// Measures.
///
/// # Errors
/// The program cannot be measured.
pub async fn measure(
    program: &Path,
    folder: &Path,
    candidacies: u32,
    seconds: u32,
    figures: &mut Figures,
) -> Result<()> {
    fs::create_dir_all(folder)?;
    let data = folder.join(format!("cdmx-{candidacies}"));
    let (data, count) = (data.display().to_string(), candidacies.to_string());
    let arguments = [
        "demo",
        "--perfil",
        "cdmx",
        "--candidaturas",
        &count,
        "--datos",
        &data,
        "--puerto",
        "{port}",
    ];
    eprintln!("filling {candidacies} candidacies, if they are not there yet…");
    drop(Program::start(program, &arguments).await?);

    let server = Program::start(program, &arguments).await?;
    figures.alone(
        "cold start to first page",
        format!("{:.2} s", server.started_in.as_secs_f64()),
        String::new(),
    );
    let before = server.memory()?;

    let paths = profiles(server.port).await?;
    let (bare, size) = limit(&paths[0], server.port).await?;
    let bodies: Vec<String> = (0..PROFILES).map(|id| format!("/cuerpo/{id}")).collect();

    eprintln!("profile…");
    measure_page(
        &server,
        &bare,
        "public profile",
        &paths,
        &bodies,
        seconds,
        folder,
        figures,
    )?;
    eprintln!("list…");
    let lists = lists();
    measure_page(
        &server,
        &bare,
        "list with filters",
        &lists,
        &bodies,
        seconds,
        folder,
        figures,
    )?;
    figures.alone(
        "body of a profile, compressed",
        format!("{size} bytes"),
        String::new(),
    );
    let after = server.memory()?;
    figures.alone(
        "memory serving",
        format!("{after} MiB"),
        format!("{before} MiB before the load"),
    );
    Ok(())
}

#[expect(
    clippy::too_many_arguments,
    reason = "two servers, what to ask each of them, and where to tell it"
)]
fn measure_page(
    server: &Program,
    bare: &Program,
    job: &str,
    paths: &[String],
    bodies: &[String],
    seconds: u32,
    folder: &Path,
    figures: &mut Figures,
) -> Result<()> {
    wrk::load(server.port, paths, 3, folder)?;
    let before = server.cpu_seconds()?;
    let ours = wrk::load(server.port, paths, seconds, folder)?;
    let cpu = (server.cpu_seconds()? - before) * 1_000.0 / ours.requests as f64;
    wrk::load(bare.port, bodies, 3, folder)?;
    let limit = wrk::load(bare.port, bodies, seconds, folder)?;
    let detail = format!(
        "p99 {} at 32 connections (limit {}); {cpu:.4} ms CPU a request",
        ours.p99, limit.p99
    );
    figures.rate(job, ours.rate, limit.rate, detail);
    Ok(())
}

/// The bare server with bodies as large as a profile's.
async fn limit(path: &str, port: u16) -> Result<(Program, usize)> {
    let page = Client::connect(port).await?.get(path).await?;
    let bytes = page.body.len().to_string();
    let count = PROFILES.to_string();
    let us = std::env::current_exe()?;
    let bare = Program::start(
        &us,
        &[
            "bare", "--port", "{port}", "--bodies", &count, "--bytes", &bytes,
        ],
    )
    .await?;
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 5,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut page.body.as_bytes(), &mut compressed, &parameters)?;
    Ok((bare, compressed.len()))
}

/// The addresses of profiles, from the list's pages.
async fn profiles(port: u16) -> Result<Vec<String>> {
    let link =
        Selector::parse("h3 a[href^='/candidaturas/']").expect("the selector is well formed");
    let more = Selector::parse("a[rel=next]").expect("the selector is well formed");
    let mut client = Client::connect(port).await?;
    let mut page = "/candidaturas".to_owned();
    let mut paths = Vec::new();
    while paths.len() < PROFILES {
        let html = Html::parse_document(&client.get(&page).await?.body);
        paths.extend(
            html.select(&link)
                .filter_map(|a| a.attr("href"))
                .map(str::to_owned),
        );
        match html.select(&more).next().and_then(|a| a.attr("href")) {
            Some(next) => page = next.to_owned(),
            None => break,
        }
    }
    paths.first().context("the list shows no profiles")?;
    Ok(paths)
}

/// Lists with every kind of filter, and first pages of searches.
fn lists() -> Vec<String> {
    let mut lists = vec!["/candidaturas".to_owned()];
    for party in [
        "pan",
        "pri",
        "prd",
        "pvem",
        "pt",
        "mc",
        "morena",
        "independiente",
    ] {
        lists.push(format!("/candidaturas?partido={party}"));
        for name in [
            "maria",
            "jose",
            "garcia",
            "lopez",
            "hernandez",
            "ana",
            "luis",
            "coyoacan",
        ] {
            lists.push(format!("/candidaturas?partido={party}&q={name}"));
        }
    }
    lists
}
