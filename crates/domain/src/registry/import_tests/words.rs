//! Offices, territories, parties and agreements as people write them.

use crate::profile::fixtures::repository_profile;
use crate::registry::vocabulary::{Vocabulary, is_independent};

fn offices(profile: &str, text: &str) -> Vec<String> {
    let profile = repository_profile(profile);
    let mut vocabulary = Vocabulary::of(&profile);
    let offices = vocabulary.offices(text);
    offices.iter().map(|o| o.key.to_string()).collect()
}

#[rstest::rstest]
#[case("DIPUTACIÓN POR MAYORÍA RELATIVA", &["diputacion-mr"])]
#[case("Diputación local MR", &["diputacion-mr"])]
#[case("DIPUTADAS Y DIPUTADOS POR EL PRINCIPIO DE M.R.", &["diputacion-mr"])]
#[case("Diputado/a de representación proporcional", &["diputacion-rp"])]
#[case("diputaciones rp", &["diputacion-rp"])]
#[case("Diputación", &["diputacion-mr", "diputacion-rp"])]
#[case("Diputación migrante", &["diputacion-migrante"])]
#[case("DIPUTACION MIGRANTE RP", &["diputacion-migrante"])]
#[case("Jefa de Gobierno", &["jefatura"])]
#[case("JEFATURA DE GOBIERNO", &["jefatura"])]
#[case("Alcaldesa", &["alcaldia"])]
#[case("Titular de Alcaldía", &["alcaldia"])]
#[case("Concejales", &["concejalia-mr", "concejalia-rp"])]
#[case("Concejalía MR", &["concejalia-mr"])]
#[case("Senaduría", &[])]
#[case("Diputación federal", &[])]
#[case("", &[])]
fn an_office_is_understood_as_people_write_it(#[case] text: &str, #[case] keys: &[&str]) {
    assert_eq!(offices("cdmx", text), keys);
}

#[rstest::rstest]
#[case("distrito", "distrito-07", Some("distrito-07"))]
#[case("distrito", "Distrito 07", Some("distrito-07"))]
#[case("distrito", "DISTRITO ELECTORAL LOCAL No. 7", Some("distrito-07"))]
#[case("distrito", "7", Some("distrito-07"))]
#[case("distrito", "07", Some("distrito-07"))]
#[case("distrito", "VII", Some("distrito-07"))]
#[case("distrito", "Distrito XII", Some("distrito-12"))]
#[case("distrito", "99", None)]
#[case("distrito", "Durango", None)]
#[case("entidad", "DURANGO", Some("estado-durango"))]
#[case("entidad", "Estado de Durango", Some("estado-durango"))]
#[case("municipio", "DURANGO", Some("municipio-durango"))]
#[case("municipio", "El Oro", Some("municipio-el-oro"))]
#[case("municipio", "oro", Some("municipio-el-oro"))]
#[case("municipio", "GOMEZ PALACIO", Some("municipio-gomez-palacio"))]
#[case("municipio", "", None)]
fn a_territory_is_understood_in_its_level(
    #[case] level: &str,
    #[case] text: &str,
    #[case] key: Option<&str>,
) {
    let profile = repository_profile("dgo");
    let level = profile.levels.iter().find(|l| l.key.as_str() == level);
    let mut vocabulary = Vocabulary::of(&profile);
    let meant = vocabulary.territory(&level.unwrap().key, text).all();
    let keys: Vec<&str> = meant.iter().map(|t| t.key.as_str()).collect();
    assert_eq!(keys, key.into_iter().collect::<Vec<_>>());
}

#[test]
fn every_territory_is_understood_by_its_own_name_and_key() {
    for name in ["dgo", "cdmx"] {
        let profile = repository_profile(name);
        let mut vocabulary = Vocabulary::of(&profile);
        for territory in &profile.territories {
            for text in [territory.name.to_uppercase(), territory.key.to_string()] {
                let meant = vocabulary.territory(&territory.level, &text).all();
                assert_eq!(meant, [territory], "{text}");
            }
        }
    }
}

#[rstest::rstest]
#[case("PAN", Some("pan"))]
#[case("pan", Some("pan"))]
#[case("Partido Acción Nacional", Some("pan"))]
#[case("PARTIDO MORENA", Some("morena"))]
#[case("movimiento ciudadano", Some("mc"))]
#[case("Partido", None)]
#[case("verde", None)]
fn a_party_is_understood_by_key_initials_or_name(#[case] text: &str, #[case] key: Option<&str>) {
    let profile = repository_profile("dgo");
    let vocabulary = Vocabulary::of(&profile);
    assert_eq!(vocabulary.party(text).map(|party| party.key.as_str()), key);
}

#[rstest::rstest]
#[case("Coalición «Fuerza y Corazón por Durango»", &["fuerza-y-corazon"])]
#[case("PAN-PRI-PRD", &["fuerza-y-corazon"])]
#[case("PRD, PAN y PRI", &["fuerza-y-corazon"])]
#[case("PVEM_MORENA", &["sigamos-haciendo-historia"])]
#[case("PAN-PRI", &[])]
#[case("PAN", &[])]
#[case("coalición", &[])]
fn an_agreement_is_understood_by_name_or_members(#[case] text: &str, #[case] keys: &[&str]) {
    let profile = repository_profile("dgo");
    let vocabulary = Vocabulary::of(&profile);
    let meant = vocabulary.agreements(text);
    let meant: Vec<&str> = meant.iter().map(|a| a.key.as_str()).collect();
    assert_eq!(meant, keys);
}

#[test]
fn who_stands_without_party_is_understood() {
    for text in [
        "SIN PARTIDO",
        "Independiente",
        "Candidatura independiente",
        "C.I.",
    ] {
        assert!(is_independent(text), "{text}");
    }
    for text in ["", "partido", "Partido Independiente de Muestra"] {
        assert!(!is_independent(text), "{text}");
    }
}
