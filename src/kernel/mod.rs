//! The hot loops, on slices.
