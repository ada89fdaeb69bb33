//! `conoceles cuentas crear`: an account, with the code that activates it.

use anyhow::{Result, anyhow, bail};
use app::App;
use app::accounts::NewAccount;
use domain::account::{CODE_DAYS, Role, Seat};
use domain::id::CandidacyId;
use domain::key::PartyKey;

use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::screen::Screen;

/// Whose account, and in which process.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplos:
  conoceles cuentas crear --datos datos --papel validadora --nombre \"Rosa Modelo Paz\"
  conoceles cuentas crear --datos datos --papel supervisora --partido pan \\
      --nombre \"Ana Ejemplo Ruiz\"
  conoceles cuentas crear --datos datos --papel independiente --candidatura IND-001 \\
      --nombre \"Luis Muestra Gil\"

Lo habitual es crear las cuentas en el panel; esto sirve para las primeras, o cuando nadie puede entrar. \
Queda en el historial como acto del sistema.")]
pub struct Arguments {
    #[command(flatten)]
    installed: Installed,
    /// Papel: administradora, auditora, validadora, representacion, supervisora, capturista, candidatura o independiente.
    #[arg(long = "papel", value_name = "PAPEL")]
    role: Role,
    /// Partido, por su clave en el perfil: para representacion, supervisora y capturista.
    #[arg(long = "partido", value_name = "CLAVE", conflicts_with = "candidacy")]
    party: Option<PartyKey>,
    /// Candidatura, por su clave en el registro: para candidatura e independiente.
    #[arg(long = "candidatura", value_name = "CLAVE")]
    candidacy: Option<String>,
    /// Nombre de la persona o área que tendrá la cuenta.
    #[arg(long = "nombre", value_name = "NOMBRE")]
    holder: String,
}

/// Creates the account.
///
/// # Errors
/// The account cannot be; nothing is written then.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let app = arguments.installed.open().await?;
    let seat = arguments.seat(&app).await?;
    let issued = app
        .issue_account_as_system(NewAccount {
            holder: arguments.holder.clone(),
            contact: None,
            seat,
        })
        .await?;
    app.sign_what_was_written().await?;
    let page = app.public_address().map_or_else(
        || "/activar del sitio".to_owned(),
        |address| address.page("/activar"),
    );
    screen.say(format_args!(
        "Cuenta creada: {}\n\n  \
           Usuario:               {}\n  \
           Código de activación:  {}\n\n\
         El código se muestra solo esta vez, sirve una vez y vence en {CODE_DAYS} días. La persona lo escribe en la \
         página {page}.",
        arguments.role.label(),
        issued.account.login,
        issued.code.as_str(),
    ))?;
    Ok(Outcome::Done)
}

impl Arguments {
    /// The seat that role, party and candidacy make.
    async fn seat(&self, app: &App) -> Result<Seat> {
        let alone = |seat| match (&self.party, &self.candidacy) {
            (None, None) => Ok(seat),
            _ => Err(anyhow!(
                "el papel «{}» no lleva --partido ni --candidatura",
                self.role
            )),
        };
        match self.role {
            Role::Administrator => alone(Seat::Administrator),
            Role::Auditor => alone(Seat::Auditor),
            Role::Registrar => alone(Seat::Registrar),
            Role::Validator => alone(Seat::Validator),
            Role::PartyRepresentative => Ok(Seat::PartyRepresentative {
                party: self.party(app)?,
            }),
            Role::Supervisor => Ok(Seat::Supervisor {
                party: self.party(app)?,
            }),
            Role::Capturer => Ok(Seat::Capturer {
                party: self.party(app)?,
            }),
            Role::Candidate => Ok(Seat::Candidate {
                candidacy: self.candidacy(app).await?,
            }),
            Role::Independent => Ok(Seat::Independent {
                candidacy: self.candidacy(app).await?,
            }),
        }
    }

    fn party(&self, app: &App) -> Result<PartyKey> {
        let parties = || {
            let keys: Vec<&str> = app
                .profile
                .parties
                .iter()
                .map(|party| party.key.as_str())
                .collect();
            keys.join(", ")
        };
        let Some(party) = &self.party else {
            bail!(
                "falta --partido para el papel «{}». Puede ser: {}",
                self.role,
                parties()
            );
        };
        if app.profile.party(party).is_none() {
            bail!(
                "el partido «{party}» no está en el perfil. Puede ser: {}",
                parties()
            );
        }
        Ok(party.clone())
    }

    async fn candidacy(&self, app: &App) -> Result<CandidacyId> {
        let Some(key) = &self.candidacy else {
            bail!(
                "falta --candidatura para el papel «{}»: la clave de su fila en el registro",
                self.role
            );
        };
        match app.registered_candidacy(key).await? {
            Some(candidacy) => Ok(candidacy.id),
            None => bail!("no hay ninguna candidatura con la clave «{key}» en el registro"),
        }
    }
}
