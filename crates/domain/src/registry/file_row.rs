//! A row as a file had it, whatever kind of file it was.

/// One row of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRow {
    /// The number that a spreadsheet shows, from 1.
    pub number: u32,
    /// The cells from the first column on; a row may have fewer than others.
    pub cells: Vec<String>,
}

impl FileRow {
    /// Whether nothing is written in it.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}
