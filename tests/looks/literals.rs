//! Values of its own that a sheet holds, where it should use a token.

use super::sheet::Declaration;
use cssparser::{Parser, Token};

/// What of a declaration's value belongs among the tokens: colours, sizes of type, families of type, durations, easings
/// and radii. Words that name no colour of ours (`transparent`, `currentColor`) and shares of a mix stay.
pub fn literals(declaration: &Declaration) -> Vec<String> {
    let mut found = Vec::new();
    walk(
        &mut Parser::new(&declaration.value),
        &declaration.property,
        &mut found,
    );
    found
}

fn walk(input: &mut Parser<'_>, property: &str, found: &mut Vec<String>) {
    // In `font`, what follows the slash is the height of a line.
    let mut sized = false;
    let measured = is_size(property) || property.contains("radius");
    while let Ok(token) = input.next().cloned() {
        match &token {
            Token::Hash(value) | Token::IDHash(value) => found.push(format!("#{value}")),
            Token::Ident(word) if is_colour_name(word) => found.push(word.to_string()),
            Token::Ident(word) if is_easing(word) && moves(property) => {
                found.push(word.to_string())
            }
            Token::Ident(word) if is_family(property, word) => found.push(word.to_string()),
            Token::QuotedString(family) if property.starts_with("font") => {
                found.push(family.to_string())
            }
            Token::Dimension { value, unit, .. }
                if *value != 0.0 && (is_time(unit) || measured && !sized) =>
            {
                found.push(format!("{value}{unit}"));
            }
            Token::Percentage { unit_value, .. } if measured && !sized => {
                found.push(format!("{}%", unit_value * 100.0));
            }
            Token::Delim('/') => sized = is_size(property),
            Token::Function(name) if makes_colour(name) || is_easing(name) => {
                found.push(format!("{name}()"))
            }
            _ => {}
        }
        if matches!(
            token,
            Token::Function(_)
                | Token::ParenthesisBlock
                | Token::SquareBracketBlock
                | Token::CurlyBracketBlock
        ) {
            let _ = input.parse_nested_block::<_, (), ()>(|inner| {
                walk(inner, property, found);
                Ok(())
            });
        }
    }
}

fn is_colour_name(word: &str) -> bool {
    palette::named::from_str(&word.to_ascii_lowercase()).is_some()
}

fn makes_colour(function: &str) -> bool {
    const MAKERS: [&str; 12] = [
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "hwb",
        "lab",
        "lch",
        "oklab",
        "oklch",
        "color",
        "light-dark",
        "device-cmyk",
    ];
    MAKERS.contains(&function.to_ascii_lowercase().as_str())
}

fn is_easing(word: &str) -> bool {
    word.starts_with("ease") || matches!(word, "linear" | "cubic-bezier" | "steps")
}

fn moves(property: &str) -> bool {
    property.starts_with("animation") || property.starts_with("transition")
}

fn is_time(unit: &str) -> bool {
    matches!(unit.to_ascii_lowercase().as_str(), "s" | "ms")
}

fn is_size(property: &str) -> bool {
    matches!(property, "font" | "font-size")
}

/// In `font` and `font-family`, any word but those that say to take what is there.
fn is_family(property: &str, word: &str) -> bool {
    matches!(property, "font" | "font-family")
        && !word.starts_with("--")
        && !matches!(word, "inherit" | "initial" | "unset" | "normal" | "italic")
}
