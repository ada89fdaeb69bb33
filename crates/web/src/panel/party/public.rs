//! A party's privacy notice for anybody: its candidates above all, who need no account to read it.

use app::party::PublicNotice;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::notice::{Shown, table};
use crate::Installation;
use crate::http::pages;
use crate::panel::path::{PartyPath, VersionPath};
use crate::ui::{Empty, Frame, Link, Table};

#[derive(Template)]
#[template(path = "panel/party/public.html")]
struct Page {
    frame: Frame,
    old: bool,
    current: String,
    shown: Shown,
    versions: Option<Table>,
}

/// The parties whose notice anybody may read.
#[derive(Template)]
#[template(path = "panel/party/public_list.html")]
struct ListPage {
    frame: Frame,
    parties: Vec<Link>,
    empty: Empty,
}

pub async fn list(State(site): State<Installation>) -> Response {
    let parties = match site.app.parties_with_notice().await {
        Ok(parties) => parties,
        Err(error) => return pages::failure(&site, &error),
    };
    pages::show(&ListPage {
        frame: site.plain("Avisos de privacidad de los partidos"),
        parties: parties
            .iter()
            .map(|party| Link::new(&party.name, format!("/avisos/{}", party.key)))
            .collect(),
        empty: Empty::new(
            "Ningún partido ha registrado su aviso",
            "Cuando lo haga, aparecerá aquí. El instituto tiene el suyo.",
        )
        .next("Leer el aviso del instituto", "/privacidad"),
    })
}

pub async fn page(State(site): State<Installation>, PartyPath(party): PartyPath) -> Response {
    answer(&site, &party, None).await
}

/// One version, also one that is no longer in force.
pub async fn version(
    State(site): State<Installation>,
    PartyPath(party): PartyPath,
    VersionPath(version): VersionPath,
) -> Response {
    answer(&site, &party, Some(version)).await
}

async fn answer(site: &Installation, party: &str, version: Option<u32>) -> Response {
    let notice = match site.app.public_notice(party).await {
        Ok(notice) => notice,
        Err(error) => return pages::failure(site, &error),
    };
    match build(site, &notice, version) {
        Some(page) => pages::show(&page),
        None => pages::failure(site, &app::AppError::NotFound),
    }
}

fn build(site: &Installation, notice: &PublicNotice<'_>, version: Option<u32>) -> Option<Page> {
    let PublicNotice { party, versions } = notice;
    let current = versions.first()?;
    let asked = match version {
        None => current,
        Some(version) => versions.iter().find(|known| known.version == version)?,
    };
    let address = format!("/avisos/{}", party.key);
    Some(Page {
        frame: site.plain(format!("Aviso de privacidad: {}", party.name)),
        old: asked.version != current.version,
        shown: Shown::of(site, asked),
        versions: (versions.len() > 1).then(|| table(site, &address, versions)),
        current: address,
    })
}
