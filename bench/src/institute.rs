//! An institute founded as in life: `init`, a registry file, `serve`; and candidates who come in with their codes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::client::{Answer, Client};
use crate::editors::Editor;
use crate::person::Person;
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

/// An engine that is measured, with the URL of its server where it has one.
pub type Engine<'a> = (&'static str, Option<&'a str>);

/// SQLite, and PostgreSQL where there is a server.
pub fn engines(postgres: Option<&str>) -> Vec<Engine<'_>> {
    let server = postgres.map(|url| ("PostgreSQL", Some(url)));
    std::iter::once(("SQLite", None)).chain(server).collect()
}

/// An empty database with two roles, as an institute has it: the runtime's URL and the owner's. Beside it, one for
/// trials of backups.
///
/// # Errors
/// The server does not answer.
pub async fn new_database(superuser: &str) -> Result<(String, String)> {
    let pool = sqlx::PgPool::connect(superuser).await?;
    for statement in [
        "DROP DATABASE IF EXISTS conoceles_bench WITH (FORCE)",
        "DROP DATABASE IF EXISTS conoceles_bench_ensayo WITH (FORCE)",
        "DROP ROLE IF EXISTS bench_operacion",
        "DROP ROLE IF EXISTS bench_duena",
        "CREATE ROLE bench_duena LOGIN",
        "CREATE ROLE bench_operacion LOGIN",
        "CREATE DATABASE conoceles_bench OWNER bench_duena",
        "CREATE DATABASE conoceles_bench_ensayo OWNER bench_duena",
    ] {
        sqlx::query(statement).execute(&pool).await?;
    }
    Ok((
        of_database(superuser, Some("bench_operacion"))?,
        of_database(superuser, Some("bench_duena"))?,
    ))
}

/// The URL of the measured database, as a role or as the superuser.
///
/// # Errors
/// The superuser's URL names no role.
pub fn of_database(superuser: &str, role: Option<&str>) -> Result<String> {
    address(superuser, role, "conoceles_bench")
}

/// The URL of the database for trials, as its owner.
///
/// # Errors
/// The superuser's URL names no role.
pub fn of_trial(superuser: &str) -> Result<String> {
    address(superuser, Some("bench_duena"), "conoceles_bench_ensayo")
}

fn address(superuser: &str, role: Option<&str>, database: &str) -> Result<String> {
    let (before, rest) = superuser.split_once('@').context("the URL names no role")?;
    let (host, query) = rest.split_once('?').unwrap_or((rest, ""));
    let host = host.split('/').next().unwrap_or_default();
    let before = role.map_or_else(|| before.to_owned(), |role| format!("postgres://{role}"));
    Ok(format!("{before}@{host}/{database}?{query}"))
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
    /// A ground on an engine; what was there before is removed.
    ///
    /// # Errors
    /// The server does not answer.
    pub async fn on<'a>(program: &'a Path, data: &Path, engine: Engine<'_>) -> Result<Ground<'a>> {
        Ok(Ground {
            program,
            data: format!("{}-{}", data.display(), engine.0.to_lowercase()),
            postgres: match engine.1 {
                Some(superuser) => Some(new_database(superuser).await?),
                None => None,
            },
        })
    }

    /// Founds Mexico City's process with these candidacies, and serves it.
    ///
    /// # Errors
    /// The program refuses something.
    pub async fn serve(&self, registry: &[[String; 14]]) -> Result<Program> {
        Ok(self.found(registry).await?.0)
    }

    /// The same, with the activation code of the first administrator.
    ///
    /// # Errors
    /// The program refuses something.
    pub async fn found(&self, registry: &[[String; 14]]) -> Result<(Program, String)> {
        let told = self.init()?;
        let code = code_in(&told)?;
        let file = format!("{}.csv", self.data);
        fs::write(&file, csv(registry))?;
        self.order(&["registro", "importar", &file, "--datos", &self.data])?;
        let server = Program::start(
            self.program,
            &[
                "serve",
                "--datos",
                &self.data,
                "--direccion",
                "127.0.0.1:{port}",
            ],
        )
        .await?;
        Ok((server, code))
    }

    /// Founds Mexico City's process without any candidacies; gives what the program told.
    ///
    /// # Errors
    /// The program refuses something.
    pub fn init(&self) -> Result<String> {
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
        self.order(&init)
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
        let people = self.people(server, registry, count).await?;
        Ok(people.into_iter().map(Editor::Person).collect())
    }

    /// The same as people who do more than save.
    ///
    /// # Errors
    /// Somebody cannot come in.
    pub async fn people(
        &self,
        server: &Program,
        registry: &[[String; 14]],
        count: usize,
    ) -> Result<Vec<Person>> {
        let mut people = Vec::with_capacity(count);
        for row in registry.iter().take(count) {
            let mut client = self.candidate(server.port, &row[0]).await?;
            let home = client.get("/panel").await?;
            let path = home.location.context("a candidate has one task list")?;
            let path = path.split('?').next().unwrap_or_default();
            people.push(Person::new(client, path.to_owned()));
        }
        Ok(people)
    }

    /// A candidate, created on the command line and activated as its person would.
    async fn candidate(&self, port: u16, key: &str) -> Result<Client> {
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
        let mut client = Client::connect(port).await?;
        let fields = activation(code_in(&told)?);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        expect(
            &client.post("/activar/contrasena", &fields).await?,
            "/aviso",
        )?;
        expect(&client.post("/aviso", &[("acepta", "si")]).await?, "/panel")?;
        Ok(client)
    }
}

/// What everybody chooses as a password.
pub const PHRASE: &str = "nopal lámpara invierno cuaderno";

/// The activation code that an order of the program told.
fn code_in(told: &str) -> Result<String> {
    told.split_whitespace()
        .find(|word| word.len() == 19 && word.matches('-').count() == 3)
        .map(str::to_owned)
        .with_context(|| format!("no code: {told}"))
}

fn activation(code: String) -> [(&'static str, String); 4] {
    [
        ("codigo", code),
        ("contrasena", PHRASE.to_owned()),
        ("contrasena_otra_vez", PHRASE.to_owned()),
        ("compromiso", "si".to_owned()),
    ]
}

/// The first administrator comes in with the activation code, a second factor included.
///
/// # Errors
/// They cannot come in.
pub async fn administrator(port: u16, code: String) -> Result<Client> {
    let mut client = Client::connect(port).await?;
    let fields = activation(code);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    client.post("/activar/contrasena", &fields).await?;
    for _ in 0..5 {
        let home = client.get("/panel").await?;
        match home.location.as_deref() {
            None if home.status == 200 => return Ok(client),
            Some(place) if place.starts_with("/aviso") => {
                client.post("/aviso", &[("acepta", "si")]).await?;
            }
            Some(place) if place.starts_with("/segundo-paso/configurar") => {
                set_up_second_factor(&mut client).await?;
            }
            place => bail!("the administrator was sent to {place:?}"),
        }
    }
    bail!("the administrator never came in")
}

fn unix_time() -> Result<u64> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(since.as_secs())
}

async fn set_up_second_factor(client: &mut Client) -> Result<()> {
    let page = client.get("/segundo-paso/configurar").await?.body;
    let between = |start: &str| -> Result<String> {
        let (_, rest) = page.split_once(start).context("an odd page")?;
        Ok(rest.split('"').next().unwrap_or_default().to_owned())
    };
    let address = format!("otpauth://{}", between("otpauth://")?).replace("&#38;", "&");
    let address = address.replace("&amp;", "&");
    let sealed = between("name=\"preparacion\" value=\"")?;
    let factor = totp_rs::Totp::from_url(&address).context("an odd second factor")?;
    let code = factor.generate(unix_time()?).to_string();
    let fields = [("preparacion", sealed.as_str()), ("codigo", code.as_str())];
    let answer = client.post("/segundo-paso/configurar", &fields).await?;
    if answer.status != 200 {
        bail!("the second factor was answered {}", answer.status);
    }
    Ok(())
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
