//! A candidacy's photographs on the pages of the panel: at addresses that answer only to who may read its answers.

use app::App;
use domain::id::CandidacyId;
use domain::key::FieldKey;
use domain::questionnaire::Photograph;

use crate::ui::Picture;

/// The photographs of one candidacy.
#[derive(Clone, Copy)]
pub struct Pictures<'a> {
    /// Who seals them.
    pub app: &'a App,
    /// The candidacy.
    pub id: CandidacyId,
}

impl Pictures<'_> {
    /// A photograph that is saved.
    pub fn of(&self, photograph: &Photograph) -> Picture {
        self.sealed(&self.app.sealed(self.id, photograph), &photograph.described)
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
        format!("/panel/captura/{}/imagen/{token}", self.id)
    }

    /// Where the photograph of a field is turned and framed.
    pub fn framing(&self, field: &FieldKey) -> String {
        format!("/panel/captura/{}/encuadre/{field}", self.id)
    }
}
