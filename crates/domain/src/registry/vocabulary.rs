//! Offices, territories, parties and agreements as people write them: by key, by name or by initials, in any case
//! and with or without accents.

use std::collections::{BTreeSet, HashMap};

use super::folding::{folded, is_filler, roman, without_zeros};
use crate::key::{LevelKey, PartyKey};
use crate::profile::{Agreement, Level, Office, Party, Principle, Profile, Territory};

/// What a text may mean.
#[derive(Debug, Clone)]
pub(super) enum Meaning<T> {
    /// Nothing that is known.
    Unknown,
    /// One thing.
    One(T),
    /// Several things, and the text alone does not say which.
    Several(Vec<T>),
}

impl<T> Meaning<T> {
    fn of(mut all: Vec<T>) -> Self {
        match all.len() {
            0 => Self::Unknown,
            1 => Self::One(all.remove(0)),
            _ => Self::Several(all),
        }
    }

    /// Everything that may be meant.
    pub(super) fn all(self) -> Vec<T> {
        match self {
            Self::Unknown => Vec::new(),
            Self::One(one) => vec![one],
            Self::Several(all) => all,
        }
    }
}

type Words = BTreeSet<String>;

/// The profile's words, ready to be compared with; what a text means is remembered, since a file repeats it.
pub(super) struct Vocabulary<'a> {
    offices: Vec<(&'a Office, OfficeWords)>,
    territories: HashMap<(&'a LevelKey, String), Vec<&'a Territory>>,
    level_words: HashMap<&'a LevelKey, Words>,
    by_key: HashMap<&'a str, &'a Territory>,
    parties: HashMap<String, Vec<&'a Party>>,
    agreements: HashMap<String, Vec<&'a Agreement>>,
    every_agreement: &'a [Agreement],
    meant_offices: HashMap<String, Vec<&'a Office>>,
    meant_territories: HashMap<(&'a LevelKey, String), Meaning<&'a Territory>>,
}

struct OfficeWords {
    names: Vec<Words>,
    /// Words that may be written or left out: its principle's and its level's.
    aside: Words,
    /// Words of the other principle: never this office.
    against: &'static [&'static str],
}

const MAJORITY: [&str; 2] = ["mayoria", "relativa"];
const PROPORTIONAL: [&str; 2] = ["representacion", "proporcional"];

impl<'a> Vocabulary<'a> {
    pub(super) fn of(profile: &'a Profile) -> Self {
        let level_words: HashMap<&LevelKey, Words> = profile
            .levels
            .iter()
            .map(|level| (&level.key, words_of_level(level)))
            .collect();
        let offices = profile.offices.iter().map(|office| {
            let level = level_words.get(&office.level).cloned().unwrap_or_default();
            (office, OfficeWords::of(office, level))
        });
        let mut vocabulary = Self {
            offices: offices.collect(),
            territories: HashMap::new(),
            by_key: profile
                .territories
                .iter()
                .map(|territory| (territory.key.as_str(), territory))
                .collect(),
            parties: HashMap::new(),
            agreements: HashMap::new(),
            every_agreement: &profile.agreements,
            meant_offices: HashMap::new(),
            meant_territories: HashMap::new(),
            level_words,
        };
        for territory in &profile.territories {
            vocabulary.learn_territory(territory);
        }
        for party in &profile.parties {
            for name in [party.key.as_str(), &party.initials, &party.name] {
                learn(&mut vocabulary.parties, name, &PARTY_WORDS, party);
            }
        }
        for agreement in &profile.agreements {
            for name in [agreement.key.as_str(), &agreement.name] {
                learn(
                    &mut vocabulary.agreements,
                    name,
                    &AGREEMENT_WORDS,
                    agreement,
                );
            }
        }
        vocabulary
    }

    fn learn_territory(&mut self, territory: &'a Territory) {
        let Some(aside) = self.level_words.get(&territory.level) else {
            return;
        };
        let texts = [territory.name.as_str(), territory.key.as_str()];
        let forms: BTreeSet<String> = texts
            .into_iter()
            .flat_map(|text| [joined(&folded(text)), core(&folded(text), aside)])
            .filter(|form| !form.is_empty())
            .collect();
        for form in forms {
            let known = self
                .territories
                .entry((&territory.level, form))
                .or_default();
            if !known.iter().any(|other| other.key == territory.key) {
                known.push(territory);
            }
        }
    }

    /// The offices that a text may mean.
    pub(super) fn offices(&mut self, text: &str) -> Vec<&'a Office> {
        if let Some(known) = self.meant_offices.get(text) {
            return known.clone();
        }
        let meant = self.find_offices(text);
        self.meant_offices.insert(text.to_owned(), meant.clone());
        meant
    }

    fn find_offices(&self, text: &str) -> Vec<&'a Office> {
        let by_key = self.offices.iter().find(|(o, _)| o.key.as_str() == text);
        if let Some((office, _)) = by_key {
            return vec![office];
        }
        let written = office_words(text);
        let named = |exact: bool| -> Vec<&'a Office> {
            self.offices
                .iter()
                .filter(|(_, words)| words.are_meant_by(&written, exact))
                .map(|(office, _)| *office)
                .collect()
        };
        let exact = named(true);
        if exact.is_empty() {
            named(false)
        } else {
            exact
        }
    }

    /// The territory with exactly this key, of whatever level.
    pub(super) fn territory_by_key(&self, key: &str) -> Option<&'a Territory> {
        self.by_key.get(key).copied()
    }

    /// The territory of a level that a text means.
    pub(super) fn territory(&mut self, level: &'a LevelKey, text: &str) -> Meaning<&'a Territory> {
        if let Some(territory) = self.territory_by_key(text)
            && territory.level == *level
        {
            return Meaning::One(territory);
        }
        let asked = (level, text.to_owned());
        if let Some(known) = self.meant_territories.get(&asked) {
            return known.clone();
        }
        let meant = self.find_territory(level, text);
        self.meant_territories.insert(asked, meant.clone());
        meant
    }

    fn find_territory(&self, level: &'a LevelKey, text: &str) -> Meaning<&'a Territory> {
        let folded = folded(text);
        let none = Words::new();
        let aside = self.level_words.get(level).unwrap_or(&none);
        let plain = core(&folded, aside);
        let figure = roman(&plain).map(|number| number.to_string());
        let forms = [Some(joined(&folded)), Some(plain), figure];
        forms
            .into_iter()
            .flatten()
            .filter(|form| !form.is_empty())
            .find_map(|form| self.territories.get(&(level, form)))
            .map_or(Meaning::Unknown, |found| Meaning::of(found.clone()))
    }

    /// The territory that a text means in any level.
    pub(super) fn territory_anywhere(&mut self, text: &str) -> Option<&'a Territory> {
        let levels: Vec<&'a LevelKey> = self.level_words.keys().copied().collect();
        self.territory_by_key(text).or_else(|| {
            levels
                .into_iter()
                .find_map(|level| match self.territory(level, text) {
                    Meaning::One(territory) => Some(territory),
                    _ => None,
                })
        })
    }

    /// The party that a text means.
    pub(super) fn party(&self, text: &str) -> Option<&'a Party> {
        match found(&self.parties, text, &PARTY_WORDS)[..] {
            [party] => Some(party),
            _ => None,
        }
    }

    /// The agreements that a text means: by key or name, or by the parties that signed them.
    pub(super) fn agreements(&self, text: &str) -> Vec<&'a Agreement> {
        let named = found(&self.agreements, text, &AGREEMENT_WORDS);
        if !named.is_empty() {
            return named.to_vec();
        }
        let Some(members) = self.parties_listed(text) else {
            return Vec::new();
        };
        self.every_agreement
            .iter()
            .filter(|agreement| agreement.members.iter().collect::<BTreeSet<_>>() == members)
            .collect()
    }

    /// `PAN-PRI-PRD`, `PAN, PRI y PRD`: two parties or more.
    fn parties_listed(&self, text: &str) -> Option<BTreeSet<&'a PartyKey>> {
        let lower = text.to_lowercase().replace(" y ", ",");
        let parts = lower.split(['-', '–', '_', ',', '/', ';', '+', '&', '|']);
        let parties: Option<BTreeSet<&PartyKey>> = parts
            .filter(|part| !part.trim().is_empty())
            .map(|part| self.party(part).map(|party| &party.key))
            .collect();
        parties.filter(|parties| parties.len() > 1)
    }
}

/// Whether the text says that no party postulates.
pub(super) fn is_independent(text: &str) -> bool {
    matches!(
        core(
            &folded(text),
            &["candidatura", "candidato", "candidata", "persona"]
                .map(str::to_owned)
                .into()
        )
        .as_str(),
        "sin partido" | "independiente" | "independientes" | "ind" | "ci"
    )
}

impl OfficeWords {
    fn of(office: &Office, level: Words) -> Self {
        let (own, against) = match office.principle {
            Principle::RelativeMajority => (&MAJORITY, &PROPORTIONAL),
            Principle::ProportionalRepresentation => (&PROPORTIONAL, &MAJORITY),
        };
        let mut aside = level;
        aside.extend(own.map(str::to_owned));
        let texts = [office.key.as_str(), &office.name, &office.plural];
        Self {
            names: texts.map(office_words).to_vec(),
            aside,
            against: against.as_slice(),
        }
    }

    fn are_meant_by(&self, written: &Words, exact: bool) -> bool {
        if exact {
            return self.names.contains(written);
        }
        let plain = |words: &Words| -> Words { words.difference(&self.aside).cloned().collect() };
        let wanted = plain(written);
        !wanted.is_empty()
            && !self.against.iter().any(|word| written.contains(*word))
            && self.names.iter().any(|name| plain(name) == wanted)
    }
}

/// The words of an office without regard to gender, number and abbreviation: `Diputadas por M.R.` and
/// `Diputación de mayoría relativa` are one.
fn office_words(text: &str) -> Words {
    let mut words = Words::new();
    for word in folded(text).split(' ') {
        let plain = match word {
            "mr" => {
                words.extend(MAJORITY.map(str::to_owned));
                continue;
            }
            "rp" => {
                words.extend(PROPORTIONAL.map(str::to_owned));
                continue;
            }
            "diputado" | "diputada" | "diputados" | "diputadas" | "diputaciones" | "dip"
            | "diputade" | "diputades" => "diputacion",
            "alcalde" | "alcaldesa" | "alcaldes" | "alcaldesas" | "alcaldias" => "alcaldia",
            "concejal" | "concejala" | "concejales" | "concejalas" | "concejalias" => "concejalia",
            "jefe" | "jefa" | "jefaturas" => "jefatura",
            "gobernador" | "gobernadora" | "gubernaturas" => "gubernatura",
            "regidor" | "regidora" | "regidores" | "regidoras" | "regidurias" => "regiduria",
            "sindico" | "sindica" | "sindicos" | "sindicas" | "sindicaturas" => "sindicatura",
            "presidente" | "presidenta" | "presidentes" | "presidentas" | "presidencias" => {
                "presidencia"
            }
            "municipales" => "municipal",
            "migrantes" => "migrante",
            "principio" | "candidatura" | "candidaturas" | "cargo" | "local" | "locales"
            | "titular" | "titulares" | "via" | "as" | "os" | "" => continue,
            filler if is_filler(filler) => continue,
            other => other,
        };
        words.insert(plain.to_owned());
    }
    words
}

/// Words that stand beside a territory's own name or number.
fn words_of_level(level: &Level) -> Words {
    const ALWAYS: [&str; 20] = [
        "alcaldia",
        "demarcacion",
        "distrito",
        "distritos",
        "dto",
        "dtto",
        "electoral",
        "entidad",
        "estado",
        "federativa",
        "local",
        "mpio",
        "municipal",
        "municipio",
        "no",
        "num",
        "numero",
        "territorial",
        "uninominal",
        "ayuntamiento",
    ];
    let own = [level.key.as_str(), &level.name, &level.plural].map(folded);
    own.iter()
        .flat_map(|text| text.split(' '))
        .chain(ALWAYS)
        .map(str::to_owned)
        .collect()
}

const PARTY_WORDS: [&str; 2] = ["partido", "politico"];
const AGREEMENT_WORDS: [&str; 5] = ["coalicion", "candidatura", "comun", "convenio", "alianza"];

fn learn<'a, T: PartialEq>(
    known: &mut HashMap<String, Vec<&'a T>>,
    name: &str,
    aside: &[&str],
    thing: &'a T,
) {
    let folded = folded(name);
    let aside = aside.iter().map(|word| (*word).to_owned()).collect();
    for form in BTreeSet::from([joined(&folded), core(&folded, &aside)]) {
        let things = known.entry(form).or_default();
        if !things.contains(&thing) {
            things.push(thing);
        }
    }
}

fn found<'k, 'a, T>(
    known: &'k HashMap<String, Vec<&'a T>>,
    text: &str,
    aside: &[&str],
) -> &'k [&'a T] {
    let folded = folded(text);
    let aside = aside.iter().map(|word| (*word).to_owned()).collect();
    [joined(&folded), core(&folded, &aside)]
        .into_iter()
        .filter(|form| !form.is_empty())
        .find_map(|form| known.get(&form))
        .map_or(&[], Vec::as_slice)
}

/// The words of a folded text, figures without their zeros.
fn joined(folded: &str) -> String {
    let words: Vec<&str> = folded.split(' ').map(without_zeros).collect();
    words.join(" ")
}

/// The words without fillers and without those of `aside`.
fn core(folded: &str, aside: &Words) -> String {
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| !is_filler(word) && !aside.contains(*word))
        .map(without_zeros)
        .collect();
    words.join(" ")
}
