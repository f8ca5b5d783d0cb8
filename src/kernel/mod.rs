//! The hot loops, on slices. [`scalar`] is the plain statement of the mathematics and the reference for the rest.

pub mod attention;
mod exp;
pub mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

pub use exp::exp;

/// Softmax of one row, by the fastest means this build has: WASM SIMD where it is compiled in, else
/// [`scalar::softmax_row`], which says what it computes and for which inputs. The two agree within 4 ulp.
///
/// # Panics
/// Where the two slices differ in length.
pub fn softmax_row(logits: &[f32], out: &mut [f32]) {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    simd128::softmax_row(logits, out);
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    scalar::softmax_row(logits, out);
}
