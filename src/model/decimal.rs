//! Numbers as decimals.

/// The shortest decimal that reads back to the same f32 (Adams, Ryu, 2018), as JSON has it: `0.1`, `-2.0`,
/// `1e-45`, `3.4028235e+38`. `NaN`, `inf` and `-inf` for what is not finite.
pub fn shortest(number: f32) -> String {
    let mut buffer = ryu::Buffer::new();
    let text = buffer.format(number);
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text.to_owned(),
    }
}
