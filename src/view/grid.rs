//! A matrix on the page: an ARIA grid whose numbers can be read, typed over, scrubbed and pasted into.

mod edit;
mod frame;
mod legend;
mod paste;
mod row;
mod same;

use super::heat;
use super::insight::Influence;
use super::intent::Intent;
use super::motion;
use super::part::{CellRef, Lit, Model, Part};
use crate::model::Matrix;
use crate::state::{Action, MatrixId};
use edit::{Edit, Press};
pub use frame::Scroll;
use frame::{Frame, Step};
use gloo::events::EventListener;
use legend::legend;
pub use legend::pager;
use row::{Cell, Field};
use same::looks_same;
use std::borrow::Cow;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

/// Properties of [`Grid`].
#[derive(Properties, PartialEq, Clone)]
pub struct GridProps {
    /// State and trace.
    pub model: Model,
    /// Which matrix.
    pub part: Part,
    /// Its name, for a screen reader.
    pub name: AttrValue,
    /// Shown as its transpose.
    #[prop_or_default]
    pub transposed: bool,
    /// The columns that are shown, `from..to`; all where left out.
    #[prop_or_default]
    pub block: Option<(usize, usize)>,
    /// How far the axes are scrolled.
    #[prop_or_default]
    pub scroll: Scroll,
    /// The cell that is pointed at, anywhere on the page.
    #[prop_or_default]
    pub pointed: Option<CellRef>,
    /// The cell that asks to be dragged.
    #[prop_or_default]
    pub invite: Option<(usize, usize)>,
    /// The cell that was touched last.
    #[prop_or_default]
    pub touched: Option<(usize, usize)>,
    /// The cell that wiggles.
    #[prop_or_default]
    pub wiggling: Option<(usize, usize)>,
    /// Whether numbers are on the move, so that the colours keep their scale.
    #[prop_or_default]
    pub steady: bool,
    /// The cell whose arithmetic is kept.
    #[prop_or_default]
    pub pinned: Option<(usize, usize)>,
    /// The language that is spoken, in which the cells have their names.
    pub language: &'static str,
    /// The derivatives to be shown.
    #[prop_or_default]
    pub influence: Option<Influence>,
    /// Whether editing is switched off.
    #[prop_or_default]
    pub readonly: bool,
    /// Where wishes go.
    pub emit: Callback<Intent>,
}

impl GridProps {
    fn editable(&self) -> Option<MatrixId> {
        match self.part {
            Part::Input(id) if !self.readonly => Some(id),
            _ => None,
        }
    }

    /// Whether derivatives stand in place of the numbers.
    fn in_place(&self) -> bool {
        self.influence.as_ref().is_some_and(|i| i.in_place)
    }

    /// The numbers that stand in the cells, and the derivatives that are marked beside them.
    fn numbers(&self) -> Option<(Cow<'_, Matrix>, Option<Cow<'_, Matrix>>)> {
        let numbers = self.part.matrix(&self.model)?;
        let influence = self.influence.as_ref();
        let derivatives = influence.and_then(|influence| influence.tangent.matrix(self.part));
        Some(match derivatives {
            Some(derivatives) if self.in_place() => (derivatives, None),
            derivatives => (numbers, derivatives),
        })
    }

    /// The number that has the full colour.
    fn scale(&self) -> f32 {
        let Some((matrix, _)) = self.numbers() else {
            return 0.0;
        };
        match self.part {
            // What is only rounding has no colour.
            Part::Difference if !self.in_place() && self.model.trace.permutation.is_rounding() => {
                0.0
            }
            // Round, so that the colours of other rows stay while a number changes a little.
            _ => heat::round(heat::extent(&matrix)),
        }
    }
}

/// The component.
pub struct Grid {
    root: NodeRef,
    field: NodeRef,
    active: (usize, usize),
    press: Option<Press>,
    edit: Option<Edit>,
    /// The number that has the full colour.
    most: f32,
    error: Option<String>,
    refocus: bool,
    select: bool,
    refocus_field: bool,
    moves: Option<Vec<isize>>,
    /// Hears what is pasted, until it is dropped.
    _pasting: Option<EventListener>,
}

/// What happens to a grid.
pub enum Msg {
    /// The pointer went down.
    Down(PointerEvent),
    /// The pointer moved.
    Move(PointerEvent),
    /// The pointer came up, or was taken away.
    Up(PointerEvent),
    /// The pointer entered a cell.
    Over(PointerEvent),
    /// The pointer left the grid.
    Leave,
    /// A key.
    Key(KeyboardEvent),
    /// The edit field changed.
    Typed(String),
    /// The edit field lost the focus.
    Blur,
    /// A cell got the focus.
    Focus(FocusEvent),
    /// Something was pasted here.
    Paste(String),
}

impl Component for Grid {
    type Message = Msg;
    type Properties = GridProps;

    fn create(ctx: &Context<Self>) -> Self {
        let root = NodeRef::default();
        Self {
            _pasting: paste::listener(ctx, &root),
            root,
            field: NodeRef::default(),
            active: (0, 0),
            press: None,
            edit: None,
            most: ctx.props().scale(),
            error: None,
            refocus: false,
            select: false,
            refocus_field: false,
            moves: None,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let Some(frame) = Frame::of(ctx.props()) else {
            return false;
        };
        match msg {
            Msg::Down(event) => self.down(ctx, &event),
            Msg::Move(event) => self.scrub(ctx, &event),
            Msg::Up(event) => self.up(ctx, &event),
            Msg::Over(event) => self.over(ctx, &event),
            Msg::Leave => {
                ctx.props().emit.emit(Intent::Point(None));
                false
            }
            Msg::Key(event) if self.edit.is_some() => self.edit_key(ctx, &event),
            Msg::Key(event) => self.grid_key(ctx, &frame, &event),
            Msg::Typed(text) => self.typed(ctx, text),
            Msg::Blur => self.commit(false),
            Msg::Focus(event) => self.focused(ctx, &event),
            Msg::Paste(text) => self.paste(ctx, &text),
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &GridProps) -> bool {
        let props = ctx.props();
        let same = looks_same(old, props);
        if same && old.steady == props.steady {
            return false;
        }
        let most = self.scale(old, props);
        if same && self.most == most {
            return false;
        }
        self.most = most;
        if old.part != props.part || old.block != props.block {
            self.edit = None;
            self.press = None;
        }
        self.moves = motion::moves(old, props).or(self.moves.take());
        if let Some(frame) = Frame::of(props) {
            self.active = frame.nearest(self.active);
            if self.edit.as_ref().is_some_and(|e| !frame.holds(e.cell)) {
                self.edit = None;
            }
        }
        true
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        if let (Some(moves), Some(root)) = (self.moves.take(), self.root.cast::<Element>()) {
            motion::slide_rows(&root, &moves);
        }
        let select = std::mem::take(&mut self.select);
        if select || std::mem::take(&mut self.refocus_field) {
            if let Some(field) = self.field.cast::<HtmlInputElement>() {
                let _ = field.focus();
                if select {
                    field.select();
                }
            }
        } else if std::mem::take(&mut self.refocus) {
            self.focus_active();
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let (Some(frame), Some((matrix, marks))) = (Frame::of(props), props.numbers()) else {
            return Html::default();
        };
        let link = ctx.link();
        let lit = props.pointed.map_or(Lit::default(), |at| {
            at.lights(props.part, &props.model.state.setup)
        });
        let (in_place, most) = (props.in_place(), self.most);
        let look = Look {
            most,
            unit: props.part.is_unit() && !in_place,
            in_place,
            pinned: props.pinned,
            steepest: marks.as_ref().map_or(0.0, |marks| heat::extent(marks)),
            lit,
        };
        let class = classes!(
            "grid",
            props.part.role().class(),
            props.editable().is_some().then_some("editable"),
            look.unit.then_some("unit"),
            in_place.then_some("influence")
        );
        let (rows, columns) = frame.counts();
        html! {
            <div class="grid-frame">
            <div class="grid-box">
            <table {class} role="grid" ref={&self.root}
                aria-label={&props.name} data-part={props.part.id()}
                aria-readonly={if props.editable().is_some() { "false" } else { "true" }}
                aria-rowcount={(rows + 1).to_string()} aria-colcount={(columns + 1).to_string()}
                onpointerdown={link.callback(Msg::Down)}
                onpointermove={self.press.as_ref().map(|_| link.callback(Msg::Move))}
                onpointerup={link.callback(Msg::Up)}
                onpointercancel={link.callback(Msg::Up)}
                onpointerover={link.callback(Msg::Over)}
                onpointerleave={link.callback(|_| Msg::Leave)}
                onkeydown={link.callback(Msg::Key)}
                onfocusin={link.callback(Msg::Focus)}>
                <thead>{ row::heads(frame.columns().start, frame.column_heads(props, lit)) }</thead>
                <tbody>
                { for frame.rows().map(|r| {
                    let cell = |c| {
                        let at = frame.cell(r, c);
                        let slope = marks.as_ref().and_then(|m| m.get(at)).copied().unwrap_or(0.0);
                        self.cell(props, at, matrix[at], slope, &look)
                    };
                    let field = self.edit.as_ref().filter(|e| frame.cell(e.cell.0, e.cell.1).0 == r);
                    let field = field.and_then(|_| self.field(ctx));
                    row::row(r, frame.row_head(props, r, lit), frame.columns().map(cell).collect(), field)
                }) }
                </tbody>
            </table>
            </div>
            { legend(props.part.role(), in_place, look.unit, most, &matrix) }
            // `if` keeps its place among the children when it is empty; a missing child would shift the others, and
            // the field that is being typed in would be made anew.
            if let Some(error) = &self.error {
                <p class="cell-error" role="alert" id={error_id(props)}>{ error }</p>
            }
            </div>
        }
    }
}

impl Grid {
    /// The number that has the full colour from now on. While numbers are on the move it may grow, and no more: a matrix
    /// whose colours jump to and fro says nothing of the number that is moved.
    fn scale(&self, old: &GridProps, new: &GridProps) -> f32 {
        let (fresh, of) = (new.scale(), |props: &GridProps| {
            (props.part, props.in_place())
        });
        if new.steady && fresh > 0.0 && of(old) == of(new) {
            self.most.max(fresh)
        } else {
            fresh
        }
    }

    /// A cell as it looks now.
    fn cell(&self, props: &GridProps, at: (usize, usize), x: f32, slope: f32, look: &Look) -> Cell {
        let here = props
            .pointed
            .is_some_and(|p| p.part == props.part && (p.row, p.column) == at);
        // In the order of `LOOKS`.
        let looks = [
            look.lit.holds(at),
            here,
            props.invite == Some(at),
            props.touched == Some(at),
            props.wiggling == Some(at),
            self.edit.as_ref().is_some_and(|e| e.cell == at),
            self.is_moving(at),
            props.part.is_input(),
            self.active == at,
            look.in_place || props.part == Part::Mask,
            look.most < 0.5,
            look.pinned == Some(at),
        ];
        let bits = looks.iter().enumerate();
        Cell {
            at,
            index: if props.transposed { at.0 } else { at.1 },
            x,
            heat: if look.unit {
                heat::unit(x)
            } else {
                heat::signed(x, look.most)
            },
            mark: heat::mark(slope, look.steepest),
            looks: bits.fold(0, |all, (bit, on)| all | u16::from(*on) << bit),
        }
    }

    /// Whether the cell is being scrubbed.
    fn is_moving(&self, at: (usize, usize)) -> bool {
        self.press
            .as_ref()
            .is_some_and(|press| press.moved && press.cell == at)
    }

    /// The field of the cell that is typed over.
    fn field(&self, ctx: &Context<Self>) -> Option<Field> {
        let link = ctx.link();
        Some(Field {
            node: self.field.clone(),
            name: ctx.props().name.clone(),
            text: self.edit.as_ref()?.text.clone(),
            wrong: self.error.as_ref().map(|_| error_id(ctx.props())),
            typed: link.callback(Msg::Typed),
            left: link.callback(|()| Msg::Blur),
        })
    }

    fn focus_active(&self) {
        let Some(root) = self.root.cast::<Element>() else {
            return;
        };
        let selector = format!(
            "[data-r=\"{}\"][data-c=\"{}\"]",
            self.active.0, self.active.1
        );
        if let Ok(Some(cell)) = root.query_selector(&selector) {
            let _ = cell.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    }

    fn over(&mut self, ctx: &Context<Self>, event: &PointerEvent) -> bool {
        if self.press.as_ref().is_some_and(|p| p.moved) {
            return false;
        }
        self.point(ctx, edit::cell_at(event));
        false
    }

    fn focused(&mut self, ctx: &Context<Self>, event: &FocusEvent) -> bool {
        let at = edit::cell_at(event);
        self.point(ctx, at);
        self.touch(ctx, at);
        match at {
            Some(at) if at != self.active => {
                self.active = at;
                true
            }
            _ => false,
        }
    }

    fn point(&self, ctx: &Context<Self>, at: Option<(usize, usize)>) {
        let part = ctx.props().part;
        if let Some((row, column)) = at {
            ctx.props()
                .emit
                .emit(Intent::Point(Some(CellRef { part, row, column })));
        }
    }

    /// A derived cell is kept in the panel, or no longer.
    fn pin(&self, ctx: &Context<Self>, (row, column): (usize, usize)) -> bool {
        let part = ctx.props().part;
        if !part.is_input() {
            let cell = CellRef { part, row, column };
            ctx.props().emit.emit(Intent::Pin(cell));
        }
        false
    }

    /// An input cell is what the next derivatives are taken with respect to.
    fn touch(&self, ctx: &Context<Self>, at: Option<(usize, usize)>) {
        let part = ctx.props().part;
        if let Some((row, column)) = at.filter(|_| part.is_input()) {
            let cell = CellRef { part, row, column };
            ctx.props().emit.emit(Intent::Touch(cell.into()));
        }
    }

    fn grid_key(&mut self, ctx: &Context<Self>, frame: &Frame, event: &KeyboardEvent) -> bool {
        if event.alt_key()
            || (event.meta_key() || event.ctrl_key()) && !matches!(&*event.key(), "Home" | "End")
        {
            return false;
        }
        if let Some(step) = Step::of(&event.key(), event.ctrl_key()) {
            event.prevent_default();
            self.error = None;
            self.active = frame.step(self.active, step);
            for (axis, offset) in frame.reveal(self.active) {
                ctx.props().emit.emit(Intent::Scroll(axis, offset));
            }
            self.refocus = true;
            return true;
        }
        if !ctx.props().part.is_input() && matches!(&*event.key(), "Enter" | " ") {
            event.prevent_default();
            return self.pin(ctx, self.active);
        }
        let Some(matrix) = ctx.props().editable() else {
            return false;
        };
        match &*event.key() {
            "Enter" | "F2" => {
                event.prevent_default();
                self.begin_edit(ctx, self.active, None)
            }
            "w" | "W" => {
                event.prevent_default();
                let (row, column) = self.active;
                let part = Part::Input(matrix);
                let cell = CellRef { part, row, column };
                ctx.props().emit.emit(Intent::Wiggle(cell.into()));
                false
            }
            "Delete" | "Backspace" => {
                event.prevent_default();
                let (row, column) = self.active;
                ctx.props().emit.emit(Intent::Act(
                    Action::SetCell {
                        matrix,
                        row,
                        column,
                        value: 0.0,
                    },
                    None,
                ));
                false
            }
            key if key.chars().count() == 1
                && key.contains(|c: char| c.is_ascii_digit() || "+-.,\u{2212}".contains(c)) =>
            {
                event.prevent_default();
                let text = key.to_owned();
                self.begin_edit(ctx, self.active, Some(text))
            }
            _ => false,
        }
    }
}

/// What the cells of a grid have in common.
struct Look {
    /// The number that has the full colour.
    most: f32,
    /// Whether the numbers lie between 0 and 1.
    unit: bool,
    /// The derivative that has the full mark.
    steepest: f32,
    /// Whether derivatives stand in place of the numbers.
    in_place: bool,
    /// The cell whose arithmetic is kept.
    pinned: Option<(usize, usize)>,
    lit: Lit,
}

/// The id of what is wrong with a cell of this grid.
fn error_id(props: &GridProps) -> String {
    format!("{}-error", props.name.replace(' ', "-"))
}
