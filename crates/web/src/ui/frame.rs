//! What surrounds every page: who serves it, where one is, for whom one acts and what is due.

use std::sync::Arc;

use super::contrast::Palette;
use super::errors::ErrorSummary;
use super::notice::{Link, Notice};
use crate::manual::Help;

/// What is the same on every page of an instance. Made once at start.
#[derive(Clone, Debug)]
pub struct Site {
    /// Full name of the institute.
    pub institute: String,
    /// Its short name.
    pub short_name: String,
    /// Name of the electoral process.
    pub process: String,
    /// Its colours, checked.
    pub palette: Palette,
    /// Address of the assets, without a slash at the end ([`super::assets::Assets::base`]).
    pub assets: String,
    /// That this is not the real thing, where it is not.
    pub ribbon: Option<Ribbon>,
    /// Addresses that every page links to.
    pub routes: Routes,
    /// Where people reach the site, without a slash at the end; nothing where the installation does not say.
    pub outside: String,
}

/// Addresses that every page links to.
#[derive(Clone, Debug)]
pub struct Routes {
    /// The portal's first page.
    pub portal: String,
    /// The panel's first page.
    pub panel: String,
    /// Help.
    pub help: String,
    /// Contact.
    pub contact: String,
    /// Accessibility statement.
    pub accessibility: String,
    /// Privacy notice.
    pub privacy: String,
    /// Where the sign-out form posts.
    pub sign_out: String,
    /// A page whose request keeps the session alive.
    pub stay: String,
}

impl Default for Routes {
    fn default() -> Self {
        let address = str::to_owned;
        Self {
            portal: address("/"),
            panel: address("/panel"),
            help: address("/ayuda"),
            contact: address("/contacto"),
            accessibility: address("/accesibilidad"),
            privacy: address("/avisos"),
            sign_out: address("/salir"),
            stay: address("/sesion"),
        }
    }
}

/// That what is seen is a demonstration or a rehearsal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ribbon {
    /// Which: `Demostración`, `Ensayo`.
    pub name: String,
    /// What that means.
    pub text: String,
    /// The date and hour that the instance believes it is, in words, where it is not today's.
    pub simulated: Option<String>,
}

/// Whoever is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub name: String,
    /// What they are here: `Persona supervisora`.
    pub role: String,
    /// For whom they act: a party, a candidacy, the institute's area.
    pub acts_for: String,
}

/// What is due on this page and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// What is due: `Captura`.
    pub what: String,
    /// What is left and when it ends: `Faltan 3 días: termina el miércoles 24 de abril a las 23:59 (hora del centro)`.
    pub words: String,
    /// The last instant as in the `datetime` attribute of HTML.
    pub machine: String,
    /// Which colour: in term, attention when it is near, closed when it is over.
    pub state: super::badge::State,
}

/// How long the session lasts without activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLimit {
    /// Seconds until it ends if nothing happens.
    pub seconds: u64,
    /// The hour at which it ends, in words: `13:40`.
    pub hour: String,
}

/// One entry of the panel's menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// The words and the address.
    pub link: Link,
    /// Whether this page belongs to it.
    pub is_current: bool,
}

/// Everything around a page's own content. A page's struct has a field `frame: Frame`, and its template
/// extends `ui/panel.html`, `ui/portal.html` or `ui/plain.html`.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What is the same on every page.
    pub site: Arc<Site>,
    /// The page's name: its main heading and the first part of its title.
    pub title: String,
    /// The part of the product it belongs to: the second part of its title.
    pub section: Option<String>,
    /// The way here, from the first page to this one's parent.
    pub crumbs: Vec<Link>,
    /// The menu.
    pub menu: Vec<MenuItem>,
    /// Who is signed in.
    pub actor: Option<Actor>,
    /// What is due.
    pub due: Option<Due>,
    /// How long the session lasts.
    pub session: Option<SessionLimit>,
    /// The answer to what the person did on the page before.
    pub flash: Option<Notice>,
    /// The manual's section on this page.
    pub help: Option<Help>,
    /// What is wrong with the form.
    pub errors: ErrorSummary,
    /// Whether the page is a board that uses the whole width, or a column to read.
    pub is_wide: bool,
    /// What search engines and messengers show of a public page.
    pub description: Option<String>,
    /// The address by which a public page is known.
    pub canonical: Option<String>,
}

impl Frame {
    /// The frame of a page with this name.
    #[must_use]
    pub fn new(site: &Arc<Site>, title: impl Into<String>) -> Self {
        Self {
            site: Arc::clone(site),
            title: title.into(),
            section: None,
            crumbs: Vec::new(),
            menu: Vec::new(),
            actor: None,
            due: None,
            session: None,
            flash: None,
            help: None,
            errors: ErrorSummary::default(),
            is_wide: false,
            description: None,
            canonical: None,
        }
    }

    /// The part of the product it belongs to.
    #[must_use]
    pub fn section(mut self, section: impl Into<String>) -> Self {
        self.section = Some(section.into());
        self
    }

    /// One more step of the way here.
    #[must_use]
    pub fn crumb(mut self, words: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Link::new(words, href));
        self
    }

    /// One more entry of the menu.
    #[must_use]
    pub fn menu(
        mut self,
        words: impl Into<String>,
        href: impl Into<String>,
        is_current: bool,
    ) -> Self {
        self.menu.push(MenuItem {
            link: Link::new(words, href),
            is_current,
        });
        self
    }

    /// Who is signed in.
    #[must_use]
    pub fn actor(mut self, actor: Actor) -> Self {
        self.actor = Some(actor);
        self
    }

    /// What is due.
    #[must_use]
    pub fn due(mut self, due: Option<Due>) -> Self {
        self.due = due;
        self
    }

    /// How long the session lasts.
    #[must_use]
    pub fn session(mut self, limit: SessionLimit) -> Self {
        self.session = Some(limit);
        self
    }

    /// The answer to what the person did before.
    #[must_use]
    pub fn flash(mut self, notice: Option<Notice>) -> Self {
        self.flash = notice.map(Notice::answering);
        self
    }

    /// The manual's section on this page.
    #[must_use]
    pub fn help(mut self, help: Option<Help>) -> Self {
        self.help = help;
        self
    }

    /// What is wrong with the form. Say it also with status 422.
    #[must_use]
    pub fn errors(mut self, errors: ErrorSummary) -> Self {
        self.errors = errors;
        self
    }

    /// A board that uses the whole width.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }

    /// What search engines and messengers show.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The path by which a public page is known; outside, where the installation says at which address.
    #[must_use]
    pub fn canonical(mut self, path: impl AsRef<str>) -> Self {
        self.canonical = Some(format!("{}{}", self.site.outside, path.as_ref()));
        self
    }

    /// The document's title: page, section and institute; a wrong form says so first, because the title is
    /// the first thing that a screen reader says.
    #[must_use]
    pub fn document_title(&self) -> String {
        let wrong = if self.errors.is_empty() {
            ""
        } else {
            "Error: "
        };
        let parts = [
            Some(self.title.as_str()),
            self.section.as_deref(),
            Some(&self.site.short_name),
        ];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        format!("{wrong}{}", parts.join(" – "))
    }
}
