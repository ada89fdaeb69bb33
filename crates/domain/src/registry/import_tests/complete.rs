//! A file that is the whole registry: what it lacks is cancelled.

use super::{codes, file, governor_with, import, import_as, order, registry};
use crate::activity::Action;
use crate::registry::{
    Candidacy, CandidacyStatus, ChangeKind, ColumnMap, ImportOrder, ImportPlan, ImportReport,
};
use crate::sample;

/// Independents for governor, one for each number.
fn rows(numbers: impl IntoIterator<Item = u16>) -> Vec<String> {
    let row = |number: u16| {
        governor_with("partido", "")
            .replace("G-1", &format!("G-{number}"))
            .replace(",muestra,,", &format!(",muestra,{number},"))
            .replace("PELA800531MDGRPN09", "")
            .replace("1980-05-31", "")
    };
    numbers.into_iter().map(row).collect()
}

fn text(rows: &[String]) -> String {
    file(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

fn known(count: u16) -> Vec<Candidacy> {
    registry(import(&text(&rows(1..=count))).unwrap())
}

fn complete(known: &[Candidacy], text: &str, good: bool) -> Result<ImportPlan, Box<ImportReport>> {
    let columns = ColumnMap::default();
    let order = ImportOrder {
        complete: true,
        write_good_rows: good,
        ..order(&columns)
    };
    import_as(&sample::profile(), known, text, &order)
}

#[test]
fn what_a_complete_file_lacks_is_cancelled_listed_and_counted() {
    let known = known(20);
    let plan = complete(&known, &text(&rows(2..=20)), false).unwrap();
    assert_eq!(
        (
            plan.report.removed,
            plan.report.absent,
            plan.report.unchanged
        ),
        (1, 0, 19)
    );
    assert!(!plan.report.needs_second_answer);
    assert_eq!(plan.decisions[0].act().action, Action::CandidacyCancelled);
    assert_eq!(plan.decisions[0].record().id, known[0].id);
    assert_eq!(plan.act.details["removed"], "1");
    let profile = sample::profile();
    let changes: Vec<_> = plan.changes(&profile).collect();
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (changes[0].row, &changes[0].kind),
        (None, &ChangeKind::Removed)
    );
    assert_eq!(changes[0].data.key, "G-1");
}

#[rstest::rstest]
#[case(18, false)]
#[case(17, true)]
#[case(0, true)]
fn more_than_a_tenth_asks_for_a_second_answer(#[case] kept: u16, #[case] asks: bool) {
    let plan = complete(&known(20), &text(&rows(1..=kept)), false).unwrap();
    assert_eq!(plan.report.removed, usize::from(20 - kept));
    assert_eq!(plan.report.needs_second_answer, asks);
}

#[test]
fn who_no_longer_stands_is_neither_cancelled_again_nor_counted() {
    let mut known = known(20);
    known[0].status = CandidacyStatus::Cancelled {
        at: crate::time::Instant::from_micros(1),
    };
    let plan = complete(&known, &text(&rows(3..=20)), false).unwrap();
    assert_eq!((plan.report.removed, plan.report.unchanged), (1, 18));
    assert!(!plan.report.needs_second_answer);
}

#[test]
fn the_place_of_who_is_cancelled_is_free() {
    let known = registry(import(&file(&[&governor_with("clave", "A")])).unwrap());
    let other = file(&[&governor_with("clave", "B")]);
    let partial = super::import_over(&sample::profile(), &known, other.as_bytes());
    assert_eq!(
        codes(&partial.unwrap_err().errors),
        [(2, "calidad", "lugar-ocupado")]
    );
    let plan = complete(&known, &other, false).unwrap();
    assert_eq!((plan.report.added, plan.report.removed), (1, 1));
    assert!(plan.report.needs_second_answer);
}

/// The row may be one of those that seem to be missing.
#[test]
fn nothing_is_cancelled_while_a_row_is_wrong() {
    let known = known(20);
    let mut lost = rows(3..=20);
    lost.push(rows([2])[0].replace("G-2,", ","));
    let plan = complete(&known, &text(&lost), true).unwrap();
    assert_eq!((plan.report.removed, plan.report.absent), (0, 2));
    assert!(codes(&plan.report.warnings).contains(&(0, "", "sin-bajas")));
}

#[test]
fn a_bad_row_leaves_its_candidacy_as_it_is() {
    let known = known(20);
    let mut bad = rows(1..=20);
    bad[4] = bad[4].replace("mujer", "nada");
    let plan = complete(&known, &text(&bad), true).unwrap();
    assert_eq!((plan.report.removed, plan.report.unchanged), (0, 19));
}
