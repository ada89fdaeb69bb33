//! The catalogue of grounds for a remark: closed for who validates, editable by the institute (R21). It begins with what
//! the profile brings; each change is an edition of its own, so that a remark keeps the wording by which it was made.

use serde::{Deserialize, Serialize};

use crate::activity::{Act, Action, Author, Subject};
use crate::key::GroundKey;
use crate::profile::{Ground, Profile};
use crate::record::{Decided, Record};
use crate::time::Instant;

/// Most characters of a ground's name.
pub const LONGEST_NAME: usize = 150;
/// Most characters of its description, and of its legal basis.
pub const LONGEST_TEXT: usize = 1_000;

/// One wording of a ground, in force until the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundEdition {
    /// The ground.
    pub key: GroundKey,
    /// Its edition, from 1; 0 is the profile's.
    pub edition: u32,
    /// Its name in a list.
    pub name: String,
    /// What it means, for who writes and for who validates.
    pub description: String,
    /// The legal ground that the institute's legal unit confirms.
    pub legal_basis: String,
    /// Whether no new remark may be made by it.
    pub retired: bool,
    /// Since when.
    pub at: Instant,
}

impl Record for GroundEdition {
    const KIND: &'static str = "ground";
    type Facts = ();
    fn id(&self) -> String {
        format!("{}:{}", self.key, self.edition)
    }
}

/// What a ground says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its legal basis.
    pub legal_basis: String,
}

/// Why the catalogue did not change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroundRefusal {
    /// There is one with this key.
    #[error("Ya hay una causal con esta clave.")]
    AlreadyThere,
    /// There is none.
    #[error("No existe esa causal.")]
    Unknown,
    /// Somebody changed it meanwhile.
    #[error("Otra persona cambió esta causal mientras usted la editaba. Revísela como está ahora.")]
    ChangedMeanwhile,
    /// It says the same.
    #[error("La causal ya dice eso: no hay nada que cambiar.")]
    SameWording,
    /// A text is missing.
    #[error("Escriba el nombre, la descripción y el fundamento.")]
    Empty,
    /// A text is too long.
    #[error("Un texto es demasiado largo: el nombre admite 150 caracteres y los demás 1,000.")]
    TooLong,
    /// Without any, nothing can be returned.
    #[error("Es la última causal en uso: agregue otra antes de retirarla.")]
    LastOne,
    /// It is retired already, or in use already.
    #[error("La causal ya está así.")]
    AlreadySo,
}

/// The catalogue with all its editions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// By ground in the order in which they came, each with its editions, the first one first.
    grounds: Vec<Vec<Entry>>,
}

/// One edition of a ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it says.
    pub ground: Ground,
    /// Which one it is.
    pub edition: u32,
    /// Whether no new remark may be made by it.
    pub retired: bool,
    /// Since when; none for the profile's.
    pub at: Option<Instant>,
}

impl Catalogue {
    /// The profile's grounds with the editions made since, in the order in which they were made.
    pub fn of(profile: &Profile, editions: &[GroundEdition]) -> Self {
        let first = |ground: &Ground| {
            vec![Entry {
                ground: ground.clone(),
                edition: 0,
                retired: false,
                at: None,
            }]
        };
        let mut catalogue = Self {
            grounds: profile.grounds.iter().map(first).collect(),
        };
        for edition in editions {
            catalogue.add(edition);
        }
        catalogue
    }

    fn add(&mut self, edition: &GroundEdition) {
        let entry = Entry {
            ground: Ground {
                key: edition.key.clone(),
                name: edition.name.clone(),
                description: edition.description.clone(),
                legal_basis: edition.legal_basis.clone(),
            },
            edition: edition.edition,
            retired: edition.retired,
            at: Some(edition.at),
        };
        let known = |editions: &&mut Vec<Entry>| editions[0].ground.key == edition.key;
        match self.grounds.iter_mut().find(known) {
            Some(editions) => editions.push(entry),
            None => self.grounds.push(vec![entry]),
        }
    }

    /// Every edition of a ground, the first one first; empty if there is no such ground.
    pub fn editions(&self, key: &GroundKey) -> &[Entry] {
        let own = |editions: &&Vec<Entry>| editions[0].ground.key == *key;
        self.grounds.iter().find(own).map_or(&[], Vec::as_slice)
    }

    /// The latest edition of each ground, also of retired ones.
    pub fn latest(&self) -> impl Iterator<Item = &Entry> {
        self.grounds.iter().filter_map(|editions| editions.last())
    }

    /// The grounds by which a remark may be made now.
    pub fn in_force(&self) -> impl Iterator<Item = &Entry> {
        self.latest().filter(|entry| !entry.retired)
    }

    /// The edition by which a remark may be made now; none for one that is retired or unknown.
    pub fn edition_in_force(&self, key: &GroundKey) -> Option<u32> {
        let latest = self.editions(key).last()?;
        (!latest.retired).then_some(latest.edition)
    }

    /// One edition of a ground: the wording of an old remark.
    pub fn find(&self, key: &GroundKey, edition: u32) -> Option<&Ground> {
        let own = |entry: &&Entry| entry.edition == edition;
        self.editions(key)
            .iter()
            .find(own)
            .map(|entry| &entry.ground)
    }

    /// A new ground.
    ///
    /// # Errors
    /// [`GroundRefusal`].
    pub fn adding(
        &self,
        key: GroundKey,
        wording: Wording,
        by: Author,
        at: Instant,
    ) -> Result<Decided<GroundEdition>, GroundRefusal> {
        if !self.editions(&key).is_empty() {
            return Err(GroundRefusal::AlreadyThere);
        }
        let wording = wording.checked()?;
        Ok(edition(key, 1, wording, false, Action::GroundAdded, by, at))
    }

    /// Another wording of a ground; `seen` is the edition that was on the screen.
    ///
    /// # Errors
    /// [`GroundRefusal`].
    pub fn rewording(
        &self,
        key: &GroundKey,
        seen: u32,
        wording: Wording,
        by: Author,
        at: Instant,
    ) -> Result<Decided<GroundEdition>, GroundRefusal> {
        let latest = self.seen(key, seen)?;
        let wording = wording.checked()?;
        if wording == Wording::of(&latest.ground) {
            return Err(GroundRefusal::SameWording);
        }
        let action = Action::GroundReworded;
        let next = latest.edition + 1;
        Ok(edition(
            key.clone(),
            next,
            wording,
            latest.retired,
            action,
            by,
            at,
        ))
    }

    /// Takes a ground out of use, or puts it back; `seen` is the edition that was on the screen.
    ///
    /// # Errors
    /// [`GroundRefusal`].
    pub fn retiring(
        &self,
        key: &GroundKey,
        seen: u32,
        retired: bool,
        by: Author,
        at: Instant,
    ) -> Result<Decided<GroundEdition>, GroundRefusal> {
        let latest = self.seen(key, seen)?;
        if latest.retired == retired {
            return Err(GroundRefusal::AlreadySo);
        }
        if retired && self.in_force().count() == 1 {
            return Err(GroundRefusal::LastOne);
        }
        let action = match retired {
            true => Action::GroundRetired,
            false => Action::GroundRestored,
        };
        let wording = Wording::of(&latest.ground);
        let next = latest.edition + 1;
        Ok(edition(key.clone(), next, wording, retired, action, by, at))
    }

    fn seen(&self, key: &GroundKey, seen: u32) -> Result<&Entry, GroundRefusal> {
        let latest = self.editions(key).last().ok_or(GroundRefusal::Unknown)?;
        match latest.edition == seen {
            true => Ok(latest),
            false => Err(GroundRefusal::ChangedMeanwhile),
        }
    }
}

impl Wording {
    fn of(ground: &Ground) -> Self {
        Self {
            name: ground.name.clone(),
            description: ground.description.clone(),
            legal_basis: ground.legal_basis.clone(),
        }
    }

    fn checked(self) -> Result<Self, GroundRefusal> {
        let texts = [
            (&self.name, LONGEST_NAME),
            (&self.description, LONGEST_TEXT),
            (&self.legal_basis, LONGEST_TEXT),
        ];
        if texts.iter().any(|(text, _)| text.trim().is_empty()) {
            return Err(GroundRefusal::Empty);
        }
        if texts
            .iter()
            .any(|(text, most)| text.chars().count() > *most)
        {
            return Err(GroundRefusal::TooLong);
        }
        Ok(self)
    }
}

fn edition(
    key: GroundKey,
    edition: u32,
    wording: Wording,
    retired: bool,
    action: Action,
    by: Author,
    at: Instant,
) -> Decided<GroundEdition> {
    let act =
        Act::new(at, by, action, Subject::new(GroundEdition::KIND, &key)).with("edition", edition);
    let ground = GroundEdition {
        key,
        edition,
        name: wording.name,
        description: wording.description,
        legal_basis: wording.legal_basis,
        retired,
        at,
    };
    let act = Act {
        subject: Subject::new(GroundEdition::KIND, ground.id()),
        ..act
    };
    Decided::new(ground, act)
}
