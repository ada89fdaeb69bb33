//! Hidings: every step in every standing, by the same person and by another.

use rstest::rstest;

use crate::account::{Role, Seat};
use crate::activity::{Action, Author};
use crate::capture::machine_tests::people::{account_id, actor, candidacy};
use crate::capture::machine_tests::world::World;
use crate::hiding::{Hidden, HiddenPart, Hiding, HidingOrder, HidingReason, HidingRefusal};
use crate::id::{CandidacyId, Entropy, HidingId};
use crate::key::FieldKey;
use crate::policy::{Permit, Right, Target, permit};
use crate::profile::Profile;
use crate::record::Record as _;
use crate::registry::Candidacy;
use crate::time::Instant;

struct Fixed(u8);

impl Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

struct Case {
    profile: Profile,
    candidacy: Candidacy,
    field: FieldKey,
    now: Instant,
}

impl Case {
    fn new() -> Self {
        let profile = World::of("dgo", false).profile;
        let candidacy = candidacy(&profile, true, 1);
        let definition = &profile.questionnaires[0];
        let field = definition.fields().find(|field| field.published).unwrap();
        Self {
            field: field.key.clone(),
            now: Instant::from_micros(1_713_283_200_000_000),
            candidacy,
            profile,
        }
    }

    fn permit(&self, account: i64) -> Permit {
        let administrator = actor(account_id(account), Seat::Administrator);
        let target = Target::Candidacy(&self.candidacy);
        permit(&self.profile, &administrator, None, Right::HideData, target).unwrap()
    }

    fn order(&self, what: HiddenPart) -> HidingOrder<'_> {
        HidingOrder {
            id: HidingId::new(self.now, &Fixed(1)),
            candidacy: self.candidacy.id,
            what,
            reason: HidingReason::Threat,
            note: "Llamó a las 9:00 y pidió que se quite su teléfono.",
            review: self.day(3),
            at: self.now,
        }
    }

    fn one(&self) -> HiddenPart {
        HiddenPart::Field {
            field: self.field.clone(),
        }
    }

    fn day(&self, from_today: i64) -> jiff::civil::Date {
        let today = self.now.in_zone(&self.profile.institute.zone).date();
        today.saturating_add(jiff::Span::new().days(from_today))
    }

    fn begin(&self, order: HidingOrder<'_>, others: &[Hiding]) -> Result<Hiding, HidingRefusal> {
        let permit = self.permit(1);
        let definition = &self.profile.questionnaires[0];
        let decided = Hiding::begin(&self.profile, definition, &permit, order, others)?;
        assert_eq!(decided.act().action, Action::DataHidden);
        let told = format!("{:?}", decided.act());
        assert!(!told.contains("Llamó"), "the note stays out of the history");
        Ok(decided.into_record())
    }

    fn hidden(&self) -> Hiding {
        self.begin(self.order(self.one()), &[]).unwrap()
    }

    fn kept(&self) -> Hiding {
        let later = self.now.plus_seconds(60);
        let kept = self
            .hidden()
            .keep(&self.profile, &self.permit(2), "Sigue.", self.day(9), later);
        kept.unwrap().into_record()
    }

    fn lifted(&self) -> Hiding {
        let lifted = self.hidden().lift(&self.permit(2), "", self.now);
        lifted.unwrap().into_record()
    }
}

/// Standing × step × who: what comes of it.
#[rstest]
#[case::the_same_person_is_no_second_look("hidden", "keep", 1, Err(HidingRefusal::SameEyes))]
#[case::another_keeps("hidden", "keep", 2, Ok(true))]
#[case::another_lifts("hidden", "lift", 2, Ok(false))]
#[case::a_mistake_is_undone_by_who_made_it("hidden", "lift", 1, Ok(false))]
#[case::who_kept_it_is_no_next_look("kept", "keep", 2, Err(HidingRefusal::SameEyes))]
#[case::who_hid_it_may_look_after_another("kept", "keep", 1, Ok(true))]
#[case::a_third_looks("kept", "keep", 3, Ok(true))]
#[case::lifted_after_a_look("kept", "lift", 1, Ok(false))]
#[case::lifted_stays_lifted("lifted", "keep", 3, Err(HidingRefusal::AlreadyLifted))]
#[case::lifted_once("lifted", "lift", 3, Err(HidingRefusal::AlreadyLifted))]
fn every_step_in_every_standing(
    #[case] standing: &str,
    #[case] step: &str,
    #[case] account: i64,
    #[case] expected: Result<bool, HidingRefusal>,
) {
    let case = Case::new();
    let hiding = match standing {
        "hidden" => case.hidden(),
        "kept" => case.kept(),
        _ => case.lifted(),
    };
    let (permit, at) = (case.permit(account), case.now.plus_seconds(120));
    let decided = match step {
        "keep" => hiding.keep(&case.profile, &permit, "", case.day(5), at),
        _ => hiding.lift(&permit, "", at),
    };
    assert_eq!(
        decided.map(|decided| decided.record().is_in_force()),
        expected
    );
}

#[test]
fn the_same_is_not_hidden_twice_but_again_after_it_was_lifted() {
    let case = Case::new();
    let twice = case.begin(case.order(case.one()), &[case.hidden()]);
    assert_eq!(twice, Err(HidingRefusal::AlreadyHidden));
    let whole = case.begin(case.order(HiddenPart::Profile), &[case.hidden()]);
    assert!(whole.is_ok(), "the whole profile is something else");
    assert!(case.begin(case.order(case.one()), &[case.lifted()]).is_ok());
}

#[test]
fn what_is_in_force_is_carried_with_its_story_to_another_candidacy() {
    let case = Case::new();
    let other = candidacy(&case.profile, true, 2).id;
    let id = HidingId::new(case.now, &Fixed(2));
    let carry = |hiding: &Hiding| hiding.carried_to(other, id, Author::System, case.now);
    let kept = case.kept();
    let carried = carry(&kept).unwrap();
    let told = format!("{:?}", carried.act());
    assert!(!told.contains("Llamó"), "the note stays out of the history");
    assert_eq!(carried.act().action, Action::DataHidden);
    let expected = Hiding {
        id,
        candidacy: other,
        ..kept.clone()
    };
    assert_eq!(carried.record(), &expected);
    assert_ne!(carried.record().id(), kept.id());
    assert!(carry(&case.lifted()).is_none());
}

#[test]
fn what_is_missing_or_wrong_is_told() {
    let case = Case::new();
    let refused = |change: &dyn Fn(&mut HidingOrder<'_>)| {
        let mut order = case.order(case.one());
        change(&mut order);
        case.begin(order, &[]).unwrap_err()
    };
    assert_eq!(refused(&|order| order.note = " \n"), HidingRefusal::Note);
    let long = "ñ".repeat(2_001);
    let mut order = case.order(case.one());
    order.note = &long;
    assert_eq!(case.begin(order, &[]).unwrap_err(), HidingRefusal::Note);
    for days in [-1, 16] {
        let day = case.day(days);
        assert_eq!(
            refused(&move |order| order.review = day),
            HidingRefusal::Review
        );
    }
    let inner = case.profile.questionnaires[0]
        .fields()
        .find(|field| !field.published);
    for field in inner
        .map(|field| field.key.clone())
        .into_iter()
        .chain(["nada".parse().unwrap()])
    {
        let order = case.order(HiddenPart::Field { field });
        assert_eq!(
            case.begin(order, &[]).unwrap_err(),
            HidingRefusal::NotPublished
        );
    }
}

#[test]
fn only_a_permit_to_hide_this_candidacy_hides() {
    let case = Case::new();
    let other = Candidacy {
        id: CandidacyId::new(case.now, &Fixed(9)),
        ..case.candidacy.clone()
    };
    let administrator = actor(account_id(1), Seat::Administrator);
    let definition = &case.profile.questionnaires[0];
    for (right, target) in [(Right::HideData, &other), (Right::Publish, &case.candidacy)] {
        let target = Target::Candidacy(target);
        let permit = permit(&case.profile, &administrator, None, right, target).unwrap();
        let order = case.order(case.one());
        let refused = Hiding::begin(&case.profile, definition, &permit, order, &[]).unwrap_err();
        assert_eq!(refused, HidingRefusal::NotPermitted);
        let refused = case.hidden().lift(&permit, "", case.now).unwrap_err();
        assert_eq!(refused, HidingRefusal::NotPermitted);
    }
    let system = Permit::system(Right::HideData, case.candidacy.id);
    let refused = case.hidden().lift(&system, "", case.now).unwrap_err();
    assert_eq!(
        refused,
        HidingRefusal::NotPermitted,
        "nothing is shown again by itself"
    );
    for role in Role::ALL {
        let may = crate::policy::may_ever(&case.profile, role, Right::HideData);
        assert_eq!(may, role == Role::Administrator, "{role:?}");
    }
}

#[test]
fn a_look_is_due_on_its_day_and_what_nobody_looked_at_stays_hidden() {
    let case = Case::new();
    let hiding = case.hidden();
    let zone = &case.profile.institute.zone;
    let noon =
        |days: i64| Instant::from_civil(case.day(days), jiff::civil::time(12, 0, 0, 0), zone);
    assert!(!hiding.is_due(&case.profile, noon(2)));
    for days in [3, 4, 400] {
        assert!(hiding.is_due(&case.profile, noon(days)), "{days}");
    }
    assert!(Hidden::of([&hiding]).hides(&case.field));
    assert!(!Hidden::of([&case.lifted()]).hides(&case.field));
    let whole = case.begin(case.order(HiddenPart::Profile), &[]).unwrap();
    assert!(Hidden::of([&whole]).is_whole());
    assert!(Hidden::of([&whole]).hides(&case.field));
    assert!(whole.id().starts_with(&case.candidacy.id.to_string()));
}
