//! `conoceles cuentas recepcion`: the receipt of an account starts the term of its candidacies (DGO 9, CDMX 10).

use anyhow::{Result, bail};
use app::AppError;
use app::accounts::AccountsError;
use domain::time::Instant;
use jiff::civil::DateTime;
use web::words::{Calendar, count};

use crate::installed::Installed;
use crate::outcome::Outcome;
use crate::screen::Screen;

/// Which account, received when.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Ejemplo:
  conoceles cuentas recepcion --datos datos --usuario representacion.pan --fecha \"2024-04-10 12:30\" \\
      --recibio \"Rosa Modelo Paz\" --cargo \"Representante propietaria\"

La fecha y la hora son las del acuse, en la hora del instituto, no anteriores a la creación de la cuenta. Un plazo \
que ya corre no vuelve a empezar. Queda también en la relación de entregas del panel.")]
pub struct Arguments {
    #[command(flatten)]
    installed: Installed,
    /// Usuario de la representación del partido o de la candidatura independiente.
    #[arg(long = "usuario", value_name = "USUARIO")]
    login: String,
    /// Fecha y hora en que se recibió, en la hora del instituto; si no se indica, este momento.
    #[arg(long = "fecha", value_name = "AAAA-MM-DD HH:MM", value_parser = moment)]
    received: Option<DateTime>,
    /// Quién la recibió, según el acuse; si no se indica, la persona titular de la cuenta.
    #[arg(long = "recibio", value_name = "NOMBRE")]
    receiver: Option<String>,
    /// Cargo de quien la recibió.
    #[arg(
        long = "cargo",
        value_name = "CARGO",
        default_value = "",
        hide_default_value = true
    )]
    charge: String,
}

fn moment(text: &str) -> Result<DateTime, String> {
    DateTime::strptime("%Y-%m-%d %H:%M", text.trim())
        .map_err(|_| "escriba la fecha y la hora como 2024-04-10 12:30".to_owned())
}

/// Records the receipt.
///
/// # Errors
/// There is no such account, or its receipt starts nothing; nothing is written then.
pub async fn run(arguments: &Arguments, screen: &mut Screen) -> Result<Outcome> {
    let app = arguments.installed.open().await?;
    let zone = &app.profile.institute.zone;
    let received = arguments.received.map_or_else(
        || app.now(),
        |local| Instant::from_civil(local.date(), local.time(), zone),
    );
    let receiver = arguments.receiver.as_deref();
    let (login, charge) = (&arguments.login, &arguments.charge);
    let started = match app
        .record_acknowledgement_as_system(login, received, receiver, charge)
        .await
    {
        Ok(started) => started,
        Err(AccountsError::App(AppError::NotFound)) => {
            bail!("nadie tiene el usuario «{}»", arguments.login)
        }
        Err(error) => return Err(error.into()),
    };
    screen.say(format_args!(
        "Recepción anotada el {}: empezó el plazo de {}.",
        Calendar::of(&app.profile).moment(received),
        count(
            u64::try_from(started).unwrap_or(u64::MAX),
            "candidatura",
            "candidaturas"
        ),
    ))?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("2024-04-10 12:30", true)]
    #[case(" 2024-02-29 00:00 ", true)]
    #[case("2023-02-29 00:00", false)]
    #[case("2024-04-10 24:00", false)]
    #[case("10/04/2024 12:30", false)]
    #[case("2024-04-10", false)]
    fn a_receipt_has_a_day_and_an_hour(#[case] text: &str, #[case] is_one: bool) {
        assert_eq!(moment(text).is_ok(), is_one);
    }
}
