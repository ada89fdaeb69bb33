//! `territories.csv`: states, districts, municipalities…

use std::collections::BTreeMap;

use super::csv_rows::{Row, read_rows};
use super::folder::Folder;
use super::listing::{Listing, Placed};
use super::report::Checked;
use crate::key::{LevelKey, TerritoryKey};
use crate::profile::{Level, Territory};

/// The file's name.
const PATH: &str = "territories.csv";
const COLUMNS: &[&str] = &["nivel", "clave", "nombre", "pertenece_a"];

/// Reads the territories of all levels.
pub(crate) fn read(
    folder: &Folder<'_>,
    levels: &Listing<LevelKey, Level>,
) -> Listing<TerritoryKey, Territory> {
    let Ok(file) = folder.file(PATH) else {
        return Listing::unreadable();
    };
    let mut listing = Listing::empty();
    let whole = read_rows(&file, folder.report(), COLUMNS, |row| {
        let key = row.parsed("clave");
        let territory = territory(row, key.clone(), levels);
        listing.add(key, territory, row.place());
    });
    let listing = listing.require(whole);
    check_parents(&listing, folder);
    listing
}

fn territory(
    row: &Row<'_>,
    key: Checked<TerritoryKey>,
    levels: &Listing<LevelKey, Level>,
) -> Checked<Territory> {
    let level = row.parsed::<LevelKey>("nivel").and_then(|level| {
        levels.check(&level, "el nivel", row.place())?;
        Ok(level)
    });
    let name = row.text("nombre");
    let parent = row.optional("pertenece_a");
    Ok(Territory {
        key: key?,
        level: level?,
        name: name?,
        parent: parent?,
    })
}

fn check_parents(listing: &Listing<TerritoryKey, Territory>, folder: &Folder<'_>) {
    let parents: BTreeMap<&TerritoryKey, &TerritoryKey> = listing
        .items
        .iter()
        .filter_map(|item| Some((&item.value.key, item.value.parent.as_ref()?)))
        .collect();
    for Placed { value, line } in &listing.items {
        let Some(parent) = &value.parent else {
            continue;
        };
        let place = folder.report().place(PATH, *line);
        if listing.check(parent, "el territorio", place).is_ok()
            && is_in_itself(&value.key, &parents)
        {
            place.problem(
                format!("«{}» pertenece a sí mismo por «{parent}»", value.key),
                "corrija «pertenece_a» o déjelo vacío",
            );
        }
    }
}

/// Whether going from parent to parent comes back; no honest chain is longer than the table.
fn is_in_itself(key: &TerritoryKey, parents: &BTreeMap<&TerritoryKey, &TerritoryKey>) -> bool {
    std::iter::successors(parents.get(key).copied(), |at| parents.get(at).copied())
        .take(parents.len())
        .any(|at| at == key)
}
