//! `grounds.toml`: the catalogue of grounds for a remark.

use super::folder::Folder;
use super::listing::Listing;
use super::report::Checked;
use super::toml_table::{Table, read_file};
use crate::key::{GroundKey, StageKey};
use crate::profile::{Ground, Stage};

/// The file's name.
const PATH: &str = "grounds.toml";

/// Reads the catalogue; a profile in which no stage returns may do without.
pub(crate) fn read(folder: &Folder<'_>, stages: &Listing<StageKey, Stage>) -> Checked<Vec<Ground>> {
    let some_return = stages.items.iter().any(|stage| stage.value.may_return);
    if !folder.has(PATH) && !some_return {
        return Ok(Vec::new());
    }
    let file = folder.file(PATH)?;
    let listing = read_file(&file, folder.report(), |root| {
        Ok(root.listing("causal", ground))
    })?;
    folder.report().place(PATH, 1).expect(
        !(some_return && listing.is_whole() && listing.items.is_empty()),
        "el catálogo de causales está vacío y hay etapas que devuelven",
        "agregue al menos una tabla [[causal]]",
    )?;
    Ok(listing.into_values())
}

fn ground(table: &Table<'_>, key: Checked<GroundKey>) -> Checked<Ground> {
    let name = table.text("nombre");
    let description = table.text("descripcion");
    let legal_basis = table.text("fundamento");
    Ok(Ground {
        key: key?,
        name: name?,
        description: description?,
        legal_basis: legal_basis?,
    })
}
