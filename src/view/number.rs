//! How a number is changed by hand, wherever it stands: scrubbed, stepped, left to wiggle. Pure.

use std::cell::Cell;

/// How far the pointer moves before a press becomes a scrub, in CSS pixels.
pub const SLOP: i32 = 3;

/// A number that no other gesture has: changes that share it are one undo step.
pub fn next_gesture() -> u32 {
    thread_local!(static NEXT: Cell<u32> = const { Cell::new(1) });
    NEXT.with(|next| {
        let id = next.get();
        next.set(id.wrapping_add(1));
        id
    })
}

/// The number after a scrub of `pixels`: a fiftieth a pixel for numbers around 1, in proportion for larger ones.
pub fn scrubbed(value: f32, pixels: i32, factor: f32) -> f32 {
    let mut size = 1.0;
    while size * 10.0 <= f64::from(value.abs()) {
        size *= 10.0;
    }
    let unit = 0.02 * size * f64::from(factor);
    // Half the step is a power of ten: the number keeps the digits that a step has, and those that it began with.
    tidy(f64::from(value) + f64::from(pixels) * unit, unit / 2.0)
}

/// `value` on the grid of `unit`, so that stepping never leaves 0.30000001 behind.
fn tidy(value: f64, unit: f64) -> f32 {
    // Division by a whole number gives the double nearest to the decimal; multiplying by 0.02 would not.
    if unit < 1.0 {
        let steps = (1.0 / unit).round();
        ((value * steps).round() / steps) as f32
    } else {
        ((value / unit).round() * unit) as f32
    }
}

/// How much faster Shift makes a change, and how much slower Alt.
pub fn factor(shift: bool, alt: bool) -> f32 {
    if shift {
        10.0
    } else if alt {
        0.1
    } else {
        1.0
    }
}

/// Where a number that wiggles around `value` is `seconds` after it began: once up, down and back in two seconds, by
/// half of itself and at least by a half. Where motion is to be reduced it rests a second at each end instead.
pub fn wiggled(value: f32, seconds: f64, calm: bool) -> f32 {
    let reach = (0.5 * f64::from(value.abs())).max(0.5);
    let phase = if calm {
        [0.0, 1.0, 0.0, -1.0][seconds as usize % 4]
    } else {
        (seconds * std::f64::consts::PI).sin()
    };
    // Finer than the page shows, and still short to read.
    let moved = f64::from(value) + reach * phase;
    ((moved * 1e3).round() / 1e3)
        .max(f64::from(f32::MIN))
        .min(f64::from(f32::MAX)) as f32
}

/// The same for a number that stays above 0: between half of it and twice as much.
pub fn wiggled_above(value: f32, seconds: f64, calm: bool) -> f32 {
    let phase = f64::from(wiggled(0.0, seconds, calm)) * 2.0;
    let moved = f64::from(value) * 2f64.powf(phase);
    // Finer than the page shows, and short to read; what is smaller keeps all its digits.
    let tidy = (moved * 1e3).round() / 1e3;
    let shown = if tidy > 0.0 { tidy } else { moved };
    (shown as f32).clamp(f32::MIN_POSITIVE, f32::MAX)
}

/// One step of a tenth (times `factor`) up or down, on the decimal grid of the step.
pub fn stepped(from: f32, up: bool, factor: f32) -> f32 {
    let step = 0.1 * f64::from(factor) * if up { 1.0 } else { -1.0 };
    (((f64::from(from) + step) * 1e6).round() / 1e6) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scrub_stays_on_tidy_numbers() {
        assert_eq!(scrubbed(0.5, 10, 1.0), 0.7);
        assert_eq!(scrubbed(0.5, -25, 1.0), 0.0);
        assert_eq!(scrubbed(0.1, 1, 1.0), 0.12);
        assert_eq!(scrubbed(50.0, 10, 1.0), 52.0);
        assert_eq!(scrubbed(0.5, 10, 0.1), 0.52);
        assert_eq!(scrubbed(0.5, 10, 10.0), 2.5);
    }

    #[test]
    fn a_step_stays_on_tidy_numbers() {
        assert_eq!(stepped(0.2, true, 1.0), 0.3);
        assert_eq!(stepped(0.7, false, 0.1), 0.69);
    }

    #[test]
    fn a_wiggle_begins_at_the_number_and_comes_back_to_it() {
        assert_eq!(wiggled(2.8, 0.0, false), 2.8);
        assert_eq!(wiggled(2.8, 0.5, false), 4.2);
        assert_eq!(wiggled(2.8, 2.0, false), 2.8);
        assert_eq!(wiggled(0.0, 1.5, false), -0.5);
        assert_eq!(wiggled(2.8, 1.2, true), 4.2);
        assert_eq!(wiggled(2.8, 3.9, true), 1.4);
        assert!(wiggled(f32::MAX, 0.5, false).is_finite());
    }

    #[test]
    fn what_stays_above_0_wiggles_between_half_and_twice() {
        assert_eq!(wiggled_above(2.0, 0.0, false), 2.0);
        assert_eq!(wiggled_above(2.0, 0.5, false), 4.0);
        assert_eq!(wiggled_above(2.0, 1.5, false), 1.0);
        assert!(wiggled_above(f32::MIN_POSITIVE, 1.5, false) > 0.0);
        assert!(wiggled_above(f32::MAX, 0.5, false).is_finite());
    }
}
