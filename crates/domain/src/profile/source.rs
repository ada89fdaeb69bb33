//! Where a profile's files come from.

/// A folder of files; the domain asks, somebody else opens.
///
/// Paths are relative to the profile's folder, with `/` between names: `questionnaires/curricular.toml`.
pub trait Source {
    /// The file's bytes; `None` if there is no such file.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// The paths of all files, in any order.
    fn list(&self) -> Vec<String>;
}
