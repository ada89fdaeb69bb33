//! A small process with invented people, on Mexico City's profile: it has a queue, returns and corrections.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use activity_log::{KeyName, Signer};
use domain::account::{Account, ActivationCode, Actor, Entry, Opening, Seat};
use domain::activity::{Act, Action, Author, Subject};
use domain::capture::{Capture, Machine, Save};
use domain::id::{AccountId, CandidacyId, Entropy, ParkedRequestId, SessionId};
use domain::key::{PartyKey, QuestionnaireKey};
use domain::policy::{Permit, Right, Target, permit};
use domain::profile::{Profile, Source};
use domain::questionnaire::{
    Answers, Crop, DESCRIBED_SUFFIX, Definition, FieldKind, Format, Photograph,
};
use domain::record::Decided;
use domain::registry::{Calling, Candidacy, Gender, Person, Postulation, RegistryData};
use domain::time::Instant;
use storage::{Change, Founding, Store};

/// Midnight of 1 April 2024, in microseconds of UTC.
const START: i64 = 1_711_951_200_000_000;

/// `seconds` after the start of the story.
pub const fn at(seconds: i64) -> Instant {
    Instant::from_micros(START + seconds * 1_000_000)
}

/// Identifiers that never repeat within a test run and never depend on chance.
pub struct Counted;

static NEXT: AtomicU64 = AtomicU64::new(1);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let start = bytes.len() - number.len();
        bytes[start..].copy_from_slice(&number);
    }
}

pub fn candidacy_id() -> CandidacyId {
    CandidacyId::new(at(0), &Counted)
}

pub fn account_id() -> AccountId {
    AccountId::new(at(0), &Counted)
}

pub fn session_id() -> SessionId {
    SessionId::new(at(0), &Counted)
}

pub fn parked_id() -> ParkedRequestId {
    ParkedRequestId::new(at(0), &Counted)
}

struct Folder(PathBuf);

impl Source for Folder {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(path)).ok()
    }

    fn list(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(
                        path.strip_prefix(&self.0)
                            .unwrap()
                            .to_str()
                            .unwrap()
                            .to_owned(),
                    );
                }
            }
        }
        files
    }
}

/// Mexico City's profile.
pub static PROFILE: LazyLock<Profile> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles/cdmx");
    Profile::load(&Folder(folder)).unwrap()
});

/// The curricular questionnaire's key.
pub fn curricular() -> QuestionnaireKey {
    "curricular".parse().unwrap()
}

/// The curricular questionnaire.
pub fn definition() -> &'static Definition {
    PROFILE.questionnaire(&curricular()).unwrap()
}

/// The party of most tests.
pub fn party() -> PartyKey {
    PROFILE.parties[0].key.clone()
}

/// The key that signs checkpoints in tests.
pub fn signer() -> Signer {
    Signer::from_seed(KeyName::new("instituto.mx/historial").unwrap(), &[7; 32])
}

/// How the process began.
pub fn founding() -> Founding {
    Founding {
        process: "cdmx-2023-2024".parse().unwrap(),
        institute: "cdmx".parse().unwrap(),
        profile: PROFILE.hash().to_string(),
        questionnaires: BTreeMap::from([(curricular(), definition().hash().to_string())]),
        zone: "America/Mexico_City".to_owned(),
        founded: at(0),
        demonstration: false,
        origin: "instituto.mx/historial".to_owned(),
    }
}

/// An act of the program itself.
pub fn act(seconds: i64, action: Action) -> Act {
    Act::new(
        at(seconds),
        Author::System,
        action,
        Subject::new("process", "cdmx-2023-2024"),
    )
}

/// Registry data of one invented person.
pub fn registry_data(key: &str, surname: &str) -> RegistryData {
    let office = &PROFILE.races[0];
    RegistryData {
        key: key.to_owned(),
        office: office.office.clone(),
        territory: office.territory.clone(),
        number: Some(3),
        calling: Calling::Holder,
        postulation: Postulation::Party { party: party() },
        person: Person {
            given_names: "María José".to_owned(),
            first_surname: surname.to_owned(),
            second_surname: "Ibáñez".to_owned(),
            nickname: Some("La Güera".to_owned()),
            gender: Gender::Woman,
            birth_date: Some("1984-02-29".parse().unwrap()),
            curp: Some("IAPM840229MDFBXR09".to_owned()),
            declared_age: None,
        },
    }
}

/// A new candidacy of a party, with its term running.
pub fn candidacy(key: &str, surname: &str) -> Decided<Candidacy> {
    Candidacy::register(
        candidacy_id(),
        registry_data(key, surname),
        Author::System,
        at(1),
    )
}

/// The same candidacy with its term running.
pub fn with_term(candidacy: Candidacy) -> Decided<Candidacy> {
    candidacy
        .start_term(at(2), &PROFILE, Author::System, at(3))
        .unwrap()
}

/// The notice in force in tests.
pub const NOTICE: &str = "aviso";

/// The undertaking in force in tests.
pub const UNDERTAKING: &str = "compromiso";

/// A new account, in three decisions: issued, activated, with the notice accepted.
pub fn account(login: &str, seat: Seat) -> [Decided<Account>; 3] {
    let code = ActivationCode::of(login, at(1));
    let opening = Opening {
        id: account_id(),
        login: login.to_owned(),
        holder: "Persona Inventada".to_owned(),
        contact: None,
        seat,
        code,
    };
    let issued = Account::issue(opening, Author::System, at(1));
    let activated = issued
        .clone()
        .into_record()
        .activate(login, "$argon2id$prueba".to_owned(), UNDERTAKING, at(2))
        .unwrap();
    let accepted = activated
        .clone()
        .into_record()
        .accept_notice(NOTICE, at(3))
        .unwrap();
    [issued, activated, accepted]
}

/// An active account as a record.
pub fn actor(account: &Account) -> Actor {
    let entry = Entry {
        notice: NOTICE,
        undertaking: UNDERTAKING,
        second_factor: &[],
        proven: false,
    };
    account.actor(&entry).unwrap()
}

/// What `account` may do as who captures.
pub fn capturing(account: &Account, candidacy: &Candidacy) -> Permit {
    permit(
        &PROFILE,
        &actor(account),
        None,
        Right::Capture,
        Target::Candidacy(candidacy),
    )
    .unwrap()
}

/// What `account` may do in a stage.
pub fn deciding(account: &Account, candidacy: &Candidacy, stage: usize) -> Permit {
    let target = Target::Stage(candidacy, &PROFILE.stages[stage]);
    permit(&PROFILE, &actor(account), None, Right::Decide, target).unwrap()
}

/// The machine of the curricular questionnaire.
pub fn machine(candidacy: &Candidacy) -> Machine<'_> {
    Machine::new(&PROFILE, definition(), candidacy)
}

/// A photograph by its hashes; the files are kept elsewhere.
fn photograph() -> Photograph {
    let hash = |digit: &str| digit.repeat(64).parse().unwrap();
    Photograph {
        negative: hash("0"),
        small: hash("1"),
        medium: hash("2"),
        large: hash("3"),
        crop: Crop::WHOLE,
        described: String::new(),
    }
}

/// The form values that answer every question of section `index`; `mark` tells answers apart.
pub fn typed(index: usize, mark: &str) -> Answers {
    let section = &definition().sections[index];
    let mut values = Vec::new();
    for field in &section.fields {
        let text = match &field.kind {
            FieldKind::Line { format, .. } | FieldKind::List { format, .. } => {
                let plain = line(*format, mark);
                let name = line(Format::Text, mark);
                let page = field.site.as_ref().and_then(|site| site.page_of(&name));
                page.unwrap_or(plain)
            }
            FieldKind::Paragraph { min, .. } => {
                mark.to_owned() + &"é".repeat(usize::try_from(*min).unwrap())
            }
            FieldKind::Choice { catalogue } => {
                let options = &definition().catalogue(catalogue).unwrap().options;
                options.last().unwrap().key.to_string()
            }
            FieldKind::Photograph { .. } => {
                let described = format!("{}{DESCRIBED_SUFFIX}", field.key);
                values.push((described, line(Format::Text, mark)));
                photograph().token()
            }
        };
        values.push((field.key.to_string(), text));
    }
    definition().read_section(section, &values)
}

fn line(format: Format, mark: &str) -> String {
    let mark: String = mark.chars().filter(char::is_ascii_alphanumeric).collect();
    match format {
        Format::Text => mark,
        Format::Phone => "55 1234 5678".to_owned(),
        Format::Email => format!("{mark}@ejemplo.mx"),
        Format::Link => format!("https://ejemplo.mx/{mark}"),
    }
}

/// Saves section `index`.
pub fn save(
    account: &Account,
    candidacy: &Candidacy,
    capture: Option<Capture>,
    index: usize,
    mark: &str,
    seconds: i64,
) -> Decided<Capture> {
    let typed = typed(index, mark);
    let save = Save {
        section: &definition().sections[index],
        typed: &typed,
        since: &[],
    };
    machine(candidacy)
        .save(&capturing(account, candidacy), capture, save, at(seconds))
        .unwrap()
}

/// A supervisor of the party.
pub fn supervisor(login: &str) -> [Decided<Account>; 3] {
    account(login, Seat::Supervisor { party: party() })
}

/// The institute's validator.
pub fn validator(login: &str) -> [Decided<Account>; 3] {
    account(login, Seat::Validator)
}

/// Who is on stage in most tests.
pub struct Cast {
    pub candidacy: Candidacy,
    pub supervisor: Account,
    pub validator: Account,
}

/// Founds the process, registers a candidacy with its term running and activates two accounts: 9 entries and
/// a checkpoint.
pub async fn open_stage(store: &Store) -> Cast {
    let candidacy = candidacy("C-001", "Muñoz");
    let term = with_term(candidacy.clone().into_record());
    let cast = [supervisor("supervisora.uno"), validator("validadora.uno")];
    let [supervisor, validator] = cast.clone().map(|[.., last]| last.into_record());
    let mut changes = vec![Change::from(candidacy), Change::from(term.clone())];
    changes.extend(cast.into_iter().flatten().map(Change::from));
    let mut unit = store.write().await.unwrap();
    unit.found(&founding(), act(0, Action::ProcessFounded))
        .await
        .unwrap();
    unit.apply_all(changes).await.unwrap();
    unit.checkpoint(&signer(), at(4)).await.unwrap();
    unit.commit().await.unwrap();
    Cast {
        candidacy: term.into_record(),
        supervisor,
        validator,
    }
}

impl Cast {
    /// Reads the capture, saves a section and commits.
    pub async fn save(&self, store: &Store, index: usize, mark: &str, seconds: i64) -> Capture {
        let mut unit = store.write().await.unwrap();
        let capture = unit
            .capture(self.candidacy.id, &curricular())
            .await
            .unwrap();
        let decided = save(
            &self.supervisor,
            &self.candidacy,
            capture,
            index,
            mark,
            seconds,
        );
        unit.apply(decided.clone()).await.unwrap();
        unit.commit().await.unwrap();
        decided.into_record()
    }

    /// Saves every section.
    pub async fn fill(&self, store: &Store, mark: &str) -> Capture {
        let mut capture = None;
        for index in 0..definition().sections.len() {
            capture = Some(
                self.save(store, index, mark, 10 + i64::try_from(index).unwrap())
                    .await,
            );
        }
        capture.unwrap()
    }
}
