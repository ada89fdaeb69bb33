//! An institute founded as in life: `init`, a registry file, `serve`; and candidates who come in with their codes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::client::{Answer, Client};
use crate::editors::Editor;
use crate::program::Program;

/// The boroughs of Mexico City, where lists are contended.
const BOROUGHS: [&str; 16] = [
    "alvaro-obregon",
    "azcapotzalco",
    "benito-juarez",
    "coyoacan",
    "cuajimalpa-de-morelos",
    "cuauhtemoc",
    "gustavo-a-madero",
    "iztacalco",
    "iztapalapa",
    "la-magdalena-contreras",
    "miguel-hidalgo",
    "milpa-alta",
    "tlahuac",
    "tlalpan",
    "venustiano-carranza",
    "xochimilco",
];
const PARTIES: [&str; 7] = ["pan", "pri", "prd", "pvem", "pt", "mc", "morena"];
/// The columns of a registry file.
pub const COLUMNS: [&str; 14] = [
    "clave",
    "cargo",
    "territorio",
    "numero",
    "calidad",
    "partido",
    "convenio",
    "nombre",
    "primer_apellido",
    "segundo_apellido",
    "sobrenombre",
    "sexo",
    "fecha_nacimiento",
    "curp",
];

/// Rows of lists by boroughs, at least `count` of them: formulas of holder and substitute, by all parties.
pub fn rows(count: usize) -> Vec<[String; 14]> {
    let mut rows = Vec::with_capacity(count + 2);
    for number in 1.. {
        for borough in BOROUGHS {
            for party in PARTIES {
                if rows.len() >= count {
                    return rows;
                }
                for calling in ["propietaria", "suplente"] {
                    let cell = |text: &str| text.to_owned();
                    rows.push([
                        format!("{borough}-{party}-{number}-{calling}"),
                        cell("concejalia-rp"),
                        format!("alcaldia-{borough}"),
                        number.to_string(),
                        cell(calling),
                        cell(party),
                        String::new(),
                        format!("Persona {number}"),
                        format!("De {borough}"),
                        format!("{party} {calling}"),
                        String::new(),
                        cell("mujer"),
                        cell("1980-01-01"),
                        String::new(),
                    ]);
                }
            }
        }
    }
    rows
}

/// The rows as a CSV file.
pub fn csv(rows: &[[String; 14]]) -> String {
    let mut text = COLUMNS.join(",");
    for row in rows {
        write!(text, "\n{}", row.join(",")).expect("a string takes text");
    }
    text
}

/// Where and on what a process is founded.
pub struct Ground<'a> {
    /// The program.
    pub program: &'a Path,
    /// The data folder; what was there before is removed.
    pub data: String,
    /// The runtime's and the owner's URL of an empty PostgreSQL database; none for SQLite.
    pub postgres: Option<(String, String)>,
}

impl Ground<'_> {
    /// Founds Mexico City's process with these candidacies, and serves it.
    ///
    /// # Errors
    /// The program refuses something.
    pub async fn serve(&self, registry: &[[String; 14]]) -> Result<Program> {
        for old in [
            PathBuf::from(&self.data),
            PathBuf::from(format!("{}-llaves", self.data)),
        ] {
            if old.exists() {
                fs::remove_dir_all(&old)?;
            }
        }
        let mut init = vec!["init", "--perfil", "cdmx", "--datos", &self.data];
        if let Some((runtime, owner)) = &self.postgres {
            init.extend(["--base", runtime, "--base-duena", owner]);
        }
        self.order(&init)?;
        let file = format!("{}.csv", self.data);
        fs::write(&file, csv(registry))?;
        self.order(&["registro", "importar", &file, "--datos", &self.data])?;
        Program::start(
            self.program,
            &[
                "serve",
                "--datos",
                &self.data,
                "--direccion",
                "127.0.0.1:{port}",
            ],
        )
        .await
    }

    /// Runs an order of the program to its end.
    ///
    /// # Errors
    /// It fails.
    pub fn order(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new(self.program).args(arguments).output()?;
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

    /// Candidates who edit at once: the first `count` of `registry`, each with a session.
    ///
    /// # Errors
    /// Somebody cannot come in.
    pub async fn editors(
        &self,
        server: &Program,
        registry: &[[String; 14]],
        count: usize,
    ) -> Result<Vec<Editor>> {
        let mut editors = Vec::with_capacity(count);
        for row in registry.iter().take(count) {
            let mut client = self.candidate(server.port, &row[0]).await?;
            let home = client.get("/panel").await?;
            let path = home.location.context("a candidate has one task list")?;
            let path = path.split('?').next().unwrap_or_default();
            editors.push(Editor::Person {
                path: format!("{path}/motivos"),
                client,
                revision: 0,
                saves: 0,
            });
        }
        Ok(editors)
    }

    /// A candidate, created on the command line and activated as its person would.
    async fn candidate(&self, port: u16, key: &str) -> Result<Client> {
        const PHRASE: &str = "nopal lámpara invierno cuaderno";
        let told = self.order(&[
            "cuentas",
            "crear",
            "--datos",
            &self.data,
            "--papel",
            "candidatura",
            "--candidatura",
            key,
            "--nombre",
            "Carga",
        ])?;
        let code = told
            .split_whitespace()
            .find(|word| word.len() == 19 && word.matches('-').count() == 3)
            .with_context(|| format!("no code: {told}"))?;
        let mut client = Client::connect(port).await?;
        let fields = [
            ("codigo", code),
            ("contrasena", PHRASE),
            ("contrasena_otra_vez", PHRASE),
            ("compromiso", "si"),
        ];
        expect(
            &client.post("/activar/contrasena", &fields).await?,
            "/aviso",
        )?;
        expect(&client.post("/aviso", &[("acepta", "si")]).await?, "/panel")?;
        Ok(client)
    }
}

/// That an answer sends on to `place`.
///
/// # Errors
/// It does not.
pub fn expect(answer: &Answer, place: &str) -> Result<()> {
    match &answer.location {
        Some(location) if location.starts_with(place) => Ok(()),
        _ => bail!(
            "expected to be sent to {place}: {} {}",
            answer.status,
            answer.body
        ),
    }
}
