//! The import of a registry with its store: what it writes, what hinders it, and how far it tells that it is.

#![cfg(test)]

mod place;
mod speed;
mod templates;

use std::time::Duration;

use app::registry::{ImportError, ImportOptions, ImportStage, PREVIEW_PAGE};
use domain::activity::Author;
use domain::registry::{ChangeKind, Column, ColumnMap, ImportReport};

use crate::place::{Place, independents};

/// As it is imported unless somebody says otherwise.
static PLAIN: ImportOptions = ImportOptions {
    rehearse: false,
    complete: false,
    write_good_rows: false,
    confirmed_removal: false,
    columns: None,
};

fn complete() -> ImportOptions {
    ImportOptions {
        complete: true,
        ..PLAIN.clone()
    }
}

async fn import(place: &Place, file: &str, options: &ImportOptions) -> ImportReport {
    let imported = place
        .app
        .import_registry(file.as_bytes(), Author::System, options);
    imported.await.unwrap()
}

#[tokio::test]
async fn of_two_imports_at_once_one_is_told_to_wait() {
    let place = Place::founded("dgo").await;
    let file = independents(40);
    let (first, second) = tokio::join!(
        place
            .app
            .import_registry(file.as_bytes(), Author::System, &PLAIN),
        place
            .app
            .import_registry(file.as_bytes(), Author::System, &PLAIN),
    );
    assert_eq!(first.unwrap().added, 80);
    let refused = second.unwrap_err();
    assert!(
        matches!(refused, ImportError::AlreadyRunning),
        "{refused:?}"
    );
    assert!(
        refused
            .to_string()
            .contains("Ya hay una importación en curso")
    );
    assert_eq!(import(&place, &file, &PLAIN).await.unchanged, 80);
}

#[tokio::test]
async fn two_programs_over_one_database_import_one_after_the_other() {
    let place = Place::founded("dgo").await;
    let beside = place.beside().await;
    let file = independents(200);
    let (first, second) = tokio::join!(
        place
            .app
            .import_registry(file.as_bytes(), Author::System, &PLAIN),
        beside.import_registry(file.as_bytes(), Author::System, &PLAIN),
    );
    let outcomes = [first, second];
    let waits = |outcome: &&Result<ImportReport, ImportError>| {
        matches!(outcome, Err(ImportError::AlreadyRunning))
    };
    assert_eq!(outcomes.iter().filter(waits).count(), 1, "{outcomes:?}");
    let done = outcomes.iter().find_map(|outcome| outcome.as_ref().ok());
    assert_eq!(done.unwrap().added, 400);
}

#[tokio::test]
async fn an_import_that_nobody_waits_for_any_more_holds_up_the_next_for_a_minute_at_most() {
    let place = Place::founded("dgo").await;
    let file = independents(300);
    let begun = place
        .app
        .import_registry(file.as_bytes(), Author::System, &PLAIN);
    // Dropped in the middle: once it told that it began, and long before it can be over.
    let mut watch = place.app.import_progress();
    let checking = async {
        let begun = watch.wait_for(|progress| progress.stage == ImportStage::Checking);
        begun.await.unwrap().stage
    };
    tokio::select! {
        biased;
        _ = begun => panic!("600 rows take longer than this"),
        _ = checking => {}
    }
    assert_eq!(watch.borrow().stage, ImportStage::Idle);
    let held = place
        .app
        .import_registry(file.as_bytes(), Author::System, &PLAIN)
        .await;
    assert!(matches!(held, Err(ImportError::AlreadyRunning)), "{held:?}");
    place.clock.advance(61);
    assert_eq!(import(&place, &file, &PLAIN).await.added, 600);
}

#[tokio::test]
async fn a_preview_shows_a_page_of_each_change_and_writes_nothing() {
    let place = Place::founded("dgo").await;
    import(&place, &independents(150), &PLAIN).await;
    let before = place.history_size().await;
    // One candidacy more, one corrected in each formula, and the last thirty formulas left out.
    let file = independents(120).replace("Ana", "Eva")
        + "N-1,diputacion-rp,estado-durango,1,propietaria,mc,,Luz,Nueva,,,mujer,,\nN-2,diputacion-rp,estado-durango,1,suplente,mc,,Sol,Nueva,,,mujer,,\n";
    let preview = place
        .app
        .preview_import(file.as_bytes(), &complete(), 0)
        .await
        .unwrap();
    let report = &preview.report;
    assert_eq!(
        (
            report.added,
            report.changed,
            report.removed,
            report.unchanged
        ),
        (2, 120, 60, 120)
    );
    assert!(report.needs_second_answer);
    assert_eq!(
        (
            preview.added.len(),
            preview.changed.len(),
            preview.removed.len()
        ),
        (2, PREVIEW_PAGE, 60)
    );
    let ChangeKind::Changed(fields) = &preview.changed[0].kind else {
        panic!("{:?}", preview.changed[0]);
    };
    assert_eq!((fields.len(), fields[0].column), (1, Column::GivenNames));
    assert_eq!(
        (fields[0].before.as_str(), fields[0].after.as_str()),
        ("Ana", "Eva")
    );
    let rest = place
        .app
        .preview_import(file.as_bytes(), &complete(), PREVIEW_PAGE)
        .await
        .unwrap();
    assert_eq!(
        (rest.added.len(), rest.changed.len(), rest.removed.len()),
        (0, 20, 0)
    );
    assert_eq!(place.history_size().await, before);
}

#[tokio::test]
async fn much_is_cancelled_only_once_it_is_confirmed() {
    let place = Place::founded("dgo").await;
    import(&place, &independents(20), &PLAIN).await;
    let fewer = independents(10);
    let refused = place
        .app
        .import_registry(fewer.as_bytes(), Author::System, &complete())
        .await;
    let Err(ImportError::RemovalNotConfirmed(report)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(report.removed, 20);
    assert_eq!(
        import(&place, &independents(20), &PLAIN).await.unchanged,
        40
    );
    let confirmed = ImportOptions {
        confirmed_removal: true,
        ..complete()
    };
    assert_eq!(import(&place, &fewer, &confirmed).await.removed, 20);
    let again = import(&place, &fewer, &complete()).await;
    assert_eq!((again.unchanged, again.removed, again.absent), (20, 0, 0));
}

#[tokio::test]
async fn how_far_an_import_is_can_be_watched() {
    let place = Place::founded("dgo").await;
    let mut watch = place.app.import_progress();
    let seen = tokio::spawn(async move {
        let mut seen = Vec::new();
        while let Ok(Ok(())) = tokio::time::timeout(Duration::from_secs(20), watch.changed()).await
        {
            let progress = *watch.borrow_and_update();
            seen.push(progress);
            if progress.stage == ImportStage::Idle {
                break;
            }
        }
        seen
    });
    import(&place, &independents(400), &PLAIN).await;
    let seen = seen.await.unwrap();
    assert_eq!(seen.last().map(|last| last.stage), Some(ImportStage::Idle));
    let writing: Vec<_> = seen
        .iter()
        .filter(|p| p.stage == ImportStage::Writing)
        .collect();
    assert!(
        writing.iter().all(|p| p.total == 800 && p.rows == 800),
        "{writing:?}"
    );
    assert!(writing.is_sorted_by_key(|p| p.written));
    assert!(!writing.is_empty());
}

#[tokio::test]
async fn a_column_map_is_kept_when_the_import_was_made() {
    let place = Place::founded("dgo").await;
    let file = independents(2).replacen("cargo", "¿A qué aspira?", 1);
    let mut columns = ColumnMap::default();
    columns.set("¿A qué aspira?", Some(Column::Office));
    let told = ImportOptions {
        columns: Some(columns.clone()),
        ..PLAIN.clone()
    };
    assert_eq!(import(&place, &file, &PLAIN).await.errors.len(), 1);
    let rehearsal = ImportOptions {
        rehearse: true,
        ..told.clone()
    };
    assert_eq!(import(&place, &file, &rehearsal).await.added, 4);
    assert!(place.app.column_map().await.unwrap().is_empty());
    assert_eq!(import(&place, &file, &told).await.added, 4);
    assert_eq!(place.app.column_map().await.unwrap(), columns);
    assert_eq!(import(&place, &file, &PLAIN).await.unchanged, 4);
}

#[tokio::test]
async fn what_is_no_spreadsheet_is_told_in_the_report() {
    let place = Place::founded("dgo").await;
    let before = place.history_size().await;
    for bytes in [
        &b""[..],
        b"\x89PNG\r\n\x1a\n\0\0\0",
        b"PK\x03\x04 nothing more",
    ] {
        let report = place
            .app
            .import_registry(bytes, Author::System, &PLAIN)
            .await
            .unwrap();
        assert_eq!(report.errors.len(), 1, "{report:?}");
        assert_eq!((report.rows, report.errors[0].row), (0, 0));
    }
    assert_eq!(place.history_size().await, before);
}

#[tokio::test]
async fn the_linter_looks_at_what_is_stored() {
    let place = Place::founded("dgo").await;
    import(&place, &independents(1), &PLAIN).await;
    let found = place.app.lint_registry().await.unwrap();
    let empty = found
        .iter()
        .filter(|f| f.code.key() == "contienda-sin-candidaturas");
    assert_eq!(empty.count(), 15);
}
