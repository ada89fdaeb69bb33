//! What the sample pages are filled with.

use crate::ui::*;

pub(super) const PROPOSAL: &str = "Construir con las comunidades un sistema de captación de agua de lluvia en las escuelas \
    primarias del distrito, con mantenimiento a cargo de comités vecinales y cuentas públicas cada seis meses.";

pub(super) fn choices(words: &[&str]) -> Vec<Choice> {
    words
        .iter()
        .enumerate()
        .map(|(n, word)| Choice::new(n.to_string(), *word))
        .collect()
}

pub(super) fn fields() -> Vec<Field> {
    let limits = |least, most| Limits {
        least,
        most,
        counting: Counting::WithoutSpaces,
    };
    vec![
        Field::line("pagina", "Página web", "www.ejemplo.mx")
            .kind(LineKind::Link)
            .hint("Como la escribiría en el navegador.")
            .autocomplete("url")
            .optional(),
        Field::line("telefono", "Teléfono de la casa de campaña", "618 123")
            .kind(LineKind::Telephone)
            .width(Width::Medium)
            .error(Some(
                "Escriba los diez números del teléfono, por ejemplo 618 123 4567.",
            )),
        Field::text("propuesta_1", "Propuesta 1", PROPOSAL)
            .hint("Qué hará, para quién y cómo se sabrá que se cumplió.")
            .limits(limits(Some(280), 1600))
            .error(Some(
                "Faltan 116 caracteres: la propuesta necesita al menos 280, sin contar espacios.",
            )),
        Field::text("propuesta_2", "Propuesta 2", PROPOSAL)
            .limits(limits(Some(120), 160))
            .rows(4)
            .remark(
                "Copia íntegra de otra propuesta",
                "El segundo párrafo es igual al de la propuesta 1.",
            ),
        Field::select(
            "grado",
            "Grado máximo de estudios",
            "2",
            choices(&["Sin estudios", "Primaria", "Licenciatura"]),
        ),
        Field::radios(
            "estatus",
            "Estatus de ese grado",
            "",
            choices(&["Cursando", "Trunco", "Título"]),
        )
        .error(Some("Elija el estatus de sus estudios.")),
        Field::checks(
            "redes",
            "Redes sociales que usa",
            vec!["1".to_owned()],
            choices(&["Facebook", "Instagram", "TikTok"]),
        )
        .hint("Puede elegir varias.")
        .optional(),
        Field::lines(
            "cursos",
            "Otros cursos o diplomados",
            vec![
                Entry::new("Diplomado en gestión del agua"),
                Entry::new("x".repeat(251))
                    .error(Some("Esta línea pasa de 250 caracteres: sobra 1.")),
            ],
            5,
        )
        .limits(limits(None, 250))
        .optional(),
        Field::line("lengua", "Nombre en su lengua", "O'Dam")
            .lang("stp")
            .optional(),
        Field::file("archivo", "Archivo CSV del registro", ".csv,text/csv").optional(),
        Field::check(
            "declara",
            "Declaro bajo protesta de decir verdad que la información es mía y es cierta.",
            true,
        ),
    ]
}

pub(super) fn filters() -> Filters {
    Filters::new("/candidaturas", "2,326 candidaturas")
        .search(Field::line("q", "Buscar por nombre", "María José").kind(LineKind::Search))
        .field(
            Field::select("cargo", "Cargo", "", choices(&["Diputación", "Alcaldía"]))
                .blank("Todos"),
        )
        .field(Field::select(
            "distrito",
            "Distrito",
            "1",
            choices(&["1", "5 General Simón Bolívar"]),
        ))
        .field(Field::select(
            "partido",
            "Partido",
            "0",
            choices(&["Movimiento Regeneración Nacional"]),
        ))
        .chip(
            "Distrito: 5 General Simón Bolívar",
            "/candidaturas?q=Mar%C3%ADa",
        )
        .chip(
            "Partido: Movimiento Regeneración Nacional",
            "/candidaturas?distrito=5",
        )
        .keep("orden", "nombre")
        .export("Descargar CSV", "/candidaturas.csv")
}

pub(super) fn table() -> Table {
    let columns = ["Persona", "Contienda", "Estado", "Último cambio", "Folio"];
    let mut columns: Vec<Column> = columns.map(Column::text).into();
    columns.push(Column::figure("Caracteres"));
    columns.push(Column::text("Qué hacer"));
    let states = [
        (State::InTerm, "En captura"),
        (State::Attention, "Con observaciones"),
        (State::Done, "Publicada"),
        (State::Closed, "Plazo vencido"),
    ];
    let names = [
        "María José Nevárez Ibarra",
        "O'Dam Flores Soto",
        "Guadalupe Ayala",
        "Ñ",
    ];
    let rows = states
        .into_iter()
        .zip(names)
        .enumerate()
        .map(|(n, ((state, word), name))| {
            vec![
                Cell::link(name, "/panel/casos/1"),
                Cell::Two(
                    "Diputación por mayoría relativa".to_owned(),
                    "Distrito 5, Gómez Palacio".to_owned(),
                ),
                Cell::Badge(Badge::new(state, word)),
                Cell::Moment {
                    words: "24 de abril de 2024, 23:59".to_owned(),
                    machine: "2024-04-24T23:59:00-06:00".to_owned(),
                },
                if n == 3 {
                    Cell::Missing("Sin folio".to_owned())
                } else {
                    Cell::Code("9F3A-22C1".to_owned())
                },
                Cell::figure(4_821 / (n + 1)),
                Cell::action("Revisar", format!("la captura de {name}"), "/panel/casos/1"),
            ]
        });
    Table::new("Candidaturas por estado", columns).rows(rows)
}

pub(super) fn tasks() -> TaskList {
    TaskList::new(vec![
        TaskSection::new(
            "Cuestionario curricular",
            vec![
                Task::new("Contacto público", "/a", TaskState::Complete),
                Task::new("Estudios", "/b", TaskState::ToCorrect)
                    .hint("Quien valida le pidió un cambio."),
                Task::new(
                    "Historia profesional y trayectoria política",
                    "/c",
                    TaskState::Started,
                ),
                Task::new("Propuestas", "/d", TaskState::NotStarted),
            ],
        ),
        TaskSection::new(
            "Envío",
            vec![Task::locked(
                "Revisar y enviar",
                "Se abre cuando las demás partes están completas.",
            )],
        ),
    ])
}

pub(super) fn facts() -> Facts {
    let moment = FactValue::Moment {
        words: "24 de abril de 2024, 21:40".to_owned(),
        machine: "2024-04-24T21:40:00-06:00".to_owned(),
    };
    let link = Link::outside("www.ejemplo.mx", "https://www.ejemplo.mx");
    Facts::new(vec![
        Fact::text("Grado máximo de estudios", "Licenciatura").change("/b"),
        Fact::text("Propuesta 1", PROPOSAL)
            .change("/d")
            .problem("Faltan 116 caracteres para el mínimo de 280."),
        Fact::text("Otros cursos", "").change("/e"),
        Fact::new(
            "Teléfonos",
            FactValue::List(vec!["618 123 4567".to_owned(), "871 765 4321".to_owned()]),
        ),
        Fact::new(
            "Página web",
            FactValue::Link(link.expect("a harmless address")),
        ),
        Fact::new("Recibido", moment),
        Fact::new("Huella", FactValue::Code("3f0c9a".repeat(10))),
    ])
}

pub(super) fn person(name: &str, parties: &[&str]) -> Person {
    let party = |short: &&str| Party {
        name: format!("Partido {short}"),
        short: (*short).to_owned(),
        emblem: None,
    };
    Person {
        name: name.to_owned(),
        nickname: name.starts_with('O').then(|| "La Maestra".to_owned()),
        office: "Diputación por mayoría relativa".to_owned(),
        place: "Distrito 15, General Simón Bolívar".to_owned(),
        position: Some("Suplente".to_owned()),
        parties: parties.iter().map(party).collect(),
        alliance: Some(
            if parties.is_empty() {
                "Sin partido"
            } else {
                "Fuerza y Corazón por Durango"
            }
            .to_owned(),
        ),
        photo: None,
    }
}
