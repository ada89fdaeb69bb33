//! `conoceles respaldo configurar`: what the institute decides about its backups.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use app::backup::{BackupPlan, Hour, Keep, Shelf, default_hour, recipient};
use web::words::count;

use crate::addresses;
use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::screen::Screen;

/// What is decided; what is not said stays as it was.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles respaldo configurar --datos datos --respaldos /mnt/respaldos/conoceles \\
      --destinatario age1… --destinatario age1…
  conoceles respaldo configurar --datos datos --hora 03:15 --semanales 8

Lo que no se indica queda como estaba. Si el programa está en servicio, toma los cambios al reiniciarse.")]
pub struct Arguments {
    #[command(flatten)]
    installed: Installed,
    /// Carpeta de los respaldos; mejor en otro disco o en otra máquina.
    #[arg(long = "respaldos", value_name = "DIR")]
    shelf: Option<PathBuf>,
    /// Llave pública de age para la que se cifran; puede repetirse, y toma el lugar de las anteriores.
    #[arg(long = "destinatario", value_name = "LLAVE")]
    recipients: Vec<String>,
    /// Hora del respaldo diario, en la zona del instituto; si nunca se indica, 02:30.
    #[arg(long = "hora", value_name = "HH:MM")]
    hour: Option<Hour>,
    /// Con PostgreSQL: base vacía en la que se ensaya cada respaldo, con el papel que es su dueño.
    #[arg(long = "base-ensayo", value_name = "URL", value_parser = addresses::server)]
    trial: Option<String>,
    /// De cuántos días se conserva un respaldo; si nunca se indica, 7.
    #[arg(long = "diarios", value_name = "N")]
    daily: Option<u16>,
    /// De cuántas semanas; si nunca se indica, 5.
    #[arg(long = "semanales", value_name = "N")]
    weekly: Option<u16>,
    /// De cuántos meses; si nunca se indica, 12.
    #[arg(long = "mensuales", value_name = "N")]
    monthly: Option<u16>,
}

/// Keeps what was decided.
///
/// # Errors
/// A folder that does not serve, a key that is none.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let place = arguments.installed.find()?;
    let data = place.folder.path();
    let before = BackupPlan::of(data)?;
    let plan = arguments.plan(before)?;
    plan.recipients()?;
    let inside = |folder: &std::path::Path| -> Result<PathBuf> {
        std::path::absolute(folder)
            .with_context(|| format!("no se entiende la ruta {}", folder.display()))
    };
    let (folder, around) = (inside(&plan.folder)?, inside(data)?);
    if folder.starts_with(&around) || folder.starts_with(inside(&place.keys)?) {
        bail!(
            "los respaldos van fuera de la carpeta de datos y de la de llaves: si se pierde ese disco, se perderían con ella"
        );
    }
    let plan = BackupPlan { folder, ..plan };
    if let Some(trial) = &plan.trial {
        let trial = storage::Location::Postgres(trial.clone());
        if storage::is_same_database(&place.location, &trial) {
            return Err(app::backup::BackupError::TrialIsReal.into());
        }
    }
    let origin = place.open().await?.app.origin().to_owned();
    let shelf = Shelf::found(&plan.folder, &origin)?;
    plan.write(data)?;
    let Keep {
        daily,
        weekly,
        monthly,
    } = plan.keep;
    screen.say(format_args!(
        "Respaldos configurados.\n\n  Carpeta:        {}\n  Hora:           todos los días a las {}\n  Se cifran para: {}\n  \
         Se conservan:   {daily} días, {weekly} semanas y {monthly} meses\n\nSi el programa está en servicio, reinícielo. \
         Haga el primero con:\n  conoceles respaldo crear --datos {}",
        shelf.path().display(),
        plan.hour,
        count(plan.recipients.len() as u64, "llave pública", "llaves públicas"),
        data.display(),
    ))?;
    Ok(Outcome::Done)
}

impl Arguments {
    fn plan(&self, before: Option<BackupPlan>) -> Result<BackupPlan> {
        let folder = self
            .shelf
            .clone()
            .or_else(|| before.as_ref().map(|plan| plan.folder.clone()))
            .context("falta --respaldos: la carpeta donde van")?;
        let kept = before.as_ref().map(|plan| plan.keep).unwrap_or_default();
        let recipients = if self.recipients.is_empty() {
            before.as_ref().map(|plan| plan.recipients.clone())
        } else {
            Some(self.recipients.clone())
        };
        let recipients = recipients.unwrap_or_default();
        for key in &recipients {
            recipient(key)?;
        }
        let hour = before.as_ref().map_or_else(default_hour, |plan| plan.hour);
        Ok(BackupPlan {
            folder,
            hour: self.hour.unwrap_or(hour),
            recipients,
            trial: self
                .trial
                .clone()
                .or_else(|| before.and_then(|plan| plan.trial)),
            keep: Keep {
                daily: self.daily.unwrap_or(kept.daily),
                weekly: self.weekly.unwrap_or(kept.weekly),
                monthly: self.monthly.unwrap_or(kept.monthly),
            },
        })
    }
}
