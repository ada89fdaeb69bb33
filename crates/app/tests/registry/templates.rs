//! The template of each institute as people open it: its lists, its notes, and its examples, which an import accepts.

use std::io::{Cursor, Read as _};

use app::registry::{TemplateFormat, registry_template};
use domain::activity::Author;
use domain::registry::{Column, Template};
use spreadsheets::{Limits, column_letters};

use crate::PLAIN;
use crate::place::Place;

/// A workbook's part as text.
fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name(name).unwrap();
    part.read_to_string(&mut text).unwrap();
    text
}

/// The letters of a column of the template.
fn letters(column: Column) -> String {
    let place = Column::ALL.iter().position(|known| *known == column);
    column_letters(u32::try_from(place.unwrap() + 1).unwrap())
}

/// The rule of a column's list, from the second row to the last; none if any text may stand there.
fn rule(sheet: &str, column: Column) -> Option<String> {
    let letters = letters(column);
    let place = format!("sqref=\"{letters}2:{letters}1048576\"");
    let (_, rest) = sheet.split_once(&place)?;
    let (_, rest) = rest.split_once("<formula1>")?;
    let (rule, _) = rest.split_once("</formula1>")?;
    Some(rule.to_owned())
}

/// The texts of the first column of a sheet, from the top.
fn first_column(sheet: &str) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some((_, rest)) = sheet.split_once(&format!("<c r=\"A{}\"", texts.len() + 1)) {
        let (_, rest) = rest.split_once("<t>").unwrap();
        texts.push(rest.split_once("</t>").unwrap().0.to_owned());
    }
    texts
}

#[tokio::test]
async fn the_lists_of_each_institute_s_template_are_its_own() {
    let parties = "\"pan,pri,prd,pvem,pt,mc,morena\"";
    let institutes = [
        (
            "dgo",
            "\"diputacion-mr,diputacion-rp\"",
            "\"fuerza-y-corazon,sigamos-haciendo-historia\"",
        ),
        (
            "cdmx",
            "\"jefatura,diputacion-mr,diputacion-rp,diputacion-migrante,alcaldia,concejalia-mr,concejalia-rp\"",
            "\"va-x-la-cdmx,sigamos-haciendo-historia,comun-alcaldias\"",
        ),
    ];
    for (name, offices, agreements) in institutes {
        let place = Place::founded(name).await;
        let book = registry_template(&place.app.profile, TemplateFormat::Xlsx).unwrap();
        let sheet = part(&book, "xl/worksheets/sheet1.xml");
        let expected = [
            (Column::Office, offices),
            (Column::Calling, "\"propietaria,suplente\""),
            (Column::Party, parties),
            (Column::Agreement, agreements),
            (Column::Gender, "\"mujer,hombre,no_binaria\""),
        ];
        for (column, list) in expected {
            assert_eq!(rule(&sheet, column).as_deref(), Some(list), "{name}");
        }
        let lists = sheet.matches("<formula1>").count();
        assert_eq!(lists, expected.len() + 1, "{name}: those and the places");
    }
}

/// Durango's places fit in the rule of a cell; those of Mexico City are on a sheet of their own, which nobody sees.
#[tokio::test]
async fn every_contended_place_can_be_chosen() {
    for (name, number, some) in [
        ("dgo", 16, ["estado-durango", "distrito-15"]),
        ("cdmx", 50, ["ciudad-de-mexico", "alcaldia-xochimilco"]),
    ] {
        let place = Place::founded(name).await;
        let book = registry_template(&place.app.profile, TemplateFormat::Xlsx).unwrap();
        let sheet = part(&book, "xl/worksheets/sheet1.xml");
        let rule = rule(&sheet, Column::Territory).unwrap();
        let places: Vec<String> = match rule.trim_start_matches('=').strip_prefix("Listas!$A$1:$A$")
        {
            Some(last) => {
                assert_eq!(last, number.to_string(), "{name}");
                let sheets = part(&book, "xl/workbook.xml");
                let (_, hidden) = sheets.split_once("name=\"Listas\"").unwrap();
                let (hidden, _) = hidden.split_once('>').unwrap();
                assert!(hidden.contains("state=\"hidden\""), "{sheets}");
                first_column(&part(&book, "xl/worksheets/sheet3.xml"))
            }
            None => {
                let inside = rule.trim_matches('"').split(',');
                inside.map(str::to_owned).collect()
            }
        };
        assert_eq!(places.len(), number, "{name}: {places:?}");
        for known in some {
            assert!(places.iter().any(|place| place == known), "{name}: {known}");
        }
    }
}

#[tokio::test]
async fn every_heading_has_its_note_and_the_examples_are_accepted() {
    for name in ["dgo", "cdmx"] {
        let place = Place::founded(name).await;
        let profile = &place.app.profile;
        let book = registry_template(profile, TemplateFormat::Xlsx).unwrap();
        let notes = part(&book, "xl/comments1.xml");
        let template = Template::of(profile);
        for column in &template.columns {
            let reference = format!("<comment ref=\"{}1\"", letters(column.column));
            let (_, rest) = notes.split_once(&reference).expect("a note");
            let (told, _) = rest.split_once("</comment>").unwrap();
            assert!(
                !column.note.is_empty() && told.contains(&column.note),
                "{told}"
            );
        }
        assert_eq!(notes.matches("<comment ref=").count(), Column::ALL.len());
        let sheet = spreadsheets::read(&book, &Limits::default()).unwrap();
        assert_eq!(
            (sheet.name.as_str(), &sheet.remarks[..]),
            ("Registro", &[][..])
        );
        assert_eq!(sheet.rows[0].cells, Column::ALL.map(Column::name));
        assert_eq!(sheet.rows.len(), 1 + template.rows.len());
        // Its examples are imported as they are, and the same ones as CSV change nothing after them.
        let csv = registry_template(profile, TemplateFormat::Csv).unwrap();
        for (file, added) in [(book, template.rows.len()), (csv, 0)] {
            let imported = place.app.import_registry(&file, Author::System, &PLAIN);
            let report = imported.await.unwrap();
            assert!(report.errors.is_empty(), "{name}: {:?}", report.errors);
            assert_eq!(report.added, added, "{name}");
            assert_eq!(report.unchanged, template.rows.len() - added, "{name}");
        }
    }
}
