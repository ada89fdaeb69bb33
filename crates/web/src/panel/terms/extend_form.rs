//! What the form of an extension asks: for whom, and until when.

use app::AppError;
use app::terms::{ChosenBy, ExtensionRefusal, ExtensionScope};
use domain::profile::{Term, TermUnit};
use domain::time::{Instant, end_of_day, last_instant};
use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use crate::Installation;
use crate::http::Session;
use crate::panel::query::Address;
use crate::ui::{Choice, Field, LineKind};

/// Most days that an extension is asked for.
const MOST_DAYS: u16 = 366;

/// The form, in the address of the page, so that what is previewed can be opened again.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// For whom: one of [`FOR`].
    #[serde(default)]
    pub para: String,
    /// The key of one candidacy.
    #[serde(default)]
    pub clave: String,
    /// The login of one account.
    #[serde(default)]
    pub usuario: String,
    /// One party.
    #[serde(default)]
    pub partido: String,
    /// When the failure began.
    #[serde(default)]
    pub desde: String,
    /// When the failure was over.
    #[serde(default)]
    pub hasta: String,
    /// The last day.
    #[serde(default)]
    pub fecha: String,
    /// Or how many days from today.
    #[serde(default)]
    pub dias: String,
    /// Whether the button was pressed: what is missing is told then, not to who only comes in.
    #[serde(default)]
    pub revisar: String,
}

/// For whom, and the words.
const FOR: [(&str, &str); 5] = [
    ("candidatura", "Una candidatura"),
    ("cuenta", "Las candidaturas de una cuenta"),
    ("partido", "Las candidaturas de un partido"),
    (
        "falla",
        "Aquellas cuyo plazo terminó mientras el sistema falló",
    ),
    ("todas", "Todas las candidaturas que no han enviado"),
];

/// What the form says, or what is wrong in which field.
pub enum Read {
    /// Nothing was asked yet.
    Nothing,
    /// It says this.
    Asked {
        /// For whom.
        scope: ExtensionScope,
        /// The new last instant.
        ends: Instant,
    },
    /// A field is wrong.
    Wrong(&'static str, String),
}

impl Asked {
    /// The address of the preview.
    pub fn address(&self) -> Address {
        Address::new("/panel/plazos/ampliar")
            .with("para", &self.para)
            .with("clave", &self.clave)
            .with("usuario", &self.usuario)
            .with("partido", &self.partido)
            .with("desde", &self.desde)
            .with("hasta", &self.hasta)
            .with("fecha", &self.fecha)
            .with("dias", &self.dias)
    }

    /// What it says. What does not exist is told at its field.
    ///
    /// # Errors
    /// Denied, storage.
    pub async fn read(&self, site: &Installation, who: &Session) -> Result<Read, AppError> {
        let asked_when = !self.fecha.is_empty() || !self.dias.is_empty();
        if self.revisar.is_empty() && (self.para.is_empty() || !asked_when) {
            return Ok(Read::Nothing);
        }
        let scope = match self.scope(site, who).await {
            Ok(Ok(scope)) => scope,
            Ok(Err((field, words))) => return Ok(Read::Wrong(field, words.to_owned())),
            Err(ExtensionRefusal::App(error)) => return Err(error),
            Err(refusal) => {
                let field = if self.para == "cuenta" {
                    "usuario"
                } else {
                    "clave"
                };
                return Ok(Read::Wrong(field, refusal.to_string()));
            }
        };
        Ok(match self.ends(site) {
            Ok(ends) => Read::Asked { scope, ends },
            Err((field, words)) => Read::Wrong(field, words.to_owned()),
        })
    }

    async fn scope(
        &self,
        site: &Installation,
        who: &Session,
    ) -> Result<Result<ExtensionScope, (&'static str, &'static str)>, ExtensionRefusal> {
        Ok(Ok(match self.para.as_str() {
            "candidatura" => {
                let chosen = ChosenBy::RegistryKey(&self.clave);
                site.app.extension_scope(who, chosen).await?
            }
            "cuenta" => {
                let chosen = ChosenBy::Login(&self.usuario);
                site.app.extension_scope(who, chosen).await?
            }
            "partido" => match self.partido.parse() {
                Ok(party) if site.profile().party(&party).is_some() => {
                    ExtensionScope::Party { party }
                }
                _ => return Ok(Err(("partido", "Elija el partido."))),
            },
            "falla" => {
                let Some(from) = moment(site, &self.desde) else {
                    return Ok(Err(("desde", "Escriba cuándo empezó la falla.")));
                };
                let Some(until) = moment(site, &self.hasta) else {
                    return Ok(Err(("hasta", "Escriba cuándo terminó la falla.")));
                };
                // The minute that was typed belongs to the failure whole.
                let until = Instant::from_micros(until.micros() + 59_999_999);
                if until < from {
                    return Ok(Err((
                        "hasta",
                        "La falla no puede terminar antes de empezar.",
                    )));
                }
                ExtensionScope::EndedBetween { from, until }
            }
            "todas" => ExtensionScope::Every,
            _ => return Ok(Err(("para", "Elija a quién se amplía el plazo."))),
        }))
    }

    fn ends(&self, site: &Installation) -> Result<Instant, (&'static str, &'static str)> {
        const DAYS: (&str, &str) = ("dias", "Escriba un número de días, de 1 a 366.");
        let profile = site.profile();
        let zone = &profile.institute.zone;
        let now = site.app.now();
        let ends = match (self.fecha.trim(), self.dias.trim()) {
            ("", "") => {
                return Err((
                    "fecha",
                    "Elija el nuevo último día, o escriba cuántos días.",
                ));
            }
            ("", days) => {
                let amount: u16 = days.parse().map_err(|_| DAYS)?;
                if !(1..=MOST_DAYS).contains(&amount) {
                    return Err(DAYS);
                }
                let unit = TermUnit::NaturalDays;
                let term = Term { amount, unit };
                last_instant(now, term, zone, &profile.business_days, &profile.process)
            }
            (date, "") => {
                let date: Date = date
                    .parse()
                    .map_err(|_| ("fecha", "Escriba la fecha con día, mes y año."))?;
                end_of_day(date, zone)
            }
            _ => return Err(("dias", "Elija una sola: la fecha o el número de días.")),
        };
        match ends {
            ends if ends <= now => Err((
                "fecha",
                "El nuevo término ya pasó. Elija una fecha posterior.",
            )),
            ends => Ok(ends),
        }
    }

    /// Its fields, with what is wrong at one of them.
    pub fn fields(
        &self,
        site: &Installation,
        wrong: Option<&(&'static str, String)>,
    ) -> Vec<Field> {
        let parties = site
            .profile()
            .parties
            .iter()
            .map(|party| Choice::new(party.key.as_str(), &party.initials));
        let whom = FOR.iter().map(|(value, words)| Choice::new(*value, *words));
        let fields = vec![
            Field::radios("para", "A quién se amplía", &self.para, whom.collect()),
            Field::line("clave", "Clave de la candidatura en el registro", &self.clave)
                .kind(LineKind::Code)
                .hint("Solo si es una candidatura.")
                .optional(),
            Field::line("usuario", "Usuario de la cuenta", &self.usuario)
                .kind(LineKind::Code)
                .hint("Solo si son las candidaturas de una cuenta.")
                .optional(),
            Field::select("partido", "Partido", &self.partido, parties.collect())
                .blank("Ninguno")
                .hint("Solo si son las candidaturas de un partido.")
                .optional(),
            Field::line("desde", "La falla empezó", &self.desde)
                .kind(LineKind::Moment)
                .hint("Solo si fue una falla del sistema: se amplía a quienes vencían entre estas dos horas.")
                .optional(),
            Field::line("hasta", "La falla terminó", &self.hasta)
                .kind(LineKind::Moment)
                .optional(),
            Field::line("fecha", "Nuevo último día", &self.fecha)
                .kind(LineKind::Date)
                .hint("El plazo terminará ese día a las 23:59:59.")
                .optional(),
            Field::line("dias", "O número de días naturales desde hoy", &self.dias)
                .kind(LineKind::Whole)
                .optional(),
        ];
        let marked = |field: Field| match wrong {
            Some((name, words)) if field.name == *name => field.error(Some(words.clone())),
            _ => field,
        };
        fields.into_iter().map(marked).collect()
    }
}

fn moment(site: &Installation, typed: &str) -> Option<Instant> {
    let local: DateTime = typed.trim().parse().ok()?;
    let zone = &site.profile().institute.zone;
    Some(Instant::from_civil(local.date(), local.time(), zone))
}
