//! What is hidden from the public and what was issued as a receipt, found again on both engines.

use std::collections::HashMap;

use domain::account::Seat;
use domain::hiding::{Hidden, HiddenPart, Hiding, HidingOrder, HidingReason};
use domain::id::{Entropy, HidingId};
use domain::policy::{Permit, Right, Target, permit};
use domain::receipt::{Folio, IssuedReceipt};

use crate::world::{PROFILE, account, actor, at, open_stage};

struct Fixed(u8);

impl Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

on_both_engines! {
    async fn a_hiding_is_found_told_by_the_history_and_gone_when_it_is_lifted(bed) {
        let cast = open_stage(&bed.store).await;
        let candidacy = &cast.candidacy;
        let [_, _, accepted] = account("administracion.dos", Seat::Administrator);
        let administrator = actor(accepted.record());
        let asked: Permit = permit(&PROFILE, &administrator, None, Right::HideData, Target::Candidacy(candidacy)).unwrap();
        let now = at(1_000);
        let order = HidingOrder {
            id: HidingId::new(now, &Fixed(7)),
            candidacy: candidacy.id,
            what: HiddenPart::Profile,
            reason: HidingReason::Threat,
            note: "Nota con O'Dam y «comillas»",
            review: now.in_zone(&PROFILE.institute.zone).date(),
            at: now,
        };
        let id = order.id;
        let decided = Hiding::begin(&PROFILE, &PROFILE.questionnaires[0], &asked, order, &[]).unwrap();
        let hiding = decided.record().clone();
        let mut unit = bed.store.write().await.unwrap();
        let cursor = unit.history_size().await.unwrap();
        unit.apply(decided).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.hiding(candidacy.id, id).await.unwrap(), Some(hiding.clone()));
        assert_eq!(unit.hidings_of(candidacy.id).await.unwrap(), std::slice::from_ref(&hiding));
        let changed = unit.changed_since(cursor).await.unwrap();
        assert_eq!(changed.candidacies, [candidacy.id], "whoever follows the history hears of it");
        let mut whole = Hidden::default();
        whole.add(&HiddenPart::Profile);
        assert_eq!(unit.hidden().await.unwrap(), HashMap::from([(candidacy.id, whole)]));
        drop(unit);
        let mut unit = bed.store.write().await.unwrap();
        let found = unit.hiding(candidacy.id, id).await.unwrap().unwrap();
        unit.apply(found.lift(&asked, "Ya no hay riesgo", at(2_000)).unwrap()).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.hidden().await.unwrap(), HashMap::new());
        assert_eq!(unit.hidings(true).await.unwrap(), []);
        assert_eq!(unit.hidings(false).await.unwrap().len(), 1);
    }

    async fn a_receipt_is_issued_once_and_found_by_its_document(bed) {
        open_stage(&bed.store).await;
        let file = "ab".repeat(32);
        let issue = |file: &str| IssuedReceipt::issue(Folio::of(3), file.to_owned(), at(5_000));
        let mut unit = bed.store.write().await.unwrap();
        unit.apply(issue(&file)).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.write().await.unwrap();
        assert!(unit.apply(issue(&"cd".repeat(32))).await.is_err());
        drop(unit);
        let mut unit = bed.store.read().await.unwrap();
        let issued = unit.issued_receipt(Folio::of(3)).await.unwrap().unwrap();
        assert_eq!(issued.file, file);
        assert_eq!(unit.receipt_of_file(&file).await.unwrap(), Some(issued));
        assert_eq!(unit.receipt_of_file("otra").await.unwrap(), None);
        assert_eq!(unit.issued_receipt(Folio::of(4)).await.unwrap(), None);
    }
}
