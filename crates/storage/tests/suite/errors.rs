//! What an operator must mend has an error of its own, and nothing is half written.

use storage::{Location, Options, StorageError, Store};

use crate::bed::Bed;
use crate::world::{at, candidacy, open_stage, signer};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_the_unit_and_harms_nothing() {
    let bed = Bed::sqlite().await;
    open_stage(&bed.store).await;
    bed.store.close().await;
    let options = Options {
        sqlite_max_pages: Some(120),
        ..Options::default()
    };
    let store = Store::open(&bed.location, &options).await.unwrap();
    let mut written = 0;
    let full = loop {
        let mut unit = store.write().await.unwrap();
        let changes = (0..40).map(|n| candidacy(&format!("L-{written}-{n}"), "Llena").into());
        match unit.apply_all(changes).await {
            Ok(_) => match unit.commit().await {
                Ok(_) => written += 1,
                Err(error) => break error,
            },
            Err(error) => break error,
        }
        assert!(written < 1_000, "the ceiling was never met");
    };
    assert_eq!(full, StorageError::Full);
    assert!(full.needs_operator() && !full.is_temporary());
    let mut unit = store.read().await.unwrap();
    assert_eq!(
        unit.registry().await.unwrap().len(),
        1 + written * 40,
        "whole units or nothing"
    );
    drop(unit);
    store.close().await;
    // With room again, everything goes on.
    let store = Store::open(&bed.location, &Options::default())
        .await
        .unwrap();
    let mut unit = store.write().await.unwrap();
    unit.apply(candidacy("L-fin", "Cabe")).await.unwrap();
    unit.checkpoint(&signer(), at(99)).await.unwrap();
    unit.commit().await.unwrap();
    crate::forgers::assert_sound(&store).await;
    store.close().await;
}

#[tokio::test]
async fn a_damaged_file_is_told_from_a_missing_one() {
    let bed = Bed::sqlite().await;
    bed.store.close().await;
    let Location::Sqlite(file) = &bed.location else {
        panic!()
    };
    std::fs::write(file, vec![0x5a; 65_536]).unwrap();
    let refused = Store::open(&bed.location, &Options::default()).await.err();
    assert_eq!(refused, Some(StorageError::Damaged));
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_unreachable() {
    let options = Options {
        wait: std::time::Duration::from_secs(3),
        ..Options::default()
    };
    for (address, expected) in [
        (
            "postgres://nadie@localhost/base?host=/no/existe",
            StorageError::Unreachable,
        ),
        (
            "postgres://ana:cl%ave@servidor:puerto/base",
            StorageError::Location,
        ),
    ] {
        let Ok(location) = address.parse::<Location>();
        assert_eq!(
            Store::open(&location, &options).await.err(),
            Some(expected),
            "{address}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_the_program_could_not_have_written_names_its_column_and_no_value() {
    let bed = Bed::sqlite().await;
    let cast = open_stage(&bed.store).await;
    bed.forge("UPDATE account SET role = 'reina'")
        .await
        .unwrap();
    let mut unit = bed.store.read().await.unwrap();
    let error = unit.account(cast.supervisor.id).await.unwrap_err();
    assert_eq!(
        error,
        StorageError::Inconsistent {
            table: "account",
            column: "role"
        }
    );
    assert!(!error.to_string().contains("reina"));
    drop(unit);
    bed.end().await;
}
