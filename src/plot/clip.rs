//! What of lines and areas lies within the frame.

/// A rectangle, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

type Point = (f64, f64);

impl Frame {
    /// Whether a point lies within, up to a hundredth of a pixel.
    pub fn holds(&self, (x, y): Point) -> bool {
        let within = |at: f64, low: f64, high: f64| at >= low - 0.01 && at <= high + 0.01;
        within(x, self.left, self.right) && within(y, self.top, self.bottom)
    }

    /// The part of a segment that lies within (Liang and Barsky, A new concept and method for line clipping, 1984).
    pub fn segment(&self, from: Point, to: Point) -> Option<(Point, Point)> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (slope, room) in [
            (-dx, from.0 - self.left),
            (dx, self.right - from.0),
            (-dy, from.1 - self.top),
            (dy, self.bottom - from.1),
        ] {
            if slope < 0.0 {
                enter = enter.max(room / slope);
            } else if slope > 0.0 {
                leave = leave.min(room / slope);
            } else if room < 0.0 {
                return None;
            }
        }
        let at = |share: f64| self.nearest((from.0 + share * dx, from.1 + share * dy));
        (enter <= leave).then(|| (at(enter), at(leave)))
    }

    /// The part of an area that lies within (Sutherland and Hodgman, Reentrant polygon clipping, 1974).
    pub fn area(&self, corners: Vec<Point>) -> Vec<Point> {
        let inside: [&dyn Fn(Point) -> f64; 4] = [
            &|p| p.0 - self.left,
            &|p| self.right - p.0,
            &|p| p.1 - self.top,
            &|p| self.bottom - p.1,
        ];
        let cut = inside.iter().fold(corners, |corners, side| {
            let mut kept = Vec::new();
            let ends = corners.iter().cycle().skip(1);
            for (&from, &to) in corners.iter().zip(ends) {
                let (before, after) = (side(from), side(to));
                if before >= 0.0 {
                    kept.push(from);
                }
                if (before < 0.0) != (after < 0.0) {
                    let share = before / (before - after);
                    kept.push((
                        from.0 + share * (to.0 - from.0),
                        from.1 + share * (to.1 - from.1),
                    ));
                }
            }
            kept
        });
        cut.into_iter().map(|corner| self.nearest(corner)).collect()
    }

    /// The point within that is nearest: what rounding put outside comes back.
    pub fn nearest(&self, (x, y): Point) -> Point {
        (
            x.max(self.left).min(self.right),
            y.max(self.top).min(self.bottom),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame {
        left: 0.0,
        right: 10.0,
        top: 0.0,
        bottom: 10.0,
    };

    #[test]
    fn a_segment_is_cut_at_the_frame() {
        let cut = |from, to| FRAME.segment(from, to);
        assert_eq!(
            cut((-5.0, 5.0), (15.0, 5.0)),
            Some(((0.0, 5.0), (10.0, 5.0)))
        );
        assert_eq!(
            cut((5.0, 5.0), (5.0, 1e30)),
            Some(((5.0, 5.0), (5.0, 10.0)))
        );
        assert_eq!(cut((1.0, 1.0), (2.0, 3.0)), Some(((1.0, 1.0), (2.0, 3.0))));
        assert_eq!(cut((-5.0, -1.0), (15.0, -1.0)), None);
        assert_eq!(cut((-9.0, 5.0), (5.0, -9.0)), None);
    }

    #[test]
    fn an_area_is_cut_at_the_frame() {
        let wide = vec![(-5.0, 2.0), (15.0, 2.0), (15.0, 4.0), (-5.0, 4.0)];
        let cut = FRAME.area(wide);
        assert_eq!(cut.len(), 4, "{cut:?}");
        assert!(
            cut.iter()
                .all(|p| FRAME.holds(*p) && (2.0..=4.0).contains(&p.1))
        );
        assert!(
            FRAME
                .area(vec![(-5.0, -5.0), (-1.0, -5.0), (-1.0, -1.0)])
                .is_empty()
        );
    }
}
