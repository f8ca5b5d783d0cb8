//! One value that holds all that a learner can change.

use super::document;
use crate::experiment::Settings;
use crate::lesson::Lab;
use crate::lesson::presets::{self, Preset};
use crate::model::{Error, Problem, Setup, Trace, limits};
use crate::text;

/// All that a learner can change. A value of this type that came from [`reduce`](super::reduce), a document or a
/// link is valid: [`AppState::validate`] holds.
#[derive(Debug, Clone, PartialEq)]
pub struct AppState {
    /// The open lab.
    pub lab: Lab,
    /// n labels.
    pub tokens: Vec<String>,
    /// The attention computation.
    pub setup: Setup,
    /// Every random draw comes from it.
    pub seed: u64,
    /// The settings of the labs that measure.
    pub labs: Settings,
}

impl AppState {
    /// The preset called `id`.
    pub fn from_preset(id: &str) -> Option<Self> {
        presets::preset(id).map(Self::from)
    }

    /// Checks tokens, seed and setup.
    ///
    /// # Errors
    /// The first field that does not fit: `tokens`, `tokens[i]`, `seed`, or one of [`Setup::validate`].
    pub fn validate(&self) -> Result<(), Error> {
        validate_tokens(&self.tokens)?;
        self.setup.validate()?;
        let (found, expected) = (self.tokens.len(), self.setup.tokens());
        if found != expected {
            let unit = text::e_unit_labels();
            return Err(Error::new(
                "tokens",
                Problem::Count {
                    unit,
                    found,
                    expected,
                },
            ));
        }
        validate_seed("seed", self.seed)
    }

    /// Computes every number once.
    ///
    /// # Errors
    /// Those of [`AppState::validate`].
    pub fn trace(&self) -> Result<Trace, Error> {
        Trace::of(&self.setup)
    }

    /// Reads a state document (protocol, section 1) of at most 64 MB.
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or does not fit.
    ///
    /// # Examples
    /// ```
    /// use attention_playground::state::AppState;
    ///
    /// let text = r#"{ "tokens": ["a"], "input": { "kind": "vectors", "q": [[1e39]], "k": [[1]], "v": [[1]] } }"#;
    /// let error = AppState::from_json(text).unwrap_err();
    /// assert_eq!(error.to_string(), "input.q[0][0]: is 1e39, expected a finite number that fits in f32");
    /// ```
    pub fn from_json(text: &str) -> Result<Self, Error> {
        document::from_json(text)
    }

    /// Writes the state document, on one line; every number the shortest decimal that reads back to the same f32.
    pub fn to_json(&self) -> String {
        document::to_json(self)
    }

    /// Writes the state document for a file: a key a line, and a row of a matrix a line.
    pub fn to_json_pretty(&self) -> String {
        document::to_json_pretty(self)
    }
}

impl From<Preset> for AppState {
    fn from(preset: Preset) -> Self {
        Self {
            lab: preset.lab,
            tokens: preset.tokens,
            setup: preset.setup,
            seed: preset.seed,
            labs: Settings::default(),
        }
    }
}

impl Default for AppState {
    /// The preset `robot`.
    fn default() -> Self {
        presets::robot().into()
    }
}

fn validate_tokens(tokens: &[String]) -> Result<(), Error> {
    if !(1..=limits::TOKENS).contains(&tokens.len()) {
        let problem = Problem::OutOfRange {
            found: text::e_labels(&(tokens.len()).to_string()),
            expected: text::e_to_labels(&(limits::TOKENS).to_string()),
        };
        return Err(Error::new("tokens", problem));
    }
    tokens.iter().enumerate().try_for_each(|(row, label)| {
        let path = format!("tokens[{row}]");
        validate_label(label).map_err(|problem| Error::new(path, problem))
    })
}

/// A label is not empty, not too long, and holds nothing that is not shown (control characters, line ends).
fn validate_label(label: &str) -> Result<(), Problem> {
    let length = label.chars().count();
    if !(1..=limits::LABEL).contains(&length) {
        return Err(Problem::OutOfRange {
            found: text::e_characters_long(&length.to_string()),
            expected: text::e_to_characters(&(limits::LABEL).to_string()),
        });
    }
    match label.chars().find(|character| character.is_control()) {
        None => Ok(()),
        Some(character) => {
            let code = format!("U+{:04X}", u32::from(character));
            Err(Problem::DoesNotFit(text::e_holds_the_control_character(
                &code,
            )))
        }
    }
}

/// Seeds stay below 2^53, where JavaScript still holds every whole number.
pub(super) fn validate_seed(path: &str, seed: u64) -> Result<(), Error> {
    if seed < limits::SEED {
        return Ok(());
    }
    let problem = Problem::OutOfRange {
        found: seed.to_string(),
        expected: text::e_a_seed().into(),
    };
    Err(Error::new(path, problem))
}
