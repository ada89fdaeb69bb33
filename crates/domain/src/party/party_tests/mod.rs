//! What parties register: the limits of each datum, the dates, and what the history is told.

mod notices;
mod supervisors;
mod work;

use jiff::civil::date;

use crate::id::{CandidacyId, DisclosureId, PartyNoticeId};
use crate::party::{NoticeText, PartyNotice};
use crate::sample::{BY, Counter, key, local};
use crate::time::Instant;

/// A morning before campaigns start.
fn morning() -> Instant {
    local(date(2027, 4, 1), 9, 0)
}

fn candidacy() -> CandidacyId {
    CandidacyId::new(morning(), &Counter::new())
}

fn text(text: &str) -> NoticeText {
    NoticeText::Text {
        text: text.to_owned(),
    }
}

fn notice() -> PartyNotice {
    let id = PartyNoticeId::new(morning(), &Counter::new());
    PartyNotice::register(id, key("azul"), None, text("Aviso"), BY, morning())
        .unwrap()
        .into_record()
}

fn disclosure_id() -> DisclosureId {
    DisclosureId::new(morning(), &Counter::new())
}
