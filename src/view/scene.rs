//! What every part of a lab is drawn from.

use super::explain::input_name;
use super::grid::{Grid, Scroll};
use super::insight::{Influence, Insight};
use super::intent::Intent;
use super::order;
use super::part::{CellRef, Model, Part};
use super::runs::Runs;
use super::still::{Stamp, still};
use super::tag::{leaf, node};
use super::text;
use crate::model::InputNumber;
use crate::state::MatrixId;
use std::rc::Rc;
use yew::prelude::*;

/// What is looked at; not part of the state, and not undone.
#[derive(Clone, Copy, PartialEq, Default)]
pub struct Look {
    /// How far the axes are scrolled.
    pub scroll: Scroll,
    /// The cell that is pointed at.
    pub pointed: Option<CellRef>,
    /// The derived cell whose arithmetic is written out.
    pub explained: Option<CellRef>,
    /// Whether the explained cell stays whatever else is pointed at.
    pub pinned: bool,
    /// The input number that was touched last.
    pub touched: Option<InputNumber>,
    /// The input number that wiggles.
    pub wiggling: Option<InputNumber>,
    /// Whether an input number is being dragged.
    pub dragging: bool,
    /// Whether derivatives with respect to the touched number stand in place of the numbers.
    pub influence: bool,
    /// Whether the panel is open, where it has to be small.
    pub unfolded: bool,
    /// The head that is shown.
    pub head: usize,
    /// Whether the weights are shown as arcs.
    pub arcs: bool,
    /// The number that asks to be dragged.
    pub invite: Option<(MatrixId, usize, usize)>,
    /// What is unfolded and answered in the Order lab.
    pub order: order::Seen,
    /// The language that is spoken.
    pub language: &'static str,
    /// Look and hover, no edits.
    pub readonly: bool,
}

/// State, trace, what is looked at, and where wishes go.
#[derive(Clone, PartialEq)]
pub struct Scene {
    /// State and trace.
    pub model: Model,
    /// What is looked at.
    pub look: Look,
    /// What is to be told of it.
    pub insight: Insight,
    /// The experiments of the labs.
    pub runs: Rc<Runs>,
    /// The picture of all weights, where it is shown.
    pub canvas: NodeRef,
    /// The lines from a cell's inputs to the cell.
    pub joins: NodeRef,
    /// What the last edit led to, in one sentence.
    pub said: AttrValue,
    /// Where wishes go.
    pub emit: Callback<Intent>,
}

/// How a matrix is shown.
#[derive(Clone, Copy, Default)]
pub struct Shown {
    /// As its transpose.
    pub transposed: bool,
    /// These columns only, `from..to`.
    pub block: Option<(usize, usize)>,
}

impl Scene {
    /// What every part that is left alone between changes depends on: language, whether it can be edited, the lab.
    pub fn stamp(&self) -> Stamp {
        Stamp::default()
            .of(self.look.language)
            .of(&self.look.readonly)
            .of(self.model.state.lab.name())
    }

    /// A part that is drawn anew only when `stamp` changes.
    pub fn still(&self, stamp: Stamp, draw: fn(&Self) -> Html) -> Html {
        let scene = self.clone();
        still(stamp, move || draw(&scene))
    }

    /// The grid of a matrix.
    pub fn grid(&self, part: Part, name: &'static str, shown: Shown) -> Html {
        let Look {
            scroll,
            pointed,
            invite,
            readonly,
            touched,
            wiggling,
            explained,
            pinned,
            dragging,
            ..
        } = self.look;
        // What moves by itself moves fast too.
        let steady = dragging || wiggling.is_some();
        let invite = invite
            .filter(|(id, ..)| part == Part::Input(*id))
            .map(|(_, row, column)| (row, column));
        let here = |input| match input {
            Some(InputNumber::Cell(cell)) if cell.part == part => Some((cell.row, cell.column)),
            _ => None,
        };
        let (touched, wiggling) = (here(touched), here(wiggling));
        let pinned = explained
            .filter(|cell| pinned && cell.part == part)
            .map(|cell| (cell.row, cell.column));
        let influence = self.influence().filter(|_| !part.is_input());
        let Shown { transposed, block } = shown;
        html! {
            <Grid model={self.model.clone()} {part} {name} {transposed} {block} {scroll} {pointed} {invite} {readonly}
                {touched} {wiggling} {steady} {pinned} {influence} language={self.look.language} emit={self.emit.clone()} />
        }
    }

    /// What a matrix is called; while derivatives stand in place of its numbers, what they are.
    pub fn title(&self, part: Part, title: &'static str) -> AttrValue {
        match self.look.touched {
            Some(input) if self.look.influence && !part.is_input() => {
                format!("\u{2202}/\u{2202}{}", input_name(self, input)).into()
            }
            _ => title.into(),
        }
    }

    /// What the marks beside the numbers say, while there are any.
    pub fn marks_note(&self) -> Option<String> {
        match self.look.touched {
            Some(input) if self.marks() => Some(text::marks(&input_name(self, input))),
            _ => None,
        }
    }

    /// Whether derivatives stand as marks beside the numbers.
    fn marks(&self) -> bool {
        !self.look.influence && self.influence().is_some()
    }

    /// The derivatives that the grids show: as marks while the touched input is pointed at, or in place of the numbers.
    fn influence(&self) -> Option<Influence> {
        let Look {
            influence,
            pointed,
            touched,
            ..
        } = self.look;
        let tangent = self.insight.tangent.clone()?;
        (influence || touched.is_some() && pointed.map(InputNumber::Cell) == touched).then_some(
            Influence {
                tangent,
                in_place: influence,
            },
        )
    }

    /// The grid of a matrix with its symbol, its name and its shape above it.
    pub fn matrix(
        &self,
        symbol: Html,
        title: &'static str,
        shape: (usize, usize),
        part: Part,
        shown: Shown,
    ) -> Html {
        let grid = self.grid(part, title, shown);
        let title = self.title(part, title);
        titled(symbol, title, shape, Html::default(), grid)
    }

    /// An input matrix under its own title, where the state has it.
    pub fn input(&self, id: MatrixId, symbol: Html, title: &'static str) -> Option<Html> {
        let shape = self.model.state.matrix(id)?.shape();
        Some(self.matrix(symbol, title, shape, Part::Input(id), Shown::default()))
    }
}

/// Something under the symbol, the name and the shape of a matrix, with a switch beside them.
pub fn titled(
    symbol: Html,
    title: impl Into<AttrValue>,
    shape: (usize, usize),
    switch: Html,
    content: Html,
) -> Html {
    let shape = super::text::shape(shape.0, shape.1);
    let caption = vec![
        node("span", "symbol", vec![symbol]),
        leaf("span", "title", title),
        leaf("span", "shape", shape),
        switch,
    ];
    node(
        "figure",
        "matrix",
        vec![node("figcaption", "", caption), content],
    )
}
