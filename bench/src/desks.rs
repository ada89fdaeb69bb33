//! The desks and boards of the panel over a large process, one reader at a time: what a person waits for. The whole page
//! over HTTP, on both engines, with the same candidacies.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::client::Client;
use crate::copying::copy;
use crate::figures::Figures;
use crate::institute::{Ground, engines, expect, new_database, of_database};
use crate::program::Program;

/// Candidacies of the process.
const CANDIDACIES: u32 = 30_000;
/// Looks at each page.
const LOOKS: usize = 100;
/// The demonstration's users with a desk of their own, and the pages that each opens: boards, their filters and searches
/// by common, rare and unknown names.
const PAGES: [(&str, &[&str]); 3] = [
    (
        "administracion",
        &[
            "/panel",
            "/panel/plazos",
            "/panel/plazos/candidaturas",
            "/panel/plazos/candidaturas?q=garcia",
            "/panel/candidaturas",
            "/panel/candidaturas?q=maria",
            "/panel/candidaturas?q=hernandez+lu",
            "/panel/candidaturas?q=nadie",
            "/panel/candidaturas?estado=returned",
            "/panel/candidaturas?cargo=concejalia-rp&partido=morena",
            "/panel/registro",
            "/panel/registro?q=lopez",
            "/panel/registro?q=zzz",
            "/panel/cuentas",
            "/panel/historial",
        ],
    ),
    (
        "representacion.morena",
        &[
            "/panel",
            "/panel/plazos",
            "/panel/candidaturas?q=maria",
            "/panel/partido/tablero",
            "/panel/partido/tablero?q=maria",
        ],
    ),
    ("validadora", &["/panel", "/panel/validacion"]),
];
/// The password that the demonstration shows.
const PASSWORD: &str = "demostracion-2024";

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
    let data = folder.join(format!("cdmx-{CANDIDACIES}"));
    let (data, count) = (data.display().to_string(), CANDIDACIES.to_string());
    let demo = [
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
    eprintln!("filling {CANDIDACIES} candidacies, if they are not there yet…");
    drop(Program::start(program, &demo).await?);
    for (engine, server) in engines(postgres) {
        eprintln!("desks on {engine}…");
        let runtime;
        let mut serve = vec!["serve", "--datos", &data, "--direccion", "127.0.0.1:{port}"];
        if let Some(superuser) = server {
            runtime = copied(program, folder, &data, superuser).await?;
            serve.extend(["--base", &runtime]);
        }
        let server = Program::start(program, &serve).await?;
        pages(&server, engine, figures).await?;
    }
    Ok(())
}

/// The process in PostgreSQL; gives the runtime's URL.
async fn copied(program: &Path, folder: &Path, data: &str, superuser: &str) -> Result<String> {
    let (runtime, owner) = new_database(superuser).await?;
    let ground = Ground {
        program,
        data: folder.join("cdmx-prepared").display().to_string(),
        postgres: Some((runtime.clone(), owner)),
    };
    ground.init()?;
    let file = format!("{data}/curricular.sqlite3");
    copy(&file, &of_database(superuser, None)?).await?;
    Ok(runtime)
}

async fn pages(server: &Program, engine: &str, figures: &mut Figures) -> Result<()> {
    for (login, pages) in PAGES {
        let mut client = Client::connect(server.port).await?;
        let fields = [("usuario", login), ("contrasena", PASSWORD)];
        expect(&client.post("/entrar", &fields).await?, "/panel")?;
        for page in pages {
            // Statements are prepared and pages of the database read once.
            for _ in 0..3 {
                client.get(page).await?;
            }
            let mut times = Vec::with_capacity(LOOKS);
            for _ in 0..LOOKS {
                let begun = Instant::now();
                let answer = client.get(page).await?;
                times.push(begun.elapsed());
                if answer.status != 200 {
                    bail!("{page} of {login} answered {}", answer.status);
                }
            }
            times.sort();
            let at = |percent: usize| milliseconds(times[(LOOKS - 1) * percent / 100]);
            figures.alone(
                &format!("{page} of {login}, {CANDIDACIES} candidacies, {engine}"),
                format!("p99 {:.1} ms", at(99)),
                format!("p50 {:.1} ms", at(50)),
            );
        }
    }
    Ok(())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
