//! The list of the registry, and the same as a file.

use app::AppError;
use app::registry::{
    Lacking, RegistryFilter, RegistryStanding, RegistryView, TemplateFormat, table_file,
};
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::id::CandidacyId;
use domain::policy::{Right, may_ever};
use domain::profile::Profile;
use domain::registry::Candidacy;
use serde::Deserialize;

use super::{entry, facts};
use crate::Installation;
use crate::http::{Query, Session, pages};
use crate::panel::frame::{Part, flash};
use crate::panel::names;
use crate::panel::query::Address;
use crate::ui::{
    Cell, Choice, Column, Empty, Field, Filters, Frame, LineKind, Link, Notice, Pager, Table,
};
use crate::words::count;

/// Rows on a page.
const PAGE: u32 = 50;
const PATH: &str = "/panel/registro";
const FILE: &str = "/panel/registro/archivo";

/// The filters as they come in the address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    cargo: String,
    #[serde(default)]
    territorio: String,
    #[serde(default)]
    postula: String,
    #[serde(default)]
    estado: String,
    #[serde(default)]
    falta: String,
    #[serde(default)]
    despues: String,
    #[serde(default)]
    formato: String,
    hecho: Option<String>,
}

#[derive(Template)]
#[template(path = "panel/registry/list.html")]
struct Page {
    frame: Frame,
    first: Link,
    ways: Vec<Link>,
    waiting: Option<Notice>,
    filters: Filters,
    table: Table,
    pager: Pager,
    empty: Empty,
}

pub async fn page(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    match build(&site, &who, &asked).await {
        Ok(page) => pages::show(&page),
        Err(error) => pages::failure(&site, &error),
    }
}

/// The word of a standing in addresses.
const fn standing_word(standing: RegistryStanding) -> (&'static str, &'static str) {
    match standing {
        RegistryStanding::Active => ("vigente", "Vigentes"),
        RegistryStanding::Replaced => ("sustituida", "Sustituidas"),
        RegistryStanding::Cancelled => ("cancelada", "Canceladas"),
    }
}

/// The word of a missing datum in addresses.
const fn lacking_word(lacking: Lacking) -> (&'static str, &'static str) {
    match lacking {
        Lacking::Age => ("edad", "Sin edad ni fecha de nacimiento"),
        Lacking::BirthDate => ("fecha_nacimiento", "Sin fecha de nacimiento"),
        Lacking::Curp => ("curp", "Sin CURP"),
        Lacking::Surname => ("apellidos", "Con el nombre en una sola pieza"),
    }
}

impl Asked {
    fn filter(&self) -> RegistryFilter {
        let mut filter = RegistryFilter {
            office: self.cargo.parse().ok(),
            territory: self.territorio.parse().ok(),
            standing: RegistryStanding::ALL
                .into_iter()
                .find(|standing| standing_word(*standing).0 == self.estado),
            lacking: Lacking::ALL
                .into_iter()
                .find(|lacking| lacking_word(*lacking).0 == self.falta),
            text: Some(self.q.trim().to_owned()).filter(|text| !text.is_empty()),
            ..RegistryFilter::default()
        };
        match entry::contender(&self.postula) {
            Some(entry::Contender::Independent) => filter.independent = true,
            Some(entry::Contender::Party(party)) => filter.party = Some(party),
            Some(entry::Contender::Agreement(agreement)) => filter.agreement = Some(agreement),
            None => {}
        }
        filter
    }

    fn address(&self, path: &'static str) -> Address {
        Address::new(path)
            .with("q", self.q.trim())
            .with("cargo", &self.cargo)
            .with("territorio", &self.territorio)
            .with("postula", &self.postula)
            .with("estado", &self.estado)
            .with("falta", &self.falta)
    }
}

async fn build(site: &Installation, who: &Session, asked: &Asked) -> Result<Page, AppError> {
    let after: Option<CandidacyId> = asked.despues.parse().ok();
    let view = site
        .app
        .registry_view(who, &asked.filter(), after, PAGE)
        .await?;
    let waiting = site.app.registry_proposals(who, 0).await?.0.len();
    let current = site.app.current();
    let (first, ways) = ways(site, who);
    Ok(Page {
        frame: site
            .frame(who, Part::Registry, "Registro de candidaturas")
            .crumb("Inicio", "/panel")
            .flash(flash(asked.hecho.as_deref()))
            .wide(),
        first,
        ways,
        waiting: (waiting > 0).then(|| {
            let many = u64::try_from(waiting).unwrap_or(u64::MAX);
            let words = count(many, "propuesta espera", "propuestas esperan");
            Notice::information(format!("{words} una decisión"))
                .link("Ver las propuestas", "/panel/registro/propuestas")
        }),
        filters: filters(&current, asked, view.total),
        table: table(&current, &view.rows),
        pager: pager(asked, after, &view),
        empty: Empty::new(
            "Ninguna candidatura coincide",
            "Quite un filtro o busque otro nombre o clave. Si el registro está vacío, importe su archivo.",
        )
        .next("Ver todo el registro", PATH),
    })
}

/// What can be done here, each with its page; the first thing apart.
fn ways(site: &Installation, who: &Session) -> (Link, Vec<Link>) {
    let manages = may_ever(site.profile(), who.actor.role(), Right::ManageRegistry);
    let add = if manages {
        "Registrar una candidatura"
    } else {
        "Proponer una candidatura"
    };
    let first = Link::new(add, "/panel/registro/nueva");
    let mut ways = vec![
        Link::new("Propuestas", "/panel/registro/propuestas"),
        Link::new("Convenios", "/panel/convenios"),
    ];
    if manages {
        ways.push(Link::new("Importar un archivo", "/panel/registro/importar"));
        ways.push(Link::new("Revisar el registro", "/panel/registro/revision"));
    }
    (first, ways)
}

fn choices(pairs: impl IntoIterator<Item = (&'static str, &'static str)>) -> Vec<Choice> {
    let choice = |(value, label)| Choice::new(value, label);
    pairs.into_iter().map(choice).collect()
}

fn filters(profile: &Profile, asked: &Asked, total: u64) -> Filters {
    let offices = profile
        .offices
        .iter()
        .map(|office| Choice::new(office.key.as_str(), &office.name));
    let contended =
        |key: &domain::key::TerritoryKey| profile.races.iter().any(|race| race.territory == *key);
    let places = profile
        .territories
        .iter()
        .filter(|territory| contended(&territory.key))
        .map(|territory| Choice::new(territory.key.as_str(), &territory.name));
    let select = |name: &str, label: &str, value: &str, options: Vec<Choice>| {
        Field::select(name, label, value, options).blank("Todo")
    };
    let mut filters = Filters::new(PATH, count(total, "candidatura", "candidaturas"))
        .search(
            Field::line("q", "Buscar por nombre o clave", asked.q.trim()).kind(LineKind::Search),
        )
        .field(select("cargo", "Cargo", &asked.cargo, offices.collect()))
        .field(select(
            "territorio",
            "Lugar",
            &asked.territorio,
            places.collect(),
        ))
        .field(select(
            "postula",
            "Quién postula",
            &asked.postula,
            entry::contenders(profile),
        ))
        .field(select(
            "estado",
            "Estado",
            &asked.estado,
            choices(RegistryStanding::ALL.map(standing_word)),
        ))
        .field(select(
            "falta",
            "Datos que faltan",
            &asked.falta,
            choices(Lacking::ALL.map(lacking_word)),
        ))
        .export(
            "Descargar CSV",
            asked.address(FILE).with("formato", "csv").to_string(),
        )
        .export(
            "Descargar XLSX",
            asked.address(FILE).with("formato", "xlsx").to_string(),
        );
    for (name, value) in asked.address(PATH).pairs() {
        let without = asked.address(PATH).without(name).to_string();
        filters = filters.chip(said(profile, name, &value), without);
    }
    filters
}

/// A filter in words.
fn said(profile: &Profile, name: &str, value: &str) -> String {
    let of = |label: &str, options: Vec<Choice>| {
        let known = options.into_iter().find(|choice| choice.value == value);
        known.map(|choice| format!("{label}: {}", choice.label))
    };
    let offices = || profile.offices.iter();
    let named = match name {
        "cargo" => of(
            "Cargo",
            offices()
                .map(|o| Choice::new(o.key.as_str(), &o.name))
                .collect(),
        ),
        "territorio" => profile
            .territories
            .iter()
            .find(|territory| territory.key.as_str() == value)
            .map(|territory| format!("Lugar: {}", territory.name)),
        "postula" => of("Postula", entry::contenders(profile)),
        "estado" => of("Estado", choices(RegistryStanding::ALL.map(standing_word))),
        "falta" => of("Falta", choices(Lacking::ALL.map(lacking_word))),
        _ => Some(format!("Búsqueda: {value}")),
    };
    named.unwrap_or_else(|| format!("Filtro desconocido: {value}"))
}

fn table(profile: &Profile, rows: &[Candidacy]) -> Table {
    let columns = [
        "Persona",
        "Clave",
        "Cargo y lugar",
        "Postula",
        "Estado",
        "Le falta",
    ];
    let columns = columns.into_iter().map(Column::text).collect();
    Table::new("Registro de candidaturas", columns)
        .hide_caption()
        .rows(rows.iter().map(|candidacy| {
            let lacking = facts::lacking(&candidacy.data);
            vec![
                Cell::link(
                    candidacy.data.person.full_name(),
                    format!("/panel/registro/candidaturas/{}", candidacy.id),
                ),
                Cell::Code(candidacy.data.key.clone()),
                Cell::Two(
                    names::office_and_place(profile, candidacy),
                    names::position(candidacy),
                ),
                Cell::text(names::postulation(profile, candidacy)),
                Cell::Badge(facts::badge(candidacy.status)),
                if lacking.is_empty() {
                    Cell::Missing("Nada".to_owned())
                } else {
                    Cell::text(lacking)
                },
            ]
        }))
}

fn pager(asked: &Asked, after: Option<CandidacyId>, view: &RegistryView) -> Pager {
    let first = after.map(|_| asked.address(PATH).to_string());
    let next = view.next.map(|next| {
        let address = asked.address(PATH).with("despues", next.to_string());
        address.to_string()
    });
    let shown = u64::try_from(view.rows.len()).unwrap_or(0);
    let shown = count(shown, "candidatura", "candidaturas") + " en esta página";
    Pager::new(shown, first, next)
}

/// The list as a file: the same rows and columns.
pub async fn file(
    State(site): State<Installation>,
    who: Session,
    Query(asked): Query<Asked>,
) -> Response {
    let rows = match site.app.registry_rows(&who, &asked.filter()).await {
        Ok(rows) => rows,
        Err(error) => return pages::failure(&site, &error),
    };
    let format = match asked.formato.as_str() {
        "xlsx" => TemplateFormat::Xlsx,
        _ => TemplateFormat::Csv,
    };
    let (profile, zone) = (site.app.current(), &site.profile().institute.zone);
    let created = site.app.now().in_zone(zone).datetime();
    let written = tokio::task::spawn_blocking(move || {
        let cells = rows.iter().map(|candidacy| cells(&profile, candidacy));
        table_file("Registro", &HEADINGS, cells.collect(), format, created)
    });
    match written.await {
        Ok(Ok(bytes)) => download(bytes, format, "registro"),
        _ => pages::failure(&site, &AppError::Unreadable("registry file")),
    }
}

/// A file to keep.
pub fn download(bytes: Vec<u8>, format: TemplateFormat, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.extension());
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}

const HEADINGS: [&str; 9] = [
    "persona", "clave", "cargo", "lugar", "numero", "calidad", "postula", "estado", "le_falta",
];

fn cells(profile: &Profile, candidacy: &Candidacy) -> Vec<String> {
    let data = &candidacy.data;
    vec![
        data.person.full_name(),
        data.key.clone(),
        names::office_of(profile, data).to_owned(),
        names::territory_of(profile, data).to_owned(),
        data.number
            .map(|number| number.to_string())
            .unwrap_or_default(),
        data.calling.label().to_owned(),
        names::postulation(profile, candidacy),
        facts::badge(candidacy.status).word,
        facts::lacking(data),
    ]
}
