//! Entries as acts become them.

use domain::account::Role;
use domain::activity::{Act, Action, Author, Subject};
use storage::StorageError;

use crate::world::{act, at, curricular, open_stage, session_id};

on_both_engines! {
    async fn an_entry_says_what_the_act_says(bed) {
        let cast = open_stage(&bed.store).await;
        let session = session_id();
        let author = Author::Account {
            account: cast.supervisor.id,
            role: Role::Supervisor,
            session: Some(session),
        };
        let subject = Subject::new("session", session);
        let act = Act::new(at(20), author, Action::SignedIn, subject).with("network", "10.0.0.0/8");
        let mut unit = bed.store.write().await.unwrap();
        let position = unit.log(act).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        let fields = unit.entry(position).await.unwrap().unwrap().entry.into_fields();
        assert_eq!(fields.instant, at(20).micros());
        assert_eq!(fields.actor.to_string(), format!("account:{}", cast.supervisor.id));
        assert_eq!(fields.role, "supervisora");
        assert_eq!(fields.session, Some(session.to_string()));
        assert_eq!((fields.module.as_str(), fields.action.as_str()), ("accounts", "signed-in"));
        assert_eq!((fields.subject_kind.as_str(), fields.subject_id), ("session", session.to_string()));
        assert_eq!(fields.record, None);
        assert_eq!(fields.details["network"], "10.0.0.0/8");
    }

    async fn an_entry_about_a_record_carries_its_hash_and_that_of_the_revision(bed) {
        use domain::record::Record as _;
        let cast = open_stage(&bed.store).await;
        let capture = cast.save(&bed.store, 0, "texto privado", 10).await;
        let mut unit = bed.store.read().await.unwrap();
        let fields = unit.entry(9).await.unwrap().unwrap().entry.into_fields();
        assert_eq!(fields.record.unwrap().to_bytes(), capture.digest());
        assert_eq!(fields.subject_id, format!("{}:{}", cast.candidacy.id, curricular()));
        let revision = &fields.details["revision-digest"];
        assert!(revision.starts_with("1:") && revision.len() == 66, "{revision}");
        assert!(!format!("{fields:?}").contains("privado"), "the history keeps no text");
    }

    async fn time_in_the_history_never_goes_back(bed) {
        open_stage(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        for seconds in [50, 40, 60, 10] {
            unit.log(act(seconds, Action::ServiceStarted)).await.unwrap();
        }
        unit.commit().await.unwrap();
        let mut unit = bed.store.write().await.unwrap();
        unit.log(act(5, Action::ServiceStarted)).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        let instants: Vec<i64> = unit
            .history_block(9, 10)
            .await
            .unwrap()
            .iter()
            .map(|row| row.entry.fields().instant)
            .collect();
        assert_eq!(instants, [50, 50, 60, 60, 60].map(|seconds| at(seconds).micros()));
    }

    async fn two_processes_append_to_one_history(bed) {
        open_stage(&bed.store).await;
        let other = bed.another().await;
        for number in 0..10 {
            let store = if number % 3 == 0 { &other } else { &bed.store };
            let mut unit = store.write().await.unwrap();
            assert_eq!(unit.log(act(9 + number, Action::ServiceStarted)).await.unwrap(), 9 + number as u64);
            unit.commit().await.unwrap();
        }
        let mut unit = bed.store.write().await.unwrap();
        let signed = unit.checkpoint(&crate::world::signer(), at(30)).await.unwrap();
        assert_eq!(signed.checkpoint.size(), 19);
        unit.commit().await.unwrap();
        crate::forgers::assert_sound(&bed.store).await;
        other.close().await;
    }

    async fn an_act_with_a_text_in_it_is_refused(bed) {
        open_stage(&bed.store).await;
        let mut unit = bed.store.write().await.unwrap();
        let act = act(9, Action::AttemptRefused).with("name", "María José");
        let refused = unit.log(act).await.unwrap_err();
        assert!(matches!(refused, StorageError::Entry(_)));
        assert!(!refused.to_string().contains("María"));
    }
}
