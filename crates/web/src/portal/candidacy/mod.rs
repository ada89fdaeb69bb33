//! The page of one candidacy: the person first, then what they declared in the questionnaire's order; or why there
//! is nothing to read.

mod blocks;
mod missing;
mod preview;
mod reasons;

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::id::CandidacyId;
use domain::time::Instant;

use crate::portal::address::{self, Address, LIST, Rendered};
use crate::portal::ballot::{Ballot, Contender};
use crate::portal::candidacy::blocks::{Block, Part as BlockPart, Value};
use crate::portal::candidacy::reasons::reasons;
use crate::portal::frame::Part;
use crate::portal::list::Query;
use crate::portal::person::{name, person};
use crate::portal::published::Published;
use crate::portal::row::Row;
use crate::portal::snapshot::{Entry, Filter};
use crate::portal::state_line::{next_change, state_line};
use crate::portal::{Portal, Shown};
use crate::ui::{Fact, Facts, Frame, Link, PersonHead};

pub(crate) use missing::not_found;
pub(crate) use preview::{Around, Preview};

#[derive(Template)]
#[template(path = "portal/candidacy/page.html")]
struct Page {
    frame: Frame,
    head: PersonHead,
    declared: Declared,
    race: Link,
}

/// What is known of a candidacy below its head: what it declared or why there is nothing, and the registry's data.
#[derive(Template)]
#[template(path = "portal/candidacy/declared.html")]
struct Declared {
    registered: Facts,
    blocks: Vec<Block>,
    reasons: Vec<String>,
    source: Option<Source>,
}

impl askama::filters::HtmlSafe for Declared {}

impl Declared {
    fn of(ballot: &Ballot, row: &Row, now: Instant) -> Self {
        let published = row.published(ballot, now);
        Self {
            registered: registered(ballot, row),
            blocks: published.map_or_else(Vec::new, |published| blocks::of(ballot, published)),
            reasons: if published.is_some() {
                Vec::new()
            } else {
                reasons(ballot, row, now)
            },
            source: published.map(|published| source(ballot, published)),
        }
    }

    /// The same of what is not public yet: without the line that says since when it is, and whatever the calendar says
    /// of publication.
    fn unpublished(ballot: &Ballot, row: &Row) -> Self {
        let blocks = match row.declared() {
            Some(published) => blocks::of(ballot, published),
            None => Vec::new(),
        };
        Self {
            registered: registered(ballot, row),
            blocks,
            reasons: Vec::new(),
            source: None,
        }
    }
}

/// When what was declared became public.
struct Source {
    words: String,
    machine: String,
    late: bool,
    corrected_late: bool,
    corrections: Vec<String>,
}

/// `GET /candidaturas/{id}`
pub(crate) async fn page(
    State(portal): State<Arc<Portal>>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let id = id.ok().and_then(|Path(id)| id.parse::<CandidacyId>().ok());
    let answer = id.and_then(|id| portal.answer(Address::Candidacy(id), &headers));
    answer.unwrap_or_else(|| missing::not_found(&portal))
}

/// The page.
pub(crate) fn render(portal: &Portal, entry: &Entry, shown: &Shown, now: Instant) -> Rendered {
    let (ballot, row) = (&*shown.ballot, &*entry.row);
    let line = state_line(ballot, row, now);
    let page = Page {
        frame: frame(portal, ballot, row),
        head: PersonHead {
            person: person(ballot, row, now),
            line: Some(line),
        },
        declared: Declared::of(ballot, row, now),
        race: race(ballot, row),
    };
    Rendered {
        html: page
            .render()
            .expect("writing a page to memory does not fail"),
        until: next_change(ballot, row, now).map_or(shown.snapshot.day_ends(), |change| {
            change.min(shown.snapshot.day_ends())
        }),
    }
}

fn frame(portal: &Portal, ballot: &Ballot, row: &Row) -> Frame {
    let office = ballot.office(row.office);
    let territory = ballot.territory(row.territory);
    portal
        .frame(name(row), Part::Candidacies)
        .section(format!("{}, {}", office.name, territory.name))
        .crumb("Inicio", "/")
        .crumb("Candidaturas", LIST)
        .crumb(
            office.plural.clone(),
            Query::of_office(row.office).address(ballot),
        )
        .description(format!(
            "{}: {}, {}.",
            name(row),
            office.name,
            territory.name
        ))
        .canonical(address::candidacy(row.id))
}

/// What the registry says; of a candidacy that no longer stands, nothing of the person.
fn registered(ballot: &Ballot, row: &Row) -> Facts {
    let mut facts = vec![
        Fact::text("Cargo", ballot.office(row.office).name.clone()),
        Fact::text("Lugar", ballot.territory(row.territory).name.clone()),
        Fact::text("Postula", postulates(ballot, row.contender)),
    ];
    if let Some(person) = row.person() {
        facts.push(Fact::text("Sexo o género", person.gender.label()));
        if let Some(age) = person.age {
            facts.push(Fact::text(
                "Edad el día de la elección",
                format!("{age} años"),
            ));
        }
    }
    Facts::new(facts)
}

/// Who postulates with all names: "Juntas (coalición total): PAN y PRI. En este lugar postula: PAN".
fn postulates(ballot: &Ballot, contender: Contender) -> String {
    match contender {
        Contender::Independent => "Candidatura sin partido".to_owned(),
        Contender::Party(party) => ballot.party(party).name.clone(),
        Contender::Agreement(agreement, party) => {
            let agreement = ballot.agreement(agreement);
            let members: Vec<&str> = ballot
                .parties_of(contender)
                .iter()
                .map(|member| member.name.as_str())
                .collect();
            format!(
                "{} ({}), de {}. En este lugar postula: {}",
                agreement.name,
                agreement.kind.name().to_lowercase(),
                listed(&members),
                ballot.party(party).name
            )
        }
    }
}

/// "uno, dos y tres".
fn listed(names: &[&str]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} y {last}", others.join(", ")),
    }
}

fn source(ballot: &Ballot, published: &Published) -> Source {
    Source {
        words: ballot.calendar().moment(published.at),
        machine: published.at.to_string(),
        late: published.late,
        corrected_late: published.corrected_late,
        corrections: corrections(ballot, published),
    }
}

/// "Corregida el 18 de abril de 2024: Teléfono público.": one line for each day and question, the latest first.
fn corrections(ballot: &Ballot, published: &Published) -> Vec<String> {
    let definition = published.definition(ballot.profile());
    let line = |(at, field): &(Instant, domain::key::FieldKey)| {
        let label = definition.field(field)?.label.as_str();
        let day = ballot.calendar().day(*at);
        Some(format!("Corregida el {day}: {label}."))
    };
    let mut lines: Vec<String> = published.corrected.iter().rev().filter_map(line).collect();
    lines.dedup();
    lines
}

/// The list of those who contend for the same.
fn race(ballot: &Ballot, row: &Row) -> Link {
    let query = Query {
        filter: Filter {
            office: Some(row.office),
            territory: Some(row.territory),
            ..Filter::default()
        },
        ..Query::default()
    };
    let (office, territory) = (ballot.office(row.office), ballot.territory(row.territory));
    Link::new(
        format!(
            "Ver todas las candidaturas: {}, {}",
            office.name, territory.name
        ),
        query.address(ballot),
    )
}
