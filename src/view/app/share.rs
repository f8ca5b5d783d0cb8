//! The dialog that shares the page: opened, chosen in, copied from, closed.

use super::{App, Msg};
use crate::export::{Matrices, heat, svg};
use crate::plot::Figure;
use crate::view::share::{self, CODE, Chosen, DIALOG, Shared, Snippet, Wish};
use crate::view::text;
use crate::web;
use std::rc::Rc;
use yew::prelude::*;

/// The dialog, where it is open.
#[derive(Default)]
pub(super) struct Share {
    chosen: Option<Chosen>,
    preview: NodeRef,
    /// Hears how high the preview is, as long as there is one.
    heard: Option<web::share::Heard>,
}

impl App {
    /// A wish of the dialog.
    pub(super) fn share_now(&mut self, ctx: &Context<Self>, wish: &Wish) -> bool {
        match wish {
            Wish::Open => {
                self.share.chosen.get_or_insert_default();
            }
            Wish::Close => {
                // Before it is gone, so that the focus finds back.
                web::share::close(DIALOG);
                self.share = Share::default();
            }
            Wish::Copy => {
                if let Some(chosen) = &self.share.chosen {
                    let text = self.with_shared(|shared| Snippet::of(chosen, shared).text);
                    web::copy(text, ctx.link().callback(Msg::Shared));
                }
                return false;
            }
            choice => {
                if let Some(chosen) = &mut self.share.chosen {
                    chosen.take(choice);
                }
            }
        }
        true
    }

    /// Whether the browser let the page copy the text.
    pub(super) fn shared(&mut self, copied: bool) -> bool {
        if !copied {
            web::share::select(CODE);
        }
        let told = match copied {
            true => text::share_copied(),
            false => text::share_by_hand(),
        };
        self.share.chosen.as_mut().map(|c| c.told = told).is_some()
    }

    /// The preview is as high as this.
    pub(super) fn measured(&mut self, height: u32) -> bool {
        let chosen = self.share.chosen.as_mut();
        chosen.is_some_and(|c| c.height.replace(height) != Some(height))
    }

    /// What the browser does with the dialog once it is drawn.
    pub(super) fn show_share(&mut self, ctx: &Context<Self>) {
        if self.share.chosen.is_none() {
            return;
        }
        web::share::open(DIALOG);
        match self.share.preview.cast::<web_sys::Element>() {
            None => self.share.heard = None,
            Some(element) if self.share.heard.is_none() => {
                let heard = ctx.link().callback(Msg::Measured);
                self.share.heard = Some(web::share::Heard::new(&element, heard));
            }
            Some(_) => {}
        }
    }

    /// The dialog, if it is open.
    pub(super) fn dialog_now(&self, ctx: &Context<Self>) -> Html {
        let Some(chosen) = &self.share.chosen else {
            return Html::default();
        };
        let figure = Rc::new(self.weights());
        let address = web::share::picture(&svg::write(&figure));
        let emit = ctx.link().callback(Msg::Wish);
        self.with_shared(|shared| {
            share::share(
                chosen,
                shared,
                (&figure, address),
                &self.share.preview,
                &emit,
            )
        })
    }

    fn weights(&self) -> Figure {
        let model = self.store.borrow().model();
        let tokens = &model.state.tokens;
        match Matrices::of(&model.trace, "weights") {
            Some(weights) => heat("weights", &weights, self.look.head, tokens),
            None => Figure::new("matrix", "", ""),
        }
    }

    fn with_shared<T>(&self, work: impl FnOnce(&Shared<'_>) -> T) -> T {
        let state = self.store.borrow().model().state;
        let page = web::without_state("");
        let lesson = self.lessons.course.session.as_ref();
        work(&Shared {
            page: page.trim_end_matches('?'),
            state: &state,
            preset: self.preset,
            lesson: lesson.map(|session| session.lesson().name.as_str()),
            language: text::spoken(),
        })
    }
}
