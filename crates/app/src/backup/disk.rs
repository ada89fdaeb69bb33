//! Files that are written whole or not at all, for their owner alone.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::BackupError;

/// The end of the name of a file that is being written.
pub const HALF: &str = "a-medias";

/// Writes a file beside, and puts it in its place once it has reached the disk.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let half = half_of(path);
    let written = create(&half).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written
        .and_then(|()| fs::rename(&half, path))
        .and_then(|()| sync_folder_of(path))
        .map_err(|error| {
            // The file is of nobody; what keeps it from going is told by what kept it from being written.
            let _ = fs::remove_file(&half);
            BackupError::io(path, &error)
        })
}

/// The name of a file while it is being written.
pub fn half_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(HALF);
    PathBuf::from(name)
}

/// A file, new or emptied.
pub fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A folder, made if it is missing.
pub fn make_folder(path: &Path) -> Result<(), BackupError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|error| BackupError::io(path, &error))
}

/// Makes the names in a file's folder last.
pub fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// Removes a folder and what is in it, if it is there.
pub fn remove_folder(path: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(BackupError::io(path, &error))
        }
        _ => Ok(()),
    }
}

/// Bytes that may still be written on the disk of a folder; none where that cannot be asked.
#[cfg(unix)]
pub fn room(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Bytes that may still be written on the disk of a folder; none where that cannot be asked.
#[cfg(not(unix))]
pub const fn room(_: &Path) -> Option<u64> {
    None
}
