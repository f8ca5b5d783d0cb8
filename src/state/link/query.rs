//! The query's state parameters.

use super::Notice;
use super::options::quoted;
use crate::lesson::{Lab, Listed, presets};
use crate::model::Error;
use crate::state::document::{MaskDocument, PositionDocument, kinds};
use crate::state::{Action, AppState, parse_number, reduce};
use crate::text;

/// The parameters of a query, decoded; those that are not ours are among them and never asked for.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub fn read(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The last value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Single switches, in the order in which they apply: a seed before what is drawn from it, heads before their slopes.
const SWITCHES: &[&str] = &["seed", "heads", "scale", "temperature", "mask", "position"];

/// The state that the query asks for: a preset (or the lab's own first one), then the single switches.
pub(super) fn state(parameters: &Parameters, notices: &mut Vec<Notice>) -> AppState {
    let lab = parameters.get("lab").and_then(|name| lab(name, notices));
    // A lesson begins in its lab.
    let lesson = parameters.get("lesson").and_then(Listed::named);
    let lab = lab.or(lesson.map(|lesson| lesson.lab));
    let mut state = preset(parameters, lab, notices);
    if let Some(lab) = lab {
        state.lab = lab;
    }
    for name in SWITCHES {
        let Some(value) = parameters.get(name) else {
            continue;
        };
        let next = action(name, value, parameters)
            .and_then(|action| reduce(&state, &action).map_err(|error| words(&error)));
        match next {
            Ok(next) => state = next,
            Err(message) => notices.push(Notice::new(name, message)),
        }
    }
    state
}

/// The lab to open; one that is not built yet opens the attention lab.
fn lab(name: &str, notices: &mut Vec<Notice>) -> Option<Lab> {
    let built: Vec<_> = Lab::BUILT.iter().map(|lab| lab.name()).collect();
    let built = built.join(", ");
    match Lab::from_name(name) {
        Some(lab) if Lab::BUILT.contains(&lab) => Some(lab),
        Some(_) => {
            let message = text::e_the_lab_is_not(&(quoted(name)).to_string(), &built.to_string());
            notices.push(Notice::new("lab", message));
            Some(Lab::Attention)
        }
        None => {
            let message = text::e_is_no_lab_these(&(quoted(name)).to_string(), &built.to_string());
            notices.push(Notice::new("lab", message));
            None
        }
    }
}

fn preset(parameters: &Parameters, lab: Option<Lab>, notices: &mut Vec<Notice>) -> AppState {
    if let Some(id) = parameters.get("preset") {
        match AppState::from_preset(id) {
            Some(state) => return state,
            None => {
                let message = text::e_is_no_preset_these(
                    &(quoted(id)).to_string(),
                    &(presets::IDS.join(", ")).to_string(),
                );
                notices.push(Notice::new("preset", message));
            }
        }
    }
    let id = lab.unwrap_or_default().default_preset();
    AppState::from_preset(id).unwrap_or_default()
}

/// The action behind a parameter.
fn action(name: &str, value: &str, parameters: &Parameters) -> Result<Action, String> {
    let refused =
        |expected: &str| text::e_does_not_do_expected(&(quoted(value)).to_string(), expected);
    Ok(match name {
        "seed" => {
            let seed = value
                .parse()
                .map_err(|_| refused(text::e_a_whole_number_below()))?;
            match parameters.get("preset") {
                // This one preset is nothing but draws: another seed means other draws.
                Some("random") => Action::FillRandom {
                    matrix: None,
                    seed: Some(seed),
                },
                _ => Action::SetSeed { seed },
            }
        }
        "heads" => Action::SetHeads {
            heads: value.parse().map_err(|_| refused(text::e_heads_to()))?,
        },
        "scale" => Action::SetScale {
            on: match value {
                "on" => true,
                "off" => false,
                _ => return Err(refused(text::e_on_or_off())),
            },
        },
        "temperature" => Action::SetTemperature {
            value: parse_number(value).map_err(|_| refused(text::e_a_number_above()))?,
        },
        "mask" => Action::SetMask {
            mask: match value {
                "none" => MaskDocument::None,
                "causal" => MaskDocument::Causal,
                _ => return Err(refused(text::e_none_or_causal())),
            },
        },
        _ => Action::SetPosition {
            position: PositionDocument::of_kind(value).ok_or_else(|| refused(kinds()))?,
        },
    })
}

/// A refusal of the reducer; the notice names the parameter already.
fn words(error: &Error) -> String {
    error.problem.to_string()
}
