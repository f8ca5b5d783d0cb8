//! Texts that somebody might send on purpose, and changes that happen to texts on their way.

use crate::chance::Chance;

/// Pieces that have a meaning to some reader.
pub const PIECES: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "👩\u{200d}👩\u{200d}👧\u{200d}👦",
    "🇩🇪",
    "👍🏽",
    "e\u{301}\u{302}\u{303}",
    "\u{feff}",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{2028}",
    "\u{2212}",
    "½",
    "é",
    "\u{fffd}",
    "\u{10ffff}",
    "%",
    "%00",
    "%ff",
    "%25",
    "&",
    "=",
    "#",
    "?",
    "+",
    ",",
    ";",
    ":",
    "/",
    "\\",
    "\"",
    "'",
    "`",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    "[[",
    "]]",
    "{}",
    "[]",
    "__proto__",
    "constructor",
    "..",
    "-",
    "--",
    "e",
    "E",
    ".",
    "0",
    "9",
    "1e39",
    "NaN",
    "inf",
    "null",
    "true",
    "\\u0000",
    "\\ud800",
    "\\",
    "$",
    "{ $n }",
    "...",
    "…",
    " ",
    "",
];

/// A text of a few pieces; seldom a long one.
pub fn text(chance: &mut Chance) -> String {
    let times = match chance.below(40) {
        0 => 200 + chance.below(10_000),
        _ => chance.few(),
    };
    (0..times).map(|_| chance.word(PIECES)).collect()
}

/// A key that nobody knows; seldom a long one.
pub fn key(chance: &mut Chance) -> String {
    match chance.below(4) {
        0 => text(chance),
        1 => "k".repeat(1 + chance.below(60)),
        _ => chance.word(PIECES).to_owned(),
    }
}

/// A number as one might write it, right or wrong.
pub fn decimal(chance: &mut Chance) -> String {
    let mut text = String::new();
    text.push_str(chance.word(&["", "", "-", "+", "\u{2212}"]));
    digits(&mut text, chance);
    if chance.once_in(2) {
        text.push_str(chance.word(&[".", ".", ","]));
        digits(&mut text, chance);
    }
    if chance.once_in(3) {
        text.push_str(chance.word(&["e", "E", "e-", "e+"]));
        digits(&mut text, chance);
    }
    text
}

fn digits(text: &mut String, chance: &mut Chance) {
    let count = match chance.below(30) {
        0 => chance.below(500),
        1 => 0,
        _ => chance.few(),
    };
    for _ in 0..count {
        text.push(char::from(b'0' + chance.byte() % 10));
    }
}

/// The text with a few characters put in, taken out, doubled or cut off.
pub fn changed(text: &str, chance: &mut Chance) -> String {
    let mut text = text.to_owned();
    for _ in 0..chance.few() {
        let (start, end) = (place(&text, chance), place(&text, chance));
        let (start, end) = (start.min(end), start.max(end));
        let near = text[start..]
            .chars()
            .next()
            .map_or(start, |c| start + c.len_utf8());
        match chance.below(7) {
            0 => text.truncate(start),
            1 => text.replace_range(start..near, ""),
            2 if end - start < 200 => text.replace_range(start..end, ""),
            3 if end - start < 200 => {
                let twice = text[start..end].repeat(2);
                text.replace_range(start..end, &twice);
            }
            4 => text.replace_range(start..near, chance.word(PIECES)),
            5 => text.insert(start, char::from(b' ' + chance.byte() % 95)),
            _ => text.insert_str(start, chance.word(PIECES)),
        }
    }
    text
}

/// A place between two characters.
fn place(text: &str, chance: &mut Chance) -> usize {
    let mut at = chance.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
