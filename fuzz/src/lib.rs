//! Fuzzing of everything that reads what others write: links, documents, actions, settings, messages, pasted blocks, typed
//! numbers, addresses, languages, lessons, kept progress, and what a worker measured.
//!
//! Each is a [`Door`]: it makes cases out of a corpus (what is in use, and what once was wrong) by changing them where
//! their form matters, and judges what the page's own reader does with each: it never panics, holds no more memory than
//! the length of the text allows, and either says which field is wrong, in words that can be shown, or gives something
//! that is written and read back to the same bits.
//!
//! A case is nothing but door, seed and number, so that each can be had again. `cargo run --profile fuzz --package fuzz`
//! runs as many as one likes and prints a table; tests/fuzz.rs runs a few of each with the ordinary tests.

mod chance;
mod doors;
mod hostile;
mod judge;
mod link;
pub mod meter;
mod sources;
mod tree;

pub use chance::Chance;
pub use doors::DOORS;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use tree::Tree;

/// Something that reads what others write.
#[derive(Debug)]
pub struct Door {
    /// Its name, and that of its folder in fuzz/corpus.
    pub name: &'static str,
    /// The function that every such text goes through.
    pub reader: &'static str,
    /// Bytes that reading may hold at once, whatever is read: the largest thing that a short text can ask for.
    pub least: usize,
    /// And for each byte of the text.
    pub each: usize,
    /// Good texts that are made and not kept.
    sources: fn() -> Vec<String>,
    make: fn(&Corpus, &mut Chance) -> String,
    judge: fn(&mut Case<'_>) -> Verdict,
}

/// Whether the text was taken, or what is wrong with the door.
type Verdict = Result<bool, String>;

/// What cases are made of.
#[derive(Debug)]
pub struct Corpus {
    texts: Vec<String>,
    trees: Vec<Tree>,
}

impl Corpus {
    /// One of the texts; nothing where there is none.
    fn any(&self, chance: &mut Chance) -> &str {
        let text = self.texts.get(chance.below(self.texts.len()));
        text.map_or("", String::as_str)
    }

    /// One of the texts, changed.
    fn changed(&self, chance: &mut Chance) -> String {
        hostile::changed(self.any(chance), chance)
    }
}

/// A text on its way through a door, and what reading it took.
#[derive(Debug)]
pub struct Case<'a> {
    /// The text.
    pub text: &'a str,
    held: usize,
    took: Duration,
}

impl<'a> Case<'a> {
    fn new(text: &'a str) -> Self {
        let (held, took) = Default::default();
        Self { text, held, took }
    }

    /// Reads the text, or a part of it, by the door's own function.
    fn read<T>(&mut self, read: impl FnOnce(&'a str) -> T) -> T {
        let begin = Instant::now();
        let (value, held) = meter::most(|| read(self.text));
        self.took = self.took.max(begin.elapsed());
        self.held = self.held.max(held);
        value
    }
}

/// What became of the cases of a door.
#[derive(Debug, Default)]
pub struct Tally {
    /// Cases.
    pub cases: u64,
    /// Of these, the ones that were taken.
    pub taken: u64,
    /// Bytes that reading the most expensive case held at once.
    pub held: usize,
    /// How long reading the slowest case took, for each megabyte where it is longer than one.
    pub slowest: Duration,
    /// Cases that showed a fault: their numbers, and what was wrong.
    pub faults: Vec<(u64, String)>,
}

impl Door {
    /// The door called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        DOORS.iter().find(|door| door.name == name)
    }

    /// Good texts, and what was kept in fuzz/corpus.
    pub fn corpus(&self) -> Corpus {
        let mut texts = (self.sources)();
        texts.extend(sources::kept(self.name));
        let trees = texts.iter().filter_map(|text| Tree::read(text)).collect();
        Corpus { texts, trees }
    }

    /// The text of a case: those of the corpus first, as they are.
    pub fn text(&self, corpus: &Corpus, seed: u64, number: u64) -> String {
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        match corpus.texts.get(place) {
            Some(text) => text.clone(),
            None => (self.make)(corpus, &mut Chance::new(seed, self.name, number)),
        }
    }

    /// Sends the cases of these numbers through; `begun` hears of each before it is judged.
    pub fn run(&self, seed: u64, numbers: Range<u64>, begun: &mut dyn FnMut(u64)) -> Tally {
        let corpus = self.corpus();
        let mut tally = Tally::default();
        for number in numbers {
            begun(number);
            let text = self.text(&corpus, seed, number);
            self.send(&text, number, &mut tally);
        }
        tally
    }

    fn send(&self, text: &str, number: u64, tally: &mut Tally) {
        let mut case = Case::new(text);
        tally.cases += 1;
        match catch_unwind(AssertUnwindSafe(|| (self.judge)(&mut case))) {
            Ok(Ok(taken)) => tally.taken += u64::from(taken),
            Ok(Err(fault)) => tally.faults.push((number, fault)),
            Err(panic) => tally
                .faults
                .push((number, format!("panics: {}", words(&*panic)))),
        }
        let room = self.least + self.each * text.len();
        if case.held > room {
            let fault = format!("holds {} bytes where {room} are allowed", case.held);
            tally.faults.push((number, fault));
        }
        tally.held = tally.held.max(case.held);
        let megabytes = (text.len() as f64 / f64::from(1 << 20)).max(1.0);
        let took = self.time(case.took, text).div_f64(megabytes);
        tally.slowest = tally.slowest.max(took);
    }

    /// How long reading took: where that was long, the shortest of three more times, since the machine has others to serve.
    fn time(&self, took: Duration, text: &str) -> Duration {
        if took < Duration::from_millis(5) {
            return took;
        }
        let again = || {
            let mut case = Case::new(text);
            let _ = catch_unwind(AssertUnwindSafe(|| (self.judge)(&mut case)));
            case.took
        };
        (0..3).map(|_| again()).fold(took, Duration::min)
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without words")
}
