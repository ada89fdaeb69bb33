//! A receipt, checked alone: nobody has to trust the institute's machine for it. It comes as the file for machines or
//! as the document that carries that file inside.

use std::fs;
use std::path::Path;

use activity_log::{Receipt, ReceiptError, VerifiedReceipt, VerifierKey};
use anyhow::{Context as _, Result, bail};
use documents::ATTACHED_RECEIPT;
use domain::activity::Action;
use domain::receipt::Folio;
use domain::time::Instant;
use web::words::thousands;

use crate::screen::Screen;

/// Longest file that is read: a document is longer than the receipt inside.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Reads and checks a receipt. The inner error says what it does not show.
///
/// # Errors
/// The file cannot be read.
pub fn check(file: &Path, key: &VerifierKey) -> Result<Result<VerifiedReceipt, ReceiptError>> {
    let shown = file.display();
    let metadata = fs::metadata(file).with_context(|| format!("no se puede leer {shown}"))?;
    if metadata.len() > MOST_BYTES {
        bail!("{shown} es demasiado grande para ser un acuse");
    }
    let mut bytes = fs::read(file).with_context(|| format!("no se puede leer {shown}"))?;
    if bytes.starts_with(b"%PDF") {
        let inside = documents::attachment(&bytes, ATTACHED_RECEIPT);
        bytes = inside.with_context(|| format!("el PDF {shown} no lleva adentro un acuse"))?;
    }
    Ok(Receipt::parse(&bytes).and_then(|receipt| receipt.verify(key)))
}

/// Tells what a receipt shows. The hour is UTC: a receipt names no zone.
///
/// # Errors
/// The screen is closed.
pub fn tell(verified: &VerifiedReceipt, screen: &mut Screen) -> Result<()> {
    let fields = verified.entry.fields();
    let action =
        Action::from_code(&fields.action).map_or(fields.action.as_str(), |action| action.label());
    screen.say(format_args!(
        "Acuse auténtico.\n  \
           Folio:             {}\n  \
           Acto:              {action}\n  \
           Sobre:             {} {}\n  \
           Instante:          {} (UTC)\n  \
           Quién:             {} ({})\n  \
           Posición:          {}\n  \
           Huella:            {}\n  \
           Punto de control:  {} entradas, {} (UTC)",
        Folio::of(verified.position),
        fields.subject_kind,
        fields.subject_id,
        instant(fields.instant),
        fields.actor.as_text(),
        fields.role,
        thousands(verified.position),
        verified.leaf_hash,
        thousands(verified.checkpoint.size()),
        instant(verified.checkpoint.instant()),
    ))?;
    for (key, name) in [
        ("answers", "Respuestas:       "),
        ("declaration", "Declaración:      "),
    ] {
        if let Some(hash) = fields.details.get(key) {
            screen.say(format_args!("  {name} {hash}"))?;
        }
    }
    Ok(())
}

/// What a document does not prove by itself: its visible text could have been changed around the receipt inside.
///
/// # Errors
/// The screen is closed.
pub fn warn_of_paper(file: &Path, screen: &mut Screen) -> Result<()> {
    let document = fs::read(file).is_ok_and(|bytes| bytes.starts_with(b"%PDF"));
    if document {
        screen.say(
            "  Lo auténtico es lo que se lee aquí. Compárelo con lo que dice el PDF: si no es lo mismo, el PDF se alteró.",
        )?;
    }
    Ok(())
}

/// An instant of the history, to the second, in UTC.
pub fn instant(micros: i64) -> String {
    Instant::from_micros(micros)
        .timestamp()
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}
