//! A candidacy as voters see it: the person first.

use askama::Template;

use super::badge::State;
use super::component::component;

/// A person, what they run for and who postulates them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Name as on the ballot.
    pub name: String,
    /// Nickname as on the ballot.
    pub nickname: Option<String>,
    /// Office: `Diputación por mayoría relativa`.
    pub office: String,
    /// Place: `Distrito 5, Gómez Palacio`.
    pub place: String,
    /// Role in the formula or list, where it matters: `Suplente`, `Fórmula 3`.
    pub position: Option<String>,
    /// Who postulates; empty for an independent.
    pub parties: Vec<Party>,
    /// Name of the coalition or common candidacy, or what an independent is called.
    pub alliance: Option<String>,
    /// The photograph.
    pub photo: Option<Portrait>,
}

/// A published photograph: its addresses in three sizes, and what it is in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portrait {
    /// 160 pixels across.
    pub small: String,
    /// 480 pixels across.
    pub medium: String,
    /// 960 pixels across.
    pub large: String,
    /// What it is in words.
    pub alt: String,
}

/// A party as a small sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Full name.
    pub name: String,
    /// Short name, shown where there is no emblem.
    pub short: String,
    /// Address of the emblem.
    pub emblem: Option<String>,
}

/// One line on the state of a candidacy's information.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateLine {
    /// Its colour and drawing.
    pub state: State,
    /// The words.
    pub words: String,
}

impl Person {
    /// The letter that stands for a missing photo: the first of the name, in capitals.
    #[must_use]
    pub fn initial(&self) -> String {
        let letter = self.name.chars().find(|c| c.is_alphabetic());
        letter.map_or_else(|| "?".to_owned(), |c| c.to_uppercase().collect())
    }
}

/// A card in a list of candidacies: the whole of it is one link.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/person_card.html")]
pub struct PersonCard {
    /// The person.
    pub person: Person,
    /// Address of the profile.
    pub href: String,
    /// What is known of the information, where it is not published.
    pub line: Option<StateLine>,
}

/// The head of a profile. It holds the page's main heading, so the page's template puts it in its `heading`
/// block.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "ui/person_head.html")]
pub struct PersonHead {
    /// The person.
    pub person: Person,
    /// What is known of the information.
    pub line: Option<StateLine>,
}

component!(PersonCard, PersonHead);
