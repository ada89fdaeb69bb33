//! One way of turning a list of faults into a failure.

use anyhow::{Result, bail};

/// Succeeds when there are no faults, otherwise fails with all of them, one
/// per line below the heading.
///
/// # Errors
/// When there is at least one fault.
pub fn none_of(heading: &str, faults: &[String]) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    bail!("{heading} ({}):\n  {}", faults.len(), faults.join("\n  "));
}
