use jiff::civil::date;

use crate::activity::Action;
use crate::id::{AccountId, AppointmentId};
use crate::party::{AppointmentRefusal, CONTACT_MAX, SupervisorAppointment, SupervisorContact};
use crate::record::Decided;
use crate::sample::{BY, Counter, key, local, profile};
use crate::time::Instant;

use super::morning;

fn contact(telephone: &str, email: &str) -> SupervisorContact {
    SupervisorContact {
        telephone: telephone.to_owned(),
        email: email.to_owned(),
    }
}

fn named_at(
    name: &str,
    contact: SupervisorContact,
    at: Instant,
) -> Result<Decided<SupervisorAppointment>, AppointmentRefusal> {
    let id = AppointmentId::new(at, &Counter::new());
    SupervisorAppointment::name(id, key("azul"), name, contact, &profile(), BY, at)
}

fn named() -> SupervisorAppointment {
    named_at("Luz Ibarra", contact("6181234567", ""), morning())
        .unwrap()
        .into_record()
}

#[rstest::rstest]
#[case("Luz Ibarra", "6181234567", "", Ok(()))]
#[case("Luz Ibarra", "", "luz@partido.example", Ok(()))]
#[case("Luz Ibarra", "618 123 45 67", "luz@partido.example", Ok(()))]
#[case("Luz Ibarra", "", "", Err(AppointmentRefusal::Contact))]
#[case("Luz Ibarra", "   ", "\n", Err(AppointmentRefusal::Contact))]
#[case("Luz Ibarra", "12345", "", Err(AppointmentRefusal::Contact))]
#[case(
    "Luz Ibarra",
    "6181234567",
    "no es correo",
    Err(AppointmentRefusal::Contact)
)]
#[case(
    "Luz Ibarra",
    "no hay",
    "luz@partido.example",
    Err(AppointmentRefusal::Contact)
)]
#[case("", "6181234567", "", Err(AppointmentRefusal::Name))]
#[case(" \u{200b}\t ", "", "", Err(AppointmentRefusal::Name))]
#[case("Luz\nIbarra", "6181234567", "", Err(AppointmentRefusal::Name))]
fn a_supervisor_has_a_name_and_a_way_to_be_reached(
    #[case] name: &str,
    #[case] telephone: &str,
    #[case] email: &str,
    #[case] expected: Result<(), AppointmentRefusal>,
) {
    let outcome = named_at(name, contact(telephone, email), morning());
    assert_eq!(outcome.map(|_| ()), expected);
}

#[rstest::rstest]
#[case(CONTACT_MAX, true)]
#[case(CONTACT_MAX + 1, false)]
fn a_name_is_as_long_as_fits(#[case] length: usize, #[case] fits: bool) {
    let name = "ñ".repeat(length);
    let outcome = named_at(&name, contact("6181234567", ""), morning());
    assert_eq!(outcome.is_ok(), fits);
}

/// Campaigns start on 10 April 2027 on the institute's calendar: the last second of the day before is in time.
#[rstest::rstest]
#[case(local(date(2027, 4, 9), 23, 59), false)]
#[case(local(date(2027, 4, 10), 0, 0), true)]
#[case(local(date(2027, 5, 30), 12, 0), true)]
#[case(local(date(2027, 1, 2), 8, 0), false)]
fn who_is_named_once_campaigns_started_is_late_and_not_refused(
    #[case] at: Instant,
    #[case] late: bool,
) {
    let decided = named_at("Luz Ibarra", contact("6181234567", ""), at).unwrap();
    assert_eq!(decided.record().late, late);
    assert_eq!(decided.act().action, Action::SupervisorNamed);
}

#[test]
fn a_correction_keeps_the_date_and_says_nothing_of_itself_when_nothing_differs() {
    let before = named();
    let same = before
        .clone()
        .correct(" Luz Ibarra ", contact("6181234567", ""), BY, morning());
    assert_eq!(
        same.map(|decided| decided.is_none()),
        Ok(true),
        "white space is no difference"
    );
    let later = local(date(2027, 4, 20), 9, 0);
    let corrected = before
        .clone()
        .correct(
            "Luz Ibarra Peña",
            contact("", "luz@partido.example"),
            BY,
            later,
        )
        .unwrap()
        .unwrap();
    assert_eq!(corrected.act().action, Action::SupervisorCorrected);
    let after = corrected.record();
    assert_eq!((after.at, after.late), (before.at, false));
    let told: Vec<&String> = corrected.act().details.values().collect();
    assert_eq!(told, ["azul"], "the history has no names and no telephones");
}

#[test]
fn an_account_is_noted_once_and_an_appointment_ends_once() {
    let account = AccountId::new(morning(), &Counter::new());
    let linked = named()
        .with_account(account, BY, morning())
        .unwrap()
        .into_record();
    assert_eq!(
        linked
            .clone()
            .with_account(account, BY, morning())
            .unwrap_err(),
        AppointmentRefusal::HasAccount
    );
    let ended = linked.end(BY, morning()).unwrap();
    assert_eq!(ended.act().action, Action::SupervisorEnded);
    assert_eq!(
        ended.act().details.get("account"),
        Some(&account.to_string()),
        "whose account it was"
    );
    let ended = ended.into_record();
    let refused = AppointmentRefusal::Ended;
    assert_eq!(ended.clone().end(BY, morning()).unwrap_err(), refused);
    assert_eq!(
        ended
            .clone()
            .with_account(account, BY, morning())
            .unwrap_err(),
        refused
    );
    let corrected = ended.correct("Otra", contact("6181234567", ""), BY, morning());
    assert_eq!(corrected.unwrap_err(), refused);
}
