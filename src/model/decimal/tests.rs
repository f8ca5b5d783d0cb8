//! Against Rust's own reader and serde_json's writer, to the last bit.

use super::*;
use proptest::prelude::*;

#[track_caller]
fn agree(text: &str) {
    let bits = read_f32(text).map(f32::to_bits);
    assert_eq!(
        bits,
        text.parse::<f32>().ok().map(f32::to_bits),
        "f32 {text:?}"
    );
    let bits = read_f64(text).map(f64::to_bits);
    assert_eq!(
        bits,
        text.parse::<f64>().ok().map(f64::to_bits),
        "f64 {text:?}"
    );
}

/// All digits of a number: Rust writes as many as it has.
fn digits(number: f64) -> String {
    format!("{number:.1100}").trim_end_matches('0').to_owned()
}

/// The middle of two neighbours of f32, exactly and moved by the last digit.
fn agree_about_the_middle_behind(number: f32) {
    let (low, high) = (f64::from(number), f64::from(number.next_up()));
    let middle = digits(low + (high - low) / 2.0);
    agree(&middle);
    agree(&format!("{middle}{}", "0".repeat(900)));
    agree(&format!("{middle}{}1", "0".repeat(900)));
    let mut below = middle.into_bytes();
    let last = below
        .iter()
        .rposition(|digit| (b'1'..=b'9').contains(digit))
        .unwrap();
    below[last] -= 1;
    below.extend(b"999999");
    agree(&String::from_utf8(below).unwrap());
}

#[test]
fn odd_forms() {
    for text in [
        "",
        ".",
        "-",
        "+",
        "e",
        "1e",
        "1e+",
        ".e1",
        "1.e1",
        ".5",
        "5.",
        "+2",
        "-.5e-1",
        "1e1.5",
        "1..2",
        "1.2.3",
        "--1",
        "0x1",
        "1 ",
        "00012",
        "0.000",
        "-0",
        "-0e999999999999",
        "1e999999999999",
        "1e-999999999999",
        "0e99999999999",
        "123456789012345678901234567890",
        "0.00000000000000000000000000000000000000000000001e47",
        "16777217",
        "16777216.999999999999999999999",
        "3.4028235677973366e38",
        "3.4028235677973365e38",
        "7.006492321624085e-46",
        "7.006492321624086e-46",
        "1.1754943508222875e-38",
        "1.1754942807573643e-38",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072011e-308",
        "9007199254740993",
        "8.5e22",
        "1e23",
    ] {
        agree(text);
    }
    agree(&format!("0.{}1e1001", "0".repeat(1000)));
    agree(&format!("1{}e-1000", "0".repeat(1000)));
}

#[test]
fn the_middles_of_neighbours() {
    let every_exponent = (0..255_u32)
        .flat_map(|exponent| [0, 1, 0x2a_aaaa, 0x7f_fffe, 0x7f_ffff].map(|m| exponent << 23 | m));
    for bits in every_exponent.filter(|bits| *bits < f32::MAX.to_bits()) {
        agree_about_the_middle_behind(f32::from_bits(bits));
    }
}

proptest! {
    #[test]
    fn numbers_as_they_are_written(single in any::<f32>(), double in any::<f64>()) {
        prop_assume!(single.is_finite() && double.is_finite());
        for text in [format!("{single}"), format!("{single:e}"), format!("{double}"), format!("{double:e}"), shortest(single)] {
            agree(&text);
        }
    }

    #[test]
    fn any_decimal(text in "[+-]?[0-9]{0,30}\\.?[0-9]{0,30}([eE][+-]?[0-9]{0,3})?", signs in "[-+.eE0-9]{0,10}") {
        agree(&text);
        agree(&signs);
    }

    #[test]
    fn the_middle_of_any_neighbours(bits in 0..f32::MAX.to_bits()) {
        agree_about_the_middle_behind(f32::from_bits(bits));
    }

    #[test]
    fn the_middle_of_any_neighbours_in_f64(m in 1_u128 << 52..1 << 53, power in 0_u32..30) {
        // (2 m + 1) 2^power, and (2 m + 1) / 2^power = (2 m + 1) 5^power / 10^power.
        for (whole, exponent) in [((2 * m + 1) << power, 0), ((2 * m + 1) * 5_u128.pow(power), power)] {
            agree(&format!("{whole}e-{exponent}"));
            agree(&format!("{whole}.00e-{exponent}"));
            agree(&format!("{whole}.001e-{exponent}"));
            agree(&format!("{}.999e-{exponent}", whole - 1));
        }
    }

    #[test]
    fn written_and_read(bits in any::<u32>()) {
        let number = f32::from_bits(bits);
        prop_assume!(number.is_finite());
        prop_assert_eq!(read_f32(&shortest(number)).map(f32::to_bits), Some(bits));
        prop_assert_eq!(read_f32(&plain(number)).map(f32::to_bits), Some(bits));
    }
}
