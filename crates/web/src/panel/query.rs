//! Addresses of lists: the filters in force, in order, with one more or one less.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but what means nothing else in an address, so that keys, dates and identifiers stay readable.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path with its filters.
#[derive(Debug, Clone)]
pub struct Address {
    path: &'static str,
    pairs: Vec<(&'static str, String)>,
}

impl Address {
    /// The path without filters.
    pub const fn new(path: &'static str) -> Self {
        Self {
            path,
            pairs: Vec::new(),
        }
    }

    /// With one more filter; an empty one says nothing and is left out.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.pairs.push((name, value));
        }
        self
    }

    /// Without a filter.
    pub fn without(mut self, name: &str) -> Self {
        self.pairs.retain(|(known, _)| *known != name);
        self
    }

    /// The filters in force.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        self.pairs.clone()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path)?;
        for (index, (name, value)) in self.pairs.iter().enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            write!(f, "{mark}{name}={}", utf8_percent_encode(value, ENCODED))?;
        }
        Ok(())
    }
}
