//! The addresses of the portal's pages, and what a page is once made.

use domain::id::CandidacyId;
use domain::questionnaire::FileHash;
use domain::time::Instant;

use crate::portal::list::Query;

/// The list of candidacies.
pub(crate) const LIST: &str = "/candidaturas";
/// Help.
pub(crate) const HELP: &str = "/ayuda";
/// The blank questionnaire.
pub(crate) const QUESTIONNAIRE: &str = "/ayuda/cuestionario";
/// The same to be printed.
pub(crate) const QUESTIONNAIRE_PAPER: &str = "/ayuda/cuestionario.pdf";
/// The notices of privacy.
pub(crate) const PRIVACY: &str = "/privacidad";

/// A page of the portal, by what it shows: two spellings of one list are one address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Address {
    /// The first page.
    Home,
    /// A list.
    List(Box<Query>),
    /// A candidacy.
    Candidacy(CandidacyId),
    /// The institute's notices.
    Privacy,
    /// The statement on accessibility.
    Accessibility,
    /// Help.
    Help,
    /// A manual, by its slug.
    Manual(&'static str),
    /// The blank questionnaire.
    Questionnaire,
}

/// A finished page and how long it holds.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// The document.
    pub(crate) html: String,
    /// The first instant at which it may read differently though nothing was written.
    pub(crate) until: Instant,
}

impl Rendered {
    /// A page that reads the same as long as the program runs.
    pub(crate) const fn for_good(html: String) -> Self {
        Self {
            html,
            until: Instant::from_micros(i64::MAX),
        }
    }
}

/// The address of a candidacy's page.
pub(crate) fn candidacy(id: CandidacyId) -> String {
    format!("{LIST}/{id}")
}

/// The address of a published photograph: by its content, so that whoever has it need not read it again, and by its
/// candidacy, whose profile decides whether it is shown.
pub(crate) fn photograph(id: CandidacyId, hash: &FileHash) -> String {
    format!("/fotos/{id}/{hash}.jpg")
}
