//! Every piece filled with what breaks careless markup.

use std::sync::Arc;

use askama::Template;
use rstest::rstest;
use scraper::{Html, Selector};

use crate::ui::samples::{HOSTILE, frame, page, site};
use crate::ui::*;

/// A piece as it stands on a page.
fn html(piece: impl Template) -> String {
    piece.render().expect("a piece renders")
}

/// Every piece with the same text in every place that takes one.
fn pieces(text: &str) -> Vec<(&'static str, String)> {
    let options = || vec![Choice::new(text, text).hint(text)];
    let entries = || vec![Entry::new(text).error(Some(text)), Entry::new(text)];
    let dressed = |field: Field| html(field.hint(text).error(Some(text)).remark(text, text));
    let facts = || {
        Facts::new(vec![
            Fact::text(text, text).change("/x").problem(text),
            Fact::new(text, FactValue::List(vec![text.to_owned()])),
            Fact::new(text, FactValue::Code(text.to_owned())),
            Fact::new(text, FactValue::Missing(text.to_owned())),
            Fact::new(text, FactValue::Link(Link::new(text, "/x"))),
        ])
    };
    let cells = vec![
        Cell::link(text, "/x"),
        Cell::text(text),
        Cell::Two(text.to_owned(), text.to_owned()),
        Cell::Badge(Badge::new(State::Closed, text)),
        Cell::action(text, text, "/x"),
        Cell::Missing(text.to_owned()),
        Cell::Code(text.to_owned()),
    ];
    let columns = cells.iter().map(|_| Column::text(text)).collect();
    let person = || Person {
        name: text.to_owned(),
        nickname: Some(text.to_owned()),
        office: text.to_owned(),
        place: text.to_owned(),
        position: Some(text.to_owned()),
        parties: vec![
            Party {
                name: text.to_owned(),
                short: text.to_owned(),
                emblem: None,
            },
            Party {
                name: text.to_owned(),
                short: text.to_owned(),
                emblem: Some("/e.png".to_owned()),
            },
        ],
        alliance: Some(text.to_owned()),
        photo: Some(crate::ui::Portrait {
            small: "/s.jpg".to_owned(),
            medium: "/m.jpg".to_owned(),
            large: "/l.jpg".to_owned(),
            alt: "Fotografía de \"><script>alert(1)</script>".to_owned(),
        }),
    };
    let line = || {
        Some(StateLine {
            state: State::Attention,
            words: text.to_owned(),
        })
    };
    let tasks = vec![
        Task::new(text, "/x", TaskState::Started).hint(text),
        Task::locked(text, text),
    ];
    vec![
        ("line", dressed(Field::line("a", text, text))),
        ("text", dressed(Field::text("a", text, text))),
        (
            "select",
            dressed(Field::select("a", text, text, options()).blank(text)),
        ),
        ("radios", dressed(Field::radios("a", text, text, options()))),
        (
            "checks",
            dressed(Field::checks("a", text, vec![text.to_owned()], options())),
        ),
        ("check", dressed(Field::check("a", text, true))),
        ("lines", dressed(Field::lines("a", text, entries(), 9))),
        (
            "password",
            dressed(Field::password("a", text, "new-password")),
        ),
        ("file", dressed(Field::file("a", text, ".csv"))),
        (
            "errors",
            html(ErrorSummary::of(&[Field::line("a", text, text)]).general(text)),
        ),
        ("badge", html(Badge::new(State::Done, text))),
        (
            "notice",
            html(Notice::attention(text).text(text).link(text, "/x")),
        ),
        ("facts", html(facts())),
        ("table", html(Table::new(text, columns).row(cells))),
        (
            "tasks",
            html(TaskList::new(vec![TaskSection::new(text, tasks)])),
        ),
        ("difference", html(Difference::new(text, text, "otro"))),
        (
            "filters",
            html(
                Filters::new("/x", text)
                    .keep("a", text)
                    .chip(text, "/x")
                    .export(text, "/y")
                    .field(Field::line("b", text, text)),
            ),
        ),
        ("pager", html(Pager::new(text, Some("/x".to_owned()), None))),
        ("empty", html(Empty::new(text, text).next(text, "/x"))),
        (
            "card",
            format!(
                "<h2>Resultados</h2>{}",
                html(PersonCard {
                    person: person(),
                    href: "/x".to_owned(),
                    line: line()
                })
            ),
        ),
        (
            "saved",
            html(SavedAt {
                hour: Some(text.to_owned()),
            }),
        ),
    ]
}

#[rstest]
fn a_piece_stays_sound_whatever_is_written_in_it(#[values(0, 1, 2, 3, 4, 5, 6)] which: usize) {
    let text = HOSTILE[which];
    for (name, html) in pieces(text) {
        page_check::check(&page(&html)).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        assert!(says(&html, text), "{name} loses part of «{text}»: {html}");
    }
}

/// Whether the text can be read whole, as text or as the value of an attribute. A document has no carriage
/// returns: browsers turn them into line feeds.
fn says(html: &str, text: &str) -> bool {
    let fragment = Html::parse_fragment(html);
    let all = Selector::parse("*").expect("a selector");
    let plain = text.replace("\r\n", "\n");
    let read = fragment.root_element().text().collect::<String>();
    read.contains(&plain)
        || fragment.select(&all).any(|element| {
            element
                .value()
                .attrs()
                .any(|(_, value)| value.contains(&plain))
        })
}

#[derive(Template)]
#[template(ext = "html", source = r#"{% extends "ui/panel.html" %}"#)]
struct Panel {
    frame: Frame,
}

#[derive(Template)]
#[template(ext = "html", source = r#"{% extends "ui/portal.html" %}"#)]
struct Portal {
    frame: Frame,
}

#[derive(Template)]
#[template(ext = "html", source = r#"{% extends "ui/plain.html" %}"#)]
struct Plain {
    frame: Frame,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "ui/portal.html" %}{% block heading %}{{ head }}{% endblock %}"#
)]
struct Headed {
    frame: Frame,
    head: PersonHead,
}

#[rstest]
fn a_layout_stays_sound_whatever_its_names(#[values(0, 1, 2, 3, 4, 5, 6)] which: usize) {
    let text = HOSTILE[which].to_owned();
    let mut named = site().as_ref().clone();
    named.institute.clone_from(&text);
    named.short_name.clone_from(&text);
    named.process.clone_from(&text);
    let sign = Ribbon {
        name: text.clone(),
        text: text.clone(),
        simulated: Some(text.clone()),
    };
    named.ribbon = Some(sign);
    let mut whole = frame(&text)
        .section(&text)
        .crumb(&text, "/x")
        .menu(&text, "/y", false);
    whole.site = Arc::new(named);
    whole.actor = Some(Actor {
        name: text.clone(),
        role: text.clone(),
        acts_for: text.clone(),
    });
    whole = whole
        .flash(Some(Notice::done(&text)))
        .description(&text)
        .canonical("/x");
    let pages = [
        (
            "panel",
            html(Panel {
                frame: whole.clone(),
            }),
        ),
        (
            "portal",
            html(Portal {
                frame: whole.clone(),
            }),
        ),
        ("plain", html(Plain { frame: whole })),
    ];
    for (name, html) in pages {
        page_check::check(&html).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        assert!(says(&html, &text), "{name} loses part of «{text}»");
    }
}

#[test]
fn a_frame_with_nothing_in_it_is_a_sound_page() {
    let bare = || Frame::new(&site(), "Inicio");
    for html in [
        html(Panel { frame: bare() }),
        html(Portal { frame: bare() }),
        html(Plain { frame: bare() }),
    ] {
        page_check::check(&html).expect("a sound page");
        assert!(html.contains("<title>Inicio – IEPC Durango</title>"));
    }
}

#[test]
fn a_wrong_form_says_so_first_in_the_title() {
    let errors = ErrorSummary::default().general("Falta algo.");
    let frame = frame("Propuestas").errors(errors);
    assert_eq!(
        frame.document_title(),
        "Error: Propuestas – Captura – IEPC Durango"
    );
}

#[test]
fn a_person_without_letters_or_photo_still_has_a_sign() {
    let person = |name: &str| Person {
        name: name.to_owned(),
        nickname: None,
        office: "Diputación".to_owned(),
        place: "Distrito 1".to_owned(),
        position: None,
        parties: Vec::new(),
        alliance: None,
        photo: None,
    };
    assert_eq!(person("ñusta").initial(), "Ñ");
    assert_eq!(person(" «O'Dam»").initial(), "O");
    assert_eq!(person("123").initial(), "?");
    let head = PersonHead {
        person: person("Ñusta"),
        line: None,
    };
    page_check::check(&html(Headed {
        frame: frame("Ñusta"),
        head,
    }))
    .expect("one main heading");
}
