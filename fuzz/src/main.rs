//! `cargo run --profile fuzz --package fuzz -- [--cases N] [--seed N] [--door NAME] [--case N]`: sends N cases through each
//! door and prints a table, as docs/safety.md has it; `--case` shows and judges a single one.

use fuzz::meter::Counting;
use fuzz::{DOORS, Door, Tally};
use pico_args::Arguments;
use std::error::Error;
use std::process::{ExitCode, abort};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The stack that the page's module has.
const STACK: usize = 1 << 20;
/// Longest that reading may take.
const SLOWEST: Duration = Duration::from_millis(50);
/// After that a case is taken for one that never ends.
const ENDLESS: Duration = Duration::from_secs(20);

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut given = Arguments::from_env();
    let seed = given.opt_value_from_str("--seed")?.unwrap_or(0);
    let cases = given.opt_value_from_str("--cases")?.unwrap_or(100_000);
    let case: Option<u64> = given.opt_value_from_str("--case")?;
    let name: Option<String> = given.opt_value_from_str("--door")?;
    let doors: Vec<&'static Door> = DOORS
        .iter()
        .filter(|door| name.as_deref().is_none_or(|name| name == door.name))
        .collect();
    // What panics is told of by the table.
    std::panic::set_hook(Box::new(|_| {}));
    if let (Some(number), [door]) = (case, doors.as_slice()) {
        println!("{:?}", door.text(&door.corpus(), seed, number));
    }
    let numbers = case.map_or(0..cases, |number| number..number + 1);
    println!("| door | reader | cases | taken | faults | slowest, ms | most held, KB |");
    println!("|---|---|---:|---:|---:|---:|---:|");
    let mut is_good = true;
    for door in doors {
        let tally = sent(door, seed, numbers.clone());
        report(door, &tally);
        is_good &= tally.faults.is_empty() && tally.slowest <= SLOWEST;
    }
    Ok(if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Sends the cases on a stack as small as the page's, and ends the program where one of them does not end.
fn sent(door: &'static Door, seed: u64, numbers: std::ops::Range<u64>) -> Tally {
    static CASE: AtomicU64 = AtomicU64::new(0);
    let work = move || {
        door.run(seed, numbers, &mut |number| {
            CASE.store(number, Ordering::Relaxed)
        })
    };
    let running = thread::Builder::new().stack_size(STACK).spawn(work);
    let Ok(running) = running else {
        return Tally::default();
    };
    let (mut last, mut waited) = (u64::MAX, Duration::ZERO);
    while !running.is_finished() {
        let pause = Duration::from_millis(20);
        thread::sleep(pause);
        let now = CASE.load(Ordering::Relaxed);
        waited = if now == last {
            waited + pause
        } else {
            Duration::ZERO
        };
        last = now;
        if waited > ENDLESS {
            eprintln!("{}: case {now} of seed {seed} does not end", door.name);
            abort();
        }
    }
    running.join().unwrap_or_default()
}

/// A row of the table, and the first faults on the other channel.
fn report(door: &Door, tally: &Tally) {
    println!(
        "| {} | `{}` | {} | {} | {} | {:.1} | {} |",
        door.name,
        door.reader,
        tally.cases,
        tally.taken,
        tally.faults.len(),
        tally.slowest.as_secs_f64() * 1e3,
        tally.held / 1024
    );
    for (number, fault) in tally.faults.iter().take(8) {
        let fault: String = fault.chars().take(400).collect();
        eprintln!("{} --case {number}: {fault}", door.name);
    }
}
