//! Saved files are what their readers expect: XML that is well formed, CSV as RFC 4180 has it.

use super::gallery;
use attention_playground::export::{Format, csv, svg};
use attention_playground::plot::{
    Axis, Entry, Figure, Point, Role, Series, Shape, Size, Table, draw,
};
use roxmltree::{Document, Node};
use std::path::Path;

/// Characters that mean something in XML, in CSV or in neither.
const HOSTILE: &str = "a <b> & \"c\", 'd'\u{0}\u{1b}\n]]> d_k \u{1f916}";

fn hostile() -> Figure {
    let points = [
        Point::at(0.1, -1.5e-7),
        Point::missing(2.0),
        Point::at(3.0, f32::MAX).between(1.0, f32::INFINITY),
    ];
    Figure::new("hostile", HOSTILE, HOSTILE)
        .x(Axis::linear(HOSTILE))
        .y(Axis::linear(HOSTILE).unit("ms"))
        .with(Series::joined(HOSTILE, Role::Key, points))
        .with(Series::reference("=1+1", [(0.1, 1.0)]))
}

fn figures() -> Vec<Figure> {
    let mut figures = gallery::figures();
    figures.push(hostile());
    figures
}

fn is_text(node: &Node<'_, '_>, class: &str) -> bool {
    node.has_tag_name("text") && node.attribute("class") == Some(class)
}

#[test]
fn a_picture_is_well_formed_and_says_what_the_page_says() {
    for figure in figures() {
        let svg = svg::write(&figure);
        let document =
            Document::parse(&svg).unwrap_or_else(|e| panic!("{}: {e}\n{svg}", figure.id));
        let root = document.root_element();
        assert_eq!(
            root.tag_name().namespace(),
            Some("http://www.w3.org/2000/svg")
        );
        let texts = root
            .descendants()
            .filter(|node| node.has_tag_name("text"))
            .count();
        let paths = root
            .descendants()
            .filter(|node| node.has_tag_name("path"))
            .count();
        let drawing = draw(&figure, Size::of(&figure, 680.0));
        let drawn = drawing
            .shapes
            .iter()
            .filter(|shape| matches!(shape, Shape::Path { .. }))
            .count();
        assert_eq!(
            (paths, texts),
            (drawn, drawing.shapes.len() - drawn + 1),
            "{}",
            figure.id
        );
        let legal = figure.title.replace(['\u{0}', '\u{1b}'], "");
        let title = root.children().find(|node| node.has_tag_name("title"));
        assert_eq!(title.and_then(|node| node.text()), Some(&*legal));
        let heading = root.children().find(|node| is_text(node, "plot-title"));
        let heading: Option<String> = heading.map(|node| {
            node.descendants()
                .filter_map(|n| n.text().filter(|_| n.is_text()))
                .collect()
        });
        assert_eq!(heading, Some(legal.replace("d_k", "dk")));
    }
}

/// Every class has a rule: nothing is drawn in the black that is SVG's default.
#[test]
fn a_picture_has_a_style_for_all_that_it_holds() {
    for figure in figures() {
        let svg = svg::write(&figure);
        let document = Document::parse(&svg).unwrap_or_else(|e| panic!("{}: {e}", figure.id));
        let style = document
            .descendants()
            .find(|node| node.has_tag_name("style"));
        let style = style.and_then(|node| node.text()).unwrap_or_default();
        assert!(!style.contains("var("), "a token was not put in");
        for node in document.descendants() {
            for class in node
                .attribute("class")
                .unwrap_or_default()
                .split_whitespace()
            {
                // Undashed.
                let known =
                    style.contains(&format!(".{class} ")) || style.contains(&format!(".{class},"));
                let without = matches!(class, "dash-0");
                assert!(
                    known || without,
                    "{}: there is no style for .{class}",
                    figure.id
                );
            }
        }
    }
}

#[test]
fn a_table_is_read_back_to_the_bit() {
    for figure in figures() {
        let table = Table::of(&figure);
        let text = csv::write(&table);
        assert!(
            text.replace("\r\n", "").find('\r').is_none(),
            "lines end in CR LF"
        );
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let heads = reader
            .headers()
            .unwrap_or_else(|e| panic!("{}: {e}", figure.id))
            .clone();
        assert_eq!(
            heads.iter().collect::<Vec<_>>(),
            // What a spreadsheet would compute is guarded.
            table
                .heads
                .iter()
                .map(|head| match head.starts_with("=1+1") {
                    true => format!("'{head}"),
                    false => head.clone(),
                })
                .collect::<Vec<_>>(),
            "{}",
            figure.id
        );
        let mut count = 0;
        for (read, row) in reader.records().zip(&table.rows) {
            let read = read.unwrap_or_else(|e| panic!("{}: {e}", figure.id));
            assert_eq!(read.len(), row.len());
            for (field, entry) in read.iter().zip(row) {
                match entry {
                    Entry::Text(text) => assert_eq!(field, text),
                    Entry::Number(number) => assert_eq!(
                        field.parse::<f32>().map(f32::to_bits),
                        Ok(number.to_bits()),
                        "{field}"
                    ),
                    Entry::Missing | Entry::Blank => assert_eq!(field, ""),
                }
            }
            count += 1;
        }
        assert_eq!(count, table.rows.len());
    }
}

/// Kept in the folder of the tests, below plots, to be looked at.
#[test]
fn every_figure_can_be_saved_in_every_form() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plots");
    std::fs::create_dir_all(&folder)?;
    for figure in figures() {
        let narrow = folder.join([figure.id, "-narrow.svg"].concat());
        std::fs::write(narrow, svg::write_wide(&figure, 296.0))?;
        for format in Format::ALL {
            let content = format.write(&figure);
            assert!(!content.is_empty(), "{}", figure.id);
            if format.mime().is_some() {
                std::fs::write(
                    folder.join(figure.id).with_extension(format.extension()),
                    content,
                )?;
            }
        }
    }
    Ok(())
}

/// A small drawing, path by path. `UPDATE_PLOT=1` writes it anew; look at what changed.
#[test]
fn a_small_drawing_is_as_it_was() -> std::io::Result<()> {
    let points = [
        Point::at(1.0, 1.0).between(0.5, 2.0),
        Point::at(2.0, 3.0).between(2.0, 3.5),
        Point::missing(4.0),
        Point::at(8.0, 4.0),
    ];
    let figure = Figure::new("small", "Small", "A line that is broken.")
        .x(Axis::log2("d_k"))
        .y(Axis::linear("time").unit("ms"))
        .with(Series::line("measured", Role::Query, points))
        .with(Series::reference("fit", [(1.0, 1.0), (8.0, 4.0)]));
    let drawn: Vec<String> = draw(&figure, Size::of(&figure, 320.0))
        .shapes
        .iter()
        .map(|shape| format!("{shape:?}\n"))
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plot/small.txt");
    if std::env::var_os("UPDATE_PLOT").is_some() {
        std::fs::write(&path, drawn.concat())?;
    }
    assert_eq!(std::fs::read_to_string(&path)?, drawn.concat());
    Ok(())
}
