//! The sequences of a task: which sets of numbers are held out, and sequences drawn from the sets.

use super::stream::{Purpose, stream};
use super::task::{Examples, NUMBERS, Task};
use rand::seq::{IndexedRandom, SliceRandom};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A set of numbers below [`NUMBERS`], a bit each.
type Set = u32;

/// One set of this many is held out.
const HELD_OUT: usize = 5;
/// Most sets of each answer that are held out and asked about: the standard error of an accuracy of 98.5 % is then 0.3
/// per cent points, and asking costs less than training.
const MOST_ASKED: usize = 1_000;

/// The sequences of one task, length and seed.
///
/// For [`Task::Increasing`] a set of n numbers gives the sequence that is sorted (yes) and one in any other order (no).
/// For [`Task::Repeat`] a set of n numbers gives one in any order (no), and a set of n - 1 numbers one in which one of
/// them is doubled (yes). Both answers come equally often.
///
/// Sets, not sequences, are held out: no arrangement of the numbers of a sequence that is asked about was ever trained
/// on. And each set that is held out is asked about once with either answer where it can have either, so that nothing
/// but the order can tell them apart.
#[derive(Debug)]
pub struct Data {
    task: Task,
    length: usize,
    /// The sets of sequences whose answer is no, and (where they are others) of those whose answer is yes.
    pools: Vec<Pool>,
    /// The sequences that are asked about and never trained on.
    pub held_out: Examples,
}

/// All sets of a size, in an order of chance; the first are held out.
#[derive(Debug)]
struct Pool {
    sets: Vec<Set>,
    held_out: usize,
}

impl Data {
    /// The data of `seed`; `length` is from 2 to 19.
    pub fn new(task: Task, length: usize, seed: u64) -> Self {
        let mut rng = stream(seed, Purpose::Split);
        let mut pool = |size| Pool::new(size, &mut rng);
        let pools = match task {
            Task::Increasing => vec![pool(length)],
            Task::Repeat => vec![pool(length), pool(length - 1)],
        };
        let held_out = Examples::new(length);
        let mut data = Self {
            task,
            length,
            pools,
            held_out,
        };
        data.hold_out(&mut stream(seed, Purpose::HeldOut));
        data
    }

    fn hold_out(&mut self, rng: &mut Xoshiro256PlusPlus) {
        let fewest = self.pools.iter().map(|pool| pool.held_out).min();
        let mut examples = Examples::new(self.length);
        for at in 0..fewest.unwrap_or(0).min(MOST_ASKED) {
            for answer in [true, false] {
                let set = self.pool(answer).sets[at];
                examples.push(&self.arrange(set, answer, rng), answer);
            }
        }
        self.held_out = examples;
    }

    /// A batch of sequences of sets that are not held out, yes and no in turns.
    pub fn batch(&self, size: usize, rng: &mut Xoshiro256PlusPlus) -> Examples {
        let mut examples = Examples::new(self.length);
        for at in 0..size {
            let answer = at % 2 == 0;
            let pool = self.pool(answer);
            if let Some(set) = pool.sets[pool.held_out..].choose(rng) {
                examples.push(&self.arrange(*set, answer, rng), answer);
            }
        }
        examples
    }

    fn pool(&self, answer: bool) -> &Pool {
        match self.pools.as_slice() {
            [_, yes] if answer => yes,
            [no, ..] => no,
            [] => unreachable!("there is a pool"),
        }
    }

    /// A sequence of the numbers of `set` with this answer, all such equally likely.
    fn arrange(&self, set: Set, answer: bool, rng: &mut Xoshiro256PlusPlus) -> Vec<u8> {
        let mut sequence: Vec<u8> = (0..NUMBERS).filter(|x| set >> x & 1 == 1).collect();
        match (self.task, answer) {
            (Task::Increasing, true) => return sequence,
            (Task::Repeat, true) => sequence.extend(sequence.clone().choose(rng)),
            _ => {}
        }
        loop {
            sequence.shuffle(rng);
            if self.task.holds(&sequence) == answer {
                return sequence;
            }
        }
    }
}

impl Pool {
    /// Every set of `size` numbers.
    fn new(size: usize, rng: &mut Xoshiro256PlusPlus) -> Self {
        let of_size = |set: &Set| set.count_ones() as usize == size;
        let mut sets: Vec<Set> = (0..1 << NUMBERS).filter(of_size).collect();
        sets.shuffle(rng);
        let held_out = sets.len() / HELD_OUT;
        Self { sets, held_out }
    }
}
