//! To whom of the party's people the notice was shown: the list, with many recorded at once, and one candidacy's
//! evidence.

use app::AppError;
use app::files::EvidenceKind;
use app::party::{Evidence, EvidenceList, PartyFilter};
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::id::{CandidacyId, DisclosureId};
use domain::party::PartyNotice;
use domain::policy::{Right, may_ever};
use serde::Deserialize;

use super::evidence_form::{Typed, Wrong, problems};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::manual::Topic;
use crate::panel::desk::Done;
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::path::{CandidacyPath, DisclosurePath};
use crate::panel::query::Address;
use crate::ui::{
    Badge, Cell, Choice, Column, Empty, Fact, Facts, Field, Filters, Frame, LineKind, Notice,
    Pager, State as Colour, Table,
};
use crate::words::count;

/// Rows on a page.
const PAGE: usize = 100;

/// The filters as they come in the address, and what was done before.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    cargo: String,
    /// `si` or `no`.
    #[serde(default)]
    aviso: String,
    #[serde(default)]
    despues: String,
    /// Tick all of this page.
    #[serde(default)]
    marcar: String,
    #[serde(default)]
    hecho: Option<String>,
}

impl Asked {
    fn filter(&self) -> PartyFilter {
        PartyFilter {
            text: self.q.trim().to_owned(),
            office: self.cargo.parse().ok(),
            shown: match self.aviso.as_str() {
                "si" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            ..PartyFilter::default()
        }
    }

    fn address(&self) -> Address {
        Address::new("/panel/partido/evidencia")
            .with("q", self.q.trim())
            .with("cargo", &self.cargo)
            .with("aviso", &self.aviso)
    }
}

#[derive(Template)]
#[template(path = "panel/party/evidence.html")]
struct Page {
    frame: Frame,
    missing: Vec<Notice>,
    filters: Filters,
    all: String,
    table: Table,
    pager: Pager,
    empty: Empty,
    /// None while the party has no notice.
    fields: Option<Vec<Field>>,
}

#[derive(Template)]
#[template(path = "panel/party/evidence_one.html")]
struct OnePage {
    frame: Frame,
    person: Facts,
    none: Option<Notice>,
    table: Table,
    candidacy: String,
    opens: Option<String>,
    fields: Option<Vec<Field>>,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let typed = Typed::today(&site);
    show(&site, &who, &asked, &typed, None).await
}

/// The list with the form, and what is wrong with it.
pub async fn show(
    site: &Installation,
    who: &Session,
    asked: &Asked,
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> Response {
    match build(site, who, asked, typed, wrong).await {
        Ok(page) => pages::show_with(super::record::status(wrong), &page),
        Err(error) => pages::failure(site, &error),
    }
}

async fn build(
    site: &Installation,
    who: &Session,
    asked: &Asked,
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> Result<Page, AppError> {
    let after: Option<CandidacyId> = asked.despues.parse().ok();
    let list = site
        .app
        .evidence_list(who, &asked.filter(), after, PAGE)
        .await?;
    let versions = site.app.own_notices(who).await?;
    let fields = (!versions.is_empty()).then(|| typed.fields(&versions, wrong));
    let all = |row: &app::party::EvidenceRow| {
        !asked.marcar.is_empty() || typed.chosen.contains(&row.candidacy.id.to_string())
    };
    let ticked: Vec<bool> = list.rows.iter().map(all).collect();
    let errors = problems(fields.as_deref().unwrap_or_default(), wrong);
    let shown = list.rows.len();
    Ok(Page {
        frame: site
            .frame(who, Part::Party, "A quién se le mostró el aviso")
            .section("Su partido")
            .crumb("Inicio", "/panel")
            .crumb("Su partido", "/panel/partido")
            .wide()
            .help(Topic::Evidence.help(who.actor.role()))
            .flash(flash(asked.hecho.as_deref()))
            .errors(errors),
        missing: super::home::missing(site, who)
            .await?
            .into_iter()
            .filter(|_| versions.is_empty())
            .collect(),
        filters: filters(site, asked, &list),
        all: whole(asked, after).with("marcar", "todas").to_string(),
        table: table(site, &list, &ticked, !versions.is_empty()),
        pager: pager(asked, after, list.next, shown),
        empty: Empty::new(
            "Ninguna candidatura coincide",
            "Quite un filtro o busque otro nombre.",
        )
        .next("Ver todas", "/panel/partido/evidencia"),
        fields,
    })
}

fn whole(asked: &Asked, after: Option<CandidacyId>) -> Address {
    asked.address().with(
        "despues",
        after.map(|after| after.to_string()).unwrap_or_default(),
    )
}

fn filters(site: &Installation, asked: &Asked, list: &EvidenceList) -> Filters {
    let offices = site
        .profile()
        .offices
        .iter()
        .map(|office| Choice::new(office.key.as_str(), &office.name));
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let words = format!(
        "{}. En todo su partido faltan {} sin constancia.",
        count(number(list.total), "candidatura", "candidaturas"),
        crate::words::thousands(number(list.without))
    );
    let shown = vec![
        Choice::new("no", "Sin constancia"),
        Choice::new("si", "Con constancia"),
    ];
    let mut filters = Filters::new("/panel/partido/evidencia", words)
        .search(Field::line("q", "Buscar por nombre", asked.q.trim()).kind(LineKind::Search))
        .field(Field::select("aviso", "Constancia", &asked.aviso, shown).blank("Todas"))
        .field(Field::select("cargo", "Cargo", &asked.cargo, offices.collect()).blank("Todos"));
    for (name, value) in asked.address().pairs() {
        let said = match name {
            "aviso" if value == "no" => "Sin constancia".to_owned(),
            "aviso" => "Con constancia".to_owned(),
            "cargo" => super::board::office_words(site, &value),
            _ => format!("Nombre: {value}"),
        };
        filters = filters.chip(said, asked.address().without(name).to_string());
    }
    filters
}

fn table(site: &Installation, list: &EvidenceList, ticked: &[bool], ticks: bool) -> Table {
    let profile = site.profile();
    let columns = vec![
        Column::text("Persona"),
        Column::text("Cargo y lugar"),
        Column::text("Constancia"),
        Column::text("Se le mostró"),
        Column::text("Ver"),
    ];
    let rows = list.rows.iter().zip(ticked).map(|(row, ticked)| {
        let candidacy = &row.candidacy;
        let name = candidacy.data.person.full_name();
        let address = format!("/panel/partido/evidencia/{}", candidacy.id);
        vec![
            if ticks {
                Cell::tick("candidatura", candidacy.id.to_string(), &name).ticked(*ticked)
            } else {
                Cell::text(&name)
            },
            Cell::Two(
                names::office_and_place(profile, candidacy),
                names::position(candidacy),
            ),
            Cell::Badge(shown_badge(row.latest.is_some())),
            match &row.latest {
                Some(latest) => Cell::Two(
                    site.calendar().day(latest.shown),
                    latest.form.label().to_owned(),
                ),
                None => Cell::Missing("Todavía no".to_owned()),
            },
            Cell::action("Ver", format!("la constancia de {name}"), address),
        ]
    });
    Table::new("Candidaturas y su constancia", columns)
        .rows(rows)
        .hide_caption()
}

/// Whether there is evidence, as icon and word.
pub fn shown_badge(shown: bool) -> Badge {
    if shown {
        Badge::new(Colour::Done, "Mostrado")
    } else {
        Badge::new(Colour::Attention, "Falta")
    }
}

fn pager(
    asked: &Asked,
    after: Option<CandidacyId>,
    next: Option<CandidacyId>,
    shown: usize,
) -> Pager {
    let number = u64::try_from(shown).unwrap_or(u64::MAX);
    Pager::new(
        count(number, "candidatura", "candidaturas") + " en esta página",
        after.map(|_| asked.address().to_string()),
        next.map(|next| whole(asked, Some(next)).to_string()),
    )
}

pub async fn one(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    Query(done): Query<Done>,
) -> Response {
    let typed = Typed::today(&site);
    show_one(&site, &who, id, &typed, None, done.hecho.as_deref()).await
}

/// One candidacy's evidence with the form, and what is wrong with it.
pub async fn show_one(
    site: &Installation,
    who: &Session,
    id: CandidacyId,
    typed: &Typed,
    wrong: Option<&Wrong>,
    done: Option<&str>,
) -> Response {
    match site.app.evidence_of(who, id).await {
        Ok(evidence) => {
            let mut page = build_one(site, who, &evidence, typed, wrong);
            page.frame = page.frame.flash(flash(done));
            pages::show_with(super::record::status(wrong), &page)
        }
        Err(error) => pages::failure(site, &error),
    }
}

fn build_one(
    site: &Installation,
    who: &Session,
    evidence: &Evidence,
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> OnePage {
    let profile = site.profile();
    let candidacy = &evidence.candidacy;
    let versions: &[PartyNotice] = &evidence.versions;
    let fields = (!versions.is_empty()).then(|| typed.fields(versions, wrong));
    let errors = problems(fields.as_deref().unwrap_or_default(), wrong);
    let none = versions.is_empty().then(|| {
        let notice = Notice::attention("Su partido todavía no registra su aviso de privacidad");
        if may_ever(profile, who.actor.role(), Right::RegisterParty) {
            notice.link("Registrar el aviso", "/panel/partido/aviso")
        } else {
            notice.text("Debe hacerlo la representación de su partido; después podrá registrar aquí que se le mostró a esta persona.")
        }
    });
    let opens =
        may_ever(profile, who.actor.role(), Right::ReadAnswers) && !evidence.shown.is_empty();
    OnePage {
        frame: site
            .frame(who, Part::Party, candidacy.data.person.full_name())
            .section("Constancia del aviso")
            .crumb("Inicio", "/panel")
            .crumb("Su partido", "/panel/partido")
            .crumb("A quién se le mostró el aviso", "/panel/partido/evidencia")
            .help(Topic::Evidence.help(who.actor.role()))
            .errors(errors),
        person: Facts::new(vec![
            Fact::text("Cargo", names::office_and_place(profile, candidacy)),
            Fact::text("Lugar en la lista", names::position(candidacy)),
            Fact::text("Clave en el registro", &candidacy.data.key),
        ]),
        none,
        table: shown_table(site, evidence),
        candidacy: candidacy.id.to_string(),
        opens: opens.then(|| format!("/panel/captura/{}", candidacy.id)),
        fields,
    }
}

fn shown_table(site: &Installation, evidence: &Evidence) -> Table {
    let columns = vec![
        Column::text("Se le mostró"),
        Column::text("Cómo"),
        Column::text("Versión"),
        Column::text("Nota"),
        Column::text("Constancia"),
    ];
    let rows = evidence.shown.iter().map(|shown| {
        let disclosure = &shown.disclosure;
        let day = site.calendar().day(disclosure.shown);
        let file = format!(
            "/panel/partido/evidencia/{}/{}",
            evidence.candidacy.id, disclosure.id
        );
        vec![
            Cell::text(&day),
            Cell::text(disclosure.form.label()),
            Cell::text(shown.version.map(|v| v.to_string()).unwrap_or_default()),
            if disclosure.note.is_empty() {
                Cell::Missing("Sin nota".to_owned())
            } else {
                Cell::text(&disclosure.note)
            },
            match &disclosure.evidence {
                Some(_) => Cell::action("Abrir", format!("la constancia del {day}"), file),
                None => Cell::Missing("Sin archivo".to_owned()),
            },
        ]
    });
    Table::new("Constancias registradas", columns).rows(rows)
}

/// The file of a piece of evidence, to be saved and not run: what somebody uploaded is never part of a page.
pub async fn file(
    State(site): State<Installation>,
    who: Session,
    CandidacyPath(id): CandidacyPath,
    DisclosurePath(evidence): DisclosurePath,
) -> Response {
    match site.app.evidence_file(&who, id, evidence).await {
        Ok((kind, bytes)) => attached(evidence, kind, bytes),
        Err(error) => pages::failure(&site, &error),
    }
}

/// A file of evidence as an answer that is saved.
pub fn attached(evidence: DisclosureId, kind: EvidenceKind, bytes: Vec<u8>) -> Response {
    let name = format!(
        "attachment; filename=\"constancia-{evidence}.{}\"",
        kind.extension()
    );
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, bytes).into_response()
}
