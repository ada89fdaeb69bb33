//! What an import does to the registry and tells the history.

use super::{
    GOVERNOR, assert_only, file, governor_with, import, import_over, import_with, registry,
};
use crate::activity::Action;
use crate::record::Record;
use crate::registry::{Candidacy, CandidacyStatus, ImportReport, TermClock};
use crate::sample;
use crate::time::Instant;

fn three() -> String {
    let of_party = |party: &str| governor_with("partido", party).replace("G-1", party);
    file(
        &["azul", "verde", "naranja"]
            .map(of_party)
            .each_ref()
            .map(String::as_str),
    )
}

#[test]
fn new_rows_enter_in_order_each_with_its_entry() {
    let plan = import(&three()).unwrap();
    let ids: Vec<String> = plan.decisions.iter().map(|d| d.record().id()).collect();
    assert!(ids.is_sorted());
    assert_eq!(plan.decisions.len(), 3);
    for decided in &plan.decisions {
        assert_eq!(decided.act().action, Action::CandidacyRegistered);
        assert_eq!(decided.act().subject.kind, Candidacy::KIND);
        assert_eq!(decided.act().subject.id, decided.record().id());
        assert_eq!(
            (decided.act().at, decided.act().author),
            (super::at(), sample::BY)
        );
        assert_eq!(decided.record().term, None);
    }
}

#[test]
fn same_file_again_changes_nothing_and_asks_for_no_id() {
    let registered = registry(import(&three()).unwrap());
    let mut none = || panic!("no candidacy is new");
    let again = import_with(
        &sample::profile(),
        &registered,
        three().as_bytes(),
        &mut none,
    );
    let mut again = again.unwrap();
    assert!(again.decisions.is_empty());
    // All three carry one CURP, which is worth a look and changes nothing.
    assert_eq!(again.report.warnings.len(), 2);
    again.report.warnings.clear();
    let expected = ImportReport {
        rows: 3,
        unchanged: 3,
        good_rows: 3,
        ..ImportReport::default()
    };
    assert_eq!(again.report, expected);
    assert_eq!(again.act.details["unchanged"], "3");
}

#[test]
fn corrected_file_changes_only_what_differs_and_keeps_the_term() {
    let mut registered = registry(import(&three()).unwrap());
    let clock = TermClock {
        received: Instant::from_micros(1),
        ends: Instant::from_micros(2),
        extension: None,
    };
    registered[1].term = Some(clock);
    let corrected = three().replace(
        "verde,gubernatura,muestra,,propietaria,verde,,Ana",
        "verde,gubernatura,muestra,,propietaria,verde,,Eva",
    );
    let plan = import_over(&sample::profile(), &registered, corrected.as_bytes()).unwrap();
    let [decided] = &plan.decisions[..] else {
        panic!("one row differs");
    };
    assert_eq!(decided.act().action, Action::CandidacyCorrected);
    assert_eq!(decided.record().id, registered[1].id);
    assert_eq!(decided.record().data.person.given_names, "Eva");
    assert_eq!(decided.record().term, Some(clock));
    assert_eq!((plan.report.changed, plan.report.unchanged), (1, 2));
}

#[test]
fn rows_that_the_file_lacks_stay_and_are_counted() {
    let registered = registry(import(&three()).unwrap());
    let one = file(&[&governor_with("partido", "verde").replace("G-1", "verde")]);
    let plan = import_over(&sample::profile(), &registered, one.as_bytes()).unwrap();
    assert!(plan.decisions.is_empty());
    assert_eq!((plan.report.unchanged, plan.report.absent), (1, 2));
}

#[test]
fn one_bad_row_keeps_all_others_out_and_asks_for_no_id() {
    let text = file(&[
        GOVERNOR,
        &governor_with("sexo", "otro")
            .replace("G-1", "G-2")
            .replace("naranja", "azul"),
    ]);
    let mut none = || panic!("nothing may be written");
    let report = import_with(&sample::profile(), &[], text.as_bytes(), &mut none).unwrap_err();
    assert_only(&report.errors, 3, "sexo", "otro");
    assert_eq!(report.rows, 2);
}

#[test]
fn history_tells_the_import_by_counts_and_digest_alone() {
    let plan = import(&three()).unwrap();
    assert_eq!(plan.act.action, Action::RegistryImported);
    assert_eq!(
        (plan.act.subject.kind, &plan.act.subject.id),
        ("import", &sample::import_id().to_string())
    );
    let keys: Vec<&str> = plan.act.details.keys().copied().collect();
    assert_eq!(
        keys,
        ["absent", "added", "changed", "file", "rows", "unchanged"]
    );
    assert_eq!(plan.act.details["added"], "3");
    assert_eq!(plan.act.details["file"].len(), 64);
}

#[test]
fn no_entry_tells_a_name() {
    let plan = import(&file(&[GOVERNOR])).unwrap();
    for act in plan.decisions.iter().map(|d| d.act()).chain([&plan.act]) {
        for word in ["Ana", "Pérez", "PELA800531MDGRPN09", "1980", "G-1"] {
            assert!(!format!("{:?}", act.details).contains(word), "{act:?}");
        }
    }
}

#[test]
fn candidacy_that_no_longer_stands_is_not_corrected() {
    let mut registered = registry(import(&file(&[GOVERNOR])).unwrap());
    registered[0].status = CandidacyStatus::Cancelled {
        at: Instant::from_micros(1),
    };
    let profile = sample::profile();
    let same = import_over(&profile, &registered, file(&[GOVERNOR]).as_bytes()).unwrap();
    assert_eq!(same.report.unchanged, 1);
    let changed = file(&[&governor_with("nombre", "Eva")]);
    let report = import_over(&profile, &registered, changed.as_bytes()).unwrap_err();
    assert_only(&report.errors, 2, "clave", "se sustituyó o canceló");
}

#[test]
fn report_as_json_has_the_keys_that_people_were_promised() {
    let report = import(&file(&[&governor_with("sexo", "otro")])).unwrap_err();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["filas"], 1);
    for key in ["altas", "cambios", "sin_cambio", "ausentes"] {
        assert_eq!(json[key], 0);
    }
    assert_eq!(json["errores"][0]["fila"], 2);
    assert_eq!(json["errores"][0]["columna"], "sexo");
    assert!(json["errores"][0]["mensaje"].is_string());
}
