//! Files that people asked for, written where they said and over nothing that was there.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// Writes a file that does not exist yet.
///
/// # Errors
/// It exists, or cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let shown = path.display();
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{shown} ya existe y no se sobrescribe. Indique otro nombre en --salida")
        }
        Err(error) => return Err(error).with_context(|| format!("no se pudo crear {shown}")),
    };
    file.write_all(bytes)
        .with_context(|| format!("no se pudo escribir {shown}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_stays_as_it_is() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("salida.csv");
        write(&path, b"uno").unwrap();
        let error = write(&path, b"dos").unwrap_err().to_string();
        assert!(error.contains("ya existe"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), b"uno");
        assert!(
            write(&place.path().join("no/hay"), b"x")
                .unwrap_err()
                .to_string()
                .contains("no se pudo crear")
        );
    }
}
