//! The privacy notices that `[avisos]` names.

use super::folder::Folder;
use super::listing::Placed;
use super::main_file::{self, NoticePaths};
use super::report::Checked;
use crate::profile::{ContentHash, Notice, Notices};

/// Reads the notices.
pub(crate) fn read(folder: &Folder<'_>, paths: &Checked<NoticePaths>) -> Checked<Notices> {
    let paths = paths.as_ref().map_err(|reported| *reported)?;
    let simplified = notice(folder, &paths.simplified, &paths.version);
    let full = paths
        .full
        .as_ref()
        .map(|path| notice(folder, path, &paths.version))
        .transpose();
    Ok(Notices {
        simplified: simplified?,
        full: full?,
    })
}

fn notice(folder: &Folder<'_>, path: &Placed<String>, version: &str) -> Checked<Notice> {
    let place = folder.report().place(main_file::PATH, path.line);
    let named = &path.value;
    let inside = !named.starts_with('/')
        && !named.contains('\\')
        && !named.split('/').any(|part| part == "..");
    place.expect(
        inside,
        format!("«{named}» está fuera de la carpeta del perfil"),
        "escriba la ruta desde la carpeta del perfil, como notices/simplificado.md",
    )?;
    let file = folder.file_named_at(named, place)?;
    let text = file.text.trim();
    file.place(0, folder.report()).expect(
        text.starts_with("# ") && text.lines().count() > 1,
        "el aviso no empieza con su título o no tiene texto",
        "escriba en la primera línea «# Título del aviso» y debajo el texto",
    )?;
    let hash = ContentHash::of(text.as_bytes());
    Ok(Notice {
        version: version.to_owned(),
        text: text.to_owned(),
        hash,
    })
}
