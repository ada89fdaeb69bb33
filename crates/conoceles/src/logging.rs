//! The log of the program, on standard error.
//!
//! It never holds names, texts or answers: our own lines carry ids alone, and what other crates say is let through
//! only from warnings up, whatever level is asked for, since their finer lines can show a request or a value.

use std::io;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Our crates, whose lines follow the level that was asked for.
const OURS: [&str; 7] = [
    "activity_log",
    "app",
    "conoceles",
    "demo",
    "domain",
    "storage",
    "web",
];

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// For people.
    #[value(name = "texto")]
    Text,
    /// One JSON object per line, for collectors.
    #[value(name = "json")]
    Json,
}

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Level {
    /// Failures.
    Error,
    /// And what deserves attention.
    #[value(name = "aviso", alias = "warn")]
    Warn,
    /// And what happens by itself.
    Info,
    /// And each request.
    #[value(name = "detalle", alias = "debug")]
    Debug,
}

/// Starts the log. A second start in one program changes nothing.
pub fn start(level: Level, form: Form) {
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let registry = tracing_subscriber::registry().with(filter(level));
    // It fails only if there is a log already, and that one serves.
    let _ = match form {
        Form::Text => registry.with(lines.with_ansi(false)).try_init(),
        Form::Json => registry.with(lines.json().flatten_event(true)).try_init(),
    };
}

fn filter(level: Level) -> Targets {
    let ours = match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    Targets::new()
        .with_default(LevelFilter::WARN.min(ours))
        .with_targets(OURS.map(|name| (name, ours)))
}

#[cfg(test)]
mod tests {
    use tracing::Level as Tracing;

    use super::*;

    #[test]
    fn only_our_crates_tell_details() {
        let filter = filter(Level::Debug);
        assert!(filter.would_enable("web::server", &Tracing::DEBUG));
        assert!(!filter.would_enable("sqlx::query", &Tracing::DEBUG));
        assert!(!filter.would_enable("hyper::proto", &Tracing::INFO));
        assert!(filter.would_enable("sqlx::query", &Tracing::WARN));
    }

    #[test]
    fn a_quiet_log_is_quiet_for_all() {
        let filter = filter(Level::Error);
        assert!(!filter.would_enable("web", &Tracing::WARN));
        assert!(!filter.would_enable("sqlx", &Tracing::WARN));
        assert!(filter.would_enable("sqlx", &Tracing::ERROR));
    }
}
