//! Numbers as CSV (RFC 4180): lines end in CR LF, and what holds a comma, a quote or the end of a line stands in quotes.
//! A text that a spreadsheet would compute has an apostrophe before it, since the tokens of a link may be
//! a stranger's.

use crate::model::decimal::plain;
use crate::plot::{Entry, Table};

/// Media type of the file.
pub const MIME: &str = "text/csv;charset=utf-8";

/// The table as CSV in UTF-8, with one line of heads. Numbers are the shortest decimals that read back to the same f32;
/// what was not measured, or is not to be expected, is empty.
pub fn write(table: &Table) -> String {
    let mut csv = String::new();
    line(&mut csv, table.heads.iter().map(|head| quoted(head)));
    for row in &table.rows {
        line(&mut csv, row.iter().map(field));
    }
    csv
}

fn line(csv: &mut String, fields: impl Iterator<Item = String>) {
    for (index, field) in fields.enumerate() {
        if index > 0 {
            csv.push(',');
        }
        csv.push_str(&field);
    }
    csv.push_str("\r\n");
}

fn field(entry: &Entry) -> String {
    match entry {
        Entry::Text(text) => quoted(text),
        Entry::Number(number) => plain(*number),
        Entry::Missing | Entry::Blank => String::new(),
    }
}

/// A masked logit, as NumPy reads it.
pub const MASKED: &str = "-inf";

/// What a spreadsheet takes for a formula where a text begins with it (OWASP, CSV Injection).
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn quoted(text: &str) -> String {
    let computed = text.starts_with(FORMULA) && text != MASKED;
    let text = [if computed { "'" } else { "" }, text].concat();
    if text.contains([',', '"', '\r', '\n']) {
        ["\"", &text.replace('"', "\"\""), "\""].concat()
    } else {
        text
    }
}
