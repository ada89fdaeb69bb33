//! `conoceles cuentas lote`: many accounts at once, none of them twice (DGO 10 and 11, CDMX 11 and 12).

use anyhow::{Result, bail};
use app::App;
use app::accounts::{BatchKind, BatchOrder, BatchPlan, Custody};
use domain::key::{AgreementKey, PartyKey};
use web::words::count;

use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::screen::Screen;

/// Which accounts, and in which process.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles cuentas lote --datos datos --crear representaciones --crear independientes
  conoceles cuentas lote --datos datos --crear candidaturas --partido pan --ensayo
  conoceles cuentas lote --datos datos --crear representaciones --convenio sigamos

Repetirlo no crea cuentas dobles. Los códigos no se muestran aquí: haga las cartas en el panel, en «Cuentas». \
Queda en el historial como acto del sistema.")]
pub struct Arguments {
    #[command(flatten)]
    installed: Installed,
    /// Qué cuentas: representaciones, candidaturas, independientes o supervision; puede repetirse.
    #[arg(long = "crear", value_name = "CUENTAS", required = true, value_parser = kind)]
    kinds: Vec<BatchKind>,
    /// Solo de un partido, por su clave en el perfil.
    #[arg(long = "partido", value_name = "CLAVE", conflicts_with = "agreement")]
    party: Option<PartyKey>,
    /// Solo de los integrantes de un convenio y de las candidaturas que postula, por su clave.
    #[arg(long = "convenio", value_name = "CLAVE")]
    agreement: Option<AgreementKey>,
    /// Dice cuántas cuentas se crearían, sin crear ninguna.
    #[arg(long = "ensayo")]
    rehearse: bool,
}

fn kind(text: &str) -> Result<BatchKind, String> {
    BatchKind::from_key(text).ok_or_else(|| {
        let keys = BatchKind::ALL.map(BatchKind::key);
        format!("elija entre: {}", keys.join(", "))
    })
}

/// Makes the accounts.
///
/// # Errors
/// The order names what there is not; what was made before a failure stays.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let app = arguments.installed.open().await?;
    arguments.check(&app)?;
    let order = BatchOrder {
        kinds: arguments.kinds.iter().copied().collect(),
        party: arguments.party.clone(),
        agreement: arguments.agreement.clone(),
    };
    let plan = app.plan_batch_as_system(&order).await?;
    tell(&app, &plan, screen)?;
    if arguments.rehearse {
        screen.say("No se creó ninguna: es un ensayo.")?;
        return Ok(Outcome::Done);
    }
    let mut progress = Progress::on(screen);
    let outcome = app
        .make_batch_as_system(&order, |done, total| {
            progress.at("Creando cuentas", done as u64, total as u64);
        })
        .await;
    progress.finish();
    let outcome = outcome?;
    app.sign_what_was_written().await?;
    screen.say(format_args!(
        "Se crearon {}; {} ya existían.",
        count(outcome.made as u64, "cuenta", "cuentas"),
        outcome.existing
    ))?;
    Ok(Outcome::Done)
}

/// What the batch would make, line by line.
fn tell(app: &App, plan: &BatchPlan, screen: &mut Screen) -> Result<()> {
    for line in &plan.lines {
        let party = line
            .party
            .as_ref()
            .and_then(|party| app.profile.party(party));
        let of = party.map_or_else(String::new, |party| format!(", {}", party.initials));
        screen.say(format_args!(
            "{}{of}: por crear {}, ya existen {}",
            line.kind.role().label(),
            line.to_make,
            line.existing
        ))?;
    }
    Ok(())
}

impl Arguments {
    /// Whether the institute makes these accounts, and party and agreement exist.
    fn check(&self, app: &App) -> Result<()> {
        let possible = app.batch_kinds(&Custody::Process);
        if let Some(kind) = self.kinds.iter().find(|kind| !possible.contains(kind)) {
            bail!(
                "en este instituto no se crean cuentas de «{}» en lote: las administra el partido o el papel no se usa",
                kind.key()
            );
        }
        if let Some(party) = &self.party
            && app.profile.party(party).is_none()
        {
            bail!("el partido «{party}» no está en el perfil");
        }
        if let Some(agreement) = &self.agreement
            && app.current().agreement(agreement).is_none()
        {
            bail!("el convenio «{agreement}» no está registrado");
        }
        Ok(())
    }
}
