//! Text in a drawing: how wide it is, where it breaks, and what of it stands above or below the line.

/// Size of all text in a drawing, in pixels.
pub(super) const SIZE: f64 = 13.0;

/// From one line of text to the next.
pub(super) const LINE: f64 = 16.0;

/// A stretch of text at one height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// What stands there.
    pub text: &'a str,
    /// 0 on the line, 1 above it, -1 below; what is not on it is smaller.
    pub level: i8,
    /// How far it is set below the piece before it, in pixels, as an attribute `dy` has it.
    pub dy: &'static str,
}

/// Takes a text apart: `d_k` (one letter, an underscore, letters or digits) has a subscript, `10^−9` a superscript.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((at, level, length)) = shifted(rest) {
        let (line, sign) = rest.split_at(at);
        let (shifted, after) = sign[1..].split_at(length);
        add(&mut pieces, line, 0);
        add(&mut pieces, shifted, level);
        rest = after;
    }
    add(&mut pieces, rest, 0);
    pieces
}

fn add<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str, level: i8) {
    if text.is_empty() {
        return;
    }
    let dy = match (pieces.last().map_or(0, |last| last.level), level) {
        (0, 1) => "-5",
        (1, 0) => "5",
        (0, -1) => "3",
        (-1, 0) => "-3",
        _ => "0",
    };
    pieces.push(Piece { text, level, dy });
}

/// The first sign that shifts what follows: its place, the level, and how many bytes are shifted.
fn shifted(text: &str) -> Option<(usize, i8, usize)> {
    text.char_indices().find_map(|(at, sign)| {
        let (before, after) = (&text[..at], &text[at + sign.len_utf8()..]);
        let length = |holds: fn(char) -> bool| after.find(|c| !holds(c)).unwrap_or(after.len());
        let (level, length) = match sign {
            '_' if ends_with_a_letter(before) => (-1, length(char::is_alphanumeric)),
            '^' if before.ends_with('0') || before.ends_with('2') => {
                (1, length(|c| c.is_ascii_digit() || c == '\u{2212}'))
            }
            _ => return None,
        };
        (length > 0).then_some((at, level, length))
    })
}

/// Whether the last word is a single letter.
fn ends_with_a_letter(text: &str) -> bool {
    let mut back = text.chars().rev();
    back.next().is_some_and(char::is_alphabetic)
        && !back.next().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// Widths of the characters from the space to `~`, in hundredths of the size: the advances of static/fonts/sans.woff2.
const WIDTHS: [u8; 95] = [
    20, 30, 44, 50, 50, 83, 62, 26, 31, 31, 42, 50, 26, 31, 26, 35, 50, 50, 50, 50, 50, 50, 50, 50,
    50, 50, 26, 26, 50, 50, 50, 43, 86, 55, 59, 57, 62, 53, 50, 62, 66, 27, 48, 58, 49, 73, 65, 67,
    57, 67, 58, 54, 54, 65, 52, 79, 52, 48, 54, 31, 35, 31, 50, 50, 54, 51, 56, 46, 56, 50, 30, 51,
    55, 25, 25, 50, 26, 83, 55, 54, 56, 56, 36, 42, 34, 55, 48, 73, 46, 48, 43, 31, 24, 31, 50,
];

/// The width of any other character.
const OTHER: u8 = 55;

/// How wide a text is, in pixels; with the fonts that a saved file falls back to, about so.
pub(super) fn width(text: &str) -> f64 {
    let of = |c: char| {
        let index = (c as usize).checked_sub(0x20);
        index.and_then(|i| WIDTHS.get(i)).copied().unwrap_or(OTHER)
    };
    pieces(text)
        .iter()
        .map(|piece| {
            let hundredths: u32 = piece.text.chars().map(|c| u32::from(of(c))).sum();
            let size = if piece.level == 0 { SIZE } else { SIZE * 0.75 };
            f64::from(hundredths) / 100.0 * size
        })
        .sum()
}

/// The text in lines that are at most that wide, where its words are not wider.
pub(super) fn wrapped(text: &str, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(line) + width(" ") + width(word) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The text, cut to that width.
pub(super) fn cut(text: &str, most: f64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        if width(&kept) + width("\u{2026}m") > most && !kept.is_empty() {
            break;
        }
        kept.push(character);
    }
    kept.push('\u{2026}');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parts(text: &str, expected: &[(&str, i8)]) {
        let found: Vec<_> = pieces(text).iter().map(|p| (p.text, p.level)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn subscripts_and_powers_are_seen_and_names_left_alone() {
        parts("d_k", &[("d", 0), ("k", -1)]);
        parts(
            "q · k / d_k (1)",
            &[("q · k / d", 0), ("k", -1), (" (1)", 0)],
        );
        parts(
            "3 × 10^\u{2212}9 s",
            &[("3 × 10", 0), ("\u{2212}9", 1), (" s", 0)],
        );
        parts("a_b_c", &[("a", 0), ("b", -1), ("_c", 0)]);
        parts("my_token _x ü_ x^2 2^", &[("my_token _x ü_ x^2 2^", 0)]);
        parts("", &[]);
    }

    #[test]
    fn lines_keep_their_width() {
        let lines = wrapped("with sinusoidal position encoding", 80.0);
        assert_eq!(lines, ["with", "sinusoidal", "position", "encoding"]);
        assert_eq!(cut("antidisestablishment", 60.0), "antidise\u{2026}");
        assert_eq!(cut("it", 60.0), "it");
    }
}
