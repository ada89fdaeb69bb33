//! The rules, each a function from a page to what is wrong with it.

use scraper::ElementRef;

use super::{Page, tag, text};

/// A rule: what is wrong with a page.
pub(super) type Rule = fn(&Page<'_>) -> Vec<String>;

/// Every rule.
pub(super) const ALL: [Rule; 15] = [
    well_formed,
    language_and_title,
    unique_ids,
    one_main_heading,
    headings_without_jumps,
    landmarks,
    named_controls,
    named_actions,
    grouped_choices,
    targets_exist,
    nothing_inline,
    nothing_untranslated,
    described_images,
    explained_tables,
    one_place_of_focus,
];

fn fault_if(wrong: bool, words: impl FnOnce() -> String) -> Option<String> {
    wrong.then(words)
}

/// The parser had nothing to guess: this also finds nested forms, stray end tags and repeated attributes.
fn well_formed(page: &Page<'_>) -> Vec<String> {
    page.document
        .errors
        .iter()
        .map(|error| format!("malformed HTML: {error}"))
        .collect()
}

fn language_and_title(page: &Page<'_>) -> Vec<String> {
    let language = page
        .all("html[lang]")
        .into_iter()
        .any(|html| html.attr("lang") != Some(""));
    let title = page
        .all("head > title")
        .into_iter()
        .any(|title| !text(title).is_empty());
    let viewport = page.all("meta[name=viewport]").len() == 1;
    [
        fault_if(!language, || "the document has no language".to_owned()),
        fault_if(!title, || "the title is empty".to_owned()),
        fault_if(!viewport, || "the viewport is not set once".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn unique_ids(page: &Page<'_>) -> Vec<String> {
    let wrong = page.ids.iter().filter_map(|(id, count)| {
        if id.is_empty() || id.contains(char::is_whitespace) {
            return Some(format!("the id «{id}» is empty or has a space"));
        }
        fault_if(*count > 1, || {
            format!("the id «{id}» is used {count} times")
        })
    });
    wrong.collect()
}

fn one_main_heading(page: &Page<'_>) -> Vec<String> {
    let found = page.all("h1");
    let empty = page
        .all("h1, h2, h3, h4, h5, h6")
        .into_iter()
        .filter(|h| text(*h).is_empty());
    let empty = empty.map(|h| format!("an empty heading: {}", tag(h)));
    fault_if(found.len() != 1, || {
        format!("{} main headings instead of one", found.len())
    })
    .into_iter()
    .chain(empty)
    .collect()
}

/// The first heading may be the second level: the error summary stands before the main heading.
fn headings_without_jumps(page: &Page<'_>) -> Vec<String> {
    let mut last = 1;
    let mut faults = Vec::new();
    for heading in page.all("h1, h2, h3, h4, h5, h6") {
        let level = heading
            .value()
            .name()
            .bytes()
            .last()
            .map_or(0, |digit| digit - b'0');
        if level > last + 1 {
            faults.push(format!(
                "«{}» jumps from level {last} to {level}",
                text(heading)
            ));
        }
        last = level;
    }
    faults
}

fn landmarks(page: &Page<'_>) -> Vec<String> {
    let mains = page.all("main").len();
    let navs = page.all("nav, aside, section[role=region]");
    let unnamed = navs
        .iter()
        .filter(|nav| name_by_attribute(page, **nav).is_empty());
    let unnamed = unnamed.map(|nav| format!("a landmark without a name: {}", tag(*nav)));
    fault_if(mains != 1, || {
        format!("{mains} main landmarks instead of one")
    })
    .into_iter()
    .chain(unnamed)
    .collect()
}

/// The name that attributes give an element.
fn name_by_attribute(page: &Page<'_>, element: ElementRef<'_>) -> String {
    let label = element
        .attr("aria-label")
        .unwrap_or_default()
        .trim()
        .to_owned();
    if !label.is_empty() {
        return label;
    }
    page.text_of(element.attr("aria-labelledby").unwrap_or_default())
}

fn named_controls(page: &Page<'_>) -> Vec<String> {
    let controls = page.all("input, select, textarea, progress, meter");
    let asked = |control: &ElementRef<'_>| {
        !matches!(
            control.attr("type"),
            Some("hidden" | "submit" | "button" | "reset" | "image")
        )
    };
    let unnamed = controls.into_iter().filter(asked).filter(|control| {
        name_by_attribute(page, *control).is_empty() && labels(page, *control).is_empty()
    });
    unnamed
        .map(|control| format!("a control without a label: {}", tag(control)))
        .collect()
}

/// The text of the labels of a control, by id or around it.
fn labels(page: &Page<'_>, control: ElementRef<'_>) -> String {
    let id = control.attr("id").unwrap_or_default();
    let tied = page
        .all("label[for]")
        .into_iter()
        .filter(|label| label.attr("for") == Some(id));
    let around = control.ancestors().filter_map(ElementRef::wrap);
    let around = around.filter(|outer| outer.value().name() == "label");
    tied.chain(around).map(text).collect()
}

fn named_actions(page: &Page<'_>) -> Vec<String> {
    let actions = page.all("button, a[href], summary, input[type=submit], input[type=button]");
    let unnamed = actions.into_iter().filter(|action| {
        let images = action.descendants().filter_map(ElementRef::wrap);
        let pictured = images
            .filter_map(|image| image.attr("alt"))
            .any(|alt| !alt.is_empty());
        let valued = action.attr("value").is_some_and(|value| !value.is_empty())
            && action.value().name() == "input";
        text(*action).is_empty()
            && name_by_attribute(page, *action).is_empty()
            && !pictured
            && !valued
    });
    unnamed
        .map(|action| format!("a button or link without words: {}", tag(action)))
        .collect()
}

fn grouped_choices(page: &Page<'_>) -> Vec<String> {
    let radios = page.all("input[type=radio]").into_iter().filter(|radio| {
        let mut outer = radio.ancestors().filter_map(ElementRef::wrap);
        !outer.any(|outer| outer.value().name() == "fieldset")
    });
    let radios = radios.map(|radio| format!("a radio outside a group: {}", tag(radio)));
    let groups = page.all("fieldset").into_iter().filter(|group| {
        let first = group.children().find_map(ElementRef::wrap);
        !first.is_some_and(|legend| legend.value().name() == "legend" && !text(legend).is_empty())
    });
    radios
        .chain(groups.map(|group| format!("a group without a legend: {}", tag(group))))
        .collect()
}

/// Attributes that hold ids, or one id, of other elements.
const REFERENCES: [&str; 6] = [
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "for",
    "list",
    "data-mostrar",
];

fn targets_exist(page: &Page<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for attribute in REFERENCES {
        for element in page.all(&format!("[{attribute}]")) {
            let ids = element.attr(attribute).unwrap_or_default();
            let missing = ids.split_whitespace().filter(|id| !page.has_id(id));
            faults
                .extend(missing.map(|id| format!("{attribute} names «{id}», which is not there")));
            if ids.trim().is_empty() {
                faults.push(format!("an empty {attribute}: {}", tag(element)));
            }
        }
    }
    for link in page.all("a[href^='#']") {
        let id = link
            .attr("href")
            .unwrap_or_default()
            .trim_start_matches('#');
        faults.extend(fault_if(!page.has_id(id), || {
            format!("a link to «#{id}», which is not there")
        }));
    }
    for label in page.all("label[for]") {
        let id = label.attr("for").unwrap_or_default();
        let target = page.all(&format!("[id=\"{id}\"]"));
        let labelable = [
            "input", "select", "textarea", "button", "progress", "meter", "output",
        ];
        let wrong = target
            .iter()
            .find(|target| !labelable.contains(&target.value().name()));
        faults
            .extend(wrong.map(|target| format!("a label of what is no control: {}", tag(*target))));
    }
    faults
}

/// The content security policy forbids what is inline; a new tab is never opened.
fn nothing_inline(page: &Page<'_>) -> Vec<String> {
    let mut faults: Vec<String> = page
        .all("[style], style, script:not([src]), [target], a[href^='javascript:' i], base, iframe")
        .into_iter()
        .map(|element| format!("not allowed here: {}", tag(element)))
        .collect();
    for element in page.all("*") {
        let mut handlers = element
            .value()
            .attrs()
            .filter(|(name, _)| name.starts_with("on"));
        faults.extend(
            handlers
                .next()
                .map(|_| format!("an inline handler: {}", tag(element))),
        );
    }
    faults
}

/// What a template leaves behind when nobody filled it in.
const LEFT_BEHIND: [&str; 9] = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "TODO:",
    "FIXME",
    "i18n:",
    "Lorem ipsum",
];

fn nothing_untranslated(page: &Page<'_>) -> Vec<String> {
    let left = LEFT_BEHIND
        .iter()
        .filter(|mark| page.source.contains(**mark));
    left.map(|mark| format!("«{mark}» was left on the page"))
        .collect()
}

fn described_images(page: &Page<'_>) -> Vec<String> {
    let images = page.all("img:not([alt])");
    let drawings = page.all("svg:not([aria-hidden=true]):not([role=img])");
    let found = images.into_iter().chain(drawings);
    found
        .map(|image| format!("an image that nobody described: {}", tag(image)))
        .collect()
}

fn explained_tables(page: &Page<'_>) -> Vec<String> {
    let tables = page.all("table").into_iter().filter(|table| {
        let mut inner = table.children().filter_map(ElementRef::wrap);
        !inner.any(|first| first.value().name() == "caption" && !text(first).is_empty())
    });
    let heads = page.all("th:not([scope])");
    let tables = tables.map(|table| format!("a table without a caption: {}", tag(table)));
    tables
        .chain(
            heads
                .into_iter()
                .map(|head| format!("a head without scope: {}", tag(head))),
        )
        .collect()
}

fn one_place_of_focus(page: &Page<'_>) -> Vec<String> {
    let focused = page.all("[autofocus]").len();
    let ordered = page
        .all("[tabindex]")
        .into_iter()
        .filter(|element| !matches!(element.attr("tabindex"), Some("0" | "-1")));
    let ordered = ordered.map(|element| format!("a made-up order of focus: {}", tag(element)));
    let unseen = page
        .all("a[aria-hidden=true], button[aria-hidden=true], [aria-hidden=true] :is(a[href], button, input)")
        .into_iter()
        .filter(|element| element.attr("tabindex") != Some("-1"))
        .map(|element| format!("focus on what is hidden: {}", tag(element)));
    fault_if(focused > 1, || {
        format!("{focused} elements ask for the focus")
    })
    .into_iter()
    .chain(ordered)
    .chain(unseen)
    .collect()
}
