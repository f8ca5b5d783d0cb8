//! Pasted blocks and typed numbers.

use attention_playground::state::{parse_block, parse_number};
use proptest::prelude::*;

#[track_caller]
fn reads(text: &str, expected: &[&[f32]]) {
    match parse_block(text) {
        Ok(rows) => assert_eq!(rows, expected, "{text:?}"),
        Err(error) => panic!("{text:?}: {error}"),
    }
}

#[track_caller]
fn refuses(text: &str, words: &str) {
    let error = parse_block(text).expect_err(text).to_string();
    assert!(error.contains(words), "{text:?}: {error}");
}

#[test]
fn spreadsheets() {
    reads("1\t2\n3\t4\n", &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("0,5\t1,25\r\n−2\t1e-3\r\n", &[&[0.5, 1.25], &[-2.0, 1e-3]]);
    reads("1/4\t.5\n+2\t5.", &[&[0.25, 0.5], &[2.0, 5.0]]);
    reads("\u{feff}1\t2", &[&[1.0, 2.0]]);
    reads("7", &[&[7.0]]);
    reads("0,5", &[&[0.5]]);
    reads("1\n2\n3", &[&[1.0], &[2.0], &[3.0]]);
    refuses("1\t\n2\t3", "values[0][1]: is empty");
}

#[test]
fn csv() {
    reads("1,2,3\n4,5,6", &[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]]);
    reads("1, 2\n3, 4\n\n", &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("0.5,1.5\n2,3", &[&[0.5, 1.5], &[2.0, 3.0]]);
    reads("0,5;1,25\n2;3", &[&[0.5, 1.25], &[2.0, 3.0]]);
    reads("1.5;2", &[&[1.5, 2.0]]);
    reads("\"0,5\",\"1,5\"\n\"2\",\"3\"", &[&[0.5, 1.5], &[2.0, 3.0]]);
    refuses("a,b\n1,2", "values[0][0]: \"a\" is no number");
}

#[test]
fn ambiguous_commas() {
    // Several lines of one comma each are two columns; one such line alone is a decimal.
    reads("1,2\n3,4", &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("1,2", &[&[1.2]]);
    reads("1,2,3", &[&[1.0, 2.0, 3.0]]);
    // Spaces between numbers make the comma decimal, unless a point already is.
    reads("0,5 1,25\n2 3", &[&[0.5, 1.25], &[2.0, 3.0]]);
    reads("1.5, 2.5", &[&[1.5, 2.5]]);
    reads("1, 2, 3", &[&[1.0, 2.0, 3.0]]);
    refuses("1.234,5\t2", "no number");
}

#[test]
fn numpy_and_json() {
    reads(
        "array([[1., 2.], [3., 4.]], dtype=float32)",
        &[&[1.0, 2.0], &[3.0, 4.0]],
    );
    reads(
        "array([[1., 2.],\n       [3., 4.]])",
        &[&[1.0, 2.0], &[3.0, 4.0]],
    );
    reads("[[1. 2.]\n [3. 4.]]", &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("[[-1.5e-03  2.0e+01]]", &[&[-1.5e-3, 20.0]]);
    reads("tensor([[0.1, 0.2]], device='cuda:0')", &[&[0.1, 0.2]]);
    reads("x = np.array([1, 2, 3])", &[&[1.0, 2.0, 3.0]]);
    reads("[[1,2],[3,4]]", &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("[0.5, 1]", &[&[0.5, 1.0]]);
    reads("[1 2 3]", &[&[1.0, 2.0, 3.0]]);
    refuses("[[1, nan]]", "values[0][1]: \"nan\" is no number");
    refuses("[[1, inf]]", "no number");
    refuses("[[[1, 2]]]", "three axes");
    refuses("[[0. 1. ... 8. 9.]]", "set_printoptions");
    refuses("[[1, 2], [3, 4]", "not closed");
    refuses("[[1, 2]]]", "closes too much");
    refuses("[1, [2]]", "mixes");
    refuses("[[1], 2]", "outside the rows");
    refuses("[[1]] [[2]]", "");
    refuses("{\"q\": [[1]]}", "before the first bracket");
}

#[test]
fn shapes_and_limits() {
    refuses("1 2\n3", "row 1 has 1 numbers, expected 2");
    refuses("", "no numbers");
    refuses(" \n\t\n", "no numbers");
    refuses("[]", "no numbers");
    refuses("[[], []]", "no numbers");
    refuses("1e39", "values[0][0]: is 1e39, expected a finite number");
    refuses(&"1 ".repeat(1025), "more than 1024 columns");
    refuses(&"1\n".repeat(1025), "more than 1024 rows");
    refuses(
        &format!("{}\n", "1 ".repeat(1024)).repeat(65),
        "more than 65536 numbers",
    );
    refuses(&"1".repeat((4 << 20) + 1), "bytes of text");
    assert_eq!(
        parse_block(&format!("{}\n", "1 ".repeat(1024)).repeat(64))
            .unwrap()
            .len(),
        64
    );
}

#[track_caller]
fn number(text: &str, expected: f32) {
    match parse_number(text) {
        Ok(number) => assert_eq!(number.to_bits(), expected.to_bits(), "{text:?}: {number}"),
        Err(error) => panic!("{text:?}: {error}"),
    }
}

#[track_caller]
fn no_number(text: &str, words: &str) {
    let error = parse_number(text).expect_err(text).to_string();
    assert!(error.contains(words), "{text:?}: {error}");
}

#[test]
fn typed_numbers() {
    number("0.1", 0.1);
    number(" 0,1 ", 0.1);
    number("−3", -3.0);
    number("-0", -0.0);
    number("1e-3", 1e-3);
    number("1E5", 1e5);
    number("1/3", 1.0 / 3.0);
    number("-1,5 / 2", -0.75);
    number("3.4028235e38", f32::MAX);
    number("1e-45", f32::from_bits(1));
    number("1e-60", 0.0);
    number("16777217", 16_777_216.0);
}

#[test]
fn refused_numbers() {
    no_number("", "is empty");
    no_number("  ", "is empty");
    no_number("NaN", "\"NaN\" is no number");
    no_number("inf", "is no number");
    no_number("-infinity", "is no number");
    no_number("1e39", "is 1e39, expected a finite number that fits in f32");
    no_number("-1e39", "is -1e39");
    no_number("1/0", "divides by zero");
    no_number("1e38/1e-10", "finite");
    no_number("1/2/3", "is no number");
    no_number("1,234.5", "is no number");
    no_number("1,234,5", "is no number");
    no_number("--1", "is no number");
    no_number("1 2", "is no number");
    no_number("-", "is no number");
    no_number("0x10", "is no number");
    no_number(&"9".repeat(10_000), "is no number");
    no_number("<script>\u{7}", "\"<script>\u{fffd}\" is no number");
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}", signs in "[\\[\\]0-9.,;\\-+eE \t\n\"/()a]{0,60}") {
        for text in [text, signs] {
            if let Ok(rows) = parse_block(&text) {
                prop_assert!(rows.iter().all(|row| row.len() == rows[0].len() && !row.is_empty()));
                prop_assert!(rows.iter().flatten().all(|number| number.is_finite()));
            }
            if let Ok(number) = parse_number(&text) {
                prop_assert!(number.is_finite());
            }
        }
    }

    #[test]
    fn what_is_printed_is_read(rows in (1_usize..5, 2_usize..5).prop_flat_map(|(rows, columns)| {
        proptest::collection::vec(proptest::collection::vec(super::strategies::number(), columns), rows)
    })) {
        let table = |between: &str| {
            rows.iter()
                .map(|row| row.iter().map(f32::to_string).collect::<Vec<_>>().join(between))
                .collect::<Vec<_>>()
                .join("\n")
        };
        for text in [table("\t"), table(";"), table(" "), serde_json::to_string(&rows).unwrap()] {
            prop_assert_eq!(&parse_block(&text).unwrap(), &rows);
        }
        prop_assert_eq!(parse_block(&table("\t").replace('.', ",")).unwrap(), rows);
    }
}
