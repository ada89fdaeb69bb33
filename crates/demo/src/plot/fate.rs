//! What becomes of a candidacy's capture until now, and the cases that every demonstration must show.

use domain::profile::{Profile, Stage};

use crate::chance::Chance;
use crate::plot::calendar::Calendar;
use crate::plot::cast::can_be_returned;
use crate::plot::entrant::Entrant;
use crate::plot::temper::Temper;
use crate::prose::Length;

/// What becomes of a capture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fate {
    /// Nobody writes anything.
    Untouched,
    /// Some sections are saved, nothing is sent.
    Draft {
        /// How many sections.
        sections: usize,
        /// Whether the last one was left in the middle.
        unfinished: bool,
    },
    /// It is sent and goes its way, as far as it gets until now.
    Sent {
        /// Whether after the term.
        late: bool,
        /// Where it has arrived for certain; none: wherever it gets.
        stop: Option<Stop>,
    },
}

/// A point of the way at which a capture stays. Stages are counted from 0 along the candidacy's own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// In the stage, nobody has taken it.
    Waiting(usize),
    /// In the stage, taken by somebody.
    Claimed(usize),
    /// Returned by the stage.
    Returned(usize),
    /// In the stage again, with corrections.
    Resent(usize),
    /// In the stage, its text edited by who decides.
    Edited(usize),
    /// Every stage approved; not public yet.
    Validated,
    /// Public after it was returned and corrected, or edited, where a stage may do so.
    PublishedAfterChanges,
    /// Public.
    Published,
}

impl Stop {
    /// The stage in which it stops, if it stops in one.
    pub(crate) const fn stage(self) -> Option<usize> {
        match self {
            Self::Waiting(stage)
            | Self::Claimed(stage)
            | Self::Returned(stage)
            | Self::Resent(stage)
            | Self::Edited(stage) => Some(stage),
            Self::Validated | Self::PublishedAfterChanges | Self::Published => None,
        }
    }
}

/// What a case needs of the candidacy that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    TermRunning,
    TermOver,
    TermNotStarted,
    Term,
    /// The office's profiles may not be public yet.
    OfficeClosed,
    /// The office's profiles may be public.
    OfficeOpen,
}

struct Showcase {
    needs: Needs,
    fate: Fate,
    length: Length,
}

/// How many candidacies show each case.
const EACH: usize = 2;

/// Gives every candidacy its fate: first those that show a case, then the others by their party's temper.
pub(crate) fn decide(
    profile: &Profile,
    sections: usize,
    entrants: &mut [Entrant<'_>],
    tempers: &[Temper],
    clock: &Calendar<'_>,
    seed: u64,
) {
    let mut chance = Chance::about(seed, "fates");
    let mut order: Vec<usize> = (0..entrants.len()).collect();
    chance.shuffle(&mut order);
    for showcase in showcases(profile, sections, entrants, clock) {
        let candidate = order
            .iter()
            .position(|at| suits(&entrants[*at], &showcase, profile, clock));
        if let Some(place) = candidate {
            let entrant = &mut entrants[order.remove(place)];
            entrant.length = showcase.length;
            entrant.fate = Some(showcase.fate);
            entrant.shown = true;
        }
    }
    for entrant in entrants.iter_mut().filter(|entrant| entrant.fate.is_none()) {
        let temper = entrant.temper(tempers);
        entrant.fate = Some(by_temper(temper, entrant, sections, profile, clock));
    }
}

fn showcases(
    profile: &Profile,
    sections: usize,
    entrants: &[Entrant<'_>],
    clock: &Calendar<'_>,
) -> Vec<Showcase> {
    let mut found = Vec::new();
    let mut show = |needs, fate: Fate, length| {
        found.push(Showcase {
            needs,
            fate,
            length,
        });
    };
    let sent = |stop| Fate::Sent {
        late: false,
        stop: Some(stop),
    };
    let closed = entrants
        .iter()
        .any(|entrant| !entrant.office_open(profile, clock.now()));
    for _ in 0..EACH {
        for stop in stops(profile) {
            show(Needs::Term, sent(stop), Length::Natural);
        }
        let needs = if closed {
            Needs::OfficeClosed
        } else {
            Needs::Term
        };
        show(needs, sent(Stop::Validated), Length::Natural);
        show(
            Needs::OfficeOpen,
            sent(Stop::PublishedAfterChanges),
            Length::Natural,
        );
        show(Needs::TermRunning, Fate::Untouched, Length::Natural);
        show(Needs::TermOver, Fate::Untouched, Length::Natural);
        show(Needs::TermNotStarted, Fate::Untouched, Length::Natural);
        let late = Fate::Sent {
            late: true,
            stop: Some(Stop::Published),
        };
        if profile.terms.late_allowed {
            show(Needs::TermOver, late, Length::Natural);
        }
    }
    for length in [Length::Longest, Length::Shortest].repeat(3) {
        show(Needs::OfficeOpen, sent(Stop::Published), length);
    }
    for (count, needs) in
        (1..=sections).flat_map(|count| [(count, Needs::TermRunning), (count, Needs::TermOver)])
    {
        let draft = Fate::Draft {
            sections: count,
            unfinished: count % 2 == 1,
        };
        show(needs, draft, Length::Natural);
    }
    found
}

/// The stages that a party's candidacy passes.
fn passed(profile: &Profile) -> impl Iterator<Item = &Stage> {
    let stages = profile.stages.iter();
    stages.filter(|stage| !stage.party_roles.is_empty())
}

/// Every point at which the capture of a party's candidacy may stay in a stage.
fn stops(profile: &Profile) -> Vec<Stop> {
    let mut found = Vec::new();
    for (at, stage) in passed(profile).enumerate() {
        let Stage {
            may_edit,
            may_return,
            needs_claim,
            ..
        } = stage;
        found.push(Stop::Waiting(at));
        found.extend(needs_claim.then_some(Stop::Claimed(at)));
        found.extend(may_return.then_some(Stop::Returned(at)));
        found.extend(may_return.then_some(Stop::Resent(at)));
        found.extend(may_edit.then_some(Stop::Edited(at)));
    }
    found
}

fn suits(
    entrant: &Entrant<'_>,
    showcase: &Showcase,
    profile: &Profile,
    clock: &Calendar<'_>,
) -> bool {
    let now = clock.now();
    let stays = match &showcase.fate {
        // Independents may skip stages, so what is counted along their way is shown by others.
        Fate::Sent {
            stop: Some(Stop::Returned(at) | Stop::Resent(at)),
            ..
        } => passed(profile).nth(*at).is_some_and(|stage| {
            !entrant.is_independent() && can_be_returned(profile, stage, entrant)
        }),
        Fate::Sent {
            stop: Some(stop), ..
        } => stop.stage().is_none() || !entrant.is_independent(),
        _ => true,
    };
    let ends = entrant.receipt.map(|receipt| receipt.ends);
    let suits = match showcase.needs {
        Needs::TermNotStarted => ends.is_none(),
        Needs::Term => ends.is_some(),
        Needs::TermRunning => ends.is_some_and(|ends| now <= ends),
        Needs::TermOver => ends.is_some_and(|ends| now > ends),
        Needs::OfficeOpen => ends.is_some() && entrant.office_open(profile, now),
        Needs::OfficeClosed => ends.is_some() && !entrant.office_open(profile, now),
    };
    suits && stays && entrant.fate.is_none()
}

fn by_temper(
    temper: Temper,
    entrant: &Entrant<'_>,
    sections: usize,
    profile: &Profile,
    clock: &Calendar<'_>,
) -> Fate {
    let Some(receipt) = entrant.receipt else {
        return Fate::Untouched;
    };
    let mut chance = Chance::about(entrant.seed, "fate");
    if chance.odds(temper.compliance) {
        let over = clock.now() > receipt.ends;
        return Fate::Sent {
            late: over && profile.terms.late_allowed && chance.odds(0.08),
            stop: None,
        };
    }
    let begun = if temper.compliance < 0.1 { 0.1 } else { 0.55 };
    if chance.odds(begun) {
        Fate::Draft {
            sections: 1 + chance.below(sections),
            unfinished: chance.odds(0.4),
        }
    } else {
        Fate::Untouched
    }
}
