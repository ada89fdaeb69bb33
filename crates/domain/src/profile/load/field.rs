//! A field of a questionnaire: `[[seccion.campo]]`.

use super::questionnaire::{Answer, Earlier};
use super::report::Checked;
use super::suggestion::remedy;
use super::toml_table::Table;
use crate::key::{CatalogueKey, FieldKey};
use crate::questionnaire::{Condition, Field, FieldClass, FieldKind, Format, Site, is_link};

/// Most characters of a line.
const MOST_IN_LINE: u32 = 1_000;
/// Most characters of a paragraph.
const MOST_IN_PARAGRAPH: u32 = 20_000;
/// Most megabytes of an uploaded photograph: what a form with files takes has room for it.
const MOST_MEGABYTES: u32 = 20;
/// Most lines of a list.
const MOST_ENTRIES: u32 = 50;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Line,
    Paragraph,
    Choice,
    List,
    Photograph,
}

const TYPES: &[(&str, Type)] = &[
    ("linea", Type::Line),
    ("parrafo", Type::Paragraph),
    ("opcion", Type::Choice),
    ("lista", Type::List),
    ("fotografia", Type::Photograph),
];
const FORMATS: &[(&str, Format)] = &[
    ("texto", Format::Text),
    ("telefono", Format::Phone),
    ("correo", Format::Email),
    ("enlace", Format::Link),
];
const CLASSES: &[(&str, FieldClass)] = &[
    ("publica", FieldClass::Public),
    ("personal", FieldClass::Personal),
    ("sensible", FieldClass::Sensitive),
];
/// HTML's tokens that make sense for what a person says of themselves (WCAG 1.3.5).
const AUTOCOMPLETE: &[(&str, &str)] = &[
    ("off", "off"),
    ("name", "name"),
    ("tel", "tel"),
    ("email", "email"),
    ("url", "url"),
    ("street-address", "street-address"),
    ("organization", "organization"),
    ("organization-title", "organization-title"),
];
/// The keys that only some types take.
const OF_SOME_TYPES: &[(&str, &[Type])] = &[
    ("formato", &[Type::Line, Type::List]),
    (
        "maximo",
        &[Type::Line, Type::Paragraph, Type::List, Type::Photograph],
    ),
    ("minimo", &[Type::Paragraph]),
    ("declarable", &[Type::Paragraph]),
    ("catalogo", &[Type::Choice]),
    ("entradas", &[Type::List]),
    ("sitios", &[Type::Line, Type::List]),
    ("cuenta", &[Type::Line, Type::List]),
    ("megabytes", &[Type::Photograph]),
];

/// Reads a field, and makes it known to those that follow.
pub(crate) fn read(table: &Table<'_>, earlier: &mut Earlier<'_>) -> Checked<Field> {
    let key = table.parsed::<FieldKey>("clave");
    let label = table.text("etiqueta");
    let help = table.optional_text("ayuda");
    let kind = kind(table, earlier);
    let site = site(table, kind.as_ref().ok());
    let demand = demand(table);
    let condition = table.optional_table("solo_si", |table| condition(table, earlier));
    let protection = protection(table);
    let autocomplete = autocomplete(table);
    let ine_column = ine_column(table);
    if let Ok(key) = &key {
        remember(key, kind.as_ref().ok(), table, earlier)?;
    }
    let (required, recommended) = demand?;
    let (class, published) = protection?;
    Ok(Field {
        key: key?,
        label: label?,
        help: help?,
        kind: kind?,
        site: site?,
        required,
        recommended,
        condition: condition?,
        class,
        published,
        autocomplete: autocomplete?,
        ine_column: ine_column?,
    })
}

fn remember(
    key: &FieldKey,
    kind: Option<&FieldKind>,
    table: &Table<'_>,
    earlier: &mut Earlier<'_>,
) -> Checked<()> {
    let answer = match kind {
        Some(FieldKind::Choice { catalogue }) => Answer::Of(catalogue.clone()),
        Some(_) => Answer::Free,
        None => Answer::Unread,
    };
    let place = table.place_of("clave");
    match earlier.fields.insert(key.clone(), (place.line, answer)) {
        None => Ok(()),
        Some((line, _)) => Err(place.problem(
            format!("el campo «{key}» se repite: ya está en la línea {line}"),
            "dé a cada campo del cuestionario su propia clave",
        )),
    }
}

fn kind(table: &Table<'_>, earlier: &Earlier<'_>) -> Checked<FieldKind> {
    let kind = table.word("tipo", TYPES).inspect_err(|_| {
        // Without the type nobody knows which of these are out of place.
        for (key, _) in OF_SOME_TYPES {
            table.has(key);
        }
    })?;
    let alien = check_no_alien_keys(table, kind);
    let read = match kind {
        Type::Line => line(table),
        Type::Paragraph => paragraph(table),
        Type::Choice => choice(table, earlier),
        Type::List => list(table),
        Type::Photograph => photograph(table),
    };
    alien.and(read)
}

fn check_no_alien_keys(table: &Table<'_>, kind: Type) -> Checked<()> {
    let mut result = Ok(());
    for (key, types) in OF_SOME_TYPES
        .iter()
        .filter(|(_, types)| !types.contains(&kind))
    {
        let words = TYPES
            .iter()
            .filter(|(_, kind)| types.contains(kind))
            .map(|(word, _)| *word);
        result = result.and(table.place_of(key).expect(
            !table.has(key),
            format!("«{key}» no aplica a este tipo de campo"),
            format!(
                "quítelo, o cambie el tipo a: {}",
                words.collect::<Vec<_>>().join(", ")
            ),
        ));
    }
    result
}

fn line(table: &Table<'_>) -> Checked<FieldKind> {
    let format = table.word("formato", FORMATS);
    let max = number(table, "maximo", MOST_IN_LINE);
    Ok(FieldKind::Line {
        format: format?,
        max: max?,
    })
}

fn list(table: &Table<'_>) -> Checked<FieldKind> {
    let format = table.word("formato", FORMATS);
    let max = number(table, "maximo", MOST_IN_LINE);
    let entries = number(table, "entradas", MOST_ENTRIES);
    let entries = entries.map(|entries| u16::try_from(entries).unwrap_or(u16::MAX));
    Ok(FieldKind::List {
        format: format?,
        max: max?,
        entries: entries?,
    })
}

/// `sitios = ["x.com", "twitter.com"]` and `cuenta = "https://x.com/{}"`: the network to which a link must lead.
fn site(table: &Table<'_>, kind: Option<&FieldKind>) -> Checked<Option<Site>> {
    // A type that takes neither key is told so where the type is read.
    let Some(FieldKind::Line { format, .. } | FieldKind::List { format, .. }) = kind else {
        return Ok(None);
    };
    let account = table.optional_text("cuenta")?;
    if !table.has("sitios") {
        table.place_of("cuenta").expect(
            account.is_none(),
            "«cuenta» dice cómo es la dirección de una cuenta, y falta de qué red",
            "agregue sitios = [\"…\"], o quite «cuenta»",
        )?;
        return Ok(None);
    }
    let place = table.place_of("sitios");
    place.expect(
        *format == Format::Link,
        "«sitios» solo aplica a un campo con formato = \"enlace\"",
        "quítelo, o cambie el formato",
    )?;
    let hosts: Vec<String> = table
        .array::<String>("sitios")?
        .into_iter()
        .map(|(host, _)| host)
        .collect();
    let is_host = |host: &String| is_link(&format!("https://{host}")) && !host.contains(['/', ':']);
    place.expect(
        !hosts.is_empty()
            && hosts
                .iter()
                .all(|host| is_host(host) && *host == host.to_lowercase()),
        "«sitios» lleva nombres de sitio en minúsculas, sin «https://» ni diagonales",
        "por ejemplo sitios = [\"x.com\", \"twitter.com\"]",
    )?;
    let site = Site { hosts, account };
    table.place_of("cuenta").expect(
        site.account
            .as_ref()
            .is_none_or(|account| account.contains("{}") && site.holds(&account.replace("{}", "a"))),
        "«cuenta» debe ser la dirección de una cuenta de esos sitios, con {} en el lugar del nombre",
        "por ejemplo cuenta = \"https://x.com/{}\"",
    )?;
    Ok(Some(site))
}

fn paragraph(table: &Table<'_>) -> Checked<FieldKind> {
    let min = number(table, "minimo", MOST_IN_PARAGRAPH);
    let max = number(table, "maximo", MOST_IN_PARAGRAPH);
    let declarable = table.optional_text("declarable");
    let (min, max) = (min?, max?);
    table.place_of("minimo").expect(
        min <= max,
        format!("el mínimo ({min}) es mayor que el máximo ({max})"),
        "revise «minimo» y «maximo»",
    )?;
    Ok(FieldKind::Paragraph {
        min,
        max,
        declarable: declarable?,
    })
}

fn photograph(table: &Table<'_>) -> Checked<FieldKind> {
    let megabytes = number(table, "megabytes", MOST_MEGABYTES);
    let max = number(table, "maximo", MOST_IN_LINE);
    Ok(FieldKind::Photograph {
        bytes: megabytes? * 1024 * 1024,
        max: max?,
    })
}

fn choice(table: &Table<'_>, earlier: &Earlier<'_>) -> Checked<FieldKind> {
    let catalogue: CatalogueKey = table.parsed("catalogo")?;
    earlier
        .catalogues
        .check(&catalogue, "el catálogo", table.place_of("catalogo"))?;
    Ok(FieldKind::Choice { catalogue })
}

fn number(table: &Table<'_>, key: &'static str, most: u32) -> Checked<u32> {
    let number = table.get::<u32>(key)?;
    table.place_of(key).expect(
        (1..=most).contains(&number),
        format!("«{key}» es {number} y debe estar entre 1 y {most}"),
        "corrija el número",
    )?;
    Ok(number)
}

fn demand(table: &Table<'_>) -> Checked<(bool, bool)> {
    let required = table.optional::<bool>("obligatorio");
    let recommended = table.optional::<bool>("recomendado");
    let demand = (required?.unwrap_or(false), recommended?.unwrap_or(false));
    table.place_of("recomendado").expect(
        demand != (true, true),
        "el campo es a la vez obligatorio y recomendado",
        "deje uno de los dos",
    )?;
    Ok(demand)
}

fn protection(table: &Table<'_>) -> Checked<(FieldClass, bool)> {
    let class = table.word("clase", CLASSES);
    let published = table.get::<bool>("se_publica");
    let (class, published) = (class?, published?);
    table.place_of("se_publica").expect(
        !(published && class == FieldClass::Personal),
        "un dato de clase «personal» no se publica",
        "ponga se_publica = false, o clase = \"publica\" si el dato es público por su finalidad",
    )?;
    Ok((class, published))
}

fn autocomplete(table: &Table<'_>) -> Checked<Option<String>> {
    if !table.has("autocompletar") {
        return Ok(None);
    }
    table
        .word("autocompletar", AUTOCOMPLETE)
        .map(|token| Some(token.to_owned()))
}

fn ine_column(table: &Table<'_>) -> Checked<Option<String>> {
    let Some(column) = table.optional_text("columna_ine")? else {
        return Ok(None);
    };
    let plain = column
        .chars()
        .all(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '_' | ' '));
    table.place_of("columna_ine").expect(
        plain && column.chars().count() <= 60,
        format!("«{column}» no es el nombre de una columna del INE"),
        "cópielo del encabezado del INE: mayúsculas, números y guion bajo",
    )?;
    Ok(Some(column))
}

/// `{ campo = "grado", no_es = ["sin_estudios"] }`
fn condition(table: &Table<'_>, earlier: &Earlier<'_>) -> Checked<Condition> {
    let field = table.parsed::<FieldKey>("campo");
    let negated = table.has("no_es");
    let both = table.place().expect(
        table.has("es") != negated,
        "«solo_si» lleva «es» o «no_es», uno de los dos",
        "por ejemplo solo_si = { campo = \"grado\", no_es = [\"sin_estudios\"] }",
    );
    both?;
    let options = table.array::<String>(if negated { "no_es" } else { "es" });
    let (field, options) = (field?, options?);
    let is: Vec<String> = options.into_iter().map(|(option, _)| option).collect();
    check_condition(&field, &is, table, earlier)?;
    Ok(Condition { field, is, negated })
}

fn check_condition(
    field: &FieldKey,
    options: &[String],
    table: &Table<'_>,
    earlier: &Earlier<'_>,
) -> Checked<()> {
    let place = table.place_of("campo");
    place.expect(
        !options.is_empty(),
        "«solo_si» no nombra ninguna opción",
        "nombre al menos una",
    )?;
    let catalogue = match earlier.fields.get(field) {
        Some((_, Answer::Of(catalogue))) => catalogue,
        Some((_, Answer::Unread)) => return Ok(()),
        Some((_, Answer::Free)) => {
            return Err(place.problem(
                format!("«solo_si» depende de «{field}», que no es de tipo «opcion»"),
                "dependa de un campo con catálogo",
            ));
        }
        None => {
            return place.expect(
                earlier.gaps,
                format!("«solo_si» nombra «{field}», que no es un campo anterior"),
                remedy(field.as_str(), earlier.fields.keys().map(FieldKey::as_str)),
            );
        }
    };
    check_options(options, catalogue, table, earlier)
}

fn check_options(
    options: &[String],
    catalogue: &CatalogueKey,
    table: &Table<'_>,
    earlier: &Earlier<'_>,
) -> Checked<()> {
    let found = earlier
        .catalogues
        .items
        .iter()
        .find(|item| item.value.key == *catalogue);
    let Some(catalogue) = found.map(|item| &item.value) else {
        return Ok(());
    };
    let mut result = Ok(());
    for option in options
        .iter()
        .filter(|option| catalogue.option(option).is_none())
    {
        result = Err(table.place_of("campo").problem(
            format!(
                "«{option}» no es una opción del catálogo «{}»",
                catalogue.key
            ),
            remedy(
                option,
                catalogue.options.iter().map(|option| option.key.as_str()),
            ),
        ));
    }
    result
}
