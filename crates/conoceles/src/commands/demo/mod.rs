//! `conoceles demo`: the whole system with an invented process, one command after a clone.

mod fill;
mod portraits;
mod tour;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use domain::profile::Profile;
use web::Reached;

use self::tour::Tour;
use super::perfil;
use crate::addresses;
use crate::data_folder::{self, DataFolder, Occupant};
use crate::installed::{Opened, Place};
use crate::outcome::Outcome;
use crate::profile_check;
use crate::profile_source::ProfileSource;
use crate::screen::Screen;
use crate::serving;

/// Which process, how large and where.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles demo
  conoceles demo --perfil cdmx --puerto 8081
  conoceles demo --candidaturas 20000 --datos datos-grandes

La primera vez llena el proceso con personas y textos inventados; después usa los mismos datos y su reloj \
sigue donde se quedó. Para empezar de nuevo, borre la carpeta de datos.")]
pub struct Arguments {
    /// Carpeta de un perfil, o el nombre de uno incluido: dgo (Durango, si no se indica) o cdmx (Ciudad de México).
    #[arg(
        long = "perfil",
        value_name = "PERFIL",
        default_value = "dgo",
        hide_default_value = true
    )]
    profile: ProfileSource,
    /// Carpeta de datos; si no se indica, datos-demo-PERFIL en la carpeta actual.
    #[arg(long = "datos", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Puerto; si no se indica, 8080.
    #[arg(long = "puerto", value_name = "N", value_parser = addresses::port,
          default_value = "8080", hide_default_value = true)]
    port: u16,
    /// Cuántas candidaturas; si no se indica, las de un proceso como el del perfil.
    #[arg(long = "candidaturas", value_name = "N", value_parser = candidacies)]
    candidacies: Option<usize>,
}

/// Most candidacies of a demonstration: five times the largest register of the goals.
const MOST_CANDIDACIES: usize = 100_000;

fn candidacies(text: &str) -> Result<usize, String> {
    let number = text.parse().unwrap_or(0);
    if (1..=MOST_CANDIDACIES).contains(&number) {
        Ok(number)
    } else {
        Err("escriba un número de 1 a 100000".to_owned())
    }
}

/// Fills the process if it is not there yet, and serves it.
///
/// # Errors
/// The port or the folder cannot be used.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    arguments.profile.check_exists()?;
    let profile = match profile_check::checked(&arguments.profile) {
        Ok(profile) => Arc::new(profile),
        Err(problems) => {
            perfil::tell(&problems, screen)?;
            return Ok(Outcome::MistakesFound);
        }
    };
    // Before the filling, so that nobody waits for it only to learn that the port is taken.
    let listener = serving::listen(
        ([127, 0, 0, 1], arguments.port).into(),
        "conoceles demo --puerto N",
    )
    .await?;
    let address = listener
        .local_addr()
        .context("no se sabe en qué dirección se atiende")?;
    let (folder, taken) = arguments.filled(&profile, screen).await?;
    let keys = folder.keys();
    let Opened { app, .. } = Place {
        location: folder.location(),
        keys,
        folder: folder.clone(),
    }
    .open()
    .await?;
    let app = Arc::new(app);
    let tour = Tour::read(&folder)?
        .without_used_codes(&folder.location())
        .await?;
    let reached = Reached {
        ribbon: Some(serving::ribbon(&app.profile, app.now())),
        ..Reached::default()
    };
    let heading = format!(
        "{}, {}",
        app.profile.institute.short_name, app.profile.process.name
    );
    serving::serve(app, listener, reached, || {
        tour.tell(&heading, address, folder.path(), screen)
    })
    .await?;
    drop(taken);
    screen.say("Demostración detenida. Los datos quedan para la próxima vez.")?;
    Ok(Outcome::Done)
}

impl Arguments {
    fn folder(&self) -> PathBuf {
        let named = || PathBuf::from(format!("datos-demo-{}", self.profile.short_name()));
        self.folder.clone().unwrap_or_else(named)
    }

    /// The folder with its demonstration, filled now if need be, and taken for this program alone.
    async fn filled(
        &self,
        profile: &Arc<Profile>,
        screen: &mut Screen,
    ) -> Result<(DataFolder, Option<File>)> {
        let path = self.folder();
        match Occupant::of(&path)? {
            Occupant::Nobody => {}
            Occupant::Process(folder) => {
                let taken = data_folder::take(&path)?;
                self.check_same(&folder, profile, screen)?;
                fill::update(&folder).await?;
                return Ok((folder, Some(taken)));
            }
            Occupant::Unfinished { worthless: true } => {
                data_folder::discard(&path)?;
                screen
                    .warn("La vez anterior se interrumpió antes de terminar: se empieza de nuevo.");
            }
            Occupant::Unfinished { worthless: false } | Occupant::Others => bail!(
                "la carpeta {} tiene otros archivos. Indique una vacía o que no exista: --datos DIR",
                path.display()
            ),
        }
        fill::fill(
            &path,
            &self.profile,
            Arc::clone(profile),
            self.candidacies,
            screen,
        )
        .await
    }

    /// That the folder has the demonstration that was asked for.
    fn check_same(
        &self,
        folder: &DataFolder,
        profile: &Profile,
        screen: &mut Screen,
    ) -> Result<()> {
        let (shown, settings) = (folder.path().display(), folder.settings());
        if !settings.demonstration {
            bail!(
                "{shown} tiene el proceso real «{}», no una demostración. Use otra carpeta: --datos DIR",
                settings.process
            );
        }
        let asked = profile.process.key.as_str();
        if settings.institute != profile.institute.key.as_str() || settings.process != asked {
            bail!(
                "{shown} tiene la demostración de «{}», y se pidió la de «{asked}». Use otra carpeta con --datos, o \
                 borre esta",
                settings.process
            );
        }
        if Profile::load(&folder.profile()).is_ok_and(|frozen| frozen.hash() != profile.hash()) {
            screen.warn(format_args!(
                "El perfil cambió después de llenar {shown}: se muestra como estaba. Para verlo como es ahora, borre la \
                 carpeta."
            ));
        }
        let has = Tour::read(folder)?.candidacies;
        if self.candidacies.is_some_and(|asked| asked != has) {
            screen.warn(format_args!(
                "{shown} ya está llena con {has} candidaturas, y se usa así. Para otra cantidad use otra carpeta con \
                 --datos, o borre esta."
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[rstest::rstest]
    #[case("1", Some(1))]
    #[case("20000", Some(20_000))]
    #[case("0", None)]
    #[case("100001", None)]
    #[case("mil", None)]
    fn a_demonstration_has_a_sensible_number_of_candidacies(
        #[case] text: &str,
        #[case] expected: Option<usize>,
    ) {
        assert_eq!(candidacies(text).ok(), expected);
    }

    #[test]
    fn each_profile_has_a_folder_of_its_own() {
        let arguments = |profile: &str| Arguments {
            profile: profile.parse().unwrap(),
            folder: None,
            port: 8080,
            candidacies: None,
        };
        assert_eq!(arguments("dgo").folder(), Path::new("datos-demo-dgo"));
        assert_eq!(
            arguments("/x/mi-instituto").folder(),
            Path::new("datos-demo-mi-instituto")
        );
    }
}
