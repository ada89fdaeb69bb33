//! What people of the story write: who speaks, of which places, and what a stage remarks on.

use domain::capture::Remark;
use domain::profile::Profile;
use domain::questionnaire::{Answers, FieldKind, Section};
use domain::registry::Candidacy;
use domain::time::Instant;

use super::Teller;
use crate::answers::{self, Voice};
use crate::chance::Chance;
use crate::corpus;
use crate::people;
use crate::plot::Entrant;
use crate::sentence::Scene;

/// Years that a text goes back at most.
const CAREER: i16 = 28;

impl Teller<'_> {
    pub(super) fn typed(
        &self,
        section: &Section,
        unfinished: bool,
        candidacy: &Candidacy,
        entrant: &Entrant<'_>,
    ) -> Answers {
        let voice = self.voice(candidacy, entrant);
        let counting = self.profile.capture.counting;
        let whole = answers::section(self.definition, section, counting, &voice);
        if unfinished {
            answers::unfinished(
                section,
                &whole,
                &mut Chance::about(entrant.seed, "unfinished"),
            )
        } else {
            whole
        }
    }

    pub(super) fn voice<'v>(
        &'v self,
        candidacy: &'v Candidacy,
        entrant: &Entrant<'_>,
    ) -> Voice<'v> {
        let territory = self
            .profile
            .territories
            .iter()
            .position(|territory| territory.key == candidacy.data.territory);
        let today = self.profile.process.demo_start.year();
        let birth = candidacy
            .data
            .person
            .birth_date
            .map_or(today - 40, |date| date.year());
        Voice {
            seed: entrant.seed,
            portraits: &self.portraits,
            name: candidacy.data.person.full_name(),
            proposals: entrant.proposals,
            length: entrant.length,
            gender: entrant.gender,
            territory: territory.map_or("", |at| &self.territories[at]),
            places: self.places_of(entrant, territory),
            years: ((birth + 17).clamp(today - CAREER, today - 4), today - 1),
            handle: people::handle(&candidacy.data.person)
                .unwrap_or_else(|| candidacy.data.key.clone()),
        }
    }

    /// The places that a person speaks of: the territory itself if it has a name, otherwise two of those around.
    fn places_of(&self, entrant: &Entrant<'_>, territory: Option<usize>) -> &[String] {
        let own = territory.and_then(|at| {
            let name = &self.profile.territories[at].name;
            self.places.iter().position(|place| place == name)
        });
        match own {
            Some(at) => &self.places[at..=at],
            None => {
                let most = self.places.len().min(2);
                let at = Chance::about(entrant.seed, "places").below(self.places.len() - most + 1);
                &self.places[at..at + most]
            }
        }
    }

    /// What has to be corrected in a section's texts, with a ground of the institute's.
    pub(super) fn remarks(
        &self,
        section: &Section,
        entrant: &Entrant<'_>,
        at: Instant,
    ) -> Vec<Remark> {
        let mut chance = Chance::about(entrant.seed, &format!("remarks {at}"));
        let texts = section.fields.iter().filter(|field| {
            matches!(
                field.kind,
                FieldKind::Paragraph {
                    declarable: None,
                    ..
                }
            )
        });
        let mut scene = Scene::new(entrant.gender, "", &self.places, (2000, 2020));
        let mut remarks = Vec::new();
        for field in texts {
            if (remarks.is_empty() || chance.odds(0.3)) && !self.profile.grounds.is_empty() {
                remarks.push(Remark {
                    field: field.key.clone(),
                    ground: chance.pick(&self.profile.grounds).key.clone(),
                    edition: 0,
                    note: chance
                        .pick(corpus::sentences_of("notas"))
                        .fill(&mut scene, &mut chance),
                });
            }
        }
        remarks
    }
}

/// A territory's name with the article that Spanish wants: `el Distrito 7`, `la Ciudad de México`, `Tlalpan`.
pub(super) fn in_sentence(name: &str) -> String {
    let article = match name.split(' ').next().unwrap_or_default() {
        "Distrito" | "Municipio" | "Estado" => "el ",
        "Ciudad" | "Alcaldía" | "Circunscripción" | "Sección" => "la ",
        _ => "",
    };
    format!("{article}{name}")
}

/// Names of places that a text can mention: the territories that have a name rather than a number.
pub(super) fn places(profile: &Profile) -> Vec<String> {
    let named = |name: &str| !name.contains(|c: char| c.is_ascii_digit());
    let mut found: Vec<String> = profile
        .territories
        .iter()
        .filter(|territory| territory.parent.is_some() && named(&territory.name))
        .map(|territory| territory.name.clone())
        .collect();
    if found.is_empty() {
        found.push(profile.institute.state.clone());
    }
    found
}
