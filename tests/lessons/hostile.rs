//! Lessons, kept progress and moves that nobody meant: nothing breaks, and scores stay within their bounds.

use attention_playground::lesson::script::Lesson;
use attention_playground::state::AppState;
use attention_playground::tutor::{Kept, Moment, Record, Session};
use proptest::prelude::*;
use std::sync::OnceLock;

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "true",
    "null",
    "1",
    "-0",
    "1e999",
    "\"p\"",
    "\"=\"",
    "\"@weights\"",
    "\"was\"",
    "\"steps\"",
    "\"and\"",
    "[[[[",
    "\"row\"",
    "\"choice\"",
    "\"\\u0000\"",
];

/// What the page reads, of every lesson in every language.
fn good() -> &'static [String] {
    static GOOD: OnceLock<Vec<String>> = OnceLock::new();
    GOOD.get_or_init(|| {
        let told = super::compiled()
            .into_iter()
            .flat_map(|lesson| lesson.languages);
        told.map(|told| told.json).collect()
    })
}

/// A text with pieces put in, or cut out, at some places.
fn mangled(text: &str, cuts: &[(usize, usize, usize)]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for (at, length, piece) in cuts {
        let at = at % text.len().max(1);
        let end = (at + length).min(text.len());
        let piece = PIECES[piece % PIECES.len()].chars();
        text.splice(at.min(end)..end, piece);
    }
    text.into_iter().collect()
}

/// Plays whatever the moves say.
fn play(lesson: Lesson, moves: &[(u8, usize, usize)]) {
    let mut now = Moment::of(AppState::default()).unwrap();
    let mut session = Session::new(lesson, None);
    let _ = session.begin(&now);
    for (what, a, b) in moves {
        let shown = match what % 10 {
            0 => session.go(*a, &now).ok(),
            1 => session.begin(&now).ok(),
            2 => {
                session.choose(*a);
                None
            }
            3 => {
                session.mark((*a, *b));
                None
            }
            4 => session.answer(&a.to_string()),
            5 => session.answer("NaN, \u{202e}x"),
            6 => session.show(),
            7 => session.solve(),
            8 => {
                session.hint();
                None
            }
            _ => session.restart(&now).ok(),
        };
        now = shown.unwrap_or(now);
        if session.reaches(&now) {
            session.reach(now.clone());
        }
        let (sum, count) = session.points();
        assert!(sum >= 0.0 && sum <= count as f32);
        assert!((0.0..=1.0).contains(&session.score()));
        let _ = session.wanted((*a, *b));
        let _ = session.news(*b, &Record::default());
        assert!(session.at() <= session.lesson().steps.len());
    }
    let mut kept = Kept::default();
    kept.keep(&session);
    let read = Kept::from_json(&kept.to_json());
    assert_eq!(read.at(&session.lesson().name), session.at());
}

fn moves() -> impl Strategy<Value = Vec<(u8, usize, usize)>> {
    prop::collection::vec((any::<u8>(), 0usize..14, 0usize..14), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_moves_break_a_lesson(which in any::<prop::sample::Index>(), moves in moves()) {
        let good = good();
        play(Lesson::from_json(&good[which.index(good.len())]).unwrap(), &moves);
    }

    #[test]
    fn a_mangled_lesson_is_refused_or_can_be_played(
        which in any::<prop::sample::Index>(),
        cuts in prop::collection::vec((any::<usize>(), 0usize..40, any::<usize>()), 1..4),
        moves in moves(),
    ) {
        let good = good();
        if let Ok(lesson) = Lesson::from_json(&mangled(&good[which.index(good.len())], &cuts)) {
            play(lesson, &moves);
        }
    }

    #[test]
    fn what_is_kept_may_be_anything(text in any::<String>(), cuts in prop::collection::vec((any::<usize>(), 0usize..9, any::<usize>()), 0..4)) {
        let _ = Kept::from_json(&text);
        let kept = r#"{"version":1,"lessons":{"attention":{"at":99,"steps":{"dot":[1,1,0,0,0,0],"mean":[9999999999,1,1,1,1,1]}}}}"#;
        let kept = Kept::from_json(&mangled(kept, &cuts));
        let lesson = Lesson::from_json(&good()[0]).unwrap();
        let session = Session::new(lesson, Some(&kept));
        prop_assert!(session.at() <= session.lesson().steps.len());
        prop_assert!((0.0..=1.0).contains(&session.score()));
    }
}

#[test]
fn a_lesson_that_is_none_is_refused_with_its_field() {
    #[track_caller]
    fn refused(json: &str, expected: &str) {
        let error = Lesson::from_json(json).expect_err(json).to_string();
        assert!(error.contains(expected), "{error}");
    }
    refused("", "lesson: ");
    refused("{}", "steps: is missing");
    refused(
        r#"{"steps":[{"text":[["script","alert(1)"]]}]}"#,
        "steps[0].text: is nothing that this version",
    );
    refused(
        r#"{"steps":[{"text":[["p.x"]]}]}"#,
        "is nothing that this version",
    );
    refused(
        r#"{"steps":[{"text":[{"=":["@n"],"x":1}]}]}"#,
        "unknown key",
    );
    refused(r#"{"steps":[{"ask":"number"}]}"#, "ask: is missing");
    refused(
        r#"{"steps":[{"check":["eval","x"]}]}"#,
        "is nothing that this version",
    );
    refused(
        r#"{"steps":[{"check":["and",true]}]}"#,
        "is nothing that this version",
    );
    let deep = format!(
        r#"{{"steps":[{{"check":{}true{}}}]}}"#,
        r#"["not","#.repeat(200),
        "]".repeat(200)
    );
    refused(&deep, "nested");
}

/// What is kept is what comes back: tries, hints and goals, and where it was left.
#[test]
fn progress_is_kept_and_taken_up_again() {
    let lesson = || Lesson::from_json(&good()[0]).unwrap();
    let now = Moment::of(AppState::default()).unwrap();
    let mut session = Session::new(lesson(), None);
    session.begin(&now).unwrap();
    session.hint();
    session.answer("1000");
    session.answer("5.18");
    session.go(1, &now).unwrap();
    session.choose(0);
    session.answer("");
    let mut kept = Kept::default();
    kept.keep(&session);
    let again = Session::new(lesson(), Some(&Kept::from_json(&kept.to_json())));
    assert_eq!(again.at(), 1);
    assert_eq!(again.points(), session.points());
    let (_, first) = again.steps().next().unwrap();
    assert!(first.right && first.hinted && first.tries == 2);
}
