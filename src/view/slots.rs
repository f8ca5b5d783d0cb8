//! The shuffled order as a row of tokens to drag; with the keyboard: Space takes one up, arrows carry it, Space sets it
//! down, Escape takes it back.

use super::format;
use super::intent::Intent;
use super::motion;
use super::number::next_gesture;
use super::part::Model;
use super::text;
use crate::state::Action;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Properties of [`Slots`].
#[derive(Properties, PartialEq, Clone)]
pub struct SlotsProps {
    /// State and trace.
    pub model: Model,
    /// The language that is spoken.
    pub language: &'static str,
    /// Whether nothing can be changed.
    pub readonly: bool,
    /// Where wishes go.
    pub emit: Callback<Intent>,
}

struct Held {
    slot: usize,
    original: Vec<usize>,
    gesture: u32,
    pointer: bool,
}

/// The component.
pub struct Slots {
    list: NodeRef,
    held: Option<Held>,
    active: usize,
    refocus: bool,
    /// Where each token stood before the order changed: its row in the original, and the corner of its slot.
    stood: Vec<(usize, f64, f64)>,
}

/// What happens to the row.
pub enum Msg {
    /// The pointer went down on a slot.
    Down(usize, PointerEvent),
    /// The pointer moved.
    Move(PointerEvent),
    /// The pointer came up.
    Up,
    /// A key on a slot.
    Key(usize, KeyboardEvent),
    /// The focus left the row.
    Blur(FocusEvent),
}

impl Component for Slots {
    type Message = Msg;
    type Properties = SlotsProps;

    fn create(_: &Context<Self>) -> Self {
        Self {
            list: NodeRef::default(),
            held: None,
            active: 0,
            refocus: false,
            stood: Vec::new(),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        if ctx.props().readonly {
            return false;
        }
        match msg {
            Msg::Down(slot, event) => {
                if let Some(target) = event.target_dyn_into::<Element>() {
                    let _ = target.set_pointer_capture(event.pointer_id());
                }
                self.active = slot;
                self.take(ctx, slot, true);
                true
            }
            Msg::Move(event) => {
                let Some(from) = self.held.as_ref().filter(|h| h.pointer).map(|h| h.slot) else {
                    return false;
                };
                match self.slot_at(&event) {
                    Some(to) if to != from => self.carry(ctx, to),
                    _ => false,
                }
            }
            Msg::Up => self.held.take_if(|h| h.pointer).is_some(),
            Msg::Blur(event) => self.left(&event) && self.held.take_if(|h| !h.pointer).is_some(),
            Msg::Key(slot, event) => self.key(ctx, slot, &event),
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &SlotsProps) -> bool {
        let (before, after) = (
            &old.model.state.setup.order,
            &ctx.props().model.state.setup.order,
        );
        if before != after && self.stood.is_empty() {
            self.stood = self.places(before);
        }
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        self.slide(&ctx.props().model.state.setup.order);
        if std::mem::take(&mut self.refocus)
            && let Some(list) = self.list.cast::<Element>()
            && let Some(item) = list.children().item(self.active as u32)
            && let Some(button) = item
                .first_element_child()
                .and_then(|b| b.dyn_into::<HtmlElement>().ok())
        {
            let _ = button.focus();
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let state = &ctx.props().model.state;
        let link = ctx.link();
        let held = self.held.as_ref().map(|h| h.slot);
        let active = self.active.min(state.setup.order.len().saturating_sub(1));
        html! {
            <>
            <ol class="slots" ref={&self.list} aria-label={text::slots()} aria-describedby="slots-how"
                onpointermove={link.callback(Msg::Move)} onpointerup={link.callback(|_| Msg::Up)}
                onpointercancel={link.callback(|_| Msg::Up)}>
                { for state.setup.order.iter().enumerate().map(|(slot, &row)| {
                    let token = state.tokens.get(row).cloned().unwrap_or_default();
                    let is_held = held == Some(slot);
                    html! {
                        <li key={row}>
                        <button type="button" class={classes!("slot", is_held.then_some("held"))}
                            aria-pressed={is_held.to_string()}
                            aria-label={text::slot(&token, slot, state.setup.order.len())}
                            tabindex={if slot == active { "0" } else { "-1" }} disabled={ctx.props().readonly}
                            onpointerdown={link.callback(move |e| Msg::Down(slot, e))}
                            onkeydown={link.callback(move |e| Msg::Key(slot, e))}
                            onblur={link.callback(Msg::Blur)}>
                            <span class="slot-number">{ slot }</span>{ " " }{ format::label(&token, 14) }
                        </button>
                        </li>
                    }
                }) }
            </ol>
            <p class="how" id="slots-how">{ text::slots_how() }</p>
            </>
        }
    }
}

impl Slots {
    /// The corner of every slot, with the row that stands in it.
    fn places(&self, order: &[usize]) -> Vec<(usize, f64, f64)> {
        let Some(list) = self.list.cast::<HtmlElement>() else {
            return Vec::new();
        };
        let items = list.children();
        let place = |(slot, row): (usize, &usize)| {
            let item = items.item(slot as u32)?.dyn_into::<HtmlElement>().ok()?;
            Some((
                *row,
                f64::from(item.offset_left()),
                f64::from(item.offset_top()),
            ))
        };
        order.iter().enumerate().filter_map(place).collect()
    }

    /// Lets every token that was moved slide to its new slot.
    fn slide(&mut self, order: &[usize]) {
        let stood = std::mem::take(&mut self.stood);
        if stood.is_empty() {
            return;
        }
        let Some(list) = self.list.cast::<Element>() else {
            return;
        };
        for (slot, (row, x, y)) in self.places(order).into_iter().enumerate() {
            let from = stood.iter().find(|(other, ..)| *other == row);
            if let (Some((_, left, top)), Some(item)) = (from, list.children().item(slot as u32)) {
                motion::slide(&item, left - x, top - y);
            }
        }
    }

    /// Whether the focus went to something outside of the row. It goes nowhere at all while a carried token is moved
    /// in the page, and to a neighbour when the focus follows it; neither sets the token down.
    fn left(&self, event: &FocusEvent) -> bool {
        let to = event
            .related_target()
            .and_then(|t| t.dyn_into::<Element>().ok());
        let list = self.list.cast::<Element>();
        to.is_some_and(|to| !list.is_some_and(|list| list.contains(Some(&to))))
    }

    fn take(&mut self, ctx: &Context<Self>, slot: usize, pointer: bool) {
        let original = ctx.props().model.state.setup.order.clone();
        self.held = Some(Held {
            slot,
            original,
            gesture: next_gesture(),
            pointer,
        });
    }

    fn carry(&mut self, ctx: &Context<Self>, to: usize) -> bool {
        let Some(held) = &mut self.held else {
            return false;
        };
        let action = Action::MoveSlot {
            from: held.slot,
            to,
        };
        held.slot = to;
        self.active = to;
        ctx.props()
            .emit
            .emit(Intent::Act(action, Some(held.gesture)));
        true
    }

    fn key(&mut self, ctx: &Context<Self>, slot: usize, event: &KeyboardEvent) -> bool {
        let last = ctx.props().model.state.setup.order.len().saturating_sub(1);
        let to = match &*event.key() {
            "ArrowLeft" | "ArrowUp" => slot.saturating_sub(1),
            "ArrowRight" | "ArrowDown" => (slot + 1).min(last),
            "Home" => 0,
            "End" => last,
            " " | "Enter" => {
                event.prevent_default();
                if self.held.take().is_none() {
                    self.take(ctx, slot, false);
                }
                return true;
            }
            "Escape" if self.held.is_some() => {
                event.prevent_default();
                if let Some(held) = self.held.take() {
                    let action = Action::SetOrder {
                        order: held.original,
                    };
                    ctx.props()
                        .emit
                        .emit(Intent::Act(action, Some(held.gesture)));
                }
                return true;
            }
            _ => return false,
        };
        event.prevent_default();
        self.refocus = true;
        self.active = to;
        if self.held.is_some() && to != slot {
            self.carry(ctx, to)
        } else {
            true
        }
    }

    /// The slot under the pointer.
    fn slot_at(&self, event: &PointerEvent) -> Option<usize> {
        let items = self.list.cast::<Element>()?.children();
        let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        (0..items.length()).find_map(|i| {
            let place = items.item(i)?.get_bounding_client_rect();
            let inside = (place.left()..place.right()).contains(&x)
                && (place.top()..place.bottom()).contains(&y);
            inside.then_some(i as usize)
        })
    }
}
