//! Reading columns: from BIGINT and TEXT to the domain's types, each with the name to give where a
//! row does not hold what it should.

use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::StoreError;
use crate::domain::Instant;

pub fn text(row: &AnyRow, column: &'static str) -> Result<String, StoreError> {
    Ok(row.try_get::<String, _>(column)?)
}

pub fn maybe_text(row: &AnyRow, column: &'static str) -> Result<Option<String>, StoreError> {
    Ok(row.try_get::<Option<String>, _>(column)?)
}

pub fn number(row: &AnyRow, column: &'static str) -> Result<i64, StoreError> {
    Ok(row.try_get::<i64, _>(column)?)
}

pub fn maybe_number(row: &AnyRow, column: &'static str) -> Result<Option<i64>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(column)?)
}

pub fn count(row: &AnyRow, column: &'static str) -> Result<u64, StoreError> {
    u64::try_from(number(row, column)?).map_err(|_| StoreError::Damaged(column))
}

pub fn flag(row: &AnyRow, column: &'static str) -> Result<bool, StoreError> {
    Ok(number(row, column)? != 0)
}

pub fn instant(row: &AnyRow, column: &'static str) -> Result<Instant, StoreError> {
    Ok(Instant::from_millis(number(row, column)?))
}

pub fn maybe_instant(row: &AnyRow, column: &'static str) -> Result<Option<Instant>, StoreError> {
    Ok(maybe_number(row, column)?.map(Instant::from_millis))
}

/// A column whose text is parsed: an identifier, a name.
pub fn parsed<T: FromStr>(row: &AnyRow, column: &'static str) -> Result<T, StoreError> {
    text(row, column)?
        .parse()
        .map_err(|_| StoreError::Damaged(column))
}

pub fn maybe_parsed<T: FromStr>(
    row: &AnyRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    match maybe_text(row, column)? {
        Some(text) if !text.is_empty() => text
            .parse()
            .map(Some)
            .map_err(|_| StoreError::Damaged(column)),
        _ => Ok(None),
    }
}

/// A column that holds JSON.
pub fn json<T: DeserializeOwned>(row: &AnyRow, column: &'static str) -> Result<T, StoreError> {
    from_json(&text(row, column)?, column)
}

pub fn from_json<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Damaged(column))
}

pub fn to_json<T: Serialize>(value: &T, column: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged(column))
}

/// A word for a unit variant of an enum, as serde names it: what stands in `state` and `kind`
/// columns.
pub fn word<T: Serialize>(value: &T, column: &'static str) -> Result<String, StoreError> {
    match serde_json::to_value(value).map_err(|_| StoreError::Damaged(column))? {
        serde_json::Value::String(word) => Ok(word),
        // A variant with a code inside: its own name is enough for the column.
        serde_json::Value::Object(map) => map
            .keys()
            .next()
            .cloned()
            .ok_or(StoreError::Damaged(column)),
        _ => Err(StoreError::Damaged(column)),
    }
}

/// The enum variant that a word stands for.
pub fn from_word<T: DeserializeOwned>(row: &AnyRow, column: &'static str) -> Result<T, StoreError> {
    let word = text(row, column)?;
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| StoreError::Damaged(column))
}
