//! Lessons, what is kept of them, and what a worker measured.

use crate::chance::Chance;
use crate::judge::names_its_field;
use crate::{Case, Verdict};
use attention_playground::experiment::{Kind, Outcome, cost, learning};
use attention_playground::lesson::Listed;
use attention_playground::lesson::script::Lesson;
use attention_playground::state::AppState;
use attention_playground::tutor::{Kept, Moment, Record, Session};
use std::collections::BTreeSet;

/// A lesson that is read can be played, whatever the moves. (The page reads none but those built with it: their sums.)
pub fn lesson(case: &mut Case<'_>) -> Verdict {
    let lesson = match case.read(Lesson::from_json) {
        Ok(lesson) => lesson,
        Err(error) => return names_its_field(&error).map(|()| false),
    };
    let is_known = Listed::all().any(|listed| {
        ["en", "de"]
            .iter()
            .any(|language| listed.told(language).is(case.text))
    });
    play(lesson, &mut Chance::new(0, case.text, 0))?;
    // Nearly all cases are changed; the sums let none of those through.
    if is_known && Lesson::from_json(case.text).is_err() {
        return Err("a lesson of the page is refused".to_owned());
    }
    Ok(true)
}

fn play(lesson: Lesson, chance: &mut Chance) -> Result<(), String> {
    let begin = || Moment::of(AppState::default()).map_err(|error| error.to_string());
    let mut now = begin()?;
    let mut session = Session::new(lesson, None);
    for _ in 0..2 + chance.below(8) {
        let (a, b) = (chance.below(9), chance.below(9));
        let shown = match chance.below(10) {
            0..3 => session.go(a, &now).ok(),
            3 => session.answer(chance.word(&["1", "NaN", "\u{202e}x", "1e39", "-0"])),
            4 => session.show(),
            5 => session.solve(),
            6 => session.restart(&now).ok(),
            _ => {
                session.choose(a);
                session.mark((a, b));
                session.hint();
                None
            }
        };
        now = shown.unwrap_or(now);
        if session.reaches(&now) {
            session.reach(now.clone());
        }
        let _ = (session.wanted((a, b)), session.news(b, &Record::default()));
        if !(0.0..=1.0).contains(&session.score()) || session.at() > session.lesson().steps.len() {
            return Err(format!(
                "score {} at step {}",
                session.score(),
                session.at()
            ));
        }
    }
    // What was marked or typed is not kept; all else is.
    let mut kept = Kept::default();
    kept.keep(&session);
    let again = Session::new(
        session.lesson().clone(),
        Some(&Kept::from_json(&kept.to_json())),
    );
    let names: BTreeSet<_> = session.steps().map(|(step, _)| &step.id).collect();
    let is_same = again.at() == session.at() && again.points() == session.points();
    // Steps of one name, which no author can write, share what is kept.
    match is_same || names.len() < session.lesson().steps.len() {
        true => Ok(()),
        false => Err(format!(
            "what is kept comes back otherwise: {}",
            kept.to_json()
        )),
    }
}

/// What an author wrote becomes a lesson that the page reads, or a fault of a file and a line.
pub fn author(case: &mut Case<'_>) -> Verdict {
    let texts = [("en".to_owned(), case.text.to_owned())];
    match case.read(|_| lessons::compile("case", &texts)) {
        Ok(lesson) => {
            for told in &lesson.languages {
                Lesson::from_json(&told.json)
                    .map_err(|error| format!("the page refuses it: {error}"))?;
            }
            Ok(true)
        }
        Err(fault) if fault.file == "case.en.md" && fault.line >= 1 => Ok(false),
        Err(fault) => Err(format!("a fault without file or line: {fault}")),
    }
}

/// Progress is taken or taken for nothing, and comes back as it was taken.
pub fn progress(case: &mut Case<'_>) -> Verdict {
    let kept = case.read(Kept::from_json);
    match Kept::from_json(&kept.to_json()) == kept {
        true => Ok(kept != Kept::default()),
        false => Err(format!("comes back otherwise: {}", kept.to_json())),
    }
}

/// What a worker measured is read as one of the four kinds, comes back as it was, and all that is told of it is told.
pub fn outcome(case: &mut Case<'_>) -> Verdict {
    let mut taken = false;
    for kind in Kind::ALL {
        match case.read(|text| Outcome::from_json(*kind, text)) {
            Err(error) => names_its_field(&error)?,
            Ok(outcome) => {
                let again = Outcome::from_json(*kind, &outcome.to_json());
                if again.as_ref() != Ok(&outcome) {
                    return Err(format!("comes back otherwise: {again:?}"));
                }
                told(&outcome);
                taken = true;
            }
        }
    }
    Ok(taken)
}

/// Computes what the labs show.
fn told(outcome: &Outcome) {
    match outcome {
        Outcome::Scaling(outcome) => drop(outcome.here.sides(outcome.law)),
        Outcome::Learning(outcome) => drop(learning::bands(&outcome.with)),
        Outcome::Cost(outcome) => {
            let _ = outcome.spread();
            for variant in cost::Variant::ALL {
                let _ = cost::exponent(outcome, variant);
                let _ = cost::Fit::of(outcome, variant).map(|fit| fit.at(1e6));
                let _ = cost::Growth::of(outcome, variant)
                    .map(|growth| (growth.at(1e6), growth.end(1 << 32, 1 << 20)));
            }
        }
        Outcome::Orders(_) => {}
    }
}
