//! The table of steps that ends every command.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::counts::Counts;

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it should; the text is a remark ("found", "12 files").
    Done(String),
    /// It did not; the text says why and what to do.
    Failed(String),
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Name of the step.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Tests that it ran, where it ran tests.
    pub counts: Option<Counts>,
    /// Wall time.
    pub time: Duration,
}

/// All steps so far.
pub struct Report {
    start: Instant,
    rows: Vec<Row>,
}

impl Default for Report {
    fn default() -> Self {
        Report {
            start: Instant::now(),
            rows: Vec::new(),
        }
    }
}

impl Report {
    /// Runs a step that is no test and notes its time; an error is noted and handed on.
    pub fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<(T, String)>) -> Result<T> {
        let start = Instant::now();
        let result = work();
        let (outcome, value) = match result {
            Ok((value, remark)) => (Outcome::Done(remark), Ok(value)),
            Err(error) => (Outcome::Failed(error.to_string()), Err(error)),
        };
        self.push(Row {
            name: name.to_owned(),
            outcome,
            counts: None,
            time: start.elapsed(),
        });
        value
    }

    /// Adds a finished step.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// The steps as text, one a line, in columns.
    pub fn table(&self) -> String {
        let width = self
            .rows
            .iter()
            .map(|row| row.name.len())
            .max()
            .unwrap_or(0);
        let mut lines: Vec<String> = self.rows.iter().map(|row| row.line(width)).collect();
        lines.push(format!(
            "{:<width$}  {:>8}",
            "total",
            seconds(self.start.elapsed())
        ));
        lines.join("\n")
    }

    /// Sum over the named checks: one with tests counts them, one without counts as one. Steps of the set-up count
    /// nothing of their own, since the check that needs them fails with them.
    pub fn totals(&self, checks: &[&str]) -> Counts {
        let rows = self
            .rows
            .iter()
            .filter(|row| checks.contains(&row.name.as_str()));
        rows.fold(Counts::default(), |sum, row| sum + row.tally())
    }
}

impl Row {
    fn line(&self, width: usize) -> String {
        let (mark, text) = match &self.outcome {
            Outcome::Done(text) => ("ok", text),
            Outcome::Failed(text) => ("FAILED", text),
        };
        let counts = self
            .counts
            .map(|c| match c.skipped {
                0 => format!("{} passed, {} failed  ", c.passed, c.failed),
                skipped => format!(
                    "{} passed, {} failed, {skipped} skipped  ",
                    c.passed, c.failed
                ),
            })
            .unwrap_or_default();
        format!(
            "{:<width$}  {:>8}  {mark:<6}  {counts}{text}",
            self.name,
            seconds(self.time)
        )
        .trim_end()
        .to_owned()
    }

    fn tally(&self) -> Counts {
        let counts = self.counts.unwrap_or_default();
        match self.outcome {
            // A runner that failed without naming a failed test (it did not compile, say) still failed once.
            Outcome::Failed(_) => Counts {
                failed: counts.failed.max(1),
                ..counts
            },
            Outcome::Done(_) if self.counts.is_none() => Counts {
                passed: 1,
                ..Counts::default()
            },
            Outcome::Done(_) => counts,
        }
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, outcome: Outcome, counts: Option<Counts>) -> Row {
        Row {
            name: name.into(),
            outcome,
            counts,
            time: Duration::from_millis(1234),
        }
    }

    #[test]
    fn totals_add_tests_checks_and_failures() {
        let mut report = Report::default();
        report.push(row("tool", Outcome::Done("found".into()), None));
        report.push(row("fmt", Outcome::Done(String::new()), None));
        report.push(row(
            "unit",
            Outcome::Done(String::new()),
            Some(Counts {
                passed: 5,
                failed: 0,
                ..Counts::default()
            }),
        ));
        report.push(row(
            "web",
            Outcome::Failed("2 failed".into()),
            Some(Counts {
                passed: 3,
                failed: 2,
                ..Counts::default()
            }),
        ));
        report.push(row("e2e", Outcome::Failed("did not start".into()), None));
        assert_eq!(
            report.totals(&["fmt", "unit", "web", "e2e"]),
            Counts {
                passed: 9,
                failed: 3,
                ..Counts::default()
            }
        );
    }

    #[test]
    fn a_failed_step_of_the_setup_is_noted_and_handed_on() {
        let mut report = Report::default();
        let result: Result<()> = report.step("tool", || anyhow::bail!("Install it."));
        assert_eq!(result.unwrap_err().to_string(), "Install it.");
        assert!(
            report.table().contains("FAILED  Install it."),
            "{}",
            report.table()
        );
    }
}
