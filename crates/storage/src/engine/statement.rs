//! Statement texts. All of them are written once, for both engines, and are known to a test that forbids what
//! the engines do differently; so the only way of making one is the [`statements!`] macro.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::iter::repeat_n;

use crate::engine::Value;

/// A whole statement with `$1`, `$2` … as placeholders.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// The table that errors name.
    pub table: &'static str,
    /// The text.
    pub text: &'static str,
}

/// A piece of a statement that is put together by filters. A value that follows it takes the next placeholder.
#[derive(Debug, Clone, Copy)]
pub struct Piece(pub &'static str);

/// An insertion of any number of rows.
#[derive(Debug, Clone, Copy)]
pub struct Insert {
    /// The table.
    pub table: &'static str,
    /// Its columns, in the order of each row's values.
    pub columns: &'static [&'static str],
    /// What to do with a key that exists; empty: refuse.
    pub conflict: &'static str,
}

/// Rows for one table.
#[derive(Debug)]
pub struct Rows {
    /// Where they go.
    pub insert: Insert,
    /// The values of each, in the order of the columns.
    pub rows: Vec<Vec<Value>>,
}

impl Rows {
    /// Rows on their way.
    pub const fn of(insert: Insert, rows: Vec<Vec<Value>>) -> Self {
        Self { insert, rows }
    }
}

/// Every text of one file, for the test over all texts.
#[cfg(test)]
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    /// The file, as `module_path!` gives it.
    pub module: &'static str,
    /// Whole statements.
    pub statements: &'static [Statement],
    /// Pieces.
    pub pieces: &'static [Piece],
    /// Insertions.
    pub inserts: &'static [Insert],
}

/// Declares the texts of a file and lists them in `TEXTS`, which must be named in `crate::texts::ALL`.
macro_rules! statements {
    (in $table:literal;
     statements { $( $(#[$doc:meta])* $name:ident = $text:expr; )* }
     $( pieces { $( $(#[$pdoc:meta])* $piece:ident = $ptext:expr; )* } )?
     $( inserts { $( $(#[$idoc:meta])* $insert:ident = $ivalue:expr; )* } )?
    ) => {
        $( $(#[$doc])* const $name: $crate::engine::Statement =
            $crate::engine::Statement { table: $table, text: $text }; )*
        $( $( $(#[$pdoc])* const $piece: $crate::engine::Piece = $crate::engine::Piece($ptext); )* )?
        $( $( $(#[$idoc])* pub(crate) const $insert: $crate::engine::Insert = $ivalue; )* )?
        /// Every text of this file.
        #[cfg(test)]
        pub(crate) const TEXTS: $crate::engine::Texts = $crate::engine::Texts {
            module: module_path!(),
            statements: &[$($name),*],
            pieces: &[$( $($piece),* )?],
            inserts: &[$( $($insert),* )?],
        };
    };
}
pub(crate) use statements;

/// A statement ready to be sent.
#[derive(Debug, Clone)]
pub struct Query {
    pub(super) table: &'static str,
    pub(super) text: Cow<'static, str>,
    pub(super) values: Vec<Value>,
}

impl Statement {
    /// The statement with its values, in the order of the placeholders.
    #[must_use]
    pub fn with(self, values: Vec<Value>) -> Query {
        Query {
            table: self.table,
            text: Cow::Borrowed(self.text),
            values,
        }
    }

    /// The beginning of a statement that filters will complete.
    #[must_use]
    pub fn begin(self, values: Vec<Value>) -> Composition {
        Composition {
            table: self.table,
            text: self.text.to_owned(),
            values,
        }
    }
}

impl From<Statement> for Query {
    fn from(statement: Statement) -> Self {
        statement.with(Vec::new())
    }
}

/// A statement being put together. Only texts of the program enter it; values go to placeholders.
#[derive(Debug, Clone)]
pub struct Composition {
    table: &'static str,
    text: String,
    values: Vec<Value>,
}

impl Composition {
    /// Adds a piece.
    pub fn piece(&mut self, piece: Piece) -> &mut Self {
        self.text.push_str(piece.0);
        self
    }

    /// Adds a piece and, after it, the placeholder of `value`.
    pub fn bind(&mut self, piece: Piece, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push_str(piece.0);
        write!(self.text, "${}", self.values.len()).expect("a String takes any text");
        self
    }

    /// Adds a piece and its value, if there is one.
    pub fn bind_some(&mut self, piece: Piece, value: Option<impl Into<Value>>) -> &mut Self {
        if let Some(value) = value {
            self.bind(piece, value);
        }
        self
    }

    /// Adds a piece that opens a list, and the list. The last value is repeated up to a power of two, so that few texts
    /// serve lists of any length and are prepared once. Of no values nothing is among them.
    pub fn bind_list<V: Into<Value> + Clone>(&mut self, piece: Piece, list: &[V]) -> &mut Self {
        self.text.push_str(piece.0);
        let Some(last) = list.last() else {
            self.text.push_str("NULL)");
            return self;
        };
        let padding = list.len().next_power_of_two() - list.len();
        for (n, value) in list.iter().chain(repeat_n(last, padding)).enumerate() {
            self.values.push(value.clone().into());
            let comma = if n == 0 { "" } else { ", " };
            write!(self.text, "{comma}${}", self.values.len()).expect("a String takes any text");
        }
        self.text.push(')');
        self
    }

    /// The finished statement.
    #[must_use]
    pub fn finish(self) -> Query {
        Query {
            table: self.table,
            text: Cow::Owned(self.text),
            values: self.values,
        }
    }
}

impl Insert {
    /// The same insertion, overwriting the row with the same key.
    pub const fn or(self, conflict: &'static str) -> Self {
        Self { conflict, ..self }
    }

    /// The text for `rows` rows; the same number always gives the same text, so it is prepared once.
    #[must_use]
    pub fn text(&self, rows: usize) -> String {
        self.text_after(0, rows)
    }

    /// The same where `bound` placeholders were used before.
    pub(super) fn text_after(&self, bound: usize, rows: usize) -> String {
        let columns = self.columns.join(", ");
        let mut text = format!("INSERT INTO {} ({columns}) VALUES ", self.table);
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            for column in 1..=self.columns.len() {
                let comma = if column == 1 { "" } else { ", " };
                write!(
                    text,
                    "{comma}${}",
                    bound + row * self.columns.len() + column
                )
                .expect("a String takes any text");
            }
            text.push(')');
        }
        if !self.conflict.is_empty() {
            text.push(' ');
            text.push_str(self.conflict);
        }
        text
    }
}
