//! Actions, messages and the JSON beneath them.

use crate::judge::{can_be_shown, holds, names_its_field, numbers};
use crate::{Case, Verdict, sources};
use attention_playground::protocol::{Command, Message, Refusal};
use attention_playground::state::{Action, AppState, reduce};
use serde_json::{Value, json};

/// What actions are tried on: small states of either kind of input.
const TRIED_ON: &[&str] = &["robot", "projections", "causal"];

/// Messages of every command: those of the actions, and the others.
pub fn messages() -> Vec<String> {
    let message = |kind: &str, payload: Value| {
        json!({ "source": "attention-playground", "version": 1, "id": 7, "type": kind, "payload": payload }).to_string()
    };
    let value = |text: &String| serde_json::from_str(text).unwrap_or(Value::Null);
    let actions = actions();
    let applied = actions
        .iter()
        .map(|action| message("apply", json!({ "action": value(action) })));
    let documents = sources::documents();
    let set = documents
        .iter()
        .map(|document| message("set-state", value(document)));
    let plain = ["get-state", "get-trace", "undo", "redo", "reply", "ready"]
        .map(|kind| message(kind, Value::Null));
    let export = message("export", json!({ "format": "csv", "what": "weights" }));
    applied.chain(set).chain(plain).chain([export]).collect()
}

/// The actions of docs/actions.md: a line of JSON each.
pub fn actions() -> Vec<String> {
    let docs = include_str!("../../../docs/actions.md");
    let pieces = docs
        .split('`')
        .map(str::trim)
        .filter(|piece| piece.starts_with("{\"type\"") || piece.starts_with("{ \"type\""));
    let blocks = docs
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("{") && line.ends_with("}"));
    pieces
        .chain(blocks)
        .filter(|text| Action::from_json(text).is_ok())
        .map(str::to_owned)
        .collect()
}

/// An action that is read is written and read back, and makes valid states of valid ones, or is refused at a field.
pub fn action(case: &mut Case<'_>) -> Verdict {
    let action = match case.read(Action::from_json) {
        Ok(action) => action,
        Err(error) => return names_its_field(&error).map(|()| false),
    };
    is_written(&action)?;
    for state in TRIED_ON.iter().filter_map(|id| AppState::from_preset(id)) {
        match case.read(|_| reduce(&state, &action)) {
            Err(error) => names_its_field(&error)?,
            // What is large takes long to write, and shows nothing else.
            Ok(next) if numbers(&next) > 4_000 => {
                next.validate().map_err(|error| error.to_string())?
            }
            Ok(next) => holds(&next)?,
        }
    }
    Ok(true)
}

fn is_written(action: &Action) -> Result<(), String> {
    let again = Action::from_json(&action.to_json());
    match again.as_ref() == Ok(action) {
        true => Ok(()),
        false => Err(format!("its own JSON gives another action: {again:?}")),
    }
}

const CODES: &[&str] = &["unknown-type", "version", "payload"];

/// A message is none of ours, or is answered in JSON by the name that it was sent with.
pub fn message(case: &mut Case<'_>) -> Verdict {
    let Some(message) = case.read(Message::read) else {
        return Ok(false);
    };
    // Some editors begin a file with a byte order mark, which no reader here minds.
    let unmarked = case.text.trim_start_matches('\u{feff}');
    let sent: Value = match serde_json::from_str(unmarked) {
        Ok(sent) => sent,
        Err(error) if beyond_f64(&error) => return Ok(true),
        Err(error) => return Err(format!("took what is no JSON: {error}")),
    };
    let reply = match &message.command {
        Ok(_) => message.reply(Ok("[1]")),
        Err(refusal) => message.reply(Err(refusal)),
    };
    let reply: Value = serde_json::from_str(&reply)
        .map_err(|error| format!("answers what is no JSON: {error}"))?;
    if reply["id"] != sent["id"] && !reply["id"].is_null() {
        return Err(format!("{} is answered as {}", sent["id"], reply["id"]));
    }
    match &message.command {
        Err(refusal) => is_refused_well(refusal).map(|()| false),
        Ok(Command::Apply(action)) => is_written(action).map(|()| true),
        Ok(Command::SetState(state)) => holds(state).map(|()| true),
        Ok(_) => Ok(true),
    }
}

fn is_refused_well(refusal: &Refusal) -> Result<(), String> {
    can_be_shown(&refusal.message)?;
    match CODES.contains(&refusal.code)
        && refusal.path.as_ref().is_some_and(|path| !path.is_empty())
    {
        true => Ok(()),
        false => Err(format!("a refusal without code or field: {refusal:?}")),
    }
}

/// The reader takes and refuses the same texts as serde_json.
pub fn json(case: &mut Case<'_>) -> Verdict {
    // What stands last counts, so that no text can change what is asked; any value may be the payload of this.
    let message = format!(
        r#"{{"payload":{},"source":"attention-playground","version":1,"type":"undo"}}"#,
        case.text
    );
    let ours = case.read(|_| Message::read(&message)).is_some();
    match serde_json::from_str::<Value>(&message) {
        Ok(_) if ours => Ok(true),
        Err(_) if !ours => Ok(false),
        Err(error) if beyond_f64(&error) => Ok(true),
        theirs => Err(format!("serde_json says {theirs:?}")),
    }
}

/// serde_json also refuses numbers that f64 cannot hold.
fn beyond_f64(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("number out of range")
}
