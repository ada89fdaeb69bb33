//! The portal's pages, checked and kept as files under `target/portal`, to be looked at.

use std::fs;
use std::path::PathBuf;

use super::get;
use crate::portal::samples;
use crate::ui::{self, page_check};

/// Where the pages are written: beside what the compiler writes.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../target/portal")
        .join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn pages_to_look_at() {
    let assets = ui::assets::Assets::new(&ui::samples::palette());
    for name in samples::PROFILES {
        let profile = samples::profile(name);
        let stored = samples::many(&profile, 400);
        let portal = samples::portal(name, &stored, samples::noon());
        let mut pages = vec![
            ("inicio", "/".to_owned()),
            ("lista", "/candidaturas".to_owned()),
            (
                "lista-filtrada",
                "/candidaturas?q=n%C3%BA%C3%B1ez&cargo=diputacion-mr&partido=pri".to_owned(),
            ),
            ("lista-vacia", "/candidaturas?q=zzz".to_owned()),
            (
                "lista-contradiccion",
                "/candidaturas?cargo=diputacion-rp&territorio=distrito-05".to_owned(),
            ),
            ("lista-desconocida", "/candidaturas?cargo=rey".to_owned()),
            ("desconocida", "/candidaturas/hola".to_owned()),
            ("privacidad", "/privacidad".to_owned()),
            ("ayuda", "/ayuda".to_owned()),
            ("accesibilidad", "/accesibilidad".to_owned()),
        ];
        let published = |current: &&crate::portal::Current| {
            let active = current.0.status == domain::registry::CandidacyStatus::Active;
            active
                && current
                    .1
                    .as_ref()
                    .is_some_and(|capture| !capture.answers.is_empty())
        };
        let first = |passes: &dyn Fn(&&crate::portal::Current) -> bool| {
            format!("/candidaturas/{}", stored.iter().find(passes).unwrap().0.id)
        };
        pages.push(("perfil", first(&published)));
        pages.push(("sin-informacion", first(&|current| current.1.is_none())));
        pages.push((
            "sustituida",
            first(&|current| current.0.status != domain::registry::CandidacyStatus::Active),
        ));
        for (file, address) in pages {
            let html = get(&portal, &address).await.1;
            page_check::check(&html).unwrap_or_else(|faults| panic!("{name} {file}: {faults:?}"));
            // From a file the style sheet lies beside the page.
            let html = html.replace(&format!("{}/", ui::samples::site().assets), "");
            fs::write(folder(name).join(format!("{file}.html")), html).unwrap();
        }
        for (file, text) in assets.texts().filter(|(file, _)| !file.ends_with(".js")) {
            fs::write(folder(name).join(file), text).unwrap();
        }
    }
}
