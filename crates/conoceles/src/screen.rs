//! Where the command line writes: what was asked for, and apart from it, notes on how it goes.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write};

/// The two streams of a terminal. What was asked for goes to the first, so that it can go on to a file; notes,
/// warnings and progress go to the second.
pub struct Screen {
    out: Box<dyn Write + Send>,
    notes: Box<dyn Write + Send>,
    is_watched: bool,
}

impl Screen {
    /// Standard output and standard error.
    pub fn of_the_terminal() -> Self {
        Self {
            out: Box::new(io::stdout()),
            notes: Box::new(io::stderr()),
            is_watched: io::stderr().is_terminal(),
        }
    }

    /// Whether a person watches the notes as they come, so that a bar may move.
    pub const fn is_watched(&self) -> bool {
        self.is_watched
    }

    /// A line of what was asked for.
    ///
    /// # Errors
    /// Whoever reads has left, or the disk behind is full.
    pub fn say(&mut self, line: impl Display) -> io::Result<()> {
        writeln!(self.out, "{line}")?;
        self.out.flush()
    }

    /// Bytes of what was asked for, as they are.
    ///
    /// # Errors
    /// As [`Screen::say`].
    pub fn hand_out(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }

    /// A note on how it goes. Nobody may be there to read it, and that stops nothing.
    pub fn warn(&mut self, line: impl Display) {
        // A closed stream of notes is no reason to leave the work half done.
        let _ = writeln!(self.notes, "{line}");
        let _ = self.notes.flush();
    }
}

#[cfg(test)]
mod in_memory {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use super::Screen;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Shared {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    /// What a screen in memory was told.
    pub struct Read {
        out: Shared,
        notes: Shared,
    }

    impl Read {
        /// What was asked for.
        pub fn out(&self) -> String {
            self.out.text()
        }
        /// The notes.
        pub fn notes(&self) -> String {
            self.notes.text()
        }
    }

    impl Screen {
        /// A screen that remembers, unwatched.
        pub fn in_memory() -> (Self, Read) {
            let (out, notes) = (Shared::default(), Shared::default());
            let screen = Self {
                out: Box::new(out.clone()),
                notes: Box::new(notes.clone()),
                is_watched: false,
            };
            (screen, Read { out, notes })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn answers_and_notes_go_apart() {
        let (mut screen, read) = Screen::in_memory();
        screen.say("respuesta").unwrap();
        screen.hand_out(b"bytes").unwrap();
        screen.warn("nota");
        assert_eq!(read.out(), "respuesta\nbytes");
        assert_eq!(read.notes(), "nota\n");
    }

    #[test]
    fn a_closed_stream_of_notes_stops_nothing_and_a_closed_answer_is_told() {
        let mut screen = Screen {
            out: Box::new(Closed),
            notes: Box::new(Closed),
            is_watched: false,
        };
        screen.warn("nota");
        let error = screen.say("respuesta").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
