//! The first page: what this is, and the ways in.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::profile::{Office, Profile, Territory};
use domain::time::Instant;

use crate::portal::address::{Address, LIST, Rendered};
use crate::portal::ballot::{Ballot, TerritoryNumber};
use crate::portal::frame::Part;
use crate::portal::list::Query;
use crate::portal::snapshot::{Snapshot, Tally};
use crate::portal::{Portal, Shown};
use crate::ui::{Field, Frame, Icon, LineKind, Link, Notice};
use crate::words::{count, thousands};

/// The offices' notice and cards, and the search.
#[derive(Template)]
#[template(path = "portal/home/page.html")]
struct Page<'a> {
    frame: Frame,
    process: &'a str,
    election_day: String,
    search: Field,
    list: &'static str,
    offices: Vec<OfficeCard>,
    levels: Vec<LevelPlaces>,
    retired: Option<Notice>,
}

/// An office with its figures.
struct OfficeCard {
    link: Link,
    figures: String,
}

/// The places of a level in which something is contended.
struct LevelPlaces {
    name: String,
    places: Vec<Link>,
}

/// `GET /`
pub(crate) async fn page(State(portal): State<Arc<Portal>>, headers: HeaderMap) -> Response {
    let answer = portal.answer(Address::Home, &headers);
    answer.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// The page.
pub(crate) fn render(portal: &Portal, shown: &Shown, now: Instant) -> Rendered {
    let Shown { ballot, snapshot } = shown;
    let profile = ballot.profile();
    let page = Page {
        frame: portal
            .frame("Conozca a quienes quieren representarle", Part::Other)
            .wide()
            .description(format!(
                "Quiénes son y qué proponen las candidaturas del {}, en sus propias palabras.",
                profile.process.name
            )),
        process: &profile.process.name,
        election_day: ballot.election_day(),
        search: search_field(""),
        list: LIST,
        offices: offices(ballot, snapshot, ballot.is_retired(now)),
        levels: levels(ballot),
        retired: retired(ballot, now),
    };
    let html = page
        .render()
        .expect("writing a page to memory does not fail");
    // Retirement comes at the start of a day, so the day's end bounds it too.
    Rendered {
        html,
        until: snapshot.day_ends(),
    }
}

/// The search line, here and above the list.
pub(crate) fn search_field(typed: &str) -> Field {
    Field::line("q", "Buscar por nombre, partido, cargo o lugar", typed).kind(LineKind::Search)
}

fn offices(ballot: &Ballot, snapshot: &Snapshot, retired: bool) -> Vec<OfficeCard> {
    let profile = ballot.profile();
    let card = |(office, number): (&Office, u16)| OfficeCard {
        link: Link::new(
            office.plural.clone(),
            Query::of_office(number).address(ballot),
        ),
        figures: figures(profile, office, snapshot.tally(number), retired),
    };
    profile.offices.iter().zip(0_u16..).map(card).collect()
}

/// The places to choose from, by level; a level with one place leaves nothing to choose.
fn levels(ballot: &Ballot) -> Vec<LevelPlaces> {
    let by_level = ballot.profile().levels.iter().map(|level| {
        let of_level = ballot
            .contended()
            .filter(|(_, territory)| territory.level == level.key);
        let link = |(number, territory): (TerritoryNumber, &Territory)| {
            Link::new(
                territory.name.clone(),
                Query::in_territory(number).address(ballot),
            )
        };
        LevelPlaces {
            name: level.plural.clone(),
            places: of_level.map(link).collect(),
        }
    });
    by_level.filter(|level| level.places.len() > 1).collect()
}

/// "96 candidaturas para 15 lugares, 40 con su perfil publicado".
fn figures(profile: &Profile, office: &Office, tally: Tally, retired: bool) -> String {
    if tally.standing == 0 {
        return "Todavía no hay candidaturas registradas".to_owned();
    }
    let races = profile
        .races
        .iter()
        .filter(|race| race.office == office.key);
    let seats = races.map(|race| u64::from(race.seats)).sum();
    let standing = count(tally.standing, "candidatura", "candidaturas");
    let contended = format!("{standing} para {}", count(seats, "lugar", "lugares"));
    match tally.published {
        _ if retired => contended,
        0 => format!("{contended}, ninguna con su perfil publicado"),
        published => format!(
            "{contended}, {} con su perfil publicado",
            thousands(published)
        ),
    }
}

fn retired(ballot: &Ballot, now: Instant) -> Option<Notice> {
    let since = ballot.retirement().filter(|since| now >= *since)?;
    let day = ballot.calendar().day(since);
    Some(
        Notice::closed(format!("Los perfiles se retiraron el {day}"))
            .text("El periodo de publicación terminó. Aquí queda la lista de candidaturas registradas, sin la información que declararon."),
    )
}
