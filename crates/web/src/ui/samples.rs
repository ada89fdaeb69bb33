//! What the tests of pages fill them with: a site, a frame, and names that break careless markup.

use std::sync::{Arc, LazyLock};

use super::assets::Assets;
use super::contrast::Palette;
use super::{Actor, Due, Frame, Ribbon, Routes, SessionLimit, Site, State};

/// Names and texts that break careless markup. All of them are somebody's, or an attack.
pub(crate) const HOSTILE: [&str; 7] = [
    "O'Dam",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</textarea></form>",
    "Movimiento de Regeneración &amp; Renovación General Simón Bolívar",
    "LlanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochLlanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochLlanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "\u{202e}niña\u{202c} 👩‍👩‍👧 n\u{0303}andú\r\n\tDos",
];

/// A colour like that of a real institute, in both schemes.
pub(crate) fn palette() -> Palette {
    Palette::new("#6d1a4f", Some("#e6a8cf")).expect("a colour that can be read")
}

/// An institute in a demonstration, the same for all tests.
pub(crate) fn site() -> Arc<Site> {
    static SITE: LazyLock<Arc<Site>> = LazyLock::new(|| Arc::new(demonstration()));
    Arc::clone(&SITE)
}

fn demonstration() -> Site {
    let palette = palette();
    Site {
        institute: "Instituto Electoral y de Participación Ciudadana del Estado de Durango"
            .to_owned(),
        short_name: "IEPC Durango".to_owned(),
        process: "Proceso Electoral Local 2023-2024".to_owned(),
        assets: Assets::new(&palette).base(),
        palette,
        ribbon: Some(Ribbon {
            name: "Demostración".to_owned(),
            text: "Las personas y sus datos son inventados.".to_owned(),
            simulated: Some("16 de abril de 2024, 10:00".to_owned()),
        }),
        routes: Routes::default(),
        outside: String::new(),
    }
}

/// The frame of a signed-in page with everything in it.
pub(crate) fn frame(title: &str) -> Frame {
    Frame::new(&site(), title)
        .section("Captura")
        .crumb("Inicio", "/panel")
        .crumb("Su candidatura", "/panel/captura")
        .menu("Mis tareas", "/panel", true)
        .menu("Historial de actividad", "/panel/historial", false)
        .actor(Actor {
            name: "Guadalupe Ibarra Nevárez".to_owned(),
            role: "persona supervisora".to_owned(),
            acts_for: "Partido del Trabajo".to_owned(),
        })
        .due(Some(Due {
            what: "Captura".to_owned(),
            words: "Faltan 3 días: termina el miércoles 24 de abril a las 23:59 (hora del centro)"
                .to_owned(),
            machine: "2024-04-24T23:59:59-06:00".to_owned(),
            state: State::InTerm,
        }))
        .session(SessionLimit {
            seconds: 1800,
            hour: "13:40".to_owned(),
        })
}

/// A whole document around a fragment.
pub(crate) fn page(fragment: &str) -> String {
    format!(
        r#"<!doctype html><html lang="es-MX"><head><title>Muestra</title><meta name="viewport" content="width=device-width"></head><body><main><h1>Muestra</h1>{fragment}</main></body></html>"#
    )
}
