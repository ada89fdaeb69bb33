//! The parts of a preview: what would happen to whom, what is asked before it does.

use app::registry::ImportChoices;
use domain::registry::{ChangeKind, Column as Datum, ColumnMap, ImportReport, RegistryChange};

use crate::Installation;
use crate::panel::names;
use crate::ui::{Cell, Choice, Column, Field, LineKind, Notice, Table, Width};
use crate::words::{count, thousands};

/// Headings that a column is asked for.
pub const MOST_HEADINGS: usize = 60;

/// What good rows lack, in words.
pub fn lacking(report: &ImportReport) -> Vec<String> {
    let missing = &report.missing;
    let lacks = [
        (
            missing.age,
            "sin edad ni fecha de nacimiento: el portal no dirá su edad",
        ),
        (
            missing.birth_date,
            "sin fecha de nacimiento: vale la edad que declara el archivo, si la hay",
        ),
        (
            missing.curp,
            "sin CURP: es más difícil hallar a la misma persona en dos candidaturas",
        ),
        (
            missing.surnames,
            "con el nombre en una sola pieza: no se pueden ordenar por apellido",
        ),
    ];
    let lacks = lacks.into_iter().filter(|(number, _)| *number > 0);
    lacks
        .map(|(number, what)| format!("{} {what}.", count(number as u64, "fila", "filas")))
        .collect()
}

pub fn people(site: &Installation, caption: &str, changes: &[RegistryChange]) -> Table {
    let current = site.app.current();
    let columns = ["Persona", "Fila", "Cargo y lugar", "Postula", "Clave"];
    let columns = columns.into_iter().map(Column::text).collect();
    Table::new(caption, columns).rows(changes.iter().map(|change| {
        let data = &change.data;
        let place = format!(
            "{}, {}",
            names::office_of(&current, data),
            names::territory_of(&current, data)
        );
        vec![
            Cell::text(data.person.full_name()),
            row_cell(change),
            Cell::text(place),
            Cell::text(names::postulation_of(&current, &data.postulation)),
            Cell::Code(data.key.clone()),
        ]
    }))
}

pub fn changes(changes: &[RegistryChange]) -> Table {
    let columns = ["Persona", "Fila", "Dato", "Antes", "Ahora"];
    let columns = columns.into_iter().map(Column::text).collect();
    let text = |text: &str| match text {
        "" => Cell::Missing("Vacío".to_owned()),
        text => Cell::text(text),
    };
    let rows = changes.iter().flat_map(|change| {
        let fields: &[_] = match &change.kind {
            ChangeKind::Changed(fields) => fields,
            ChangeKind::Added | ChangeKind::Removed => &[],
        };
        fields.iter().map(move |field| {
            let href = format!("/panel/registro/candidaturas/{}", change.candidacy);
            vec![
                Cell::link(change.data.person.full_name(), href),
                row_cell(change),
                Cell::text(field.column.label()),
                text(&field.before),
                text(&field.after),
            ]
        })
    });
    Table::new("Cambios, dato por dato", columns).rows(rows)
}

fn row_cell(change: &RegistryChange) -> Cell {
    match change.row {
        Some(row) => Cell::text(row.to_string()),
        None => Cell::Missing("No está en el archivo".to_owned()),
    }
}

pub fn choices(choices: &ImportChoices) -> Vec<Field> {
    let complete = if choices.complete {
        "completo"
    } else {
        "parcial"
    };
    vec![
        Field::radios(
            "alcance",
            "Qué trae el archivo",
            complete,
            vec![
                Choice::new("parcial", "Una parte del registro")
                    .hint("Lo que no está en el archivo queda como está."),
                Choice::new("completo", "Todo el registro")
                    .hint("Lo que no está en el archivo se cancela."),
            ],
        ),
        Field::check(
            "buenas",
            "Si hay filas con errores, importar solo las buenas",
            choices.good_rows,
        ),
    ]
}

/// The headings that nobody knows, or that somebody explained, each with the column that it may be.
pub fn headings(report: &ImportReport, kept: &ColumnMap) -> Vec<(String, Field)> {
    let explained = kept
        .iter()
        .map(|(heading, column)| (heading.to_owned(), column));
    let mut all: Vec<(String, Option<Datum>)> = explained.collect();
    for heading in &report.unread {
        if all.iter().all(|(known, _)| known != heading) {
            all.push((heading.clone(), None));
        }
    }
    let columns = || Datum::READ.map(|column| Choice::new(column.name(), column.label()));
    all.into_iter()
        .take(MOST_HEADINGS)
        .enumerate()
        .map(|(place, (heading, column))| {
            let name = format!("columna_{}", place + 1);
            let label = format!("«{heading}» es");
            let chosen = column.map_or("", Datum::name);
            let field = Field::select(&name, label, chosen, columns().to_vec());
            (heading, field.blank("No se lee"))
        })
        .collect()
}

/// Why the file cannot be imported as it is.
pub fn hindered(report: &ImportReport, good_rows: bool) -> Option<Notice> {
    if report.errors.is_empty() {
        return None;
    }
    let wrong = count(report.errors.len() as u64, "error", "errores");
    if !good_rows {
        let otherwise = match (report.good_rows, report.unread.is_empty()) {
            (0, true) => String::new(),
            (0, false) => {
                ", o diga arriba qué dato es cada encabezado que no se reconoce".to_owned()
            }
            (1, _) => ", o elija importar solo la fila buena".to_owned(),
            (rows, _) => format!(
                ", o elija importar solo las {} filas buenas",
                thousands(rows as u64)
            ),
        };
        let text = format!(
            "Hay {wrong} y no se escribe nada. Corrija el archivo y súbalo de nuevo{otherwise}."
        );
        return Some(Notice::attention("El archivo no se puede importar así").text(text));
    }
    (report.good_rows == 0).then(|| {
        Notice::attention("El archivo no se puede importar").text(format!(
            "Hay {wrong} y ninguna fila buena. Corrija el archivo y súbalo de nuevo."
        ))
    })
}

/// The second question, where more than a tenth of the registry would be cancelled.
pub fn confirmation(report: &ImportReport, error: Option<String>) -> Option<Field> {
    let label = format!(
        "Se cancelarán {}. Para confirmarlo escriba ese número",
        count(report.removed as u64, "candidatura", "candidaturas")
    );
    report.needs_second_answer.then(|| {
        Field::line("confirma", label, "")
            .kind(LineKind::Whole)
            .width(Width::Short)
            .hint("Es más de la décima parte de las vigentes: revise que el archivo esté completo.")
            .autocomplete("off")
            .error(error)
    })
}
