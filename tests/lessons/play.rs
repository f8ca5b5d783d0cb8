//! Plays a lesson as a learner who knows all answers does.

use attention_playground::lesson::script::{Ask, Expression, Lesson, Node, Step};
use attention_playground::state::AppState;
use attention_playground::tutor::{CELLS, Moment, Scope, Session, Stage, Value, Verdict, evaluate};

/// Plays it, and checks on the way all that can be checked.
pub fn through(lesson: Lesson, language: &str) {
    let name = format!("{}.{language}", lesson.name);
    let count = lesson.steps.len();
    let mut session = Session::new(lesson, None);
    let mut now = Moment::of(AppState::default()).expect("the first screen");
    for at in 0..count {
        now = session
            .go(at, &now)
            .unwrap_or_else(|error| panic!("{name}, step {}: {error}", at + 1));
        let (step, _) = session.step().expect("a step");
        let step = step.clone();
        let name = format!("{name}, step {} ({})", at + 1, step.id);
        now = play(&mut session, &step, now, &name);
    }
    let (points, most) = session.points();
    assert_eq!(points, most as f32, "{name}: all was right at once");
    session.go(count, &now).expect("the end");
    let news = session
        .news(count - 1, &Default::default())
        .expect("the end is told");
    assert!(news.completed && news.score == 1.0, "{name}: {news:?}");
}

fn play(session: &mut Session, step: &Step, mut now: Moment, name: &str) -> Moment {
    let stage = session.stage().expect("it began").clone();
    says(&step.text, &stage.start, &stage, name);
    says(&step.hint, &stage.start, &stage, name);
    says(&step.answered, &stage.outcome, &stage, name);
    if let Some(claim) = &step.holds {
        assert!(
            is_true(claim, &stage.outcome, &stage),
            "{name}: what it claims does not hold"
        );
    }
    if let Some(goal) = &step.goal {
        assert!(
            !is_true(&goal.check, &stage.start, &stage),
            "{name}: its goal is reached at the start"
        );
        assert!(
            !is_true(&goal.check, &stage.outcome, &stage),
            "{name}: its goal is reached by the answer"
        );
        assert!(!session.reaches(&now));
    }
    if let Some(ask) = &step.ask {
        answer(session, ask, &stage, name);
        let (_, record) = session.step().expect("a step");
        assert_eq!(record.verdict, Some(Verdict::Right), "{name}");
        now = stage.outcome.clone();
    }
    if let Some(goal) = &step.goal {
        says(&goal.text, &now, &stage, name);
        let solved = session
            .clone()
            .solve()
            .unwrap_or_else(|| panic!("{name}: cannot be solved"));
        assert!(
            session.reaches(&solved),
            "{name}: its solution does not reach the goal"
        );
        says(&goal.after, &solved, &stage, name);
        session.reach(solved.clone());
        now = solved;
    }
    now
}

/// Every number in a text is there and finite.
fn says(nodes: &[Node], now: &Moment, stage: &Stage, name: &str) {
    for node in nodes {
        match node {
            Node::Text(_) => {}
            Node::Element(_, inside) => says(inside, now, stage, name),
            Node::Place(place) => match value(place, now, stage) {
                Ok(Value::Number(x)) => assert!(x.is_finite(), "{name}: {place:?} is {x}"),
                Ok(_) => {}
                Err(stuck) => panic!("{name}: {place:?}: {stuck:?}"),
            },
        }
    }
}

fn value(
    expression: &Expression,
    now: &Moment,
    stage: &Stage,
) -> Result<Value, attention_playground::tutor::Stuck> {
    let was = &stage.start;
    evaluate(
        expression,
        Scope {
            now,
            was,
            cell: None,
        },
    )
}

fn is_true(expression: &Expression, now: &Moment, stage: &Stage) -> bool {
    match value(expression, now, stage) {
        Ok(Value::Flag(flag)) => flag,
        other => panic!("{expression:?} is {other:?}"),
    }
}

/// Answers rightly, and before it, in a copy of the session, wrongly.
fn answer(session: &mut Session, ask: &Ask, stage: &Stage, name: &str) {
    let mut other = session.clone();
    match ask {
        Ask::Number { answer, within } => {
            let number = |e| match value(e, &stage.outcome, stage) {
                Ok(Value::Number(x)) => x,
                other => panic!("{name}: {other:?}"),
            };
            let (right, within) = (number(answer), number(within));
            assert!(within > 0.0, "{name}");
            let before = value(answer, &stage.start, stage);
            assert_ne!(
                before,
                Ok(Value::Number(right)),
                "{name}: the answer stands on the page already"
            );
            other.answer(&(right + 3.0 * within).to_string());
            assert_eq!(
                other.step().unwrap().1.verdict,
                Some(Verdict::TooLarge),
                "{name}"
            );
            other.answer(&(right - 3.0 * within).to_string());
            assert_eq!(
                other.step().unwrap().1.verdict,
                Some(Verdict::TooSmall),
                "{name}"
            );
            other.answer("no number");
            assert_eq!(
                other.step().unwrap().1.verdict,
                Some(Verdict::Unread),
                "{name}"
            );
            assert_eq!(other.step().unwrap().1.tries, 2, "{name}");
            session.answer(&right.to_string());
        }
        Ask::Choice(choices) => {
            for (index, choice) in choices.iter().enumerate() {
                says(&choice.label, &stage.outcome, stage, name);
                says(&choice.why, &stage.outcome, stage, name);
                if !choice.right {
                    other.choose(index);
                    other.answer("");
                    assert_eq!(
                        other.step().unwrap().1.verdict,
                        Some(Verdict::Other),
                        "{name}"
                    );
                }
            }
            session.choose(
                choices
                    .iter()
                    .position(|choice| choice.right)
                    .expect("one is right"),
            );
            session.answer("");
        }
        Ask::Cells { .. } => {
            let n = stage.outcome.state.tokens.len();
            assert!(n <= CELLS, "{name}: {n} tokens");
            let all = (0..n).flat_map(|row| (0..n).map(move |column| (row, column)));
            let wanted: Vec<_> = all
                .filter(|cell| session.wanted(*cell).expect("it can be told"))
                .collect();
            assert!(
                !wanted.is_empty() && wanted.len() < n * n,
                "{name}: all or none"
            );
            wanted.iter().skip(1).for_each(|cell| other.mark(*cell));
            other.answer("");
            assert_ne!(
                other.step().unwrap().1.verdict,
                Some(Verdict::Right),
                "{name}"
            );
            wanted.iter().for_each(|cell| session.mark(*cell));
            session.answer("");
        }
    }
}

/// All texts of a step.
pub fn texts(step: &Step) -> Vec<&[Node]> {
    let mut texts = vec![&step.text[..], &step.answered, &step.hint];
    if let Some(goal) = &step.goal {
        texts.extend([&goal.text[..], &goal.after]);
    }
    if let Some(Ask::Choice(choices)) = &step.ask {
        texts.extend(
            choices
                .iter()
                .flat_map(|choice| [&choice.label[..], &choice.why]),
        );
    }
    texts
}
