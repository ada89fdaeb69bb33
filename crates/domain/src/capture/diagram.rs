//! The machine's diagram, made by really trying: every event on every place of a capture, by the permit of every
//! role that the policy grants one. What succeeds is an edge.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::machine_tests::world::World;
use crate::account::Role;
use crate::documents::assert_document;
use crate::key::StageKey;
use crate::policy::{Permit, Right, Target, permit};
use crate::profile::Profile;

/// From where, to where, by which event.
type Edge = (String, String, &'static str);

/// The events with their words, and the right by which each is asked.
const EVENTS: [(&str, &str, Right); 14] = [
    ("save", "Guardar", Right::Capture),
    ("send", "Enviar", Right::Capture),
    ("save", "Modificar", Right::Decide),
    ("claim", "Tomar el caso", Right::Decide),
    ("release", "Dejar el caso", Right::Decide),
    ("approve", "Validar", Right::Decide),
    ("return", "Devolver con observaciones", Right::Decide),
    ("close", "Cerrar por no cumplir", Right::Decide),
    ("confirm", "Confirmar la decisión propuesta", Right::Decide),
    ("refuse", "No confirmarla", Right::Decide),
    ("free", "Liberar el caso", Right::ManageValidation),
    (
        "lapse",
        "Vencer el plazo de corrección",
        Right::ManageValidation,
    ),
    ("reopen", "Reabrir", Right::ManageValidation),
    ("publish", "Publicar", Right::Publish),
];

/// A mermaid diagram of the states of a capture under this profile, of parties' candidacies and of those without
/// party together; each edge says which roles take it.
fn diagram(profile: &Profile) -> String {
    let worlds = [false, true].map(|independent| World::under(profile.clone(), independent));
    let mut places: Vec<String> = Vec::new();
    let mut edges: BTreeMap<Edge, BTreeSet<Option<Role>>> = BTreeMap::new();
    for mut world in worlds {
        let own = world.places();
        let own = own
            .into_iter()
            .filter(|place| !place.ends_with("_claimed_by_other"));
        let own: Vec<String> = own.collect();
        for place in &own {
            tried(&mut world, place, &mut edges);
        }
        // The way of a party's candidacy is the longest; what another adds comes before the last two.
        let last = places.len().saturating_sub(2);
        let new: Vec<String> = own
            .into_iter()
            .filter(|place| !place.ends_with("_proposed_by_other") && !places.contains(place))
            .collect();
        places.splice(last..last, new);
    }
    drawn(profile, &places, &edges)
}

/// Tries every event in this place, by everybody.
fn tried(world: &mut World, place: &str, edges: &mut BTreeMap<Edge, BTreeSet<Option<Role>>>) {
    let capture = world.at(place);
    for (right, role, permit) in permits(world) {
        for (event, words, _) in EVENTS.iter().filter(|(_, _, asked)| *asked == right) {
            if let Ok(decided) = world.event_by(event, &permit, capture.clone()) {
                let to = world.place_of(decided.record());
                let to = to
                    .replace("_claimed_by_other", "_claimed")
                    .replace("_proposed_by_other", "_proposed");
                let from = place.replace("_proposed_by_other", "_proposed");
                edges.entry((from, to, *words)).or_default().insert(role);
            }
        }
    }
}

/// Every permit that somebody has for this candidacy; no role is the program itself.
fn permits(world: &World) -> Vec<(Right, Option<Role>, Permit)> {
    let candidacy = &world.candidacy;
    let stages = world.profile.stages.iter();
    let targets: Vec<Target<'_>> = std::iter::once(Target::Candidacy(candidacy))
        .chain(stages.map(|stage| Target::Stage(candidacy, stage)))
        .collect();
    let by_itself = |right| (right, None, Permit::system(right, candidacy.id));
    let mut permits = vec![
        by_itself(Right::Publish),
        by_itself(Right::ManageValidation),
    ];
    for role in Role::ALL {
        let rights = [
            Right::Capture,
            Right::Decide,
            Right::Publish,
            Right::ManageValidation,
        ];
        for (right, target) in rights
            .into_iter()
            .flat_map(|right| targets.iter().map(move |target| (right, *target)))
        {
            let granted = permit(&world.profile, world.actor(role), None, right, target);
            permits.extend(granted.ok().map(|granted| (right, Some(role), granted)));
        }
    }
    permits
}

fn drawn(
    profile: &Profile,
    places: &[String],
    edges: &BTreeMap<Edge, BTreeSet<Option<Role>>>,
) -> String {
    let mut text = String::from("```mermaid\nstateDiagram-v2\n");
    for place in places {
        writeln!(
            text,
            "    state \"{}\" as {}",
            label(profile, place),
            id(place)
        )
        .unwrap();
    }
    writeln!(text, "    [*] --> {}", id(&places[0])).unwrap();
    let rank = |place: &String| places.iter().position(|known| known == place);
    let order = |words: &str| EVENTS.iter().position(|(_, known, _)| *known == words);
    let mut sorted: Vec<_> = edges.iter().collect();
    sorted.sort_by_key(|((from, to, words), _)| (rank(from), order(words), rank(to)));
    for ((from, to, words), roles) in sorted {
        let roles: Vec<&str> = roles
            .iter()
            .map(|role| role.map_or("el sistema", Role::key))
            .collect();
        writeln!(
            text,
            "    {} --> {}: {words} ({})",
            id(from),
            id(to),
            roles.join(", ")
        )
        .unwrap();
    }
    text.push_str("```\n");
    text
}

fn id(place: &str) -> String {
    place.replace('-', "_")
}

fn label(profile: &Profile, place: &str) -> String {
    let stage = |key: &str| {
        let key: Option<StageKey> = key.parse().ok();
        key.and_then(|key| profile.stage(&key))
            .map(|stage| stage.name.clone())
    };
    match place {
        "untouched" => "Sin captura".to_owned(),
        "capturing" => "En captura".to_owned(),
        "closed" => "Cerrada sin publicar".to_owned(),
        "lapsed" => "Por publicarse con lo que su etapa permite".to_owned(),
        "validated" => "Validada".to_owned(),
        "published" => "Publicada".to_owned(),
        _ if place.starts_with("overdue_by_") => {
            format!(
                "Corrección vencida: {}",
                stage(&place["overdue_by_".len()..]).unwrap()
            )
        }
        _ if place.ends_with("_proposed") => {
            let key = place.trim_end_matches("_proposed");
            format!("{} (decisión por confirmar)", stage(key).unwrap())
        }
        _ => match (
            place.strip_prefix("returned_by_"),
            place.strip_suffix("_claimed"),
        ) {
            (Some(key), _) => format!("Con observaciones: {}", stage(key).unwrap()),
            (None, Some(key)) => format!("{} (caso tomado)", stage(key).unwrap()),
            (None, None) => stage(place).unwrap(),
        },
    }
}

#[test]
fn documents_of_the_machine_say_what_it_does() {
    let part = |name: &str| (name.to_owned(), diagram(&World::of(name, false).profile));
    let parts = ["dgo", "cdmx"].map(part);
    let parts: Vec<(&str, String)> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.clone()))
        .collect();
    assert_document("maquina-de-captura.md", &parts);
}

#[test]
fn diagram_of_a_third_institute_follows_its_stages() {
    let text = diagram(&crate::sample::profile());
    for line in [
        "    capturing --> revision: Enviar (capturista, candidatura, independiente)",
        "    revision_claimed --> partido: Validar (supervisora)",
        "    revision_claimed --> dictamen: Validar (independiente)",
        "    partido --> dictamen: Validar (representacion)",
        "    dictamen --> validated: Validar (administradora, validadora)",
        "    validated --> published: Publicar (administradora)",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    assert!(!text.contains("partido --> returned"), "{text}");
}
