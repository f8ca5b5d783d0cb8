//! A number that goes up and down by itself.

use super::{App, Msg};
use crate::model::InputNumber;
use crate::view::reading::wiggle_action;
use crate::web;
use yew::prelude::*;

impl App {
    pub(super) fn start_wiggle(&mut self, ctx: &Context<Self>, input: InputNumber) -> bool {
        if self.look.wiggling == Some(input) {
            return self.still();
        }
        self.stop_wiggle();
        self.look.wiggling = Some(input);
        self.said.clear();
        self.touch(Some(input));
        self.wiggle = Some(Wiggle {
            since: None,
            calm: web::is_calm(),
            _frame: web::next_frame(ctx.link().callback(Msg::Frame)),
        });
        true
    }

    /// Stops what wiggles, if anything does.
    pub(super) fn still(&mut self) -> bool {
        if self.look.wiggling.is_none() {
            return false;
        }
        self.stop_wiggle();
        self.refresh_insight();
        true
    }

    pub(super) fn stop_wiggle(&mut self) {
        self.wiggle = None;
        self.look.wiggling = None;
        self.store.borrow_mut().settle();
    }

    pub(super) fn frame(&mut self, ctx: &Context<Self>, now: f64) -> bool {
        let (Some(wiggle), Some(input)) = (&mut self.wiggle, self.look.wiggling) else {
            return false;
        };
        let since = *wiggle.since.get_or_insert(now);
        wiggle._frame = web::next_frame(ctx.link().callback(Msg::Frame));
        let (seconds, calm) = ((now - since) / 1000.0, wiggle.calm);
        let mut store = self.store.borrow_mut();
        let action = wiggle_action(&store.model().state, input, seconds, calm);
        let passes = action.and_then(|action| store.pass(&action).ok());
        drop(store);
        if passes.is_none() {
            self.stop_wiggle();
        }
        self.refresh_insight();
        true
    }
}

/// A number that wiggles by itself.
pub(super) struct Wiggle {
    /// When it began, in milliseconds.
    since: Option<f64>,
    /// In rests and not smoothly.
    calm: bool,
    /// The next frame; dropped, it does not come.
    _frame: web::AnimationFrame,
}
