//! Whether a finished page is sound: what every page's test asks of the HTML it rendered.
//!
//! ```ignore
//! page_check::check(&page.render()?).expect("a sound page");
//! ```

mod rules;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;

use scraper::{ElementRef, Html, Selector};

/// Everything that is wrong with a page, a sentence each.
pub(crate) struct Faults(pub(crate) Vec<String>);

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} faults:", self.0.len())?;
        self.0.iter().try_for_each(|fault| writeln!(f, "- {fault}"))
    }
}

/// Checks a whole document.
pub(crate) fn check(html: &str) -> Result<(), Faults> {
    let page = Page::read(html);
    let faults: Vec<String> = rules::ALL.iter().flat_map(|rule| rule(&page)).collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Faults(faults))
    }
}

/// A document with what the rules look up in it.
pub(crate) struct Page<'a> {
    source: &'a str,
    document: Html,
    ids: HashMap<String, usize>,
}

impl<'a> Page<'a> {
    fn read(source: &'a str) -> Self {
        let document = Html::parse_document(source);
        let mut ids = HashMap::new();
        for element in document.select(&selector("[id]")) {
            *ids.entry(element.attr("id").unwrap_or_default().to_owned())
                .or_insert(0) += 1;
        }
        Self {
            source,
            document,
            ids,
        }
    }

    fn all(&self, query: &str) -> Vec<ElementRef<'_>> {
        self.document.select(&selector(query)).collect()
    }

    fn has_id(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// The text of the elements that a list of ids names.
    fn text_of(&self, ids: &str) -> String {
        let named = ids
            .split_whitespace()
            .flat_map(|id| self.all(&format!("[id=\"{id}\"]")));
        named.map(text).collect::<Vec<_>>().join(" ")
    }
}

fn selector(query: &str) -> Selector {
    Selector::parse(query).expect("a selector written in this module")
}

/// The text of an element, trimmed.
fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

/// The opening tag, to name an element in a fault.
fn tag(element: ElementRef<'_>) -> String {
    let html = element.html();
    let end = html.find('>').map_or(html.len(), |at| at + 1);
    html[..end].to_owned()
}
