//! What the institute decided about its backups: where, when, for whom, how many.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::x25519;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use super::BackupError;

/// The name of the file, inside the data folder.
pub const PLAN_FILE: &str = "respaldos.toml";

/// An hour of the day, `HH:MM`, in the institute's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hour(pub Time);

impl FromStr for Hour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("«{text}» no es una hora: escríbala como 02:30");
        let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<i8>().map_err(|_| wrong());
        Time::new(number(hour)?, number(minute)?, 0, 0)
            .map(Self)
            .map_err(|_| wrong())
    }
}

impl TryFrom<String> for Hour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Hour> for String {
    fn from(hour: Hour) -> Self {
        hour.to_string()
    }
}

impl std::fmt::Display for Hour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

/// How many backups are kept: the best of each of so many days, weeks and months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// Days.
    #[serde(rename = "diarios", default = "seven")]
    pub daily: u16,
    /// Weeks, from Monday.
    #[serde(rename = "semanales", default = "five")]
    pub weekly: u16,
    /// Months.
    #[serde(rename = "mensuales", default = "twelve")]
    pub monthly: u16,
}

const fn seven() -> u16 {
    7
}

const fn five() -> u16 {
    5
}

const fn twelve() -> u16 {
    12
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            daily: seven(),
            weekly: five(),
            monthly: twelve(),
        }
    }
}

/// What the institute decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupPlan {
    /// The folder of the backups, best on another disk or machine.
    #[serde(rename = "carpeta")]
    pub folder: PathBuf,
    /// When the daily backup is made.
    #[serde(rename = "hora", default = "default_hour")]
    pub hour: Hour,
    /// The public keys to which every backup is sealed.
    #[serde(rename = "destinatarios", default)]
    pub recipients: Vec<String>,
    /// An empty PostgreSQL database in which each backup is tried.
    #[serde(
        rename = "base_ensayo",
        skip_serializing_if = "Option::is_none",
        default
    )]
    pub trial: Option<String>,
    /// How many are kept.
    #[serde(rename = "conservar", default)]
    pub keep: Keep,
}

/// The hour of the daily backup unless another one is chosen.
pub const fn default_hour() -> Hour {
    Hour(Time::constant(2, 30, 0, 0))
}

const HEADING: &str = "\
# Lo escribió «conoceles respaldo configurar». «destinatarios» son llaves públicas de age; las privadas no van aquí ni en
# este servidor. «hora» es la del respaldo diario, en la zona horaria del instituto.
";

impl BackupPlan {
    /// The plan of a data folder; none if there is none.
    ///
    /// # Errors
    /// [`BackupError::Settings`].
    pub fn of(data: &Path) -> Result<Option<Self>, BackupError> {
        let file = data.join(PLAN_FILE);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(BackupError::io(&file, &error)),
        };
        toml::from_str(&text)
            .map(Some)
            .map_err(|error| BackupError::Settings {
                file: file.display().to_string(),
                told: error.message().to_owned(),
            })
    }

    /// Writes the plan into a data folder, whole or not at all, for its owner alone.
    ///
    /// # Errors
    /// The disk.
    pub fn write(&self, data: &Path) -> Result<(), BackupError> {
        let file = data.join(PLAN_FILE);
        let text = toml::to_string(self).map_err(|error| BackupError::Settings {
            file: file.display().to_string(),
            told: error.to_string(),
        })?;
        super::disk::write_whole(&file, format!("{HEADING}{text}").as_bytes())
    }

    /// The keys to seal to.
    ///
    /// # Errors
    /// [`BackupError::NoRecipients`], [`BackupError::Recipient`].
    pub fn recipients(&self) -> Result<Vec<x25519::Recipient>, BackupError> {
        if self.recipients.is_empty() {
            return Err(BackupError::NoRecipients);
        }
        self.recipients.iter().map(|key| recipient(key)).collect()
    }
}

/// A public key.
///
/// # Errors
/// [`BackupError::Recipient`]; a private key is not repeated.
pub fn recipient(text: &str) -> Result<x25519::Recipient, BackupError> {
    text.trim().parse().map_err(|_| {
        let shown = if text.to_ascii_lowercase().contains("secret") {
            "AGE-SECRET-KEY-…".to_owned()
        } else {
            text.to_owned()
        };
        BackupError::Recipient(shown)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_as_it_was_written_and_what_is_not_said_has_its_default() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(BackupPlan::of(folder.path()).unwrap(), None);
        let plan = BackupPlan {
            folder: "/mnt/respaldos".into(),
            hour: "23:05".parse().unwrap(),
            recipients: vec![x25519::Identity::generate().to_public().to_string()],
            trial: None,
            keep: Keep {
                daily: 3,
                weekly: 0,
                monthly: 24,
            },
        };
        plan.write(folder.path()).unwrap();
        assert_eq!(BackupPlan::of(folder.path()).unwrap().unwrap(), plan);
        assert_eq!(plan.recipients().unwrap().len(), 1);
        fs::write(folder.path().join(PLAN_FILE), "carpeta = \"/mnt\"").unwrap();
        let least = BackupPlan::of(folder.path()).unwrap().unwrap();
        assert_eq!((least.hour, least.keep), (default_hour(), Keep::default()));
        assert!(matches!(least.recipients(), Err(BackupError::NoRecipients)));
    }

    #[test]
    fn a_wrong_hour_and_a_private_key_are_told_without_repeating_the_key() {
        for wrong in ["", "2", "24:00", "02:60", "dos"] {
            assert!(wrong.parse::<Hour>().is_err(), "{wrong}");
        }
        let secret = "AGE-SECRET-KEY-1QQQ";
        let told = recipient(secret).err().unwrap().to_string();
        assert!(!told.contains("1QQQ"), "{told}");
        assert!(recipient("age1zzz").is_err());
    }
}
