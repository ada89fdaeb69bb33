//! Mistakes in `profile.toml`.

use super::{MAIN, assert_told};
use crate::profile::fixtures::Files;

#[rstest::rstest]
#[case::institute_key(
    "clave = \"pto\"",
    "clave = \"puerto_nuevo\"",
    "puerto_nuevo",
    "clave del instituto"
)]
#[case::key_shape(
    "clave = \"pto\"",
    "clave = \"PTO\"",
    "\"PTO\"",
    "«PTO» no es una clave"
)]
#[case::empty(
    "siglas = \"IEPN\"",
    "siglas = \"  \"",
    "siglas",
    "«siglas» está vacío"
)]
#[case::zone(
    "America/Tijuana",
    "America/Tihuana",
    "America/Tihuana",
    "¿quiso escribir «America/Tijuana»?"
)]
#[case::email(
    "contacto@iepn.mx",
    "contacto.iepn.mx",
    "contacto.iepn",
    "no es una dirección de correo"
)]
#[case::colour("#004d40", "verde", "verde", "«verde» no es un color")]
#[case::date_as_text(
    "inicio = 2026-12-01",
    "inicio = \"1 de diciembre\"",
    "1 de dic",
    "debe ser una fecha que exista, como 2024-06-02, y dice: \"1 de diciembre\""
)]
#[case::election_before_start(
    "jornada = 2027-06-06",
    "jornada = 2026-06-06",
    "jornada",
    "no es posterior al inicio"
)]
#[case::campaigns_after_election(
    "inicio_campanas = 2027-04-10",
    "inicio_campanas = 2027-06-06",
    "inicio_campanas",
    "no está entre el inicio del proceso y la jornada"
)]
#[case::counts_from(
    "\"ultima_recepcion\"",
    "\"ultima\"",
    "cuenta_desde",
    "ultima_recepcion"
)]
#[case::second_factor_role(
    "segundo_paso = [\"administradora\"]",
    "segundo_paso = [\"administrador\"]",
    "segundo_paso",
    "no es un papel conocido"
)]
#[case::supervisor_delivery(
    "entrega_supervisora = \"partido\"",
    "entrega_supervisora = \"partidos\"",
    "entrega_supervisora",
    "¿quiso escribir «partido»?"
)]
#[case::undertaking(
    "compromiso = \"Me comprometo a cuidar la cuenta.\"",
    "compromiso = \"\"",
    "compromiso",
    "«compromiso» está vacío"
)]
#[case::end_before_election(
    "fin = 2027-09-15",
    "fin = 2027-06-05",
    "fin = ",
    "es anterior a la jornada"
)]
#[case::demo_outside(
    "2027-04-20T09:30:00",
    "2028-04-20T09:30:00",
    "2028",
    "fuera del proceso"
)]
#[case::demo_without_hour(
    "2027-04-20T09:30:00",
    "2027-04-20",
    "fecha_demo",
    "una fecha y hora local"
)]
#[case::sum(
    "lugares = 6",
    "lugares = 7",
    "lugares = 7",
    "el proceso dice 7 lugares y seats.csv suma 6"
)]
#[case::number_as_text(
    "lugares = 6",
    "lugares = \"6\"",
    "lugares",
    "debe ser un número entero"
)]
#[case::day_rule(
    "en_proceso = \"lunes_a_viernes\"",
    "en_proceso = \"lunes_a_vienes\"",
    "lunes_a_vienes",
    "¿quiso escribir «lunes_a_viernes»?"
)]
#[case::holiday_twice(
    "[2027-03-26, 2027-03-25]",
    "[\n2027-03-26,\n2027-03-26 ]",
    "2027-03-26 ]",
    "2027-03-26 se repite"
)]
#[case::term_zero(
    "cantidad = 10",
    "cantidad = 0",
    "cantidad = 0",
    "un plazo de 0 no sirve"
)]
#[case::term_unit(
    "\"horas\" }\ncuenta",
    "\"hora\" }\ncuenta",
    "\"hora\"",
    "¿quiso escribir «horas»?"
)]
#[case::bool_as_text(
    "permitir_extemporanea = false",
    "permitir_extemporanea = \"no\"",
    "extemporanea",
    "debe ser true (sí) o false (no)"
)]
#[case::counting(
    "con_espacios",
    "con_espacio",
    "con_espacio",
    "¿quiso escribir «con_espacios»?"
)]
#[case::role_unknown(
    "[\"representacion\", \"candidatura\"]",
    "[\"representante\", \"candidatura\"]",
    "representante",
    "«representante» no es un papel conocido"
)]
#[case::role_misplaced(
    "[\"representacion\", \"candidatura\"]",
    "[\"validadora\", \"candidatura\"]",
    "[\"validadora\"",
    "el papel «validadora» no puede estar en «partido»"
)]
#[case::role_twice(
    "[\"representacion\", \"candidatura\"]",
    "[\"candidatura\", \"candidatura\"]",
    "[\"candidatura\", \"candidatura\"]",
    "«candidatura» se repite"
)]
#[case::nobody_captures(
    "[\"representacion\", \"candidatura\"]",
    "[]",
    "partido = []",
    "nadie puede capturar"
)]
#[case::auditor_decides(
    "partido = [\"administradora\"]",
    "partido = [\"auditora\"]",
    "\"auditora\"",
    "«auditora» no puede estar"
)]
#[case::stage_twice(
    "clave = \"secretaria\"",
    "clave = \"candidatura\"",
    "clave = \"candidatura\"\nnombre = \"Revisión",
    "la clave «candidatura» se repite: ya está en la línea 50"
)]
#[case::rounds_missing("rondas = 1", "rondas = 0", "rondas = 0\nplazo", "permite 0 rondas")]
#[case::rounds_not_due(
    "rondas = 0",
    "rondas = 2",
    "rondas = 2",
    "no puede devolver pero permite rondas"
)]
#[case::rounds_many("rondas = 3", "rondas = 300", "rondas = 300", "son demasiadas")]
#[case::correction_missing(
    "plazo_correccion = { cantidad = 2, unidad = \"dias_habiles\" }",
    "",
    "[[etapas]]\nclave = \"secretaria\"",
    "no dice en cuánto tiempo se corrige"
)]
#[case::correction_not_due(
    "rondas = 0\n",
    "rondas = 0\nplazo_correccion = { cantidad = 2, unidad = \"horas\" }\n",
    "plazo_correccion = { cantidad = 2, unidad = \"horas\"",
    "tiene un plazo de corrección"
)]
#[case::claim_hours_of_no_queue(
    "requiere_toma = false",
    "requiere_toma = false\ntoma_caduca_horas = 4",
    "toma_caduca_horas",
    "no se toman, así que ninguno caduca"
)]
#[case::claim_hours_many(
    "requiere_toma = true",
    "requiere_toma = true\ntoma_caduca_horas = 721",
    "toma_caduca_horas",
    "no puede caducar a las 721 horas"
)]
#[case::second_review_word(
    "requiere_toma = true",
    "requiere_toma = true\nsegunda_revision = [\"publicar\"]",
    "\"publicar\"",
    "«publicar» no es un valor de «segunda_revision»"
)]
#[case::lapse_without_return(
    "puede_devolver = false",
    "puede_devolver = false\nal_vencer = \"no_publicar\"",
    "puede_devolver = false",
    "no puede devolver y dice cómo se corrige"
)]
#[case::lapse_publishes_early(
    "puede_devolver = true\nrequiere_toma = false",
    "puede_devolver = true\nal_vencer = \"publicar_con_marca\"\nrequiere_toma = false",
    "[[etapas]]",
    "se publicaría sin pasar por las siguientes"
)]
#[case::closes_without_lapse(
    "requiere_toma = true",
    "requiere_toma = true\nal_agotar_rondas = \"cerrar\"",
    "al_agotar_rondas",
    "no dice qué pasa con él"
)]
#[case::reading_without_presumption(
    "requiere_toma = true",
    "requiere_toma = true\ncorreccion_desde = \"lectura\"",
    "correccion_desde",
    "no se dice qué pasa si nadie lee"
)]
#[case::presumption_without_reading(
    "requiere_toma = true",
    "requiere_toma = true\nlectura_presunta = { cantidad = 1, unidad = \"horas\" }",
    "lectura_presunta",
    "ninguna lectura se presume"
)]
#[case::stage_of_nobody(
    "partido = [\"candidatura\"]\nindependiente = []",
    "partido = []\nindependiente = []",
    "partido = []\nindep",
    "nadie decide en la etapa «candidatura»"
)]
#[case::publication_mode("liberada", "manual", "manual", "automatica, liberada")]
#[case::retired_before_process(
    "modo = \"liberada\"",
    "modo = \"liberada\"\nretiro = 2026-11-30",
    "retiro",
    "es anterior al proceso"
)]
#[case::ground_missing(
    "publicacion = \"Acuerdo 2\"",
    "",
    "[fundamentos]",
    "falta la clave «publicacion» en [fundamentos]"
)]
#[case::ground_empty(
    "publicacion = \"Acuerdo 2\"",
    "publicacion = \"Acuerdo 2\"\notro = 2",
    "otro",
    "«otro» debe ser un texto entre comillas"
)]
#[case::notice_outside(
    "notices/aviso.md",
    "../aviso.md",
    "../aviso.md",
    "fuera de la carpeta del perfil"
)]
#[case::level_twice(
    "clave = \"muelle\"",
    "clave = \"puerto\"",
    "clave = \"puerto\"\nnombre = \"Muelle",
    "«puerto» se repite"
)]
#[case::unknown_table(
    "[publicacion]",
    "[redes]\nx = 1\n[publicacion]",
    "redes",
    "no se conoce la clave «redes»"
)]
#[case::unknown_key(
    "modo = \"liberada\"",
    "modo = \"liberada\"\nretiros = 2027-06-07",
    "retiros",
    "¿quiso escribir «retiro»?"
)]
#[case::unknown_key_in_stage(
    "requiere_toma = true",
    "requiere_toma = true\nrequiere_tomar = true",
    "requiere_tomar",
    "en [[etapas]] — remedio: ¿quiso escribir «requiere_toma»?"
)]
#[case::unknown_key_in_term(
    "unidad = \"dias_habiles\" }\nsust",
    "unidad = \"dias_habiles\", habiles = true }\nsust",
    "habiles = true",
    "no se conoce la clave «habiles» en «captura»"
)]
#[case::table_as_text(
    "captura = { cantidad = 10, unidad = \"dias_habiles\" }",
    "captura = \"10 días\"",
    "captura = \"10",
    "«captura» debe ser una tabla"
)]
#[case::syntax_quotes(
    "nombre = \"Puerto\"",
    "nombre = Puerto",
    "nombre = Puerto",
    "el texto no lleva comillas"
)]
#[case::syntax_twice(
    "siglas = \"IEPN\"",
    "siglas = \"IEPN\"\nsiglas = \"IEPN\"",
    "siglas = \"IEPN\"\nentidad",
    "está repetida"
)]
#[case::syntax_open(
    "nombre_plural = \"Muelles\"",
    "nombre_plural = \"Muelles",
    "\"Muelles",
    "el texto no se cierra"
)]
#[case::syntax_other("siglas = \"IEPN\"", "siglas : \"IEPN\"", "siglas :", "remedio")]
fn mistake_in_the_main_file_is_told(
    #[case] from: &str,
    #[case] to: &str,
    #[case] near: &str,
    #[case] said: &str,
) {
    assert_told(
        &Files::of_tiny_institute().with(MAIN, from, to),
        MAIN,
        near,
        said,
    );
}
