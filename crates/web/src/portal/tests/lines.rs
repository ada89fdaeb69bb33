//! The line on the state of a candidacy's information, in every state and on both sides of every instant.

use domain::capture::{Capture, State};
use domain::registry::{Candidacy, CandidacyStatus};
use domain::time::Instant;
use jiff::civil::datetime;

use crate::portal::ballot::Ballot;
use crate::portal::row::Row;
use crate::portal::samples;
use crate::portal::state_line::{next_change, state_line};

const ENDS: Instant = Instant::from_micros(1_713_938_399_999_999); // 23 April 2024, 23:59:59.999999
const DUE: Instant = Instant::from_micros(1_713_592_799_999_999); // 19 April 2024, 23:59:59.999999

fn later(instant: Instant) -> Instant {
    Instant::from_micros(instant.micros() + 1)
}

/// The ballot of Durango, which lets late captures in, or the same without them.
fn ballot(late_allowed: bool) -> Ballot {
    let mut profile = samples::profile("dgo");
    profile.terms.late_allowed = late_allowed;
    Ballot::new(std::sync::Arc::new(profile))
}

fn said(
    ballot: &Ballot,
    change: impl FnOnce(&mut Candidacy),
    state: Option<State>,
    now: Instant,
) -> String {
    state_line(ballot, &row(ballot, change, state), now).words
}

fn row(ballot: &Ballot, change: impl FnOnce(&mut Candidacy), state: Option<State>) -> Row {
    let mut candidacy = samples::candidacy(
        ballot.profile(),
        samples::Ids::default().next(),
        "diputacion-mr",
        "distrito-05",
    );
    change(&mut candidacy);
    let capture: Option<Capture> = state.map(|state| {
        samples::capture(
            ballot.profile(),
            candidacy.id,
            state,
            domain::questionnaire::Answers::default(),
        )
    });
    Row::of(
        ballot,
        &candidacy,
        capture.as_ref(),
        &domain::hiding::Hidden::default(),
    )
    .unwrap()
}

fn state(code: domain::capture::StateCode) -> State {
    samples::states()
        .into_iter()
        .find(|state| state.code() == code)
        .unwrap()
}

#[test]
fn the_instants_of_this_table_are_those_of_the_samples() {
    assert_eq!(
        ENDS,
        samples::at(datetime(2024, 4, 23, 23, 59, 59, 999_999_000))
    );
    assert_eq!(
        DUE,
        samples::at(datetime(2024, 4, 19, 23, 59, 59, 999_999_000))
    );
}

#[rstest::rstest]
#[case(
    None,
    true,
    ENDS,
    "Todavía no captura su información. Tiene hasta el martes 23 de abril a las 23:59 (hora del centro)."
)]
#[case(
    None,
    true,
    later(ENDS),
    "No capturó su información en el plazo, que venció el martes 23 de abril a las 23:59 (hora del centro)."
)]
#[case(
    None,
    false,
    later(ENDS),
    "No capturó su información en el plazo, que venció el martes 23 de abril a las 23:59 (hora del centro)."
)]
#[case(Some("capturing"), true, ENDS, "Está capturando su información.")]
#[case(
    Some("capturing"),
    true,
    later(ENDS),
    "Está capturando su información. El plazo venció el martes 23 de abril a las 23:59 (hora del centro)."
)]
#[case(
    Some("capturing"),
    false,
    later(ENDS),
    "No capturó su información en el plazo, que venció el martes 23 de abril a las 23:59 (hora del centro)."
)]
#[case(Some("in_stage"), true, ENDS, "Su información está en validación.")]
#[case(
    Some("in_stage"),
    false,
    later(ENDS),
    "Su información está en validación."
)]
#[case(Some("returned"), true, DUE, "Su información está en corrección.")]
#[case(
    Some("returned"),
    true,
    later(DUE),
    "Su información está en corrección."
)]
#[case(
    Some("returned"),
    false,
    later(DUE),
    "Su información quedó en corrección: el plazo para corregirla venció el viernes 19 de abril a las 23:59 (hora del centro)."
)]
#[case(
    Some("validated"),
    true,
    ENDS,
    "Su información ya está validada y está por publicarse."
)]
#[case(
    Some("published"),
    true,
    ENDS,
    "Perfil publicado el 12 de abril de 2024."
)]
fn each_state_has_its_words(
    #[case] code: Option<&str>,
    #[case] late_allowed: bool,
    #[case] now: Instant,
    #[case] words: &str,
) {
    let state = code.map(|code| state(domain::capture::StateCode::from_code(code).unwrap()));
    assert_eq!(said(&ballot(late_allowed), |_| {}, state, now), words);
}

#[test]
fn a_term_that_does_not_run_yet_promises_no_date() {
    let words = said(
        &ballot(true),
        |candidacy| candidacy.term = None,
        None,
        samples::noon(),
    );
    assert_eq!(
        words,
        "Todavía no captura su información: su plazo aún no empieza."
    );
}

#[test]
fn a_validated_profile_waits_for_its_office() {
    let before = samples::at(datetime(2024, 4, 9, 23, 59, 59, 0));
    let words = said(
        &ballot(true),
        |_| {},
        Some(state(domain::capture::StateCode::Validated)),
        before,
    );
    assert_eq!(
        words,
        "Su información ya está validada. Se publica a partir del 10 de abril de 2024."
    );
}

#[test]
fn what_no_longer_stands_says_so() {
    let at = samples::noon();
    let replaced = said(
        &ballot(true),
        |candidacy| candidacy.status = CandidacyStatus::Replaced { at },
        None,
        ENDS,
    );
    assert_eq!(
        replaced,
        "Esta candidatura fue sustituida el 16 de abril de 2024."
    );
    let cancelled = said(
        &ballot(true),
        |candidacy| candidacy.status = CandidacyStatus::Cancelled { at },
        None,
        ENDS,
    );
    assert_eq!(
        cancelled,
        "Esta candidatura fue cancelada el 16 de abril de 2024."
    );
}

#[test]
fn lateness_is_said() {
    let ballot = ballot(true);
    let candidacy = samples::candidacy(
        ballot.profile(),
        samples::Ids::default().next(),
        "diputacion-mr",
        "distrito-05",
    );
    let mut capture = samples::published(ballot.profile(), candidacy.id);
    let words = |capture: &Capture| {
        let row = Row::of(
            &ballot,
            &candidacy,
            Some(capture),
            &domain::hiding::Hidden::default(),
        )
        .unwrap();
        state_line(&ballot, &row, ENDS).words
    };
    capture.resubmission = capture.submission.clone();
    capture.submission.as_mut().unwrap().late = true;
    assert_eq!(
        words(&capture),
        "Perfil publicado el 12 de abril de 2024. Capturada después del plazo."
    );
    capture.submission.as_mut().unwrap().late = false;
    capture.resubmission.as_mut().unwrap().late = true;
    assert_eq!(
        words(&capture),
        "Perfil publicado el 12 de abril de 2024. Corregida después del plazo."
    );
}

#[test]
fn from_the_day_of_retirement_on_no_profile_is_shown() {
    let ballot = ballot(true);
    let since = samples::at(datetime(2024, 6, 3, 0, 0, 0, 0));
    let before = Instant::from_micros(since.micros() - 1);
    let row = row(
        &ballot,
        |_| {},
        Some(state(domain::capture::StateCode::Published)),
    );
    assert!(row.published(&ballot, before).is_some());
    assert!(row.published(&ballot, since).is_none());
    assert_eq!(
        state_line(&ballot, &row, since).words,
        "Su perfil se retiró del portal el 3 de junio de 2024, cuando terminó el periodo de publicación."
    );
    let untouched = said(&ballot, |_| {}, None, since);
    assert_eq!(
        untouched,
        "Su información no llegó a publicarse: los perfiles se retiraron el 3 de junio de 2024."
    );
}

/// A kept page must not outlive its words: between an instant and the next change nothing may read differently.
#[test]
fn a_line_changes_only_when_it_said_it_would() {
    for late_allowed in [true, false] {
        let ballot = ballot(late_allowed);
        for state in samples::states().into_iter().map(Some).chain([None]) {
            let row = row(&ballot, |_| {}, state.clone());
            let mut now = samples::at(datetime(2024, 4, 9, 0, 0, 0, 0));
            let mut turns = 0;
            while let Some(next) = next_change(&ballot, &row, now) {
                let just_before = Instant::from_micros(next.micros() - 1);
                assert_eq!(
                    state_line(&ballot, &row, now),
                    state_line(&ballot, &row, just_before),
                    "{state:?}"
                );
                now = next;
                turns += 1;
            }
            assert!((1..=2).contains(&turns), "{state:?}: {turns}");
        }
    }
}
