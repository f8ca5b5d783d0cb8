//! Carrying out a command, whoever gives it: a message or a call of `window.attentionPlayground`.

use super::{picture, window};
use crate::export::code::{self, Library};
use crate::export::{Matrices, NAMES, heat, svg};
use crate::model::Trace;
use crate::protocol::{Command, Export, Format, Refusal};
use crate::state::{AppState, Error, Problem};
use crate::text;
use crate::view::store::Store;
use js_sys::JSON;
use std::cell::RefCell;
use std::rc::Rc;
use yew::Callback;

/// The answer in JSON; `changed` is called where the state is another now.
///
/// # Errors
/// What the reducer, a check or the browser refused.
pub async fn answer(
    store: &Rc<RefCell<Store>>,
    changed: &Callback<()>,
    command: &Command,
) -> Result<String, Refusal> {
    if let Command::Export(export) = command {
        let model = store.try_borrow().map_err(|_| busy())?.model();
        return file(export, &model.state, &model.trace).await;
    }
    let mut store = store.try_borrow_mut().map_err(|_| busy())?;
    let refused = |error: Error| Refusal::of("refused", &error);
    match command {
        Command::GetTrace => return Ok(store.model().trace.to_json()),
        Command::SetState(state) => store.push((**state).clone(), None).map_err(refused)?,
        Command::Apply(action) => store.act(action, None).map_err(refused)?,
        Command::Undo => drop(store.undo()),
        Command::Redo => drop(store.redo()),
        Command::GetState | Command::Export(_) => {}
    }
    let state = store.model().state.to_json();
    drop(store);
    if *command != Command::GetState {
        changed.emit(());
    }
    Ok(state)
}

fn busy() -> Refusal {
    Refusal::new("busy", text::e_busy())
}

/// A file as text in JSON; base64 where it is none.
async fn file(export: &Export, state: &AppState, trace: &Trace) -> Result<String, Refusal> {
    let what = export.what.as_str();
    let whole = match (export.format, what) {
        (Format::Json, "state") => Some(state.to_json()),
        (Format::Json, "trace") => Some(trace.to_json()),
        (Format::Numpy, _) => Some(code::write(Library::Numpy, &state.setup, &state.tokens)),
        (Format::Pytorch, _) => Some(code::write(Library::Pytorch, &state.setup, &state.tokens)),
        _ => None,
    };
    if let Some(text) = whole {
        return quoted(&text);
    }
    let matrices = Matrices::of(trace, what).ok_or_else(|| {
        let problem = Problem::UnknownName {
            found: text::outside(what, 40),
            expected: text::e_one_of(&NAMES.join(", ")),
        };
        Refusal::of("payload", &Error::new("what", problem))
    })?;
    match export.format {
        Format::Npy => {
            // A text whose characters are the bytes: what `btoa` takes.
            let bytes: String = matrices.npy().into_iter().map(char::from).collect();
            let base64 = window().and_then(|window| window.btoa(&bytes).ok());
            quoted(&base64.ok_or_else(not_possible)?)
        }
        Format::Svg => quoted(&svg::write(&heat(what, &matrices, 0, &state.tokens))),
        Format::Png => {
            let svg = svg::write(&heat(what, &matrices, 0, &state.tokens));
            let address = picture::png(&svg).await.map_err(|_| not_possible())?;
            let (_, base64) = address.split_once(',').ok_or_else(not_possible)?;
            quoted(base64)
        }
        Format::Json => {
            let text = trace.to_json();
            let value = JSON::parse(&text).ok();
            let part = value.and_then(|v| js_sys::Reflect::get(&v, &what.into()).ok());
            let text = part.and_then(|part| JSON::stringify(&part).ok()?.as_string());
            quoted(&text.ok_or_else(not_possible)?)
        }
        _ => quoted(&matrices.csv(&state.tokens)),
    }
}

fn not_possible() -> Refusal {
    Refusal::new("not-possible", text::e_file_not_made())
}

/// A text in JSON.
fn quoted(text: &str) -> Result<String, Refusal> {
    let quoted = JSON::stringify(&text.into())
        .ok()
        .and_then(|text| text.as_string());
    quoted.ok_or_else(not_possible)
}
