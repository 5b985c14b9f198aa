//! Reads a JSON instance file, and says where it is wrong: the line where it is no JSON, the field
//! where it says something else than wanted.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::Failure;

/// Reads `path` as a `T`.
///
/// # Errors
/// The file is not there, is no JSON, or a field is missing or of another kind.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        let name = path.display();
        Failure::input(
            "unreadable",
            format!("{name}: can't be read ({error}); give the path of an instance file"),
        )
    })?;
    if bytes.trim_ascii().is_empty() {
        let message = format!("{}: the file is empty", path.display());
        return Err(Failure::input("bad_instance", message));
    }
    parse(&bytes).map_err(|wrong| {
        let name = path.display();
        let message = match wrong.field {
            // The path of the whole.
            Some(field) if field == "." => format!("{name}: {}", wrong.message),
            Some(field) => format!("{name}: {field}: {}", wrong.message),
            None => format!("{name}: not JSON: {}", wrong.message),
        };
        Failure::Input {
            code: "bad_instance",
            line: wrong.line,
            message,
        }
    })
}

/// What is wrong with a text that should have been an instance.
#[derive(Debug)]
struct Wrong {
    /// The path of the field; none where the text is no JSON.
    field: Option<String>,
    line: Option<usize>,
    message: String,
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Wrong> {
    // Following the path costs time, so it is done only where something is wrong.
    let error = match serde_json::from_slice(bytes) {
        Ok(instance) => return Ok(instance),
        Err(error) => error,
    };
    let wrong = |field| Wrong {
        field,
        line: Some(error.line()),
        message: error.to_string(),
    };
    if !error.is_data() {
        return Err(wrong(None));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let traced = serde_path_to_error::deserialize::<_, T>(&mut json);
    Err(wrong(traced.err().map(|traced| traced.path().to_string())))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Instance {
        #[expect(dead_code, reason = "only parsed")]
        people: Vec<Person>,
    }

    #[derive(Debug, Deserialize)]
    struct Person {
        #[expect(dead_code, reason = "only parsed")]
        id: i64,
    }

    #[test]
    fn what_is_wrong_is_named_by_field_or_line() {
        let wrong = |text: &str| parse::<Instance>(text.as_bytes()).unwrap_err();
        let kind = wrong("{\"people\":[{\"id\":1},\n{\"id\":\"x\"}]}");
        assert_eq!(kind.field.as_deref(), Some("people[1].id"));
        assert_eq!(kind.line, Some(2));
        assert!(
            kind.message
                .starts_with("invalid type: string \"x\", expected i64")
        );
        let missing = wrong("{\"people\":[{}]}");
        assert_eq!(missing.field.as_deref(), Some("people[0]"));
        assert!(missing.message.starts_with("missing field `id`"));
        let cut = wrong("{\"people\":[{\"id\":1}\n");
        assert_eq!((cut.field, cut.line), (None, Some(2)));
        assert_eq!(wrong("").field, None);
        assert_eq!(wrong("{}").field.as_deref(), Some("."));
    }
}
