//! The way of one capture, from the first saved section until now.

use domain::account::Seat;
use domain::profile::{CorrectionFrom, Profile, PublicationMode, Stage, Verdict};
use domain::time::Instant;

use crate::chance::Chance;
use crate::plot::calendar::{Calendar, Receipt, scaled};
use crate::plot::cast::{Cast, Part, can_be_returned};
use crate::plot::entrant::Entrant;
use crate::plot::event::{Deed, Event, NOBODY};
use crate::plot::fate::{Fate, Stop};
use crate::prose::Length;

/// Seconds between two acts of one person, at least.
const BREATH: i64 = 20;
/// The share of returned questionnaires that nobody corrects.
const FORGOTTEN: f64 = 0.08;

/// One capture's way under way.
pub(crate) struct Life<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) calendar: &'a Calendar<'a>,
    pub(crate) cast: &'a Cast,
    pub(crate) entrant: &'a Entrant<'a>,
    /// The candidacy's place.
    pub(crate) place: usize,
    /// Sections of the questionnaire, and those of them with texts.
    pub(crate) sections: (usize, &'a [usize]),
    pub(crate) scribe: Part,
    pub(crate) chance: Chance,
    /// When the last thing happened.
    pub(crate) time: Instant,
    pub(crate) events: &'a mut Vec<Event>,
}

/// For whom a notification may be.
#[derive(Clone, Copy)]
enum Addressed {
    Candidacy,
    Party,
}

/// The way ends here: now has come, or the capture stays where it is.
struct Ended;

type Goes = Result<(), Ended>;

impl Life<'_> {
    /// Adds what happens to the events.
    pub(crate) fn live(mut self, receipt: Receipt, fate: &Fate) {
        self.time = receipt.open;
        // Where the way ends is no failure.
        let _ = match fate {
            Fate::Untouched => Ok(()),
            Fate::Draft {
                sections,
                unfinished,
            } => self.drafted(receipt, *sections, *unfinished),
            Fate::Sent { late, stop } => self.sent(receipt, *late, *stop),
        };
    }

    /// Something happens at `at`, or a breath after the last thing; not if that is still to come.
    fn happen(&mut self, at: Instant, by: Part, deed: Deed) -> Goes {
        let at = at.max(self.time.plus_seconds(BREATH));
        if at > self.calendar.now() {
            return Err(Ended);
        }
        self.time = at;
        let to = u32::try_from(self.place).unwrap_or(u32::MAX);
        self.events.push(Event { at, by, to, deed });
        Ok(())
    }

    /// The same after so many seconds, chosen between two numbers.
    fn after(&mut self, (least, most): (i64, i64), by: Part, deed: Deed) -> Goes {
        let at = self.time.plus_seconds(self.chance.between(least, most));
        self.happen(at, by, deed)
    }

    fn pause(&mut self, at: Instant) {
        self.time = self.time.max(at);
    }

    /// The same instant or a waking hour, if `limit` leaves a night and more.
    fn by_day(&mut self, at: Instant, limit: Instant) -> Instant {
        let day = self.calendar.daytime(at, &mut self.chance);
        if day.plus_seconds(self.calendar.terms(0.05)) < limit {
            day
        } else {
            at
        }
    }

    /// Some sections are saved in one or two sittings, and nothing is sent.
    fn drafted(&mut self, receipt: Receipt, sections: usize, unfinished: bool) -> Goes {
        let end = receipt.ends.min(self.calendar.now());
        let span = end.seconds_since(receipt.open);
        let start = receipt
            .open
            .plus_seconds(scaled(span, self.chance.fraction() * 0.7));
        let start = self.by_day(start, end);
        self.pause(start);
        let sections = sections.min(self.sections.0);
        for section in 0..sections {
            let last = section + 1 == sections;
            if last && self.chance.odds(0.4) {
                let left = end.seconds_since(self.time);
                let rest = scaled(left, self.chance.fraction() * 0.5);
                self.pause(self.time.plus_seconds(rest));
            }
            let unfinished = unfinished && last;
            self.save(section, unfinished, receipt, false)?;
        }
        Ok(())
    }

    fn save(&mut self, section: usize, unfinished: bool, receipt: Receipt, late: bool) -> Goes {
        let gap = (
            self.calendar.terms(0.000_15),
            self.calendar.terms(0.000_9).min(1_500),
        );
        let at = self
            .time
            .plus_seconds(self.chance.between(gap.0, gap.1).max(BREATH));
        if at > receipt.ends && !late && !self.profile.terms.late_allowed {
            return Err(Ended);
        }
        let section = u8::try_from(section).unwrap_or(u8::MAX);
        self.happen(
            at,
            self.scribe,
            Deed::Save {
                section,
                unfinished,
            },
        )
    }

    fn sent(&mut self, receipt: Receipt, late: bool, stop: Option<Stop>) -> Goes {
        let first = self.first_sitting(receipt, late, stop.is_some());
        self.pause(first);
        let count = self.sections.0;
        let begun = self.chance.below(count + 1);
        let left = self.chance.odds(0.2);
        for section in 0..begun {
            self.save(section, left && section + 1 == begun, receipt, late)?;
        }
        if stop.is_none() && begun < count {
            let rest = self.calendar.between(0.01, 0.15, &mut self.chance);
            let next = self
                .calendar
                .daytime(self.time.plus_seconds(rest), &mut self.chance);
            // The second sitting does not wait for the term to be over.
            if late || next.plus_seconds(self.calendar.terms(0.01)) < receipt.ends {
                self.pause(next);
            }
        }
        let from = if left { begun.saturating_sub(1) } else { begun };
        for section in from..count {
            self.save(section, false, receipt, late)?;
        }
        let at = self.time.plus_seconds(self.chance.between(60, 400));
        if at > receipt.ends && !self.profile.terms.late_allowed {
            return Err(Ended);
        }
        self.happen(at, self.scribe, Deed::Send)?;
        self.stages(stop)?;
        self.publish(stop)
    }

    /// When the first section is saved: most people wait for the last days of the term.
    fn first_sitting(&mut self, receipt: Receipt, late: bool, shown: bool) -> Instant {
        let now = self.calendar.now();
        if late {
            let span = now
                .seconds_since(receipt.ends)
                .min(self.calendar.terms(0.3));
            return receipt
                .ends
                .plus_seconds(scaled(span, 0.05 + self.chance.fraction() * 0.3));
        }
        if shown {
            let span = receipt.ends.min(now).seconds_since(receipt.open);
            let at = receipt
                .open
                .plus_seconds(scaled(span, 0.1 + self.chance.fraction() * 0.3));
            return self.by_day(at, receipt.ends.min(now));
        }
        let span = receipt.ends.seconds_since(receipt.open);
        let share = if self.chance.odds(0.5) {
            self.chance.fraction()
        } else {
            0.6 + self.chance.fraction() * 0.4
        };
        let at = receipt.open.plus_seconds(scaled(span, share * 0.95));
        self.calendar.daytime(at, &mut self.chance)
    }

    /// Lets the time pass until somebody decides: a share of what is left where a case must be shown, otherwise a
    /// share of a term.
    fn wait(&mut self, stop: Option<Stop>) {
        if stop.is_some() {
            let left = self.calendar.now().seconds_since(self.time);
            let wait = scaled(left, 0.03 + self.chance.fraction() * 0.08);
            let at = self.by_day(self.time.plus_seconds(wait), self.calendar.now());
            self.pause(at);
        } else {
            let wait = self.calendar.between(0.01, 0.09, &mut self.chance);
            let at = self
                .calendar
                .daytime(self.time.plus_seconds(wait), &mut self.chance);
            self.pause(at);
        }
    }

    fn stages(&mut self, stop: Option<Stop>) -> Goes {
        let independent = self.entrant.is_independent();
        let stages: Vec<(usize, &Stage)> = self
            .profile
            .stages
            .iter()
            .enumerate()
            .filter(|(_, stage)| !stage.deciding_roles(independent).is_empty())
            .collect();
        for (passed, (at, stage)) in stages.into_iter().enumerate() {
            let here = stop.filter(|stop| stop.stage() == Some(passed));
            self.stage(stage, u8::try_from(at).unwrap_or(u8::MAX), here, stop)?;
        }
        Ok(())
    }

    /// One stage: the case is taken, edited, returned, sent again, approved, as the stage may.
    fn stage(&mut self, stage: &Stage, at: u8, here: Option<Stop>, stop: Option<Stop>) -> Goes {
        let mut rounds = stage.rounds;
        loop {
            self.approach(here);
            if matches!(here, Some(Stop::Waiting(_))) {
                return Err(Ended);
            }
            self.wait(stop);
            let decider = self.claimed(stage, at, stop)?;
            if matches!(here, Some(Stop::Claimed(_))) {
                return Err(Ended);
            }
            let can_be_returned = can_be_returned(self.profile, stage, self.entrant);
            if rounds > 0 && can_be_returned && self.returns(here, stop, rounds == stage.rounds) {
                rounds -= 1;
                self.returned(stage, at, decider, here, stop)?;
                continue;
            }
            // An edit would change a text that is meant to measure exactly a limit.
            let natural = self.entrant.length == Length::Natural;
            let changes =
                stop == Some(Stop::PublishedAfterChanges) || matches!(here, Some(Stop::Edited(_)));
            if stage.may_edit && (changes || (natural && self.chance.odds(0.35))) {
                self.improve(decider)?;
            }
            if matches!(here, Some(Stop::Edited(_))) {
                return Err(Ended);
            }
            self.after((120, 2_400), decider, Deed::Approve { stage: at })?;
            self.notify(stage, Verdict::Approve, decider);
            return Ok(());
        }
    }

    /// A case that stays in a stage arrived there lately.
    fn approach(&mut self, here: Option<Stop>) {
        if here.is_some() {
            let lately = self.calendar.between(0.01, 0.07, &mut self.chance);
            self.pause(self.calendar.now().plus_seconds(-lately));
        }
    }

    fn returns(&mut self, here: Option<Stop>, stop: Option<Stop>, first: bool) -> bool {
        match (here, stop) {
            (Some(Stop::Returned(_) | Stop::Resent(_)), _) => true,
            (_, Some(Stop::PublishedAfterChanges)) => first,
            (_, Some(_)) => false,
            _ => self.chance.odds(if first { 0.3 } else { 0.12 }),
        }
    }

    /// Who decides, after taking the case where cases are taken; now and then somebody gives it back first.
    fn claimed(&mut self, stage: &Stage, at: u8, stop: Option<Stop>) -> Result<Part, Ended> {
        let decider = self.decider(stage)?;
        if !stage.needs_claim {
            return Ok(decider);
        }
        self.after((30, 600), decider, Deed::Claim { stage: at })?;
        if stop.is_some() || !self.chance.odds(0.05) {
            return Ok(decider);
        }
        self.after((300, 3_000), decider, Deed::Release { stage: at })?;
        self.wait(stop);
        let other = self.decider(stage)?;
        self.after((30, 600), other, Deed::Claim { stage: at })?;
        Ok(other)
    }

    fn decider(&mut self, stage: &Stage) -> Result<Part, Ended> {
        self.cast
            .decider(stage, self.place, self.entrant, &mut self.chance)
            .ok_or(Ended)
    }

    /// The stage returns it, and whoever captured corrects and sends again.
    fn returned(
        &mut self,
        stage: &Stage,
        at: u8,
        decider: Part,
        here: Option<Stop>,
        stop: Option<Stop>,
    ) -> Goes {
        let section = self.section_with_texts();
        self.after((300, 3_600), decider, Deed::Return { stage: at, section })?;
        self.notify(stage, Verdict::Return, decider);
        if matches!(here, Some(Stop::Returned(_)))
            || (stop.is_none() && self.chance.odds(FORGOTTEN))
        {
            return Err(Ended);
        }
        let due = stage.correction.map_or(self.time, |term| {
            self.calendar.last_instant(self.time, term)
        });
        let until = if stop.is_some() {
            due.min(self.calendar.now())
        } else {
            due
        };
        let share = if stop.is_some() {
            0.1
        } else {
            0.2 + self.chance.fraction() * 0.5
        };
        let corrected = self
            .time
            .plus_seconds(scaled(until.seconds_since(self.time), share));
        let daytime = self.calendar.daytime(corrected, &mut self.chance);
        // Not so late that the last save would miss the term.
        let corrected = if stop.is_none() && daytime.plus_seconds(3_600) < due {
            daytime
        } else {
            corrected
        };
        if corrected.plus_seconds(1_600) > due && !self.profile.terms.late_allowed {
            return Err(Ended);
        }
        self.pause(corrected);
        self.read(stage, decider);
        self.after((60, 900), self.scribe, Deed::Improve { section })?;
        self.after((60, 600), self.scribe, Deed::Send)?;
        if matches!(here, Some(Stop::Resent(_))) {
            Err(Ended)
        } else {
            Ok(())
        }
    }

    /// A verdict in force is told in its own instant, but to who took it: who decides alone on the own candidacy is told
    /// nothing.
    fn notify(&mut self, stage: &Stage, verdict: Verdict, decider: Part) {
        let somebody = self.is_told(Addressed::Candidacy, decider)
            || self.entrant.party.is_some() && self.is_told(Addressed::Party, decider);
        if somebody && !stage.second_review.contains(&verdict) {
            self.beside(decider, Deed::Notify);
        }
    }

    /// Whoever captured acknowledges the return before correcting, if it was addressed to them. Where the days to correct
    /// count from the reading nobody does: the story leaves them their whole term.
    fn read(&mut self, stage: &Stage, decider: Part) {
        let addressed = match self.seat(self.scribe).and_then(Seat::party) {
            Some(_) => self.is_told(Addressed::Party, decider),
            None => self.is_told(Addressed::Candidacy, decider),
        };
        let told = addressed && !stage.second_review.contains(&Verdict::Return);
        let from_return = stage.correction_from == CorrectionFrom::Return;
        if told && from_return && self.time <= self.calendar.now() {
            self.beside(self.scribe, Deed::Read);
        }
    }

    /// Whether what `decider` decided is told to party or candidate: each but for its own decision.
    fn is_told(&self, addressed: Addressed, decider: Part) -> bool {
        self.seat(decider).is_some_and(|seat| match addressed {
            Addressed::Candidacy => seat.candidacy().is_none(),
            Addressed::Party => seat.party().is_none(),
        })
    }

    fn seat(&self, part: Part) -> Option<&Seat> {
        let player = self.cast.players.get(usize::try_from(part).ok()?);
        player.map(|player| &player.seat)
    }

    /// Something that happens in the instant of the last thing.
    fn beside(&mut self, by: Part, deed: Deed) {
        let to = u32::try_from(self.place).unwrap_or(u32::MAX);
        let at = self.time;
        self.events.push(Event { at, by, to, deed });
    }

    /// The stage edits one text or two.
    fn improve(&mut self, decider: Part) -> Goes {
        let section = self.section_with_texts();
        self.after((120, 1_500), decider, Deed::Improve { section })?;
        if self.chance.odds(0.3) {
            let section = self.section_with_texts();
            self.after((60, 900), decider, Deed::Improve { section })?;
        }
        Ok(())
    }

    fn section_with_texts(&mut self) -> u8 {
        let section = if self.sections.1.is_empty() {
            0
        } else {
            *self.chance.pick(self.sections.1)
        };
        u8::try_from(section).unwrap_or(u8::MAX)
    }

    /// Publication at the office's date: by the system, in the act that approved if the date has come; or released by
    /// the administrator.
    fn publish(&mut self, stop: Option<Stop>) -> Goes {
        if stop == Some(Stop::Validated) {
            self.approved_just_now();
            return Ok(());
        }
        let from = self.entrant.public_from(self.profile);
        match self.profile.publication.mode {
            PublicationMode::Automatic => {
                let place = i64::try_from(self.place % 10).unwrap_or(0);
                let at = if from > self.time {
                    from.plus_seconds(place)
                } else {
                    self.time
                };
                self.time = at.plus_seconds(-BREATH);
                self.happen(at, NOBODY, Deed::Publish)
            }
            PublicationMode::Released => {
                self.pause(from);
                self.wait(stop);
                self.happen(self.time, self.cast.administrator, Deed::Publish)
            }
        }
    }

    /// A profile whose office is open already stays validated only for the seconds until the next publication.
    fn approved_just_now(&mut self) {
        let automatic = self.profile.publication.mode == PublicationMode::Automatic;
        let now = self.calendar.now();
        if !automatic || !self.entrant.office_open(self.profile, now) {
            return;
        }
        let lately = now.plus_seconds(-self.chance.between(1, 9));
        // The approval, and what was told of it in the same instant.
        let last = self.events.last().map(|event| event.deed);
        let moved = if last == Some(Deed::Notify) { 2 } else { 1 };
        for event in self.events.iter_mut().rev().take(moved) {
            event.at = event.at.max(lately);
        }
    }
}
