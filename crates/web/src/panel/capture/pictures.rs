//! A candidacy's photographs on pages that are not public: at addresses that answer only to who may read its answers, or
//! to who has the link by which the person confirms them.

use app::App;
use domain::id::CandidacyId;
use domain::key::FieldKey;
use domain::questionnaire::Photograph;

use crate::ui::Picture;

/// The photographs of one candidacy.
#[derive(Clone, Copy)]
pub struct Pictures<'a> {
    app: &'a App,
    id: CandidacyId,
    link: Option<&'a str>,
}

impl<'a> Pictures<'a> {
    /// For who reads its answers with a session.
    pub const fn of_candidacy(app: &'a App, id: CandidacyId) -> Self {
        let link = None;
        Self { app, id, link }
    }

    /// For who reads them by the one-time link with this code.
    pub const fn of_link(app: &'a App, id: CandidacyId, code: &'a str) -> Self {
        let link = Some(code);
        Self { app, id, link }
    }

    /// A photograph that is saved.
    pub fn of(&self, photograph: &Photograph) -> Picture {
        self.sealed(&self.token(photograph), &photograph.described)
    }

    /// A photograph as a form of this candidacy holds it.
    pub fn token(&self, photograph: &Photograph) -> String {
        self.app.sealed(self.id, photograph)
    }

    /// What a form holds as a photograph, without its words; none if it was not sealed for this candidacy.
    pub fn unsealed(&self, token: &str) -> Option<Photograph> {
        self.app.unsealed(self.id, token)
    }

    /// A photograph by its sealed token.
    pub fn sealed(&self, token: &str, alt: &str) -> Picture {
        Picture {
            src: self.address(token),
            alt: if alt.is_empty() {
                "Fotografía sin descripción".to_owned()
            } else {
                alt.to_owned()
            },
        }
    }

    /// Where the bytes of a photograph are.
    pub fn address(&self, token: &str) -> String {
        match self.link {
            Some(code) => format!("/confirmar/{code}/imagen/{token}"),
            None => format!("/panel/captura/{}/imagen/{token}", self.id),
        }
    }

    /// Where the photograph of a field is turned and framed.
    pub fn framing(&self, field: &FieldKey) -> String {
        format!("/panel/captura/{}/encuadre/{field}", self.id)
    }
}
