//! `questionnaires/*.toml`: the questionnaires.

use std::collections::BTreeMap;

use super::field;
use super::folder::Folder;
use super::listing::Listing;
use super::report::{Checked, Report, Reported};
use super::text::TextFile;
use super::toml_table::{Table, all, read_file};
use crate::key::{CatalogueKey, FieldKey, OptionKey, QuestionnaireKey};
use crate::profile::ContentHash;
use crate::questionnaire::{AtLeastOne, Catalogue, ChoiceOption, Definition, FieldKind, Section};

/// The subfolder.
const FOLDER: &str = "questionnaires";
/// The questionnaire that every process has (DGO 4-V, CDMX 3-IV).
const CURRICULAR: &str = "questionnaires/curricular.toml";

/// Reads all questionnaires.
pub(crate) fn read_all(folder: &Folder<'_>) -> Checked<Vec<Definition>> {
    let mut paths = folder.within(FOLDER, "toml");
    if !paths.contains(&CURRICULAR) {
        paths.insert(0, CURRICULAR);
    }
    all(paths.into_iter().map(|path| {
        let (file, bytes) = folder.file_with_bytes(path)?;
        read(&file, &bytes, folder.report())
    }))
}

/// Reads a questionnaire's file.
pub(crate) fn read(file: &TextFile, bytes: &[u8], report: &Report) -> Checked<Definition> {
    read_file(file, report, |root| {
        let heading = root.table("cuestionario", |table| {
            let key = questionnaire_key(table, &file.path);
            let version = table.text("version");
            let title = table.text("titulo");
            Ok((key?, version?, title?))
        });
        let catalogues = root.named_tables("catalogos", catalogue);
        let sections = sections(root, &catalogues);
        let (key, version, title) = heading?;
        let (sections, catalogues) = (sections?, catalogues.into_values());
        let hash = ContentHash::of(bytes);
        Ok(Definition {
            key,
            version,
            title,
            catalogues,
            sections,
            hash,
        })
    })
}

/// The key is the file's name, so that two files cannot claim the same questionnaire.
fn questionnaire_key(table: &Table<'_>, path: &str) -> Checked<QuestionnaireKey> {
    let key: QuestionnaireKey = table.parsed("clave")?;
    let name = path.rsplit('/').next().unwrap_or(path);
    table.place_of("clave").expect(
        name.strip_suffix(".toml") == Some(key.as_str()),
        format!("el cuestionario se llama «{key}» y su archivo {name}"),
        format!("use la misma clave: {key}.toml"),
    )?;
    Ok(key)
}

fn catalogue(table: &Table<'_>, key: CatalogueKey) -> Checked<Catalogue> {
    let mut options: Listing<OptionKey, ChoiceOption> = Listing::empty();
    let read = table.tables("opciones", |table| {
        let own = table.parsed::<OptionKey>("clave");
        let name = table.text("nombre");
        let option = own
            .clone()
            .and_then(|key| Ok(ChoiceOption { key, name: name? }));
        options.add(own, option, table.place());
    });
    read?;
    table.place_of("opciones").expect(
        !options.is_whole() || options.items.len() >= 2,
        format!("el catálogo «{key}» tiene menos de dos opciones"),
        "agregue opciones = [ { clave = \"…\", nombre = \"…\" }, … ]",
    )?;
    Ok(Catalogue {
        key,
        options: options.into_values(),
    })
}

/// What an earlier field takes as an answer.
pub(crate) enum Answer {
    /// An option of a catalogue.
    Of(CatalogueKey),
    /// Text.
    Free,
    /// Its definition has a mistake, so nobody knows.
    Unread,
}

/// What was read so far, against which what follows is checked.
pub(crate) struct Earlier<'a> {
    /// The questionnaire's catalogues.
    pub(crate) catalogues: &'a Listing<CatalogueKey, Catalogue>,
    /// The fields before, with the line and the answer of each.
    pub(crate) fields: BTreeMap<FieldKey, (u32, Answer)>,
    /// Whether a field before had a mistake, so that not all are known.
    pub(crate) gaps: bool,
}

fn sections(
    root: &Table<'_>,
    catalogues: &Listing<CatalogueKey, Catalogue>,
) -> Checked<Vec<Section>> {
    let mut earlier = Earlier {
        catalogues,
        fields: BTreeMap::new(),
        gaps: false,
    };
    let mut listing = Listing::empty();
    let read = root.tables("seccion", |table| {
        let own = table.parsed("clave");
        let title = table.text("titulo");
        let help = table.optional_text("ayuda");
        let fields = fields(table, &mut earlier);
        let at_least_one = at_least_one(table, fields.as_deref());
        let section = own.clone().and_then(|key| {
            Ok(Section {
                key,
                title: title?,
                help: help?,
                at_least_one: at_least_one?,
                fields: fields?,
            })
        });
        listing.add(own, section, table.place_of("clave"));
    });
    read?;
    root.place().expect(
        !listing.is_whole() || !listing.items.is_empty(),
        "el cuestionario no tiene secciones",
        "agregue al menos una tabla [[seccion]] con sus [[seccion.campo]]",
    )?;
    let whole = listing.is_whole();
    let sections = listing.into_values();
    if whole {
        check_catalogues_are_used(root, catalogues, &sections)?;
    }
    Ok(sections)
}

fn fields(
    table: &Table<'_>,
    earlier: &mut Earlier<'_>,
) -> Result<Vec<crate::questionnaire::Field>, Reported> {
    let mut fields = Vec::new();
    let mut result = Ok(());
    let read = table.tables("campo", |table| match field::read(table, earlier) {
        Ok(field) => fields.push(field),
        Err(reported) => {
            earlier.gaps = true;
            result = Err(reported);
        }
    });
    read.and(result)?;
    table.place().expect(
        !fields.is_empty(),
        "la sección no tiene campos",
        "agregue al menos una tabla [[seccion.campo]] o borre la sección",
    )?;
    Ok(fields)
}

fn at_least_one(
    table: &Table<'_>,
    fields: Result<&[crate::questionnaire::Field], &Reported>,
) -> Checked<Option<AtLeastOne>> {
    let message = table.optional_text("mensaje_al_menos_uno");
    if !table.has("al_menos_uno") {
        table.place_of("mensaje_al_menos_uno").expect(
            matches!(message, Ok(None) | Err(_)),
            "hay «mensaje_al_menos_uno» sin «al_menos_uno»",
            "agregue al_menos_uno = [\"campo\", …] o quite el mensaje",
        )?;
        return message.map(|_| None);
    }
    let keys = table.parsed_array::<FieldKey>("al_menos_uno")?;
    let place = table.place_of("al_menos_uno");
    let mut result = place.expect(
        keys.len() >= 2,
        "«al_menos_uno» nombra menos de dos campos",
        "nombre dos o más, o haga obligatorio el único",
    );
    if let Ok(fields) = fields {
        for key in keys
            .iter()
            .filter(|key| !fields.iter().any(|field| field.key == **key))
        {
            let own = fields.iter().map(|field| field.key.as_str());
            result = Err(place.problem(
                format!("«al_menos_uno» nombra «{key}», que no es un campo de la sección"),
                super::suggestion::remedy(key.as_str(), own),
            ));
        }
    }
    let message = message?.ok_or_else(|| {
        place.problem(
            "falta «mensaje_al_menos_uno»",
            "escriba qué se dice a quien no responde ninguno de esos campos",
        )
    });
    result?;
    Ok(Some(AtLeastOne {
        fields: keys,
        message: message?,
    }))
}

fn check_catalogues_are_used(
    root: &Table<'_>,
    catalogues: &Listing<CatalogueKey, Catalogue>,
    sections: &[Section],
) -> Checked<()> {
    let mut result = Ok(());
    for catalogue in &catalogues.items {
        let key = &catalogue.value.key;
        let used = sections.iter().flat_map(|section| &section.fields).any(
            |field| matches!(&field.kind, FieldKind::Choice { catalogue } if catalogue == key),
        );
        result = result.and(root.place().at(catalogue.line).expect(
            used,
            format!("ningún campo usa el catálogo «{key}»"),
            "bórrelo o nómbrelo en un campo de tipo «opcion»",
        ));
    }
    result
}
