//! Texts that repeat another candidacy's (`domain.md` 3): compared after they are sent, beside the work, and shown to
//! who validates.

use domain::id::CandidacyId;
use domain::key::FieldKey;
use domain::likeness::{ALIKE, Print, prints};
use domain::policy::{Right, Target, permit};
use domain::questionnaire::{Answer, Answers};
use domain::registry::Candidacy;
use storage::{IndexedText, Likeness, Unit};

use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Candidacies whose texts are compared in one round.
const ROUND: u32 = 40;

/// A text that another candidacy's text repeats.
#[derive(Debug, Clone)]
pub struct Alike {
    /// The field.
    pub field: FieldKey,
    /// The other's field.
    pub other_field: FieldKey,
    /// The share that both have, in thousandths.
    pub share: u16,
    /// The other candidacy with its text; none if it is not of those that this person may read.
    pub other: Option<(Candidacy, String)>,
}

impl App {
    /// Compares the texts that were sent and not compared as they are now. Returns how many candidacies' were.
    ///
    /// # Errors
    /// Storage.
    pub async fn compare_texts(&self) -> Result<u64, AppError> {
        let mut compared = 0;
        loop {
            let key = &self.curricular().key;
            let pending = self
                .store
                .read()
                .await?
                .texts_to_compare(key, ROUND)
                .await?;
            if pending.is_empty() {
                return Ok(compared);
            }
            for id in pending {
                self.compare(id).await?;
                compared += 1;
            }
        }
    }

    /// Compares the texts of one candidacy, unless they were as they are now.
    ///
    /// # Errors
    /// Storage.
    pub(super) async fn compare_if_stale(&self, id: CandidacyId) -> Result<(), AppError> {
        let mut unit = self.store.read().await?;
        let compared = unit.compared_revision(id).await?;
        let (_, capture, _) = self.load(&mut unit, id).await?;
        drop(unit);
        match capture.map(|capture| capture.revision) == compared {
            true => Ok(()),
            false => self.compare(id).await,
        }
    }

    async fn compare(&self, id: CandidacyId) -> Result<(), AppError> {
        let definition = self.curricular();
        let mut unit = self.store.read().await?;
        let (candidacy, capture, _) = self.load(&mut unit, id).await?;
        // A draft is between whoever writes and their party.
        let Some(capture) = capture.filter(|capture| capture.submission.is_some()) else {
            return Ok(());
        };
        let mut texts = Vec::new();
        let mut likenesses = Vec::new();
        for (field, print) in prints(definition, &capture.answers) {
            let text = IndexedText {
                field: field.key.clone(),
                bands: print.bands(),
            };
            for (other, other_field) in unit.texts_sharing_a_band(id, &text).await? {
                let share = self
                    .share(&mut unit, &candidacy, &print, other, &other_field)
                    .await?;
                if let Some(share) = share {
                    likenesses.push(Likeness {
                        candidacy: id,
                        field: field.key.clone(),
                        other,
                        other_field,
                        share,
                    });
                }
            }
            texts.push(text);
        }
        drop(unit);
        let mut unit = self.store.write().await?;
        unit.put_compared(id, capture.revision, &texts, &likenesses)
            .await?;
        unit.commit().await?;
        Ok(())
    }

    /// How alike a text and another candidacy's are, if they are; one person in two candidacies repeats nobody.
    async fn share(
        &self,
        unit: &mut Unit,
        candidacy: &Candidacy,
        print: &Print,
        other: CandidacyId,
        field: &FieldKey,
    ) -> Result<Option<u16>, AppError> {
        let (other, capture, _) = self.load(unit, other).await?;
        let (own, others) = (&candidacy.data.person.curp, &other.data.person.curp);
        let shared = candidacy.capture_home() == other.capture_home();
        if shared || own.is_some() && own == others {
            return Ok(None);
        }
        let text = capture
            .as_ref()
            .and_then(|capture| text_of(&capture.answers, field));
        let others = text.and_then(Print::of);
        let share = others.map(|others| print.likeness(&others));
        Ok(share.filter(|share| *share >= ALIKE))
    }

    /// The texts of other candidacies that those of this one repeat. Whose they are is told only to who may read the
    /// other's answers.
    pub(super) async fn alike(
        &self,
        unit: &mut Unit,
        who: &SignedIn,
        id: CandidacyId,
    ) -> Result<Vec<Alike>, AppError> {
        let mut alike = Vec::new();
        for found in unit.likenesses_of(id).await? {
            let (candidacy, capture, _) = self.load(unit, found.other).await?;
            let reads = permit(
                &self.profile,
                &who.actor,
                Some(who.session),
                Right::ReadAnswers,
                Target::Candidacy(&candidacy),
            );
            let text = capture
                .as_ref()
                .and_then(|capture| text_of(&capture.answers, &found.other_field))
                .unwrap_or_default()
                .to_owned();
            alike.push(Alike {
                field: found.field,
                other_field: found.other_field,
                share: found.share,
                other: reads.ok().map(|_| (candidacy, text)),
            });
        }
        Ok(alike)
    }
}

fn text_of<'a>(answers: &'a Answers, field: &FieldKey) -> Option<&'a str> {
    match answers.get(field) {
        Some(Answer::Text(text)) => Some(text),
        _ => None,
    }
}
