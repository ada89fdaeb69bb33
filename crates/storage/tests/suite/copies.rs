//! Copies of a whole database: taken while people write, put back elsewhere, counted and verified.

use storage::{
    CopyError, Location, StorageError, Store, bring_up, clear_trial, examine, is_same_database,
    keep_trial, put_back, take_copy, verify,
};

use crate::bed::{Bed, drop_database, run_as, url_of};
use crate::validation::claimed;
use crate::world::{act, at, curricular, open_stage, signer};
use domain::activity::Action;

/// Somewhere to put a copy: nothing is there yet.
struct Elsewhere {
    location: Location,
    server: Option<(String, String)>,
    folder: tempfile::TempDir,
}

impl Elsewhere {
    async fn like(bed: &Bed) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if !bed.is_postgres() {
            return Self {
                location: Location::Sqlite(folder.path().join("otra.sqlite3")),
                server: None,
                folder,
            };
        }
        let (server, name) = Bed::new_database().await;
        Self {
            location: Location::Postgres(url_of(&server, &name, None)),
            server: Some((server, name)),
            folder,
        }
    }

    fn copy(&self) -> std::path::PathBuf {
        self.folder.path().join("copia")
    }

    async fn end(self) {
        if let Some((server, name)) = &self.server {
            drop_database(server, name).await;
        }
    }
}

/// What the version before this one had not: takes the third migration away.
const BEFORE_THE_THIRD: &str = "
    DROP INDEX candidacy_by_capture; DROP INDEX candidacy_by_curp; DROP INDEX candidacy_by_birth_date;
    DROP INDEX candidacy_by_name; DROP INDEX capture_by_due; DROP INDEX capture_by_taking;
    CREATE INDEX candidacy_by_name ON candidacy (folded_name, id, status, party, term_ends);
    ALTER TABLE candidacy DROP COLUMN capture_home;
    ALTER TABLE capture DROP COLUMN proposed; ALTER TABLE capture DROP COLUMN returned_revision;
    ALTER TABLE capture DROP COLUMN correction_read; ALTER TABLE capture DROP COLUMN sent_by;
    ALTER TABLE capture DROP COLUMN hands; ALTER TABLE capture DROP COLUMN outcome;
    ALTER TABLE capture DROP COLUMN corrections;
    DROP TABLE ground; DROP TABLE notification; DROP TABLE sketch; DROP TABLE likeness; DROP TABLE indexed_text;
    DROP TABLE issued_receipt; DROP TABLE hiding; DROP TABLE confirmation_link; DROP TABLE edits_seen;
    DROP TABLE received_photograph;";

on_both_engines! {
    async fn a_copy_that_an_earlier_version_made_is_brought_up_with_what_was_captured(bed) {
        let (cast, capture) = claimed(&bed.store).await;
        let elsewhere = Elsewhere::like(bed).await;
        take_copy(&bed.location, &elsewhere.copy()).await.unwrap();
        put_back(&elsewhere.copy(), &elsewhere.location).await.unwrap();
        let on = if bed.is_postgres() { " ON schema_migration" } else { "" };
        let forget = format!(
            "{BEFORE_THE_THIRD} DROP TRIGGER schema_migration_no_delete{on}; DELETE FROM schema_migration WHERE number = 3;"
        );
        run_as(&elsewhere.location, &forget).await.unwrap();
        let older = Store::open_copy(&elsewhere.location).await;
        assert!(matches!(older, Err(StorageError::OlderSchema { found: 2, known: 3 })), "{:?}", older.err());
        assert_eq!(bring_up(&elsewhere.location, None, at(900)).await.unwrap().applied, 1);
        let store = Store::open_copy(&elsewhere.location).await.unwrap();
        let mut unit = store.read().await.unwrap();
        let kept = unit.capture(cast.candidacy.id, &curricular()).await.unwrap().unwrap();
        assert_eq!(kept.answers, capture.answers);
        assert_eq!(kept.state, capture.state);
        assert_eq!(kept.submission, capture.submission);
        assert_eq!(unit.candidacy(cast.candidacy.id).await.unwrap(), Some(cast.candidacy.clone()));
        let stage = &crate::world::PROFILE.stages[1].key;
        assert_eq!(unit.senders(&curricular(), stage, &crate::world::party()).await.unwrap(), [cast.supervisor.id]);
        drop(unit);
        // The earlier version kept no hands, and its history said none; this history was written by this version.
        let hands = serde_json::to_string(&capture.hands).unwrap();
        run_as(&elsewhere.location, &format!("UPDATE capture SET hands = '{hands}'")).await.unwrap();
        crate::forgers::assert_sound(&store).await;
        store.close().await;
        elsewhere.end().await;
    }

    async fn a_copy_taken_while_people_write_is_one_state_and_verifies_where_it_is_put_back(bed) {
        let cast = open_stage(&bed.store).await;
        cast.fill(&bed.store, "texto").await;
        let known = bed.store.checkpoint_if_due(&signer(), at(400)).await.unwrap().unwrap().checkpoint;
        let elsewhere = Elsewhere::like(bed).await;
        let writing = bed.another().await;
        let writer = tokio::spawn(async move {
            let mut written = 0;
            for seconds in 0..200 {
                let mut unit = writing.write().await.unwrap();
                unit.log(act(500 + seconds, Action::ServiceStarted)).await.unwrap();
                unit.commit().await.unwrap();
                written += 1;
            }
            writing.close().await;
            written
        });
        let counted = take_copy(&bed.location, &elsewhere.copy()).await.unwrap();
        assert_eq!(writer.await.unwrap(), 200, "nobody was refused meanwhile");
        put_back(&elsewhere.copy(), &elsewhere.location).await.unwrap();
        assert_eq!(examine(&elsewhere.location).await.unwrap(), counted);
        assert!(counted["activity"] >= known.size() && counted["candidacy"] == 1);
        let restored = Store::open_copy(&elsewhere.location).await.unwrap();
        let report = verify(&restored, &signer().verifier_key(), false, Some(&known)).await.unwrap();
        assert!(report.is_sound(), "{:#?}", report.faults);
        assert_eq!(report.entries, counted["activity"]);
        let here = bed.store.read().await.unwrap().root_at(report.entries).await.unwrap();
        let there = restored.read().await.unwrap().root_at(report.entries).await.unwrap();
        assert_eq!(here, there);
        restored.close().await;
        elsewhere.end().await;
    }

    async fn a_copy_is_never_put_over_something(bed) {
        open_stage(&bed.store).await;
        let elsewhere = Elsewhere::like(bed).await;
        take_copy(&bed.location, &elsewhere.copy()).await.unwrap();
        put_back(&elsewhere.copy(), &elsewhere.location).await.unwrap();
        assert_eq!(put_back(&elsewhere.copy(), &elsewhere.location).await, Err(CopyError::NotEmpty));
        elsewhere.end().await;
    }

    async fn what_is_no_copy_or_lost_a_part_is_not_put_back_as_if_it_were_one(bed) {
        open_stage(&bed.store).await;
        let elsewhere = Elsewhere::like(bed).await;
        take_copy(&bed.location, &elsewhere.copy()).await.unwrap();
        let whole = std::fs::read(elsewhere.copy()).unwrap();
        for wrong in [b"nada".to_vec(), whole[..whole.len() / 2].to_vec()] {
            std::fs::write(elsewhere.copy(), wrong).unwrap();
            let put = put_back(&elsewhere.copy(), &elsewhere.location).await;
            let found = match put {
                Ok(()) => examine(&elsewhere.location).await.map(drop),
                Err(error) => Err(error),
            };
            assert!(matches!(found, Err(CopyError::Damaged | CopyError::ToolFailed { .. })), "{found:?}");
            clear_trial(&elsewhere.location).await.unwrap();
        }
        elsewhere.end().await;
    }

    async fn a_database_for_trials_is_used_again_and_again_and_then_in_earnest(bed) {
        open_stage(&bed.store).await;
        let elsewhere = Elsewhere::like(bed).await;
        take_copy(&bed.location, &elsewhere.copy()).await.unwrap();
        for _ in 0..2 {
            clear_trial(&elsewhere.location).await.unwrap();
            put_back(&elsewhere.copy(), &elsewhere.location).await.unwrap();
            bring_up(&elsewhere.location, None, at(900)).await.unwrap();
        }
        keep_trial(&elsewhere.location).await.unwrap();
        if bed.is_postgres() {
            assert_eq!(clear_trial(&elsewhere.location).await, Err(CopyError::NotEmpty));
            assert_eq!(clear_trial(&bed.owner).await, Err(CopyError::NotEmpty));
        }
        assert!(examine(&elsewhere.location).await.unwrap()["activity"] > 0);
        assert!(is_same_database(&bed.location, &bed.owner));
        assert!(!is_same_database(&bed.location, &elsewhere.location));
        elsewhere.end().await;
    }

    async fn a_row_that_a_copy_lost_is_seen_in_its_counts(bed) {
        open_stage(&bed.store).await;
        let elsewhere = Elsewhere::like(bed).await;
        let counted = take_copy(&bed.location, &elsewhere.copy()).await.unwrap();
        put_back(&elsewhere.copy(), &elsewhere.location).await.unwrap();
        run_as(&elsewhere.location, "DELETE FROM activity_checkpoint").await.unwrap_err();
        run_as(&elsewhere.location, "DELETE FROM account WHERE login = 'validadora.uno'").await.unwrap();
        assert_ne!(examine(&elsewhere.location).await.unwrap(), counted);
        elsewhere.end().await;
    }
}

#[tokio::test]
async fn a_copy_of_nothing_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = Location::in_folder(folder.path());
    assert_eq!(
        take_copy(&nothing, &folder.path().join("copia")).await,
        Err(StorageError::NotPrepared.into())
    );
}
