//! The desks and boards of the panel over a large process, one reader at a time: what a person waits for.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::client::Client;
use crate::figures::Figures;
use crate::institute::expect;
use crate::program::Program;

/// Looks at each page.
const LOOKS: usize = 200;
/// The demonstration's users with a desk of their own, and the pages that each opens.
const PAGES: [(&str, &[&str]); 2] = [
    (
        "administracion",
        &[
            "/panel",
            "/panel/plazos",
            "/panel/candidaturas",
            "/panel/registro",
        ],
    ),
    (
        "representacion.morena",
        &["/panel", "/panel/plazos", "/panel/partido/tablero"],
    ),
];
/// The password that the demonstration shows.
const PASSWORD: &str = "demostracion-2024";

/// Measures on a demonstration that is being served.
///
/// # Errors
/// A page cannot be opened.
pub async fn measure(server: &Program, candidacies: u32, figures: &mut Figures) -> Result<()> {
    for (login, pages) in PAGES {
        let mut client = Client::connect(server.port).await?;
        let fields = [("usuario", login), ("contrasena", PASSWORD)];
        expect(&client.post("/entrar", &fields).await?, "/panel")?;
        for page in pages {
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
                &format!("{page} of {login}, {candidacies} candidacies"),
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
