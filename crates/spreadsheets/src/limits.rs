//! How much a file may hold before it is refused.

/// What a file may weigh and hold. Everything past one of these is refused with words that tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it came.
    pub bytes: usize,
    /// Bytes of a workbook once every part of it is inflated.
    pub inflated_bytes: u64,
    /// Rows with data.
    pub rows: usize,
    /// Columns up to the last one with data.
    pub columns: u32,
    /// Cells of all rows, counting the empty ones between two with data.
    pub cells: usize,
    /// Characters of one cell.
    pub cell_characters: usize,
    /// Bytes of all cells together, as UTF-8.
    pub text_bytes: usize,
    /// Remarks of one kind that are told one by one; the rest are only counted.
    pub remarks_of_a_kind: usize,
}

impl Default for Limits {
    /// Three times what the largest registry needs (30,000 rows of 25 columns); a cell as long as Excel lets it be.
    fn default() -> Self {
        Self {
            bytes: 32 * 1024 * 1024,
            inflated_bytes: 400 * 1024 * 1024,
            rows: 100_000,
            columns: 256,
            cells: 4_000_000,
            cell_characters: 32_767,
            text_bytes: 64 * 1024 * 1024,
            remarks_of_a_kind: 50,
        }
    }
}
