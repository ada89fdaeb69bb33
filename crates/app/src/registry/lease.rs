//! One import at a time over one database, whichever program makes it: whoever imports holds a lease that it renews
//! with every unit it writes. A program that was killed does not renew it, so nobody waits for ever.

use domain::id::ImportId;
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use storage::WriteUnit;

use super::ImportError;

/// Name of the setting.
const SETTING: &str = "registry.import";
/// How long a lease holds that is not renewed, in seconds.
const SECONDS: i64 = 60;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Lease {
    import: ImportId,
    until: Instant,
}

/// Takes the lease.
///
/// # Errors
/// Another import holds it.
pub(super) async fn take(
    unit: &mut WriteUnit,
    import: ImportId,
    at: Instant,
) -> Result<(), ImportError> {
    // A lease beyond the longest there can be was written by a clock that was set back since.
    let held = held(unit)
        .await?
        .is_some_and(|lease| at < lease.until && lease.until <= end(at));
    if held {
        return Err(ImportError::AlreadyRunning);
    }
    keep(
        unit,
        Some(&Lease {
            import,
            until: end(at),
        }),
    )
    .await
}

/// Renews the lease.
///
/// # Errors
/// Another import took it, because this one was silent for too long.
pub(super) async fn renew(
    unit: &mut WriteUnit,
    import: ImportId,
    at: Instant,
) -> Result<(), ImportError> {
    match held(unit).await? {
        Some(lease) if lease.import == import => {
            let until = end(at);
            keep(unit, Some(&Lease { import, until })).await
        }
        _ => Err(ImportError::ChangedMeanwhile),
    }
}

/// Gives the lease back, if it is still this import's.
pub(super) async fn give_back(unit: &mut WriteUnit, import: ImportId) -> Result<(), ImportError> {
    match held(unit).await? {
        Some(lease) if lease.import == import => keep(unit, None).await,
        _ => Ok(()),
    }
}

async fn held(unit: &mut WriteUnit) -> Result<Option<Lease>, ImportError> {
    let kept = unit.setting(SETTING).await?;
    // What cannot be read is nobody's: an import never waits for it.
    Ok(kept.and_then(|text| serde_json::from_str::<Option<Lease>>(&text).ok().flatten()))
}

async fn keep(unit: &mut WriteUnit, lease: Option<&Lease>) -> Result<(), ImportError> {
    let text = serde_json::to_string(&lease).expect("a lease has no map with odd keys");
    Ok(unit.put_setting(SETTING, &text).await?)
}

fn end(at: Instant) -> Instant {
    at.plus_seconds(SECONDS)
}
