//! Photographs of a questionnaire: received, checked and framed outside any unit of writing, and kept as files that never
//! change. An answer names them; saving it is a save like any other.
//!
//! A form holds a photograph as a token that this program sealed for one candidacy: what a form names was made here, for
//! that candidacy, and no other file can be shown or published by writing its hash into a form.

use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use domain::id::CandidacyId;
use domain::policy::{Right, Target, permit};
use domain::questionnaire::{
    Answers, Crop, Field, FieldKind, FileHash, NotAPhotograph, Photograph, Section,
};
use domain::time::Instant;
use hmac::{Hmac, KeyInit as _, Mac as _};
use photos::{Framing, Limits, Negative, Refused, Size, Turn};
use sha2::Sha256;
use tokio::sync::Semaphore;

use crate::files::Files;
use crate::sign_in::SignedIn;
use crate::{App, AppError};

/// Pictures that are worked on at once: each takes a processor, and up to some hundred megabytes for a moment.
static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));
/// How many may wait for their turn. From there on people are told to come back in some seconds.
static QUEUE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(64));

/// Pixels of the longest side of a whole picture on a page.
const WHOLE_SIDE: u32 = 960;

/// How a photograph is looked at before it is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// As it was saved.
    Saved,
    /// As it would be, framed so.
    Framed(Crop),
    /// The whole picture that it is made from.
    Whole,
}

/// Why a photograph was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PhotographRefusal {
    /// The picture is not one that is taken; the words say what to do.
    #[error(transparent)]
    Picture(#[from] Refused),
    /// Denied, a broken rule, storage, no room for files.
    #[error(transparent)]
    App(#[from] AppError),
}

impl App {
    /// Checks and keeps an uploaded picture, framed as much as fits. It is nobody's answer until it is saved.
    ///
    /// # Errors
    /// [`PhotographRefusal`]; the picture is looked at only if this person may write this candidacy now.
    pub async fn receive_photograph(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        field: &Field,
        bytes: Vec<u8>,
        at: Instant,
    ) -> Result<Photograph, PhotographRefusal> {
        let words = self.words_if_writable(who, id, field, at).await?;
        let FieldKind::Photograph { bytes: most, .. } = field.kind else {
            return Err(AppError::NotFound.into());
        };
        let limits = Limits::of_bytes(usize::try_from(most).unwrap_or(usize::MAX));
        let framing = framing(Crop::WHOLE);
        let (negative, prints) = work(move || {
            let Negative { jpeg, .. } = photos::develop(&bytes, &limits)?;
            let prints = photos::print(&jpeg, framing)?;
            Ok((jpeg, prints))
        })
        .await?;
        let whole = hash(&negative)?;
        let photograph = photograph(whole, Crop::WHOLE, words, &prints)?;
        self.keep_photograph(who, id, &photograph, Some(negative), prints)
            .await?;
        Ok(photograph)
    }

    /// The same picture framed otherwise.
    ///
    /// # Errors
    /// [`PhotographRefusal`].
    pub async fn reframe_photograph(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        field: &Field,
        photograph: &Photograph,
        crop: Crop,
        at: Instant,
    ) -> Result<Photograph, PhotographRefusal> {
        self.words_if_writable(who, id, field, at).await?;
        let crop = crop.within();
        let jpeg = self.photograph_file(&photograph.negative).await?;
        let prints = work(move || photos::print(&jpeg, framing(crop))).await?;
        let (negative, words) = (photograph.negative.clone(), photograph.described.clone());
        let framed = self::photograph(negative, crop, words, &prints)?;
        self.keep_photograph(who, id, &framed, None, prints).await?;
        Ok(framed)
    }

    /// A photograph of this candidacy, for who may read its answers.
    ///
    /// # Errors
    /// [`PhotographRefusal`]; a token that is not this candidacy's is not found.
    pub async fn draft_photograph(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        token: &str,
        view: View,
    ) -> Result<Vec<u8>, PhotographRefusal> {
        let dossier = self.dossier(who, id).await?;
        let photograph = self.unsealed(id, token).ok_or(AppError::NotFound)?;
        // What was sent is read by whoever validates it, who need not have shown the party's notice: it is the draft
        // that waits for it.
        let sent = dossier
            .capture
            .is_some_and(|capture| capture.submission.is_some());
        if dossier.draft_hidden && !sent {
            return Err(AppError::NotFound.into());
        }
        let file = match view {
            View::Saved => &photograph.medium,
            View::Framed(_) | View::Whole => &photograph.negative,
        };
        let jpeg = self.photograph_file(file).await?;
        match view {
            View::Saved => Ok(jpeg),
            View::Framed(crop) => {
                work(move || photos::print_one(&jpeg, framing(crop.within()), Size::Medium)).await
            }
            View::Whole => work(move || photos::whole(&jpeg, WHOLE_SIDE)).await,
        }
    }

    /// A kept photograph's bytes. Whether they may be shown is for who asks to know.
    ///
    /// # Errors
    /// Not found, the store of files.
    pub async fn photograph_file(&self, hash: &FileHash) -> Result<Vec<u8>, AppError> {
        let found = self.files.read(hash.as_str()).await?;
        found.ok_or(AppError::NotFound)
    }

    /// A photograph as a form of this candidacy holds it.
    pub fn sealed(&self, id: CandidacyId, photograph: &Photograph) -> String {
        let token = photograph.token();
        let seal = HEXLOWER.encode(&self.photograph_mac(id, &token).finalize().into_bytes());
        format!("{token}.{seal}")
    }

    /// What a form of this candidacy holds as a photograph, without its words; none if it was not sealed for it.
    pub fn unsealed(&self, id: CandidacyId, sealed: &str) -> Option<Photograph> {
        let (token, seal) = sealed.trim().rsplit_once('.')?;
        let seal = HEXLOWER.decode(seal.as_bytes()).ok()?;
        self.photograph_mac(id, token).verify_slice(&seal).ok()?;
        Photograph::from_token(token, String::new()).ok()
    }

    /// What was typed in a section as clean answers.
    ///
    /// # Errors
    /// A form that names a photograph which was not made for this candidacy: not found, as what is other people's.
    pub fn typed(
        &self,
        id: CandidacyId,
        section: &Section,
        values: &[(String, String)],
    ) -> Result<Answers, AppError> {
        let opened: Result<Vec<(String, String)>, NotAPhotograph> = values
            .iter()
            .map(|(name, value)| {
                match holds_photograph(section, name) && !value.trim().is_empty() {
                    true => {
                        let photograph = self.unsealed(id, value).ok_or(NotAPhotograph)?;
                        Ok((name.clone(), photograph.token()))
                    }
                    false => Ok((name.clone(), value.clone())),
                }
            })
            .collect();
        let opened = opened.map_err(|NotAPhotograph| AppError::NotFound)?;
        Ok(self.curricular().read_section(section, &opened))
    }

    /// What a form of candidacy `id` sent of a section, as it is kept under `home`: a photograph is sealed for that one,
    /// so that what was typed is found again in whichever candidacy leads by then.
    pub(super) fn kept_at_home(
        &self,
        id: CandidacyId,
        home: CandidacyId,
        section: &Section,
        values: &[(String, String)],
    ) -> Vec<(String, String)> {
        let at_home = |(name, value): &(String, String)| {
            let photograph = match holds_photograph(section, name) {
                true => self.unsealed(id, value),
                false => None,
            };
            let value = photograph.map_or_else(
                || value.clone(),
                |photograph| self.sealed(home, &photograph),
            );
            (name.clone(), value)
        };
        let own = values.iter().filter(|(name, _)| section.owns(name));
        own.map(at_home).collect()
    }

    fn photograph_mac(&self, id: CandidacyId, token: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.keys.parking())
            .expect("HMAC takes keys of any length");
        mac.update(format!("photograph\n{id}\n{token}").as_bytes());
        mac
    }

    /// The words that a fresh photograph is told with, for who may write this candidacy now.
    async fn words_if_writable(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        field: &Field,
        at: Instant,
    ) -> Result<String, AppError> {
        let mut unit = self.store.read().await?;
        let (candidacy, capture, group) = self.load(&mut unit, id).await?;
        permit(
            &self.profile,
            &who.actor,
            Some(who.session),
            Right::ReadAnswers,
            Target::Candidacy(&candidacy),
        )?;
        let permit = self
            .permit_to_write(&mut unit, who, &candidacy, capture.as_ref())
            .await?;
        self.machine(&candidacy, &group)
            .may_write(&permit, capture.as_ref(), at)?;
        let FieldKind::Photograph { max, .. } = field.kind else {
            return Err(AppError::NotFound);
        };
        self.may_receive_another(&mut unit, who, id).await?;
        let words = format!("Fotografía de {}", candidacy.data.person.full_name());
        let most = usize::try_from(max).unwrap_or(usize::MAX);
        Ok(words.chars().take(most).collect())
    }

    /// Keeps the files of a photograph, once it is noted that it arrived.
    async fn keep_photograph(
        &self,
        who: &SignedIn,
        id: CandidacyId,
        photograph: &Photograph,
        negative: Option<Vec<u8>>,
        prints: photos::Prints,
    ) -> Result<(), AppError> {
        self.note_received(who, id, photograph).await?;
        let prints = [prints.small, prints.medium, prints.large];
        for jpeg in negative.into_iter().chain(prints) {
            self.files.keep(jpeg).await?;
        }
        Ok(())
    }
}

/// A photograph as an answer names it.
fn photograph(
    negative: FileHash,
    crop: Crop,
    described: String,
    prints: &photos::Prints,
) -> Result<Photograph, AppError> {
    Ok(Photograph {
        negative,
        small: hash(&prints.small)?,
        medium: hash(&prints.medium)?,
        large: hash(&prints.large)?,
        crop,
        described,
    })
}

fn hash(jpeg: &[u8]) -> Result<FileHash, AppError> {
    Files::hash_of(jpeg)
        .parse()
        .map_err(|NotAPhotograph| AppError::Unreadable("file hash"))
}

/// Whether the field of this name holds a photograph.
fn holds_photograph(section: &Section, name: &str) -> bool {
    let is_it = |field: &&Field| field.key.as_str() == name;
    section
        .fields
        .iter()
        .find(is_it)
        .is_some_and(|field| matches!(field.kind, FieldKind::Photograph { .. }))
}

fn framing(crop: Crop) -> Framing {
    Framing {
        turn: Turn::of_quarters(crop.quarters),
        zoom: crop.zoom,
        x: crop.x,
        y: crop.y,
    }
}

/// Works on a picture where it keeps nobody else waiting. A picture that breaks what reads it is a damaged one.
async fn work<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, PhotographRefusal> {
    let _waiting = QUEUE.try_acquire().map_err(|_| AppError::Busy)?;
    let _turn = AT_ONCE.acquire().await.map_err(|_| AppError::Busy)?;
    match tokio::task::spawn_blocking(job).await {
        Ok(done) => Ok(done?),
        Err(broken) => {
            tracing::error!(%broken, "a picture broke what reads it");
            Err(Refused::Damaged.into())
        }
    }
}
