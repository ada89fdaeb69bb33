//! `profile.toml`: the profile's main file.

use std::collections::BTreeMap;

use super::folder::Folder;
use super::listing::{Listing, Placed};
use super::report::{Checked, Reported};
use super::toml_table::{Table, read_file};
use super::{captures, identity, stages};
use crate::key::{LevelKey, StageKey};
use crate::profile::{
    AccountRules, Brand, BusinessDays, CaptureRules, Institute, Level, Process, Publication, Stage,
    Terms,
};

/// The file's name.
pub(crate) const PATH: &str = "profile.toml";

/// Where a notice's text is.
#[derive(Debug)]
pub(crate) struct NoticePaths {
    pub(crate) version: String,
    pub(crate) simplified: Placed<String>,
    pub(crate) full: Option<Placed<String>>,
}

/// What the main file says, part by part, so that a mistake in one leaves the others to be checked.
pub(crate) struct MainFile {
    pub(crate) institute: Checked<Institute>,
    pub(crate) brand: Checked<Brand>,
    pub(crate) process: Checked<Process>,
    /// The seats that the process fills, by the institute's own count.
    pub(crate) seats: Checked<Placed<u32>>,
    pub(crate) business_days: Checked<BusinessDays>,
    pub(crate) terms: Checked<Terms>,
    pub(crate) capture: Checked<CaptureRules>,
    pub(crate) accounts: Checked<AccountRules>,
    pub(crate) stages: Listing<StageKey, Stage>,
    pub(crate) publication: Checked<Placed<Publication>>,
    pub(crate) levels: Listing<LevelKey, Level>,
    pub(crate) legal_basis: Checked<BTreeMap<String, String>>,
    pub(crate) notices: Checked<NoticePaths>,
}

impl MainFile {
    /// Reads the file.
    pub(crate) fn read(folder: &Folder<'_>) -> Self {
        let read = folder
            .file(PATH)
            .and_then(|file| read_file(&file, folder.report(), |root| Ok(Self::parts(root))));
        read.unwrap_or_else(Self::unreadable)
    }

    fn parts(root: &Table<'_>) -> Self {
        let (process, seats) = identity::process(root);
        let capture = root.table("captura", captures::capture);
        Self {
            institute: root.table("instituto", identity::institute),
            brand: root.table("marca", identity::brand),
            publication: root.table("publicacion", |table| {
                captures::publication(table, process.as_ref().ok())
            }),
            process,
            seats,
            business_days: root.table("dias_habiles", identity::business_days),
            terms: root.table("plazos", captures::terms),
            stages: stages::read(root, capture.as_ref().ok()),
            capture,
            accounts: root.table("cuentas", captures::accounts),
            levels: identity::levels(root),
            legal_basis: root.table("fundamentos", identity::legal_basis),
            notices: root.table("avisos", notice_paths),
        }
    }

    fn unreadable(reported: Reported) -> Self {
        Self {
            institute: Err(reported),
            brand: Err(reported),
            process: Err(reported),
            seats: Err(reported),
            business_days: Err(reported),
            terms: Err(reported),
            capture: Err(reported),
            accounts: Err(reported),
            stages: Listing::unreadable(),
            publication: Err(reported),
            levels: Listing::unreadable(),
            legal_basis: Err(reported),
            notices: Err(reported),
        }
    }
}

fn notice_paths(table: &Table<'_>) -> Checked<NoticePaths> {
    let version = table.text("version");
    let simplified = table.text("simplificado");
    let full = table.optional_text("integral");
    let placed = |value: String, key: &'static str| {
        let line = table.place_of(key).line;
        Placed { value, line }
    };
    Ok(NoticePaths {
        version: version?,
        simplified: placed(simplified?, "simplificado"),
        full: full?.map(|path| placed(path, "integral")),
    })
}
