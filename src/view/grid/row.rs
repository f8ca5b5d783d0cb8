//! A row of a grid: plain data that is compared, so that a row whose numbers and looks are the same is left alone.
//!
//! The numbers of a row stand in one box of a size that does not depend on them. The browser lays such a box out by
//! itself when a number in it changes, and leaves the rest of the page alone; cells of the table itself would have the
//! table, and all that it stands in, laid out anew with each frame.

use crate::view::format;
use crate::view::heat;
use crate::view::still::{Stamp, still};
use crate::view::text;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A cell as it looks.
#[derive(Clone, Copy)]
pub struct Cell {
    /// Row and column of the matrix.
    pub at: (usize, usize),
    /// Column on the page.
    pub index: usize,
    /// The number.
    pub x: f32,
    /// Its colour.
    pub heat: heat::Step,
    /// The mark of its derivative.
    pub mark: heat::Step,
    /// Bits of [`LOOKS`], in their order.
    pub looks: u16,
}

/// What a cell can look like besides its colour, by class.
pub const LOOKS: [&str; 12] = [
    "lit",
    "here",
    "invite",
    "touched",
    "wiggling",
    "editing",
    "scrubbing",
    "input",
    "active",
    "derivative",
    "fine",
    "pinned",
];
/// It shows more than its own room: it asks to be dragged, wiggles, or is typed over.
const RAISED: u16 = 1 << 2 | 1 << 4 | 1 << 5;
/// It is being typed over.
pub const EDITING: u16 = 1 << 5;
/// It is scrubbed or wiggles, so that its width is held.
pub const MOVING: u16 = 1 << 6 | 1 << 4;
/// It is the learner's own.
pub const INPUT: u16 = 1 << 7;
/// Tab leads to it.
pub const ACTIVE: u16 = 1 << 8;
/// What is exactly 0 is written as 0: a derivative in place of the number, or a mask.
pub const DERIVATIVE: u16 = 1 << 9;
/// The whole matrix is small, so that small numbers have their exponents.
pub const FINE: u16 = 1 << 10;
/// Its arithmetic is kept.
pub const PINNED: u16 = 1 << 11;

impl Cell {
    fn stamp(self, stamp: Stamp) -> Stamp {
        let looks = u64::from(self.looks) << 16
            | u64::from(self.heat.code()) << 8
            | u64::from(self.mark.code());
        stamp.number(looks << 32 | u64::from(self.x.to_bits()))
    }

    fn draw(self, field: Option<&Field>) -> Html {
        let mut class = "cell ".to_owned() + self.heat.class();
        let marked = [self.mark.mark_class()];
        // What Tab leads to, and what can be typed into, is no look.
        let looks = LOOKS
            .iter()
            .enumerate()
            .filter(|(bit, _)| *bit < 7 || 1 << bit == PINNED);
        let looks = looks.filter_map(|(bit, look)| (self.looks >> bit & 1 == 1).then_some(*look));
        for name in marked.into_iter().chain(looks).filter(|n| !n.is_empty()) {
            class.push(' ');
            class.push_str(name);
        }
        let number = if self.looks & MOVING != 0 {
            format::moving(self.x)
        } else if self.looks & INPUT != 0 {
            format::input(self.x)
        } else if self.looks & DERIVATIVE != 0 && self.x == 0.0 {
            // What does not depend on the input at all is told from what does so a little.
            "0".to_owned()
        } else if self.looks & FINE == 0 && self.x.abs() < 0.005 {
            // Beside numbers of everyday size; the panel has all its digits.
            format::fixed(0.0, 2)
        } else {
            format::cell(self.x)
        };
        let content = match field.filter(|_| self.looks & EDITING != 0) {
            Some(field) => field.draw(self.at),
            None => html! { number },
        };
        html! {
            <div role="gridcell" {class} aria-colindex={(self.index + 2).to_string()}
                data-r={self.at.0.to_string()} data-c={self.at.1.to_string()}
                tabindex={if self.looks & ACTIVE != 0 { "0" } else { "-1" }}>
                { content }
            </div>
        }
    }
}

/// The field of a cell that is typed over.
#[derive(Clone)]
pub struct Field {
    pub node: NodeRef,
    /// Name of the matrix.
    pub name: AttrValue,
    pub text: String,
    /// The id of what is wrong, where something is.
    pub wrong: Option<String>,
    pub typed: Callback<String>,
    pub left: Callback<()>,
}

impl Field {
    fn draw(&self, at: (usize, usize)) -> Html {
        let typed = self.typed.reform(|e: InputEvent| {
            let field: HtmlInputElement = e
                .target_unchecked_into::<web_sys::Element>()
                .unchecked_into();
            field.value()
        });
        html! {
            <input class="cell-field" ref={&self.node} inputmode="decimal" autocomplete="off" spellcheck="false"
                aria-label={text::edit_cell(&self.name, at)}
                aria-invalid={self.wrong.is_some().to_string()} aria-describedby={self.wrong.clone()}
                value={self.text.clone()} oninput={typed} onblur={self.left.reform(|_: FocusEvent| ())} />
        }
    }
}

/// A header.
#[derive(Clone, Hash)]
pub struct Head {
    pub text: String,
    /// The whole text, where it was cut.
    pub title: Option<String>,
    /// Whether it names a token.
    pub token: bool,
    pub lit: bool,
}

impl Head {
    fn class(&self, first: &'static str) -> Classes {
        let kind = if self.token { "token" } else { "index" };
        classes!(first, self.lit.then_some("lit"), kind)
    }

    fn draw_row(&self) -> Html {
        if self.text.is_empty() {
            return html! { <td class="corner"></td> };
        }
        html! { <th scope="row" class={self.class("row")} title={self.title.clone()}>{ &self.text }</th> }
    }
}

/// The row of the columns' headers; `from` is the first column on the page.
pub fn heads(from: usize, heads: Vec<Head>) -> Html {
    let stamp = Stamp::default().number(from as u64).of(&heads);
    still(stamp, move || {
        let head = |(index, head): (usize, &Head)| {
            html! {
                <th scope="col" class={head.class("column")} title={head.title.clone()}
                    aria-colindex={(from + index + 2).to_string()}>{ &head.text }</th>
            }
        };
        html! {
            <tr aria-rowindex="1"><td class="corner"></td>{ for heads.iter().enumerate().map(head) }</tr>
        }
    })
}

/// A row of numbers; `index` is its place on the page.
pub fn row(index: usize, head: Head, cells: Vec<Cell>, field: Option<Field>) -> Html {
    let mut stamp = Stamp::default().number(index as u64).of(&head);
    for cell in &cells {
        stamp = cell.stamp(stamp);
    }
    if let Some(field) = &field {
        stamp = stamp
            .of(&field.text)
            .of(&field.wrong)
            .of(field.name.as_str());
    }
    still(stamp, move || {
        let raised = cells.iter().any(|cell| cell.looks & RAISED != 0);
        html! {
            <tr aria-rowindex={(index + 2).to_string()}>
                { head.draw_row() }
                <td role="none" class="numbers" colspan={cells.len().to_string()}>
                    <div class={if raised { "cells raised" } else { "cells" }}>
                        { for cells.iter().map(|cell| cell.draw(field.as_ref())) }
                    </div>
                </td>
            </tr>
        }
    })
}
