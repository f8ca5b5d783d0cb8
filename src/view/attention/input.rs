//! Where Q, K and V come from, where they are not the learner's own numbers: X and its projections, or the vectors
//! before their encoding.

use crate::model::Input;
use crate::state::MatrixId::{Bk, Bo, Bq, Bv, K, Q, Table, V, Wk, Wq, Wv, X};
use crate::view::grid::pager;
use crate::view::part::{Axis, is_direct};
use crate::view::scene::Scene;
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
            (X, symbols::symbol("role-o", "X", None), text::EMBEDDINGS),
            (Wq, sub("role-q", "W", "Q"), text::QUERY_PROJECTION),
            (Wk, sub("role-k", "W", "K"), text::KEY_PROJECTION),
            (Wv, sub("role-v", "W", "V"), text::VALUE_PROJECTION),
            (Bq, sub("role-q", "b", "Q"), text::QUERY_BIAS),
            (Bk, sub("role-k", "b", "K"), text::KEY_BIAS),
            (Bv, sub("role-v", "b", "V"), text::VALUE_BIAS),
            (Bo, sub("role-o", "b", "O"), text::OUTPUT_BIAS),
        ]
    } else {
        vec![
            (
                Q,
                symbols::symbol("role-q", "Q", None),
                text::QUERIES_BEFORE,
            ),
            (K, symbols::symbol("role-k", "K", None), text::KEYS_BEFORE),
            (V, symbols::symbol("role-v", "V", None), text::VALUES_BEFORE),
        ]
    };
    let table = (Table, symbols::symbol("role-p", "P", None), text::TABLE);
    let shown = matrices
        .into_iter()
        .chain([table])
        .filter_map(|(id, symbol, title)| scene.input(id, symbol, title));
    html! {
        <section class="inputs" aria-label={text::INPUTS}>
            if !embeddings { <p class="caption">{ text::BEFORE_ENCODING }</p> }
            <div class="falk-row">{ for shown }</div>
            { pager(scene, Axis::Dmodel, state.setup.d_model().unwrap_or(0)) }
        </section>
    }
}
