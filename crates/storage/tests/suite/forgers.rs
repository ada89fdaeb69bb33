//! Forgers with the database in hand: each is caught against a checkpoint that was kept outside.

use activity_log::{
    Checkpoint, CheckpointFields, Entry, EntryFields, Frontier, Hash, SignedCheckpoint, TreeHead,
};
use domain::activity::Action;
use storage::{Store, VerifyReport, verify};

use crate::bed::Bed;
use crate::world::{Cast, act, at, open_stage, signer};

/// Verifies everything, without an outside checkpoint.
pub async fn check(store: &Store) -> VerifyReport {
    verify(store, &signer().verifier_key(), false, None)
        .await
        .unwrap()
}

/// That the whole history and every record agree.
pub async fn assert_sound(store: &Store) {
    let report = check(store).await;
    assert!(report.is_sound(), "{:#?}", report.faults);
    assert!(report.entries > 0 && report.latest.is_some());
}

/// A history of 300 entries with records, checkpoints and a tile, and a checkpoint that somebody keeps outside.
async fn victim(bed: &Bed) -> (Cast, Checkpoint) {
    let cast = open_stage(&bed.store).await;
    cast.fill(&bed.store, "texto").await;
    let mut unit = bed.store.write().await.unwrap();
    unit.apply_all((0..280).map(|n| act(100 + n, Action::ServiceStarted).into()))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let outside = bed
        .store
        .checkpoint_if_due(&signer(), at(500))
        .await
        .unwrap()
        .unwrap()
        .checkpoint;
    cast.save(&bed.store, 0, "después", 600).await;
    bed.store
        .checkpoint_if_due(&signer(), at(601))
        .await
        .unwrap()
        .unwrap();
    let report = verify(&bed.store, &signer().verifier_key(), false, Some(&outside))
        .await
        .unwrap();
    assert!(report.is_sound(), "{:#?}", report.faults);
    // The process, a candidacy, two accounts, a capture and its revisions.
    let revisions = u64::try_from(crate::world::definition().sections.len()).unwrap() + 1;
    assert_eq!(report.records, 5 + revisions);
    (cast, outside)
}

/// That a full verification against `outside` finds a fault with `words` in it.
async fn caught(bed: &Bed, outside: &Checkpoint, words: &str) {
    let report = verify(&bed.store, &signer().verifier_key(), false, Some(outside))
        .await
        .unwrap();
    assert!(!report.is_sound(), "the forgery was not noticed");
    assert!(
        report.faults.iter().any(|fault| fault.contains(words)),
        "{words}: {:#?}",
        report.faults
    );
}

async fn entries(bed: &Bed) -> Vec<Entry> {
    let mut unit = bed.store.read().await.unwrap();
    unit.history_block(0, 10_000)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.entry)
        .collect()
}

fn hexadecimal(bed: &Bed, hash: &Hash) -> String {
    if bed.is_postgres() {
        format!("'\\x{hash}'")
    } else {
        format!("x'{hash}'")
    }
}

async fn open_history(bed: &Bed) {
    for table in ["activity", "activity_tile", "activity_checkpoint"] {
        bed.drop_triggers(table).await;
    }
}

/// Writes the whole history anew with everything recomputed; with the key, also signed again.
async fn rewrite(bed: &Bed, entries: &[Entry], sign: bool) {
    open_history(bed).await;
    let mut statements = String::from("DELETE FROM activity; DELETE FROM activity_tile;");
    let mut frontier = Frontier::new();
    for (position, entry) in entries.iter().enumerate() {
        statements += &insertion(bed, position, entry);
        for tile in frontier.append(entry.leaf_hash()) {
            let hash = hexadecimal(bed, &tile.hash);
            statements += &format!(
                "INSERT INTO activity_tile VALUES ({}, {}, {hash});",
                tile.level, tile.index
            );
        }
    }
    if sign {
        let signed = sign_head(&frontier, entries.last().unwrap().fields().instant);
        let (root, at) = (
            hexadecimal(bed, &frontier.root()),
            signed.checkpoint.instant(),
        );
        statements += &format!(
            "DELETE FROM activity_checkpoint; INSERT INTO activity_checkpoint VALUES ({}, {root}, {at}, 0, '{}');",
            frontier.size(),
            signed.note
        );
    }
    bed.forge(&statements).await.unwrap();
}

fn insertion(bed: &Bed, position: usize, entry: &Entry) -> String {
    let fields = entry.fields();
    let text = |value: Option<&str>| value.map_or("NULL".to_owned(), |value| format!("'{value}'"));
    format!(
        "INSERT INTO activity (position, at, account, role, session, module, action, subject_kind, subject_id, \
         entry, leaf_hash) VALUES ({position}, {}, {}, '{}', {}, '{}', '{}', '{}', '{}', '{}', {});",
        fields.instant,
        text(fields.actor.account_id()),
        fields.role,
        text(fields.session.as_deref()),
        fields.module,
        fields.action,
        fields.subject_kind,
        fields.subject_id,
        String::from_utf8(entry.canonical()).unwrap(),
        hexadecimal(bed, &entry.leaf_hash()),
    )
}

fn sign_head(frontier: &Frontier, instant: i64) -> SignedCheckpoint {
    let head = TreeHead {
        size: frontier.size(),
        root: frontier.root(),
    };
    Checkpoint::sign(
        CheckpointFields {
            head,
            instant,
            epoch: 0,
            other: None,
        },
        &signer(),
    )
    .unwrap()
}

/// Another entry in place of the one at `position`.
fn falsified(entries: &[Entry], position: usize) -> Vec<Entry> {
    let mut forged = entries.to_vec();
    let fields = EntryFields {
        role: "validadora".to_owned(),
        ..forged[position].fields().clone()
    };
    forged[position] = Entry::new(fields).unwrap();
    forged
}

on_both_engines! {
    async fn an_edited_entry_is_caught(bed) {
        let (_, outside) = victim(bed).await;
        open_history(bed).await;
        bed.forge("UPDATE activity SET entry = replace(entry, 'service-started', 'process-founded') WHERE position = 100")
            .await
            .unwrap();
        caught(bed, &outside, "Posición 100").await;
    }

    async fn an_edited_column_beside_an_entry_is_caught(bed) {
        let (cast, outside) = victim(bed).await;
        open_history(bed).await;
        for (forged, position) in [
            (format!("account = '{}'", cast.validator.id), 9),
            ("at = at - 1".to_owned(), 9),
            ("action = 'service-started'".to_owned(), 9),
            ("subject_id = 'otra'".to_owned(), 9),
            ("role = 'validadora'".to_owned(), 9),
        ] {
            let before = bed.texts(&format!("SELECT CAST(at AS TEXT) FROM activity WHERE position = {position}")).await;
            assert_eq!(before.len(), 1);
            bed.forge(&format!(
                "CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM activity WHERE position = {position}; \
                 UPDATE activity SET {forged} WHERE position = {position}"
            ))
            .await
            .unwrap();
            caught(bed, &outside, "Posición 9").await;
            bed.forge(&format!(
                "DELETE FROM activity WHERE position = {position}; INSERT INTO activity SELECT * FROM kept"
            ))
            .await
            .unwrap();
        }
        assert_sound(&bed.store).await;
    }

    async fn an_edited_entry_with_its_hash_is_caught(bed) {
        let (_, outside) = victim(bed).await;
        let forged = falsified(&entries(bed).await, 50);
        open_history(bed).await;
        bed.forge(&format!("DELETE FROM activity WHERE position = 50; {}", insertion(bed, 50, &forged[50])))
            .await
            .unwrap();
        caught(bed, &outside, "índice 0").await;
    }

    async fn a_history_with_every_hash_recomputed_is_caught(bed) {
        let (_, outside) = victim(bed).await;
        let forged = falsified(&entries(bed).await, 50);
        rewrite(bed, &forged, false).await;
        caught(bed, &outside, "su raíz no es la que se firmó").await;
        // Even without the outside checkpoint.
        assert!(!check(&bed.store).await.is_sound());
    }

    async fn a_history_rewritten_with_the_signing_key_is_caught(bed) {
        let (_, outside) = victim(bed).await;
        let forged = falsified(&entries(bed).await, 50);
        rewrite(bed, &forged, true).await;
        assert!(check(&bed.store).await.is_sound(), "only the outside checkpoint shows it");
        caught(bed, &outside, "fue reescrito o se bifurcó").await;
    }

    async fn a_forked_tree_is_caught(bed) {
        let (_, outside) = victim(bed).await;
        let honest = entries(bed).await;
        // Another end of the same length and more, signed with the key: two histories with one beginning.
        let cut = usize::try_from(outside.size()).unwrap() - 2;
        let mut forged = honest[..cut].to_vec();
        let end = honest.last().unwrap().clone();
        forged.extend(falsified(&honest, cut)[cut..honest.len() - 1].iter().cloned());
        forged.push(end);
        rewrite(bed, &forged, true).await;
        caught(bed, &outside, "fue reescrito o se bifurcó").await;
    }

    async fn a_cut_head_is_caught(bed) {
        let (_, outside) = victim(bed).await;
        open_history(bed).await;
        bed.forge("DELETE FROM activity WHERE position < 20").await.unwrap();
        caught(bed, &outside, "falta su principio").await;
    }

    async fn a_cut_tail_is_caught_even_with_its_checkpoints_gone(bed) {
        let (_, outside) = victim(bed).await;
        open_history(bed).await;
        let size = outside.size();
        bed.forge(&format!(
            "DELETE FROM activity WHERE position >= {size} - 5; DELETE FROM activity_checkpoint WHERE size >= {size}"
        ))
        .await
        .unwrap();
        caught(bed, &outside, "faltan entradas al final").await;
    }

    async fn a_hole_is_caught(bed) {
        let (_, outside) = victim(bed).await;
        open_history(bed).await;
        bed.forge("DELETE FROM activity WHERE position = 30").await.unwrap();
        caught(bed, &outside, "Posición 31").await;
    }

    async fn checkpoints_that_are_gone_or_forged_are_caught(bed) {
        let (_, outside) = victim(bed).await;
        open_history(bed).await;
        bed.forge("UPDATE activity_checkpoint SET note = replace(note, 'epoca 0', 'epoca 1')").await.unwrap();
        caught(bed, &outside, "firma").await;
        bed.forge("DELETE FROM activity_checkpoint").await.unwrap();
        caught(bed, &outside, "no hay ningún punto de control").await;
    }

    async fn a_forged_tile_is_caught(bed) {
        let (_, outside) = victim(bed).await;
        open_history(bed).await;
        bed.forge("UPDATE activity_tile SET hash = (SELECT leaf_hash FROM activity WHERE position = 0)").await.unwrap();
        caught(bed, &outside, "nivel 8").await;
        bed.forge("DELETE FROM activity_tile").await.unwrap();
        caught(bed, &outside, "nivel 8").await;
    }

    async fn a_replaced_entry_is_refused_and_without_its_trigger_caught(bed) {
        let (_, outside) = victim(bed).await;
        if bed.is_postgres() {
            open_history(bed).await;
            let upsert = "INSERT INTO activity SELECT * FROM activity WHERE position = 40 \
                          ON CONFLICT (position) DO UPDATE SET role = 'otra'";
            bed.forge(upsert).await.unwrap();
        } else {
            let replace = "INSERT OR REPLACE INTO activity SELECT position, at, account, 'otra', session, module, \
                           action, subject_kind, subject_id, entry, leaf_hash FROM activity WHERE position = 40";
            bed.forge(replace).await.unwrap_err();
            open_history(bed).await;
            bed.forge(replace).await.unwrap();
        }
        caught(bed, &outside, "Posición 40").await;
    }

    async fn an_altered_state_row_is_caught_column_by_column(bed) {
        let (_, outside) = victim(bed).await;
        for (table, forged, undo) in [
            ("candidacy", "first_surname = 'Otra'", "first_surname = 'Muñoz'"),
            ("candidacy", "curp = NULL", "curp = 'IAPM840229MDFBXR09'"),
            ("candidacy", "term_ends = term_ends + 1", "term_ends = term_ends - 1"),
            ("candidacy", "folded_name = 'x'", "folded_name = 'munoz ibanez maria jose la guera'"),
            ("capture", "answers = replace(answers, 'texto', 'otro')", "answers = replace(answers, 'otro', 'texto')"),
            ("capture", "revision = revision + 1", "revision = revision - 1"),
            ("capture", "version = version || 'x'", "version = replace(version, 'x', '')"),
            ("account", "password = password || 'x'", "password = replace(password, 'x', '')"),
            ("account", "notice_at = notice_at + 1", "notice_at = notice_at - 1"),
        ] {
            bed.forge(&format!("UPDATE {table} SET {forged}")).await.unwrap();
            caught(bed, &outside, &format!("Registro «{table}»")).await;
            bed.forge(&format!("UPDATE {table} SET {undo}")).await.unwrap();
        }
        bed.drop_triggers("process").await;
        bed.forge("UPDATE process SET zone = 'UTC'").await.unwrap();
        caught(bed, &outside, "Registro «process»").await;
    }

    async fn rows_that_are_gone_or_come_from_nowhere_are_caught(bed) {
        let (cast, outside) = victim(bed).await;
        let id = cast.validator.id;
        let copy = "INSERT INTO account (id, login, holder, role, standing, password, active_since, created) \
                    SELECT '018e9f00-0000-7000-8000-00000000abcd', 'intrusa', holder, role, standing, password, \
                    active_since, created FROM account WHERE login = 'validadora.uno'";
        bed.forge(copy).await.unwrap();
        caught(bed, &outside, "ningún acto del historial lo explica").await;
        bed.forge("DELETE FROM account WHERE login = 'intrusa'").await.unwrap();
        bed.forge(&format!("DELETE FROM account WHERE id = '{id}'")).await.unwrap();
        caught(bed, &outside, "ya no está en la base").await;
    }

    async fn an_altered_or_lost_revision_is_caught(bed) {
        let (cast, outside) = victim(bed).await;
        bed.drop_triggers("revision").await;
        bed.forge("UPDATE revision SET at = at + 1 WHERE number = 2").await.unwrap();
        caught(bed, &outside, "Revisión 2").await;
        bed.forge("UPDATE revision SET at = at - 1 WHERE number = 2").await.unwrap();
        bed.forge(&format!("UPDATE revision SET account = '{}' WHERE number = 3", cast.validator.id)).await.unwrap();
        caught(bed, &outside, "Revisión 3").await;
        bed.forge("DELETE FROM revision WHERE number >= 2").await.unwrap();
        caught(bed, &outside, "Revisión 2").await;
    }

    async fn the_tail_alone_is_verified_against_the_latest_checkpoint(bed) {
        let (cast, outside) = victim(bed).await;
        cast.save(&bed.store, 1, "cola", 700).await;
        let key = signer().verifier_key();
        let report = verify(&bed.store, &key, true, None).await.unwrap();
        assert!(report.is_sound(), "{:#?}", report.faults);
        assert_eq!((report.from, report.entries - report.from, report.records), (report.from, 1, 2));
        // An outside checkpoint of before the tail cannot be compared with it.
        assert!(!verify(&bed.store, &key, true, Some(&outside)).await.unwrap().is_sound());
        bed.forge("UPDATE capture SET revision = revision + 1").await.unwrap();
        assert!(!verify(&bed.store, &key, true, None).await.unwrap().is_sound());
        bed.forge("UPDATE capture SET revision = revision - 1").await.unwrap();
        open_history(bed).await;
        bed.forge("UPDATE activity_tile SET hash = (SELECT leaf_hash FROM activity WHERE position = 0)").await.unwrap();
        let report = verify(&bed.store, &key, true, None).await.unwrap();
        assert!(report.faults[0].contains("no tienen la raíz que se firmó"), "{:#?}", report.faults);
    }

    async fn a_checkpoint_of_another_key_is_not_taken(bed) {
        victim(bed).await;
        let name = activity_log::KeyName::new("instituto.mx/historial").unwrap();
        let other = activity_log::Signer::from_seed(name, &[8; 32]).verifier_key();
        for tail_only in [false, true] {
            assert!(!verify(&bed.store, &other, tail_only, None).await.unwrap().is_sound());
        }
    }
}
