//! Numbers as colour: a few steps by class, so that the style sheet owns the colours and no style attribute is needed.

use crate::model::Matrix;

/// Steps on each side of zero, and of the ramp of weights.
pub const STEPS: i32 = 10;

/// A step of colour from -10 to 10, or the look of what is masked; of a mark, from -4 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Step(i8);

/// A masked logit.
const MASKED: Step = Step(i8::MIN);

impl Step {
    /// As bits.
    pub fn code(self) -> u8 {
        self.0 as u8
    }

    /// The class of a colour.
    pub fn class(self) -> &'static str {
        let size = usize::from(self.0.unsigned_abs());
        let classes = if self.0 < 0 { &NEGATIVE } else { &RAMP };
        // The one step beyond the ramps.
        classes.get(size).copied().unwrap_or("masked")
    }

    /// The class of a mark: none for 0, else one of four heights, below for what raises a number and above for what
    /// lowers it.
    pub fn mark_class(self) -> &'static str {
        let classes = if self.0 < 0 { &LOWERS } else { &RAISES };
        let size = usize::from(self.0.unsigned_abs());
        classes.get(size).copied().unwrap_or("")
    }
}

/// The largest magnitude among the finite numbers; 0 where there is none.
pub fn extent(matrix: &Matrix) -> f32 {
    matrix
        .iter()
        .filter(|x| x.is_finite())
        .fold(0.0, |most, x| most.max(x.abs()))
}

/// The next round number, so that a scale stays while what it measures changes a little.
pub fn round(extent: f32) -> f32 {
    if extent <= 0.0 || extent > 1e37 {
        return extent;
    }
    let mut unit = 1.0_f64;
    let size = f64::from(extent);
    while unit > size {
        unit /= 10.0;
    }
    while unit * 10.0 <= size {
        unit *= 10.0;
    }
    let steps = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let step = steps.iter().find(|step| unit * **step >= size * 0.999_999);
    (unit * step.unwrap_or(&10.0)) as f32
}

/// The colour of a number between 0 and 1.
pub fn unit(x: f32) -> Step {
    Step((x * STEPS as f32).round().max(0.0).min(STEPS as f32) as i8)
}

/// The colour of a number of either sign, where `most` has the full colour.
pub fn signed(x: f32, most: f32) -> Step {
    if x == f32::NEG_INFINITY {
        return MASKED;
    }
    if most <= 0.0 {
        return Step(0);
    }
    let most_steps = STEPS as f32;
    Step(
        (x / most * most_steps)
            .round()
            .max(-most_steps)
            .min(most_steps) as i8,
    )
}

/// The mark of a derivative beside `steepest`.
pub fn mark(slope: f32, steepest: f32) -> Step {
    let share = slope.abs() / steepest;
    // Too small to be seen beside the steepest; or all are 0.
    if steepest == 0.0 || share <= 1e-4 {
        return Step(0);
    }
    let size = (share * 4.0).ceil().min(4.0) as i8;
    Step(if slope > 0.0 { size } else { -size })
}

const RAMP: [&str; 11] = [
    "h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "h9", "h10",
];
const NEGATIVE: [&str; 11] = [
    "h0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10",
];
const RAISES: [&str; 5] = ["", "up1", "up2", "up3", "up4"];
const LOWERS: [&str; 5] = ["", "down1", "down2", "down3", "down4"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_symmetric_around_zero() {
        let class = |x, most| signed(x, most).class();
        assert_eq!(class(2.0, 2.0), "h10");
        assert_eq!(class(-2.0, 2.0), "n10");
        assert_eq!(class(0.04, 2.0), "h0");
        assert_eq!(class(f32::MAX, f32::MAX), "h10");
        assert_eq!(class(f32::NEG_INFINITY, 1.0), "masked");
        assert_eq!(class(0.0, 0.0), "h0");
    }

    #[test]
    fn a_scale_is_round_and_holds_its_numbers() {
        assert_eq!(round(7.18), 8.0);
        assert_eq!(round(5.64), 6.0);
        assert_eq!(round(0.74), 0.8);
        assert_eq!(round(1.0), 1.0);
        assert_eq!(round(0.0), 0.0);
        assert_eq!(round(f32::MAX), f32::MAX);
        for x in [1e-40, 3e-7, 0.2, 9.99, 12.0, 4e20] {
            assert!(round(x) >= x * 0.999_99 && round(x) <= x * 1.67, "{x}");
        }
    }

    #[test]
    fn weights_use_the_whole_ramp() {
        assert_eq!(unit(0.0).class(), "h0");
        assert_eq!(unit(0.8).class(), "h8");
        assert_eq!(unit(1.0).class(), "h10");
    }

    #[test]
    fn marks_tell_size_and_sign() {
        let class = |slope, steepest| mark(slope, steepest).mark_class();
        assert_eq!(class(0.5, 1.0), "up2");
        assert_eq!(class(-1.0, 1.0), "down4");
        assert_eq!(class(0.01, 1.0), "up1");
        assert_eq!(class(0.0, 1.0), "");
        assert_eq!(class(0.0, 0.0), "");
    }
}
