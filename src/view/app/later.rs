//! What a first visit does not show: the other labs, lessons, the dialog that shares. In a build with the feature `split`
//! it is a WebAssembly module of its own, which is fetched when it is first wanted; in others it is there from the start.
//!
//! What is reached through [`Later`] alone stands in that module, with its strings and tables; the tool that splits finds
//! out by the call graph. So nothing outside of it may call what it points to.

use super::{App, Msg};
use crate::export::Format;
use crate::lesson::{Lab, Listed};
use crate::plot::Figure;
use crate::tutor::Session;
use crate::view::intent::{Intent, wish};
use crate::view::lesson::course::{Course, Move};
use crate::view::scene::Scene;
use crate::view::tag::{button, leaf};
use crate::view::{share, text};
use crate::web;
use std::rc::Rc;
use yew::prelude::*;

/// A lesson, the language of its file, and the file, where it came.
pub(super) type LessonFile = (&'static Listed, &'static str, Option<String>);

/// The ways into what comes later.
pub struct Later {
    pub(super) lab: fn(&App, &Scene, Lab) -> Html,
    pub(super) orders: fn(&mut App),
    pub(super) lesson: fn(&Scene, &Course, &Rc<Session>) -> Html,
    pub(super) play: fn(&mut App, &Context<App>, Move) -> bool,
    pub(super) lesson_came: fn(&mut App, &Context<App>, LessonFile) -> bool,
    pub(super) observe: fn(&mut App),
    pub(super) share: fn(&mut App, &Context<App>, &share::Wish) -> bool,
    pub(super) dialog: fn(&App, &Context<App>) -> Html,
    pub(super) save_plot: fn(&Context<App>, &Rc<Figure>, Format),
    pub(super) heard:
        fn(&mut App, &Context<App>, crate::experiment::Kind, web::worker::Report) -> bool,
}

static LATER: Later = Later {
    lab: App::later_lab,
    orders: App::refresh_orders_now,
    lesson: crate::view::lesson::session_column,
    play: App::play_now,
    lesson_came: App::lesson_came_now,
    observe: App::observe_now,
    share: App::share_now,
    dialog: App::dialog_now,
    heard: App::heard_now,
    save_plot: super::save_plot,
};

#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(later, fallible)]
fn fetched() -> Result<&'static Later, wasm_split_helpers::SplitLoaderError> {
    Ok(&LATER)
}

/// The ways in, once what they lead to is there; nothing where it does not come.
#[cfg(feature = "split")]
async fn fetch() -> Option<&'static Later> {
    fetched().await.ok()
}

#[cfg(not(feature = "split"))]
async fn fetch() -> Option<&'static Later> {
    Some(&LATER)
}

/// How far it is.
#[derive(Default)]
pub(super) enum Arrival {
    /// Nothing wanted it yet.
    #[default]
    Unasked,
    /// It is on its way.
    Coming,
    /// It could not be fetched.
    Failed,
    /// It is there.
    There(&'static Later),
}

impl App {
    /// The ways in, where they are there.
    pub(super) fn later(&self) -> Option<&'static Later> {
        match self.arrival {
            Arrival::There(later) => Some(later),
            _ => None,
        }
    }

    /// The ways in; where they are not there yet, they are fetched, and `then` happens after that.
    pub(super) fn later_or(
        &mut self,
        ctx: &Context<Self>,
        then: impl FnOnce() -> Msg,
    ) -> Option<&'static Later> {
        let later = self.later();
        if later.is_none() {
            self.waiting.push(then());
            self.fetch_later(ctx);
        }
        later
    }

    /// Has it fetched, unless it is there or on its way.
    pub(super) fn fetch_later(&mut self, ctx: &Context<Self>) -> bool {
        if !matches!(self.arrival, Arrival::Unasked | Arrival::Failed) {
            return false;
        }
        self.arrival = Arrival::Coming;
        ctx.link().send_future(async { Msg::Later(fetch().await) });
        true
    }

    /// Fetched where the lab that is open needs it.
    pub(super) fn fetch_for_lab(&mut self, ctx: &Context<Self>) {
        if self.store.borrow().model().state.lab != Lab::Attention {
            self.fetch_later(ctx);
        }
    }

    /// It came, or did not.
    pub(super) fn later_came(
        &mut self,
        ctx: &Context<Self>,
        later: Option<&'static Later>,
    ) -> bool {
        let waiting = std::mem::take(&mut self.waiting);
        match later {
            Some(later) => {
                self.arrival = Arrival::There(later);
                self.refresh_orders();
                ctx.link().send_message_batch(waiting);
            }
            None => {
                self.arrival = Arrival::Failed;
                if !waiting.is_empty() {
                    self.note(text::part_failed().into());
                }
            }
        }
        true
    }

    /// What stands in the place of a lab that is not there.
    pub(super) fn lab_on_its_way(&self, emit: &Callback<Intent>) -> Html {
        if !matches!(self.arrival, Arrival::Failed) {
            return html! { <p class="on-its-way" role="status">{ text::part_coming() }</p> };
        }
        let again = wish(emit, Intent::FetchAgain);
        html! {
            <div class="on-its-way" role="alert">
                { leaf("p", "", text::part_failed()) }
                { button("button", text::part_again(), false, again) }
            </div>
        }
    }
}
