//! A small profile for tests: an institute that does not exist, with an office of every shape, and stages, terms
//! and words unlike those of the profiles that the program ships.

use jiff::civil::{Date, date, datetime};
use jiff::tz::TimeZone;

use crate::account::Role;
use crate::activity::Author;
use crate::id::{CandidacyId, Entropy, ImportId};
use crate::key::{OfficeKey, TerritoryKey};
use crate::profile::{
    AccountRules, Agreement, AgreementKind, Brand, BusinessDays, CaptureRules, ContentHash,
    CorrectionFrom, Counting, CountsFrom, Coverage, DayRule, Ground, Institute, Lapse,
    LateRegistration, Level, Notice, Notices, Office, Party, PartyScope, Principle, Process,
    Profile, Publication, PublicationMode, Race, Shape, Stage, SupervisorDelivery, Term, TermUnit,
    Terms, Territory, Verdict,
};
use crate::questionnaire::{
    AtLeastOne, Catalogue, ChoiceOption, Condition, Definition, Field, FieldClass, FieldKind,
    Format, Section,
};
use crate::time::Instant;

/// A key, in tests always well written.
pub(crate) fn key<K: std::str::FromStr>(text: &str) -> K
where
    K::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

/// Identifiers that repeat: the bytes count up.
pub(crate) struct Counter(std::sync::atomic::AtomicU64);

impl Counter {
    pub(crate) const fn new() -> Self {
        Self(std::sync::atomic::AtomicU64::new(1))
    }
}

impl Entropy for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let next = next.to_be_bytes();
        bytes.fill(0);
        let start = bytes.len() - next.len();
        bytes[start..].copy_from_slice(&next);
    }
}

/// An instant of local time in Mexico City.
pub(crate) fn local(date: Date, hour: i8, minute: i8) -> Instant {
    let zone = TimeZone::get("America/Mexico_City").unwrap();
    Instant::from_civil(date, jiff::civil::time(hour, minute, 0, 0), &zone)
}

/// The institute itself, on the command line.
pub(crate) const BY: Author = Author::System;

/// An import's id.
pub(crate) fn import_id() -> ImportId {
    ImportId::new(local(date(2027, 3, 1), 9, 0), &Counter::new())
}

/// Gives ids that count up.
pub(crate) fn ids() -> impl FnMut() -> CandidacyId {
    let counter = Counter::new();
    move || CandidacyId::new(Instant::from_micros(1_800_000_000_000_000), &counter)
}

/// The profile.
pub(crate) fn profile() -> Profile {
    Profile {
        institute: institute(),
        brand: Brand {
            accent: key("#204060"),
            accent_dark: key("#c0d8f0"),
        },
        process: Process {
            key: key("sam-2027"),
            name: "Proceso Electoral Local de Muestra 2027".to_owned(),
            start: date(2026, 12, 1),
            campaigns_start: date(2027, 4, 10),
            election_day: date(2027, 6, 6),
            end: date(2027, 9, 30),
            demo_start: datetime(2027, 4, 1, 10, 0, 0, 0),
        },
        business_days: BusinessDays {
            during: DayRule::MondayToFriday,
            outside: DayRule::MondayToFriday,
            holidays: vec![date(2027, 3, 25)],
        },
        terms: Terms {
            capture: term(10, TermUnit::BusinessDays),
            counts_from: CountsFrom::FirstReceipt,
            late_registration: LateRegistration::Notice,
            replacement: term(72, TermUnit::Hours),
            late_allowed: false,
        },
        capture: CaptureRules {
            counting: Counting::WithSpaces,
            party_roles: vec![Role::Capturer, Role::Candidate],
            independent_roles: vec![Role::Independent],
            declaration: "Declaro que lo que escribí es verdad.".to_owned(),
            party_declaration: "Declaramos que lo escrito es verdad.".to_owned(),
            party_notice: false,
            confirmation: crate::confirmation::ConfirmationRule::Advised,
            one_per_person: false,
        },
        accounts: AccountRules {
            undertaking: "Cuidaré esta cuenta.".to_owned(),
            undertaking_hash: ContentHash::of("Cuidaré esta cuenta.".as_bytes()),
            second_factor: vec![Role::Administrator],
            supervisor: SupervisorDelivery::Party,
        },
        stages: stages(),
        publication: Publication {
            mode: PublicationMode::Released,
            retirement: None,
            hiding_review_days: 15,
        },
        grounds: vec![ground("ajeno"), ground("ofensivo")],
        legal_basis: std::collections::BTreeMap::new(),
        offices: offices(),
        levels: vec![level("estado"), level("distrito"), level("municipio")],
        territories: territories(),
        races: races(),
        parties: ["azul", "verde", "naranja"].map(party).to_vec(),
        agreements: vec![agreement()],
        notices: notices(),
        questionnaires: vec![questionnaire()],
        hash: ContentHash::of(b"sample"),
    }
}

fn institute() -> Institute {
    Institute {
        key: key("sam"),
        name: "Instituto Electoral de Muestra".to_owned(),
        short_name: "IE Muestra".to_owned(),
        state: "Muestra".to_owned(),
        zone: TimeZone::get("America/Mexico_City").unwrap(),
        email: "conoceles@muestra.example".to_owned(),
        administrator: "Unidad de Muestra".to_owned(),
    }
}

/// A term.
pub(crate) const fn term(amount: u16, unit: TermUnit) -> Term {
    Term { amount, unit }
}

/// Three stages: one from a queue that edits and returns, one that only party candidacies pass, one that returns.
fn stages() -> Vec<Stage> {
    vec![
        Stage {
            key: key("revision"),
            name: "Revisión".to_owned(),
            party_roles: vec![Role::Supervisor, Role::Capturer],
            independent_roles: vec![Role::Independent],
            may_edit: true,
            may_return: true,
            needs_claim: true,
            claim_hours: Some(24),
            own_work: true,
            second_review: Vec::new(),
            rounds: 1,
            correction: Some(term(24, TermUnit::Hours)),
            correction_from: CorrectionFrom::Return,
            corrected_by: Vec::new(),
            on_lapse: None,
            may_close: false,
        },
        Stage {
            key: key("partido"),
            name: "Visto bueno del partido".to_owned(),
            party_roles: vec![Role::PartyRepresentative],
            independent_roles: Vec::new(),
            may_edit: false,
            may_return: false,
            needs_claim: false,
            claim_hours: None,
            own_work: true,
            second_review: Vec::new(),
            rounds: 0,
            correction: None,
            correction_from: CorrectionFrom::Return,
            corrected_by: Vec::new(),
            on_lapse: None,
            may_close: false,
        },
        Stage {
            key: key("dictamen"),
            name: "Dictamen".to_owned(),
            party_roles: vec![Role::Validator, Role::Administrator],
            independent_roles: vec![Role::Validator, Role::Administrator],
            may_edit: false,
            may_return: true,
            needs_claim: false,
            claim_hours: None,
            own_work: false,
            second_review: vec![Verdict::Return],
            rounds: 3,
            correction: Some(term(2, TermUnit::BusinessDays)),
            correction_from: CorrectionFrom::Return,
            corrected_by: Vec::new(),
            on_lapse: Some(Lapse::PublishValidFields),
            may_close: true,
        },
    ]
}

fn ground(text: &str) -> Ground {
    Ground {
        key: key(text),
        name: text.to_owned(),
        description: String::new(),
        legal_basis: String::new(),
    }
}

fn level(text: &str) -> Level {
    Level {
        key: key(text),
        name: text.to_owned(),
        plural: format!("{text}s"),
    }
}

fn offices() -> Vec<Office> {
    use Principle::{ProportionalRepresentation as Rp, RelativeMajority as Mr};
    let rows = [
        ("gubernatura", Mr, "estado", Shape::Person),
        ("diputacion-mr", Mr, "distrito", Shape::Formula),
        ("diputacion-rp", Rp, "estado", Shape::ListOfFormulas),
        (
            "presidencia",
            Mr,
            "municipio",
            Shape::FormulaWithOptionalSubstitute,
        ),
        ("regiduria", Mr, "municipio", Shape::List),
    ];
    let office = |(order, (office, principle, level, shape))| Office {
        key: key(office),
        name: format!("la {office}"),
        plural: format!("las {office}"),
        principle,
        level: key(level),
        shape,
        publish_from: datetime(2027, 4, 4, 0, 0, 0, 0),
        order,
    };
    (1..).zip(rows).map(office).collect()
}

fn territories() -> Vec<Territory> {
    let rows = [
        ("muestra", "estado", "Muestra"),
        ("distrito-01", "distrito", "Distrito 1"),
        ("distrito-02", "distrito", "Distrito 2"),
        ("distrito-03", "distrito", "Distrito 3"),
        ("canada", "municipio", "La Cañada"),
        ("tlalpa", "municipio", "Tlalpa"),
    ];
    let territory = |(text, level, name): (&str, &str, &str)| Territory {
        key: key(text),
        level: key(level),
        name: name.to_owned(),
        parent: None,
    };
    rows.map(territory).to_vec()
}

fn races() -> Vec<Race> {
    let rows = [
        ("gubernatura", "muestra", 1),
        ("diputacion-mr", "distrito-01", 1),
        ("diputacion-mr", "distrito-02", 1),
        ("diputacion-rp", "muestra", 4),
        ("presidencia", "canada", 1),
        ("presidencia", "tlalpa", 1),
        ("regiduria", "canada", 5),
    ];
    let race = |(office, territory, seats)| Race {
        office: key(office),
        territory: key(territory),
        seats,
    };
    rows.map(race).to_vec()
}

fn party(text: &str) -> Party {
    Party {
        key: key(text),
        initials: text.to_uppercase(),
        name: format!("Partido {text}"),
        colour: key("#123456"),
        scope: PartyScope::Local,
    }
}

/// Azul and Verde go together in district 2, where Verde postulates.
fn agreement() -> Agreement {
    Agreement {
        key: key("juntos"),
        kind: AgreementKind::PartialCoalition,
        name: "Juntos por Muestra".to_owned(),
        members: vec![key("azul"), key("verde")],
        coverage: vec![Coverage {
            office: key::<OfficeKey>("diputacion-mr"),
            territory: key::<TerritoryKey>("distrito-02"),
            postulates: key("verde"),
        }],
    }
}

fn notices() -> Notices {
    Notices {
        simplified: Notice {
            version: "1".to_owned(),
            text: "Aviso".to_owned(),
            hash: ContentHash::of(b"Aviso"),
        },
        full: None,
    }
}

/// A questionnaire with every kind of field, a condition and a demand over several fields.
pub(crate) fn questionnaire() -> Definition {
    let line = |format, max| FieldKind::Line { format, max };
    let list = |format, max, entries| FieldKind::List {
        format,
        max,
        entries,
    };
    Definition {
        key: key("curricular"),
        version: "1".to_owned(),
        title: "Cuestionario".to_owned(),
        catalogues: vec![catalogue("grado", &["ninguno", "medio", "alto"])],
        sections: vec![
            Section {
                key: key("contacto"),
                title: "Contacto".to_owned(),
                help: None,
                at_least_one: Some(AtLeastOne {
                    fields: vec![key("telefonos"), key("correo"), key("pagina")],
                    message: "Escriba un medio de contacto al menos.".to_owned(),
                }),
                fields: vec![
                    field("telefonos", list(Format::Phone, 20, 2), false),
                    field("correo", line(Format::Email, 60), false),
                    field("pagina", line(Format::Link, 60), false),
                    field("lema", line(Format::Text, 10), false),
                ],
            },
            Section {
                key: key("estudios"),
                title: "Estudios".to_owned(),
                help: None,
                at_least_one: None,
                fields: vec![
                    field(
                        "grado",
                        FieldKind::Choice {
                            catalogue: key("grado"),
                        },
                        true,
                    ),
                    Field {
                        condition: Some(Condition {
                            field: key("grado"),
                            is: vec!["ninguno".to_owned()],
                            negated: true,
                        }),
                        ..field("titulo", line(Format::Text, 30), true)
                    },
                ],
            },
            Section {
                key: key("propuestas"),
                title: "Propuestas".to_owned(),
                help: None,
                at_least_one: None,
                fields: vec![
                    field("motivos", paragraph(5, 40, None), true),
                    field(
                        "trayectoria",
                        paragraph(5, 40, Some("Sin trayectoria")),
                        true,
                    ),
                ],
            },
        ],
        hash: ContentHash::of(b"questionnaire"),
    }
}

fn paragraph(min: u32, max: u32, declarable: Option<&str>) -> FieldKind {
    FieldKind::Paragraph {
        min,
        max,
        declarable: declarable.map(str::to_owned),
    }
}

fn catalogue(text: &str, options: &[&str]) -> Catalogue {
    let option = |option: &&str| ChoiceOption {
        key: key(option),
        name: (*option).to_owned(),
    };
    Catalogue {
        key: key(text),
        options: options.iter().map(option).collect(),
    }
}

fn field(text: &str, kind: FieldKind, required: bool) -> Field {
    Field {
        key: key(text),
        label: text.to_owned(),
        help: None,
        kind,
        site: None,
        required,
        recommended: false,
        condition: None,
        class: FieldClass::Public,
        published: true,
        autocomplete: None,
        ine_column: None,
    }
}
