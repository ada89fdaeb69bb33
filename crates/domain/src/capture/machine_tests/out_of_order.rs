//! What a refused step is called in the history (R01).

use std::collections::BTreeSet;

use super::tables::rule;
use crate::capture::Broken;
use crate::time::Instant;

/// The rules of order.
const ORDER: [Broken; 28] = [
    Broken::CandidacyNotActive,
    Broken::LedByAnother,
    Broken::NothingCaptured,
    Broken::TermOver {
        ended: Instant::from_micros(0),
    },
    Broken::NoticeNotShown,
    Broken::AlreadySent,
    Broken::NotInStage,
    Broken::StageMayNotEdit,
    Broken::StageMayNotReturn,
    Broken::NothingToClaim,
    Broken::ClaimedByOther,
    Broken::NotClaimed,
    Broken::NoRoundsLeft(1),
    Broken::OwnWork,
    Broken::AwaitsSecond,
    Broken::NothingProposed,
    Broken::SamePerson,
    Broken::StageMayNotClose,
    Broken::RoundsLeft,
    Broken::ClaimInForce,
    Broken::NothingLapsed,
    Broken::CaseClosed,
    Broken::NotClosed,
    Broken::CorrectedByOthers,
    Broken::NotValidated,
    Broken::AlreadyPublished,
    Broken::NotPublished,
    Broken::TooEarlyToPublish {
        from: Instant::from_micros(0),
    },
];

#[test]
fn each_rule_of_order_has_a_code_of_its_own_that_the_history_keeps() {
    for broken in &ORDER {
        let code = broken
            .out_of_order()
            .unwrap_or_else(|| panic!("{broken:?}"));
        assert_eq!(code, rule(broken).replace('_', "-"));
    }
    let distinct: BTreeSet<Option<&str>> = ORDER.iter().map(Broken::out_of_order).collect();
    assert_eq!(distinct.len(), ORDER.len());
}

#[test]
fn a_text_to_complete_or_to_compare_is_no_step_out_of_order() {
    let texts = [
        Broken::NotPermitted,
        Broken::Conflict(Vec::new()),
        Broken::TooLongToKeep("motivos".parse().unwrap()),
        Broken::PhotographGone("foto".parse().unwrap()),
        Broken::Incomplete(Vec::new()),
        Broken::RemarksMissing,
        Broken::ChangedSinceSeen,
        Broken::GroundChanged("lemas".parse().unwrap()),
        Broken::ChangedSinceReview,
        Broken::NothingChanged,
        Broken::ReferenceMissing,
    ];
    for broken in texts {
        assert_eq!(broken.out_of_order(), None, "{broken:?}");
    }
}
