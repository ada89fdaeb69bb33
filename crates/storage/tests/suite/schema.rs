//! Both engines have the same tables; versions that do not fit are refused.

use storage::{Location, Options, RuntimeRole, StorageError, Store, prepare};

use crate::bed::{Bed, drop_database, url_of};
use crate::world::{at, open_stage};

const SQLITE_COLUMNS: &str = "SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || \
    CASE c.\"notnull\" WHEN 1 THEN 'required' ELSE 'optional' END \
    FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY 1";
const POSTGRES_COLUMNS: &str = "SELECT table_name || '.' || column_name || ' ' || \
    CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' WHEN 'text' THEN 'TEXT' \
    WHEN 'bytea' THEN 'BLOB' ELSE data_type END || ' ' || \
    CASE is_nullable WHEN 'NO' THEN 'required' ELSE 'optional' END COLLATE \"C\" \
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1";

const SQLITE_KEYS: &str = "SELECT t.name || ' ' || c.pk || ' ' || c.name \
    FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.pk > 0 ORDER BY 1";
const POSTGRES_KEYS: &str = "SELECT t.relname || ' ' || k.place || ' ' || a.attname COLLATE \"C\" \
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid \
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place) \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number \
    WHERE i.indisprimary AND t.relnamespace = 'public'::regnamespace ORDER BY 1";

const SQLITE_INDEXES: &str = "SELECT t.name || ' ' || i.name || ' ' || i.\"unique\" || ' ' || c.seqno || ' ' || c.name \
    FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c \
    WHERE t.type = 'table' AND i.origin = 'c' ORDER BY 1";
const POSTGRES_INDEXES: &str = "SELECT t.relname || ' ' || n.relname || ' ' || i.indisunique::int || ' ' || \
    (k.place - 1) || ' ' || a.attname COLLATE \"C\" \
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid \
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place) \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number \
    WHERE NOT i.indisprimary AND t.relnamespace = 'public'::regnamespace ORDER BY 1";

const SQLITE_REFERENCES: &str = "SELECT t.name || '.' || f.\"from\" || ' ' || f.\"table\" || '.' || f.\"to\" \
    FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' ORDER BY 1";
const POSTGRES_REFERENCES: &str = "SELECT t.relname || '.' || a.attname || ' ' || r.relname || '.' || b.attname \
    COLLATE \"C\" FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid \
    CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k(own, their) \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.own \
    JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = k.their \
    WHERE c.contype = 'f' AND t.relnamespace = 'public'::regnamespace ORDER BY 1";

/// Each engine needs a third trigger of its own: against the replacing insertion, against TRUNCATE.
const SQLITE_TRIGGERS: &str = "SELECT tbl_name || ' ' || replace(name, '_no_replace', '_no_third') \
    FROM sqlite_schema WHERE type = 'trigger' ORDER BY 1";
const POSTGRES_TRIGGERS: &str = "SELECT t.relname || ' ' || replace(g.tgname, '_no_truncate', '_no_third') \
    COLLATE \"C\" FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid \
    WHERE NOT g.tgisinternal AND g.tgenabled = 'A' ORDER BY 1";

const POSTGRES_OTHER_COLLATIONS: &str = "SELECT table_name || '.' || column_name FROM information_schema.columns \
    WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'";
const SQLITE_LOOSE_TABLES: &str = "SELECT name FROM pragma_table_list \
    WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'";

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_have_the_same_columns_keys_indexes_references_and_triggers() {
    let (sqlite, postgres) = (Bed::sqlite().await, Bed::postgres().await);
    for (there, here, least) in [
        (SQLITE_COLUMNS, POSTGRES_COLUMNS, 100),
        (SQLITE_KEYS, POSTGRES_KEYS, 20),
        (SQLITE_INDEXES, POSTGRES_INDEXES, 30),
        (SQLITE_REFERENCES, POSTGRES_REFERENCES, 9),
        (SQLITE_TRIGGERS, POSTGRES_TRIGGERS, 18),
    ] {
        let (mut there, mut here) = (sqlite.texts(there).await, postgres.texts(here).await);
        there.sort();
        here.sort();
        assert_eq!(there, here);
        assert!(there.len() >= least, "{} of {least}", there.len());
    }
    assert_eq!(
        postgres.texts(POSTGRES_OTHER_COLLATIONS).await,
        Vec::<String>::new()
    );
    assert_eq!(
        sqlite.texts(SQLITE_LOOSE_TABLES).await,
        Vec::<String>::new()
    );
    sqlite.end().await;
    postgres.end().await;
}

on_both_engines! {
    async fn preparing_again_changes_nothing(bed) {
        open_stage(&bed.store).await;
        let role = RuntimeRole::new("conoceles_prueba", None).unwrap();
        let prepared = prepare(&bed.owner, Some(&role), at(50)).await.unwrap();
        assert_eq!((prepared.applied, prepared.created), (0, false));
        assert_eq!(bed.store.read().await.unwrap().history_size().await.unwrap(), 9);
    }

    async fn a_newer_database_is_refused_and_left_alone(bed) {
        bed.forge("INSERT INTO schema_migration (number, name, digest, at) VALUES (4, 'curricular', 'x', 0)")
            .await
            .unwrap();
        let newer = StorageError::NewerSchema { found: 4, known: 3 };
        assert_eq!(Store::open(&bed.location, &Options::default()).await.err(), Some(newer.clone()));
        assert_eq!(prepare(&bed.owner, None, at(50)).await.unwrap_err(), newer);
        assert!(newer.to_string().contains("más nueva"));
    }

    async fn an_older_database_asks_to_be_brought_up_to_date(bed) {
        bed.drop_triggers("schema_migration").await;
        bed.forge("DELETE FROM schema_migration").await.unwrap();
        let older = StorageError::OlderSchema { found: 0, known: 3 };
        assert_eq!(Store::open(&bed.location, &Options::default()).await.err(), Some(older));
    }

    async fn a_database_with_other_migrations_is_refused(bed) {
        bed.drop_triggers("schema_migration").await;
        for forged in ["digest = 'otra'", "name = 'identity'"] {
            bed.forge(&format!("UPDATE schema_migration SET {forged}")).await.unwrap();
            let refused = Store::open(&bed.location, &Options::default()).await.err();
            assert_eq!(refused, Some(StorageError::ForeignSchema), "{forged}");
        }
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_made_by_opening_it() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::in_folder(folder.path());
    let refused = Store::open(&location, &Options::default()).await.err();
    assert_eq!(refused, Some(StorageError::NotPrepared));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let bed = Bed::sqlite().await;
    open_stage(&bed.store).await;
    let Location::Sqlite(file) = &bed.location else {
        panic!()
    };
    for end in ["", "-wal", "-shm"] {
        let path = format!("{}{end}", file.display());
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{path}");
    }
    bed.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_may_open_a_new_file_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::in_folder(folder.path());
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let location = location.clone();
        tasks.push(tokio::spawn(async move {
            prepare(&location, None, at(0)).await.unwrap();
            let store = Store::open(&location, &Options::default()).await.unwrap();
            store.write().await.unwrap().commit().await.unwrap();
            store.close().await;
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_the_tables_may_not_run_the_program() {
    let bed = Bed::postgres().await;
    let refused = Store::open(&bed.owner, &Options::default()).await.err();
    assert_eq!(refused, Some(StorageError::OwnerRole));
    bed.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_postgresql_database_is_not_prepared_and_a_role_is_made_with_its_password() {
    let (server, name) = Bed::new_database().await;
    let owner = Location::Postgres(url_of(&server, &name, None));
    assert_eq!(
        Store::open(&owner, &Options::default()).await.err(),
        Some(StorageError::NotPrepared)
    );
    let role_name = format!("papel_{name}");
    let role = RuntimeRole::new(&role_name, Some("cla've \"difícil\"".to_owned())).unwrap();
    assert_eq!(
        prepare(&owner, Some(&role), at(0)).await.unwrap().applied,
        3
    );
    let runtime = Location::Postgres(url_of(&server, &name, Some(&role_name)));
    Store::open(&runtime, &Options::default())
        .await
        .unwrap()
        .close()
        .await;
    drop_database(&server, &name).await;
    let server = Location::Postgres(server);
    crate::bed::run_as(&server, &format!("DROP ROLE {role_name}"))
        .await
        .unwrap();
}
