//! A number as a person types it.

use crate::model::decimal::{read_f32, read_f64};
use crate::model::{Error, Problem};
use crate::text;

/// Reads a typed number: `0.5`, `0,5`, `-2`, `−2` (Unicode minus), `1e-3`, `1/3`.
///
/// One comma without a point is a decimal comma. Digits are not grouped: `1,234.5` and `1.234,5` are refused, since
/// one cannot tell which sign groups. What is smaller than f32's smallest number becomes 0.
///
/// # Errors
/// At `value`: nothing typed, no number, or one that f32 cannot hold, each in words.
///
/// # Examples
/// ```
/// use attention_playground::state::parse_number;
///
/// assert_eq!(parse_number("0,5")?, 0.5);
/// assert_eq!(parse_number("−1/3")?, -1.0 / 3.0);
/// assert!(parse_number("1e39").is_err());
/// # Ok::<(), attention_playground::model::Error>(())
/// ```
pub fn parse_number(text: &str) -> Result<f32, Error> {
    parse(text).map_err(|problem| Error::new("value", problem))
}

/// Longest number that is read, in bytes: f32's longest exact decimal has some 150 digits.
const MOST_BYTES: usize = 400;

/// Reads a number; without a path, for cells of a block.
pub(super) fn parse(text: &str) -> Result<f32, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Syntax(text::e_is_empty_expected_a().into()));
    }
    let refused = || Problem::Syntax(text::e_is_no_number(&(shown(text)).to_string()));
    if text.len() > MOST_BYTES {
        return Err(refused());
    }
    let number = match text.split_once('/') {
        None => decimal(text)
            .and_then(|text| read_f32(&text))
            .ok_or_else(refused)?,
        Some((above, below)) => {
            let part = |text| {
                decimal(text)
                    .and_then(|text| read_f64(&text))
                    .ok_or_else(refused)
            };
            let (above, below) = (part(above)?, part(below)?);
            if below == 0.0 {
                return Err(Problem::Syntax(text::e_divides_by_zero(
                    &(shown(text)).to_string(),
                )));
            }
            (above / below) as f32
        }
    };
    match number.is_finite() {
        true => Ok(number),
        false => Err(Problem::NotFinite { found: shown(text) }),
    }
}

/// The number with a decimal point and a plain minus; `None` where it has other characters than a number has.
fn decimal(text: &str) -> Option<String> {
    let mut plain = text
        .trim()
        .replace(['\u{2212}', '\u{2013}', '\u{fe63}', '\u{ff0d}'], "-");
    if plain.matches(',').count() == 1 && !plain.contains('.') {
        plain = plain.replace(',', ".");
    }
    let number = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    (plain.chars().all(number) && plain.contains(|c: char| c.is_ascii_digit())).then_some(plain)
}

/// What was typed, cut where it is too long to be shown, without control characters.
pub(super) fn shown(text: &str) -> String {
    text::outside(text, 40)
}
