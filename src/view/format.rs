//! How numbers are written: short, of steady width, with a true minus sign.

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
    let size = x.abs();
    let text = match size {
        0.0 => "0.00".into(),
        s if s < 0.005 => format!("{x:.0e}"),
        s if s < 9.995 => format!("{x:.2}"),
        s if s < 99.95 => format!("{x:.1}"),
        s if s < 9_999.5 => format!("{x:.0}"),
        s if s < 9.5e9 => format!("{x:.1e}"),
        _ => format!("{x:.0e}"),
    };
    minus(&text)
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
    let size = x.abs();
    minus(&if size != 0.0 && !(1e-4..1e7).contains(&size) {
        format!("{x:e}")
    } else {
        format!("{x}")
    })
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
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(most.saturating_sub(1)).collect();
    cut.push('\u{2026}');
    cut
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
    fn an_input_is_written_as_typed_where_that_is_short() {
        assert_eq!(input(0.5), "0.5");
        assert_eq!(input(-1.25), "\u{2212}1.25");
        assert_eq!(input(0.123_456), "0.12");
        assert_eq!(exact(1e-7), "1e\u{2212}7");
        assert_eq!(typed(-3.0), "-3");
    }

    #[test]
    fn a_long_label_is_cut_with_care() {
        assert_eq!(label("antidisestablishment", 6), "antid\u{2026}");
        assert_eq!(label("\u{fc}ber", 4), "\u{fc}ber");
    }
}
