//! Searching people by name where the database itself narrows and counts: every word begins a word of the folded name.
//!
//! LIKE and the functions that find a position differ between the engines in case, accents and collation; REPLACE
//! compares bytes on both. It is tried on an index of some 60 bytes a row, and only lists with a session use it, where
//! [`overview`](crate::overview) does not know the answer by heart: the public search is the portal's own, in memory.

use crate::engine::{Composition, statements};
use crate::fold::fold;

statements! {
    in "candidacy";
    statements {}
    pieces {
        WORD = " AND REPLACE(' ' || folded_name, ";
        WORD_END = ", '') <> ' ' || folded_name";
    }
}

/// The words to look for, folded and with one space between them; none if there are none.
pub fn wanted(text: Option<&str>) -> Option<String> {
    text.map(fold).filter(|wanted| !wanted.is_empty())
}

/// Leaves those who are called so, as [`matches`](crate::fold::matches) tells.
pub fn narrow(query: &mut Composition, wanted: &str) {
    for word in wanted.split(' ') {
        query.bind(WORD, format!(" {word}")).piece(WORD_END);
    }
}
