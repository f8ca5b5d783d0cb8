//! Reading a lesson from the JSON that the package `lessons` makes.

use super::{Ask, Choice, Element, Expression, Goal, Lesson, Node, Step};
use crate::model::Error;
use crate::model::json::{self, Read, Reader, Refusal};
use crate::text;

/// Longest lesson that is read, in bytes.
const MOST_BYTES: usize = 400_000;
/// Most steps.
const MOST_STEPS: usize = 30;

/// Keys of a step.
const KEYS: &[&str] = &[
    "id", "title", "begin", "ask", "answer", "within", "then", "holds", "check", "solve", "text",
    "choices", "answered", "try", "hint", "after",
];

impl Lesson {
    /// Reads a lesson of at most 400 KB.
    ///
    /// # Errors
    /// The first field that is missing, unknown or of the wrong type.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        json::read(text, "lesson", MOST_BYTES, |reader| {
            let mut lesson = Self::default();
            let keys = &["name", "lab", "title", "steps"];
            reader.object(text::e_an_object(), keys, &mut |reader, place| {
                match place {
                    0 => lesson.name = words(reader)?,
                    1 => words(reader).map(drop)?,
                    2 => lesson.title = words(reader)?,
                    _ => {
                        let mut steps = Vec::new();
                        list(reader, MOST_STEPS, &mut |reader| {
                            steps.push(step(reader)?);
                            Ok(())
                        })?;
                        lesson.steps = steps;
                    }
                }
                Ok(())
            })?;
            match lesson.steps.is_empty() {
                true => Err(Refusal::missing("steps")),
                false => Ok(lesson),
            }
        })
    }
}

/// What a step has beside what [`Step`] holds as it is.
#[derive(Default)]
struct Loose {
    ask: Option<String>,
    answer: Option<Expression>,
    within: Option<Expression>,
    choices: Vec<Choice>,
    check: Option<Expression>,
    solve: Vec<String>,
    to_do: Vec<Node>,
    after: Vec<Node>,
}

fn step(reader: &mut Reader<'_>) -> Read<Step> {
    let (mut step, mut loose) = (Step::default(), Loose::default());
    reader.object(text::e_an_object(), KEYS, &mut |reader, place| {
        match KEYS.get(place).copied().unwrap_or_default() {
            "id" => step.id = words(reader)?,
            "title" => step.title = words(reader)?,
            "begin" => step.begin = actions(reader)?,
            "then" => step.then = actions(reader)?,
            "solve" => loose.solve = actions(reader)?,
            "ask" => loose.ask = Some(words(reader)?),
            "answer" => loose.answer = Some(Expression::read(reader)?),
            "within" => loose.within = Some(Expression::read(reader)?),
            "holds" => step.holds = Some(Expression::read(reader)?),
            "check" => loose.check = Some(Expression::read(reader)?),
            "text" => step.text = nodes(reader)?,
            "answered" => step.answered = nodes(reader)?,
            "hint" => step.hint = nodes(reader)?,
            "try" => loose.to_do = nodes(reader)?,
            "after" => loose.after = nodes(reader)?,
            _ => list(reader, MOST_STEPS, &mut |reader| {
                loose.choices.push(choice(reader)?);
                Ok(())
            })?,
        }
        Ok(())
    })?;
    step.ask = match (loose.ask.as_deref(), loose.answer, loose.within) {
        (None, ..) => None,
        (Some("number"), Some(answer), Some(within)) => Some(Ask::Number { answer, within }),
        (Some("cells"), Some(answer), _) => Some(Ask::Cells { answer }),
        (Some("choice"), ..) if loose.choices.iter().any(|choice| choice.right) => {
            Some(Ask::Choice(loose.choices))
        }
        _ => return Err(Refusal::missing("ask")),
    };
    step.goal = loose.check.map(|check| Goal {
        text: loose.to_do,
        check,
        solve: loose.solve,
        after: loose.after,
    });
    Ok(step)
}

fn choice(reader: &mut Reader<'_>) -> Read<Choice> {
    let mut choice = Choice::default();
    let keys = &["right", "label", "why"];
    reader.object(text::e_an_object(), keys, &mut |reader, place| {
        match place {
            0 => choice.right = reader.boolean()?,
            1 => choice.label = nodes(reader)?,
            _ => choice.why = nodes(reader)?,
        }
        Ok(())
    })?;
    Ok(choice)
}

fn words(reader: &mut Reader<'_>) -> Read<String> {
    reader.string(text::e_a_string())
}

fn list(
    reader: &mut Reader<'_>,
    most: usize,
    entry: &mut dyn FnMut(&mut Reader<'_>) -> Read<()>,
) -> Read<()> {
    reader.list(text::e_an_array(), (most, ""), entry)
}

fn actions(reader: &mut Reader<'_>) -> Read<Vec<String>> {
    let mut actions = Vec::new();
    list(reader, MOST_STEPS, &mut |reader| {
        actions.push(words(reader)?);
        Ok(())
    })?;
    Ok(actions)
}

fn nodes(reader: &mut Reader<'_>) -> Read<Vec<Node>> {
    let mut nodes = Vec::new();
    reader.array(text::e_an_array(), &mut |reader, _| {
        nodes.push(node(reader)?);
        Ok(())
    })?;
    Ok(nodes)
}

fn node(reader: &mut Reader<'_>) -> Read<Node> {
    if reader.is_string() {
        return reader.string("").map(Node::Text);
    }
    if !reader.is_array() {
        let mut place = None;
        reader.object(text::e_an_object(), &["="], &mut |reader, _| {
            place = Some(Expression::read(reader)?);
            Ok(())
        })?;
        return place.map(Node::Place).ok_or_else(expected);
    }
    let (mut element, mut inside) = (None, Vec::new());
    tagged(reader, &mut |reader, head| match head {
        Some(head) => {
            let place = Element::NAMES.iter().position(|name| *name == head);
            element = place.map(Element);
            element.map(drop).ok_or_else(expected)
        }
        None => node(reader).map(|node| inside.push(node)),
    })?;
    element
        .map(|element| Node::Element(element, inside))
        .ok_or_else(expected)
}

/// An array whose first entry is a name: `entry` gets that name first, and then the reader before each other entry.
pub(super) fn tagged(
    reader: &mut Reader<'_>,
    entry: &mut dyn FnMut(&mut Reader<'_>, Option<&str>) -> Read<()>,
) -> Read<()> {
    reader.array(text::e_an_array(), &mut |reader, index| {
        if index > 0 {
            return entry(reader, None);
        }
        let head = reader.string(text::e_a_string())?;
        entry(reader, Some(&head))
    })
}

/// The refusal of what only a file of another version can hold.
pub(super) fn expected() -> Box<Refusal> {
    Refusal::words(text::e_not_of_this_version())
}
