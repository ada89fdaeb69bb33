//! Mistakes in the catalogue of grounds, the CSV files and the notices.

use super::assert_told;
use crate::profile::fixtures::Files;

#[rstest::rstest]
#[case::ground_twice(
    "grounds.toml",
    "[[causal]]",
    "[[causal]]\nclave=\"incompleta\"\nnombre=\"a\"\ndescripcion=\"b\"\nfundamento=\"c\"\n[[causal]]",
    "clave = \"incompleta\"",
    "se repite: ya está en la línea 2"
)]
#[case::ground_without(
    "grounds.toml",
    "descripcion = \"Falta algo.\"\n",
    "",
    "[[causal]]",
    "falta la clave «descripcion» en [[causal]]"
)]
#[case::grounds_unknown(
    "grounds.toml",
    "[[causal]]",
    "[catalogo]\n[[causal]]",
    "catalogo",
    "no se conoce la clave «catalogo»"
)]
#[case::principle(
    "offices.csv",
    ",rp,",
    ",pr,",
    "consejeria",
    "«pr» no es un valor de «principio»"
)]
#[case::level(
    "offices.csv",
    ",rp,puerto,",
    ",rp,puertos,",
    "consejeria",
    "no existe el nivel «puertos»"
)]
#[case::shape(
    "offices.csv",
    ",lista,",
    ",listas,",
    "consejeria",
    "¿quiso escribir «lista»?"
)]
#[case::publication_date(
    "offices.csv",
    "2027-04-15T08:00:00",
    "15/04/2027",
    "consejeria",
    "«15/04/2027» en la columna «publica_desde»"
)]
#[case::publication_outside(
    "offices.csv",
    "2027-04-15T08:00:00",
    "2027-10-15T08:00:00",
    "consejeria",
    "fuera del proceso"
)]
#[case::order_twice(
    "offices.csv",
    "00,1",
    "00,2",
    "delegacion",
    "el orden 2 se repite: ya está en la línea 2"
)]
#[case::order_word(
    "offices.csv",
    "00,1",
    "00,primero",
    "delegacion",
    "no es un número entero"
)]
#[case::office_twice(
    "offices.csv",
    "delegacion,Del",
    "consejeria,Del",
    "consejeria,Del",
    "la clave «consejeria» se repite"
)]
#[case::office_without_name(
    "offices.csv",
    ",Delegación,",
    ",,",
    "delegacion",
    "la columna «nombre» está vacía"
)]
#[case::office_unopposed(
    "offices.csv",
    "delegacion,Del",
    "sindicatura,Sindicatura,Sindicaturas,mr,puerto,persona,2027-04-10T08:00:00,3\ndelegacion,Del",
    "sindicatura",
    "no tiene lugares"
)]
#[case::territory_level(
    "territories.csv",
    "muelle,muelle-3",
    "mueye,muelle-3",
    "mueye",
    "¿quiso escribir «muelle»?"
)]
#[case::territory_twice(
    "territories.csv",
    "muelle,muelle-3",
    "muelle,muelle-2,Otro,\nmuelle,muelle-3",
    "muelle,muelle-2,Otro",
    "la clave «muelle-2» se repite: ya está en la línea 4"
)]
#[case::parent_unknown(
    "territories.csv",
    "Muelle 2,puerto-nuevo",
    "Muelle 2,puerto-viejo",
    "muelle-2",
    "no existe el territorio «puerto-viejo»"
)]
#[case::parent_of_itself(
    "territories.csv",
    "Muelle 2,puerto-nuevo",
    "Muelle 2,muelle-2",
    "muelle-2",
    "pertenece a sí mismo"
)]
#[case::seat_office(
    "seats.csv",
    "delegacion,muelle-3",
    "delegasion,muelle-3",
    "delegasion",
    "¿quiso escribir «delegacion»?"
)]
#[case::seat_territory(
    "seats.csv",
    "delegacion,muelle-3",
    "delegacion,muelle-4",
    "muelle-4",
    "no existe el territorio «muelle-4»"
)]
#[case::seat_level(
    "seats.csv",
    "delegacion,muelle-3",
    "delegacion,puerto-nuevo",
    "delegacion,puerto-nuevo",
    "es de nivel «puerto» y el cargo «delegacion» se elige por «muelle»"
)]
#[case::seat_none(
    "seats.csv",
    "puerto-nuevo,3",
    "puerto-nuevo,0",
    "puerto-nuevo,0",
    "no es un número entero de 1 a 1000"
)]
#[case::seat_many(
    "seats.csv",
    "muelle-1,1",
    "muelle-1,2",
    "muelle-1,2",
    "elige a una sola candidatura y aquí tiene 2 lugares"
)]
#[case::seat_twice(
    "seats.csv",
    "delegacion,muelle-3",
    " delegacion,muelle-2",
    " delegacion",
    "se repite: ya está en la línea 4"
)]
#[case::party_scope(
    "parties.csv",
    ",local\nrojo",
    ",estatal\nrojo",
    "verde",
    "nacional, local"
)]
#[case::party_colour("parties.csv", "#00aa00", "#00aa0", "verde", "«#00aa0» no es un color")]
#[case::party_twice(
    "parties.csv",
    "verde,",
    "azul,",
    "azul,PV",
    "la clave «azul» se repite: ya está en la línea 2"
)]
#[case::initials_twice(
    "parties.csv",
    "verde,PV",
    "verde,Pa",
    "verde",
    "las siglas «Pa» se repiten"
)]
#[case::no_party(
    "parties.csv",
    "verde,PV",
    "verde,Sin partido",
    "verde",
    "«SIN PARTIDO» no es un partido"
)]
#[case::party_key("parties.csv", "rojo,PR", "Rojo,PR", "Rojo", "«Rojo» no es una clave")]
#[case::agreement_kind(
    "agreements.csv",
    "juntos,coalicion_total",
    "juntos,coalision_total",
    "coalision",
    "¿quiso escribir «coalicion_total»?"
)]
#[case::agreement_race(
    "agreements.csv",
    "delegacion,muelle-3",
    "consejeria,muelle-3",
    "consejeria,muelle-3",
    "no hay contienda de «consejeria» en «muelle-3»"
)]
#[case::agreement_party(
    "agreements.csv",
    "muelle-3,azul,azul;verde",
    "muelle-3,azul,azul;verdes",
    "verdes",
    "no existe el partido «verdes» — remedio: ¿quiso escribir «verde»?"
)]
#[case::agreement_outsider(
    "agreements.csv",
    "muelle-3,azul",
    "muelle-3,rojo",
    "muelle-3,rojo",
    "«rojo» postula y no es integrante"
)]
#[case::agreement_of_one(
    "agreements.csv",
    "muelle-3,azul,azul;verde",
    "muelle-3,azul,azul",
    "muelle-3,azul,azul",
    "no son dos o más partidos distintos"
)]
#[case::agreement_two_faced(
    "agreements.csv",
    "Juntos,delegacion,muelle-3",
    "Unidos,delegacion,muelle-3",
    "Unidos",
    "otro tipo, nombre o integrantes que en la línea 2"
)]
#[case::agreement_overlap(
    "agreements.csv",
    "\njuntos,coalicion_total,Juntos,delegacion,muelle-3",
    "\notro,candidatura_comun,Otro,delegacion,muelle-2,rojo,rojo;azul\njuntos,coalicion_total,Juntos,delegacion,muelle-3",
    "otro,",
    "«azul» ya tiene convenio para «delegacion» en «muelle-2» (línea 3)"
)]
#[case::agreement_not_total(
    "agreements.csv",
    "juntos,coalicion_total,Juntos,delegacion,muelle-3,azul,azul;verde\n",
    "",
    "juntos",
    "no cubre «delegacion» en «muelle-3»"
)]
#[case::column_unknown(
    "parties.csv",
    "partido,siglas",
    "partido,sigla",
    "partido",
    "¿quiso escribir «siglas»?"
)]
#[case::column_twice(
    "seats.csv",
    "cargo,territorio,lugares",
    "cargo,territorio,lugares,cargo",
    "cargo",
    "la columna «cargo» se repite"
)]
#[case::semicolons(
    "seats.csv",
    "cargo,territorio,lugares",
    "cargo;territorio;lugares",
    "cargo",
    "no están separadas por comas"
)]
#[case::cells(
    "parties.csv",
    "\"Partido Rojo, Sociedad y Mar\"",
    "Partido Rojo, Sociedad y Mar",
    "rojo",
    "la fila tiene 6 celdas y el encabezado 5"
)]
#[case::open_quote(
    "parties.csv",
    "Partido Azul,#0000aa,nacional\nverde,PV,Partido Verde",
    "\"Partido Azul,#0000aa,nacional\nverde,PV,Partido Verde\"",
    "azul",
    "una celda abarca varias líneas"
)]
#[case::notice_untitled(
    "notices/aviso.md",
    "# Aviso",
    "Aviso",
    "Aviso",
    "no empieza con su título"
)]
fn mistake_in_another_file_is_told(
    #[case] path: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] near: &str,
    #[case] said: &str,
) {
    assert_told(
        &Files::of_tiny_institute().with(path, from, to),
        path,
        near,
        said,
    );
}
