//! Every state of an account × every transition: which are taken, what they leave, and why the others are refused.

use super::*;
use crate::id::Entropy;
use crate::time::Instant;

const CODE: &str = "BCDF-GHJK-MNPQ-RSTV";
const RESCUE: &str = "2345-6789-BCDF-GHJK";
const SHEET: &str = "VXTS-RQPN-MKJH-GFDC";

struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

const fn at(second: i64) -> Instant {
    Instant::from_micros(second * 1_000_000)
}

/// The states that an account can be in, each with everything on it that the state allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Issued,
    IssuedLost,
    IssuedSuspended,
    IssuedClosed,
    Active,
    Lost,
    Suspended,
    Closed,
}

impl State {
    const ALL: [Self; 8] = [
        Self::Issued,
        Self::IssuedLost,
        Self::IssuedSuspended,
        Self::IssuedClosed,
        Self::Active,
        Self::Lost,
        Self::Suspended,
        Self::Closed,
    ];

    /// An account in this state; one in use has a second factor, a sheet with one code and a code to get in again.
    fn account(self) -> Account {
        let issued = Account::issue(
            Opening {
                id: AccountId::new(at(0), &Zeros),
                login: "candidatura.mc-1".into(),
                holder: "Itzel O'Dam".into(),
                contact: None,
                seat: Seat::Auditor,
                code: ActivationCode::of(CODE, at(0)),
            },
            Author::System,
            at(0),
        )
        .into_record();
        let lost = |account: Account| account.report_lost(Author::System, at(5)).unwrap();
        let suspended = |account: Account| account.suspend(Author::System, at(5)).unwrap();
        let closed = |account: Account| account.close(Author::System, at(5)).unwrap();
        match self {
            Self::Issued => issued,
            Self::IssuedLost => lost(issued).into_record(),
            Self::IssuedSuspended => suspended(issued).into_record(),
            Self::IssuedClosed => closed(issued).into_record(),
            Self::Active => active(issued),
            Self::Lost => with_rescue(lost(active(issued)).into_record()),
            Self::Suspended => suspended(active(issued)).into_record(),
            Self::Closed => closed(active(issued)).into_record(),
        }
    }
}

fn active(issued: Account) -> Account {
    let account = issued.activate(CODE, "hash".into(), "u", at(1)).unwrap();
    let account = account
        .into_record()
        .enrol_second_factor("sealed".into(), at(2));
    let sheet = vec![digest_code(SHEET)];
    let account = account.unwrap().into_record().renew_recovery(sheet, at(3));
    with_rescue(account.unwrap().into_record())
}

fn with_rescue(account: Account) -> Account {
    account
        .offer_rescue(
            ActivationCode::for_rescue(RESCUE, at(4)),
            Author::System,
            at(4),
        )
        .unwrap()
        .into_record()
}

/// The transitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Reissue,
    Activate,
    AcceptUndertaking,
    AcceptNotice,
    Enrol,
    RemoveFactor,
    RenewSheet,
    SpendCode,
    RecoverPassword,
    ChangePassword,
    OfferRescue,
    Rescue,
    ReportLost,
    Suspend,
    Resume,
    Close,
}

impl Move {
    const ALL: [Self; 16] = [
        Self::Reissue,
        Self::Activate,
        Self::AcceptUndertaking,
        Self::AcceptNotice,
        Self::Enrol,
        Self::RemoveFactor,
        Self::RenewSheet,
        Self::SpendCode,
        Self::RecoverPassword,
        Self::ChangePassword,
        Self::OfferRescue,
        Self::Rescue,
        Self::ReportLost,
        Self::Suspend,
        Self::Resume,
        Self::Close,
    ];

    fn make(self, account: Account) -> Result<Decided<Account>, AccountRefusal> {
        let (by, now) = (Author::System, at(10));
        let code = ActivationCode::of("NEWC-NEWC-NEWC-NEWC", now);
        match self {
            Self::Reissue => account.reissue(code, by, now),
            Self::Activate => account.activate(CODE, "other".into(), "u", now),
            Self::AcceptUndertaking => account.accept_undertaking("u2", now),
            Self::AcceptNotice => account.accept_notice("n", now),
            Self::Enrol => account.enrol_second_factor("sealed2".into(), now),
            Self::RemoveFactor => account.remove_second_factor(None, now),
            Self::RenewSheet => account.renew_recovery(vec![digest_code("x")], now),
            Self::SpendCode => account.spend_recovery_code(SHEET, now),
            Self::RecoverPassword => account.recover_password(SHEET, "other".into(), now),
            Self::ChangePassword => account.change_password("other".into(), now),
            Self::OfferRescue => account.offer_rescue(code, by, now),
            Self::Rescue => account.rescued(RESCUE, "other".into(), now),
            Self::ReportLost => account.report_lost(by, now),
            Self::Suspend => account.suspend(by, now),
            Self::Resume => account.resume(by, now),
            Self::Close => account.close(by, now),
        }
    }

    /// What the rules say: none where it is taken.
    fn refusal(self, from: State) -> Option<AccountRefusal> {
        use AccountRefusal::{
            AlreadyActive, Closed, NotActive, ReportedLost, Suspended, Unchanged, WrongCode,
        };
        use State as S;
        let issued = matches!(
            from,
            S::Issued | S::IssuedLost | S::IssuedSuspended | S::IssuedClosed
        );
        let closed = matches!(from, S::Closed | S::IssuedClosed);
        let lost = matches!(from, S::Lost | S::IssuedLost);
        let suspended = matches!(from, S::Suspended | S::IssuedSuspended);
        let shut = if closed {
            Some(Closed)
        } else if suspended {
            Some(Suspended)
        } else {
            lost.then_some(ReportedLost)
        };
        match self {
            Self::Reissue if closed => Some(Closed),
            Self::Reissue => (!issued).then_some(AlreadyActive),
            Self::Activate if !issued => Some(AlreadyActive),
            Self::Activate => shut,
            Self::AcceptUndertaking
            | Self::AcceptNotice
            | Self::Enrol
            | Self::RenewSheet
            | Self::SpendCode
            | Self::RecoverPassword
            | Self::ChangePassword => shut.or(issued.then_some(NotActive)),
            Self::RemoveFactor if closed => Some(Closed),
            Self::RemoveFactor => issued.then_some(Unchanged),
            Self::OfferRescue if closed => Some(Closed),
            Self::OfferRescue if issued => Some(NotActive),
            Self::OfferRescue => suspended.then_some(Suspended),
            Self::Rescue if closed => Some(Closed),
            // A suspension takes the code away, and an account that was never activated had none.
            Self::Rescue => (issued || suspended).then_some(WrongCode),
            Self::ReportLost if closed => Some(Closed),
            Self::ReportLost => (lost || suspended).then_some(Unchanged),
            Self::Suspend if closed => Some(Closed),
            Self::Suspend => suspended.then_some(Unchanged),
            Self::Resume if closed => Some(Closed),
            Self::Resume => (!suspended).then_some(Unchanged),
            Self::Close => closed.then_some(Closed),
        }
    }
}

#[test]
fn every_transition_from_every_state_is_taken_or_refused_as_the_rules_say() {
    for from in State::ALL {
        for step in Move::ALL {
            let outcome = step.make(from.account());
            assert_eq!(
                outcome.as_ref().err().copied(),
                step.refusal(from),
                "{step:?} from {from:?}"
            );
            if let Ok(decided) = outcome {
                assert_eq!(decided.act().subject.kind, "account", "{step:?}");
                assert_eq!(decided.act().at, at(10), "{step:?}");
                assert_eq!(decided.record().id, from.account().id, "{step:?}");
                assert_eq!(decided.record().seat, from.account().seat, "{step:?}");
            }
        }
    }
}

#[test]
fn nobody_acts_with_an_account_that_is_not_open_and_in_use() {
    for from in State::ALL {
        let mut account = from.account();
        account.second_factor = None;
        account.notice = Some(NoticeAcceptance {
            hash: "n".into(),
            at: at(1),
        });
        account.undertaking = Some(Undertaking {
            hash: "u".into(),
            at: at(1),
        });
        let entry = Entry {
            notice: "n",
            undertaking: "u",
            second_factor: &[],
            proven: false,
        };
        assert_eq!(
            account.actor(&entry).is_some(),
            from == State::Active,
            "{from:?}"
        );
    }
}

#[test]
fn what_is_owed_is_asked_in_order() {
    let mut account = State::Active.account();
    account.undertaking = None;
    let roles = [Role::Auditor];
    let entry = |proven, second_factor| Entry {
        notice: "n",
        undertaking: "u",
        second_factor,
        proven,
    };
    assert_eq!(
        account.next_step(&entry(false, &roles)),
        Some(Step::ProveSecondFactor)
    );
    assert_eq!(
        account.next_step(&entry(true, &roles)),
        Some(Step::AcceptUndertaking)
    );
    let account = account
        .accept_undertaking("u", at(11))
        .unwrap()
        .into_record();
    assert_eq!(
        account.next_step(&entry(true, &roles)),
        Some(Step::AcceptNotice)
    );
    let account = account.accept_notice("n", at(12)).unwrap().into_record();
    assert_eq!(account.next_step(&entry(true, &roles)), None);
    let account = account
        .remove_second_factor(None, at(13))
        .unwrap()
        .into_record();
    assert_eq!(
        account.next_step(&entry(false, &roles)),
        Some(Step::EnrolSecondFactor)
    );
    assert_eq!(account.next_step(&entry(false, &[])), None);
    let stale = account
        .accept_undertaking("older text", at(14))
        .unwrap()
        .into_record();
    assert_eq!(
        stale.next_step(&entry(false, &[])),
        Some(Step::AcceptUndertaking)
    );
}

#[test]
fn codes_serve_once_and_until_their_last_instant() {
    let account = State::Active.account();
    let spent = account
        .clone()
        .spend_recovery_code(SHEET, at(10))
        .unwrap()
        .into_record();
    assert_eq!(spent.second_factor, None, "it must be set up anew");
    assert_eq!(
        spent.spend_recovery_code(SHEET, at(11)).unwrap_err(),
        AccountRefusal::WrongCode
    );
    let recovered = account
        .clone()
        .recover_password(SHEET, "p".into(), at(10))
        .unwrap();
    assert!(
        recovered.record().second_factor.is_some(),
        "the second factor stays"
    );
    assert!(!recovered.record().knows_recovery_code(SHEET));
    let last = at(4 + RESCUE_HOURS * 3_600);
    assert_eq!(account.check_rescue("2345 6789bcdf-ghjk", last), Ok(()));
    assert_eq!(
        account.check_rescue(RESCUE, last.plus_seconds(1)),
        Err(AccountRefusal::CodeExpired)
    );
    let rescued = account
        .rescued(RESCUE, "p".into(), last)
        .unwrap()
        .into_record();
    assert_eq!(rescued.second_factor, None);
    assert!(rescued.recovery.is_empty());
    assert_eq!(
        rescued.check_rescue(RESCUE, last),
        Err(AccountRefusal::WrongCode)
    );
}

#[test]
fn a_suspension_is_the_stronger_lock() {
    let suspended = State::Lost
        .account()
        .suspend(Author::System, at(10))
        .unwrap();
    assert_eq!(
        suspended.record().check_rescue(RESCUE, at(10)),
        Err(AccountRefusal::WrongCode),
        "no code opens it"
    );
    let issued = State::IssuedSuspended.account();
    let again = issued
        .reissue(ActivationCode::of(CODE, at(10)), Author::System, at(10))
        .unwrap();
    assert_eq!(
        again.record().check_code(CODE, at(10)),
        Err(AccountRefusal::Suspended)
    );
    let lost = State::IssuedLost.account();
    let again = lost
        .reissue(ActivationCode::of(CODE, at(10)), Author::System, at(10))
        .unwrap();
    assert_eq!(again.record().check_code(CODE, at(10)), Ok(()));
}
