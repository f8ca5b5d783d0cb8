//! The register tile of the fused kernel on WASM SIMD: loads, stores and the two products.

use core::arch::wasm32::*;

/// Numbers in a register.
pub(super) const LANES: usize = 4;
/// Keys, or components of a value, that a tile is wide: two registers.
pub(super) const WIDE: usize = 2 * LANES;
/// Steps of the inner loop that are written out: the loop's own cost is spread over them, and the depth of what is
/// packed is a multiple of it.
pub(super) const STEPS: usize = 4;

/// The sums of a tile of `ROWS` queries.
pub(super) type Sums<const ROWS: usize> = [[v128; 2]; ROWS];

/// `a * b + c`: rounded once where the build and the processor have a fused multiply-add, else twice.
#[inline(always)]
pub(super) fn multiply_add(a: v128, b: v128, c: v128) -> v128 {
    #[cfg(target_feature = "relaxed-simd")]
    return f32x4_relaxed_madd(a, b, c);
    #[cfg(not(target_feature = "relaxed-simd"))]
    f32x4_add(c, f32x4_mul(a, b))
}

#[inline(always)]
pub(super) fn load(x: &[f32; LANES]) -> v128 {
    // SAFETY: the reference is valid for reads of its 16 bytes, and v128.load has no alignment to keep.
    unsafe { v128_load(x.as_ptr().cast()) }
}

#[inline(always)]
pub(super) fn store(y: &mut [f32; LANES], x: v128) {
    // SAFETY: the reference is valid for writes of its 16 bytes and held alone, and v128.store has no alignment to
    // keep.
    unsafe { v128_store(y.as_mut_ptr().cast(), x) }
}

/// The two registers of eight numbers.
#[inline(always)]
pub(super) fn load_wide(x: &[f32; WIDE]) -> [v128; 2] {
    let (halves, _) = x.as_chunks::<LANES>();
    [load(&halves[0]), load(&halves[1])]
}

/// Zeros to begin with.
#[inline(always)]
pub(super) fn zeros<const ROWS: usize>() -> Sums<ROWS> {
    [[f32x4_splat(0.0); 2]; ROWS]
}

/// One step: the tile plus the column `x` times the row `y`.
#[inline(always)]
fn step<const ROWS: usize>(sums: &mut Sums<ROWS>, x: [f32; ROWS], y: &[f32; WIDE]) {
    let [left, right] = load_wide(y);
    for (sum, x) in sums.iter_mut().zip(x) {
        let x = f32x4_splat(x);
        sum[0] = multiply_add(x, left, sum[0]);
        sum[1] = multiply_add(x, right, sum[1]);
    }
}

/// `Q K^T` of a strip of queries and a panel of eight keys, both packed by component.
#[inline(always)]
pub(super) fn scores<const ROWS: usize>(q: &[[f32; ROWS]], k: &[[f32; WIDE]]) -> Sums<ROWS> {
    let mut sums = zeros();
    let (q, _) = q.as_chunks::<STEPS>();
    let (k, _) = k.as_chunks::<STEPS>();
    for (q, k) in q.iter().zip(k) {
        for (q, k) in q.iter().zip(k) {
            step(&mut sums, *q, k);
        }
    }
    sums
}

/// `sums + P V` of a strip of rows of P and a panel of eight components of V, packed by key.
#[inline(always)]
pub(super) fn values<const ROWS: usize>(
    mut sums: Sums<ROWS>,
    p: [&[f32]; ROWS],
    v: &[[f32; WIDE]],
) -> Sums<ROWS> {
    let p = p.map(|row| row.as_chunks::<STEPS>().0);
    let (v, _) = v.as_chunks::<STEPS>();
    let p = p.map(|row| &row[..v.len()]);
    for (at, v) in v.iter().enumerate() {
        for (u, v) in v.iter().enumerate() {
            step(&mut sums, p.map(|row| row[at][u]), v);
        }
    }
    sums
}
