//! Colours of the tokens: mixing as the sheets do, contrast, and what the three common colour-vision deficiencies leave
//! of a difference.

use palette::color_difference::{Ciede2000, Wcag21RelativeContrast};
use palette::{FromColor, IntoColor, Lab, LinSrgb, Mix, Oklab, Srgb};
use std::collections::BTreeMap;

/// Values of the tokens in one theme.
pub struct Theme(pub BTreeMap<String, String>);

impl Theme {
    /// The colour of `--name`, which is written as `#rrggbb`.
    pub fn colour(&self, name: &str) -> Srgb<f64> {
        let text = self.value(name);
        let bytes: Srgb<u8> = text
            .parse()
            .unwrap_or_else(|e| panic!("--{name}: {text}: {e}"));
        bytes.into_format()
    }

    /// The share of `--name`, which is written as a percentage; from 0 to 1.
    pub fn share(&self, name: &str) -> f64 {
        share(self.value(name))
    }

    fn value(&self, name: &str) -> &str {
        let value = self.0.get(&format!("--{name}"));
        value.unwrap_or_else(|| panic!("there is no token --{name}"))
    }
}

/// `4.2%` is 0.042.
pub fn share(text: &str) -> f64 {
    let number = text.strip_suffix('%').map(str::parse::<f64>);
    match number {
        Some(Ok(percent)) => percent / 100.0,
        _ => panic!("{text} is no percentage"),
    }
}

/// `color-mix(in oklab, colour share, ground)` (CSS Color 5), opaque colours alone.
pub fn mix(colour: Srgb<f64>, share: f64, ground: Srgb<f64>) -> Srgb<f64> {
    let mixed = Oklab::from_color(ground).mix(Oklab::from_color(colour), share);
    Srgb::from_color(mixed)
}

/// The contrast ratio of WCAG 2.1, from 1 to 21.
pub fn contrast(a: Srgb<f64>, b: Srgb<f64>) -> f64 {
    a.relative_contrast(b)
}

/// The CIEDE2000 difference of two colours as this eye sees them. About 2.3 is just noticeable side by side (Mahy, Van
/// Eycken and Oosterlinck 1994, in CIELAB).
pub fn distance(a: Srgb<f64>, b: Srgb<f64>, eye: &Eye) -> f64 {
    let seen = |colour: Srgb<f64>| -> Lab<palette::white_point::D65, f64> {
        eye.sees(colour).into_color()
    };
    seen(a).difference(seen(b))
}

/// How an eye sees: a matrix on linear sRGB.
pub struct Eye {
    pub name: &'static str,
    matrix: [[f64; 3]; 3],
}

impl Eye {
    fn sees(&self, colour: Srgb<f64>) -> LinSrgb<f64> {
        let c: LinSrgb<f64> = colour.into_linear();
        let row = |[r, g, b]: [f64; 3]| (r * c.red + g * c.green + b * c.blue).clamp(0.0, 1.0);
        let [red, green, blue] = self.matrix.map(row);
        LinSrgb::new(red, green, blue)
    }
}

/// The usual eye, and the three dichromacies: Machado, Oliveira and Fernandes, "A physiologically-based model for
/// simulation of color vision deficiency", IEEE TVCG 15(6), 2009, table 1, severity 1.0.
pub const EYES: [Eye; 4] = [
    Eye {
        name: "usual",
        matrix: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    },
    Eye {
        name: "protanopia",
        matrix: [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    },
    Eye {
        name: "deuteranopia",
        matrix: [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    },
    Eye {
        name: "tritanopia",
        matrix: [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Srgb<f64> {
        Theme([("--x".to_owned(), text.to_owned())].into()).colour("x")
    }

    /// Sharma, Wu and Dalal 2005, table 1, pairs 1 and 7, say the same of palette; here it is the path through sRGB.
    #[test]
    fn black_and_white_are_a_hundred_apart_and_twenty_one_in_contrast() {
        let (black, white) = (colour("#000000"), colour("#ffffff"));
        for eye in &EYES {
            let far = distance(black, white, eye);
            assert!((far - 100.0).abs() < 0.1, "{}: {far}", eye.name);
        }
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
    }

    /// Chromium computes color-mix(in oklab, #ff0000 50%, #0000ff) as rgb(140, 83, 162).
    #[test]
    fn mixing_is_that_of_the_browser() {
        let mixed: Srgb<u8> = mix(colour("#ff0000"), 0.5, colour("#0000ff")).into_format();
        assert_eq!((mixed.red, mixed.green, mixed.blue), (140, 83, 162));
    }

    #[test]
    fn red_and_green_of_one_lightness_come_together_for_a_deuteranope_and_stay_apart_for_others() {
        let (red, green) = (colour("#c05040"), colour("#787830"));
        let apart = |i: usize| distance(red, green, &EYES[i]);
        assert!(apart(2) < apart(0) / 2.0, "{} {}", apart(0), apart(2));
        assert!(apart(3) > apart(0) / 2.0, "{} {}", apart(0), apart(3));
    }
}
