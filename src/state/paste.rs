//! Blocks of numbers from spreadsheets, CSV, NumPy and JSON.

use super::number;
use crate::model::limits::{TOKENS, WIDTH};
use crate::model::{Error, Problem};
use crate::text;

/// Longest text that is read, in bytes.
const MOST_BYTES: usize = 4 << 20;
/// Most numbers in a block.
const MOST_NUMBERS: usize = TOKENS * WIDTH;

/// Reads a pasted block; all rows have the same length.
///
/// What it is, is told from the first of these that holds:
/// 1. **A bracket**: NumPy's `array([[1., 2.], [3., 4.]], dtype=float32)` or `[[1. 2.]\n [3. 4.]]`, PyTorch's
///    `tensor(...)`, JSON rows. Commas separate, points are decimal. One level of brackets is one row.
/// 2. **A tab**: a spreadsheet. A cell may have a decimal comma.
/// 3. **A semicolon**: CSV of countries with a decimal comma. A cell may have one.
/// 4. **A comma**: CSV, unless the numbers are separated by spaces and there is no point, as in `0,5 1,25`: then the
///    comma is decimal. `1,2` alone on one line is the number 1.2 (one cell of a spreadsheet); several lines of it are
///    two columns: a column with decimal commas needs a tab, a semicolon or `0.5`.
/// 5. Otherwise **spaces** separate.
///
/// Lines that are empty are skipped. Cells may stand in double quotes, and are read as [`parse_number`] reads.
///
/// [`parse_number`]: super::parse_number
///
/// # Errors
/// At `values`, `values[row]` or `values[row][column]` (from 0): text over 4 MB, more than 64 x 1024 numbers or 1024
/// rows or columns, rows of different lengths, a cell that is no number.
///
/// # Examples
/// ```
/// use attention_playground::state::parse_block;
///
/// assert_eq!(parse_block("0,5\t1,25\n2\t−3")?, [[0.5, 1.25], [2.0, -3.0]]);
/// assert_eq!(parse_block("array([[1., 2.],\n       [3., 4.]], dtype=float32)")?, [[1.0, 2.0], [3.0, 4.0]]);
/// # Ok::<(), attention_playground::model::Error>(())
/// ```
pub fn parse_block(text: &str) -> Result<Vec<Vec<f32>>, Error> {
    if text.len() > MOST_BYTES {
        let problem = Problem::OutOfRange {
            found: text::e_bytes_of_text(&(text.len()).to_string()),
            expected: text::e_at_most(&MOST_BYTES.to_string()),
        };
        return Err(Error::new("values", problem));
    }
    let text = text.trim_start_matches('\u{feff}');
    let block = match text.contains('[') {
        true => bracketed(text)?,
        false => lines(text)?,
    };
    block.finish()
}

/// Rows as they come in, never more than the limits.
#[derive(Default)]
struct Block {
    rows: Vec<Vec<f32>>,
    numbers: usize,
}

impl Block {
    fn begin_row(&mut self) -> Result<(), Error> {
        if self.rows.len() == WIDTH {
            return Err(too_large(text::e_more_than_rows(&WIDTH.to_string())));
        }
        self.rows.push(Vec::new());
        Ok(())
    }

    fn push(&mut self, cell: &str) -> Result<(), Error> {
        let row = self.rows.len().saturating_sub(1);
        let Some(numbers) = self.rows.last_mut() else {
            return Err(syntax("values", text::e_a_number_stands_outside()));
        };
        let path = || format!("values[{row}][{}]", numbers.len());
        let number = number::parse(cell).map_err(|problem| Error::new(path(), problem))?;
        if numbers.len() == WIDTH {
            return Err(too_large(text::e_more_than_columns(&WIDTH.to_string())));
        }
        if self.numbers == MOST_NUMBERS {
            return Err(too_large(text::e_more_than_numbers(
                &MOST_NUMBERS.to_string(),
            )));
        }
        numbers.push(number);
        self.numbers += 1;
        Ok(())
    }

    fn finish(self) -> Result<Vec<Vec<f32>>, Error> {
        let expected = self.rows.first().map_or(0, Vec::len);
        if expected == 0 {
            return Err(syntax("values", text::e_there_are_no_numbers()));
        }
        match self.rows.iter().position(|row| row.len() != expected) {
            None => Ok(self.rows),
            Some(row) => {
                let found = self.rows[row].len();
                Err(Error::new(
                    "values",
                    Problem::RowLength {
                        row,
                        found,
                        expected,
                    },
                ))
            }
        }
    }
}

fn too_large(found: String) -> Error {
    let expected = text::e_at_most_numbers_rows(&MOST_NUMBERS.to_string(), &WIDTH.to_string());
    Error::new("values", Problem::OutOfRange { found, expected })
}

fn syntax(path: &str, why: &str) -> Error {
    Error::new(path, Problem::Syntax(why.into()))
}

/// Rows in brackets, with or without a call around them.
fn bracketed(text: &str) -> Result<Block, Error> {
    let body = uncalled(text)?;
    if body.contains("...") || body.contains('…') {
        let why = text::e_numpy_left_numbers_out();
        return Err(syntax("values", why));
    }
    let mut block = Block::default();
    let mut depth = 0_usize;
    let mut deepest = 0_usize;
    for piece in body.split_inclusive(|c: char| "[],".contains(c) || c.is_whitespace()) {
        let end = piece
            .chars()
            .last()
            .filter(|c| "[],".contains(*c) || c.is_whitespace());
        let cell = piece.strip_suffix(|c| Some(c) == end).unwrap_or(piece);
        if !cell.is_empty() {
            if depth == 0 || depth < deepest {
                return Err(syntax(
                    "values",
                    &text::e_stands_outside_the_rows(&(number::shown(cell)).to_string()),
                ));
            }
            block.push(cell)?;
        }
        match end {
            Some('[') => {
                depth += 1;
                open(&mut block, depth, &mut deepest)?;
            }
            Some(']') => {
                depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| syntax("values", text::e_a_bracket_closes_too()))?
            }
            _ => {}
        }
    }
    match depth {
        0 => Ok(block),
        _ => Err(syntax("values", text::e_a_bracket_is_not())),
    }
}

/// A bracket opens: the first one opens the block and its first row; a second level's first one opens that same row.
fn open(block: &mut Block, depth: usize, deepest: &mut usize) -> Result<(), Error> {
    if depth > 2 {
        return Err(syntax("values", text::e_has_three_axes_or()));
    }
    if depth > *deepest {
        *deepest = depth;
        if depth == 2 && block.numbers > 0 {
            return Err(syntax("values", text::e_mixes_numbers_and_rows()));
        }
        if depth == 2 {
            return Ok(());
        }
    }
    block.begin_row()
}

/// What stands in the brackets of `array([...], dtype=float32)`, or of nothing.
fn uncalled(text: &str) -> Result<&str, Error> {
    let text = text.trim().trim_end_matches([';', ',']);
    let (Some(start), Some(end)) = (text.find('['), text.rfind(']')) else {
        return Err(syntax("values", text::e_a_bracket_is_not()));
    };
    let (before, after) = (
        text[..start].trim(),
        text.get(end + 1..).unwrap_or_default().trim(),
    );
    let is_call = |name: &str| {
        let name = name.rsplit('=').next().unwrap_or_default().trim();
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.(".contains(c))
    };
    if end < start || !is_call(before) {
        return Err(syntax("values", text::e_there_is_more_before()));
    }
    // Behind the last bracket there may be `, dtype=float32)` and the like, but no further numbers.
    let is_rest = after.is_empty() || after.ends_with(')');
    match is_rest && !after.contains('\n') {
        true => Ok(&text[start..=end]),
        false => Err(syntax("values", text::e_there_is_more_behind())),
    }
}

/// A line a row.
fn lines(text: &str) -> Result<Block, Error> {
    let separator = Separator::of(text);
    let mut block = Block::default();
    for line in text
        .split(['\n', '\r'])
        .filter(|line| !line.trim().is_empty())
    {
        block.begin_row()?;
        match separator {
            Separator::Space => line
                .split_whitespace()
                .try_for_each(|cell| block.push(cell))?,
            Separator::Sign(sign) => cells(line, sign).try_for_each(|cell| block.push(cell))?,
            Separator::Nothing => block.push(line)?,
        }
    }
    Ok(block)
}

#[derive(Clone, Copy)]
enum Separator {
    /// Tab, semicolon or comma.
    Sign(char),
    /// Any white space.
    Space,
    /// One number.
    Nothing,
}

impl Separator {
    fn of(text: &str) -> Self {
        let text = text.trim();
        if let Some(sign) = ['\t', ';'].into_iter().find(|sign| text.contains(*sign)) {
            return Self::Sign(sign);
        }
        if !text.contains(',') {
            return Self::Space;
        }
        let decimal_commas =
            !text.contains('.') && text.split_whitespace().all(has_decimal_comma_at_most);
        match text.contains('\n') || text.contains('\r') {
            false if decimal_commas && !text.contains(char::is_whitespace) => Self::Nothing,
            _ if decimal_commas
                && text
                    .lines()
                    .any(|line| line.trim().contains(char::is_whitespace)) =>
            {
                Self::Space
            }
            _ => Self::Sign(','),
        }
    }
}

/// Whether a word is a number with at most one comma, digits on both of its sides.
fn has_decimal_comma_at_most(word: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    match word.split_once(',') {
        None => true,
        Some((whole, rest)) => {
            digit(whole.chars().last()) && digit(rest.chars().next()) && !rest.contains(',')
        }
    }
}

/// The cells of a line; a sign within double quotes does not separate.
fn cells(line: &str, sign: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    line.split(move |c| {
        quoted ^= c == '"';
        c == sign && !quoted
    })
    .map(|cell| cell.trim().trim_matches('"'))
}
