//! Backups and drills in words.

use std::io;

use app::App;
use app::backup::{Card, Drill, Stage};
use web::words::{bytes, count, seconds, thousands};

use crate::progress::Progress;
use crate::screen::Screen;

/// What a backup is.
pub fn card(card: &Card, screen: &mut Screen) -> io::Result<()> {
    screen.say(format_args!(
        "Respaldo {}: {} del historial, {} ({} nuevos), {} en el disco, en {}.",
        card.id,
        count(card.entries, "entrada", "entradas"),
        count(card.files, "archivo", "archivos"),
        thousands(card.new_files),
        bytes(card.added_bytes),
        seconds(card.milliseconds),
    ))
}

/// What a drill found.
pub fn drill(drill: &Drill, screen: &mut Screen) -> io::Result<()> {
    if drill.is_sound() {
        return screen.say(format_args!(
            "Ensayo: se abrió con la llave {}, se restauró en una copia y concuerda: {}, {}, {} verificados y {}; {}.",
            if drill.institutes_key {
                "indicada"
            } else {
                "de la instalación"
            },
            count(drill.rows, "fila", "filas"),
            count(drill.entries, "entrada del historial", "entradas del historial"),
            count(drill.records, "registro", "registros"),
            count(drill.files, "archivo", "archivos"),
            seconds(drill.milliseconds),
        ));
    }
    screen.say("Ensayo: el respaldo NO está bien.")?;
    for fault in &drill.faults {
        screen.say(format_args!("  - {fault}"))?;
    }
    screen.say("\nNo cuente con él. Haga otro, y busque en los anteriores lo que falte.")
}

/// Does `work` while its progress is told on the screen.
pub async fn while_told<T>(app: &App, screen: &mut Screen, work: impl Future<Output = T>) -> T {
    let Some(mut told) = app.backup_progress() else {
        return work.await;
    };
    let mut progress = Progress::on(screen);
    tokio::pin!(work);
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            Ok(()) = told.changed() => {
                let now = *told.borrow_and_update();
                if now.stage != Stage::Idle {
                    progress.at(now.stage.label(), now.done, now.total);
                }
            }
        }
    };
    progress.finish();
    done
}
