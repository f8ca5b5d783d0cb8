//! Reads how many tests a runner passed and failed from what it printed.

use std::ops::Add;

/// Tests of one or more runners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that were left out by name, with a reason.
    pub skipped: u64,
}

impl Add for Counts {
    type Output = Counts;

    fn add(self, other: Counts) -> Counts {
        Counts {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

/// Sums the closing lines of `cargo test` and of wasm-bindgen-test, which has the same form:
/// `test result: ok. 12 passed; 0 failed; 0 ignored; ..`. `None` where there is no such line.
pub fn of_cargo_test(output: &str) -> Option<Counts> {
    output
        .lines()
        .filter_map(|line| result_line(line.trim()))
        .reduce(Add::add)
}

fn result_line(line: &str) -> Option<Counts> {
    let rest = line.strip_prefix("test result: ")?;
    let (_, numbers) = rest.split_once(". ")?;
    let mut counts = Counts::default();
    for part in numbers.split(';') {
        match part.trim().split_once(' ') {
            Some((number, "passed")) => counts.passed = number.parse().ok()?,
            Some((number, "failed")) => counts.failed = number.parse().ok()?,
            _ => {}
        }
    }
    Some(counts)
}

/// Reads the closing lines of Node's test runner: `# pass 3` and `# fail 0` (tap) or the same after an
/// information sign (spec). A cancelled test has failed. `None` where they are missing.
pub fn of_node_test(output: &str) -> Option<Counts> {
    let number = |word: &str| {
        let line = output.lines().rev().find_map(|line| {
            let rest = line
                .trim()
                .strip_prefix('#')
                .or_else(|| line.trim().strip_prefix('\u{2139}'))?;
            rest.trim().strip_prefix(word)?.strip_prefix(' ')
        })?;
        line.trim().parse::<u64>().ok()
    };
    Some(Counts {
        passed: number("pass")?,
        failed: number("fail")? + number("cancelled").unwrap_or(0),
        skipped: number("skipped").unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_test_sums_over_binaries() {
        let output = "running 2 tests\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.00s\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(
            of_cargo_test(output),
            Some(Counts {
                passed: 15,
                failed: 2,
                ..Counts::default()
            })
        );
    }

    #[test]
    fn wasm_bindgen_test_is_read_too() {
        let output = "running 1 test\ntest web::it_runs ... ok\n\n\
            test result: ok. 1 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.01s\n";
        assert_eq!(
            of_cargo_test(output),
            Some(Counts {
                passed: 1,
                failed: 0,
                ..Counts::default()
            })
        );
    }

    #[test]
    fn a_crash_has_no_counts() {
        assert_eq!(of_cargo_test("error: could not compile"), None);
        assert_eq!(of_node_test("# pass 3"), None);
        assert_eq!(of_node_test(""), None);
    }

    #[test]
    fn node_test_in_both_reporters() {
        let tap =
            "# tests 5\n# suites 0\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 4\n# todo 0\n";
        assert_eq!(
            of_node_test(tap),
            Some(Counts {
                passed: 3,
                failed: 2,
                skipped: 4
            })
        );
        let spec = "\u{2139} tests 4\n\u{2139} pass 4\n\u{2139} fail 0\n\u{2139} cancelled 0\n";
        assert_eq!(
            of_node_test(spec),
            Some(Counts {
                passed: 4,
                failed: 0,
                ..Counts::default()
            })
        );
    }

    #[test]
    fn what_a_test_prints_is_not_taken_for_the_summary() {
        let output = "# passage of time\n# pass 3\n# fail 0\n";
        assert_eq!(
            of_node_test(output),
            Some(Counts {
                passed: 3,
                failed: 0,
                ..Counts::default()
            })
        );
    }
}
