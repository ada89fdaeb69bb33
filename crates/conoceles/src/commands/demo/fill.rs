//! Filling the demonstration: an invented process is told change by change, and stored as it would have been.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use app::ports::{ManualClock, SystemClock};
use app::sign_in::Passwords;
use demo::{Story, StoryOptions, Told};
use domain::profile::Profile;
use storage::{Change, Options, Store};
use web::words::count;

use super::portraits::{self, Drawn};
use super::tour::{PASSWORD, Tour};
use crate::data_folder::DataFolder;
use crate::founding::{self, Founded, Plan};
use crate::installed::demo_start;
use crate::profile_source::ProfileSource;
use crate::progress::Progress;
use crate::screen::Screen;

/// The same story for everybody: what a manual or a fault report says of it can be seen anywhere.
const SEED: u64 = 2_024;
/// Changes that are written at once.
const BATCH: usize = 2_000;

/// Makes and fills the folder of a demonstration, and takes it for this program. Until everything is there it
/// counts as half made.
///
/// # Errors
/// The folder or the database cannot be written; nothing remains of it then.
pub async fn fill(
    path: &Path,
    source: &ProfileSource,
    profile: Arc<Profile>,
    candidacies: Option<usize>,
    screen: &mut Screen,
) -> Result<(DataFolder, Option<File>)> {
    let mut progress = Progress::on(screen);
    progress.at("Preparando la base de datos y las llaves", 0, 0);
    let drawn = tokio::task::spawn_blocking(portraits::draw).await??;
    let options = StoryOptions {
        seed: SEED,
        candidacies,
        now: demo_start(&profile),
        password_hash: Passwords::new().hash(PASSWORD.to_owned()).await?,
        portraits: drawn.iter().map(Drawn::photograph).collect::<Result<_>>()?,
    };
    let now = options.now;
    let mut story = Story::new(&profile, options);
    let plan = Plan {
        folder: path,
        // A demonstration protects nobody, so its keys may lie with its data: one folder to throw away.
        keys: "llaves".into(),
        source,
        profile: Arc::clone(&profile),
        server: None,
        outside: None,
        demonstration: true,
    };
    let founded = founding::found(&plan, Arc::new(ManualClock::at(story.begins()))).await?;
    let told = async {
        for portrait in &drawn {
            portrait.keep(founded.app.files()).await?;
        }
        tell(&mut story, &founded, now, &mut progress).await
    };
    match told.await {
        Ok(()) => {
            progress.finish();
            Tour::of(&story).write(path)?;
            founded.unfinished.complete()
        }
        Err(error) => {
            founded.unfinished.undo();
            Err(error)
        }
    }
}

/// Stores the story. It is one unit of writing, so that an interruption leaves nothing of it.
async fn tell(
    story: &mut Story<'_>,
    founded: &Founded,
    now: domain::time::Instant,
    progress: &mut Progress<'_>,
) -> Result<()> {
    let store = Store::open(&founded.unfinished.location(), &Options::default()).await?;
    let candidacies = u64::try_from(story.candidacies()).unwrap_or(u64::MAX);
    let stage = format!(
        "Escribiendo {} con su historia",
        count(candidacies, "candidatura", "candidaturas")
    );
    let total = story.len_hint();
    progress.at(&stage, 0, number(total));
    let mut unit = store.write().await?;
    loop {
        let batch = story
            .by_ref()
            .take(BATCH)
            .map(|told| told.map(change))
            .collect::<Result<Vec<Change>, _>>()
            .context("el relato de la demostración se detuvo")?;
        if batch.is_empty() {
            break;
        }
        unit.apply_all(batch).await?;
        progress.at(&stage, number(total - story.len_hint()), number(total));
    }
    unit.checkpoint(founded.app.keys().signer(), now).await?;
    unit.commit().await?;
    store.close().await;
    Ok(())
}

fn change(told: Told) -> Change {
    match told {
        Told::Account(decided) => decided.into(),
        Told::Candidacy(decided) => decided.into(),
        Told::Capture(decided) => decided.into(),
        Told::Delivery(decided) => decided.into(),
        Told::Supervisor(decided) => decided.into(),
        Told::PartyNotice(decided) => decided.into(),
        Told::Disclosure(decided) => decided.into(),
        Told::Assignment(decided) => decided.into(),
        Told::Extension(decided) => decided.into(),
        Told::Proposal(decided) => decided.into(),
        Told::Notification(decided) => decided.into(),
        Told::Act(act) => act.into(),
    }
}

/// Brings the database of an earlier demonstration to this program's version.
///
/// # Errors
/// The database is of a newer program, or cannot be written.
pub async fn update(folder: &DataFolder) -> Result<()> {
    founding::prepare(&folder.location(), None, &SystemClock::real())
        .await
        .map(|_| ())
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
