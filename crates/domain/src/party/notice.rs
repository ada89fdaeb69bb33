//! A party's own privacy notice, and the evidence that a person was shown it before the party's people type that
//! person's data (R12; DGO 16 and 36, CDMX 17 and 37).

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::activity::{Act, Action, Author, Subject};
use crate::id::{CandidacyId, DisclosureId, PartyNoticeId};
use crate::key::PartyKey;
use crate::questionnaire::{clean_text, hex, is_link};
use crate::record::{Decided, Record};
use crate::time::Instant;

/// Most characters of a notice's text.
const TEXT_MAX: usize = 40_000;
/// Most characters of a note on how the notice was shown.
const NOTE_MAX: usize = 500;

/// Where the notice is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoticeText {
    /// Its text, kept here.
    Text {
        /// The text.
        text: String,
    },
    /// A page of the party.
    Link {
        /// Its address: http or https.
        address: String,
    },
}

/// One version of a party's notice. Versions stay: evidence names the one that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyNotice {
    /// Identifier.
    pub id: PartyNoticeId,
    /// The party.
    pub party: PartyKey,
    /// Its number, from 1.
    pub version: u32,
    /// Where it is.
    pub text: NoticeText,
    /// Since when.
    pub at: Instant,
}

impl Record for PartyNotice {
    const KIND: &'static str = "party-notice";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// Why a party's notice was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartyNoticeRefusal {
    /// Neither text nor link, or too long.
    #[error(
        "Escriba el texto del aviso (hasta 40,000 caracteres) o la dirección de la página donde está."
    )]
    Missing,
    /// Not a link.
    #[error(
        "La dirección del aviso no parece una página web. Escríbala completa, por ejemplo https://partido.example/aviso."
    )]
    Link,
}

impl PartyNotice {
    /// Registers a version of the party's notice.
    ///
    /// # Errors
    /// [`PartyNoticeRefusal`].
    pub fn register(
        id: PartyNoticeId,
        party: PartyKey,
        before: Option<&Self>,
        text: NoticeText,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, PartyNoticeRefusal> {
        let text = match text {
            NoticeText::Text { text } => NoticeText::Text {
                text: Some(clean_text(&text))
                    .filter(|text| (1..=TEXT_MAX).contains(&text.chars().count()))
                    .ok_or(PartyNoticeRefusal::Missing)?,
            },
            NoticeText::Link { address } => NoticeText::Link {
                address: Some(clean_text(&address))
                    .filter(|address| is_link(address))
                    .ok_or(PartyNoticeRefusal::Link)?,
            },
        };
        let notice = Self {
            id,
            party,
            version: before.map_or(0, |before| before.version) + 1,
            text,
            at,
        };
        let act = Act::new(
            at,
            by,
            Action::PartyNoticeRegistered,
            Subject::new(Self::KIND, id),
        )
        .with("party", &notice.party)
        .with("version", notice.version)
        .with("notice", notice.hash());
        Ok(Decided::new(notice, act))
    }

    /// SHA-256 in hexadecimal of the text or address.
    pub fn hash(&self) -> String {
        let (NoticeText::Text { text } | NoticeText::Link { address: text }) = &self.text;
        hex(&Sha256::digest(text.as_bytes()))
    }
}

/// How the notice was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisclosureForm {
    /// Read or given on paper, face to face.
    Paper,
    /// Sent by e-mail or message.
    Electronic,
    /// Shown on the party's own page.
    Page,
    /// Told aloud.
    Spoken,
}

impl DisclosureForm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Paper, Self::Electronic, Self::Page, Self::Spoken];

    /// The word of forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Paper => "papel",
            Self::Electronic => "electronico",
            Self::Page => "pagina",
            Self::Spoken => "verbal",
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Paper => "En papel, entregado en persona",
            Self::Electronic => "Por correo electrónico o mensaje",
            Self::Page => "En la página del partido",
            Self::Spoken => "De viva voz",
        }
    }
}

/// The evidence that a candidacy's person was shown the party's notice. A fact: nothing changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// Identifier.
    pub id: DisclosureId,
    /// The candidacy.
    pub candidacy: CandidacyId,
    /// The version that was shown.
    pub notice: PartyNoticeId,
    /// When it was shown.
    pub shown: Instant,
    /// How.
    pub form: DisclosureForm,
    /// What else is to be said of it; may be empty.
    pub note: String,
    /// SHA-256 in hexadecimal of the evidence, if a file was uploaded.
    pub evidence: Option<String>,
    /// When it was recorded.
    pub recorded: Instant,
}

impl Record for Disclosure {
    const KIND: &'static str = "disclosure";
    type Facts = ();
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// Why evidence was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureRefusal {
    /// Later than now.
    #[error("La fecha en que se mostró el aviso no puede ser futura.")]
    InFuture,
    /// The note is too long.
    #[error("La nota es demasiado larga: caben 500 caracteres.")]
    Note,
}

impl Disclosure {
    /// Records that the person of `candidacy` was shown `notice`, which may have been before it was registered here.
    ///
    /// # Errors
    /// [`DisclosureRefusal`].
    #[expect(clippy::too_many_arguments, reason = "each is a datum of the evidence")]
    pub fn record(
        id: DisclosureId,
        candidacy: CandidacyId,
        notice: &PartyNotice,
        shown: Instant,
        form: DisclosureForm,
        note: &str,
        evidence: Option<String>,
        by: Author,
        at: Instant,
    ) -> Result<Decided<Self>, DisclosureRefusal> {
        let note = clean_text(note);
        if note.chars().count() > NOTE_MAX {
            return Err(DisclosureRefusal::Note);
        }
        if shown > at {
            return Err(DisclosureRefusal::InFuture);
        }
        let act = Act::new(
            at,
            by,
            Action::NoticeDisclosed,
            Subject::new(Self::KIND, id),
        )
        .with("candidacy", candidacy)
        .with("notice", notice.id);
        let disclosure = Self {
            id,
            candidacy,
            notice: notice.id,
            shown,
            form,
            note,
            evidence,
            recorded: at,
        };
        let act = match &disclosure.evidence {
            Some(evidence) => act.with("evidence", evidence),
            None => act,
        };
        Ok(Decided::new(disclosure, act))
    }
}
