//! `parties.csv`: the parties that take part.

use std::collections::BTreeMap;

use super::csv_rows::{Row, read_rows};
use super::folder::Folder;
use super::listing::Listing;
use super::report::Checked;
use crate::key::PartyKey;
use crate::profile::{Party, PartyScope, WITHOUT_PARTY};

/// The file's name.
const PATH: &str = "parties.csv";
const COLUMNS: &[&str] = &["partido", "siglas", "nombre", "color", "tipo"];
const SCOPES: &[(&str, PartyScope)] = &[
    ("nacional", PartyScope::National),
    ("local", PartyScope::Local),
];

/// Reads the parties.
pub(crate) fn read(folder: &Folder<'_>) -> Listing<PartyKey, Party> {
    let Ok(file) = folder.file(PATH) else {
        return Listing::unreadable();
    };
    let mut listing = Listing::empty();
    let mut initials = BTreeMap::new();
    let whole = read_rows(&file, folder.report(), COLUMNS, |row| {
        let key = row.parsed("partido");
        let party = party(row, key.clone(), &mut initials);
        listing.add(key, party, row.place());
    });
    listing.require(whole)
}

fn party(
    row: &Row<'_>,
    key: Checked<PartyKey>,
    seen: &mut BTreeMap<String, u32>,
) -> Checked<Party> {
    let initials = initials(row, seen);
    let name = row.text("nombre");
    let colour = row.parsed("color");
    let scope = row.word("tipo", SCOPES);
    Ok(Party {
        key: key?,
        initials: initials?,
        name: name?,
        colour: colour?,
        scope: scope?,
    })
}

fn initials(row: &Row<'_>, seen: &mut BTreeMap<String, u32>) -> Checked<String> {
    let initials = row.text("siglas")?;
    row.place().expect(
        initials.to_uppercase() != WITHOUT_PARTY,
        format!(
            "«{WITHOUT_PARTY}» no es un partido: así se llama a las candidaturas independientes"
        ),
        "borre la fila: las independientes no se dan de alta como partido",
    )?;
    match seen.insert(initials.to_uppercase(), row.place().line) {
        None => Ok(initials),
        Some(line) => Err(row.place().problem(
            format!("las siglas «{initials}» se repiten: ya están en la línea {line}"),
            "dé a cada partido sus siglas",
        )),
    }
}
