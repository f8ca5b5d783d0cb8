//! Numbers as colour: a few steps by class, so that the style sheet owns the colours and no style attribute is needed.

use crate::model::Matrix;

/// Steps on each side of zero, and of the ramp of weights.
pub const STEPS: i32 = 10;

/// The largest magnitude among the finite numbers; 0 where there is none.
pub fn extent(matrix: &Matrix) -> f32 {
    matrix
        .iter()
        .filter(|x| x.is_finite())
        .fold(0.0, |most, x| most.max(x.abs()))
}

/// The class of a number between 0 and 1.
pub fn unit_class(x: f32) -> &'static str {
    RAMP[(x * STEPS as f32).round().clamp(0.0, STEPS as f32) as usize]
}

/// The class of a number of either sign, where `most` has the full colour.
pub fn signed_class(x: f32, most: f32) -> &'static str {
    if x == f32::NEG_INFINITY {
        return "masked";
    }
    if most <= 0.0 {
        return RAMP[0];
    }
    let step = (x / most * STEPS as f32)
        .round()
        .clamp(-STEPS as f32, STEPS as f32) as i32;
    if step < 0 {
        NEGATIVE[-step as usize]
    } else {
        RAMP[step as usize]
    }
}

/// The class of the mark of a derivative beside `steepest`: none for 0, else one of four heights, below for one that
/// raises the number and above for one that lowers it.
pub fn mark_class(slope: f32, steepest: f32) -> &'static str {
    let share = slope.abs() / steepest;
    // Too small to be seen beside the steepest; or all are 0.
    if steepest == 0.0 || share <= 1e-4 {
        return "";
    }
    let step = (share * 4.0).ceil().min(4.0) as usize;
    let classes = if slope > 0.0 { &RAISES } else { &LOWERS };
    classes.get(step.saturating_sub(1)).copied().unwrap_or("")
}

const RAISES: [&str; 4] = ["up1", "up2", "up3", "up4"];
const LOWERS: [&str; 4] = ["down1", "down2", "down3", "down4"];

const RAMP: [&str; 11] = [
    "h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "h9", "h10",
];
const NEGATIVE: [&str; 11] = [
    "h0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_symmetric_around_zero() {
        assert_eq!(signed_class(2.0, 2.0), "h10");
        assert_eq!(signed_class(-2.0, 2.0), "n10");
        assert_eq!(signed_class(0.04, 2.0), "h0");
        assert_eq!(signed_class(f32::MAX, f32::MAX), "h10");
        assert_eq!(signed_class(f32::NEG_INFINITY, 1.0), "masked");
        assert_eq!(signed_class(0.0, 0.0), "h0");
    }

    #[test]
    fn marks_tell_size_and_sign() {
        assert_eq!(mark_class(0.5, 1.0), "up2");
        assert_eq!(mark_class(-1.0, 1.0), "down4");
        assert_eq!(mark_class(0.01, 1.0), "up1");
        assert_eq!(mark_class(0.0, 1.0), "");
        assert_eq!(mark_class(0.0, 0.0), "");
    }

    #[test]
    fn weights_use_the_whole_ramp() {
        assert_eq!(unit_class(0.0), "h0");
        assert_eq!(unit_class(0.8), "h8");
        assert_eq!(unit_class(1.0), "h10");
    }
}
