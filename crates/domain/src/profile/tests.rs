//! The repository's profiles load and say what the processes are; a third institute is only files.

use super::fixtures::{Files, listed, repository_profile};
use super::*;
use crate::account::Role;
use crate::questionnaire::{FieldClass, FieldKind, Format};

fn seats_of(profile: &Profile, office: &str) -> u32 {
    let races = profile
        .races
        .iter()
        .filter(|race| race.office.as_str() == office);
    races.map(|race| u32::from(race.seats)).sum()
}

#[rstest::rstest]
#[case("dgo", &[("diputacion-mr", 15), ("diputacion-rp", 10)], 25)]
#[case("cdmx", &[
    ("jefatura", 1),
    ("diputacion-mr", 33),
    ("diputacion-rp", 32),
    ("diputacion-migrante", 1),
    ("alcaldia", 16),
    ("concejalia-mr", 121),
    ("concejalia-rp", 83),
], 287)]
fn profile_holds_all_offices_and_seats(
    #[case] name: &str,
    #[case] offices: &[(&str, u32)],
    #[case] all: u32,
) {
    let profile = repository_profile(name);
    let found: Vec<(&str, u32)> = profile
        .offices
        .iter()
        .map(|office| (office.key.as_str(), seats_of(&profile, office.key.as_str())))
        .collect();
    assert_eq!(found, offices);
    assert_eq!(profile.seats(), all);
}

#[test]
fn profile_of_mexico_city_has_204_councillors_by_borough() {
    let profile = repository_profile("cdmx");
    let mut boroughs = std::collections::BTreeMap::new();
    for race in profile
        .races
        .iter()
        .filter(|race| race.office.as_str().starts_with("concejalia"))
    {
        *boroughs.entry(race.territory.as_str()).or_insert(0) += race.seats;
    }
    assert_eq!(boroughs.len(), 16);
    assert_eq!(boroughs.values().sum::<u16>(), 204);
    assert_eq!(boroughs["alcaldia-iztapalapa"], 15);
    assert_eq!(boroughs["alcaldia-benito-juarez"], 12);
    assert_eq!(boroughs["alcaldia-milpa-alta"], 10);
}

#[rstest::rstest]
#[case("dgo", "municipio", 39)]
#[case("dgo", "distrito", 15)]
#[case("cdmx", "alcaldia", 16)]
#[case("cdmx", "distrito", 33)]
fn profile_holds_all_territories(#[case] name: &str, #[case] level: &str, #[case] count: usize) {
    let profile = repository_profile(name);
    let found = profile
        .territories
        .iter()
        .filter(|territory| territory.level.as_str() == level);
    assert_eq!(found.count(), count);
}

/// `domain.md` 7: which party postulates in each district of the two coalitions of Durango.
#[rstest::rstest]
#[case("fuerza-y-corazon", AgreementKind::TotalCoalition, &[("pan", 5), ("prd", 1), ("pri", 9)])]
#[case("sigamos-haciendo-historia", AgreementKind::PartialCoalition, &[("morena", 5), ("pvem", 4)])]
fn profile_of_durango_holds_its_coalitions(
    #[case] key: &str,
    #[case] kind: AgreementKind,
    #[case] shares: &[(&str, usize)],
) {
    let profile = repository_profile("dgo");
    let agreement = profile.agreement(&key.parse().unwrap()).unwrap();
    let mut found = std::collections::BTreeMap::new();
    for row in &agreement.coverage {
        *found.entry(row.postulates.as_str()).or_insert(0) += 1;
    }
    assert_eq!(agreement.kind, kind);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), shares);
}

#[rstest::rstest]
#[case::covered("diputacion-mr", "distrito-07", "morena", Some(("pvem", true)))]
#[case::postulates("diputacion-mr", "distrito-07", "pvem", Some(("pvem", true)))]
#[case::alone_where_not_covered("diputacion-mr", "distrito-01", "morena", Some(("morena", false)))]
#[case::no_member("diputacion-mr", "distrito-07", "mc", Some(("mc", false)))]
#[case::list_is_each_partys("diputacion-rp", "estado-durango", "pri", Some(("pri", false)))]
#[case::no_such_race("diputacion-mr", "estado-durango", "pri", None)]
#[case::no_such_party("diputacion-mr", "distrito-07", "pes", None)]
fn capturing_party_is_the_one_the_agreement_names(
    #[case] office: &str,
    #[case] territory: &str,
    #[case] party: &str,
    #[case] expected: Option<(&str, bool)>,
) {
    let profile = repository_profile("dgo");
    let found = profile
        .capturing_party(
            &office.parse().unwrap(),
            &territory.parse().unwrap(),
            &party.parse().unwrap(),
        )
        .map(|postulation| {
            (
                postulation.captures.key.as_str(),
                postulation.agreement.is_some(),
            )
        });
    assert_eq!(found, expected);
}

#[test]
fn profiles_differ_in_their_stages_as_their_processes_do() {
    let durango = repository_profile("dgo");
    let [supervision] = durango.stages.as_slice() else {
        panic!("one stage")
    };
    assert!(supervision.may_edit && supervision.may_return && supervision.own_work);
    assert_eq!((supervision.rounds, supervision.on_lapse), (2, None));
    assert_eq!(supervision.independent_roles, [Role::Independent]);

    let city = repository_profile("cdmx");
    let [supervision, verification] = city.stages.as_slice() else {
        panic!("two stages")
    };
    assert!(supervision.independent_roles.is_empty());
    assert!(!supervision.may_edit && supervision.may_return);
    assert!(!verification.may_edit && verification.may_return && verification.needs_claim);
    assert!(!verification.own_work && verification.may_close);
    assert_eq!(verification.claim_hours, Some(48));
    assert_eq!(verification.on_lapse, Some(Lapse::DoNotPublish));
    assert_eq!(verification.party_roles, [Role::Validator]);
    let three_days = Term {
        amount: 3,
        unit: TermUnit::NaturalDays,
    };
    assert_eq!(
        (verification.rounds, verification.correction),
        (2, Some(three_days))
    );
    assert!(durango.notices.full.is_none() && city.notices.full.is_some());
}

/// `domain.md` 1, without the photo.
#[rstest::rstest]
#[case("dgo")]
#[case("cdmx")]
fn profile_asks_every_curricular_field(#[case] name: &str) {
    let profile = repository_profile(name);
    let curricular = profile
        .questionnaire(&"curricular".parse().unwrap())
        .unwrap();
    let keys: Vec<&str> = curricular
        .fields()
        .map(|field| field.key.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "domicilio",
            "telefono",
            "correo",
            "pagina_web",
            "facebook",
            "x",
            "youtube",
            "instagram",
            "tiktok",
            "otra_red",
            "grado",
            "estatus_grado",
            "cursos",
            "historia_profesional",
            "trayectoria",
            "motivos",
            "propuesta_1",
            "propuesta_2",
            "propuesta_genero",
            "foto",
            "correo_interno",
        ]
    );
    let paragraph = |key: &str| match &curricular.field(&key.parse().unwrap()).unwrap().kind {
        FieldKind::Paragraph {
            min,
            max,
            declarable,
        } => (*min, *max, declarable.is_some()),
        other => panic!("{key} is {other:?}"),
    };
    assert_eq!(paragraph("historia_profesional"), (280, 5000, false));
    assert_eq!(paragraph("trayectoria"), (280, 5000, true));
    assert_eq!(paragraph("motivos"), (280, 5000, false));
    for proposal in ["propuesta_1", "propuesta_2", "propuesta_genero"] {
        assert_eq!(paragraph(proposal), (280, 1600, false));
    }
    let internal = curricular
        .field(&"correo_interno".parse().unwrap())
        .unwrap();
    assert_eq!(
        (internal.class, internal.published),
        (FieldClass::Personal, false)
    );
    assert!(
        curricular.fields().all(|field| field.help.is_some()),
        "every field has help"
    );
    let status = curricular.field(&"estatus_grado".parse().unwrap()).unwrap();
    let condition = status.condition.as_ref().unwrap();
    assert!(condition.holds(Some("maestria")));
    assert!(!condition.holds(Some("sin_estudios")) && !condition.holds(None));
    let contact = curricular.section_of(&"tiktok".parse().unwrap()).unwrap();
    assert_eq!(contact.at_least_one.as_ref().unwrap().fields.len(), 10);
}

#[test]
fn tiny_institute_is_only_files() {
    let profile = Files::of_tiny_institute()
        .load()
        .unwrap_or_else(|p| panic!("{}", listed(&p)));
    let stages: Vec<&str> = profile
        .stages
        .iter()
        .map(|stage| stage.key.as_str())
        .collect();
    assert_eq!(stages, ["candidatura", "representacion", "secretaria"]);
    assert_eq!(profile.institute.zone.iana_name(), Some("America/Tijuana"));
    assert_eq!(
        profile.terms.replacement,
        Term {
            amount: 48,
            unit: TermUnit::Hours
        }
    );
    assert_eq!(profile.capture.counting, Counting::WithSpaces);
    assert_eq!(profile.publication.mode, PublicationMode::Released);
    assert_eq!(profile.publication.retirement, None);
    let order: Vec<&str> = profile
        .offices
        .iter()
        .map(|office| office.key.as_str())
        .collect();
    assert_eq!(
        order,
        ["delegacion", "consejeria"],
        "offices come in their order"
    );
    assert!(profile.business_days.holidays.is_sorted());
    assert_eq!(
        profile.party(&"rojo".parse().unwrap()).unwrap().name,
        "Partido Rojo, Sociedad y Mar"
    );
    let questionnaire = &profile.questionnaires[0];
    let email = questionnaire.field(&"correo".parse().unwrap()).unwrap();
    assert_eq!(
        email.kind,
        FieldKind::Line {
            format: Format::Email,
            max: 254
        }
    );
    assert!(email.recommended && !email.required);
}

#[test]
fn profile_without_agreements_or_returns_needs_neither_file() {
    let mut files = Files::of_repository("dgo")
        .with("profile.toml", "puede_devolver = true", "puede_devolver = false")
        .with("profile.toml", "rondas = 2", "rondas = 0")
        .with(
            "profile.toml",
            "plazo_correccion = { cantidad = 3, unidad = \"dias_naturales\" }\ncorrige = [\"capturista\", \"candidatura\"]\n",
            "",
        );
    files.0.remove("agreements.csv");
    files.0.remove("grounds.toml");
    let profile = files
        .load()
        .unwrap_or_else(|problems| panic!("{}", listed(&problems)));
    assert!(profile.agreements.is_empty() && profile.grounds.is_empty());
}

#[test]
fn profile_hash_follows_every_byte_that_is_read_and_no_other() {
    let files = Files::of_tiny_institute();
    let hash = |files: &Files| {
        files
            .load()
            .unwrap_or_else(|p| panic!("{}", listed(&p)))
            .hash()
    };
    let before = hash(&files);
    assert_eq!(before, hash(&files));
    assert_ne!(
        before,
        hash(
            &files
                .clone()
                .with("parties.csv", "Partido Azul", "Partido Añil")
        )
    );
    assert_ne!(
        before,
        hash(
            &files
                .clone()
                .with("notices/aviso.md", "Texto del", "El texto del")
        )
    );
    let mut with_readme = files;
    with_readme
        .0
        .insert("README.md".to_owned(), b"para personas".to_vec());
    assert_eq!(before, hash(&with_readme));
}

#[test]
fn questionnaire_loads_alone_with_the_same_hash() {
    let files = Files::of_tiny_institute();
    let path = "questionnaires/curricular.toml";
    let alone = questionnaire::Definition::load(path, &files.0[path]).unwrap();
    assert_eq!(alone, files.load().unwrap().questionnaires[0]);
    assert_eq!(alone.hash(), ContentHash::of(&files.0[path]));
}

/// Staff learn the format from the document alone, so it names every key and column in use.
#[test]
fn document_for_the_staff_names_every_key_and_column() {
    let document = include_str!("../../../../docs/perfil-de-instituto.md");
    let key_of = |line: &str| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim();
        crate::key::is_key(key).then(|| key.to_owned())
    };
    for files in ["dgo", "cdmx"].map(Files::of_repository) {
        for path in files.0.keys().filter(|path| !path.ends_with(".md")) {
            let text = files.text(path);
            let words: Vec<String> = match path.ends_with(".csv") {
                true => text
                    .lines()
                    .take(1)
                    .flat_map(|line| line.split(','))
                    .map(str::to_owned)
                    .collect(),
                false => text.lines().filter_map(key_of).collect(),
            };
            assert!(!words.is_empty(), "{path} has keys");
            for word in words {
                assert!(
                    document.contains(&format!("`{word}`"))
                        || document.contains(&format!("`{word} =")),
                    "{path}: {word}"
                );
            }
        }
    }
}

#[test]
fn a_stage_that_is_switched_off_is_skipped() {
    let of = |active: &str| {
        let with = format!("clave = \"candidatura\"\nactiva = {active}");
        let files = Files::of_tiny_institute();
        let files = files.with("profile.toml", "clave = \"candidatura\"", &with);
        files.load().unwrap()
    };
    let keys = |profile: Profile| -> Vec<String> {
        let stages = profile.stages.iter();
        stages.map(|stage| stage.key.to_string()).collect()
    };
    assert_eq!(
        keys(of("true")),
        ["candidatura", "representacion", "secretaria"]
    );
    assert_eq!(keys(of("false")), ["representacion", "secretaria"]);
}
