//! Headers: found wherever they are, in whatever spelling, and what is told of them.

use proptest::prelude::*;
use rstest::rstest;

use super::{GOVERNOR, HEADER, assert_only, file, import, import_as, import_over, order, refused};
use crate::registry::{Column, ColumnMap, ImportReport};
use crate::sample;

/// The report of a file that is taken.
#[track_caller]
fn taken(text: &str) -> ImportReport {
    match import(text) {
        Ok(plan) => plan.report,
        Err(report) => panic!("{report:#?}"),
    }
}

#[rstest]
#[case::capitals(&HEADER.to_uppercase())]
#[case::spaces(&HEADER.replace('_', " "))]
#[case::words(
    "Clave,Cargo de elección,Distrito o municipio,No. de lista,Propietario/Suplente,Partido político,Coalición,Nombre(s),Apellido paterno,Apellido materno,Apodo,Sexo/Género,Fecha de nacimiento,CURP"
)]
#[case::short(
    "ID,PUESTO,DEMARCACIÓN,NÚM.,CARÁCTER,SIGLAS,ALIANZA,NOMBRES,PATERNO,MATERNO,ALIAS,GÉNERO,F. NACIMIENTO,C.U.R.P."
)]
fn a_header_is_known_by_many_words(#[case] header: &str) {
    let report = taken(&format!("{header}\n{GOVERNOR}\n"));
    assert_eq!((report.added, report.remarks), (1, vec![]));
}

#[test]
fn titles_above_the_header_are_passed_over_and_told() {
    let text =
        format!("Instituto de Muestra,,\nCandidaturas registradas,,\n,,\n{HEADER}\n{GOVERNOR}\n");
    let report = taken(&text);
    assert_eq!(report.rows, 1);
    assert_eq!(
        report.remarks,
        ["El encabezado está en la fila 4: lo que va arriba no se lee."]
    );
}

#[test]
fn two_header_rows_are_read_together() {
    let upper = "clave,cargo,territorio,numero,calidad,partido,convenio,Datos de la persona,,,,,,";
    let lower =
        ",,,,,,,nombre,primer apellido,segundo apellido,sobrenombre,sexo,fecha nacimiento,curp";
    let report = taken(&format!("{upper}\n{lower}\n{GOVERNOR}\n"));
    assert_eq!((report.rows, report.added), (1, 1));
    assert!(
        report.remarks[0].contains("dos renglones"),
        "{:?}",
        report.remarks
    );
}

#[test]
fn the_lower_of_two_header_rows_is_no_row() {
    let upper = "clave,cargo,territorio,numero,calidad,partido,convenio,nombre,,,sobrenombre,sexo,fecha_nacimiento,curp";
    let lower = ",,,,,,,Nombres,Apellido paterno,Apellido materno,,,,";
    let report = taken(&format!("{upper}\n{lower}\n{GOVERNOR}\n"));
    assert_eq!((report.rows, report.added), (1, 1));
}

#[test]
fn a_header_that_is_printed_on_every_page_is_passed_over() {
    let report = taken(&file(&[GOVERNOR, HEADER]));
    assert_eq!((report.rows, report.added), (1, 1));
    assert!(report.remarks[0].contains("se repite en la fila 3"));
}

#[test]
fn columns_that_are_not_used_are_told_and_not_read() {
    let report = taken(&format!(
        "{HEADER},Teléfono,observaciones\n{GOVERNOR},618,nada\n"
    ));
    assert_eq!(
        report.remarks,
        ["No se leen estas columnas, que el registro no usa: «Teléfono», «observaciones»."]
    );
    assert_eq!(report.unread, ["Teléfono", "observaciones"]);
}

#[test]
fn missing_and_repeated_columns_are_all_told_with_the_nearest_heading() {
    let header = HEADER
        .replace("cargo", "cargho")
        .replace("sobrenombre", "partido")
        .replace("sexo", "telefono");
    let report = import(&format!("{header}\n{GOVERNOR}\n")).unwrap_err();
    let said = |column: &str, part: &str| {
        report
            .errors
            .iter()
            .any(|p| p.row == 1 && p.column == column && p.message.contains(part))
    };
    assert!(said("cargo", "¿Es la columna «cargho»?"), "{report:#?}");
    assert!(said("partido", "Deje una sola"), "{report:#?}");
    assert!(said("sexo", "Falta la columna «sexo»"), "{report:#?}");
    assert_eq!(report.errors.len(), 3);
    assert_eq!(report.unread, ["cargho", "telefono"]);
}

#[test]
fn our_own_name_goes_before_a_synonym() {
    let report = taken(&format!("{HEADER},género\n{GOVERNOR},otro\n"));
    assert_eq!(report.unread, ["género"]);
}

#[test]
fn a_name_without_surnames_is_not_taken_for_the_whole_name() {
    let header = HEADER.replace("primer_apellido,segundo_apellido", "x,y");
    let problems = refused(&format!("{header}\n{GOVERNOR}\n"));
    assert_only(&problems, 1, "primer_apellido", "llámela «nombre_completo»");
}

#[test]
fn what_the_file_has_no_column_for_stays_as_registered() {
    let registered = super::registry(import(&file(&[GOVERNOR])).unwrap());
    let text = "clave,cargo,territorio,calidad,partido,nombre,primer_apellido,segundo_apellido,sexo\n\
                G-1,gubernatura,muestra,propietaria,naranja,Eva,Pérez,López,mujer\n";
    let plan = import_over(&sample::profile(), &registered, text.as_bytes()).unwrap();
    let person = &plan.decisions[0].record().data.person;
    assert_eq!(person.given_names, "Eva");
    assert_eq!(person.curp, registered[0].data.person.curp);
    assert_eq!(person.birth_date, registered[0].data.person.birth_date);
    assert!(
        plan.report.remarks[0].contains("sobrenombre, fecha_nacimiento, curp"),
        "{:?}",
        plan.report.remarks
    );
}

#[test]
fn a_map_says_what_a_heading_is() {
    let text = format!(
        "{}\n{GOVERNOR}\n",
        HEADER
            .replace("cargo", "¿A qué aspira?")
            .replace("curp", "alias")
    );
    let mut columns = ColumnMap::default();
    columns.set("¿a que ASPIRA?", Some(Column::Office));
    columns.set("alias", None);
    let report = match import_as(&sample::profile(), &[], &text, &order(&columns)) {
        Ok(plan) => plan.report,
        Err(report) => panic!("{report:#?}"),
    };
    assert_eq!(report.added, 1);
    assert!(report.unread.is_empty(), "{:?}", report.unread);
}

#[test]
fn a_file_that_is_no_registry_is_told_once() {
    assert_only(
        &refused("producto,precio\npan,10\nsal,5\n"),
        1,
        "",
        "No se encontró el encabezado",
    );
    let long = format!("{}\n", "x".repeat(1_000_000));
    assert_only(&refused(&long), 1, "", "No se encontró el encabezado");
}

/// A heading in another spelling: case, spaces, hyphens, dots, accents and marks.
fn respelled(name: &str, seed: &[u8]) -> String {
    let mut seeds = seed.iter().cycle();
    let mut next = || *seeds.next().unwrap_or(&0);
    let mut text = String::new();
    for c in name.chars() {
        match (c, next() % 8) {
            ('_', choice) => {
                text.push_str(["_", " ", "-", "", ". ", "  ", "/", " - "][choice as usize])
            }
            (c, 0) => text.extend(c.to_uppercase()),
            ('o', 1) => text.push('ó'),
            ('e', 1) => text.push_str("e\u{301}"),
            (c, 2) => {
                text.push(c);
                text.push('.');
            }
            (c, _) => text.push(c),
        }
    }
    text
}

proptest! {
    #[test]
    fn every_spelling_of_a_heading_is_the_same(seed in proptest::collection::vec(any::<u8>(), 8..64)) {
        let header = HEADER
            .split(',')
            .map(|name| format!("\"{}\"", respelled(name, &seed)))
            .collect::<Vec<_>>()
            .join(",");
        let plain = import(&file(&[GOVERNOR])).unwrap();
        let spelled = import(&format!("{header}\n{GOVERNOR}\n"));
        prop_assert!(spelled.is_ok(), "{header}: {spelled:#?}");
        prop_assert_eq!(spelled.unwrap().decisions, plain.decisions);
    }
}
