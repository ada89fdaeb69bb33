//! Records that are kept as their JSON, beside the columns by which they are found. What the history vouches for is the
//! whole record; a column that does not follow from it is an altered row.

/// Declares a record's table: its columns between `id` and `content`, and how they follow from the record.
macro_rules! document {
    ($record:ty, $insert:ident, $by_id:ident, $all:ident, $overwrite:expr, |$this:ident| [$($column:expr),* $(,)?]) => {
        impl $crate::record::Stored for $record {
            const INSERT: $crate::engine::Insert = $insert;
            const OVERWRITE: &'static str = $overwrite;
            const SCAN: $crate::engine::Statement = $all;

            fn find(id: &str) -> Option<$crate::engine::Query> {
                Some($by_id.with($crate::engine::values![id]))
            }

            fn cells(&self) -> Vec<$crate::engine::Value> {
                let $this = self;
                $crate::engine::values![
                    domain::record::Record::id($this),
                    $($column,)*
                    $crate::columns::json($this),
                ]
            }

            fn read(row: &$crate::engine::Row) -> Result<Self, $crate::error::StorageError> {
                row.json("content")
            }
        }
    };
}
pub(crate) use document;
