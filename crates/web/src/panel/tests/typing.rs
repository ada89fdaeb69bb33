//! Filling in the questionnaire, page by page, as somebody would.

use app::files::Files;
use domain::questionnaire::{
    Crop, DESCRIBED_SUFFIX, Field, FieldKind, Format, Photograph, Section,
};

use super::browser::{Browser, Page};
use super::people::PASSWORD;
use super::world::World;

/// A text of exactly `length` characters that count in every counting: no white space, then words for people.
pub fn text_of(length: usize) -> String {
    "ñandú".chars().cycle().take(length).collect()
}

/// A right answer to a question.
pub fn right_answer(definition: &domain::questionnaire::Definition, field: &Field) -> String {
    match &field.kind {
        FieldKind::Choice { catalogue } => {
            let options = &definition.catalogue(catalogue).unwrap().options;
            options.last().unwrap().key.to_string()
        }
        FieldKind::Paragraph { min, .. } => text_of(usize::try_from(*min).unwrap() + 20),
        FieldKind::Line { format, .. } | FieldKind::List { format, .. } => match format {
            Format::Text => format!("Algo para {}", field.key),
            Format::Phone => "618 123 4567".to_owned(),
            Format::Email => "contacto@ejemplo.mx".to_owned(),
            Format::Link => {
                let page = field.site.as_ref().and_then(|site| site.page_of("campana"));
                page.unwrap_or_else(|| format!("https://www.ejemplo.mx/{}", field.key))
            }
        },
        FieldKind::Photograph { .. } => unreachable!("sealed for a candidacy"),
    }
}

/// What the files of [`photograph`] hold: they are looked at by the tests of photographs alone.
const PHOTOGRAPH: [&[u8]; 4] = [b"entera", b"chica", b"mediana", b"grande"];

/// A photograph that was received before.
fn photograph() -> Photograph {
    let [negative, small, medium, large] =
        PHOTOGRAPH.map(|file| Files::hash_of(file).parse().unwrap());
    Photograph {
        negative,
        small,
        medium,
        large,
        crop: Crop::WHOLE,
        described: String::new(),
    }
}

/// Keeps the files of the photograph that right answers bring.
pub async fn keep_photograph(files: &Files) {
    for file in PHOTOGRAPH {
        files.keep(file.to_vec()).await.unwrap();
    }
}

impl World {
    /// Right answers to every question of a section of a candidacy.
    pub fn right_answers(&self, key: &str, section: &Section) -> Vec<(String, String)> {
        let definition = self.app.curricular();
        let answer = |field: &Field| {
            let name = field.key.to_string();
            match &field.kind {
                FieldKind::Photograph { .. } => vec![
                    (format!("{name}{DESCRIBED_SUFFIX}"), "Retrato".to_owned()),
                    (name, self.app.sealed(self.candidacy(key), &photograph())),
                ],
                _ => vec![(name, right_answer(definition, field))],
            }
        };
        section.fields.iter().flat_map(answer).collect()
    }
}

impl Browser<'_> {
    /// Opens a section, types over what is asked to, and presses "Guardar y continuar".
    pub async fn save(&self, key: &str, section: &str, typed: &[(&str, &str)]) -> Page {
        let path = format!("{}/{section}", self.world.capture_path(key));
        let page = self.get(&path).await.is(200);
        self.press(&page, &path, typed, "guardar").await
    }

    /// Types into a page that is open and presses a button of it.
    pub async fn press(
        &self,
        page: &Page,
        path: &str,
        typed: &[(&str, &str)],
        button: &str,
    ) -> Page {
        let mut values = page.form(path);
        values
            .retain(|(name, _)| name != "accion" && !typed.iter().any(|(typed, _)| typed == name));
        values.extend(
            typed
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        values.push(("accion".to_owned(), button.to_owned()));
        let pairs: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post(path, &pairs).await
    }

    /// Answers everything right.
    pub async fn fill_in(&self, key: &str) {
        for section in &self.world.app.curricular().sections {
            let answers = self.world.right_answers(key, section);
            let typed: Vec<(&str, &str)> = answers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            self.save(key, section.key.as_str(), &typed).await.is(303);
        }
    }

    /// Declares and confirms.
    pub async fn send_it(&self, key: &str) -> Page {
        let path = format!("{}/enviar", self.world.capture_path(key));
        let revision = self.reviewed(key).await;
        let values = [
            ("revision", revision.as_str()),
            ("declara", "on"),
            ("contrasena", PASSWORD),
        ];
        self.post(&path, &values).await
    }

    /// The revision that the review page shows; 0 where it offers nothing to confirm.
    pub async fn reviewed(&self, key: &str) -> String {
        let review = self
            .get(&format!("{}/revisar", self.world.capture_path(key)))
            .await;
        let hidden = review.body.split_once("name=\"revision\" value=\"");
        hidden.map_or_else(
            || "0".to_owned(),
            |(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect(),
        )
    }

    /// Takes a decision on a case.
    pub async fn decide(
        &self,
        key: &str,
        stage: &str,
        decision: &str,
        remarks: &[(&str, &str)],
    ) -> Page {
        let capture = self.world.capture_of(key).await;
        let revision = capture.as_ref().map_or(0, |capture| capture.revision);
        let revision = revision.to_string();
        let waiting = capture
            .as_ref()
            .and_then(|capture| capture.state.awaiting());
        let proposed = waiting.map_or_else(String::new, |of| of.at.micros().to_string());
        let mut values = vec![
            ("etapa", stage),
            ("decision", decision),
            ("revision", &revision),
            ("propuesta", &proposed),
        ];
        values.extend(remarks);
        self.post(&self.world.case_path(key), &values).await
    }
}
