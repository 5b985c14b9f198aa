//! What the operator is told: one line an event, JSON or text, on standard error. Message and fields
//! only; no room puts a name, a title, a text or a token in either.

use std::io::IsTerminal;

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::settings::{LogFormat, LogLevel, LogSettings};

/// Starts telling. A second call changes nothing.
pub fn start(settings: LogSettings) {
    let level = match settings.level {
        LogLevel::Error => Level::ERROR,
        LogLevel::Warn => Level::WARN,
        LogLevel::Info => Level::INFO,
        LogLevel::Debug => Level::DEBUG,
    };
    // Libraries are heard only where something is wrong: what they tell in detail may hold an
    // address of a calendar.
    let targets = Targets::new()
        .with_target("samband", level)
        .with_default(LevelFilter::ERROR);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        // In a file colours would only be in the way.
        .with_ansi(std::io::stderr().is_terminal());
    let started = match settings.format {
        LogFormat::Json => tracing_subscriber::registry()
            .with(targets)
            .with(lines.json())
            .try_init(),
        LogFormat::Text => tracing_subscriber::registry()
            .with(targets)
            .with(lines)
            .try_init(),
    };
    // Whoever started first keeps telling.
    drop(started);
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, ToString::to_string);
        // The place only: a panic's message may hold what was being handled.
        tracing::error!(place, "a panic");
    }));
}

/// An error with all its causes in one line.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
