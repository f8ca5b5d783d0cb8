//! What the page's fonts can show: the characters that fonts/build.sh keeps.

use attention_playground::lesson::script::Node;
use std::collections::BTreeSet;

/// The characters of the variable `name` of fonts/build.sh (`text="U+0020-007E,U+00A0"`).
pub fn kept(name: &str) -> BTreeSet<char> {
    let script = include_str!("../../fonts/build.sh");
    let start = format!("{name}=\"");
    let line = script.lines().find_map(|line| line.strip_prefix(&start));
    let line = line.unwrap_or_else(|| panic!("fonts/build.sh says nothing of {name}"));
    let code = |text: &str| u32::from_str_radix(text.trim_start_matches("U+"), 16).unwrap();
    let ranges = line.trim_end_matches('"').split(',').map(|range| {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        code(from)..=code(to)
    });
    ranges.flatten().filter_map(char::from_u32).collect()
}

/// What is shown, and what no font has.
pub struct Shown<'a> {
    pub serif: &'a BTreeSet<char>,
    pub formulae: &'a BTreeSet<char>,
    pub missing: &'a mut String,
}

impl Shown<'_> {
    pub fn words(&mut self, words: &str) {
        self.missing
            .extend(words.chars().filter(|c| !self.serif.contains(c)));
    }

    /// `within`: the element of a formula that the texts stand in.
    pub fn texts(&mut self, nodes: &[Node], within: Option<&str>) {
        for node in nodes {
            match (node, within) {
                (Node::Place(_), _) => {}
                (Node::Element(element, inside), _) => {
                    let tag = element.tag().0;
                    self.texts(
                        inside,
                        within.or((tag == "math").then_some(tag)).map(|_| tag),
                    );
                }
                (Node::Text(text), None) => self.words(text),
                (Node::Text(text), Some(tag)) => self.formula(text, tag),
            }
        }
    }

    /// A browser writes an identifier of one letter in mathematical italics (MathML Core, 2.1.6). Signs that only say
    /// how something is applied are not drawn.
    fn formula(&mut self, text: &str, tag: &str) {
        let one = tag == "mi" && text.chars().count() == 1;
        for c in text.chars().filter(|c| *c != '\u{2061}') {
            let drawn = if one { italic(c) } else { c };
            if !self.formulae.contains(&drawn) {
                self.missing.push(c);
            }
        }
    }
}

fn italic(c: char) -> char {
    let at = |start: u32, first: char| char::from_u32(start + c as u32 - first as u32);
    match c {
        'A'..='Z' => at(0x1d434, 'A'),
        'a'..='z' => at(0x1d44e, 'a'),
        'α'..='ω' => at(0x1d6fc, 'α'),
        _ => None,
    }
    .unwrap_or(c)
}
