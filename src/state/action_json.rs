//! The public JSON form of actions, `{"type": "set-cell", ...}`, with errors that name the field.

use super::{Action, document};
use crate::model::{Error, Problem};
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// Longest action that is read, in bytes: a block of 1024 x 1024 numbers fits.
const MOST_BYTES: usize = 16 << 20;

/// Names of the actions that have no fields: these are plain strings in the derived form.
const WITHOUT_FIELDS: &[&str] = &["shuffle"];

impl Action {
    /// Reads an action of at most 16 MB of text.
    ///
    /// # Errors
    /// The first field that is missing, unknown or of the wrong type, by its path in the action: `values[0][1]`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Self::from_map(document::read_text(text, "action", MOST_BYTES)?)
    }

    fn from_map(mut fields: Map<String, Value>) -> Result<Self, Error> {
        let name = match fields.remove("type") {
            Some(Value::String(name)) => name,
            _ => {
                let problem = "is missing, expected the name of an action such as \"set-cell\"";
                return Err(Error::new("type", Problem::Syntax(problem.into())));
            }
        };
        let derived = match fields.is_empty() && WITHOUT_FIELDS.contains(&name.as_str()) {
            true => Value::String(name.clone()),
            false => Value::Object(Map::from_iter([(name.clone(), Value::Object(fields))])),
        };
        document::read_value::<Derived>(derived, "action")
            .map(|derived| derived.0)
            .map_err(|error| {
                // The name of the action is no part of the public form's path.
                let within = error
                    .path
                    .strip_prefix(&name)
                    .map(|rest| rest.trim_start_matches('.'));
                let path = match (within, &error.problem) {
                    (_, Problem::UnknownName { found, .. }) if *found == name => "type",
                    (Some(""), _) => "action",
                    (Some(rest), _) => rest,
                    (None, _) => &error.path,
                };
                Error::new(path, error.problem)
            })
    }
}

/// An action in the derived form.
struct Derived(Action);

impl<'de> Deserialize<'de> for Derived {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Action::deserialize(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_map(Map::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let derived =
            Action::serialize(self, serde_json::value::Serializer).map_err(S::Error::custom)?;
        let mut public = Map::new();
        match derived {
            Value::Object(one) => {
                for (name, fields) in one {
                    public.insert("type".into(), Value::String(name));
                    if let Value::Object(fields) = fields {
                        public.extend(fields);
                    }
                }
            }
            name => {
                public.insert("type".into(), name);
            }
        }
        public.serialize(serializer)
    }
}
