//! What whoever tries the demonstration is told: where it is, as whom to sign in, which codes to activate.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context as _, Result};
use demo::Story;
use domain::account::digest_code;
use serde::{Deserialize, Serialize};
use storage::{Location, Options, Store};
use web::words::count;

use crate::data_folder::DataFolder;
use crate::screen::Screen;

/// The password of every account of the demonstration. It opens nothing else.
pub const PASSWORD: &str = "demostracion-2024";
/// Where the tour is kept for the next start.
const FILE: &str = "demostracion.json";
/// Codes that are shown: enough to try, short enough to read.
const CODES_SHOWN: usize = 3;

/// What there is to try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tour {
    /// How many candidacies there are.
    pub candidacies: usize,
    users: Vec<User>,
    codes: Vec<Code>,
}

/// A user of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct User {
    login: String,
    role: String,
    shows: String,
}

/// An account that nobody has activated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Code {
    login: String,
    code: String,
}

impl Tour {
    /// The tour of a story.
    pub fn of(story: &Story<'_>) -> Self {
        let users = story.users().into_iter().map(|user| User {
            login: user.login,
            role: user.role.label().to_owned(),
            shows: user.what_it_shows,
        });
        let codes = story
            .waiting()
            .into_iter()
            .map(|(login, code)| Code { login, code });
        Self {
            candidacies: story.candidacies(),
            users: users.collect(),
            codes: codes.collect(),
        }
    }

    /// Keeps it in the folder.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).context("la guía no se pudo escribir")?;
        let path = folder.join(FILE);
        fs::write(&path, text).with_context(|| format!("no se pudo escribir {}", path.display()))
    }

    /// Reads it from the folder.
    ///
    /// # Errors
    /// The file is missing or not what was written.
    pub fn read(folder: &DataFolder) -> Result<Self> {
        let path = folder.path().join(FILE);
        let again = || {
            format!(
                "no se puede leer {}; borre la carpeta y repita para llenarla de nuevo",
                path.display()
            )
        };
        let text = fs::read_to_string(&path).with_context(again)?;
        serde_json::from_str(&text).with_context(again)
    }

    /// The tour without the codes that were used since.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn without_used_codes(mut self, location: &Location) -> Result<Self> {
        let store = Store::open(location, &Options::default()).await?;
        let mut unit = store.read().await?;
        let mut fresh = Vec::new();
        for code in self.codes {
            if fresh.len() < CODES_SHOWN
                && unit
                    .account_by_code(&digest_code(&code.code))
                    .await?
                    .is_some()
            {
                fresh.push(code);
            }
        }
        drop(unit);
        store.close().await;
        self.codes = fresh;
        Ok(self)
    }

    /// Tells it.
    ///
    /// # Errors
    /// The screen is closed.
    pub fn tell(
        &self,
        heading: &str,
        address: SocketAddr,
        folder: &Path,
        screen: &mut Screen,
    ) -> Result<()> {
        let candidacies = count(
            u64::try_from(self.candidacies).unwrap_or(u64::MAX),
            "candidatura",
            "candidaturas",
        );
        screen.say(format_args!(
            "\nDemostración: {heading}, con {candidacies}.\n\n  \
               Portal público:  http://{address}\n  \
               Panel:           http://{address}/entrar\n\n\
             Usuarios para entrar al panel. La contraseña de todos es  {PASSWORD}\n"
        ))?;
        let width = self
            .users
            .iter()
            .map(|user| user.login.chars().count())
            .max()
            .unwrap_or(0);
        for User { login, role, shows } in &self.users {
            screen.say(format_args!(
                "  {login:width$}  {role}\n  {:width$}  {shows}",
                ""
            ))?;
        }
        if !self.codes.is_empty() {
            screen.say(format_args!(
                "\nCódigos para probar la activación en http://{address}/activar\n"
            ))?;
            let width = self
                .codes
                .iter()
                .map(|code| code.login.chars().count())
                .max()
                .unwrap_or(0);
            for Code { login, code } in &self.codes {
                screen.say(format_args!("  {login:width$}  {code}"))?;
            }
        }
        screen.say(format_args!(
            "\nLos datos están en {}: bórrela para empezar de nuevo. Ctrl+C para detener.",
            folder.display()
        ))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tour_says_address_password_users_and_codes() {
        let tour = Tour {
            candidacies: 2_326,
            users: vec![User {
                login: "auditora".into(),
                role: "Auditoría".into(),
                shows: "Historial".into(),
            }],
            codes: vec![Code {
                login: "capturista.pan".into(),
                code: "BCDF-2345-GHJK-6789".into(),
            }],
        };
        let (mut screen, read) = Screen::in_memory();
        let address = ([127, 0, 0, 1], 8_080).into();
        tour.tell("IECM", address, Path::new("datos-demo-cdmx"), &mut screen)
            .unwrap();
        for expected in [
            "IECM, con 2,326 candidaturas",
            "http://127.0.0.1:8080",
            PASSWORD,
            "auditora  Auditoría",
            "BCDF-2345-GHJK-6789",
            "datos-demo-cdmx",
        ] {
            assert!(read.out().contains(expected), "{expected}: {}", read.out());
        }
    }
}
