//! `conoceles init`: an institute starts for real.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use app::PublicAddress;
use app::accounts::Issued;
use app::ports::SystemClock;
use domain::profile::Profile;

use super::perfil;
use crate::addresses;
use crate::data_folder::{DataFolder, Occupant};
use crate::founding::{self, Plan, Server};
use crate::outcome::Outcome;
use crate::profile_check;
use crate::profile_source::ProfileSource;
use crate::screen::Screen;

/// What to found, and where.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles init --perfil ./mi-instituto --datos /srv/conoceles/datos
  conoceles init --perfil dgo --datos datos --llaves /media/llaves \\
      --base postgres://operacion@servidor/conoceles \\
      --base-duena postgres://duena@servidor/conoceles

No sobrescribe nada. Sobre una carpeta que ya tiene un proceso, solo actualiza su base de datos si la \
versión del programa es más nueva.")]
pub struct Arguments {
    /// Carpeta del perfil, o el nombre de uno incluido (dgo, cdmx).
    #[arg(long = "perfil", value_name = "RUTA")]
    profile: ProfileSource,
    /// Carpeta de datos que se creará.
    #[arg(long = "datos", value_name = "DIR")]
    folder: PathBuf,
    /// Carpeta de las llaves, fuera de la de datos; si no se indica, junto a ella: DIR-llaves.
    #[arg(long = "llaves", value_name = "DIR")]
    keys: Option<PathBuf>,
    /// Dirección del sitio para quien lo usará, como https://conoceles.mi-instituto.mx: la llevan cartas, códigos QR,
    /// acuses y calendarios. Se guarda en conoceles.toml y ahí se puede cambiar.
    #[arg(long = "direccion-publica", value_name = "URL", value_parser = addresses::outside)]
    outside: Option<PublicAddress>,
    /// Dirección de PostgreSQL con el papel de operación; si no se indica, la base es un archivo en la carpeta de datos
    /// (también en la variable CONOCELES_BASE).
    #[arg(long = "base", value_name = "URL", env = "CONOCELES_BASE", hide_env = true, value_parser = addresses::server)]
    server: Option<String>,
    /// Dirección de PostgreSQL con el papel dueño de las tablas, que solo se usa aquí y no se guarda
    /// (también en la variable CONOCELES_BASE_DUENA).
    #[arg(long = "base-duena", value_name = "URL", env = "CONOCELES_BASE_DUENA", hide_env = true,
          value_parser = addresses::server, requires = "server")]
    owner: Option<String>,
}

/// Founds the process.
///
/// # Errors
/// What kept it from being founded; nothing remains of it then.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    arguments.profile.check_exists()?;
    let profile = match profile_check::checked(&arguments.profile) {
        Ok(profile) => Arc::new(profile),
        Err(problems) => {
            perfil::tell(&problems, screen)?;
            screen.warn("El perfil tiene errores, así que no se creó nada.");
            return Ok(Outcome::MistakesFound);
        }
    };
    let server = arguments.server()?;
    let shown = arguments.folder.display();
    match Occupant::of(&arguments.folder)? {
        Occupant::Nobody => {}
        Occupant::Process(folder) => return update(&folder, server.as_ref(), screen).await,
        Occupant::Unfinished { .. } => bail!(
            "la carpeta {shown} quedó a medias en una ejecución anterior que se interrumpió. Bórrela junto con su \
             carpeta de llaves y repita; no contiene ningún proceso"
        ),
        Occupant::Others => {
            bail!("la carpeta {shown} tiene otros archivos. Indique una vacía o que no exista")
        }
    }
    let plan = Plan {
        folder: &arguments.folder,
        keys: arguments.keys_folder()?,
        source: &arguments.profile,
        profile: Arc::clone(&profile),
        server,
        outside: arguments.outside.clone(),
        demonstration: false,
    };
    let founded = founding::found(&plan, Arc::new(SystemClock::real())).await?;
    // From here on the keys sign a history that exists: whatever fails now, nothing is removed.
    let (folder, _) = founded.unfinished.complete()?;
    welcome(&folder, &profile, &founded.issued, screen)?;
    Ok(Outcome::Done)
}

/// A process that is there: its database is brought to this program's version, and that is all.
async fn update(
    folder: &DataFolder,
    server: Option<&Server>,
    screen: &mut Screen,
) -> Result<Outcome> {
    let shown = folder.path().display();
    match founding::prepare(&folder.location(), server, &SystemClock::real()).await? {
        0 => bail!(
            "la carpeta {shown} ya tiene el proceso «{}»: no se vuelve a fundar. Para atenderlo: conoceles serve \
             --datos {shown}",
            folder.settings().process
        ),
        applied => screen.say(format_args!(
            "La base de datos de {shown} se actualizó a esta versión del programa ({applied} migraciones)."
        ))?,
    }
    Ok(Outcome::Done)
}

impl Arguments {
    fn server(&self) -> Result<Option<Server>> {
        let Some(runtime) = self.server.clone() else {
            return Ok(None);
        };
        let Some(owner) = self.owner.clone() else {
            bail!(
                "falta --base-duena: las tablas las crea su papel dueño, y el programa trabaja con otro que no puede \
                 alterar el historial"
            );
        };
        let role = addresses::runtime_role(&runtime)?;
        Ok(Some(Server {
            runtime,
            owner,
            role,
        }))
    }

    /// Where the keys go, as the settings will say it: beside the data, so that both can move together, or at the
    /// place that was given.
    fn keys_folder(&self) -> Result<PathBuf> {
        let folder = absolute(&self.folder)?;
        let Some(given) = &self.keys else {
            let Some(name) = folder.file_name() else {
                bail!("la carpeta de datos no puede ser la raíz del disco");
            };
            return Ok(Path::new("..").join(format!("{}-llaves", name.to_string_lossy())));
        };
        let keys = absolute(given)?;
        if keys.starts_with(&folder) {
            bail!(
                "las llaves van fuera de la carpeta de datos: quien copie los datos no debe llevarse las llaves"
            );
        }
        Ok(keys)
    }
}

/// A path from the root, without `.` and `..`, also of a folder that does not exist yet.
fn absolute(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path)
        .with_context(|| format!("no se entiende la ruta {}", path.display()))?;
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    // A link on the way would hide that one folder is inside the other.
    let existing = plain
        .ancestors()
        .find(|ancestor| ancestor.exists())
        .unwrap_or(&plain);
    let real = existing
        .canonicalize()
        .with_context(|| format!("no se puede leer {}", existing.display()))?;
    let rest = plain.strip_prefix(existing).unwrap_or(Path::new(""));
    Ok(if rest.as_os_str().is_empty() {
        real
    } else {
        real.join(rest)
    })
}

fn welcome(
    folder: &DataFolder,
    profile: &Profile,
    issued: &Issued,
    screen: &mut Screen,
) -> Result<()> {
    let data = folder.path().display();
    let activation = match &folder.settings().outside {
        Some(outside) => outside.page("/activar"),
        None => "http://127.0.0.1:8080/activar".to_owned(),
    };
    screen.say(format_args!(
        "Listo: {}, {}.\n\n  \
           Datos:   {data}\n  \
           Llaves:  {}\n           Respáldelas aparte de los datos: sin ellas no se puede seguir firmando el historial.\n",
        profile.institute.short_name,
        profile.process.name,
        shown_keys(folder).display(),
    ))?;
    screen.say(format_args!(
        "Primera cuenta de administración\n\n  \
           Usuario:               {}\n  \
           Código de activación:  {}\n\n\
         El código se muestra solo esta vez, sirve una vez y vence en {} días.\n\n\
         Para seguir:\n  \
           1. conoceles serve --datos {data}\n  \
           2. abra {activation} y escriba el código\n  \
           3. conoceles registro plantilla --datos {data} --salida registro.csv",
        issued.account.login,
        issued.code.as_str(),
        domain::account::CODE_DAYS,
    ))?;
    Ok(())
}

/// The folder of the keys without the way through the data folder.
fn shown_keys(folder: &DataFolder) -> PathBuf {
    let keys = folder.keys();
    keys.canonicalize().unwrap_or(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(folder: PathBuf, keys: Option<PathBuf>) -> Arguments {
        Arguments {
            profile: ProfileSource::Included("dgo".into()),
            folder,
            keys,
            outside: None,
            server: None,
            owner: None,
        }
    }

    #[test]
    fn keys_go_beside_the_data_unless_a_place_is_given() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("datos");
        let beside = arguments(folder.clone(), None).keys_folder().unwrap();
        assert_eq!(beside, Path::new("../datos-llaves"));
        let given = arguments(folder, Some(place.path().join("llaves")))
            .keys_folder()
            .unwrap();
        assert_eq!(given, place.path().canonicalize().unwrap().join("llaves"));
    }

    #[test]
    fn keys_inside_the_data_are_refused_by_whatever_way() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("datos");
        std::fs::create_dir(&folder).unwrap();
        let mut ways = vec![
            folder.join("llaves"),
            place.path().join("otra/../datos/llaves"),
            folder.clone(),
        ];
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&folder, place.path().join("atajo")).unwrap();
            ways.push(place.path().join("atajo/llaves"));
        }
        for way in ways {
            assert!(
                arguments(folder.clone(), Some(way.clone()))
                    .keys_folder()
                    .is_err(),
                "{}",
                way.display()
            );
        }
    }

    #[test]
    fn a_server_needs_its_owner_to_be_prepared() {
        let mut arguments = arguments("datos".into(), None);
        arguments.server = Some("postgres://operacion@servidor/base".into());
        let error = arguments
            .server()
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert!(error.contains("--base-duena"), "{error}");
        arguments.owner = Some("postgres://duena@servidor/base".into());
        assert!(arguments.server().unwrap().is_some());
    }
}
