//! A few cases for each door of the page; `cargo run --profile fuzz --package fuzz` runs millions (docs/safety.md).
#![cfg(not(target_arch = "wasm32"))]

use fuzz::meter::Counting;
use fuzz::{DOORS, Door};
use std::fmt::Write;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// All of the corpus, and some hundreds of cases of chance.
const CASES: u64 = 600;

#[test]
fn no_door_has_a_fault() {
    let mut told = String::new();
    for door in DOORS {
        let tally = door.run(1, 0..CASES, &mut |_| {});
        for (number, fault) in tally.faults {
            let _ = writeln!(told, "{} --seed 1 --case {number}: {fault}", door.name);
        }
        // A door that takes nothing, or everything, is not tried at all.
        assert!(
            (1..CASES).contains(&tally.taken),
            "{} took {}",
            door.name,
            tally.taken
        );
        assert!(tally.held > 0, "{} was not measured", door.name);
    }
    assert_eq!(told, "");
}

#[test]
fn a_case_can_be_had_again() {
    let door = Door::named("document").unwrap();
    let corpus = door.corpus();
    let text = |seed, number| door.text(&corpus, seed, number);
    assert_eq!(text(1, 500), text(1, 500));
    assert_ne!(text(1, 500), text(2, 500));
    assert_ne!(text(1, 500), text(1, 501));
}
