//! `conoceles respaldo restaurar`: a backup becomes the data.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use app::backup::{BackupError, Card, Opener, Put, RestoreOrder, Shelf, own_identity, restore};
use app::ports::{Clock as _, SystemClock};
use domain::time::Instant;
use storage::{Location, Options, RuntimeRole, Store};
use web::words::count;

use super::listar::shelf;
use crate::addresses;
use crate::data_folder::{DataFolder, Replacement};
use crate::outcome::Outcome;
use crate::screen::Screen;

/// Which backup, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles respaldo restaurar --respaldos /mnt/respaldos/conoceles --datos datos \\
      --llaves datos-llaves
  conoceles respaldo restaurar 20240416T083000Z-1f2e --respaldos /mnt/respaldos/conoceles \\
      --datos datos --llaves datos-llaves --reemplazar --contra punto-2024-04-17.txt

Hacen falta las llaves del proceso (no están en el respaldo) y, si entre ellas no está «ensayo.llave», la llave \
privada de un destinatario (--identidad). Todo se arma y verifica junto a la carpeta; solo al final ocupa su lugar.

Lo hecho después del respaldo se pierde: el historial lo declara y abre una nueva época; todas las sesiones se \
cierran. Los puntos de control y acuses posteriores al respaldo lo mostrarán: avise a la auditoría.")]
pub struct Arguments {
    /// Nombre del respaldo; si no se indica, el último.
    #[arg(
        value_name = "RESPALDO",
        default_value = "ultimo",
        hide_default_value = true
    )]
    backup: String,
    /// Carpeta de los respaldos.
    #[arg(long = "respaldos", value_name = "DIR")]
    shelf: PathBuf,
    /// Carpeta de datos que se creará.
    #[arg(long = "datos", value_name = "DIR")]
    data: PathBuf,
    /// Carpeta de las llaves del proceso.
    #[arg(long = "llaves", value_name = "DIR")]
    keys: PathBuf,
    /// Archivo con una llave privada de age de los destinatarios; si no se indica, «ensayo.llave» de la carpeta de llaves.
    #[arg(long = "identidad", value_name = "ARCHIVO")]
    identity: Option<PathBuf>,
    /// Conserva aparte la carpeta de datos que ya existe y pone el respaldo en su lugar.
    #[arg(long = "reemplazar")]
    replace: bool,
    /// Punto de control guardado fuera: dice hasta dónde llegaba el historial que se pierde.
    #[arg(long = "contra", value_name = "PUNTO")]
    against: Option<PathBuf>,
    /// Dirección de una base nueva y vacía de PostgreSQL, con el papel de operación (también en CONOCELES_BASE).
    #[arg(long = "base", value_name = "URL", env = "CONOCELES_BASE", hide_env = true, value_parser = addresses::server)]
    server: Option<String>,
    /// La misma base, con el papel que será dueño de las tablas (también en CONOCELES_BASE_DUENA).
    #[arg(long = "base-duena", value_name = "URL", env = "CONOCELES_BASE_DUENA", hide_env = true,
          value_parser = addresses::server, requires = "server")]
    owner: Option<String>,
}

/// Restores it.
///
/// # Errors
/// What kept it from being restored; nothing was touched then.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let shelf = shelf(Some(&arguments.shelf), None)?;
    let backup = shelf.backup(&arguments.backup)?;
    let card = backup
        .card
        .ok_or_else(|| BackupError::Damaged("su ficha".to_owned()))?;
    let keys = existing_folder(&arguments.keys)?;
    let opener = match &arguments.identity {
        Some(file) => Opener::of_file(file)?,
        None if keys.join("ensayo.llave").exists() => Opener::of(own_identity(&keys)?),
        None => bail!(
            "en {} no está «ensayo.llave»: indique con --identidad la llave privada de uno de los destinatarios",
            keys.display()
        ),
    };
    let server = arguments.server(&card)?;
    let now = SystemClock::real().now();
    let stamp = now
        .in_zone(&jiff::tz::TimeZone::UTC)
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string();
    let replacement = Replacement::begin(&arguments.data, arguments.replace, &stamp)?;
    let put = arguments
        .put(
            &shelf,
            &card,
            &opener,
            &keys,
            server.as_ref(),
            &replacement,
            now,
        )
        .await;
    let put = match put {
        Ok(put) => put,
        Err(error) => {
            replacement.undo();
            return Err(error);
        }
    };
    let kept = replacement.put_in_place(server.map(|server| server.runtime), keys)?;
    arguments.tell(&card, &put, kept.as_deref(), screen)?;
    Ok(Outcome::Done)
}

/// A PostgreSQL database, new and empty.
struct NewBase {
    runtime: String,
    owner: String,
    role: RuntimeRole,
}

impl Arguments {
    fn server(&self, card: &Card) -> Result<Option<NewBase>> {
        match (card.engine.as_str(), &self.server, &self.owner) {
            ("sqlite", None, _) => Ok(None),
            ("sqlite", Some(_), _) => bail!(
                "el respaldo es de una base SQLite: restáurelo sin --base (quite también la variable CONOCELES_BASE)"
            ),
            (_, Some(runtime), Some(owner)) => Ok(Some(NewBase {
                role: addresses::runtime_role(runtime)?,
                runtime: runtime.clone(),
                owner: owner.clone(),
            })),
            _ => bail!(
                "el respaldo es de una base PostgreSQL: indique una base nueva y vacía con --base (papel de operación) y \
                 --base-duena (papel dueño)"
            ),
        }
    }

    /// The latest checkpoint of what is there now; none if nothing is, or if it cannot be read any more.
    async fn replaced_checkpoint(&self) -> Option<String> {
        let folder = DataFolder::open(&self.data).ok()?;
        let store = Store::open(&folder.location(), &Options::default())
            .await
            .ok()?;
        let latest = async { store.read().await.ok()?.latest_checkpoint().await.ok()? }.await;
        store.close().await;
        Some(latest?.note)
    }

    #[expect(clippy::too_many_arguments, reason = "what was found out before, once")]
    async fn put(
        &self,
        shelf: &Shelf,
        card: &Card,
        opener: &Opener,
        keys: &Path,
        server: Option<&NewBase>,
        replacement: &Replacement,
        now: Instant,
    ) -> Result<Put> {
        let against = match &self.against {
            None => None,
            Some(file) => Some(
                fs::read_to_string(file)
                    .with_context(|| format!("no se puede leer {}", file.display()))?,
            ),
        };
        let order = RestoreOrder {
            shelf,
            card,
            opener,
            data: replacement.path(),
            files: &replacement.files()?,
            owner: server.map_or_else(
                || replacement.location(),
                |server| Location::Postgres(server.owner.clone()),
            ),
            runtime: server.map(|server| {
                (
                    Location::Postgres(server.runtime.clone()),
                    server.role.clone(),
                )
            }),
            keys,
            against,
            replaced: self.replaced_checkpoint().await,
            now,
        };
        Ok(restore(&order, &|_| {}).await?)
    }

    fn tell(&self, card: &Card, put: &Put, kept: Option<&Path>, screen: &mut Screen) -> Result<()> {
        let data = self.data.display();
        screen.say(format_args!(
            "Restaurado: {} en {data}. {} y {} concuerdan con su historial.",
            card.id,
            count(put.records, "registro", "registros"),
            count(put.files, "archivo", "archivos"),
        ))?;
        if put.migrations > 0 {
            screen.say(format_args!(
                "La base se actualizó a esta versión del programa ({} migraciones).",
                put.migrations
            ))?;
        }
        screen.say(match &put.restored.lost {
            Some(lost) if lost.is_empty() => format!(
                "El historial declara la época {}: no se perdió ninguna entrada conocida.",
                put.restored.epoch
            ),
            Some(lost) => format!(
                "El historial declara la época {} y las entradas que se perdieron: de la {} a la {}.",
                put.restored.epoch,
                lost.start,
                lost.end - 1
            ),
            None => format!(
                "El historial declara la época {}. No se sabe qué se perdió después del respaldo: con --contra y un punto de \
                 control guardado fuera quedaría dicho.",
                put.restored.epoch
            ),
        })?;
        if let Some(kept) = kept {
            screen.say(format_args!(
                "La carpeta anterior se conserva en {}.",
                kept.display()
            ))?;
        }
        screen.say(format_args!(
            "Todas las sesiones se cerraron. Entregue a la auditoría el nuevo punto de control:\n\n{}\nPara atender: \
             conoceles serve --datos {data}",
            put.checkpoint
        ))?;
        Ok(())
    }
}

/// A folder that is there, from the root.
fn existing_folder(path: &Path) -> Result<PathBuf> {
    path.canonicalize()
        .with_context(|| format!("no se encontró la carpeta de llaves {}", path.display()))
}
