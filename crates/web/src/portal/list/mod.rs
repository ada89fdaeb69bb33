//! The list of candidacies: search, filters, a page of cards.

mod query;

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::profile::{Level, Party};
use domain::time::Instant;

use crate::portal::address::{Address, HELP, LIST, Rendered};
use crate::portal::ballot::Ballot;
use crate::portal::frame::Part;
use crate::portal::home::search_field;
pub(crate) use crate::portal::list::query::Query;
use crate::portal::list::query::{INDEPENDENT, contender_value};
use crate::portal::person::{WITHOUT_PARTY, card};
use crate::portal::snapshot::{ContenderFilter, Snapshot};
use crate::portal::state_line::next_change;
use crate::portal::{Portal, Shown};
use crate::ui::{Choice, Empty, Field, Filters, Frame, Notice, Pager, PersonCard};
use crate::words::{count, thousands};

/// Cards on a page: with the longest names and lines it stays under 60 kB.
const CARDS: usize = 24;

#[derive(Template)]
#[template(path = "portal/list/page.html")]
struct Page {
    frame: Frame,
    filters: Filters,
    notice: Option<Notice>,
    cards: Vec<PersonCard>,
    pager: Pager,
    empty: Empty,
    help: &'static str,
}

/// `GET /candidaturas`
pub(crate) async fn page(
    State(portal): State<Arc<Portal>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = Query::read(&portal.ballot(), raw.as_deref().unwrap_or_default())
        .settled(&portal.snapshot());
    let answer = portal.answer(Address::List(Box::new(query)), &headers);
    answer.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// The page.
pub(crate) fn render(portal: &Portal, shown: &Shown, query: &Query, now: Instant) -> Rendered {
    let Shown { ballot, snapshot } = shown;
    let found = snapshot.find(ballot, &query.filter);
    let first = first_shown(snapshot, query, &found);
    let cards = &found[first..found.len().min(first + CARDS)];
    let chips = chips(ballot, query);
    let mut frame = portal
        .frame("Candidaturas", Part::Candidacies)
        .crumb("Inicio", "/")
        .wide();
    if !chips.is_empty() {
        let words: Vec<&str> = chips.iter().map(|(words, _)| words.as_str()).collect();
        frame = frame.section(words.join(", "));
    }
    let page = Page {
        frame,
        filters: filters(ballot, query, chips, found.len()),
        notice: query.not_understood.then(not_understood),
        cards: cards
            .iter()
            .map(|position| card(ballot, snapshot.at(*position), now))
            .collect(),
        pager: pager(ballot, snapshot, query, &found, first),
        empty: empty(ballot, snapshot, query),
        help: HELP,
    };
    let changes = cards
        .iter()
        .filter_map(|position| next_change(ballot, snapshot.at(*position), now));
    Rendered {
        html: page
            .render()
            .expect("writing a page to memory does not fail"),
        until: changes.chain([snapshot.day_ends()]).min().unwrap_or(now),
    }
}

/// Where the page begins among the rows found: after the row that the address names, wherever that is today.
fn first_shown(snapshot: &Snapshot, query: &Query, found: &[usize]) -> usize {
    let after = query.after.and_then(|id| snapshot.position(id));
    after.map_or(0, |after| {
        found.partition_point(|position| *position <= after)
    })
}

fn pager(
    ballot: &Ballot,
    snapshot: &Snapshot,
    query: &Query,
    found: &[usize],
    first: usize,
) -> Pager {
    let end = found.len().min(first + CARDS);
    let address_after = |row: Option<&usize>| {
        let id = row.map(|position| snapshot.at(*position).id);
        query.page_after(id).address(ballot)
    };
    let previous = (first > 0).then(|| {
        let start = first.saturating_sub(CARDS);
        address_after(start.checked_sub(1).and_then(|before| found.get(before)))
    });
    let next = (end < found.len())
        .then(|| address_after(end.checked_sub(1).and_then(|last| found.get(last))));
    let shown = if first < end {
        format!(
            "Del {} al {} de {}",
            figure(first + 1),
            figure(end),
            figure(found.len())
        )
    } else {
        "No hay más candidaturas en esta lista".to_owned()
    };
    Pager::new(shown, previous, next)
}

fn filters(ballot: &Ballot, query: &Query, chips: Vec<(String, String)>, found: usize) -> Filters {
    let profile = ballot.profile();
    let offices = profile
        .offices
        .iter()
        .map(|office| Choice::new(office.key.to_string(), office.name.clone()));
    let independent = Choice::new(INDEPENDENT, WITHOUT_PARTY);
    let parties = profile
        .parties
        .iter()
        .map(|party| Choice::new(party.key.to_string(), party_words(party)));
    let chosen_office = query
        .filter
        .office
        .map(|office| ballot.office(office).key.to_string());
    let chosen_territory = query
        .filter
        .territory
        .map(|territory| ballot.territory(territory).key.to_string());
    let chosen_contender = query
        .filter
        .contender
        .map(|contender| contender_value(ballot, contender));
    let form = Filters::new(LIST, count(figure_of(found), "candidatura", "candidaturas"))
        .search(search_field(&query.typed))
        .field(filter(
            "cargo",
            "Cargo",
            "Todos los cargos",
            chosen_office,
            offices.collect(),
        ))
        .field(filter(
            "territorio",
            &levels(ballot),
            "Todos los lugares",
            chosen_territory,
            places(ballot),
        ))
        .field(filter(
            "partido",
            "Quién postula",
            "Todos",
            chosen_contender,
            parties.chain([independent]).collect(),
        ));
    chips
        .into_iter()
        .fold(form, |form, (words, without)| form.chip(words, without))
}

fn filter(
    name: &str,
    label: &str,
    all: &str,
    chosen: Option<String>,
    options: Vec<Choice>,
) -> Field {
    Field::select(name, label, chosen.unwrap_or_default(), options).blank(all)
}

fn party_words(party: &Party) -> String {
    if party.initials.eq_ignore_ascii_case(&party.name) {
        party.name.clone()
    } else {
        format!("{} ({})", party.name, party.initials)
    }
}

/// The filters that are set, in words, each with the address of the list without it.
fn chips(ballot: &Ballot, query: &Query) -> Vec<(String, String)> {
    let filter = &query.filter;
    let without = |change: fn(&mut crate::portal::snapshot::Filter)| {
        query.with(|filter, _| change(filter)).address(ballot)
    };
    let mut chips = Vec::new();
    if !query.typed.is_empty() {
        let without = query.with(|filter, typed| {
            filter.words = None;
            typed.clear();
        });
        chips.push((
            format!("Búsqueda: «{}»", query.typed),
            without.address(ballot),
        ));
    }
    if let Some(office) = filter.office {
        chips.push((
            format!("Cargo: {}", ballot.office(office).name),
            without(|filter| filter.office = None),
        ));
    }
    if let Some(territory) = filter.territory {
        chips.push((
            format!("Lugar: {}", ballot.territory(territory).name),
            without(|filter| filter.territory = None),
        ));
    }
    if let Some(contender) = filter.contender {
        let words = match contender {
            ContenderFilter::Independent => WITHOUT_PARTY.to_owned(),
            ContenderFilter::Party(party) => ballot.party(party).initials.clone(),
        };
        chips.push((
            format!("Postula: {words}"),
            without(|filter| filter.contender = None),
        ));
    }
    chips
}

/// The places to choose from, by level.
fn places(ballot: &Ballot) -> Vec<Choice> {
    let of_level = |level: &Level| {
        let key = level.key.clone();
        ballot
            .contended()
            .filter(move |(_, territory)| territory.level == key)
    };
    let places = ballot.profile().levels.iter().flat_map(of_level);
    places
        .map(|(_, territory)| Choice::new(territory.key.to_string(), territory.name.clone()))
        .collect()
}

/// The label of the filter by place: the levels at which something is contended, "Distrito local o alcaldía".
fn levels(ballot: &Ballot) -> String {
    let is_contended = |level: &&Level| {
        ballot
            .contended()
            .any(|(_, territory)| territory.level == level.key)
    };
    let names = ballot
        .profile()
        .levels
        .iter()
        .filter(is_contended)
        .map(|level| level.name.as_str());
    let names: Vec<&str> = names.collect();
    let lower: Vec<String> = names
        .iter()
        .skip(1)
        .map(|name| name.to_lowercase())
        .collect();
    let first = names.first().copied().unwrap_or("Lugar");
    match lower.split_last() {
        None => first.to_owned(),
        Some((last, [])) => format!("{first} o {last}"),
        Some((last, middle)) => format!("{first}, {} o {last}", middle.join(", ")),
    }
}

fn not_understood() -> Notice {
    Notice::attention("Una parte de la dirección no corresponde a este proceso")
        .text("No la tomamos en cuenta y mostramos lo demás. Quizá el enlace está incompleto o es de otra elección: use los filtros de arriba para encontrar lo que busca.")
}

/// Why there is nothing, and what next.
fn empty(ballot: &Ballot, snapshot: &Snapshot, query: &Query) -> Empty {
    let all = |empty: Empty| empty.next("Ver todas las candidaturas", LIST);
    if snapshot.is_empty() {
        return Empty::new(
            "Todavía no hay candidaturas",
            "Aparecerán aquí cuando el instituto las registre. Vuelva a consultar más adelante.",
        )
        .next("Ir al inicio", "/");
    }
    if let (Some(office), Some(territory)) = (query.filter.office, query.filter.territory) {
        let (office, territory) = (ballot.office(office), ballot.territory(territory));
        if ballot.profile().race(&office.key, &territory.key).is_none() {
            let why = format!(
                "En {} no se elige {}: los dos filtros no pueden cumplirse a la vez. Quite uno de ellos.",
                territory.name,
                office.name.to_lowercase()
            );
            return all(Empty::new("Ese cargo no se elige en ese lugar", why));
        }
    }
    if query.after.is_some() {
        return Empty::new(
            "La lista termina aquí",
            "Desde que abrió esta página cambió el orden o el número de candidaturas.",
        )
        .next(
            "Volver al principio de la lista",
            query.page_after(None).address(ballot),
        );
    }
    if query
        .filter
        .words
        .as_ref()
        .is_some_and(crate::portal::search::Words::is_empty)
    {
        return all(Empty::new(
            "No hay nada que buscar",
            "Escriba al menos una letra o un número: un nombre, un partido, un cargo o un lugar.",
        ));
    }
    all(Empty::new(
        "No encontramos candidaturas así",
        "Revise cómo está escrito el nombre, busque con menos palabras o quite algún filtro. Los acentos y las mayúsculas no importan.",
    ))
}

fn figure(number: usize) -> String {
    thousands(figure_of(number))
}

fn figure_of(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
