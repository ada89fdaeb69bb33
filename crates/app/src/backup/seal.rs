//! Sealing to the institute's recipients, and opening again, in the age format: any tool that reads it opens a backup.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use age::secrecy::ExposeSecret as _;
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, x25519};
use zeroize::Zeroizing;

use super::disk;
use super::{BackupError, plan};

/// The file of the installation's own key for drills, in the folder of the keys.
const OWN_KEY: &str = "ensayo.llave";

const BUFFER: usize = 1 << 18;

/// Seals to whoever may open.
#[derive(Clone)]
pub struct Sealer(Vec<x25519::Recipient>);

impl Sealer {
    /// Seals to these recipients and to the installation's own key, by which each backup is tried.
    pub fn new(mut recipients: Vec<x25519::Recipient>, own: &x25519::Identity) -> Self {
        recipients.push(own.to_public());
        Self(recipients)
    }

    /// Seals what `content` gives into a new file, which has reached the disk when this returns. How many bytes it has.
    pub fn seal(&self, content: &mut dyn Read, into: &Path) -> Result<u64, BackupError> {
        self.write(content, into)
            .map_err(|error| BackupError::io(into, &error))
    }

    fn write(&self, content: &mut dyn Read, into: &Path) -> std::io::Result<u64> {
        let recipients = self.0.iter().map(|key| key as &dyn Recipient);
        let encryptor = Encryptor::with_recipients(recipients).map_err(std::io::Error::other)?;
        let file = BufWriter::with_capacity(BUFFER, disk::create(into)?);
        let mut sealed = encryptor.wrap_output(file)?;
        std::io::copy(content, &mut sealed)?;
        let file = sealed
            .finish()?
            .into_inner()
            .map_err(|error| error.into_error())?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    }
}

/// Why a sealed file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not there.
    Missing,
    /// It was sealed to others.
    WrongKey,
    /// It is no sealed file, was cut or altered.
    Damaged,
    /// The disk: why.
    Disk(String),
}

impl Unreadable {
    fn of(error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::Missing,
            // What age says of a piece that is not as it was sealed, or is not there.
            std::io::ErrorKind::InvalidData
            | std::io::ErrorKind::UnexpectedEof
            | std::io::ErrorKind::InvalidInput => Self::Damaged,
            _ => Self::Disk(error.to_string()),
        }
    }

    /// As an error about `what`.
    pub fn about(self, what: &str) -> BackupError {
        match self {
            Self::Missing => BackupError::Damaged(format!("falta {what}")),
            Self::WrongKey => BackupError::WrongKey,
            Self::Damaged => BackupError::Damaged(what.to_owned()),
            Self::Disk(told) => BackupError::Io {
                path: what.to_owned(),
                told,
            },
        }
    }
}

/// Opens what was sealed to its keys.
#[derive(Clone)]
pub struct Opener(Vec<x25519::Identity>);

impl Opener {
    /// Opens with one key.
    pub fn of(key: x25519::Identity) -> Self {
        Self(vec![key])
    }

    /// Opens with the private keys of a file, as `age-keygen` and [`new_identity`] write them.
    ///
    /// # Errors
    /// [`BackupError::Identity`].
    pub fn of_file(path: &Path) -> Result<Self, BackupError> {
        let text = std::fs::read_to_string(path).map_err(|error| BackupError::io(path, &error))?;
        let text = Zeroizing::new(text);
        let keys: Vec<x25519::Identity> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| line.parse())
            .collect::<Result<_, _>>()
            .map_err(|_| BackupError::Identity(path.display().to_string()))?;
        if keys.is_empty() {
            return Err(BackupError::Identity(path.display().to_string()));
        }
        Ok(Self(keys))
    }

    /// Reads a sealed file. What it gives is whole only once its end was reached without an error.
    pub fn open(&self, path: &Path) -> Result<impl Read + Send + use<>, Unreadable> {
        let file = File::open(path).map_err(|error| Unreadable::of(&error))?;
        let decryptor =
            Decryptor::new_buffered(BufReader::with_capacity(BUFFER, file)).map_err(refused)?;
        decryptor
            .decrypt(self.0.iter().map(|key| key as &dyn Identity))
            .map_err(refused)
    }

    /// All of a sealed file.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let mut bytes = Vec::new();
        self.open(path)?
            .read_to_end(&mut bytes)
            .map_err(|error| Unreadable::of(&error))?;
        Ok(bytes)
    }

    /// Copies all of a sealed file to `into`.
    pub fn copy(&self, path: &Path, into: &mut dyn Write) -> Result<u64, Unreadable> {
        std::io::copy(&mut self.open(path)?, into).map_err(|error| Unreadable::of(&error))
    }
}

fn refused(error: DecryptError) -> Unreadable {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::ExcessiveWork { .. } => Unreadable::WrongKey,
        DecryptError::Io(error) => Unreadable::of(&error),
        _ => Unreadable::Damaged,
    }
}

/// The installation's own key, which stays beside the signing key and outside the data: made the first time.
///
/// # Errors
/// The folder, or a file that holds no key.
pub fn own_identity(keys: &Path) -> Result<x25519::Identity, BackupError> {
    let path = keys.join(OWN_KEY);
    if !path.exists() {
        new_identity(&path)?;
    }
    Opener::of_file(&path)?
        .0
        .into_iter()
        .next()
        .ok_or_else(|| BackupError::Identity(path.display().to_string()))
}

/// Makes a pair of keys: the private one in a new file, its owner's alone; gives the public one.
///
/// # Errors
/// The file exists or cannot be written.
pub fn new_identity(path: &Path) -> Result<String, BackupError> {
    let io = |error: std::io::Error| BackupError::io(path, &error);
    let key = x25519::Identity::generate();
    let public = key.to_public().to_string();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(io)?;
    let text = Zeroizing::new(format!(
        "# Llave privada de respaldos de Conóceles (formato age). Guárdela fuera del servidor, en dos lugares.\n\
         # Pública: {public}\n{}\n",
        key.to_string().expose_secret()
    ));
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(io)?;
    debug_assert!(plan::recipient(&public).is_ok());
    Ok(public)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_recipient_opens_and_only_what_was_not_altered_or_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.age");
        let (own, institute) = (x25519::Identity::generate(), x25519::Identity::generate());
        let sealer = Sealer::new(vec![institute.to_public()], &own);
        let content = vec![7_u8; 200_000];
        let size = sealer.seal(&mut content.as_slice(), &path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), size);
        for key in [own, institute] {
            assert_eq!(Opener::of(key).read(&path).unwrap(), content);
        }
        let stranger = Opener::of(x25519::Identity::generate());
        assert_eq!(stranger.read(&path), Err(Unreadable::WrongKey));
    }

    #[test]
    fn damage_is_told_wherever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.age");
        let own = x25519::Identity::generate();
        let sealer = Sealer::new(Vec::new(), &own);
        let content = vec![7_u8; 200_000];
        sealer.seal(&mut content.as_slice(), &path).unwrap();
        let whole = std::fs::read(&path).unwrap();
        let opener = Opener::of(own);
        for cut in [
            0,
            10,
            150,
            whole.len() / 2,
            65_536 * 2 + 216,
            whole.len() - 1,
        ] {
            std::fs::write(&path, &whole[..cut]).unwrap();
            assert_eq!(opener.read(&path), Err(Unreadable::Damaged), "cut at {cut}");
        }
        for place in [3, 100, whole.len() / 2, whole.len() - 1] {
            let mut altered = whole.clone();
            altered[place] ^= 1;
            std::fs::write(&path, &altered).unwrap();
            let told = opener.read(&path).unwrap_err();
            let header = place < 250 && told == Unreadable::WrongKey;
            assert!(told == Unreadable::Damaged || header, "{place}: {told:?}");
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(opener.read(&path), Err(Unreadable::Missing));
    }
}
