//! The lessons of the folder lessons, played to their ends: everything that they ask can be asked of their states, what
//! their authors claim is so, and every goal is open at first and can be reached.
#![cfg(not(target_arch = "wasm32"))]

#[path = "lessons/fonts.rs"]
mod fonts;
#[path = "lessons/play.rs"]
mod play;

use attention_playground::lesson::script::{Ask, Lesson};
use attention_playground::lesson::{Lab, Listed};
use std::path::Path;

fn compiled() -> Vec<lessons::Lesson> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    lessons::compile_folder(&folder).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn every_lesson_can_be_played_in_every_language() {
    let mut played = 0;
    for lesson in compiled() {
        for told in &lesson.languages {
            let script = Lesson::from_json(&told.json)
                .unwrap_or_else(|error| panic!("{}.{}: {error}", lesson.name, told.language));
            assert_eq!(script.name, lesson.name);
            assert_eq!(script.steps.len(), lesson.steps);
            play::through(script, &told.language);
            played += 1;
        }
    }
    assert!(played >= 2);
}

#[test]
fn the_list_is_that_of_the_folder() {
    let built = compiled();
    for lesson in &built {
        assert!(Lab::from_name(&lesson.lab).is_some(), "{}", lesson.lab);
        let Some(listed) = Listed::named(&lesson.name) else {
            // Its lab is not there yet.
            continue;
        };
        assert_eq!(
            (listed.lab.name(), listed.steps),
            (lesson.lab.as_str(), lesson.steps)
        );
        for told in &lesson.languages {
            let known = listed.told(&told.language);
            assert_eq!(
                (known.language, known.title),
                (told.language.as_str(), told.title.as_str())
            );
            assert!(known.is(&told.json), "{}.{}", lesson.name, told.language);
        }
    }
    assert_eq!(lessons::LABS, Lab::NAMES);
}

/// A question that is not followed by its answer, or a choice of which the right one always stands in one place, would
/// be noticed by a learner soon.
#[test]
fn questions_are_varied() {
    for lesson in compiled() {
        let script = Lesson::from_json(&lesson.languages[0].json).unwrap();
        let asked = script.steps.iter().filter(|step| step.ask.is_some());
        assert!(asked.count() * 2 > script.steps.len(), "{}", lesson.name);
        let places: Vec<_> = script
            .steps
            .iter()
            .filter_map(|step| match &step.ask {
                Some(Ask::Choice(choices)) => choices.iter().position(|choice| choice.right),
                _ => None,
            })
            .collect();
        let alike = places
            .windows(3)
            .any(|three| three[0] == three[1] && three[1] == three[2]);
        assert!(
            !alike,
            "{}: the right choice stands at {places:?}",
            lesson.name
        );
    }
}

#[test]
fn every_character_has_a_font() {
    let (serif, formulae) = (fonts::kept("text"), fonts::kept("math"));
    for lesson in compiled() {
        for told in &lesson.languages {
            let script = Lesson::from_json(&told.json).unwrap();
            let mut missing = String::new();
            let mut shown = fonts::Shown {
                serif: &serif,
                formulae: &formulae,
                missing: &mut missing,
            };
            shown.words(&script.title);
            for step in &script.steps {
                shown.words(&step.title);
                play::texts(step)
                    .into_iter()
                    .for_each(|text| shown.texts(text, None));
            }
            assert_eq!(missing, "", "{}.{}", lesson.name, told.language);
        }
    }
}
