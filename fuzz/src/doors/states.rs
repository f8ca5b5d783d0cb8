//! Links, documents and settings.

use crate::judge::{holds, is_computed, names_its_field};
use crate::{Case, Verdict};
use attention_playground::model::Error;
use attention_playground::state::{Action, AppState, codec};

fn judged(read: Result<AppState, Error>) -> Verdict {
    match read {
        Err(error) => names_its_field(&error).map(|()| false),
        Ok(state) => {
            holds(&state)?;
            is_computed(&state)?;
            Ok(true)
        }
    }
}

/// A link gives a state that holds, or says what is wrong.
pub fn link(case: &mut Case<'_>) -> Verdict {
    judged(case.read(codec::decode))
}

/// So does a document, which is a file, too.
pub fn document(case: &mut Case<'_>) -> Verdict {
    judged(case.read(AppState::from_json))
}

/// Settings do the same in a document, and as changes of an action.
pub fn settings(case: &mut Case<'_>) -> Verdict {
    let action = format!(r#"{{"type":"set-labs","labs":{}}}"#, case.text);
    let changes = case.read(|_| Action::from_json(&action));
    let document = format!(
        r#"{{"tokens":["a"],"input":{{"kind":"vectors","q":[[1]],"k":[[1]],"v":[[1]]}},"labs":{}}}"#,
        case.text
    );
    let taken = judged(case.read(|_| AppState::from_json(&document)))?;
    match changes {
        Err(error) => names_its_field(&error)?,
        Ok(action) => {
            let again = Action::from_json(&action.to_json());
            if again.as_ref() != Ok(&action) {
                return Err(format!("its own JSON gives another action: {again:?}"));
            }
        }
    }
    Ok(taken)
}
