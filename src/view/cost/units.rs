//! Times, bytes and speeds with three digits that count and a unit that suits.

use crate::experiment::cost::Interval;
use crate::view::format::fixed;

/// Milliseconds in each unit of time, and its name.
const TIMES: &[(f64, &str)] = &[
    (1e-6, "ns"),
    (1e-3, "\u{b5}s"),
    (1.0, "ms"),
    (1e3, "s"),
    (6e4, "min"),
    (3.6e6, "h"),
];

/// Bytes in each unit, and its name.
const BYTES: &[(f64, &str)] = &[
    (1.0, "B"),
    (1024.0, "KiB"),
    (1_048_576.0, "MiB"),
    (1_073_741_824.0, "GiB"),
    (1_099_511_627_776.0, "TiB"),
];

/// A time in milliseconds: `3.42 ms`.
pub fn time(ms: f64) -> String {
    with_unit(ms, TIMES)
}

/// A time with its interval, all in the unit of the time: `3.42 ms (3.40–3.51)`.
pub fn times(Interval { value, low, high }: Interval) -> String {
    let (unit, name) = unit(value, TIMES);
    let [value, low, high] = [value, low, high].map(|ms| digits(ms / unit));
    [&value, "\u{a0}", name, " (", &low, "\u{2013}", &high, ")"].concat()
}

/// Bytes: `64.0 MiB`.
pub fn bytes(bytes: f64) -> String {
    with_unit(bytes, BYTES)
}

/// A share: `12.0 %`.
pub fn percent(share: f64) -> String {
    [&digits(100.0 * share), "\u{a0}%"].concat()
}

/// A plain number with its interval, two decimals each: `1.97 (1.95–2.00)`.
pub fn exponents(interval: Interval) -> String {
    let [value, low, high] =
        [interval.value, interval.low, interval.high].map(|x| fixed(x as f32, 2));
    [&value, " (", &low, "\u{2013}", &high, ")"].concat()
}

/// Three digits that count: `0.0342`, `3.42`, `342`, `3420`.
pub fn digits(x: f64) -> String {
    let size = x.abs();
    let decimals = match size {
        s if s >= 99.95 => 0,
        s if s >= 9.995 => 1,
        s if s >= 0.9995 || s == 0.0 => 2,
        s if s >= 0.09995 => 3,
        _ => 4,
    };
    fixed(x as f32, decimals)
}

fn with_unit(x: f64, units: &[(f64, &'static str)]) -> String {
    let (unit, name) = unit(x, units);
    [&digits(x / unit), "\u{a0}", name].concat()
}

/// The largest unit that is no larger than x; the smallest where none is.
fn unit(x: f64, units: &[(f64, &'static str)]) -> (f64, &'static str) {
    let rounded = x * 1.000_5;
    let fits = units.iter().rev().find(|(unit, _)| rounded >= *unit);
    fits.or(units.first()).copied().unwrap_or((1.0, ""))
}
