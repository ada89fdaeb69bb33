//! A spreadsheet's rows as what they would save, and what is wrong with each.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use domain::capture::{Broken, Capture, State};
use domain::id::{CandidacyId, StagedFileId};
use domain::key::PartyKey;
use domain::questionnaire::{Answers, Definition, Field, FieldKind};
use domain::registry::{Candidacy, squeezed_words};
use domain::time::Instant;
use spreadsheets::{Limits, Row, Sheet};
use storage::Unit;
use tokio::sync::Semaphore;

use super::bundle::{self, Packed};
use super::{Lot, LotRefusal, LotRow, LotStage, MOST_ROWS, Picture};
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Files that are looked at once: inflated, each takes some hundred megabytes for a moment.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// The heading of the column that tells whose each row is.
pub(super) const KEY: &str = "clave";
/// Headings of the template that only tell who is who.
pub(super) const TOLD: [&str; 3] = ["nombre", "cargo", "lugar"];

/// What is said of a photograph that comes twice.
const TWO_PHOTOGRAPHS: &str =
    "Hay dos fotografías con esta clave; no se guardará ninguna. Deje una en el ZIP.";

/// What a column of the spreadsheet is.
enum Is<'a> {
    Key,
    Answer(&'a Field),
    Told,
}

impl App {
    /// Looks at a spreadsheet and a ZIP file of photographs, and keeps them until they are saved. Nothing is written.
    ///
    /// # Errors
    /// [`LotRefusal`].
    pub async fn prepare_lot(
        &self,
        who: &SignedIn,
        file_name: &str,
        sheet: Vec<u8>,
        photographs: Option<Vec<u8>>,
    ) -> Result<StagedFileId, LotRefusal> {
        let party = self.captures_for(who)?;
        let _turn = AT_ONCE.acquire().await.map_err(|_| AppError::Busy)?;
        let read = tokio::task::spawn_blocking(move || {
            let sheet = spreadsheets::read(&sheet, &Limits::default())?;
            let photographs = photographs
                .as_deref()
                .map_or(Ok(Vec::new()), bundle::read)?;
            Ok::<_, LotRefusal>((sheet, photographs))
        });
        let (sheet, photographs) = read
            .await
            .map_err(|_| AppError::Unreadable("spreadsheet"))??;
        let mut lot = self.lot_of(who, &party, file_name, sheet).await?;
        give_photographs(&mut lot, photographs, self.photograph_bytes());
        let now = self.now();
        let id = StagedFileId::new(now, self.entropy.as_ref());
        self.lots.keep(id, who.actor.account(), lot, now)?;
        Ok(id)
    }

    /// Most bytes of a photograph.
    fn photograph_bytes(&self) -> u32 {
        match photograph_field(self.curricular()).map(|field| &field.kind) {
            Some(FieldKind::Photograph { bytes, .. }) => *bytes,
            _ => 0,
        }
    }

    async fn lot_of(
        &self,
        who: &SignedIn,
        party: &PartyKey,
        file_name: &str,
        sheet: Sheet,
    ) -> Result<Lot, LotRefusal> {
        let definition = self.curricular();
        let mut rows = sheet.rows.into_iter();
        let heading = rows.next().ok_or(LotRefusal::NoRows)?;
        let (columns, unknown) = columns(definition, &heading)?;
        let rows: Vec<Row> = rows.collect();
        if rows.is_empty() {
            return Err(LotRefusal::NoRows);
        }
        if rows.len() > MOST_ROWS {
            return Err(LotRefusal::TooManyRows);
        }
        let mut unit = self.store.read().await?;
        let mut read = Vec::with_capacity(rows.len());
        for row in rows {
            read.push(self.lot_row(&mut unit, who, party, &columns, row).await?);
        }
        refuse_twice(&mut read);
        Ok(Lot {
            file_name: file_name.to_owned(),
            rows: read,
            remarks: sheet.remarks,
            unknown,
            strays: Vec::new(),
            stage: LotStage::Waiting,
        })
    }

    async fn lot_row(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        party: &PartyKey,
        columns: &[(usize, Is<'_>)],
        row: Row,
    ) -> Result<LotRow, AppError> {
        let definition = self.curricular();
        let cell = |place: usize| row.cells.get(place).map_or("", String::as_str);
        let key_at = columns.iter().find(|(_, is)| matches!(is, Is::Key));
        let key = key_at
            .map_or("", |(place, _)| cell(*place))
            .trim()
            // PostgreSQL takes no NUL in a text, not even to look for it.
            .replace(char::is_control, "");
        let (mut answers, mut errors) = (Answers::default(), Vec::new());
        for (place, is) in columns {
            let Is::Answer(field) = is else { continue };
            match definition.read_cell(field, cell(*place)) {
                Ok(answer) => answers.set(field.key.clone(), answer),
                Err(fault) => errors.push(format!(
                    "Columna «{}»: «{}». {fault}",
                    field.label,
                    shortened(cell(*place))
                )),
            }
        }
        if let Some(field) = answers.too_long_to_keep() {
            let label = definition.field(field).map_or("", |field| &field.label);
            errors.push(format!(
                "Columna «{label}»: el texto es demasiado largo para guardarse. Acórtelo."
            ));
        }
        let candidacy = self.own_candidacy(unit, party, &key).await?;
        let mut read = LotRow {
            number: row.number,
            key,
            candidacy: candidacy.as_ref().map(|candidacy| candidacy.id),
            name: candidacy
                .as_ref()
                .map(|candidacy| candidacy.data.person.full_name())
                .unwrap_or_default(),
            answers,
            base: 0,
            changed: 0,
            fresh: 0,
            errors,
            faults: Vec::new(),
            has_known_photograph: false,
            photograph: Picture::None,
            outcome: None,
        };
        match candidacy {
            None => read.errors.push(nobody(&read.key)),
            Some(candidacy) => match self.writable(unit, who, candidacy.id, self.now()).await {
                Ok(capture) => self.compare_with(&mut read, capture),
                Err(error @ (AppError::Storage(_) | AppError::Unreadable(_))) => return Err(error),
                Err(error) => read.errors.push(error.to_string()),
            },
        }
        Ok(read)
    }

    /// What a row would add to a draft and change in it, and what would keep it from being sent.
    fn compare_with(&self, read: &mut LotRow, capture: Option<Capture>) {
        let (saved, base) =
            capture.map_or_else(Default::default, |known| (known.answers, known.revision));
        read.base = base;
        for (field, answer) in read.answers.iter() {
            match saved.get(field) {
                None => read.fresh += 1,
                Some(known) if known != answer => read.changed += 1,
                Some(_) => {}
            }
        }
        read.faults = self.faults_of(&saved, &read.answers);
        let field = photograph_field(self.curricular());
        read.has_known_photograph = field.is_some_and(|field| saved.get(&field.key).is_some());
    }

    /// A candidacy that the party captures, by its key; whose another one is, nobody is told.
    async fn own_candidacy(
        &self,
        unit: &mut Unit,
        party: &PartyKey,
        key: &str,
    ) -> Result<Option<Candidacy>, AppError> {
        let found = unit.candidacy_by_key(key).await?;
        Ok(found.filter(|candidacy| candidacy.data.postulation.capturing_party() == Some(party)))
    }

    /// The capture of a candidacy whose draft this person may write now: right, notice, state and term. What was sent is
    /// no draft, also for a stage that edits: there it is looked at one by one.
    pub(super) async fn writable(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        id: CandidacyId,
        at: Instant,
    ) -> Result<Option<Capture>, AppError> {
        let (candidacy, capture, group) = self.load(unit, id).await?;
        if let Some(capture) = &capture
            && !matches!(capture.state, State::Capturing | State::Returned { .. })
        {
            return Err(Broken::AlreadySent.into());
        }
        let permit = self
            .permit_to_write(unit, who, &candidacy, capture.as_ref())
            .await?;
        self.machine(&candidacy, &group)
            .may_write(&permit, capture.as_ref(), at)?;
        Ok(capture)
    }

    /// What would keep the answers of a row from being sent, by the label of each.
    fn faults_of(&self, saved: &Answers, typed: &Answers) -> Vec<(String, String)> {
        let definition = self.curricular();
        let mut whole = saved.clone();
        for (field, answer) in typed.iter() {
            whole.set(field.clone(), Some(answer.clone()));
        }
        let findings = definition.check(&whole, self.profile.capture.counting);
        findings
            .into_iter()
            .filter(|finding| typed.get(&finding.field).is_some())
            .filter_map(|finding| {
                let field = definition.field(&finding.field)?;
                Some((field.label.clone(), finding.fault.to_string()))
            })
            .collect()
    }
}

/// What each column is, by its place, and the headings that are none.
type Columns<'a> = (Vec<(usize, Is<'a>)>, Vec<String>);

fn columns<'a>(definition: &'a Definition, heading: &Row) -> Result<Columns<'a>, LotRefusal> {
    let (mut columns, mut unknown) = (Vec::new(), Vec::new());
    let mut seen = HashMap::new();
    for (place, cell) in heading.cells.iter().enumerate() {
        let word = squeezed_words(cell);
        if word.is_empty() {
            continue;
        }
        let is_it = |field: &&Field| {
            squeezed_words(&field.label) == word || squeezed_words(field.key.as_str()) == word
        };
        let is = match definition.cell_fields().find(is_it) {
            _ if word == KEY => Is::Key,
            Some(field) => Is::Answer(field),
            None if TOLD.contains(&word.as_str()) => Is::Told,
            None => {
                unknown.push(cell.clone());
                continue;
            }
        };
        let name = match &is {
            Is::Answer(field) => field.key.to_string(),
            Is::Key | Is::Told => word,
        };
        if seen.insert(name, place).is_some() {
            return Err(LotRefusal::TwiceTheColumn(cell.clone()));
        }
        columns.push((place, is));
    }
    match columns.iter().any(|(_, is)| matches!(is, Is::Key)) {
        true => Ok((columns, unknown)),
        false => Err(LotRefusal::NoKey),
    }
}

/// A candidacy that two rows name is saved by neither: which is right, only a person knows.
fn refuse_twice(rows: &mut [LotRow]) {
    let mut places: HashMap<_, Vec<u32>> = HashMap::new();
    for row in rows.iter() {
        if let Some(id) = row.candidacy {
            places.entry(id).or_default().push(row.number);
        }
    }
    for row in rows {
        let Some(places) = row.candidacy.and_then(|id| places.get(&id)) else {
            continue;
        };
        if let Some(other) = places.iter().find(|number| **number != row.number) {
            row.errors.push(format!(
                "La misma candidatura está también en el renglón {other}. Deje uno de los dos."
            ));
        }
    }
}

/// Gives each photograph to the row whose key it is named by. What can be told without decoding it is told now.
fn give_photographs(lot: &mut Lot, photographs: Vec<Packed>, most_bytes: u32) {
    let limits = photos::Limits::of_bytes(usize::try_from(most_bytes).unwrap_or(usize::MAX));
    for photograph in photographs {
        let row = whose(lot, photograph.stem()).and_then(|place| lot.rows.get_mut(place));
        let Some(row) = row else {
            lot.strays.push(photograph.name);
            continue;
        };
        row.photograph = match &row.photograph {
            Picture::None => match photos::check(&photograph.bytes, &limits) {
                Ok(()) => Picture::Waits(Arc::new(photograph.bytes)),
                Err(refused) => Picture::Refused(refused.to_string()),
            },
            _ => Picture::Refused(TWO_PHOTOGRAPHS.to_owned()),
        };
    }
    for row in &mut lot.rows {
        match (&row.photograph, row.has_known_photograph) {
            (Picture::Waits(_), true) => row.changed += 1,
            (Picture::Waits(_), false) => row.fresh += 1,
            _ => {}
        }
    }
}

/// The only row that has a key, also where the system that made the ZIP changed its case or its dashes.
fn whose(lot: &Lot, stem: &str) -> Option<usize> {
    let only = |is_it: &dyn Fn(&LotRow) -> bool| {
        let mut places = lot.rows.iter().enumerate().filter(|(_, row)| is_it(row));
        let (place, _) = places.next()?;
        places.next().is_none().then_some(place)
    };
    let name = squeezed_words(stem);
    only(&|row| row.key == stem.trim())
        .or_else(|| only(&|row| !name.is_empty() && squeezed_words(&row.key) == name))
}

/// What is said where no candidacy of the party is told by a row, also where it is another party's.
fn nobody(key: &str) -> String {
    match key.is_empty() {
        true => "Falta la clave de la candidatura. Tómela de la plantilla.".to_owned(),
        false => format!(
            "En su partido no hay una candidatura con la clave «{}». Revise la clave en la plantilla.",
            shortened(key)
        ),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The field that a lot's photographs answer: the first of its kind.
pub(super) fn photograph_field(definition: &Definition) -> Option<&Field> {
    definition
        .fields()
        .find(|field| matches!(field.kind, FieldKind::Photograph { .. }))
}
