//! Formulae: TeX to MathML Core by the crate math-core, read again as a tree of which only known elements are kept.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use serde_json::{Value, json};

/// Elements that a formula may hold (MathML Core).
pub(crate) const ELEMENTS: &[&str] = &[
    "math",
    "mrow",
    "mi",
    "mo",
    "mn",
    "mtext",
    "msub",
    "msup",
    "msubsup",
    "mfrac",
    "msqrt",
    "mroot",
    "munder",
    "mover",
    "munderover",
];

/// Longest formula, in bytes.
const MOST_BYTES: usize = 500;
/// Deepest nesting of a formula.
const MOST_DEPTH: usize = 24;

/// The formula as a tree: `["math", ...]`; `block`: on a line of its own.
///
/// # Errors
/// What is wrong with it, in words.
pub(crate) fn read(tex: &str, block: bool) -> Result<Value, String> {
    if tex.len() > MOST_BYTES {
        return Err(format!("a formula is longer than {MOST_BYTES} bytes"));
    }
    // Its parser calls itself for each brace.
    if tex.matches('{').count() > MOST_DEPTH * 2 {
        return Err("a formula has too many braces".to_owned());
    }
    let config = MathCoreConfig {
        xml_namespace: true,
        ..MathCoreConfig::default()
    };
    let converter =
        LatexToMathML::new(config).map_err(|_| "the formulae's own settings are wrong")?;
    let display = if block {
        MathDisplay::Block
    } else {
        MathDisplay::Inline
    };
    let made = converter
        .convert_with_local_state(tex, display)
        .map_err(|error| format!("`{tex}` is no formula: {error:?}"))?;
    let document = roxmltree::Document::parse(&made.mathml)
        .map_err(|error| format!("`{tex}` made a formula that cannot be read: {error}"))?;
    let tree = element(document.root_element(), 0)?;
    Ok(match tree {
        // On a line of its own by one more element, so that a formula needs no attribute.
        tree if block => json!(["span.block", tree]),
        tree => tree,
    })
}

fn element(node: roxmltree::Node<'_, '_>, depth: usize) -> Result<Value, String> {
    let tag = node.tag_name().name();
    if !ELEMENTS.contains(&tag) {
        return Err(format!(
            "a formula with <{tag}>, which the page does not show"
        ));
    }
    if depth > MOST_DEPTH {
        return Err("a formula nests too deeply".to_owned());
    }
    let mut tree = vec![json!(tag)];
    for child in node.children() {
        if child.is_element() {
            tree.push(element(child, depth + 1)?);
        } else if let Some(text) = child.text().map(str::trim).filter(|text| !text.is_empty()) {
            tree.push(json!(text));
        }
    }
    Ok(role(tree))
}

/// A query, a key, a value and a weight have the colours that they have everywhere: the element becomes `"mi.q"`. The
/// letter below another one is no role: the k of `d_k`.
fn role(mut tree: Vec<Value>) -> Value {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let role_of = |tree: &[Value]| match (tree.first().and_then(text), tree.get(1).and_then(text)) {
        (Some(tag), Some(letter)) if tag == "mi" => match letter.as_str() {
            "q" | "Q" => Some("q"),
            "k" | "K" => Some("k"),
            "v" | "V" => Some("v"),
            "w" | "A" => Some("w"),
            _ => None,
        },
        _ => None,
    };
    if let Some(role) = role_of(&tree) {
        tree[0] = json!(format!("mi.{role}"));
        return Value::Array(tree);
    }
    let below = match tree.first().and_then(Value::as_str) {
        Some("msub" | "msubsup") => tree.get_mut(2),
        _ => None,
    };
    if let Some(below) = below {
        plain(below);
    }
    Value::Array(tree)
}

fn plain(tree: &mut Value) {
    match tree {
        Value::Array(parts) => parts.iter_mut().for_each(plain),
        Value::String(tag) if tag.starts_with("mi.") => *tag = "mi".to_owned(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_a_tree_with_roles() {
        assert_eq!(
            read("q \\cdot k", false),
            Ok(json!(["math", ["mi.q", "q"], ["mo", "⋅"], ["mi.k", "k"]]))
        );
        assert_eq!(
            read("\\sqrt{d_k}", false),
            Ok(json!([
                "math",
                ["msqrt", ["msub", ["mi", "d"], ["mi", "k"]]]
            ]))
        );
    }

    #[test]
    fn what_the_page_does_not_show_is_refused() {
        for tex in [
            "\\begin{matrix} a & b \\end{matrix}",
            "\\foo",
            "{",
            "\\frac{1}",
            "\\foo{x}",
            "x^",
        ] {
            let read = read(tex, false);
            assert!(read.is_err(), "{tex}: {read:?}");
        }
        assert!(read(&"{".repeat(300), false).is_err());
    }
}
