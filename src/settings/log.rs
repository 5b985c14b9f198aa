//! The section `[log]`: what is told to the operator.

use super::section::Section;

/// What is told to the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogSettings {
    /// How much.
    pub level: LogLevel,
    /// In what form.
    pub format: LogFormat,
}

/// How much is told; each tells what the one before tells, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// What needs a person.
    Error,
    /// What may come to need one.
    Warn,
    /// What the node does.
    Info,
    /// How it does it.
    Debug,
}

/// The form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

const LEVELS: [(&str, LogLevel); 4] = [
    ("error", LogLevel::Error),
    ("warn", LogLevel::Warn),
    ("info", LogLevel::Info),
    ("debug", LogLevel::Debug),
];

pub(super) fn log(section: &mut Section<'_>) -> Option<LogSettings> {
    let level = section.choice("level", LogLevel::Info, &LEVELS);
    let formats = [("text", LogFormat::Text), ("json", LogFormat::Json)];
    let format = section.choice("format", LogFormat::Json, &formats);
    Some(LogSettings {
        level: level?,
        format: format?,
    })
}
