//! How numbers are written: short, of steady width, with a true minus sign.

use crate::model::decimal::shortest;

/// A derived number in at most six characters: two decimals where they tell something, an exponent where not.
///
/// ```
/// use attention_playground::view::format::cell;
/// assert_eq!(cell(0.8), "0.80");
/// assert_eq!(cell(-12.345), "\u{2212}12.3");
/// assert_eq!(cell(3.2e-9), "3e\u{2212}9");
/// assert_eq!(cell(f32::NEG_INFINITY), "\u{2212}\u{221e}");
/// ```
pub fn cell(x: f32) -> String {
    if x == f32::NEG_INFINITY {
        return "\u{2212}\u{221e}".into();
    }
    match x.abs() {
        0.0 => "0.00".into(),
        s if s < 0.005 => power(x, 0),
        s if s < 9.995 => fixed(x, 2),
        s if s < 99.95 => fixed(x, 1),
        s if s < 9_999.5 => fixed(x, 0),
        s if s < 9.5e9 => power(x, 1),
        _ => power(x, 0),
    }
}

/// A number of an arithmetic that is written out: four decimals, so that terms stand below each other; an exponent
/// where that would hide the number.
///
/// ```
/// use attention_playground::view::format::precise;
/// assert_eq!(precise(0.798_129_14), "0.7981");
/// assert_eq!(precise(-2.0), "\u{2212}2.0000");
/// assert_eq!(precise(3.21e-9), "3.21e\u{2212}9");
/// ```
pub fn precise(x: f32) -> String {
    if x == f32::NEG_INFINITY {
        return cell(x);
    }
    match x.abs() {
        0.0 => fixed(x, 4),
        s if (0.0005..9_999.5).contains(&s) => fixed(x, 4),
        _ => power(x, 2),
    }
}

/// As [`precise`], with its sign.
pub fn signed(x: f32) -> String {
    let plus = if x > 0.0 { "+" } else { "" };
    [plus, &precise(x)].concat()
}

/// An input number while it moves: two decimals, so that its width stays.
pub fn moving(x: f32) -> String {
    match x.abs() {
        s if s < 99.995 => fixed(x, 2),
        _ => cell(x),
    }
}

/// `x` with that many decimals. By whole numbers: the library's exact decimals would add their tables to the page.
pub fn fixed(x: f32, decimals: u32) -> String {
    let unit = 10i64.pow(decimals);
    let whole = (f64::from(x) * unit as f64).round() as i64;
    let sign = if whole < 0 { "\u{2212}" } else { "" };
    let (whole, width) = (whole.unsigned_abs(), decimals as usize);
    if decimals == 0 {
        return format!("{sign}{whole}");
    }
    let unit = unit.unsigned_abs();
    format!("{sign}{}.{:0width$}", whole / unit, whole % unit)
}

/// `x`, which is not 0, as a number from 1 to 10 with that many decimals and a power of ten: `1.2e5`.
fn power(x: f32, decimals: u32) -> String {
    // Only an angle with a base near 0 gets here; the digits of what has none would be looked for without end.
    if !x.is_finite() {
        return if x < 0.0 {
            "\u{2212}\u{221e}"
        } else {
            "\u{221e}"
        }
        .into();
    }
    let (mut size, mut exponent) = (f64::from(x.abs()), 0);
    while size >= 10.0 {
        size /= 10.0;
        exponent += 1;
    }
    while size < 1.0 {
        size *= 10.0;
        exponent -= 1;
    }
    // What rounds up to 10 has one digit more than it may.
    let half = match decimals {
        0 => 9.5,
        1 => 9.95,
        _ => 9.995,
    };
    if size >= half {
        size = 1.0;
        exponent += 1;
    }
    minus(&format!(
        "{}e{exponent}",
        fixed(size.copysign(f64::from(x)) as f32, decimals)
    ))
}

/// An input number as it was typed, where that is short; else as [`cell`] writes it.
pub fn input(x: f32) -> String {
    let text = exact(x);
    if text.chars().count() <= 5 {
        text
    } else {
        cell(x)
    }
}

/// The shortest decimal that reads back to the same f32.
pub fn exact(x: f32) -> String {
    if x == f32::NEG_INFINITY {
        return "\u{2212}\u{221e}".into();
    }
    let text = shortest(x);
    let text = text.strip_suffix(".0").unwrap_or(&text);
    let size = x.abs();
    minus(&if text.contains('e') {
        text.replace('+', "")
    } else if size != 0.0 && !(1e-4..1e7).contains(&size) {
        scientific(text)
    } else {
        text.to_owned()
    })
}

/// `0.00012` or `120000` as `1.2e-4` or `1.2e5`: the same digits, the zeros counted.
fn scientific(text: &str) -> String {
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("-", rest));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let all = [whole, rest].concat();
    let first = all.find(|c| c != '0').unwrap_or(0);
    let significant = all[first..].trim_end_matches('0');
    let (head, tail) = significant.split_at(1.min(significant.len()));
    let point = if tail.is_empty() { "" } else { "." };
    format!(
        "{sign}{head}{point}{tail}e{}",
        whole.len() as i32 - 1 - first as i32
    )
}

/// As [`exact`], for an edit field: with the plain minus that a keyboard types.
pub fn typed(x: f32) -> String {
    exact(x).replace('\u{2212}', "-")
}

fn minus(text: &str) -> String {
    text.replace('-', "\u{2212}")
}

/// A token's label cut to `most` characters; the full one is in the title.
pub fn label(text: &str, most: usize) -> String {
    crate::text::outside(text, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_is_wider_than_six_characters() {
        for bits in (0..=u32::MAX).step_by(65_521) {
            let x = f32::from_bits(bits);
            if x.is_finite() {
                assert!(cell(x).chars().count() <= 6, "{x:e} is written {}", cell(x));
            }
        }
    }

    #[test]
    fn a_derived_number_is_rounded_as_the_library_rounds() {
        for bits in (0..=u32::MAX).step_by(65_521) {
            let x = f32::from_bits(bits);
            if (0.005..9.99).contains(&x.abs()) {
                assert_eq!(cell(x), format!("{x:.2}").replace('-', "\u{2212}"), "{x:e}");
            }
            if x.is_finite() && x != 0.0 {
                assert_eq!(
                    typed(x).parse::<f32>(),
                    Ok(x),
                    "{x:e} is written {}",
                    exact(x)
                );
            }
        }
        assert_eq!(cell(9.6e-4), "1e\u{2212}3");
        assert_eq!(cell(99_960.0), "1.0e5");
        assert_eq!(cell(f32::MAX), "3e38");
    }

    #[test]
    fn an_input_is_written_as_typed_where_that_is_short() {
        assert_eq!(input(0.5), "0.5");
        assert_eq!(input(-1.25), "\u{2212}1.25");
        assert_eq!(input(0.123_456), "0.12");
        assert_eq!(exact(1e-7), "1e\u{2212}7");
        assert_eq!(exact(-1.25e-5), "\u{2212}1.25e\u{2212}5");
        assert_eq!(exact(3.4e38), "3.4e38");
        assert_eq!(exact(12_000_000.0), "1.2e7");
        assert_eq!(exact(0.001), "0.001");
        assert_eq!(typed(-3.0), "-3");
    }

    #[test]
    fn a_long_label_is_cut_with_care() {
        assert_eq!(label("antidisestablishment", 6), "antid\u{2026}");
        assert_eq!(label("\u{fc}ber", 4), "\u{fc}ber");
    }
}
