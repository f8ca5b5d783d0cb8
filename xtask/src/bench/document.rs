//! The report of the benches: a list of sections, each a table, as JSON and as Markdown.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{machine, marked};

const MARKER: &str = "<!-- bench -->";

/// All sections of one run.
#[derive(Serialize)]
pub struct Document {
    /// Counts up when a reader of the JSON would have to change.
    format: u32,
    /// Whether it is a short run, which shows that the benches work and no more.
    quick: bool,
    /// Where it ran: ratios hold from machine to machine, times do not.
    machine: String,
    /// The tables.
    pub sections: Vec<Section>,
}

/// One bench.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Section {
    /// The name for `--only`.
    pub name: String,
    /// A heading.
    pub title: String,
    /// What the keys of a row mean, in their order.
    pub columns: Vec<Column>,
    /// A line of the table each, by key.
    pub rows: Vec<Row>,
    /// What is and what is not measured, a sentence or two each.
    pub notes: Vec<String>,
    /// Whether the README quotes it: it has room for the tables that say most.
    #[serde(skip)]
    pub quoted: bool,
}

/// What a row holds under one key.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// The key in a row.
    pub key: String,
    /// The heading; with the unit where there is one.
    pub title: String,
}

/// Texts and numbers by key.
pub type Row = Map<String, Value>;

impl Section {
    /// A section without rows; `columns` are pairs of key and heading.
    pub fn new(name: &str, title: &str, columns: &[(&str, &str)]) -> Self {
        let column = |(key, title): &(&str, &str)| Column {
            key: (*key).to_owned(),
            title: (*title).to_owned(),
        };
        Section {
            name: name.to_owned(),
            title: title.to_owned(),
            columns: columns.iter().map(column).collect(),
            ..Section::default()
        }
    }

    fn markdown(&self) -> String {
        let titles: Vec<&str> = self.columns.iter().map(|c| c.title.as_str()).collect();
        let is_number = |column: &Column| {
            let mut cells = self.rows.iter().filter_map(|row| row.get(&column.key));
            cells.any(Value::is_number)
        };
        let rule = |column| if is_number(column) { "---:" } else { "---" };
        let rules: Vec<&str> = self.columns.iter().map(rule).collect();
        let mut lines = vec![
            format!("### {}\n", self.title),
            line(&titles),
            format!("|{}|", rules.join("|")),
        ];
        for row in &self.rows {
            let cells: Vec<String> = self.columns.iter().map(|c| cell(row.get(&c.key))).collect();
            lines.push(line(&cells));
        }
        lines.extend(self.notes.iter().map(|note| format!("\n{note}")));
        lines.join("\n")
    }
}

fn line<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    format!("| {} |", cells.join(" | "))
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "\u{2013}".into(),
        Some(Value::String(text)) => text.clone(),
        Some(number) => number.to_string(),
    }
}

/// A measured number with three significant digits: more would be noise.
pub fn figure(x: f64) -> Value {
    if !x.is_finite() {
        return Value::Null;
    }
    let rounded: f64 = format!("{x:.2e}").parse().unwrap_or(x);
    // Whole numbers without a decimal point.
    if rounded.fract() == 0.0 && rounded.abs() < 1e15 {
        Value::from(rounded as i64)
    } else {
        Value::from(rounded)
    }
}

impl Document {
    /// A report without sections.
    pub fn begin(quick: bool) -> Self {
        Document {
            format: 1,
            quick,
            machine: machine::describe(),
            sections: Vec::new(),
        }
    }

    /// All tables.
    pub fn markdown(&self) -> String {
        self.tables(|_| true)
    }

    fn tables(&self, chosen: impl Fn(&&Section) -> bool) -> String {
        let tables = self.sections.iter().filter(chosen).map(Section::markdown);
        let mut parts: Vec<String> = tables.collect();
        parts.push(format!("Measured on {}.", self.machine));
        if self.quick {
            parts.push(
                "A short run (`--quick`): it shows that the benches work; take no figure from it."
                    .into(),
            );
        }
        parts.join("\n\n")
    }

    /// Writes report.json and report.md into a folder.
    pub fn save(&self, folder: &Path) -> Result<()> {
        let json = serde_json::to_string_pretty(self)?;
        for (name, text) in [("report.json", json), ("report.md", self.markdown())] {
            let path = folder.join(name);
            std::fs::write(&path, text + "\n")
                .with_context(|| format!("{} cannot be written.", path.display()))?;
        }
        Ok(())
    }

    /// Puts the tables that are to be quoted between the bench markers of a file.
    pub fn write(&self, file: &Path) -> Result<()> {
        marked::write(file, MARKER, &self.tables(|section| section.quoted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Document {
        let mut section = Section::new("a", "A bench", &[("what", "what"), ("time", "time, ms")]);
        for row in [json!({"what": "one", "time": 1.5}), json!({"what": "two"})] {
            section.rows.extend(row.as_object().cloned());
        }
        section.notes.push("A note.".into());
        section.quoted = true;
        Document {
            format: 1,
            quick: false,
            machine: "a machine".into(),
            sections: vec![section, Section::new("b", "Another", &[("x", "x")])],
        }
    }

    #[test]
    fn the_table() {
        assert_eq!(
            document().tables(|section| section.quoted),
            "### A bench\n\n| what | time, ms |\n|---|---:|\n| one | 1.5 |\n| two | \u{2013} |\n\nA note.\n\nMeasured on a machine."
        );
        assert!(
            document()
                .markdown()
                .contains("\n\n### Another\n\n| x |\n|---|\n\n")
        );
        let quick = Document {
            quick: true,
            ..document()
        };
        assert!(quick.markdown().ends_with("take no figure from it."));
    }

    #[test]
    fn three_digits_and_no_false_point() {
        let shown = [1234.5, 0.001_234_5, 2.0, 0.0, 99.96].map(|x| figure(x).to_string());
        assert_eq!(shown, ["1230", "0.00123", "2", "0", "100"]);
        assert_eq!(figure(f64::NAN), Value::Null);
    }

    #[test]
    fn saved_and_quoted() {
        let folder = std::env::temp_dir().join(format!("xtask-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        document().save(&folder).unwrap();
        let json = std::fs::read_to_string(folder.join("report.json")).unwrap();
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["format"], 1);
        assert_eq!(read["sections"][0]["rows"][0]["time"], 1.5);
        assert_eq!(read["sections"][0]["columns"][1]["key"], "time");
        let readme = folder.join("README.md");
        std::fs::write(&readme, format!("before\n{MARKER}\nold\n{MARKER}\nafter\n")).unwrap();
        document().write(&readme).unwrap();
        let text = std::fs::read_to_string(&readme).unwrap();
        assert!(
            text.starts_with("before\n<!-- bench -->\n### A bench"),
            "{text}"
        );
        assert!(
            text.ends_with("a machine.\n<!-- bench -->\nafter\n"),
            "{text}"
        );
        std::fs::write(&readme, "no markers").unwrap();
        let error = document().write(&readme).unwrap_err().to_string();
        assert!(error.contains("has no block between two `<!-- bench -->` lines"));
    }
}
