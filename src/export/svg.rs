//! A plot as an SVG file that stands alone: the drawing of the page with its title, and a style of its own in the
//! colours of the light theme.

use crate::plot::{Anchor, Drawing, Figure, Shape, Size, draw, pieces, tenths};

/// Media type of the file.
pub const MIME: &str = "image/svg+xml";

/// Made by build.rs of static/style/plot.css and tokens.css.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/drawing.css"));

/// Width of a saved plot, in CSS pixels, without its margin.
const WIDTH: f64 = 680.0;

/// Around the drawing, and the height of its title.
const MARGIN: f64 = 20.0;
const TITLE: f64 = 34.0;

/// The whole file, as XML.
pub fn write(figure: &Figure) -> String {
    write_wide(figure, WIDTH)
}

/// The same with a drawing of that width, in CSS pixels.
pub fn write_wide(figure: &Figure, width: f64) -> String {
    let drawing = draw(figure, Size::of(figure, width));
    let Size { width, height } = size(&drawing);
    let (width, height) = (tenths(width), tenths(height));
    let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    for (name, value) in [
        ("viewBox", ["0 0 ", &width, " ", &height].concat()),
        ("width", width),
        ("height", height),
        ("role", "img".to_owned()),
    ] {
        attribute(&mut svg, name, &value);
    }
    svg.push('>');
    element(&mut svg, "title", &figure.title);
    element(&mut svg, "desc", &figure.summary);
    element(&mut svg, "style", STYLE);
    svg.push_str("<rect class=\"plot-paper\" width=\"100%\" height=\"100%\"/>");
    let (x, y) = (tenths(MARGIN), tenths(MARGIN + TITLE));
    let title = Shape::Text {
        class: "plot-title".to_owned(),
        x: MARGIN,
        y: MARGIN + 15.0,
        anchor: Anchor::Start,
        text: figure.title.clone(),
    };
    shape(&mut svg, &title);
    svg.push_str(&["<g transform=\"translate(", &x, " ", &y, ")\">"].concat());
    for part in &drawing.shapes {
        shape(&mut svg, part);
    }
    svg.push_str("</g></svg>\n");
    svg
}

/// The size of the picture, in CSS pixels.
fn size(drawing: &Drawing) -> Size {
    Size {
        width: drawing.size.width + 2.0 * MARGIN,
        height: drawing.size.height + 2.0 * MARGIN + TITLE,
    }
}

fn shape(svg: &mut String, shape: &Shape) {
    match shape {
        Shape::Path { class, d } => {
            svg.push_str("<path");
            attribute(svg, "class", class);
            attribute(svg, "d", d);
            svg.push_str("/>");
        }
        Shape::Text {
            class,
            x,
            y,
            anchor,
            text,
        } => {
            svg.push_str("<text");
            attribute(svg, "class", class);
            attribute(svg, "x", &tenths(*x));
            attribute(svg, "y", &tenths(*y));
            attribute(svg, "text-anchor", anchor.name());
            svg.push('>');
            lettering(svg, text);
            svg.push_str("</text>");
        }
    }
}

/// Text, parts of it above or below the line.
fn lettering(svg: &mut String, text: &str) {
    for piece in pieces(text) {
        if piece.dy == "0" {
            escaped(svg, piece.text);
            continue;
        }
        svg.push_str("<tspan");
        if piece.level != 0 {
            attribute(svg, "class", "plot-small");
        }
        attribute(svg, "dy", piece.dy);
        svg.push('>');
        escaped(svg, piece.text);
        svg.push_str("</tspan>");
    }
}

fn element(svg: &mut String, name: &str, text: &str) {
    svg.push_str(&["<", name, ">"].concat());
    escaped(svg, text);
    svg.push_str(&["</", name, ">"].concat());
}

fn attribute(svg: &mut String, name: &str, value: &str) {
    svg.push_str(&[" ", name, "=\""].concat());
    escaped(svg, value);
    svg.push('"');
}

/// Text as XML has it; characters that XML cannot hold at all are left out.
fn escaped(svg: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            '&' => svg.push_str("&amp;"),
            '"' => svg.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => svg.push(c),
        }
    }
}
