//! The text of a calendar that people subscribe to (RFC 5545): one event at each last instant, with an alarm a day before.
//! It names parties and counts, never people.

use domain::profile::Profile;
use domain::time::Instant;
use icalendar::{Alarm, Calendar, Component as _, Event, EventLike as _, Property, Trigger};

use super::{Ending, EndingKind};
use crate::terms::TermBoard;

/// For whom a calendar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// The person of the one candidacy in it.
    Own,
    /// Somebody who watches over many.
    Many,
}

/// The calendar of a board. It depends on nothing but its arguments.
pub(super) fn text(profile: &Profile, board: &TermBoard, reader: Reader) -> String {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//Conoceles//Plazos//ES"))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("METHOD", "PUBLISH"))
        .name(&format!("Plazos – {}", profile.institute.short_name));
    let hourly = Property::new("REFRESH-INTERVAL", "PT1H")
        .add_parameter("VALUE", "DURATION")
        .done();
    calendar
        .append_property(hourly)
        .append_property(("X-PUBLISHED-TTL", "PT1H"));
    for ending in &board.endings {
        calendar.push(event(profile, board.now, ending, reader));
    }
    calendar.to_string()
}

fn event(profile: &Profile, now: Instant, ending: &Ending, reader: Reader) -> Event {
    let summary = summary(profile, ending, reader);
    let mut event = Event::new();
    event
        .uid(&uid(profile, ending))
        .add_property("DTSTAMP", stamp(now))
        .add_property("DTSTART", stamp(ending.at))
        .add_property("TRANSP", "TRANSPARENT")
        .summary(&summary)
        .description(&description(profile, ending))
        .alarm(alarm(now, &uid(profile, ending), &summary));
    event.done()
}

/// A day before. The crate reads no duration that goes back, so what it made is put right; and it would give the alarm an
/// identifier and an hour of its own, while these do not change from one reading to the next.
fn alarm(now: Instant, event: &str, words: &str) -> Alarm {
    let a_day = Property::new("TRIGGER", "P1D");
    let trigger = Trigger::try_from(&a_day).expect("a day is a duration");
    Alarm::display(words, trigger)
        .add_property("TRIGGER", "-P1D")
        .add_property("UID", format!("aviso-{event}"))
        .add_property("DTSTAMP", stamp(now))
        .done()
}

/// What ends at one instant keeps its identifier, so that a calendar moves the event instead of adding another.
fn uid(profile: &Profile, ending: &Ending) -> String {
    let kind = match ending.kind {
        EndingKind::Capture => "captura",
        EndingKind::Correction => "correccion",
    };
    format!(
        "{kind}-{}-{}-{}@conoceles",
        stamp(ending.at),
        profile.institute.key,
        profile.process.key
    )
}

/// `20240425T055959Z`.
fn stamp(at: Instant) -> String {
    at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn summary(profile: &Profile, ending: &Ending, reader: Reader) -> String {
    if reader == Reader::Own {
        return match ending.kind {
            EndingKind::Capture => "Termina su plazo de captura",
            EndingKind::Correction => "Termina su plazo para corregir",
        }
        .to_owned();
    }
    let what = match ending.kind {
        EndingKind::Capture => "captura",
        EndingKind::Correction => "corrección",
    };
    let many = match ending.candidacies() {
        1 => "1 candidatura".to_owned(),
        number => format!("{number} candidaturas"),
    };
    let party = match ending.parties.keys().next() {
        Some(party) if ending.parties.len() == 1 => {
            format!(" ({})", named(profile, party.as_ref()))
        }
        _ => String::new(),
    };
    format!("Termina el plazo de {what} de {many}{party}")
}

fn description(profile: &Profile, ending: &Ending) -> String {
    let local = ending.at.in_zone(&profile.institute.zone);
    let mut lines = vec![format!(
        "Último instante: {} (hora de {}).",
        local.strftime("%d/%m/%Y %H:%M:%S"),
        profile.institute.state
    )];
    if ending.parties.len() > 1 {
        let each = ending
            .parties
            .iter()
            .map(|(party, number)| format!("{}: {number}", named(profile, party.as_ref())));
        lines.extend(each);
    }
    lines.join("\n")
}

fn named(profile: &Profile, party: Option<&domain::key::PartyKey>) -> String {
    match party {
        None => "sin partido".to_owned(),
        Some(key) => profile
            .party(key)
            .map_or_else(|| key.to_string(), |party| party.initials.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_takes_the_alarm_and_writes_it_before_the_event() {
        let text = Event::new()
            .uid("captura")
            .add_property("DTSTAMP", "20240416T160000Z")
            .alarm(alarm(Instant::from_micros(0), "captura", "Termina, hoy; ñ"))
            .done();
        let text = Calendar::empty().push(text).to_string();
        assert!(
            text.contains("BEGIN:VALARM\r\nACTION:DISPLAY\r\n"),
            "{text}"
        );
        assert!(text.contains("\r\nTRIGGER:-P1D\r\n"), "{text}");
        assert!(
            text.contains("DESCRIPTION:Termina\\, hoy\\; ñ\r\n"),
            "{text}"
        );
    }
}
