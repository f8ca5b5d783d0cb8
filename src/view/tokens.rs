//! The sequence as a line of words: each can be renamed, removed, and joined by another.

use super::controls::Field;
use super::intent::{Intent, act};
use super::scene::Scene;
use super::text;
use crate::model::limits;
use crate::state::Action;
use yew::prelude::*;

/// The tokens of the sequence, in their original order.
pub fn token_row(scene: &Scene) -> Html {
    scene.still(scene.stamp().of(&scene.model.state.tokens), draw)
}

fn draw(scene: &Scene) -> Html {
    let tokens = &scene.model.state.tokens;
    let n = tokens.len();
    html! {
        <div class="tokens" role="group" aria-label={text::sequence()}>
            { for tokens.iter().enumerate().map(|(row, label)| token(scene, row, label)) }
            if n < limits::TOKENS && !scene.look.readonly {
                <button type="button" class="add" aria-label={text::add_token()} title={text::add_token()}
                    onclick={act(&scene.emit, Action::AddToken { at: n, label: None })}>{ "+" }</button>
            }
        </div>
    }
}

fn token(scene: &Scene, row: usize, label: &str) -> Html {
    let readonly = scene.look.readonly;
    let emit = scene.emit.clone();
    let commit = Callback::from(move |(label, _): (String, u32)| {
        emit.emit(Intent::Act(Action::RenameToken { row, label }, None));
        Ok(())
    });
    html! {
        <span class="token-word">
            <Field class="word" name={text::token(row)} value={label.to_owned()} words=true {readonly} {commit}
                size={label.chars().count().clamp(2, 18)} />
            if scene.model.state.tokens.len() > 1 && !readonly {
                <button type="button" onclick={act(&scene.emit, Action::RemoveToken { row })}
                    aria-label={text::remove_token(label)}>{ "\u{d7}" }</button>
            }
        </span>
    }
}
