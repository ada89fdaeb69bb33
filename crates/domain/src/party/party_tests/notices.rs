use jiff::civil::date;

use crate::activity::Action;
use crate::party::{
    Disclosure, DisclosureForm, DisclosureRefusal, NoticeText, PartyNotice, PartyNoticeRefusal,
};
use crate::sample::{BY, key, local};
use crate::time::Instant;

use super::{candidacy, disclosure_id, morning, notice, text};

fn link(address: &str) -> NoticeText {
    NoticeText::Link {
        address: address.to_owned(),
    }
}

#[rstest::rstest]
#[case(text("Aviso"), Ok(()))]
#[case(text(&"ñ".repeat(40_000)), Ok(()))]
#[case(text(&"ñ".repeat(40_001)), Err(PartyNoticeRefusal::Missing))]
#[case(text(" \n\t "), Err(PartyNoticeRefusal::Missing))]
#[case(link("https://partido.example/aviso"), Ok(()))]
#[case(link(" https://partido.example "), Ok(()))]
#[case(link(""), Err(PartyNoticeRefusal::Link))]
#[case(link("javascript:alert(1)"), Err(PartyNoticeRefusal::Link))]
#[case(link("aviso de mi partido"), Err(PartyNoticeRefusal::Link))]
fn a_notice_is_a_text_or_the_address_of_a_page(
    #[case] what: NoticeText,
    #[case] expected: Result<(), PartyNoticeRefusal>,
) {
    let outcome = PartyNotice::register(notice().id, key("azul"), None, what, BY, morning());
    assert_eq!(outcome.map(|_| ()), expected);
}

#[test]
fn versions_count_up_and_the_history_tells_a_hash() {
    let first = notice();
    let second = PartyNotice::register(
        first.id,
        key("azul"),
        Some(&first),
        text("Aviso nuevo"),
        BY,
        morning(),
    )
    .unwrap();
    assert_eq!((first.version, second.record().version), (1, 2));
    let act = second.act();
    assert_eq!(act.action, Action::PartyNoticeRegistered);
    assert_eq!(act.details["notice"], second.record().hash());
    assert_ne!(first.hash(), second.record().hash());
    assert!(!act.details.values().any(|value| value.contains("Aviso")));
}

fn shown(at: Instant, note: &str) -> Result<(), DisclosureRefusal> {
    Disclosure::record(
        disclosure_id(),
        candidacy(),
        &notice(),
        at,
        DisclosureForm::Paper,
        note,
        None,
        BY,
        morning(),
    )
    .map(|_| ())
}

#[rstest::rstest]
#[case(morning(), "", Ok(()))]
#[case(local(date(2026, 12, 1), 0, 0), "", Ok(()))]
#[case(morning().plus_seconds(1), "", Err(DisclosureRefusal::InFuture))]
#[case(morning(), &"ñ".repeat(500), Ok(()))]
#[case(morning(), &"ñ".repeat(501), Err(DisclosureRefusal::Note))]
fn evidence_is_of_the_past_and_its_note_fits(
    #[case] at: Instant,
    #[case] note: &str,
    #[case] expected: Result<(), DisclosureRefusal>,
) {
    assert_eq!(shown(at, note), expected);
}

#[test]
fn evidence_names_the_candidacy_the_version_and_the_file_and_not_the_note() {
    let hash = "a".repeat(64);
    let decided = Disclosure::record(
        disclosure_id(),
        candidacy(),
        &notice(),
        morning(),
        DisclosureForm::Electronic,
        " Se lo mandó Luz ",
        Some(hash.clone()),
        BY,
        morning(),
    )
    .unwrap();
    assert_eq!(decided.record().note, "Se lo mandó Luz");
    let details = &decided.act().details;
    assert_eq!(decided.act().action, Action::NoticeDisclosed);
    assert_eq!(details["candidacy"], candidacy().to_string());
    assert_eq!(details["notice"], notice().id.to_string());
    assert_eq!(details["evidence"], hash);
    assert_eq!(details.len(), 3);
}

#[test]
fn every_way_of_showing_has_its_own_word() {
    let mut words: Vec<&str> = DisclosureForm::ALL.iter().map(|form| form.key()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), DisclosureForm::ALL.len());
}
