//! A text that an institute wrote in Markdown, as part of a page.

use std::fmt;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html};

use crate::ui::Link;

/// Headings, paragraphs, lists, quotations, emphasis and links. HTML in the text is shown as it is written and never
/// taken as HTML; pictures become their description; links open pages, mail and calls only.
pub(crate) struct Prose(String);

impl Prose {
    /// A text whose first heading comes below the page's own.
    pub(crate) fn of(markdown: &str) -> Self {
        let mut out = String::with_capacity(markdown.len() * 5 / 4);
        html::push_html(&mut out, Parser::new(markdown).filter_map(tamed));
        Self(out)
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
}
