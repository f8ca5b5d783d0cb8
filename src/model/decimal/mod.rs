//! Numbers as decimals, both ways exact.
//!
//! Rust's own reader of floats is 18 KB of the module, 10 of them a table for speed over all of f64 that no compression
//! makes smaller; its writer is 18 KB more. [`read_f32`] and [`read_f64`] give the same bits in 4 KB (tests hold them
//! against Rust's), and [`shortest`] is Ryu without its large tables, 3 KB. One `{}` of a float, `parse` or `clamp`
//! (whose panic shows its limits) anywhere in the page would bring Rust's back.

mod big;
mod read;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

pub(crate) use read::{read_f32, read_f64};

/// The shortest decimal that reads back to the same f32 (Adams, Ryu, 2018), as JSON has it: `0.1`, `-2.0`,
/// `1e-45`, `3.4028235e+38`. `NaN`, `inf` and `-inf` for what is not finite.
pub(crate) fn shortest(number: f32) -> String {
    let mut buffer = ryu::Buffer::new();
    let text = buffer.format(number);
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text.to_owned(),
    }
}

/// The same as a person writes it: `2`, not `2.0`.
pub(crate) fn plain(number: f32) -> String {
    let text = shortest(number);
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}
