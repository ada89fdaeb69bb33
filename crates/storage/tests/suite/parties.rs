//! What parties register: supervisors, notices with their evidence, assignments, and the party's board.

use std::time::Instant as Stopwatch;

use domain::account::Seat;
use domain::activity::Author;
use domain::capture::StateCode;
use domain::id::{AppointmentId, CandidacyId, DisclosureId, Entropy, PartyNoticeId};
use domain::key::PartyKey;
use domain::party::{
    Assignment, Disclosure, DisclosureForm, NoticeText, PartyNotice, SupervisorAppointment,
    SupervisorContact,
};
use domain::record::Decided;
use domain::registry::{Candidacy, Postulation};
use storage::{Change, Store, fold};

use crate::world::{
    PROFILE, account, at, candidacy_id, curricular, open_stage, party, registry_data,
};

const BY: Author = Author::System;

/// Identifiers of this file.
struct Numbers(std::sync::atomic::AtomicU64);

impl Entropy for Numbers {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0x5a);
        let next = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let start = bytes.len() - 8;
        bytes[start..].copy_from_slice(&next.to_be_bytes());
    }
}

static NUMBERS: Numbers = Numbers(std::sync::atomic::AtomicU64::new(1));

fn other_party() -> PartyKey {
    PROFILE.parties[1].key.clone()
}

fn notice(of: PartyKey, before: Option<&PartyNotice>, text: &str) -> Decided<PartyNotice> {
    let text = NoticeText::Text {
        text: text.to_owned(),
    };
    PartyNotice::register(
        PartyNoticeId::new(at(1), &NUMBERS),
        of,
        before,
        text,
        BY,
        at(1),
    )
    .unwrap()
}

fn shown(candidacy: CandidacyId, notice: &PartyNotice) -> Decided<Disclosure> {
    let id = DisclosureId::new(at(2), &NUMBERS);
    let form = DisclosureForm::Paper;
    Disclosure::record(id, candidacy, notice, at(1), form, "", None, BY, at(2)).unwrap()
}

async fn write(store: &Store, changes: Vec<Change>) {
    let mut unit = store.write().await.unwrap();
    unit.apply_all(changes).await.unwrap();
    unit.commit().await.unwrap();
}

on_both_engines! {
    async fn a_supervisor_comes_back_of_its_party_alone_and_as_it_was_left(bed) {
        let cast = open_stage(&bed.store).await;
        let contact = SupervisorContact { telephone: "5512345678".into(), email: String::new() };
        let id = AppointmentId::new(at(3), &NUMBERS);
        let named = SupervisorAppointment::name(id, party(), "Ñandú O'Dam", contact, &PROFILE, BY, at(3)).unwrap();
        write(&bed.store, vec![named.clone().into()]).await;
        let mut unit = bed.store.write().await.unwrap();
        assert_eq!(unit.supervisors(Some(&other_party())).await.unwrap(), []);
        assert_eq!(unit.supervisors(Some(&party())).await.unwrap(), [named.record().clone()]);
        let linked = unit.supervisor(id).await.unwrap().unwrap().with_account(cast.supervisor.id, BY, at(4)).unwrap();
        let ended = linked.record().clone().end(BY, at(5)).unwrap();
        unit.apply(linked).await.unwrap();
        unit.apply(ended.clone()).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.supervisors(None).await.unwrap(), [ended.into_record()]);
    }

    async fn versions_of_a_notice_come_newest_first_and_cannot_be_two_of_one_number(bed) {
        let first = notice(party(), None, "Uno");
        let second = notice(party(), Some(first.record()), "Dos");
        let foreign = notice(other_party(), None, "De otro");
        write(&bed.store, vec![first.clone().into(), second.clone().into(), foreign.into()]).await;
        let mut unit = bed.store.read().await.unwrap();
        let versions = unit.party_notices(&party()).await.unwrap();
        assert_eq!(versions, [second.into_record(), first.record().clone()]);
        assert_eq!(unit.all_party_notices().await.unwrap().len(), 3);
        drop(unit);
        let again = notice(party(), None, "Otra vez uno");
        let mut unit = bed.store.write().await.unwrap();
        unit.apply(again).await.unwrap_err();
    }

    async fn evidence_counts_for_the_party_whose_notice_it_names(bed) {
        let cast = open_stage(&bed.store).await;
        let (own, foreign) = (notice(party(), None, "Propio"), notice(other_party(), None, "Ajeno"));
        let (mine, its) = (own.record().clone(), foreign.record().clone());
        write(&bed.store, vec![own.into(), foreign.into()]).await;
        let id = cast.candidacy.id;
        write(&bed.store, vec![shown(id, &its).into()]).await;
        let mut unit = bed.store.read().await.unwrap();
        assert!(!unit.was_shown(id, &party()).await.unwrap(), "it was another party's notice");
        assert!(unit.was_shown(id, &other_party()).await.unwrap());
        drop(unit);
        let evidence = shown(id, &mine);
        write(&bed.store, vec![evidence.clone().into()]).await;
        let mut unit = bed.store.read().await.unwrap();
        assert!(unit.was_shown(id, &party()).await.unwrap());
        assert_eq!(unit.disclosure(evidence.record().id).await.unwrap(), Some(evidence.into_record()));
        assert_eq!(unit.disclosures_of(id).await.unwrap().len(), 2);
    }

    async fn evidence_of_a_notice_that_does_not_exist_is_refused(bed) {
        let cast = open_stage(&bed.store).await;
        let nowhere = notice(party(), None, "Nunca registrado").into_record();
        let mut unit = bed.store.write().await.unwrap();
        let refused = unit.apply(shown(cast.candidacy.id, &nowhere)).await.unwrap_err();
        assert_eq!(refused, storage::StorageError::Constraint { table: "disclosure" });
    }

    async fn a_party_s_board_has_its_own_candidacies_in_force_with_who_types_and_what_was_shown(bed) {
        let cast = open_stage(&bed.store).await;
        cast.save(&bed.store, 0, "marca", 10).await;
        let own = notice(party(), None, "Propio");
        let shown = shown(cast.candidacy.id, own.record());
        let assigned = Assignment::assign(None, cast.candidacy.id, Some(cast.supervisor.id), BY, at(6)).unwrap();
        let mut foreign = registry_data("X-1", "Ajena");
        foreign.postulation = Postulation::Party { party: other_party() };
        let foreign = Candidacy::register(candidacy_id(), foreign, BY, at(5));
        let quiet = Candidacy::register(candidacy_id(), registry_data("X-2", "Ábrego"), BY, at(5));
        let quiet_id = quiet.record().id;
        write(&bed.store, vec![own.into(), shown.into(), assigned.into(), foreign.into(), quiet.into()]).await;
        let mut unit = bed.store.read().await.unwrap();
        let rows = unit.party_rows(&party(), &curricular()).await.unwrap();
        let ids: Vec<CandidacyId> = rows.iter().map(|row| row.candidacy).collect();
        assert_eq!(ids, [quiet_id, cast.candidacy.id], "in the order of names, others' left out");
        let [quiet, written] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!((quiet.state, quiet.capturer, quiet.shown), (StateCode::Untouched, None, false));
        assert!(quiet.is_called(&fold("Ábre")) && quiet.is_called("") && !quiet.is_called(&fold("Zúñiga")));
        assert_eq!((written.state, written.capturer, written.shown), (StateCode::Capturing, Some(cast.supervisor.id), true));
        assert_eq!(written.running_until(), cast.candidacy.term.map(|term| term.ends));
        assert_eq!(written.office, cast.candidacy.data.office);
        drop(unit);
        // One person, two candidacies, one capture: what was shown for one was shown for both.
        let share = format!("UPDATE candidacy SET capture_home = '{}' WHERE id = '{quiet_id}'", cast.candidacy.id);
        bed.forge(&share).await.unwrap();
        // The history does not tell of a forgery, so a store that read before would not hear of it.
        let fresh = bed.another().await;
        let mut unit = fresh.read().await.unwrap();
        let rows = unit.party_rows(&party(), &curricular()).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.shown).collect::<Vec<_>>(), [true, true]);
        drop(unit);
        fresh.close().await;
        bed.forge("UPDATE candidacy SET status = 'cancelled', status_at = 1").await.unwrap();
        let fresh = bed.another().await;
        let mut unit = fresh.read().await.unwrap();
        assert_eq!(unit.party_rows(&party(), &curricular()).await.unwrap(), []);
        drop(unit);
        fresh.close().await;
    }

    async fn a_party_s_board_follows_every_assignment_and_all_evidence(bed) {
        let cast = open_stage(&bed.store).await;
        let id = cast.candidacy.id;
        let told = async || {
            let mut unit = bed.store.read().await.unwrap();
            let rows = unit.party_rows(&party(), &curricular()).await.unwrap();
            (rows[0].capturer, rows[0].shown)
        };
        assert_eq!(told().await, (None, false));
        let foreign = notice(other_party(), None, "Ajeno");
        let its = foreign.record().clone();
        write(&bed.store, vec![foreign.into(), shown(id, &its).into()]).await;
        assert_eq!(told().await, (None, false), "another party's notice");
        let own = notice(party(), None, "Propio");
        let mine = own.record().clone();
        write(&bed.store, vec![own.into(), shown(id, &mine).into()]).await;
        assert_eq!(told().await, (None, true));
        let first = Assignment::assign(None, id, Some(cast.supervisor.id), BY, at(6)).unwrap();
        write(&bed.store, vec![first.into()]).await;
        assert_eq!(told().await, (Some(cast.supervisor.id), true));
        let mut unit = bed.store.write().await.unwrap();
        let before = unit.assignment(id).await.unwrap();
        unit.apply(Assignment::assign(before, id, None, BY, at(7)).unwrap()).await.unwrap();
        unit.commit().await.unwrap();
        assert_eq!(told().await, (None, true));
    }

    async fn an_assignment_is_overwritten_by_who_read_it(bed) {
        let cast = open_stage(&bed.store).await;
        let id = cast.candidacy.id;
        let first = Assignment::assign(None, id, Some(cast.supervisor.id), BY, at(6)).unwrap();
        write(&bed.store, vec![first.into()]).await;
        let mut unit = bed.store.write().await.unwrap();
        let before = unit.assignment(id).await.unwrap();
        assert!(before.is_some());
        unit.apply(Assignment::assign(before, id, None, BY, at(7)).unwrap()).await.unwrap();
        unit.commit().await.unwrap();
        let mut unit = bed.store.read().await.unwrap();
        assert_eq!(unit.assignment(id).await.unwrap().unwrap().capturer, None);
        assert_eq!(unit.assignments_of(&party()).await.unwrap().len(), 1);
    }

    /// 30,000 candidacies, a tenth of them the party's: the board reads its own and nothing else. The figure is
    /// printed for whoever runs this with `--nocapture`.
    async fn a_party_s_board_is_read_among_thirty_thousand(bed) {
        open_stage(&bed.store).await;
        let own = notice(party(), None, "Propio");
        let mine = own.record().clone();
        let [issued, ..] = account("capturista.mil", Seat::Capturer { party: party() });
        let capturer = issued.record().id;
        write(&bed.store, vec![own.into(), issued.into()]).await;
        for block in 0..15 {
            let mut changes: Vec<Change> = Vec::new();
            for number in 0..2_000 {
                let mut data = registry_data(&format!("M-{block}-{number}"), &format!("Apellido {number}"));
                let its = number % 10 == 0;
                if !its {
                    data.postulation = Postulation::Party { party: PROFILE.parties[1 + number % 5].key.clone() };
                }
                let decided = Candidacy::register(candidacy_id(), data, BY, at(5));
                let id = decided.record().id;
                changes.push(decided.into());
                if its {
                    changes.push(shown(id, &mine).into());
                    changes.extend(Assignment::assign(None, id, Some(capturer), BY, at(6)).map(Change::from));
                }
            }
            write(&bed.store, changes).await;
        }
        let mut times = Vec::new();
        for _ in 0..20 {
            let watch = stopwatch();
            let mut unit = bed.store.read().await.unwrap();
            let rows = unit.party_rows(&party(), &curricular()).await.unwrap();
            times.push(watch.elapsed());
            assert_eq!(rows.len(), 3_001);
            assert!(rows.iter().filter(|row| row.shown && row.capturer == Some(capturer)).count() == 3_000);
        }
        times.sort_unstable();
        println!("a party's 3,001 of 30,001 rows: median {:?}, most {:?}", times[10], times[19]);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "it measures how long a question takes; it never tells the time"
)]
fn stopwatch() -> Stopwatch {
    Stopwatch::now()
}
