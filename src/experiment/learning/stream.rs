//! Streams of chance, one for each purpose.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// What is drawn. Streams of the same seed do not overlap, so that both models of a seed are given the same sequences in
/// the same order, whatever else is drawn for either.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Which sets are held out.
    Split,
    /// The sequences that are held out.
    HeldOut,
    /// The sequences of the batches.
    Batches,
    /// The weights before training.
    Weights,
}

/// The stream of `purpose` under `seed`: xoshiro256++ (Blackman and Vigna 2021), 2^192 numbers from its neighbours.
pub(super) fn stream(seed: u64, purpose: Purpose) -> Xoshiro256PlusPlus {
    let mut stream = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..purpose as u8).for_each(|_| stream.long_jump());
    stream
}
