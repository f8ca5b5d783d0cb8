//! Lessons: fetched, opened, played, left; and what the browser keeps of them.

use super::later::LessonFile;
use super::{App, Msg};
use crate::lesson::Listed;
use crate::lesson::script::{Ask, Lesson};
use crate::protocol::Event;
use crate::state::AppState;
use crate::tutor::{self, Kept, Moment, Record, Session, Verdict};
use crate::view::lesson::course::{Course, Move};
use crate::view::lesson::question::mark_id;
use crate::view::lesson::step::TITLE;
use crate::view::text;
use crate::web;
use std::rc::Rc;
use yew::prelude::*;

/// The name under which the browser keeps what was done.
const KEPT: &str = "attention-playground.lessons";

/// The id of the lab, which gets the focus when a lesson is left.
const LAB: &str = "lab";

/// The lesson that is open, and what belongs to it.
pub(super) struct Lessons {
    pub course: Course,
    kept: Kept,
    /// The lesson that is open, or on its way.
    wanted: Option<&'static Listed>,
    /// Whether the learner asked for it on the page, and gets the focus to it once it is there.
    by_hand: bool,
    /// The element that gets the focus once it is drawn.
    focus: Option<String>,
    /// What there was when it was opened.
    before: Option<Rc<AppState>>,
}

impl Lessons {
    /// None is open; what the browser kept is known.
    pub fn new() -> Self {
        let kept = web::storage::read(KEPT);
        Self {
            course: Course {
                keeps: kept.is_some(),
                ..Course::default()
            },
            kept: kept.map_or_else(Kept::default, |text| Kept::from_json(&text)),
            wanted: None,
            by_hand: false,
            focus: None,
            before: None,
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Session)) {
        if let Some(session) = &mut self.course.session {
            change(Rc::make_mut(session));
        }
    }

    /// Where the learner is, and what was done there.
    fn place(&self) -> (usize, Record) {
        let Some(session) = &self.course.session else {
            return Default::default();
        };
        let record = session.step().map(|(_, record)| record.clone());
        (session.at(), record.unwrap_or_default())
    }

    /// What is to be said of an answer.
    fn verdict(&self) -> Option<String> {
        let (step, record) = self.course.session.as_ref()?.step()?;
        Some(match record.verdict.as_ref()? {
            Verdict::Right => text::lesson_said_right().to_owned(),
            Verdict::TooSmall => text::lesson_said_small().to_owned(),
            Verdict::TooLarge => text::lesson_said_large().to_owned(),
            Verdict::Other => text::lesson_said_other().to_owned(),
            Verdict::Cells(missing, surplus) => {
                text::lesson_said_cells(&missing.to_string(), &surplus.to_string())
            }
            Verdict::Unread => match &step.ask {
                Some(Ask::Choice(_)) => text::lesson_said_choice(),
                Some(Ask::Cells { .. }) => text::lesson_said_mark(),
                _ => text::lesson_said_number(),
            }
            .to_owned(),
        })
    }
}

impl App {
    /// A move in a lesson.
    pub(super) fn play_now(&mut self, ctx: &Context<Self>, play: Move) -> bool {
        let before = self.lessons.place();
        self.lessons.course.said.clear();
        let (at, open) = (before.0, self.lessons.course.session.is_some());
        match play {
            Move::Open(name) => return self.want_lesson(ctx, Listed::named(name), true),
            Move::Leave => return self.want_lesson(ctx, None, true),
            Move::Keep(keeps) => return self.keep_progress(keeps),
            Move::On => return open && self.go(ctx, at + 1),
            Move::Back => return open && at > 0 && self.go(ctx, at - 1),
            Move::Go(step) => return self.go(ctx, step),
            Move::Again => return self.stage(ctx, Session::begin),
            Move::Restart => {
                self.lessons.focus = Some(TITLE.to_owned());
                return self.stage(ctx, Session::restart);
            }
            Move::Choose(choice) => self.lessons.change(|session| session.choose(choice)),
            Move::Mark(row, column) => {
                self.lessons.course.cursor = (row, column);
                self.lessons.change(|session| session.mark((row, column)));
            }
            Move::Walk(row, column) => {
                self.lessons.course.cursor = (row, column);
                self.lessons.focus = Some(mark_id((row, column)));
            }
            Move::Hint => self.lessons.change(Session::hint),
            Move::Answer(typed) => {
                let mut shows = None;
                self.lessons
                    .change(|session| shows = session.answer(&typed));
                self.lessons.course.said = self.lessons.verdict().unwrap_or_default();
                self.show_moment(ctx, shows);
            }
            Move::Show => {
                let mut shows = None;
                self.lessons.change(|session| shows = session.show());
                self.lessons.course.said = text::lesson_said_shown().to_owned();
                self.show_moment(ctx, shows);
            }
            Move::Solve => {
                let mut shows = None;
                self.lessons.change(|session| shows = session.solve());
                self.show_moment(ctx, shows);
            }
        }
        self.played(&before);
        // A goal may have waited for the answer alone.
        self.observe_now();
        true
    }

    fn moment(&self) -> Moment {
        let model = self.store.borrow().model();
        Moment {
            state: model.state,
            trace: model.trace,
        }
    }

    /// What follows from any change of the lesson, which was at `before`.
    fn played(&mut self, (at, record): &(usize, Record)) {
        let session = self.lessons.course.session.as_ref();
        if let Some(news) = session.and_then(|session| session.news(*at, record)) {
            self.tell(&news);
        }
        self.lessons.course.version += 1;
        self.keep();
    }

    /// Tells the page around.
    fn tell(&self, news: &tutor::Event) {
        let activity = web::without_state(&["lesson=", &news.lesson].concat());
        let (lesson, step, score) = (&news.lesson, &news.step, news.score);
        self.host.say(&match news.completed {
            true => Event::Completed {
                lesson,
                step,
                score,
                activity: &activity,
            },
            false => Event::Step {
                lesson,
                step,
                score,
                activity: &activity,
            },
        });
    }

    /// Whether the state as it is now reaches the goal; asked after any change of it.
    pub(super) fn observe_now(&mut self) {
        let (before, now) = (self.lessons.place(), self.moment());
        let session = self.lessons.course.session.as_ref();
        if session.is_some_and(|session| session.reaches(&now)) {
            self.lessons.change(|session| session.reach(now));
            self.lessons.course.said = text::lesson_said_met().to_owned();
            self.played(&before);
        }
    }

    fn go(&mut self, ctx: &Context<Self>, step: usize) -> bool {
        let count = self
            .lessons
            .course
            .session
            .as_ref()
            .map(|session| session.lesson().steps.len());
        if count.is_none_or(|count| step > count) {
            return false;
        }
        self.lessons.focus = Some(TITLE.to_owned());
        self.stage(ctx, |session, now| session.go(step, now))
    }

    /// Sets the state that a step begins with, as one step of the history.
    fn stage(
        &mut self,
        ctx: &Context<Self>,
        begin: impl FnOnce(&mut Session, &Moment) -> Result<Moment, crate::model::Error>,
    ) -> bool {
        let before = self.lessons.place();
        let now = self.moment();
        let mut begun = None;
        self.lessons
            .change(|session| begun = Some(begin(session, &now)));
        self.lessons.course.cursor = (0, 0);
        match begun {
            Some(Ok(start)) => self.show_moment(ctx, Some(start)),
            Some(Err(error)) => drop(self.note(text::refused(&error))),
            None => return false,
        }
        self.played(&before);
        true
    }

    /// Makes a moment of the lesson the present.
    fn show_moment(&mut self, ctx: &Context<Self>, moment: Option<Moment>) {
        let Some(Moment { state, .. }) = moment else {
            return;
        };
        let now = self.store.borrow().model().state;
        if Rc::ptr_eq(&now, &state) || now == state {
            return;
        }
        let (lab, tokens) = (now.lab != state.lab, now.tokens != state.tokens);
        let done = self.store.borrow_mut().push((*state).clone(), None);
        if let Err(error) = done {
            self.note(text::refused(&error));
            return;
        }
        if lab || tokens {
            self.stop_wiggle();
            self.look.scroll = Default::default();
            self.begin();
        }
        self.jumped(ctx);
    }

    /// Opens a lesson, or leaves the one that is open; `push`: as a new entry of the browser's history.
    fn want_lesson(
        &mut self,
        ctx: &Context<Self>,
        lesson: Option<&'static Listed>,
        push: bool,
    ) -> bool {
        if push {
            // What was edited since the last entry belongs to that entry.
            self.write_hash(false);
            let name = lesson.map(|lesson| lesson.name);
            web::write_lesson(name, !self.options.embed);
        }
        self.lessons.wanted = lesson;
        self.lessons.by_hand = push;
        match lesson {
            None => {
                self.lessons.focus = push.then(|| LAB.to_owned());
                self.lessons.course.session = None;
                self.lessons.course.version += 1;
                let before = self.lessons.before.take();
                if push && before.is_some_and(|before| !Rc::ptr_eq(&before, &self.moment().state)) {
                    self.note(text::lesson_left().into());
                }
            }
            Some(lesson) => self.fetch_lesson(ctx, lesson),
        }
        true
    }

    fn fetch_lesson(&self, ctx: &Context<Self>, lesson: &'static Listed) {
        let told = lesson.told(text::spoken());
        let file = format!("lessons/{}.{}.json", lesson.name, told.language);
        let done = ctx
            .link()
            .callback(move |file| Msg::Lesson(lesson, told.language, file));
        web::fetch_text(file, done);
    }

    /// Opens or leaves what the address says, at the start and after Back and Forward.
    pub(super) fn follow_lesson(&mut self, ctx: &Context<Self>, name: Option<&str>) {
        let lesson = name.and_then(Listed::named);
        if lesson != self.lessons.wanted {
            self.want_lesson(ctx, lesson, false);
        }
    }

    /// The open lesson in the language that is spoken now.
    pub(super) fn translate_lesson(&mut self, ctx: &Context<Self>) {
        if let Some(lesson) = self.lessons.wanted {
            self.fetch_lesson(ctx, lesson);
        }
    }

    /// A lesson came, or did not.
    pub(super) fn lesson_came_now(
        &mut self,
        ctx: &Context<Self>,
        (listed, language, file): LessonFile,
    ) -> bool {
        let told = listed.told(language);
        // Another one may have been asked for meanwhile.
        if self.lessons.wanted != Some(listed) || listed.told(text::spoken()) != told {
            return false;
        }
        let Some(file) = file else {
            return self.no_lesson(text::lesson_failed().into());
        };
        if !told.is(&file) {
            return self.no_lesson(text::lesson_stale().into());
        }
        let lesson = match Lesson::from_json(&file) {
            Ok(lesson) => lesson,
            Err(error) => return self.no_lesson(text::refused(&error)),
        };
        self.lessons.course.language = language;
        if self
            .lessons
            .course
            .session
            .as_ref()
            .is_some_and(|open| open.lesson().name == lesson.name)
        {
            self.lessons.change(|session| session.translated(lesson));
            self.lessons.course.version += 1;
            return true;
        }
        self.lessons.before = Some(self.moment().state);
        let kept = self.lessons.course.keeps.then_some(&self.lessons.kept);
        self.lessons.course.session = Some(Rc::new(Session::new(lesson, kept)));
        self.lessons.focus = self.lessons.by_hand.then(|| TITLE.to_owned());
        self.stage(ctx, Session::begin)
    }

    fn no_lesson(&mut self, why: String) -> bool {
        if self.lessons.course.session.is_none() {
            self.lessons.wanted = None;
            web::write_lesson(None, !self.options.embed);
        }
        self.note(why)
    }

    fn keep_progress(&mut self, keeps: bool) -> bool {
        self.lessons.course.keeps = keeps;
        self.lessons.course.version += 1;
        match keeps {
            true => self.keep(),
            false => {
                self.lessons.kept = Kept::default();
                web::storage::forget(KEPT);
            }
        }
        true
    }

    /// Has the browser keep what was done, where the learner wants that.
    fn keep(&mut self) {
        let lessons = &mut self.lessons;
        let (true, Some(session)) = (lessons.course.keeps, &lessons.course.session) else {
            return;
        };
        lessons.kept.keep(session);
        if !web::storage::write(KEPT, &lessons.kept.to_json()) {
            lessons.course.keeps = false;
            self.note(text::lesson_keep_failed().into());
        }
    }

    /// Gives the focus to what a move leads to.
    pub(super) fn focus_lesson(&mut self) {
        if let Some(id) = self.lessons.focus.take() {
            web::focus(&id);
        }
    }
}
