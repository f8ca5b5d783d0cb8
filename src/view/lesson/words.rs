//! The texts of a lesson as elements, with the numbers that they speak of.

use super::super::format;
use super::super::tag::{leaf, node, words};
use crate::lesson::script::Node;
use crate::tutor::{Scope, Stuck, Value, evaluate};
use yew::prelude::*;

/// Texts, their placeholders filled in.
pub fn texts(nodes: &[Node], scope: Scope<'_>) -> Vec<Html> {
    let one = |part: &Node| match part {
        Node::Text(text) => words(text.clone()),
        Node::Place(place) => leaf("span", "place", value(&evaluate(place, scope))),
        Node::Element(element, inside) => {
            let (tag, class) = element.tag();
            node(tag, class.map_or("", role), texts(inside, scope))
        }
    };
    nodes.iter().map(one).collect()
}

/// Whether a text speaks of numbers.
pub fn has_places(nodes: &[Node]) -> bool {
    nodes.iter().any(|part| match part {
        Node::Text(_) => false,
        Node::Place(_) => true,
        Node::Element(_, inside) => has_places(inside),
    })
}

fn role(class: &'static str) -> &'static str {
    match class {
        "q" => "role-q",
        "k" => "role-k",
        "v" => "role-v",
        "w" => "role-w",
        "p" => "role-p",
        "block" => "formula-block",
        _ => "role-o",
    }
}

/// A value as it is read: a whole number without decimals, any other as a derived number is.
fn value(value: &Result<Value, Stuck>) -> String {
    match value {
        Ok(Value::Number(x)) => number(*x),
        Ok(Value::Flag(flag)) => flag.to_string(),
        Ok(Value::Text(text)) => text.clone(),
        Ok(Value::List(list)) => {
            let list: Vec<_> = list.iter().map(|x| number(*x)).collect();
            ["(", &list.join(", "), ")"].concat()
        }
        // What it spoke of is no longer there; the step can be begun again.
        Err(_) => "?".to_owned(),
    }
}

/// A number out of a lesson.
pub fn number(x: f64) -> String {
    match x.trunc() == x && x.abs() < 1e6 {
        true => format::fixed(x as f32, 0),
        false => format::cell(x as f32),
    }
}
