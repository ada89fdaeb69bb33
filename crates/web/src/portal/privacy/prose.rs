//! A text that an institute wrote in Markdown, as part of a page.

use std::fmt;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::ui::Link;

/// Headings, paragraphs, lists, quotations, emphasis and links. HTML in the text is shown as it is written and never
/// taken as HTML; pictures become their description; links open pages, mail and calls only.
#[derive(Clone, Debug)]
pub(crate) struct Prose(String);

/// The pictures of the manuals, by name.
const PICTURES: &[(&str, &[u8])] = &[
    (
        "administracion.png",
        include_bytes!("../../../../../docs/imagenes/administracion.png"),
    ),
    (
        "cuenta.png",
        include_bytes!("../../../../../docs/imagenes/cuenta.png"),
    ),
    (
        "partido.png",
        include_bytes!("../../../../../docs/imagenes/partido.png"),
    ),
    (
        "portal.png",
        include_bytes!("../../../../../docs/imagenes/portal.png"),
    ),
    (
        "tablero.png",
        include_bytes!("../../../../../docs/imagenes/tablero.png"),
    ),
    (
        "telefono.png",
        include_bytes!("../../../../../docs/imagenes/telefono.png"),
    ),
    (
        "validacion.png",
        include_bytes!("../../../../../docs/imagenes/validacion.png"),
    ),
];

impl Prose {
    /// A text whose first heading comes below the page's own.
    pub(crate) fn of(markdown: &str) -> Self {
        let mut out = String::with_capacity(markdown.len() * 5 / 4);
        html::push_html(&mut out, Parser::new(markdown).filter_map(tamed));
        Self(out)
    }

    /// A manual of `docs/`, or a section of one: with tables, links among manuals as addresses of this site, and its
    /// pictures if they are wanted. Marks that address sections are left out. Headings keep their level: the manual's
    /// title is the page's main heading, and what follows it begins at the second.
    pub(crate) fn manual(markdown: &str, pictures: bool) -> Self {
        let unmarked: String = markdown
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("<!--"))
            .collect();
        let mut out = String::with_capacity(unmarked.len() * 5 / 4);
        let events = Parser::new_ext(&unmarked, Options::ENABLE_TABLES);
        let mut alt: Option<(String, String)> = None;
        let mut ready: Vec<Event<'_>> = Vec::new();
        let mut heading: Option<(usize, String)> = None;
        for event in events {
            if let (Event::Text(text) | Event::Code(text), Some((_, words))) =
                (&event, &mut heading)
            {
                words.push_str(text);
            }
            match event {
                Event::Start(Tag::Image { dest_url, .. }) => {
                    alt = Some((dest_url.into_string(), String::new()));
                }
                Event::End(TagEnd::Image) => {
                    let shown = alt.take().filter(|_| pictures);
                    ready.extend(shown.and_then(|(file, words)| drawn(&file, &words)));
                }
                Event::Text(text) if alt.is_some() => {
                    if let Some((_, words)) = &mut alt {
                        words.push_str(&text);
                    }
                }
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }) => ready.extend(tamed(Event::Start(Tag::Link {
                    link_type,
                    dest_url: of_this_site(dest_url),
                    title,
                    id,
                }))),
                start @ Event::Start(Tag::Heading { .. }) => {
                    heading = Some((ready.len(), String::new()));
                    ready.push(start);
                }
                end @ Event::End(TagEnd::Heading(_)) => {
                    // A section beside a screen has no addresses: they could be those of the screen.
                    if let Some((at, words)) = heading.take().filter(|_| pictures) {
                        name_heading(&mut ready, at, &words);
                    }
                    ready.push(end);
                }
                other => ready.extend(tamed(other)),
            }
        }
        html::push_html(&mut out, ready.into_iter());
        Self(explained(&out))
    }

    /// A picture of the manuals.
    pub(crate) fn picture(name: &str) -> Option<&'static [u8]> {
        PICTURES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, bytes)| *bytes)
    }
}

/// The same with a caption for each table, the heading above it, and heads that say what they head: Markdown has a way
/// for neither.
fn explained(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut caption = String::from("Resumen");
    for (place, piece) in html.split("<table>").enumerate() {
        if place > 0 {
            out.push_str("<table><caption class=\"visually-hidden\">");
            out.push_str(&caption);
            out.push_str("</caption>");
        }
        out.push_str(&piece.replace("<th>", "<th scope=\"col\">"));
        let heading = piece.rfind("<h").and_then(|at| piece.get(at..));
        let words = heading
            .and_then(|heading| heading.split_once('>'))
            .and_then(|(_, rest)| rest.split_once("</h"));
        if let Some((words, _)) = words {
            caption = words.to_owned();
        }
    }
    out
}

/// Gives the heading that stands at `place` the address of its words, as Markdown's readers write it: lower case, a
/// hyphen for each space, no marks.
fn name_heading(events: &mut [Event<'_>], place: usize, words: &str) {
    let address: String = words
        .trim()
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'))
        .map(|letter| if letter == ' ' { '-' } else { letter })
        .collect();
    if let Some(Event::Start(Tag::Heading { id, .. })) = events.get_mut(place) {
        *id = Some(address.into());
    }
}

/// A picture that is served beside the manuals.
fn drawn(file: &str, words: &str) -> Option<Event<'static>> {
    let name = file.strip_prefix("imagenes/")?;
    Prose::picture(name)?;
    let alt = words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;");
    let tag = format!("<img src=\"/ayuda/imagenes/{name}\" alt=\"{alt}\" loading=\"lazy\">");
    Some(Event::InlineHtml(tag.into()))
}

/// Where a link of `docs/` leads when it is read here: another manual, or the list of help for what is not served.
fn of_this_site(address: CowStr<'_>) -> CowStr<'_> {
    let (file, _) = address.split_once('#').unwrap_or((&*address, ""));
    match file
        .strip_prefix("manual-")
        .and_then(|name| name.strip_suffix(".md"))
    {
        Some("instalacion") => CowStr::Borrowed("/ayuda"),
        Some(slug) => format!("/ayuda/manual/{slug}").into(),
        None if file.ends_with(".md") => CowStr::Borrowed("/ayuda"),
        None => address,
    }
}

impl fmt::Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Prose {}

/// An event as this page may show it; none for what it leaves out.
fn tamed(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: below(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => {
            let dest_url = if leads_somewhere_safe(&dest_url) {
                dest_url
            } else {
                CowStr::Borrowed("#contenido")
            };
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            })
        }
        other => other,
    })
}

fn leads_somewhere_safe(address: &str) -> bool {
    let is_ours =
        address.starts_with('#') || (address.starts_with('/') && !address.starts_with("//"));
    is_ours || Link::outside("", address).is_some()
}

/// The page has a main heading of its own.
const fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("# Aviso\n\ntexto", "<h2>Aviso</h2>\n<p>texto</p>\n")]
    #[case("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n")]
    #[case(
        "<script>alert(1)</script>\n",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;\n</p>\n"
    )]
    #[case("[x](javascript:alert(1))", "<p><a href=\"#contenido\">x</a></p>\n")]
    #[case(
        "[x](//otro.mx) [y](/ayuda)",
        "<p><a href=\"#contenido\">x</a> <a href=\"/ayuda\">y</a></p>\n"
    )]
    #[case(
        "[x](https://ejemplo.mx)",
        "<p><a href=\"https://ejemplo.mx\">x</a></p>\n"
    )]
    #[case("![mapa](https://ejemplo.mx/m.png)", "<p>mapa</p>\n")]
    fn a_notice_is_text_and_no_more(#[case] markdown: &str, #[case] html: &str) {
        assert_eq!(Prose::of(markdown).to_string(), html);
    }

    #[test]
    fn a_manual_has_explained_tables_its_own_pictures_and_links_that_are_served() {
        let markdown = "## Qué y cuándo\n\n| cuándo | qué |\n|---|---|\n| hoy | esto |\n\n<!-- ayuda: x -->\n## Otra\n\n[El partido](manual-partido.md#a) [Más](permisos.md)\n\n![Una \"lista\"](imagenes/portal.png) ![nada](https://otro.mx/x.png)\n";
        let html = Prose::manual(markdown, true).to_string();
        assert!(
            html.contains("<caption class=\"visually-hidden\">Qué y cuándo</caption>"),
            "{html}"
        );
        assert!(html.contains("<h2 id=\"otra\">Otra</h2>"), "{html}");
        assert!(html.contains("<h2 id=\"qué-y-cuándo\">"), "{html}");
        assert!(html.contains("<th scope=\"col\">cuándo</th>"));
        assert!(html.contains("href=\"/ayuda/manual/partido\""));
        assert!(html.contains("href=\"/ayuda\""));
        assert!(
            html.contains("<img src=\"/ayuda/imagenes/portal.png\" alt=\"Una &quot;lista&quot;\"")
        );
        assert!(!html.contains("otro.mx") && !html.contains("ayuda: x"));
        let section = Prose::manual(markdown, false).to_string();
        assert!(!section.contains("<img") && !section.contains(" id="));
    }
}
