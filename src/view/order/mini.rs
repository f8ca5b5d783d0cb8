//! A matrix to look at and not to edit: small, without heads, coloured as the grids are.

use crate::model::Matrix;
use crate::view::part::Role;
use crate::view::tag::leaf;
use crate::view::{format, heat};
use yew::prelude::*;

/// How a matrix is shown.
#[derive(Clone, Copy)]
pub(super) struct Mini {
    /// Its colour.
    pub role: Role,
    /// The number with the full colour; `None`: the largest of its own.
    pub most: Option<f32>,
    /// Whether its numbers lie between 0 and 1.
    pub unit: bool,
    /// Whether they are written; else they are colours alone, and the whole is a picture.
    pub written: bool,
}

/// Most rows and columns that are shown.
pub(super) const SHOWN: usize = 8;

/// Most of a picture.
const PICTURED: usize = 14;

impl Mini {
    /// With its numbers.
    pub fn written(role: Role) -> Self {
        Self {
            role,
            most: None,
            unit: false,
            written: true,
        }
    }

    /// As a picture.
    pub fn pictured(role: Role) -> Self {
        Self {
            written: false,
            ..Self::written(role)
        }
    }

    /// `matrix`, or its first rows and columns; `name` is what it is called.
    pub fn draw(self, name: String, matrix: &Matrix) -> Html {
        let most = self
            .most
            .unwrap_or_else(|| heat::round(heat::extent(matrix)));
        let cell = |x: f32| {
            let step = match self.unit {
                true => heat::unit(x),
                false => heat::signed(x, most),
            };
            let text = if self.written {
                format::cell(x)
            } else {
                String::new()
            };
            leaf("td", step.class(), text)
        };
        let (shown, class) = match self.written {
            true => (SHOWN, "grid mini"),
            false => (PICTURED, "grid mini dots"),
        };
        let row = |i: usize| {
            let cells = (0..matrix.ncols().min(shown)).map(|j| cell(matrix[(i, j)]));
            html! { <tr>{ for cells }</tr> }
        };
        html! {
            <table class={classes!(class, self.role.class(), self.unit.then_some("unit"))}
                role={(!self.written).then_some("img")} aria-label={name}>
                <tbody>{ for (0..matrix.nrows().min(shown)).map(row) }</tbody>
            </table>
        }
    }
}
