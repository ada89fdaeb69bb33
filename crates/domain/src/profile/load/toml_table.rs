//! Reads a TOML table key by key, and says which keys it has that nobody asked for.

use std::cell::RefCell;
use std::fmt::Display;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::listing::Listing;
use super::report::{Checked, Place, Report, Reported};
use super::suggestion::remedy;
use super::text::TextFile;
use super::toml_syntax;
use super::values::Value;

/// A table of a TOML file.
pub(crate) struct Table<'a> {
    file: &'a TextFile,
    report: &'a Report,
    entries: &'a DeTable<'a>,
    name: String,
    offset: usize,
    asked: RefCell<Vec<&'a str>>,
}

/// Reads a whole file as a table; unknown keys at its top are mistakes too.
pub(crate) fn read_file<T>(
    file: &TextFile,
    report: &Report,
    read: impl FnOnce(&Table<'_>) -> Checked<T>,
) -> Checked<T> {
    let (document, errors) = DeTable::parse_recoverable(&file.text);
    if let Some(reported) = toml_syntax::report_all(&errors, file, report) {
        return Err(reported);
    }
    let table = Table {
        file,
        report,
        entries: document.get_ref(),
        name: String::new(),
        offset: 0,
        asked: RefCell::default(),
    };
    table.finish(read)
}

impl<'a> Table<'a> {
    /// Runs the reading, then reports the keys that it did not ask for. What was read still counts,
    /// so that the rest of the profile is checked against it.
    fn finish<T>(self, read: impl FnOnce(&Self) -> Checked<T>) -> Checked<T> {
        let value = read(&self);
        let asked = self.asked.borrow();
        for key in self
            .entries
            .keys()
            .filter(|key| !asked.contains(&key.get_ref().as_ref()))
        {
            let word = key.get_ref().as_ref();
            self.file.place(key.span().start, self.report).problem(
                format!("no se conoce la clave «{word}»{}", self.within()),
                remedy(word, asked.iter().copied()),
            );
        }
        value
    }

    fn within(&self) -> String {
        if self.name.is_empty() {
            String::new()
        } else {
            format!(" en {}", self.name)
        }
    }

    /// Where the table begins.
    pub(crate) fn place(&self) -> Place<'a> {
        self.file.place(self.offset, self.report)
    }

    /// Where the table has this key; where it begins, if it does not.
    pub(crate) fn place_of(&self, key: &str) -> Place<'a> {
        let offset = self
            .entries
            .get_key_value(key)
            .map_or(self.offset, |(key, _)| key.span().start);
        self.file.place(offset, self.report)
    }

    /// Whether the table has this key.
    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.entry(key).is_some()
    }

    fn entry(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        if !self.asked.borrow().contains(&key) {
            self.asked.borrow_mut().push(key);
        }
        self.entries.get(key)
    }

    fn missing(&self, key: &str) -> Reported {
        self.place().problem(
            format!("falta la clave «{key}»{}", self.within()),
            format!("agregue «{key}»; docs/perfil-de-instituto.md dice qué lleva"),
        )
    }

    /// The value of a key that must be there.
    pub(crate) fn get<T: Value>(&self, key: &'static str) -> Checked<T> {
        self.optional(key)?.ok_or_else(|| self.missing(key))
    }

    /// The value of a key that may be there.
    pub(crate) fn optional<T: Value>(&self, key: &'static str) -> Checked<Option<T>> {
        let Some(value) = self.entry(key) else {
            return Ok(None);
        };
        let read = T::read(value.get_ref())
            .ok_or_else(|| self.wrong_kind(&format!("«{key}»"), value, T::EXPECTED))?;
        Ok(Some(read))
    }

    fn wrong_kind(&self, what: &str, value: &Spanned<DeValue<'_>>, expected: &str) -> Reported {
        let written = self.file.text.get(value.span()).unwrap_or_default();
        let shown: String = written
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(60)
            .collect();
        self.file.place(value.span().start, self.report).problem(
            format!("{what} debe ser {expected}, y dice: {shown}"),
            "cambie el valor",
        )
    }

    /// A text that must be there and not be empty.
    pub(crate) fn text(&self, key: &'static str) -> Checked<String> {
        self.optional_text(key)?.ok_or_else(|| self.missing(key))
    }

    /// A text that may be there; an empty one is a mistake.
    pub(crate) fn optional_text(&self, key: &'static str) -> Checked<Option<String>> {
        let Some(text) = self.optional::<String>(key)? else {
            return Ok(None);
        };
        self.place_of(key).expect(
            !text.is_empty(),
            format!("«{key}» está vacío"),
            "escriba el texto o quite la clave si no es obligatoria",
        )?;
        Ok(Some(text))
    }

    /// A key, colour or other text with rules of its own.
    pub(crate) fn parsed<T>(&self, key: &'static str) -> Checked<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.text(key)?;
        text.parse()
            .map_err(|error: T::Err| wrong_text(self.place_of(key), key, &error))
    }

    /// One of several words.
    pub(crate) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Checked<T> {
        let text = self.text(key)?;
        one_of(key, &text, words, self.place_of(key))
    }

    /// The elements of an array, each with its place; `what` is what each should be.
    pub(crate) fn array<T: Value>(&self, key: &'static str) -> Checked<Vec<(T, Place<'a>)>> {
        let value = self.entry(key).ok_or_else(|| self.missing(key))?;
        let elements = value.get_ref().as_array().ok_or_else(|| {
            self.wrong_kind(&format!("«{key}»"), value, "una lista entre corchetes")
        })?;
        let what = format!("cada elemento de «{key}»");
        let read = elements.iter().map(|element| {
            let value = T::read(element.get_ref())
                .ok_or_else(|| self.wrong_kind(&what, element, T::EXPECTED))?;
            Ok((value, self.file.place(element.span().start, self.report)))
        });
        all(read)
    }

    /// The elements of an array of texts with rules of their own, none of them twice.
    pub(crate) fn parsed_array<T>(&self, key: &'static str) -> Checked<Vec<T>>
    where
        T: FromStr + PartialEq,
        T::Err: Display,
    {
        let mut read: Vec<T> = Vec::new();
        let mut result = Ok(());
        for (text, place) in self.array::<String>(key)? {
            match text.parse::<T>() {
                Ok(value) if read.contains(&value) => {
                    result = Err(place.problem(
                        format!("«{text}» se repite en «{key}»"),
                        "déjelo una sola vez",
                    ));
                }
                Ok(value) => read.push(value),
                Err(error) => result = Err(wrong_text(place, key, &error)),
            }
        }
        result.map(|()| read)
    }

    /// A table that must be there.
    pub(crate) fn table<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Table<'_>) -> Checked<T>,
    ) -> Checked<T> {
        self.optional_table(key, read)?
            .ok_or_else(|| self.missing(key))
    }

    /// A table that may be there.
    pub(crate) fn optional_table<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Table<'_>) -> Checked<T>,
    ) -> Checked<Option<T>> {
        let Some(value) = self.entry(key) else {
            return Ok(None);
        };
        let offset = self
            .entries
            .get_key_value(key)
            .map_or(0, |(key, _)| key.span().start);
        let name = if self.name.is_empty() {
            format!("[{key}]")
        } else {
            format!("«{key}»")
        };
        self.nested(value, offset, name)?.finish(read).map(Some)
    }

    fn nested(
        &self,
        value: &'a Spanned<DeValue<'a>>,
        offset: usize,
        name: String,
    ) -> Checked<Table<'a>> {
        let entries = value.get_ref().as_table().ok_or_else(|| {
            self.wrong_kind(&name, value, "una tabla: [nombre] o { clave = valor }")
        })?;
        let (file, report, asked) = (self.file, self.report, RefCell::default());
        Ok(Table {
            file,
            report,
            entries,
            name,
            offset,
            asked,
        })
    }

    /// The tables of an array (`[[…]]`), in order; none if the key is not there. A mistake in one
    /// does not keep the others from being read.
    pub(crate) fn tables(
        &self,
        key: &'static str,
        mut read: impl FnMut(&Table<'_>),
    ) -> Checked<()> {
        let Some(value) = self.entry(key) else {
            return Ok(());
        };
        let elements = value.get_ref().as_array().ok_or_else(|| {
            self.wrong_kind(
                &format!("«{key}»"),
                value,
                &format!("una serie de tablas [[{key}]]"),
            )
        })?;
        let mut result = Ok(());
        for element in elements.iter() {
            let read_one = self
                .nested(element, element.span().start, format!("[[{key}]]"))
                .and_then(|table| {
                    table.finish(|table| {
                        read(table);
                        Ok(())
                    })
                });
            result = result.and(read_one);
        }
        result
    }

    /// Keyed tables of an array, as a list.
    pub(crate) fn listing<K, T>(
        &self,
        key: &'static str,
        read: impl Fn(&Table<'_>, Checked<K>) -> Checked<T>,
    ) -> Listing<K, T>
    where
        K: FromStr + Ord + Clone + AsRef<str> + Display,
        K::Err: Display,
    {
        let mut listing = Listing::empty();
        let whole = self.tables(key, |table| {
            let own = table.parsed::<K>("clave");
            let item = read(table, own.clone());
            listing.add(own, item, table.place_of("clave"));
        });
        listing.require(whole)
    }

    /// The tables of a table, by their keys: `[catalogos.grado]`.
    pub(crate) fn named_tables<K, T>(
        &self,
        key: &'static str,
        read: impl Fn(&Table<'_>, K) -> Checked<T>,
    ) -> Listing<K, T>
    where
        K: FromStr + Ord + Clone + AsRef<str> + Display,
        K::Err: Display,
    {
        let mut listing = Listing::empty();
        let Some(value) = self.entry(key) else {
            return listing;
        };
        let Ok(outer) = self.nested(value, value.span().start, format!("[{key}]")) else {
            return Listing::unreadable();
        };
        for (name, inner) in outer.entries.iter() {
            let place = self.file.place(name.span().start, self.report);
            let own = name
                .get_ref()
                .parse::<K>()
                .map_err(|error| wrong_text(place, key, &error));
            let item = own.clone().and_then(|own| {
                let label = format!("[{key}.{own}]");
                self.nested(inner, name.span().start, label)?
                    .finish(|table| read(table, own))
            });
            listing.add(own, item, place);
        }
        listing
    }

    /// The texts of a table whose keys the profile chooses, as `[fundamentos]`.
    pub(crate) fn texts(&self) -> Checked<std::collections::BTreeMap<String, String>> {
        let read = self.entries.iter().map(|(key, value)| {
            let word = key.get_ref().as_ref();
            self.asked.borrow_mut().push(word);
            let text = String::read(value.get_ref())
                .filter(|text| !text.is_empty())
                .ok_or_else(|| self.wrong_kind(&format!("«{word}»"), value, String::EXPECTED))?;
            Ok((word.to_owned(), text))
        });
        Ok(all(read)?.into_iter().collect())
    }
}

/// All values, after every mistake among them was reported.
pub(crate) fn all<T>(read: impl Iterator<Item = Checked<T>>) -> Checked<Vec<T>> {
    let mut values = Vec::new();
    let mut result = Ok(());
    for item in read {
        match item {
            Ok(value) => values.push(value),
            Err(reported) => result = Err(reported),
        }
    }
    result.map(|()| values)
}

/// Reports a text that breaks its own rules.
pub(crate) fn wrong_text(place: Place<'_>, key: &str, error: &impl Display) -> Reported {
    place.problem(format!("el valor de «{key}» no sirve"), error)
}

/// One of several words, or the mistake with the words there are.
pub(crate) fn one_of<T: Copy>(
    key: &str,
    text: &str,
    words: &[(&str, T)],
    place: Place<'_>,
) -> Checked<T> {
    let found = words
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, value)| *value);
    found.ok_or_else(|| {
        place.problem(
            format!("«{text}» no es un valor de «{key}»"),
            remedy(text, words.iter().map(|(word, _)| *word)),
        )
    })
}
