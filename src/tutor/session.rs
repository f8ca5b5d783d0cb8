//! A lesson that is open: where in it the learner is, and what was done.

use super::{Kept, Moment, Record, Scope, Value, Verdict, evaluate};
use crate::lesson::script::{Ask, Expression, Goal, Lesson, Step};
use crate::model::Error;
use crate::state::{Action, parse_number, reduce};
use std::rc::Rc;

/// Most tokens whose cells can be marked.
pub const CELLS: usize = 12;

/// A lesson that is open.
#[derive(Debug, Clone)]
pub struct Session {
    lesson: Rc<Lesson>,
    at: usize,
    records: Vec<Record>,
    stage: Option<Stage>,
}

/// What the present step began with.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The state that it began with.
    pub start: Moment,
    /// The same, once the answer is shown.
    pub outcome: Moment,
    /// When the goal was reached.
    pub met: Option<Moment>,
}

/// Something that a host may want to know (protocol, section 6).
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The lesson's name.
    pub lesson: String,
    /// The step's name.
    pub step: String,
    /// What the step was worth; where the lesson is completed, the whole lesson: from 0 to 1.
    pub score: f32,
    /// Whether this completes the lesson.
    pub completed: bool,
}

impl Session {
    /// Opens a lesson where `kept` says it was left.
    pub fn new(lesson: Lesson, kept: Option<&Kept>) -> Self {
        let mut records = vec![Record::default(); lesson.steps.len()];
        let mut at = 0;
        if let Some(kept) = kept {
            at = kept.at(&lesson.name).min(lesson.steps.len());
            for (record, step) in records.iter_mut().zip(&lesson.steps) {
                *record = kept.record(&lesson.name, &step.id).unwrap_or_default();
            }
        }
        Self {
            lesson: Rc::new(lesson),
            at,
            records,
            stage: None,
        }
    }

    /// Goes on with the same lesson in another language.
    pub fn translated(&mut self, lesson: Lesson) {
        if lesson.name == self.lesson.name && lesson.steps.len() == self.lesson.steps.len() {
            self.lesson = Rc::new(lesson);
        }
    }

    /// The lesson.
    pub fn lesson(&self) -> &Lesson {
        &self.lesson
    }

    /// The index of the present step; at the end, the number of steps.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The present step and what was done in it; `None` at the end.
    pub fn step(&self) -> Option<(&Step, &Record)> {
        Some((self.lesson.steps.get(self.at)?, self.records.get(self.at)?))
    }

    /// All steps and what was done in them.
    pub fn steps(&self) -> impl Iterator<Item = (&Step, &Record)> {
        self.lesson.steps.iter().zip(&self.records)
    }

    /// What the present step began with.
    pub fn stage(&self) -> Option<&Stage> {
        self.stage.as_ref()
    }

    /// What is worth something: reached, and reachable.
    pub fn points(&self) -> (f32, usize) {
        let points = self
            .steps()
            .filter_map(|(step, record)| points(step, record));
        points.fold((0.0, 0), |(sum, count), points| (sum + points, count + 1))
    }

    /// The score of the lesson, from 0 to 1; of one that asks nothing, 1.
    pub fn score(&self) -> f32 {
        match self.points() {
            (_, 0) => 1.0,
            (sum, count) => sum / count as f32,
        }
    }

    /// Goes to a step, or to the end: the state that it begins with, out of the present one.
    ///
    /// # Errors
    /// An action that cannot be read or carried out; then the step begins with the present state.
    pub fn go(&mut self, to: usize, now: &Moment) -> Result<Moment, Error> {
        self.at = to.min(self.lesson.steps.len());
        self.begin(now)
    }

    /// Begins the present step anew.
    ///
    /// # Errors
    /// Those of [`Session::go`].
    pub fn begin(&mut self, now: &Moment) -> Result<Moment, Error> {
        let same = |now: &Moment| Stage {
            start: now.clone(),
            outcome: now.clone(),
            met: None,
        };
        self.stage = Some(same(now));
        let Some((step, record)) = self.step() else {
            return Ok(now.clone());
        };
        let start = after(now, &step.begin)?;
        let outcome = after(&start, &step.then)?;
        // What was done before is shown as it came about.
        let met = match &step.goal {
            Some(goal) if record.met => Some(after(&outcome, &goal.solve)?),
            _ => None,
        };
        self.stage = Some(Stage {
            start: start.clone(),
            outcome,
            met,
        });
        Ok(start)
    }

    /// Whether a state that came about reaches the goal, which was still open.
    pub fn reaches(&self, now: &Moment) -> bool {
        let (Some((step, record)), Some(stage)) = (self.step(), &self.stage) else {
            return false;
        };
        let asked = step.ask.is_some() && !record.answered();
        let open = step.goal.as_ref().filter(|_| !record.met && !asked);
        open.is_some_and(|goal| holds(&goal.check, now, stage))
    }

    /// Takes note that the goal was reached.
    pub fn reach(&mut self, now: Moment) {
        if let Some(stage) = &mut self.stage {
            stage.met = Some(now);
        }
        if let Some(record) = self.record() {
            record.met = true;
        }
    }

    /// What was done in the present step.
    fn record(&mut self) -> Option<&mut Record> {
        self.records.get_mut(self.at)
    }

    /// The same, while its question is open.
    fn open_record(&mut self) -> Option<&mut Record> {
        self.record().filter(|record| !record.answered())
    }

    /// Marks a choice.
    pub fn choose(&mut self, choice: usize) {
        if let Some(record) = self.open_record() {
            record.chosen = Some(choice);
            record.verdict = None;
        }
    }

    /// Marks a cell, or takes the mark away.
    pub fn mark(&mut self, cell: (usize, usize)) {
        let Some(record) = self.open_record() else {
            return;
        };
        record.verdict = None;
        match record.marks.iter().position(|other| *other == cell) {
            Some(place) => drop(record.marks.swap_remove(place)),
            None => record.marks.push(cell),
        }
    }

    /// Gives an answer (a number is `typed`; choices and cells are marked before): the state that shows it, where it is
    /// right and the step has one.
    pub fn answer(&mut self, typed: &str) -> Option<Moment> {
        let (step, record) = self.step()?;
        if record.answered() {
            return None;
        }
        let verdict = judge(step, record, typed, self.stage.as_ref()?);
        let (shows, record) = (!step.then.is_empty(), self.record()?);
        record.typed = typed.trim().chars().take(40).collect();
        if verdict != Verdict::Unread {
            record.tries = record.tries.saturating_add(1);
        }
        record.right = verdict == Verdict::Right;
        record.verdict = Some(verdict);
        let shows = shows && record.right;
        let outcome = self.stage.as_ref().map(|stage| stage.outcome.clone());
        outcome.filter(|_| shows)
    }

    /// Shows the answer.
    pub fn show(&mut self) -> Option<Moment> {
        let (step, _) = self.step()?;
        let shows = step.ask.is_some() && !step.then.is_empty();
        let record = self.open_record()?;
        record.shown = true;
        record.verdict = None;
        let outcome = self.stage.as_ref().map(|stage| stage.outcome.clone());
        outcome.filter(|_| shows)
    }

    /// Reaches the goal in place of the learner: the state that does.
    pub fn solve(&mut self) -> Option<Moment> {
        let (step, _) = self.step()?;
        let Goal { solve, .. } = step.goal.as_ref()?;
        let solved = after(&self.stage.as_ref()?.outcome, solve).ok()?;
        self.record()?.solved = true;
        Some(solved)
    }

    /// Takes the hint.
    pub fn hint(&mut self) {
        let open = self
            .step()
            .is_some_and(|(step, record)| !done(step, record));
        if let Some(record) = self.record() {
            record.hinted |= open;
        }
    }

    /// Whether the cell is to be marked; `None` where cells are not asked for or cannot be told.
    pub fn wanted(&self, cell: (usize, usize)) -> Option<bool> {
        let (step, _) = self.step()?;
        let Some(Ask::Cells { answer }) = &step.ask else {
            return None;
        };
        wanted(answer, cell, self.stage.as_ref()?)
    }

    /// What a host may want to know of, since the learner was at step `at`, in which `record` was done: that the step is
    /// done, or that the end is reached. A step that asks nothing is done without a word.
    pub fn news(&self, at: usize, record: &Record) -> Option<Event> {
        let count = self.lesson.steps.len();
        let (id, score, completed) = match self.step() {
            None if at < count => (&self.lesson.steps.last()?.id, self.score(), true),
            Some((step, now)) if at == self.at && !done(step, record) && done(step, now) => {
                (&step.id, points(step, now).unwrap_or(1.0), false)
            }
            _ => return None,
        };
        Some(Event {
            lesson: self.lesson.name.clone(),
            step: id.clone(),
            score,
            completed,
        })
    }

    /// Forgets what was done, and goes to the first step.
    pub fn restart(&mut self, now: &Moment) -> Result<Moment, Error> {
        self.records = vec![Record::default(); self.lesson.steps.len()];
        self.go(0, now)
    }
}

fn asks(step: &Step) -> (bool, bool) {
    (step.ask.is_some(), step.goal.is_some())
}

/// What a step is worth.
fn points(step: &Step, record: &Record) -> Option<f32> {
    let (asks, aims) = asks(step);
    record.points(asks, aims)
}

/// Whether a step is done.
pub(crate) fn done(step: &Step, record: &Record) -> bool {
    let (asks, aims) = asks(step);
    record.done(asks, aims)
}

/// The moment after some actions.
fn after(now: &Moment, actions: &[String]) -> Result<Moment, Error> {
    if actions.is_empty() {
        return Ok(now.clone());
    }
    let mut state = (*now.state).clone();
    for action in actions {
        state = reduce(&state, &Action::from_json(action)?)?;
    }
    match state == *now.state {
        true => Ok(now.clone()),
        false => Moment::of(state),
    }
}

fn scope<'a>(now: &'a Moment, stage: &'a Stage) -> Scope<'a> {
    Scope {
        now,
        was: &stage.start,
        cell: None,
    }
}

/// Whether a check holds; one that this state cannot answer does not.
fn holds(check: &Expression, now: &Moment, stage: &Stage) -> bool {
    evaluate(check, scope(now, stage)) == Ok(Value::Flag(true))
}

fn judge(step: &Step, record: &Record, typed: &str, stage: &Stage) -> Verdict {
    match &step.ask {
        Some(Ask::Number { answer, within }) => {
            let number = |expression| match evaluate(expression, scope(&stage.outcome, stage)) {
                Ok(Value::Number(number)) => Some(number),
                _ => None,
            };
            let (Ok(typed), Some(answer), Some(within)) =
                (parse_number(typed), number(answer), number(within))
            else {
                return Verdict::Unread;
            };
            let off = f64::from(typed) - answer;
            // Tolerances are f32; one that is typed to its edge is within.
            match off.abs() <= within * (1.0 + 1e-6) {
                true => Verdict::Right,
                false if off < 0.0 => Verdict::TooSmall,
                false => Verdict::TooLarge,
            }
        }
        Some(Ask::Choice(choices)) => match record.chosen.and_then(|chosen| choices.get(chosen)) {
            None => Verdict::Unread,
            Some(choice) if choice.right => Verdict::Right,
            Some(_) => Verdict::Other,
        },
        Some(Ask::Cells { answer }) => judge_cells(answer, &record.marks, stage),
        None => Verdict::Unread,
    }
}

fn judge_cells(answer: &Expression, marks: &[(usize, usize)], stage: &Stage) -> Verdict {
    let n = stage.outcome.state.tokens.len().min(CELLS);
    let (mut missing, mut surplus) = (0, 0);
    for cell in (0..n).flat_map(|row| (0..n).map(move |column| (row, column))) {
        match (wanted(answer, cell, stage), marks.contains(&cell)) {
            (Some(true), false) => missing += 1,
            (Some(false), true) => surplus += 1,
            (None, _) => return Verdict::Unread,
            _ => {}
        }
    }
    match (marks.is_empty() && missing > 0, missing + surplus) {
        (true, _) => Verdict::Unread,
        (false, 0) => Verdict::Right,
        _ => Verdict::Cells(missing, surplus),
    }
}

fn wanted(answer: &Expression, cell: (usize, usize), stage: &Stage) -> Option<bool> {
    let scope = Scope {
        cell: Some(cell),
        ..scope(&stage.outcome, stage)
    };
    match evaluate(answer, scope) {
        Ok(Value::Flag(wanted)) => Some(wanted),
        _ => None,
    }
}
