//! The app and its address: what is edited is written there, what is written there is opened; links and files.

use super::{App, Msg, told};
use crate::state::link;
use crate::view::text;
use crate::web;
use yew::prelude::*;

impl App {
    pub(super) fn write_hash(&mut self, push: bool) {
        let pending = self.hash_timer.take().is_some();
        if push || pending {
            let hash = link::hash(&self.store.borrow().model().state);
            // In a course page, Back leads to where the learner was in the course.
            web::write_hash(hash.as_deref(), push && !self.options.embed);
        }
    }

    pub(super) fn navigate(&mut self, ctx: &Context<Self>) -> bool {
        let address = web::address();
        if !address.hash.is_empty()
            && !address.hash.starts_with("#s=")
            && !address.hash.starts_with("#json=")
        {
            // A jump within the page (the way past the header), which says nothing of the state.
            self.hash_timer = None;
            web::write_hash(
                link::hash(&self.store.borrow().model().state).as_deref(),
                false,
            );
            return false;
        }
        let opening = link::open(&address.query, &address.hash);
        for notice in &opening.notices {
            self.notices.push(told(notice));
        }
        self.follow_lesson(ctx, opening.options.lesson.as_deref());
        if opening.state == *self.store.borrow().model().state {
            return true;
        }
        let done = self.store.borrow_mut().push(opening.state, None);
        if let Err(error) = done {
            return self.note(text::refused(&error));
        }
        self.jumped(ctx);
        // The address says this already.
        self.hash_timer = None;
        true
    }

    pub(super) fn copy_link(&mut self, ctx: &Context<Self>) -> bool {
        let Some(hash) = link::hash(&self.store.borrow().model().state) else {
            self.save();
            return self.note(text::link_too_long().into());
        };
        self.hash_timer = None;
        web::write_hash(Some(&hash), false);
        web::copy(
            web::address().whole,
            ctx.link()
                .callback(|done| Msg::Copied(done, text::copied())),
        );
        false
    }

    pub(super) fn save(&self) {
        let state = self.store.borrow().model().state;
        web::save(
            "attention-playground.json",
            "application/json",
            &state.to_json_pretty(),
        );
    }
}
