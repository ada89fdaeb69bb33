//! One cell wrong at a time, and what is right although it looks wrong.

use rstest::rstest;

use super::{GOVERNOR, assert_only, file, governor_with, import, refused, registry};
use crate::registry::{Candidacy, Gender, Postulation};

fn imported(row: &str) -> Candidacy {
    let plan = import(&file(&[row])).unwrap_or_else(|report| panic!("{report:#?}"));
    registry(plan).remove(0)
}

#[rstest]
#[case("clave", "", "vacía")]
#[case("clave", &"x".repeat(61), "61 caracteres y caben 60")]
#[case("cargo", "", "vacía")]
#[case("cargo", "gobernatura", "¿Quiso escribir «gubernatura»?")]
#[case(
    "cargo",
    "sindicatura",
    "Use una de estas claves: gubernatura, diputacion-mr"
)]
#[case("territorio", "muestro", "¿Quiso escribir «muestra»?")]
#[case("territorio", "Distrito 9", "No se conoce el territorio «Distrito 9»")]
#[case("territorio", "Distrito 1", "no es del nivel «estado»")]
#[case("territorio", "canada", "no es del nivel «estado»")]
#[case("numero", "0", "no es un número entero de 1 a 999")]
#[case("numero", "1.0", "no es un número entero")]
#[case("numero", "mil", "no es un número entero")]
#[case("numero", "1000", "de 1 a 999")]
#[case("calidad", "", "vacía")]
#[case("calidad", "titular", "Escriba «propietaria» o «suplente»")]
#[case("calidad", "suplente", "no lleva suplente")]
#[case("partido", "Partido Naranjo", "¿Quiso escribir «naranja»?")]
#[case("partido", "NO EXISTE", "lleva vacías «partido» y «convenio»")]
#[case("convenio", "juntos", "no cubre este cargo en este territorio")]
#[case("convenio", "juntas", "¿Quiso escribir «juntos»?")]
#[case("nombre", "", "vacía")]
#[case("nombre", "---", "no tiene letras")]
#[case("nombre", "JosÃ©", "acentos están dañados")]
#[case("nombre", "Jos\u{FFFD}", "acentos están dañados")]
#[case("nombre", "\"Ana\nMaría\"", "un solo renglón")]
#[case("nombre", &"á".repeat(121), "121 caracteres y caben 120")]
#[case("primer_apellido", "", "vacía")]
#[case("segundo_apellido", &"x".repeat(121), "caben 120")]
#[case("sobrenombre", "!!", "no tiene letras")]
#[case("sexo", "", "vacía")]
#[case("sexo", "femenil", "«mujer», «hombre» o «no_binaria»")]
#[case("fecha_nacimiento", "1980-02-30", "no existe o no se entiende")]
#[case("fecha_nacimiento", "05/31/1980", "DD/MM/AAAA")]
#[case("fecha_nacimiento", "31/05/80", "no existe o no se entiende")]
#[case("fecha_nacimiento", "31 de mayo", "no existe o no se entiende")]
#[case("fecha_nacimiento", "2009-06-07", "entre 18 y 120 años")]
#[case("fecha_nacimiento", "2080-01-01", "entre 18 y 120 años")]
#[case("fecha_nacimiento", "1880-01-01", "entre 18 y 120 años")]
#[case("curp", "PELA800531MDGRPN0", "18 letras y números")]
#[case("curp", "PELA801331MDGRPN09", "CURP")]
#[case("curp", "PELA800531ZDGRPN09", "CURP")]
#[case("curp", "ñELA800531MDGRPN0", "CURP")]
fn wrong_cell_is_told_with_its_row_and_column(
    #[case] column: &str,
    #[case] text: &str,
    #[case] said: &str,
) {
    let wrong = governor_with(column, text);
    assert_only(&refused(&file(&[&wrong])), 2, column, said);
}

#[rstest]
#[case("O'Dam")]
#[case("=HYPERLINK(0)")]
#[case("<script>alert(1)</script>")]
#[case("Robert'); DROP TABLE candidacy;--")]
#[case("María  del  Rayo")]
#[case("X Æ A-12")]
#[case("ana")]
fn hostile_or_odd_name_is_kept_as_written(#[case] name: &str) {
    let candidacy = imported(&governor_with("nombre", name));
    assert_eq!(candidacy.data.person.given_names, name);
}

#[test]
fn name_with_commas_and_quotes_is_read_as_a_spreadsheet_writes_it() {
    let candidacy = imported(&governor_with("sobrenombre", "\"Ana, \"\"la Güera\"\"\""));
    assert_eq!(
        candidacy.data.person.nickname.as_deref(),
        Some("Ana, \"la Güera\"")
    );
}

#[test]
fn control_characters_and_outer_spaces_go() {
    let candidacy = imported(&governor_with("nombre", " \u{202E}Ana\u{0} "));
    assert_eq!(candidacy.data.person.given_names, "Ana");
}

#[test]
fn name_of_the_most_characters_is_taken() {
    let name = "ñ".repeat(120);
    assert_eq!(
        imported(&governor_with("nombre", &name))
            .data
            .person
            .given_names,
        name
    );
}

#[rstest]
#[case("mujer", Gender::Woman)]
#[case("M", Gender::Woman)]
#[case("HOMBRE", Gender::Man)]
#[case("h", Gender::Man)]
#[case("No binaria", Gender::NonBinary)]
#[case("no_binaria", Gender::NonBinary)]
#[case("NB", Gender::NonBinary)]
#[case("Femenino", Gender::Woman)]
#[case("F", Gender::Woman)]
#[case("masculino", Gender::Man)]
#[case("x", Gender::NonBinary)]
fn gender_is_read_in_any_case(#[case] text: &str, #[case] gender: Gender) {
    assert_eq!(
        imported(&governor_with("sexo", text)).data.person.gender,
        gender
    );
}

#[rstest]
#[case("1980-05-31")]
#[case("31/05/1980")]
#[case("31/5/1980")]
#[case("31 de mayo de 1980")]
#[case("29372")]
fn usual_ways_of_writing_a_date_are_read(#[case] text: &str) {
    let candidacy = imported(&governor_with("fecha_nacimiento", text));
    assert_eq!(
        candidacy.data.person.birth_date,
        Some(jiff::civil::date(1980, 5, 31))
    );
}

/// Election day is 6 June 2027.
#[rstest]
#[case("2009-06-06", 18)]
#[case("1906-06-07", 120)]
fn ages_at_the_ends_are_taken(#[case] birth: &str, #[case] age: u16) {
    let candidacy = imported(&governor_with("fecha_nacimiento", birth));
    assert_eq!(
        candidacy.age_on_election_day(&crate::sample::profile()),
        Some(age)
    );
}

#[test]
fn curp_is_kept_in_capitals_and_may_be_absent_like_the_date() {
    let lower = imported(&governor_with("curp", "pela800531mdgrpn09"));
    assert_eq!(
        lower.data.person.curp.as_deref(),
        Some("PELA800531MDGRPN09")
    );
    let without = imported("G-1,gubernatura,muestra,,Propietaria,,,Ana,Pérez,,,M,,");
    assert_eq!(without.data.person.curp, None);
    assert_eq!(without.data.person.birth_date, None);
    assert_eq!(without.data.person.second_surname, "");
}

#[test]
fn every_mistake_of_every_row_is_told_in_order() {
    let problems = refused(&file(&[
        "G-1,gobernatura,muestra,x,titular,rojo,,,Pérez,,,otro,1980,ABC",
        GOVERNOR,
    ]));
    let told: Vec<(u32, &str)> = problems
        .iter()
        .map(|p| (p.row, p.column.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (2, "cargo"),
            (2, "numero"),
            (2, "calidad"),
            (2, "partido"),
            (2, "nombre"),
            (2, "sexo"),
            (2, "fecha_nacimiento"),
            (2, "curp"),
            (3, "clave"),
        ]
    );
    assert!(problems[8].message.contains("ya está en la fila 2"));
}

#[rstest]
#[case("cargo", "GUBERNATURA")]
#[case("cargo", "Gobernadora")]
#[case("territorio", "MUESTRA")]
#[case("territorio", "Estado de Muestra")]
#[case("calidad", "PROPIETARIO")]
#[case("partido", "NARANJA")]
#[case("partido", "Partido Naranja")]
#[case("numero", "No aplica")]
#[case("segundo_apellido", "López")]
#[case("curp", "pela800531mdgrpn09")]
fn what_is_written_in_another_way_is_the_same(#[case] column: &str, #[case] text: &str) {
    let plain = imported(GOVERNOR);
    assert_eq!(imported(&governor_with(column, text)).data, plain.data);
}

#[rstest]
#[case("SIN PARTIDO")]
#[case("Independiente")]
#[case("No aplica")]
fn who_has_no_party_may_say_so(#[case] text: &str) {
    let candidacy = imported(&governor_with("partido", text));
    assert_eq!(candidacy.data.postulation, Postulation::Independent);
}

#[test]
fn empties_of_real_files_are_empty() {
    let row = "G-1,gubernatura,muestra,n/a,propietaria,naranja,-,Ana,Pérez,No aplica,No proporcionó,mujer,S/D,--";
    let person = imported(row).data.person;
    assert_eq!(person.second_surname, "");
    assert_eq!(
        (person.nickname, person.curp, person.birth_date),
        (None, None, None)
    );
}

#[test]
fn m_beside_f_is_not_guessed() {
    let rows = [
        governor_with("sexo", "F"),
        governor_with("sexo", "M")
            .replace("G-1", "G-2")
            .replace("naranja", "azul"),
    ];
    let problems = refused(&file(&rows.each_ref().map(String::as_str)));
    assert_only(&problems, 3, "sexo", "mujer o masculino");
}

#[test]
fn dates_are_not_guessed_where_the_file_has_the_month_first() {
    let rows = [
        governor_with("fecha_nacimiento", "05/31/1980"),
        governor_with("fecha_nacimiento", "05/06/1980")
            .replace("G-1", "G-2")
            .replace("naranja", "azul"),
        governor_with("fecha_nacimiento", "1980-06-05")
            .replace("G-1", "G-3")
            .replace("naranja", "verde"),
    ];
    let problems = refused(&file(&rows.each_ref().map(String::as_str)));
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert!(problems[1].message.contains("cuál es el día y cuál el mes"));
    let alone = import(&file(&[&rows[1]])).unwrap();
    let birth = registry(alone)[0].data.person.birth_date;
    assert_eq!(birth, Some(jiff::civil::date(1980, 6, 5)));
}
