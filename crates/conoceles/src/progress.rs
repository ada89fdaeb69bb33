//! How far a long task is: a bar for somebody who watches, a line per stage for a log.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::screen::Screen;

/// The progress of a task in stages.
pub struct Progress<'a> {
    screen: &'a mut Screen,
    bar: ProgressBar,
    stage: String,
    total: u64,
}

impl<'a> Progress<'a> {
    /// Nothing under way yet.
    pub fn on(screen: &'a mut Screen) -> Self {
        let target = if screen.is_watched() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target).with_style(style());
        Self {
            screen,
            bar,
            stage: String::new(),
            total: 0,
        }
    }

    /// `done` of `total` steps of `stage` are done. A stage ends when another begins.
    pub fn at(&mut self, stage: &str, done: u64, total: u64) {
        if self.stage != stage {
            self.end_stage();
            self.stage = stage.to_owned();
            self.total = total;
            if !self.screen.is_watched() {
                self.screen.warn(format_args!("{stage}…"));
            }
            self.bar.reset();
            self.bar.set_message(stage.to_owned());
        }
        self.total = total;
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    /// Everything is done.
    pub fn finish(mut self) {
        self.end_stage();
        self.bar.finish_and_clear();
    }

    fn end_stage(&mut self) {
        if self.stage.is_empty() {
            return;
        }
        let (stage, total) = (std::mem::take(&mut self.stage), self.total);
        let line = match total {
            0 => format!("{stage}: listo"),
            total => format!("{stage}: {total} de {total}"),
        };
        if self.screen.is_watched() {
            self.bar.println(line);
        } else {
            self.screen.warn(line);
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{msg} {wide_bar} {human_pos} de {human_len}")
        .expect("the template names only keys that indicatif has")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_gets_one_line_when_a_stage_begins_and_one_when_it_ends() {
        let (mut screen, read) = Screen::in_memory();
        let mut progress = Progress::on(&mut screen);
        for done in 0..=3 {
            progress.at("Registro", done, 3);
        }
        progress.at("Cuentas", 0, 0);
        progress.finish();
        assert_eq!(
            read.notes(),
            "Registro…\nRegistro: 3 de 3\nCuentas…\nCuentas: listo\n"
        );
    }

    #[test]
    fn a_task_without_steps_leaves_no_line() {
        let (mut screen, read) = Screen::in_memory();
        Progress::on(&mut screen).finish();
        assert_eq!(read.notes(), "");
    }
}
