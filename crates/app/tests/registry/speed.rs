//! A registry as large as the largest institute's: read, checked and written in half a minute, in units that nobody
//! who saves meanwhile waits for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use app::registry::ImportOptions;
use domain::activity::Author;
use spreadsheets::{ColumnOut, SheetOut, Workbook};

use crate::place::{Place, independents};

/// Formulas: two rows each.
const FORMULAS: usize = 14_985;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute: cargo test -p app --test registry -- --ignored --nocapture"]
async fn thirty_thousand_rows_are_imported_in_half_a_minute() {
    for (engine, place) in Place::of_each_engine("dgo").await {
        let book = workbook(&independents(FORMULAS));
        let place = Arc::new(place);
        let over = Arc::new(AtomicBool::new(false));
        let waits = tokio::spawn(longest_wait(Arc::clone(&place), Arc::clone(&over)));
        for (what, added) in [("new", FORMULAS * 2), ("again", 0)] {
            let began = now();
            let options = ImportOptions::default();
            let report = place
                .app
                .import_registry(&book, Author::System, &options)
                .await
                .unwrap();
            let took = began.elapsed();
            println!(
                "{engine}, {what}: {} rows of {} bytes in {took:?}",
                report.rows,
                book.len()
            );
            assert_eq!((report.added, report.errors), (added, vec![]));
            assert!(took < Duration::from_secs(30), "{took:?}");
        }
        over.store(true, Ordering::Release);
        let longest = waits.await.unwrap();
        println!("{engine}: whoever wrote meanwhile waited {longest:?} at most");
        // The goal is a quarter of a second on a quiet machine; the limit leaves room for a busy one.
        assert!(longest < Duration::from_secs(1), "{longest:?}");
    }
}

/// Takes the writer lock again and again until the import is over; the longest time that it took.
async fn longest_wait(place: Arc<Place>, over: Arc<AtomicBool>) -> Duration {
    let store = place.store().await;
    let mut longest = Duration::ZERO;
    while !over.load(Ordering::Acquire) {
        let began = now();
        let mut unit = store.write().await.unwrap();
        unit.put_setting("test", "x").await.unwrap();
        unit.commit().await.unwrap();
        longest = longest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    longest
}

fn workbook(text: &str) -> Vec<u8> {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned));
    let columns = lines.next().unwrap().map(|heading| ColumnOut {
        heading,
        note: String::new(),
        width: 10.0,
        choices: Vec::new(),
    });
    let sheet = SheetOut {
        name: "Registro".to_owned(),
        columns: columns.collect(),
        rows: lines.map(Iterator::collect::<Vec<String>>),
    };
    let created = jiff::civil::datetime(2024, 4, 1, 0, 0, 0, 0);
    Workbook::new(created).sheet(sheet).finish().unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "this test measures how long the work takes"
)]
fn now() -> Instant {
    Instant::now()
}
