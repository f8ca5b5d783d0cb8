//! Where Q, K and V come from, where they are not the learner's own numbers: X and its projections, or the vectors
//! before their encoding.

use crate::model::{Input, Position};
use crate::state::MatrixId::{Bk, Bo, Bq, Bv, K, Q, Table, V, Wk, Wq, Wv, X};
use crate::view::grid::pager;
use crate::view::part::{Axis, Part, is_direct};
use crate::view::scene::{Scene, Shown};
use crate::view::symbols;
use crate::view::text;
use yew::prelude::*;

/// The input matrices that the figure does not show itself.
pub fn inputs(scene: &Scene) -> Html {
    let state = &scene.model.state;
    let embeddings = matches!(state.setup.input, Input::Embeddings(_));
    if is_direct(state) {
        return Html::default();
    }
    let sub = symbols::subscript;
    let matrices = if embeddings {
        vec![
            (X, symbols::symbol("role-o", "X", None), text::embeddings()),
            (Wq, sub("role-q", "W", "Q"), text::query_projection()),
            (Wk, sub("role-k", "W", "K"), text::key_projection()),
            (Wv, sub("role-v", "W", "V"), text::value_projection()),
            (Bq, sub("role-q", "b", "Q"), text::query_bias()),
            (Bk, sub("role-k", "b", "K"), text::key_bias()),
            (Bv, sub("role-v", "b", "V"), text::value_bias()),
            (Bo, sub("role-o", "b", "O"), text::output_bias()),
        ]
    } else {
        vec![
            (
                Q,
                symbols::symbol("role-q", "Q", None),
                text::queries_before(),
            ),
            (K, symbols::symbol("role-k", "K", None), text::keys_before()),
            (
                V,
                symbols::symbol("role-v", "V", None),
                text::values_before(),
            ),
        ]
    };
    let added = [
        (
            Part::Encoding,
            symbols::symbol("role-p", "P", None),
            text::encoding(),
        ),
        (
            Part::Embedded,
            symbols::symbol("role-o", "X", None),
            text::embedded(),
        ),
    ];
    // A learned table is an input already; without an encoding X is what it was.
    let sines = matches!(state.setup.position, Position::Sinusoidal { .. });
    let added = added.into_iter().filter_map(|(part, symbol, title)| {
        let shown = match part {
            Part::Encoding => sines,
            _ => scene.model.trace.encoding.is_some(),
        };
        let shape = part.matrix(&scene.model).filter(|_| shown)?.shape();
        Some(scene.matrix(symbol, title, shape, part, Shown::default()))
    });
    let table = (Table, symbols::symbol("role-p", "P", None), text::table());
    let shown = matrices
        .into_iter()
        .chain([table])
        .filter_map(|(id, symbol, title)| scene.input(id, symbol, title));
    html! {
        <section class="inputs" aria-label={text::inputs()}>
            if !embeddings { <p class="caption">{ text::before_encoding() }</p> }
            <div class="falk-row">{ for shown.chain(added) }</div>
            { pager(scene, Axis::Dmodel, state.setup.d_model().unwrap_or(0)) }
        </section>
    }
}
