//! Files that nobody would write: whatever is in them, the check ends with an answer, and what it takes it takes once.

use proptest::prelude::*;

use super::{HEADER, import_over, order};
use crate::record::Decided;
use crate::registry::{Candidacy, ColumnMap, FileRow, ImportOrder, ImportPlan, plan_import};
use crate::sample;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(vec![
            "", "gubernatura", "Diputación MR", "diputacion-rp", "regiduria", "presidencia", "muestra",
            "distrito-01", "Distrito 2", "1", "canada", "2", "03", "propietaria", "SUPLENTE", "azul", "VERDE",
            "juntos", "azul-verde", "Ana", "O'Dam", "=1+1", "mujer", "M", "F", "h", "1980-05-31", "05/06/1980",
            "29372", "PELA800531MDGRPN09", "No aplica", "-", "JosÃ©", "34", "sin partido", "IX",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => any::<String>(),
    ]
}

fn rows(width: usize) -> impl Strategy<Value = Vec<FileRow>> {
    let row = proptest::collection::vec(cell(), 0..=width + 2);
    proptest::collection::vec((any::<u32>(), row), 0..25).prop_map(|rows| {
        let row = |(number, cells)| FileRow { number, cells };
        rows.into_iter().map(row).collect()
    })
}

fn header() -> FileRow {
    FileRow {
        number: 1,
        cells: HEADER.split(',').map(str::to_owned).collect(),
    }
}

/// Rows of which most are right, with numbers, callings and parties by chance.
fn likely() -> impl Strategy<Value = Vec<FileRow>> {
    let row = (
        0..12_u8,
        proptest::sample::select(vec![
            "gubernatura,muestra",
            "diputacion-mr,distrito-01",
            "diputacion-rp,muestra",
            "presidencia,canada",
            "regiduria,canada",
        ]),
        0..4_u8,
        proptest::sample::select(vec!["propietaria", "suplente"]),
        proptest::sample::select(vec!["azul", "verde", "naranja", ""]),
        proptest::sample::select(vec!["mujer", "hombre", "M", "nada"]),
    );
    proptest::collection::vec(row, 0..20).prop_map(|rows| {
        let rows = rows.into_iter().zip(2..);
        rows.map(|((key, race, number, calling, party, gender), at)| {
            let number = if number == 0 {
                String::new()
            } else {
                number.to_string()
            };
            let text = format!("K{key},{race},{number},{calling},{party},,Ana,Pérez,,,{gender},,");
            FileRow {
                number: at,
                cells: text.split(',').map(str::to_owned).collect(),
            }
        })
        .collect()
    })
}

fn with_header(mut rows: Vec<FileRow>) -> Vec<FileRow> {
    rows.insert(0, header());
    rows
}

fn plan(
    rows: &[FileRow],
    known: &[Candidacy],
    complete: bool,
) -> Result<ImportPlan, Box<crate::registry::ImportReport>> {
    let columns = ColumnMap::default();
    let order = ImportOrder {
        complete,
        write_good_rows: true,
        ..order(&columns)
    };
    let mut ids = sample::ids();
    known.iter().for_each(|_| {
        ids();
    });
    plan_import(
        &sample::profile(),
        rows,
        known,
        &order,
        &mut ids,
        &mut |_, _| (),
    )
}

/// The registry after a plan over `known`.
fn after(known: &[Candidacy], plan: &ImportPlan) -> Vec<Candidacy> {
    let mut all: std::collections::BTreeMap<_, _> =
        known.iter().map(|c| (c.id, c.clone())).collect();
    for record in plan.decisions.clone().into_iter().map(Decided::into_record) {
        all.insert(record.id, record);
    }
    all.into_values().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_file_breaks_the_check(rows in rows(14), headed in any::<bool>(), complete in any::<bool>()) {
        let rows = if headed { with_header(rows) } else { rows };
        let _ = plan(&rows, &[], complete);
    }

    #[test]
    fn what_is_written_holds_by_itself_and_changes_nothing_again(
        first in likely(),
        second in likely(),
        complete in any::<bool>(),
    ) {
        let mut known = Vec::new();
        for rows in [first, second] {
            let rows = with_header(rows);
            let done = plan(&rows, &known, complete).unwrap();
            let then = after(&known, &done);
            let faults = crate::registry::lint(&sample::profile(), &then);
            let faults: Vec<_> = faults.iter().filter(|f| f.level == crate::registry::Level::Error).collect();
            prop_assert!(faults.is_empty(), "{faults:#?}");
            let again = plan(&rows, &then, complete).unwrap();
            prop_assert!(again.decisions.is_empty(), "{:#?}", again.decisions);
            known = then;
        }
    }

    #[test]
    fn a_file_without_mistakes_gives_the_same_with_and_without_asking_for_good_rows(rows in likely()) {
        let mut text = HEADER.to_owned();
        for row in &rows {
            text.push('\n');
            text.push_str(&row.cells.join(","));
        }
        if let Ok(strict) = import_over(&sample::profile(), &[], text.as_bytes()) {
            let good = plan(&with_header(rows), &[], false).unwrap();
            prop_assert_eq!(strict.decisions, good.decisions);
            prop_assert!(good.report.errors.is_empty());
        }
    }
}
