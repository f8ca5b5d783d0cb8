//! What a host page can ask for.

use crate::state::json::{self, Refusal as Unread};
use crate::state::{Action, AppState, Error, Problem};
use crate::text;

/// What a host page can ask for; the answer to each is said in protocol, section 6.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The state document.
    GetState,
    /// Another state.
    SetState(Box<AppState>),
    /// Every number that follows from the state.
    GetTrace,
    /// An action.
    Apply(Box<Action>),
    /// A step back.
    Undo,
    /// A step forward.
    Redo,
    /// A file.
    Export(Export),
}

/// Which file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// In which form.
    pub format: Format,
    /// Of what: `state`, `trace`, or a matrix of the trace.
    pub what: String,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON, as in documents.
    Json,
    /// A table.
    Csv,
    /// NumPy's own.
    Npy,
    /// A heat map as a vector graphic.
    Svg,
    /// A heat map as a picture.
    Png,
    /// Python code with NumPy that computes the same.
    Numpy,
    /// Python code with PyTorch that computes the same.
    Pytorch,
}

impl Format {
    const ALL: &'static [Self] = &[
        Self::Json,
        Self::Csv,
        Self::Npy,
        Self::Svg,
        Self::Png,
        Self::Numpy,
        Self::Pytorch,
    ];
    const NAMES: &'static [&'static str] =
        &["json", "csv", "npy", "svg", "png", "numpy", "pytorch"];
}

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// For programs: `unknown-type`, `version`, `payload`, `refused`, `busy` or `not-possible`.
    pub code: &'static str,
    /// For people, in the page's language.
    pub message: String,
    /// The field that does not fit.
    pub path: Option<String>,
}

impl Refusal {
    /// A refusal without a field.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            path: None,
        }
    }

    /// A refusal of what the reducer or a check refused.
    pub fn of(code: &'static str, error: &Error) -> Self {
        Self {
            code,
            message: error.to_string(),
            path: Some(error.path.clone()),
        }
    }
}

/// Names of the commands in messages.
pub(super) const TYPES: &[&str] = &[
    "get-state",
    "set-state",
    "get-trace",
    "apply",
    "undo",
    "redo",
    "export",
];

/// Longest payload, in bytes: that of a state document.
const MOST_BYTES: usize = 64 << 20;

impl Command {
    /// The command called `name` with a payload in JSON, where there is one.
    ///
    /// # Errors
    /// A name that no command has, and a payload that is missing or does not fit, by its field.
    pub fn read(name: &str, payload: Option<&str>) -> Result<Self, Refusal> {
        let refused = |error: Error| Refusal::of("payload", &error);
        let needed = || {
            let problem = Problem::Syntax(text::e_is_missing().into());
            payload.ok_or_else(|| refused(Error::new("payload", problem)))
        };
        Ok(match name {
            "get-state" => Self::GetState,
            "get-trace" => Self::GetTrace,
            "undo" => Self::Undo,
            "redo" => Self::Redo,
            "set-state" => {
                let state = AppState::from_json(needed()?).map_err(refused)?;
                Self::SetState(Box::new(state))
            }
            "apply" => {
                let action = action(needed()?).map_err(refused)?;
                Self::Apply(Box::new(Action::from_json(action).map_err(refused)?))
            }
            "export" => Self::Export(Export::read(needed()?).map_err(refused)?),
            other => {
                let found = text::outside(other, 40);
                let problem = Problem::UnknownName {
                    found,
                    expected: text::e_one_of(&TYPES.join(", ")),
                };
                return Err(Refusal::of("unknown-type", &Error::new("type", problem)));
            }
        })
    }
}

/// The action in `{"action": ...}`.
fn action(payload: &str) -> Result<&str, Error> {
    json::read(payload, "payload", MOST_BYTES, |reader| {
        let mut action = None;
        reader.object(text::e_an_object(), &["action"], &mut |reader, _| {
            action = Some(reader.raw()?);
            Ok(())
        })?;
        action.ok_or_else(|| Unread::missing("action"))
    })
}

impl Export {
    fn read(payload: &str) -> Result<Self, Error> {
        json::read(payload, "payload", MOST_BYTES, |reader| {
            let (mut format, mut what) = (None, None);
            let keys = &["format", "what"];
            reader.object(text::e_an_object(), keys, &mut |reader, key| {
                match key {
                    0 => format = Some(Format::ALL[reader.name(Format::NAMES)?]),
                    _ => what = Some(reader.string(text::e_a_string())?),
                }
                Ok(())
            })?;
            Ok(Self {
                format: format.ok_or_else(|| Unread::missing("format"))?,
                what: what.unwrap_or_else(|| "state".to_owned()),
            })
        })
    }
}
