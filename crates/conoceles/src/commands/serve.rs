//! `conoceles serve`: the site of an institute's process.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use app::PublicAddress;
use app::backup::{BackupError, BackupPlan, Warning};
use ipnet::IpNet;
use storage::{Options, Store};
use web::Reached;
use web::http::Proxies;
use web::words::{Calendar, count};

use crate::addresses;
use crate::installed::{Installed, Opened, Place};
use crate::logging::{Form, Level};
use crate::outcome::Outcome;
use crate::screen::Screen;
use crate::serving;

/// Which process, and how it is reached.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles serve --datos datos
  conoceles serve --datos datos --direccion 0.0.0.0:8080 --proxy-de-confianza 10.0.0.0/8 \\
      --direccion-publica https://conoceles.mi-instituto.mx

Antes de atender verifica el historial desde su último punto de control. Si encuentra una falla la dice y \
atiende de todos modos: cerrar el portal en plena elección haría más daño, y las pruebas quedan como están.

Para detenerlo: Ctrl+C, o la señal TERM; lo que está en curso termina.")]
pub struct Arguments {
    #[command(flatten)]
    installed: Installed,
    /// Dirección y puerto en que se atiende; si no se indica, 127.0.0.1:8080.
    #[arg(long = "direccion", value_name = "IP:PUERTO", value_parser = addresses::socket,
          default_value = "127.0.0.1:8080", hide_default_value = true)]
    address: SocketAddr,
    /// Dirección del sitio para quien lo usa: la llevan cartas, códigos QR, acuses y calendarios; si no se indica, la de
    /// conoceles.toml (también en la variable CONOCELES_DIRECCION_PUBLICA).
    #[arg(long = "direccion-publica", value_name = "URL", value_parser = addresses::outside,
          env = "CONOCELES_DIRECCION_PUBLICA", hide_env = true)]
    outside: Option<PublicAddress>,
    /// Las personas llegan por HTTPS (lo da un proxy): las cookies lo exigen; sobra si la dirección pública es https.
    #[arg(long = "https")]
    https: bool,
    /// Red de un proxy al que se le cree de dónde viene cada solicitud; puede repetirse.
    #[arg(long = "proxy-de-confianza", value_name = "RED", value_parser = addresses::network)]
    proxies: Vec<IpNet>,
    /// Carpeta de los respaldos, si no es la que dijo «conoceles respaldo configurar».
    #[arg(long = "respaldos", value_name = "DIR")]
    backups: Option<PathBuf>,
    /// Cuánto se registra: error, aviso, info o detalle; si no se indica, info (también en la variable CONOCELES_LOG).
    #[arg(
        long = "nivel-log",
        value_name = "NIVEL",
        env = "CONOCELES_LOG",
        hide_env = true,
        value_enum,
        default_value = "info",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub level: Level,
    /// Cómo se registra: texto o json (también en la variable CONOCELES_LOG_FORMATO).
    #[arg(
        long = "formato-log",
        value_name = "FORMA",
        env = "CONOCELES_LOG_FORMATO",
        hide_env = true,
        value_enum,
        default_value = "texto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub form: Form,
}

/// Serves until it is told to stop.
///
/// # Errors
/// The process cannot be opened, or the address cannot be used.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let place = arguments.installed.find()?;
    let listener = serving::listen(arguments.address, "--direccion IP:PUERTO").await?;
    let address = listener
        .local_addr()
        .context("no se sabe en qué dirección se atiende")?;
    // Held until the end: a restoration must not take the folder away from under who works in it.
    let _shared = place.folder.share()?;
    let Opened { app, demonstration } = place.open().await?;
    let app = match (&arguments.backups, BackupPlan::of(place.folder.path())?) {
        (Some(folder), Some(plan)) => {
            let folder = folder.clone();
            app.with_backups(place.backups(BackupPlan { folder, ..plan }))
        }
        (Some(_), None) => return Err(BackupError::NotConfigured.into()),
        (None, _) => app,
    };
    warn_of_backups(&app).await?;
    verify_tail(&place, &app, screen).await?;
    let app = Arc::new(match &arguments.outside {
        Some(outside) => app.reached_at(Some(outside.clone())),
        None => app,
    });
    if app.public_address().is_none() && !demonstration {
        tracing::warn!(
            "AVISO: no hay una dirección pública configurada, así que cartas, códigos QR y calendarios llevan la de quien \
             los pide. Indíquela con --direccion-publica, o en {}: direccion_publica = \"https://…\"",
            place.folder.settings_file().display()
        );
    }
    let reached = Reached {
        secure: arguments.https,
        proxies: Proxies::new(arguments.proxies.clone()),
        ribbon: demonstration.then(|| serving::ribbon(&app.profile, app.now())),
    };
    let institute = app.profile.institute.short_name.clone();
    serving::serve(app, listener, reached, || {
        screen.say(format_args!(
            "{institute}: se atiende en http://{address}  (Ctrl+C para detener)"
        ))?;
        Ok(())
    })
    .await?;
    screen.say("Servicio detenido. Todo lo guardado está a salvo.")?;
    Ok(Outcome::Done)
}

/// Tells whoever starts the program that nobody would get the data back. Into the log, whose form a machine may rely on.
async fn warn_of_backups(app: &app::App) -> Result<()> {
    match app.backup_warning().await? {
        None => {}
        Some(Warning::NotConfigured) => tracing::warn!(
            "ATENCIÓN: no hay respaldos automáticos, y deben hacerse al menos cada semana. Configúrelos con: conoceles \
             respaldo configurar --ayuda"
        ),
        Some(Warning::Overdue(since)) => tracing::warn!(
            "ATENCIÓN: no hay un respaldo comprobado desde el {}. Revise la página de operación del panel, o ejecute: \
             conoceles respaldo crear --ayuda",
            Calendar::of(&app.profile).moment(since)
        ),
    }
    Ok(())
}

/// Verifies what the history holds since its latest checkpoint (decision 4), and tells loudly what is wrong.
async fn verify_tail(place: &Place, app: &app::App, screen: &mut Screen) -> Result<()> {
    let store = Store::open(&place.location, &Options::default()).await?;
    let report = storage::verify(&store, &app.keys().signer().verifier_key(), true, None).await;
    store.close().await;
    let report = report.context("no se pudo verificar el historial")?;
    for fault in &report.faults {
        tracing::error!(fault, "the activity history does not verify");
    }
    if report.is_sound() {
        return Ok(());
    }
    let faults = u64::try_from(report.faults.len())
        .unwrap_or(u64::MAX)
        .saturating_add(report.more_faults);
    screen.warn(format_args!(
        "ATENCIÓN: el historial de actividad no verifica ({}). Se atiende de todos modos. Conserve una copia de la \
         carpeta de datos y ejecute: conoceles bitacora verificar --datos {}",
        count(faults, "falla", "fallas"),
        place.folder.path().display()
    ));
    Ok(())
}
