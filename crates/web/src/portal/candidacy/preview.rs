//! A profile as it would be public, made of a draft by the very code that makes the public one: row, blocks and
//! templates. Never kept, and never an address of the portal.

use std::sync::Arc;

use askama::Template;
use domain::capture::{Capture, State};
use domain::hiding::Hidden;
use domain::profile::Profile;
use domain::registry::Candidacy;
use domain::time::Instant;

use crate::manual::Help;
use crate::portal::ballot::Ballot;
use crate::portal::candidacy::Declared;
use crate::portal::frame::{Part, frame};
use crate::portal::person::{name, person};
use crate::portal::row::Row;
use crate::ui::{Frame, Link, Notice, PersonHead, Site};

#[derive(Template)]
#[template(path = "portal/candidacy/preview.html")]
pub(crate) struct Preview {
    frame: Frame,
    banner: Notice,
    missing: Vec<Link>,
    back: String,
    head: PersonHead,
    declared: Declared,
}

/// What surrounds a preview.
pub(crate) struct Around {
    /// That it is a preview.
    pub(crate) banner: Notice,
    /// What is missing, each with the way to its field.
    pub(crate) missing: Vec<Link>,
    /// The manual's section on it.
    pub(crate) help: Option<Help>,
    /// Where it is left.
    pub(crate) back: String,
    /// Where the photograph answers who reads the draft: its public address answers nobody yet.
    pub(crate) photograph: Option<String>,
}

impl Preview {
    /// The page of a candidacy as it would be if its capture were published at `now`; none if the profile does not know
    /// where the candidacy belongs.
    pub(crate) fn of(
        site: &Arc<Site>,
        profile: Arc<Profile>,
        candidacy: &Candidacy,
        capture: &Capture,
        around: Around,
        now: Instant,
    ) -> Option<Self> {
        let ballot = Ballot::new(profile);
        let published = Capture {
            state: State::Published { at: now },
            ..capture.clone()
        };
        let row = Row::of(&ballot, candidacy, Some(&published), &Hidden::default()).ok()?;
        let mut person = person(&ballot, &row, now);
        if let (Some(photo), Some(address)) = (&mut person.photo, around.photograph) {
            photo.small.clone_from(&address);
            photo.medium.clone_from(&address);
            photo.large = address;
        }
        Some(Self {
            frame: frame(site, name(&row), Part::Candidacies).help(around.help),
            banner: around.banner,
            missing: around.missing,
            back: around.back,
            head: PersonHead { person, line: None },
            declared: Declared::unpublished(&ballot, &row),
        })
    }
}
