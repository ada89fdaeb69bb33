//! The receipt of a sending: from the answer to the sending until its document is downloaded, and the making itself.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::editors::Times;
use crate::figures::Figures;
use crate::institute::{Engine, Ground, PHRASE, engines, rows};
use crate::person::{Person, text};
use crate::pictures;
use crate::saving::told;

/// People who send.
const PEOPLE: usize = 40;
/// Longest wait for a receipt: it says itself that its proof is there in less than a minute.
const LONGEST: Duration = Duration::from_secs(90);

/// What one receipt took.
struct Receipt {
    /// From the answer to the sending until the document was here, its page included.
    until_here: Duration,
    /// The document alone, asked for the first time, so that it is made.
    made: Duration,
    /// The same document asked for again.
    again: Duration,
}

/// Measures on SQLite, and on PostgreSQL where there is a server.
///
/// # Errors
/// The program cannot be measured.
pub async fn measure(
    program: &Path,
    folder: &Path,
    postgres: Option<&str>,
    figures: &mut Figures,
) -> Result<()> {
    let picture = pictures::taken(folder, 1).await?;
    let jpeg = fs::read(picture.first().context("no photograph")?)?;
    for engine in engines(postgres) {
        eprintln!("{PEOPLE} receipts, {}…", engine.0);
        let ground = Ground::on(program, &folder.join("cdmx-receipts"), engine).await?;
        on_ground(&ground, engine, &jpeg, figures).await?;
    }
    Ok(())
}

async fn on_ground(
    ground: &Ground<'_>,
    engine: Engine<'_>,
    jpeg: &[u8],
    figures: &mut Figures,
) -> Result<()> {
    let registry = rows(PEOPLE);
    let server = ground.serve(&registry).await?;
    let mut receipts = Vec::with_capacity(PEOPLE);
    for mut person in ground.people(&server, &registry, PEOPLE).await? {
        fill_in(&mut person, jpeg).await?;
        receipts.push(received(&mut person).await?);
    }
    let (first, others) = receipts.split_first().context("nobody sent")?;
    let each = |time: fn(&Receipt) -> Duration| Times::of(0.0, others.iter().map(time).collect());
    let until_here = each(|receipt| receipt.until_here);
    figures.alone(
        &format!("receipt, from the sending's answer, {}", engine.0),
        told(&until_here),
        format!(
            "{} of them, longest {:.1} ms; made: {}; asked for again: {}; the first one after the start: {:.1} ms",
            until_here.count(),
            until_here.percentile(100),
            told(&each(|receipt| receipt.made)),
            told(&each(|receipt| receipt.again)),
            first.until_here.as_secs_f64() * 1_000.0
        ),
    );
    Ok(())
}

/// Answers everything that the questionnaire demands.
async fn fill_in(person: &mut Person, jpeg: &[u8]) -> Result<()> {
    let texts: Vec<String> = (1..=5).map(text).collect();
    let sections: [(&str, &[(&str, &str)]); 5] = [
        ("contacto", &[("telefono", "55 0000 0000")]),
        (
            "escolaridad",
            &[("grado", "licenciatura"), ("estatus_grado", "titulo")],
        ),
        (
            "historia",
            &[
                ("historia_profesional", texts[0].as_str()),
                ("trayectoria__declarada", "si"),
            ],
        ),
        ("motivos", &[("motivos", texts[1].as_str())]),
        (
            "propuestas",
            &[
                ("propuesta_1", texts[2].as_str()),
                ("propuesta_2", texts[3].as_str()),
                ("propuesta_genero", texts[4].as_str()),
            ],
        ),
    ];
    for (section, typed) in sections {
        person.save_section(section, typed).await?;
    }
    person.send_photograph(jpeg).await
}

/// Sends, and fetches the receipt as the person would: its page, then the document that the page leads to.
async fn received(person: &mut Person) -> Result<Receipt> {
    person.open("revisar").await?;
    person.send(PHRASE).await?;
    let answered = Instant::now();
    let document = loop {
        let page = person.open("acuse").await?;
        let link = page.split('"').find(|part| part.ends_with("/acuse.pdf"));
        match link {
            Some(link) => break link.to_owned(),
            None if answered.elapsed() > LONGEST => bail!("a receipt never had its document"),
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    let made = download(person, &document).await?;
    let until_here = answered.elapsed();
    let again = download(person, &document).await?;
    Ok(Receipt {
        until_here,
        made,
        again,
    })
}

async fn download(person: &mut Person, document: &str) -> Result<Duration> {
    let begun = Instant::now();
    let pdf = person.open_at(document).await?;
    let took = begun.elapsed();
    if !pdf.starts_with("%PDF") {
        bail!("{document} is no document");
    }
    Ok(took)
}
