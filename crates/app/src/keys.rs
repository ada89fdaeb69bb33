//! Keys that the program needs to run, in a folder of their own outside the data (decision 4): whoever takes the
//! data alone can neither sign the history nor read what waits for somebody's sign-in.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use activity_log::{KeyName, Signer};
use data_encoding::HEXLOWER;
use domain::id::Entropy;
use zeroize::Zeroizing;

const SIGNING: &str = "firma.llave";
const PARKING: &str = "resguardo.llave";

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file could not be read or written.
    #[error("no se pudo usar la llave {path}: {source}")]
    Io {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file does not hold a key.
    #[error(
        "el archivo {0} no contiene una llave de 32 bytes en hexadecimal; restáurelo de su copia"
    )]
    Malformed(String),
    /// Keys exist already.
    #[error("ya hay llaves en {0}: no se sobrescriben. Use otra carpeta o conserve estas")]
    Exists(String),
    /// The name of the history cannot name a key.
    #[error("el nombre del historial no sirve para una llave: {0}")]
    Name(#[from] activity_log::KeyError),
}

/// The keys in use.
pub struct Keys {
    signer: Signer,
    parking: Zeroizing<[u8; 32]>,
}

impl Keys {
    /// Makes keys in `folder`, readable by its owner only.
    ///
    /// # Errors
    /// [`KeyError::Exists`] if there are some; nothing is overwritten.
    pub fn create(folder: &Path, entropy: &dyn Entropy) -> Result<(), KeyError> {
        fs::create_dir_all(folder).map_err(|source| io(folder, source))?;
        for name in [SIGNING, PARKING] {
            let mut key = Zeroizing::new([0_u8; 32]);
            entropy.fill(key.as_mut());
            write_new(&folder.join(name), &HEXLOWER.encode(key.as_ref()))?;
        }
        Ok(())
    }

    /// Reads the keys of `folder`; `origin` is the history's name, which the checkpoints carry.
    ///
    /// # Errors
    /// A file that is missing or holds no key.
    pub fn open(folder: &Path, origin: &str) -> Result<Self, KeyError> {
        let seed = read(&folder.join(SIGNING))?;
        let signer = Signer::from_seed(KeyName::new(origin)?, &seed);
        Ok(Self {
            signer,
            parking: read(&folder.join(PARKING))?,
        })
    }

    /// Who signs the history's checkpoints.
    pub const fn signer(&self) -> &Signer {
        &self.signer
    }

    /// The key of what waits for somebody's sign-in, and from which the keys of all that is sealed are derived: second
    /// factors too, so a copy of it belongs in a safe place.
    pub(crate) fn parking(&self) -> &[u8; 32] {
        &self.parking
    }
}

fn read(path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let text = Zeroizing::new(fs::read_to_string(path).map_err(|source| io(path, source))?);
    let bytes = HEXLOWER
        .decode(text.trim().as_bytes())
        .map(Zeroizing::new)
        .ok();
    let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
    key.map(Zeroizing::new)
        .ok_or_else(|| KeyError::Malformed(path.display().to_string()))
}

fn write_new(path: &Path, text: &str) -> Result<(), KeyError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => KeyError::Exists(path.display().to_string()),
        _ => io(path, source),
    })?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|source| io(path, source))
}

fn io(path: &Path, source: std::io::Error) -> KeyError {
    KeyError::Io {
        path: path.display().to_string(),
        source,
    }
}
