//! Shapes of a drawing as elements.

use crate::plot::{Shape, pieces, tenths};
use crate::view::tag::{leaf, words};
use yew::prelude::*;

/// The shapes, from the lowest to the topmost. Words in them are for the eye: the picture has a label, and the table
/// says the rest.
pub fn shapes(shapes: &[Shape]) -> Html {
    html! { <g aria-hidden="true">{ for shapes.iter().map(shape) }</g> }
}

fn shape(shape: &Shape) -> Html {
    match shape {
        Shape::Path { class, d } => html! { <path class={class.clone()} d={d.clone()} /> },
        Shape::Text {
            class,
            x,
            y,
            anchor,
            text,
        } => html! {
            <text class={class.clone()} x={tenths(*x)} y={tenths(*y)} text-anchor={anchor.name()}>
                { for pieces(text).iter().map(|piece| match piece.dy {
                    "0" => words(piece.text.to_owned()),
                    dy => {
                        let class = (piece.level != 0).then_some("plot-small");
                        html! { <tspan {class} {dy}>{ piece.text }</tspan> }
                    }
                }) }
            </text>
        },
    }
}

/// A text of a figure outside of its drawing, with the same subscripts and powers.
pub fn lettered(text: &str) -> Html {
    let piece = |piece: &crate::plot::Piece<'_>| match piece.level {
        0 => words(piece.text.to_owned()),
        1 => leaf("sup", "", piece.text.to_owned()),
        _ => leaf("sub", "", piece.text.to_owned()),
    };
    pieces(text).iter().map(piece).collect()
}
