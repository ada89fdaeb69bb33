//! Every piece on sample pages: checked like any page, and written under `target/` to be looked at.

use std::fs;
use std::path::PathBuf;

use askama::Template;

use super::assets::Assets;
use super::samples::{frame, palette, site};
use super::*;
use filling::{PROPOSAL, facts, fields, filters, person, table, tasks};

mod filling;

#[derive(Template)]
#[template(path = "ui/gallery/form.html")]
struct FormPage {
    frame: Frame,
    fields: Vec<Field>,
    saved: SavedAt,
}

#[derive(Template)]
#[template(path = "ui/gallery/list.html")]
struct ListPage {
    frame: Frame,
    filters: Filters,
    table: Table,
    pager: Pager,
    empty: Empty,
}

#[derive(Template)]
#[template(path = "ui/gallery/pieces.html")]
struct PiecesPage {
    frame: Frame,
    notices: Vec<Notice>,
    badges: Vec<Badge>,
    tasks: TaskList,
    facts: Facts,
    changes: Vec<Difference>,
}

#[derive(Template)]
#[template(path = "ui/gallery/receipt.html")]
struct ReceiptPage {
    frame: Frame,
    receipt: Confirmation,
}

#[derive(Template)]
#[template(path = "ui/gallery/cards.html")]
struct CardsPage {
    frame: Frame,
    filters: Filters,
    cards: Vec<PersonCard>,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "ui/gallery/profile.html")]
struct ProfilePage {
    frame: Frame,
    head: PersonHead,
    contacts: Facts,
    text: String,
}

#[derive(Template)]
#[template(path = "ui/gallery/sign_in.html")]
struct SignInPage {
    frame: Frame,
    fields: Vec<Field>,
}

fn form_page() -> FormPage {
    let fields = fields();
    let errors = ErrorSummary::of(&fields);
    FormPage {
        frame: frame("Propuestas").errors(errors),
        fields,
        saved: SavedAt {
            hour: Some("21:40".to_owned()),
        },
    }
}

fn list_page() -> ListPage {
    ListPage {
        frame: frame("Candidaturas").wide(),
        filters: filters(),
        table: table(),
        pager: Pager::new("Del 51 al 54 de 2,326", Some("/a".to_owned()), Some("/b".to_owned())),
        empty: Empty::new(
            "No hay candidaturas con estos filtros",
            "Ninguna persona del distrito 5 tiene observaciones. Quite un filtro o busque otro nombre.",
        )
        .next("Ver todas las candidaturas", "/candidaturas"),
    }
}

fn pieces_page() -> PiecesPage {
    let change = |name: &str| {
        Difference::new(
            name,
            PROPOSAL,
            &PROPOSAL
                .replace("primarias", "primarias y secundarias")
                .replace("seis", "tres"),
        )
    };
    PiecesPage {
        frame: frame("Piezas").flash(Some(Notice::done("Guardamos sus propuestas."))),
        notices: vec![
            Notice::information("Qué le toca hacer")
                .text("Complete las cuatro partes.")
                .text("Después, revise y envíe."),
            Notice::attention("Quien valida le pidió dos cambios")
                .text("Tiene hasta el viernes 26 de abril a las 23:59.")
                .link("Ver las observaciones", "/x"),
            Notice::done("Su información está publicada"),
            Notice::closed("El plazo terminó")
                .text("Puede enviar, y quedará marcada como extemporánea."),
        ],
        badges: vec![
            Badge::new(State::InTerm, "En plazo"),
            Badge::new(State::Attention, "Por corregir"),
            Badge::new(State::Done, "Publicada"),
            Badge::new(State::Closed, "Cancelada"),
            TaskState::Started.badge(),
            TaskState::NotStarted.badge(),
        ],
        tasks: tasks(),
        facts: facts(),
        changes: vec![
            change("Propuesta 1"),
            Difference::new("Nombre", "", "O'Dam").requested(),
        ],
    }
}

fn receipt_page() -> ReceiptPage {
    let stub = Facts::new(vec![
        Fact::new(
            "Recibido",
            FactValue::Moment {
                words: "24 de abril de 2024, 21:40:07".to_owned(),
                machine: "2024-04-24T21:40:07-06:00".to_owned(),
            },
        ),
        Fact::text("Posición en el historial", "18,204"),
        Fact::new("Huella", FactValue::Code("3f0c9a71".repeat(8))),
    ]);
    let receipt = Confirmation::new("Envió su cuestionario curricular", "DGO-2024-000193", stub)
        .next("La persona supervisora de su partido lo validará. Si cambia algo, verá el antes y el después.");
    ReceiptPage {
        frame: frame("Acuse de envío"),
        receipt,
    }
}

fn public_frame(title: &str) -> Frame {
    Frame::new(&site(), title)
        .menu("Candidaturas", "/candidaturas", true)
        .menu("Datos abiertos", "/datos", false)
        .crumb("Inicio", "/")
        .description("Qué propone cada candidatura.")
        .canonical("https://conoceles.ejemplo.mx/candidaturas")
}

fn cards_page() -> CardsPage {
    let line = |state, words: &str| {
        Some(StateLine {
            state,
            words: words.to_owned(),
        })
    };
    let card = |person, line| PersonCard {
        person,
        href: "/candidaturas/1".to_owned(),
        line,
    };
    CardsPage {
        frame: public_frame("Candidaturas").wide(),
        filters: filters(),
        cards: vec![
            card(person("GUADALUPE AYALA SOTO", &["PAN", "PRI", "PRD"]), None),
            card(
                person("O'Dam Flores", &["Movimiento Regeneración Nacional"]),
                line(
                    State::InTerm,
                    "Todavía no captura su información. Tiene hasta el miércoles 24 de abril a las 23:59.",
                ),
            ),
            card(
                person("María José de los Ángeles Nevárez Ibarrarán Castañeda", &[]),
                line(
                    State::Closed,
                    "No capturó su información en el plazo, que venció el 24 de abril.",
                ),
            ),
            card(
                person("Ñusta Pérez", &["MC"]),
                line(State::Attention, "Su información está en corrección."),
            ),
        ],
        pager: Pager::new("Del 1 al 4 de 193", None, Some("/b".to_owned())),
    }
}

fn profile_page() -> ProfilePage {
    ProfilePage {
        frame: public_frame("María José Nevárez Ibarra")
            .section("Candidaturas")
            .crumb("Candidaturas", "/candidaturas"),
        head: PersonHead {
            person: person("María José Nevárez Ibarra", &["PT", "PVEM"]),
            line: None,
        },
        contacts: facts(),
        text: format!("{PROPOSAL}\n\n{PROPOSAL}"),
    }
}

fn sign_in_page() -> SignInPage {
    let fields = vec![
        Field::line("cuenta", "Cuenta", "")
            .kind(LineKind::Code)
            .autocomplete("username")
            .hint("Está en la carta que recibió, por ejemplo DGO-0193."),
        Field::password("clave", "Contraseña", "current-password"),
    ];
    let errors = ErrorSummary::default()
        .general("La cuenta o la contraseña no son correctas. Revise ambas e intente de nuevo.");
    SignInPage {
        frame: Frame::new(&site(), "Entrar").errors(errors),
        fields,
    }
}

/// Every sample page by its name.
fn pages() -> Vec<(&'static str, String)> {
    let pages: Vec<(&str, askama::Result<String>)> = vec![
        ("formulario", form_page().render()),
        ("lista", list_page().render()),
        ("piezas", pieces_page().render()),
        ("acuse", receipt_page().render()),
        ("tarjetas", cards_page().render()),
        ("perfil", profile_page().render()),
        ("entrar", sign_in_page().render()),
    ];
    pages
        .into_iter()
        .map(|(name, html)| (name, html.expect("a sample renders")))
        .collect()
}

#[test]
fn every_sample_page_is_sound() {
    for (name, html) in pages() {
        page_check::check(&html).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
    }
}

/// The folder of build artefacts, from the test's own place in `target/debug/deps`.
fn target() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    test.ancestors()
        .nth(3)
        .expect("tests run from target/PROFILE/deps")
        .to_owned()
}

#[test]
fn the_gallery_is_written_to_be_looked_at() {
    let folder = target().join("galeria");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    for (name, text) in Assets::new(&palette()).texts() {
        fs::write(folder.join(name), text).expect("the target folder can be written");
    }
    let base = site().assets.clone();
    let mut index = String::from("<!doctype html><html lang=\"es-MX\"><title>Galería</title><ul>");
    for (name, html) in pages() {
        assert!(html.contains(&base), "{name} links to the assets");
        fs::write(
            folder.join(format!("{name}.html")),
            html.replace(&base, "."),
        )
        .expect("the target folder can be written");
        index.push_str(&format!("<li><a href=\"galeria/{name}.html\">{name}</a>"));
    }
    fs::write(target().join("galeria.html"), index).expect("the target folder can be written");
}
