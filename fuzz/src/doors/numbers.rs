//! Typed numbers and pasted blocks.

use crate::chance::Chance;
use crate::judge::names_its_field;
use crate::{Case, Corpus, Verdict, hostile};
use attention_playground::model::limits::{TOKENS, WIDTH};
use attention_playground::state::{parse_block, parse_number};

/// A number, right or wrong.
pub fn make_number(corpus: &Corpus, chance: &mut Chance) -> String {
    match chance.below(6) {
        0 => hostile::text(chance),
        1 => corpus.changed(chance),
        2 => chance.float().to_string(),
        3 => format!("{}/{}", hostile::decimal(chance), hostile::decimal(chance)),
        4 => hostile::changed(&hostile::decimal(chance), chance),
        _ => hostile::decimal(chance),
    }
}

/// A number is read as Rust reads it, and back to the same bits.
pub fn number(case: &mut Case<'_>) -> Verdict {
    let read = case.read(parse_number);
    let plain = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    if case.text.chars().all(plain) && case.text.len() <= 400 {
        let theirs = case
            .text
            .parse::<f32>()
            .ok()
            .filter(|number| number.is_finite());
        if theirs.map(f32::to_bits) != read.as_ref().ok().map(|number| number.to_bits()) {
            return Err(format!("is read as {read:?}, and by Rust as {theirs:?}"));
        }
    }
    match read {
        Err(error) => names_its_field(&error).map(|()| false),
        Ok(number) => comes_back(number, parse_number(&number.to_string()).ok()).map(|()| true),
    }
}

fn comes_back(number: f32, again: Option<f32>) -> Result<(), String> {
    match number.is_finite() && again.map(f32::to_bits) == Some(number.to_bits()) {
        true => Ok(()),
        false => Err(format!("{number} comes back as {again:?}")),
    }
}

/// Rows of numbers as some program writes them, more or less.
pub fn make_block(corpus: &Corpus, chance: &mut Chance) -> String {
    match chance.below(8) {
        0 => return hostile::text(chance),
        1 | 2 => return corpus.changed(chance),
        _ => {}
    }
    let (rows, columns) = match chance.below(400) {
        0 => (1026, 1),
        1 => (1, 1026),
        2 => (65, 1024),
        _ => (chance.below(5), chance.below(5)),
    };
    let (open, separator, close, end) = *chance.of(&[
        ("", "\t", "", "\n"),
        ("", ";", "", "\r\n"),
        ("", ",", "", "\n"),
        ("", " ", "", "\n"),
        ("[", ", ", "]", ",\n"),
        ("[", " ", "]", "\n"),
        ("\"", "\",\"", "\"", "\n"),
    ]);
    let cell = |chance: &mut Chance| match chance.below(3) {
        0 => hostile::decimal(chance),
        _ => (f32::from(chance.byte()) / 8.0).to_string(),
    };
    let row = |chance: &mut Chance| -> String {
        let cells: Vec<_> = (0..columns).map(|_| cell(chance)).collect();
        [open, &cells.join(separator), close].concat()
    };
    let rows: Vec<_> = (0..rows).map(|_| row(chance)).collect();
    let (before, after) = *chance.of(&[
        ("", ""),
        ("", "\n"),
        ("[", "]"),
        ("array([", "])"),
        ("tensor([", "], dtype=float32)"),
    ]);
    let text = [before, &rows.join(end), after].concat();
    if chance.once_in(3) {
        hostile::changed(&text, chance)
    } else {
        text
    }
}

/// A block is rows of one length within the limits, and reads back from a spreadsheet's form to the same bits.
pub fn block(case: &mut Case<'_>) -> Verdict {
    let rows = match case.read(parse_block) {
        Err(error) => return names_its_field(&error).map(|()| false),
        Ok(rows) => rows,
    };
    let columns = rows.first().map_or(0, Vec::len);
    let fits = (1..=WIDTH).contains(&columns)
        && rows.len() <= WIDTH
        && rows.len() * columns <= TOKENS * WIDTH;
    if !fits || rows.iter().any(|row| row.len() != columns) {
        return Err(format!("{} rows of {columns} and others", rows.len()));
    }
    let line = |row: &Vec<f32>| {
        row.iter()
            .map(f32::to_string)
            .collect::<Vec<_>>()
            .join("\t")
    };
    let lines: Vec<_> = rows.iter().map(line).collect();
    let again = parse_block(&lines.join("\n"))
        .map_err(|error| format!("its own lines are refused: {error}"))?;
    if again.len() != rows.len() {
        return Err(format!("{} rows come back as {}", rows.len(), again.len()));
    }
    let mut pairs = rows.iter().flatten().zip(again.iter().flatten());
    pairs.try_for_each(|(number, again)| comes_back(*number, Some(*again)))?;
    Ok(true)
}
