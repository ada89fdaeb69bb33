//! What only grows: the database itself refuses anything else.

use crate::world::open_stage;

/// Tables whose rows stay, with a column to alter.
const GROWING: [(&str, &str); 6] = [
    ("process", "zone = 'UTC'"),
    ("revision", "role = 'x'"),
    ("activity", "role = 'x'"),
    ("activity_tile", "level = 9"),
    ("activity_checkpoint", "note = 'x'"),
    ("schema_migration", "digest = 'x'"),
];

/// A stage with a row in every table that grows.
async fn fill(bed: &crate::bed::Bed) {
    let cast = open_stage(&bed.store).await;
    cast.save(&bed.store, 0, "m", 10).await;
    bed.forge("INSERT INTO activity_tile (level, tile_index, hash) SELECT 8, 0, leaf_hash FROM activity WHERE position = 0")
        .await
        .unwrap();
}

fn code(error: &sqlx::Error) -> String {
    let sqlx::Error::Database(error) = error else {
        panic!("{error}")
    };
    error.code().unwrap().into_owned()
}

on_both_engines! {
    async fn the_owner_cannot_change_or_remove_a_row(bed) {
        fill(bed).await;
        let refused = if bed.is_postgres() { "CN001" } else { "1811" };
        for (table, change) in GROWING {
            for statement in [format!("UPDATE {table} SET {change}"), format!("DELETE FROM {table}")] {
                let error = bed.forge(&statement).await.unwrap_err();
                assert_eq!(code(&error), refused, "{statement}");
            }
            if bed.is_postgres() {
                let error = bed.forge(&format!("TRUNCATE {table} CASCADE")).await.unwrap_err();
                assert_eq!(code(&error), refused, "TRUNCATE {table}");
            }
        }
    }

    async fn an_insertion_cannot_replace_a_row(bed) {
        fill(bed).await;
        for (table, _) in GROWING {
            let copy = if bed.is_postgres() {
                format!("INSERT INTO {table} SELECT * FROM {table} ON CONFLICT DO NOTHING; \
                         INSERT INTO {table} SELECT * FROM {table}")
            } else {
                format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
            };
            let error = bed.forge(&copy).await.unwrap_err();
            // PostgreSQL has no replacing insertion: what is left is a repeated key.
            assert_eq!(code(&error), if bed.is_postgres() { "23505" } else { "1811" }, "{table}");
        }
    }

    async fn the_program_s_role_has_no_right_to_try(bed) {
        if !bed.is_postgres() {
            return sqlite_has_no_roles(bed).await;
        }
        fill(bed).await;
        for (table, change) in GROWING {
            for statement in [
                format!("UPDATE {table} SET {change}"),
                format!("DELETE FROM {table}"),
                format!("TRUNCATE {table} CASCADE"),
                format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
                format!("DROP TABLE {table}"),
            ] {
                let error = bed.as_program(&statement).await.unwrap_err();
                assert_eq!(code(&error), "42501", "{statement}");
            }
        }
        for table in ["account", "candidacy", "capture", "session", "consumer_cursor"] {
            let error = bed.as_program(&format!("DELETE FROM {table}")).await.unwrap_err();
            assert_eq!(code(&error), "42501", "{table}");
        }
    }

    async fn not_even_a_replicating_session_passes_the_triggers(bed) {
        fill(bed).await;
        let replicating = if bed.is_postgres() {
            "SET session_replication_role = replica; DELETE FROM activity"
        } else {
            // SQLite's nearest: a connection that asks for triggers not to fire one another.
            "PRAGMA recursive_triggers = OFF; DELETE FROM activity"
        };
        let error = bed.forge(replicating).await.unwrap_err();
        assert_eq!(code(&error), if bed.is_postgres() { "CN001" } else { "1811" });
    }
}

/// On SQLite whoever has the file is its owner: the triggers are all there is, and the upsert that looks like
/// a program's own writing is refused by them too.
async fn sqlite_has_no_roles(bed: &crate::bed::Bed) {
    fill(bed).await;
    for statement in [
        "INSERT INTO activity SELECT * FROM activity WHERE TRUE ON CONFLICT (position) DO UPDATE SET role = 'x'",
        "UPDATE OR REPLACE activity SET position = 1 WHERE position = 0",
        "REPLACE INTO activity_checkpoint SELECT * FROM activity_checkpoint",
    ] {
        assert_eq!(
            code(&bed.forge(statement).await.unwrap_err()),
            "1811",
            "{statement}"
        );
    }
}
