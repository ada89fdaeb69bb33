//! The published answers of one candidacy, compressed: a profile is some kilobytes of text, and all of them are in
//! memory.

use std::io::{Read as _, Write as _};

use domain::capture::Capture;
use domain::hiding::Hidden;
use domain::key::FieldKey;
use domain::profile::{Lapse, Profile};
use domain::questionnaire::{
    Answer, Answers, Definition, Field, FieldClass, FieldKind, FileHash, Photograph,
};
use domain::time::Instant;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::portal::row::is_late;

/// What a candidacy published, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Published {
    /// Since when it is public.
    pub(crate) at: Instant,
    /// Whether it was sent after the term.
    pub(crate) late: bool,
    /// Whether a correction was sent after the term for it.
    pub(crate) corrected_late: bool,
    /// What the profile said of it, if it was published without an approval.
    pub(crate) effect: Option<Lapse>,
    /// The questions whose answers are hidden, answered or not.
    pub(crate) withheld: Box<[FieldKey]>,
    /// What was corrected since, by day, the first one first: never what is hidden.
    pub(crate) corrected: Box<[(Instant, FieldKey)]>,
    /// The photograph that is shown with the person's name.
    pub(crate) photograph: Option<PublicPhotograph>,
    questionnaire: u16,
    answers: Box<[u8]>,
}

/// What is public of a photograph: what is shown, and its words; not the picture that it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicPhotograph {
    /// The files, the smallest first.
    pub(crate) sizes: [FileHash; 3],
    /// What it is in words.
    pub(crate) described: Box<str>,
}

impl PublicPhotograph {
    /// Takes the photographs out of public answers, and gives the first.
    fn take_from(definition: &Definition, answers: &mut Answers) -> Option<Self> {
        let is_photograph = |field: &&Field| matches!(field.kind, FieldKind::Photograph { .. });
        let mut first = None;
        for field in definition.fields().filter(is_photograph) {
            let photograph = answers.get(&field.key).and_then(Answer::photograph);
            first = first.or_else(|| photograph.map(Self::of));
            answers.set(field.key.clone(), None);
        }
        first
    }

    fn of(photograph: &Photograph) -> Self {
        Self {
            sizes: photograph.shown().map(Clone::clone),
            described: photograph.described.as_str().into(),
        }
    }
}

impl Published {
    /// The public part of a capture; none if the profile does not have its questionnaire.
    pub(crate) fn of(
        profile: &Profile,
        capture: &Capture,
        at: Instant,
        hidden: &Hidden,
    ) -> Option<Self> {
        let place = profile
            .questionnaires
            .iter()
            .position(|known| known.key == capture.questionnaire)?;
        let definition = profile.questionnaires.get(place)?;
        let mut answers = public_answers(definition, capture.public_answers());
        for field in hidden.fields() {
            answers.set(field.clone(), None);
        }
        Some(Self {
            at,
            late: is_late(capture.submission.as_ref()),
            corrected_late: is_late(capture.resubmission.as_ref()),
            effect: capture.outcome.as_ref().map(|outcome| outcome.effect),
            withheld: hidden.fields().cloned().collect(),
            corrected: capture
                .corrections
                .iter()
                .filter(|correction| !hidden.hides(&correction.field))
                .map(|correction| (correction.at, correction.field.clone()))
                .collect(),
            photograph: PublicPhotograph::take_from(definition, &mut answers),
            questionnaire: u16::try_from(place).ok()?,
            answers: pack(&answers),
        })
    }

    /// The questionnaire that was answered.
    pub(crate) fn definition<'a>(&self, profile: &'a Profile) -> &'a Definition {
        &profile.questionnaires[usize::from(self.questionnaire)]
    }

    /// The answers.
    pub(crate) fn answers(&self) -> Answers {
        let mut json = Vec::new();
        DeflateDecoder::new(&*self.answers)
            .read_to_end(&mut json)
            .expect("what this type packed can be unpacked");
        serde_json::from_slice(&json).expect("what this type wrote can be read")
    }
}

fn pack(answers: &Answers) -> Box<[u8]> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let json = serde_json::to_vec(answers).expect("answers are plain data");
    let written = encoder.write_all(&json).and_then(|()| encoder.finish());
    written.expect("writing to memory does not fail").into()
}

/// The answers that the questionnaire publishes, to questions that were asked, of the kind that the question takes.
///
/// An answer to a question that is no longer asked (the status of a degree, after choosing to have none) stays in
/// the capture but is no answer. Only the public class passes: a sensitive answer needs a consent of its own, which
/// this type knows nothing of, so `se_publica` alone opens nothing.
fn public_answers(definition: &Definition, answers: &Answers) -> Answers {
    let mut public = Answers::default();
    let open = |field: &&Field| {
        field.published && field.class == FieldClass::Public && field.is_asked(answers)
    };
    for field in definition.fields().filter(open) {
        let answer = answers
            .get(&field.key)
            .filter(|answer| fits(definition, field, answer));
        public.set(field.key.clone(), answer.cloned());
    }
    public
}

fn fits(definition: &Definition, field: &Field, answer: &Answer) -> bool {
    match (&field.kind, answer) {
        (FieldKind::Line { .. } | FieldKind::Paragraph { .. }, Answer::Text(_))
        | (FieldKind::List { .. }, Answer::List(_))
        | (FieldKind::Photograph { .. }, Answer::Photograph { .. })
        | (
            FieldKind::Paragraph {
                declarable: Some(_),
                ..
            },
            Answer::Declared { .. },
        ) => true,
        (FieldKind::Choice { catalogue }, Answer::Text(choice)) => definition
            .catalogue(catalogue)
            .is_some_and(|catalogue| catalogue.option(choice).is_some()),
        _ => false,
    }
}
