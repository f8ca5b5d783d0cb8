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

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const TASKS: [Task; 2] = [Task::Increasing, Task::Repeat];

    fn set(sequence: &[u8]) -> Set {
        sequence.iter().fold(0, |set, x| set | 1 << x)
    }

    fn batch(data: &Data, size: usize, seed: u64) -> Examples {
        data.batch(size, &mut stream(seed, Purpose::Batches))
    }

    #[test]
    fn answers_are_right_and_half_of_them_yes() {
        for (task, length) in TASKS.into_iter().flat_map(|t| (2..=8).map(move |n| (t, n))) {
            let data = Data::new(task, length, 1);
            for examples in [&data.held_out, &batch(&data, 500, 1)] {
                assert!(examples.len() >= 8);
                let yes = examples.answers().iter().filter(|yes| **yes).count();
                assert_eq!(2 * yes, examples.len(), "{task:?} of {length}");
                for (sequence, answer) in examples.iter() {
                    assert_eq!(task.holds(sequence), answer, "{sequence:?}");
                    assert!(sequence.iter().all(|x| *x < NUMBERS));
                    let doubled = usize::from(task == Task::Repeat && answer);
                    assert_eq!(set(sequence).count_ones() as usize, length - doubled);
                }
            }
        }
    }

    #[test]
    fn sets_that_are_held_out_are_never_trained_on() {
        for task in TASKS {
            let data = Data::new(task, 4, 2);
            // With its answer: that 1, 2, 3 was seen says nothing of which of them is doubled.
            let key =
                |(sequence, answer): (&[u8], bool)| (set(sequence), answer && task == Task::Repeat);
            let held_out: HashSet<_> = data.held_out.iter().map(key).collect();
            let trained: HashSet<_> = batch(&data, 50_000, 2).iter().map(key).collect();
            assert!(held_out.is_disjoint(&trained), "{task:?}");
            // So many draws meet nearly every set that may be trained on: four fifths of C(20, 4) = 4845.
            let sets = trained.iter().filter(|(_, doubled)| !doubled).count();
            assert!((3_860..=3_876).contains(&sets), "{sets}");
        }
    }

    #[test]
    fn each_set_is_asked_about_sorted_and_not() {
        for length in 2..=8 {
            let held_out = Data::new(Task::Increasing, length, 3).held_out;
            let all: Vec<_> = held_out.iter().collect();
            for pair in all.chunks(2) {
                assert_eq!(set(pair[0].0), set(pair[1].0));
                assert!(pair[0].1 && !pair[1].1);
            }
            // So nothing but the order tells them apart.
            assert_eq!(2 * held_out.order_blind_ceiling(), held_out.len());
        }
        for length in 2..=8 {
            let held_out = Data::new(Task::Repeat, length, 3).held_out;
            assert_eq!(held_out.order_blind_ceiling(), held_out.len());
        }
    }

    #[test]
    fn every_order_but_the_sorted_one_is_equally_likely() {
        let data = Data::new(Task::Increasing, 3, 4);
        let mut counts = [0_u32; 6];
        for (sequence, answer) in batch(&data, 20_000, 4).iter() {
            if !answer {
                let rank = |i: usize| sequence.iter().filter(|x| **x < sequence[i]).count();
                counts[rank(0) * 2 + usize::from(rank(1) > rank(2))] += 1;
            }
        }
        assert_eq!(counts[0], 0, "0 1 2 is sorted");
        // Chi-squared of 4 degrees of freedom: 18.5 is exceeded once in a thousand times.
        let expected = 10_000.0 / 5.0;
        let chi: f64 = counts[1..]
            .iter()
            .map(|count| (f64::from(*count) - expected).powi(2) / expected)
            .sum();
        assert!(chi < 18.5, "{counts:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_sequences_and_another_one_others() {
        let both = |seed| {
            let data = Data::new(Task::Increasing, 5, seed);
            let batch = batch(&data, 64, seed);
            (data.held_out, batch)
        };
        assert_eq!(both(7), both(7));
        assert_ne!(both(7).0, both(8).0);
        assert_ne!(both(7).1, both(8).1);
        // For ever: curves in lessons and screenshots are of these.
        let first = both(7).1;
        assert_eq!(
            first.numbers()[..10],
            GOLDEN,
            "{:?}",
            &first.numbers()[..10]
        );
    }
    const GOLDEN: [u8; 10] = [1, 4, 5, 9, 10, 17, 7, 12, 8, 15];
}
