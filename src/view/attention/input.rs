//! Where Q, K and V come from, where they are not the learner's own numbers: X and its projections, or the vectors
//! before their encoding.

use super::{LabProps, Titled};
use crate::model::{Input, Position};
use crate::state::MatrixId;
use crate::view::grid::Grid;
use crate::view::part::{Part, is_direct};
use crate::view::text;
use yew::prelude::*;

/// The input matrices that the figure does not show itself.
#[component]
pub fn Inputs(props: &LabProps) -> Html {
    let state = &props.model.state;
    let content = match &state.setup.input {
        Input::Embeddings(_) => embeddings(props),
        Input::Vectors(_) if is_direct(state) => return Html::default(),
        Input::Vectors(_) => vectors(props),
    };
    html! {
        <section class="inputs" aria-label={text::INPUTS}>
            { content }
            { encoding(props) }
        </section>
    }
}

fn embeddings(props: &LabProps) -> Html {
    let setup = &props.model.state.setup;
    let (n, m, dk, dv) = (
        setup.tokens(),
        setup.d_model().unwrap_or(0),
        setup.d_k(),
        setup.d_v(),
    );
    html! {
        <div class="falk-row">
            { titled(props, text::symbol("role-o", "X", None), text::EMBEDDINGS, (n, m), MatrixId::X) }
            { titled(props, text::subscript("role-q", "W", "Q"), text::QUERY_PROJECTION, (m, dk), MatrixId::Wq) }
            { titled(props, text::subscript("role-k", "W", "K"), text::KEY_PROJECTION, (m, dk), MatrixId::Wk) }
            { titled(props, text::subscript("role-v", "W", "V"), text::VALUE_PROJECTION, (m, dv), MatrixId::Wv) }
            { for [
                (MatrixId::Bq, "role-q", "Q", dk), (MatrixId::Bk, "role-k", "K", dk),
                (MatrixId::Bv, "role-v", "V", dv), (MatrixId::Bo, "role-o", "O", m),
            ].into_iter().filter(|(id, ..)| props.model.state.matrix(*id).is_some()).map(|(id, class, name, width)| {
                titled(props, text::subscript(class, "b", name), text::BIAS, (1, width), id)
            }) }
        </div>
    }
}

fn vectors(props: &LabProps) -> Html {
    let setup = &props.model.state.setup;
    let (n, dk, dv) = (setup.tokens(), setup.d_k(), setup.d_v());
    html! {
        <>
        <p class="caption">{ text::BEFORE_ENCODING }</p>
        <div class="falk-row">
            { titled(props, text::symbol("role-q", "Q", None), text::QUERIES_BEFORE, (n, dk), MatrixId::Q) }
            { titled(props, text::symbol("role-k", "K", None), text::KEYS_BEFORE, (n, dk), MatrixId::K) }
            { titled(props, text::symbol("role-v", "V", None), text::VALUES_BEFORE, (n, dv), MatrixId::V) }
        </div>
        </>
    }
}

/// The numbers of the encoding that can be edited: a learned table.
fn encoding(props: &LabProps) -> Html {
    let setup = &props.model.state.setup;
    match &setup.position {
        Position::Learned { table } => html! {
            <div class="falk-row">
            { titled(props, text::symbol("role-p", "P", None), text::TABLE, table.shape(), MatrixId::Table) }
            </div>
        },
        _ => Html::default(),
    }
}

fn titled(
    props: &LabProps,
    symbol: Html,
    title: &'static str,
    shape: (usize, usize),
    id: MatrixId,
) -> Html {
    let LabProps { model, look, emit } = props.clone();
    let invite = look
        .invite
        .filter(|(of, ..)| *of == id)
        .map(|(_, r, c)| (r, c));
    html! {
        <Titled {symbol} {title} shape={text::shape(shape.0, shape.1)}>
            <Grid {model} part={Part::Input(id)} name={title} scroll={look.scroll} pointed={look.pointed} {invite}
                readonly={look.readonly} {emit} />
        </Titled>
    }
}
