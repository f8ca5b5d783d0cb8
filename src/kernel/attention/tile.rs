//! The register tile of the fused kernel on WASM SIMD: loads, stores and the two products. This file holds all `unsafe`
//! of the kernel.
//!
//! # What the disassembly said
//! Looked at: the module (wasm2wat) and V8's machine code for x64 (Chromium 156, the code of `--perf-prof`; V8 has 15
//! registers of 128 bits to give away).
//!
//! - Four steps written out in one turn of the loop: LLVM gathers the four multiply-adds of each sum into one expression
//!   and loads all 24 broadcasts before it; some twenty registers too many, each of them stored and loaded again. Half
//!   the speed. So a turn is one step. V8 itself unrolls the loop of the smaller tile (three turns, Chromium 148), which
//!   spills nothing, and leaves that of the larger one as it is: there the multiply-adds are what a turn waits for.
//! - One step, LLVM's own order: the right halves of six rows, then the left ones, so that six broadcasts, two operands
//!   and twelve sums are alive. With its machine scheduler off (see xtask/src/fused.rs) the order is that of the source,
//!   row by row: twelve sums, two operands and one broadcast are exactly the fifteen registers of a tile of 6 x 8.
//! - Without a fused multiply-add each product needs a register of its own: 6 x 8 does not fit, and the tile is 4 x 8.
//! - LLVM's loop strength reduction makes `base + constant` of every address an addition in front of the load; switched
//!   off, the constants are offsets of the loads. That, and rows at a constant distance, is why one address is enough.
//! - Four steps with the scheduler off: the pass that puts values on WebAssembly's stack gathers them all the same, and
//!   attention takes 17 % longer.
//! - Two and four steps with `-pre-RA-sched=source` besides: the same, 16 to 31 % longer with relaxed
//!   SIMD, 8 to 26 % without.
//! - Older V8 (11.3, Node 20) schedules loads upwards by itself and spills here; nothing in the module changes that.
//!
//! # Where the time goes
//! N = 512, d = 64, Zen 4, samples of the machine code; the ideal of a product is the peak of multiplications and
//! additions on registers alone (fused 58.8 GFLOP/s, apart 58.8 too: such a processor has pipes for both).
//!
//! | part | relaxed | its ideal | simd128 | its ideal |
//! |---|---|---|---|---|
//! | `Q K^T` | 600 us | 570 | 680 us | 570 |
//! | `P V` | 590 us | 570 | 680 us | 570 |
//! | exponentials and sums | 90 us | 62 | 140 us | 85 |
//! | weights times the inverse sums | 35 us | | 35 us | |
//! | packing | 17 us | | 17 us | |
//! | copies in and out, the rest | 70 us | | 70 us | |
//!
//! - The peak counts the products and nothing else. Without a fused multiply-add no tile comes near it that loads its
//!   operands: written by hand and alone in the first cache, 4 x 8, 3 x 12, 5 x 8 and 2 x 16, one to eight steps a turn,
//!   products before the sums or each beside its own, with broadcasts or with queries laid out four times, reach 46 to 49
//!   GFLOP/s at best, 79 to 83 %. Here it is 49. So the whole cannot be at 85 % of that peak; it is at about 70 %.
//! - A tile's last turn costs some 20 cycles, a branch foretold wrongly and the stores: 5 % of `Q K^T` at d = 64.
//! - Blocks that stay in the first cache (several strips to a panel) were tried by leaving the panel the same: 1 % with
//!   relaxed SIMD, nothing without; what is read in order is fetched ahead of time.
//! - Rows of weights at a distance of a power of two cost a tile alone 10 % (loads of one bank), but nothing here.
//! - Functions of their own for the products: slower by 1 to 4 %.

use core::arch::wasm32::*;

/// Numbers in a register.
pub(super) const LANES: usize = 4;
/// Keys, or components of a value, that a tile is wide: two registers.
pub(super) const WIDE: usize = 2 * LANES;
/// Keys of a block. Its rows lie at a fixed distance, so that one address and constants reach all of them: with an
/// address for each row the inner loop would run out of integer registers.
pub(super) const KEYS: usize = 256;

/// What `ROWS` queries have to do with a block of keys.
pub(super) type Block<const ROWS: usize> = [[f32; KEYS]; ROWS];

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

/// Loads where it is written: the compiler does not keep the register from the time before.
#[inline(always)]
pub(super) fn load_again(x: &v128) -> v128 {
    // SAFETY: a reference is valid for reads and aligned.
    unsafe { std::ptr::read_volatile(x) }
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
    let mut x = q.as_ptr();
    for y in &k[..k.len().min(q.len())] {
        // SAFETY: x is moved on once for each of at most as many keys as there are queries, so that it is within their
        // slice here, and one past it at most after the last key.
        unsafe {
            step(&mut sums, *x, y);
            x = x.add(1);
        }
    }
    sums
}

/// `sums + P V` of a block of P and a panel of eight components of V, packed by key; at most [`KEYS`] of these.
#[inline(always)]
pub(super) fn values<const ROWS: usize>(
    mut sums: Sums<ROWS>,
    p: &Block<ROWS>,
    v: &[[f32; WIDE]],
) -> Sums<ROWS> {
    let v = &v[..v.len().min(KEYS)];
    let mut x = p.as_ptr().cast::<f32>();
    for y in v {
        // SAFETY: x is moved on once for each of at most KEYS keys, so that it stays within the first row of the
        // block, or one past it after the last key; the r-th row begins KEYS numbers after the one before it.
        unsafe {
            let column = std::array::from_fn(|r| *x.add(r * KEYS));
            step(&mut sums, column, y);
            x = x.add(1);
        }
    }
    sums
}
