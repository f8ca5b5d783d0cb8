//! In the browser: a plot is drawn to the width of its place, and says the numbers at the place that keys or a pointer
//! choose.
#![cfg(target_arch = "wasm32")]

use attention_playground::export::Format;
use attention_playground::plot::{Axis, Figure, Heat, Point, Role, Series, Table};
use attention_playground::view::intent::Intent;
use attention_playground::view::plot::{Plot, PlotProps};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, KeyboardEvent, KeyboardEventInit};
use yew::scheduler::flush;
use yew::{AppHandle, Callback};

wasm_bindgen_test_configure!(run_in_browser);

fn curve() -> Figure {
    let points = [
        Point::at(1.0, 1.0).between(0.5, 1.5),
        Point::missing(2.0),
        Point::at(4.0, 4.0),
    ];
    Figure::new("curve", "Curve over d_k", "It rises.")
        .x(Axis::log2("d_k"))
        .y(Axis::linear("time").unit("ms"))
        .with(Series::line("measured", Role::Query, points))
        .with(Series::reference("fit", [(1.0, 1.0), (4.0, 4.0)]))
}

fn matrix() -> Figure {
    let labels = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    Figure::new("matrix", "Matrix", "Two by two.").with(Heat {
        name: "weight".to_owned(),
        role: Role::Weight,
        rows: labels(["it", "robot"]),
        columns: labels(["a", "b"]),
        values: vec![Some(0.25), Some(0.75), None, Some(1.0)],
        most: Some(1.0),
    })
}

/// A plot in an element of its own, and what it asked for; both go when this is dropped.
struct Mounted {
    root: Element,
    asked: Rc<RefCell<Vec<Intent>>>,
    app: Option<AppHandle<Plot>>,
}

impl Mounted {
    async fn new(figure: Figure) -> Self {
        let document = gloo::utils::document();
        let root = document.create_element("div").expect("an element");
        gloo::utils::body()
            .append_child(&root)
            .expect("a place for it");
        let asked = Rc::<RefCell<Vec<Intent>>>::default();
        let heard = asked.clone();
        let props = PlotProps {
            figure: Rc::new(figure),
            language: "en",
            emit: Callback::from(move |intent| heard.borrow_mut().push(intent)),
        };
        let app = yew::Renderer::<Plot>::with_root_and_props(root.clone(), props).render();
        flush().await;
        let app = Some(app);
        Self { root, asked, app }
    }

    fn find(&self, selector: &str) -> Element {
        let found = self.root.query_selector(selector).expect("a selector");
        found.unwrap_or_else(|| panic!("there is no {selector}"))
    }

    fn count(&self, selector: &str) -> u32 {
        self.root
            .query_selector_all(selector)
            .expect("a selector")
            .length()
    }

    async fn key(&self, key: &str) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init);
        let event = event.expect("an event");
        self.find(".plot-glass")
            .dispatch_event(&event)
            .expect("it is sent");
        flush().await;
    }

    /// What a screen reader hears, after seeing that the same stands below the plot.
    fn told(&self) -> String {
        let heard = self.find(".plot-glass").get_attribute("aria-valuetext");
        let heard = heard.unwrap_or_default();
        let seen = self.find(".plot-told").text_content().unwrap_or_default();
        // A subscript is not written with an underscore.
        assert_eq!(seen, heard.replace("d_k", "dk"));
        heard
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.root.remove();
    }
}

/// Waits for the browser's next frame, and for what it leads to.
async fn frame() {
    let frame = js_sys::Promise::new(&mut |done, _| {
        let window = web_sys::window().expect("a window");
        window.request_animation_frame(&done).expect("a frame");
    });
    JsFuture::from(frame).await.expect("it comes");
    flush().await;
}

#[wasm_bindgen_test]
async fn keys_move_along_the_numbers() {
    let plot = Mounted::new(curve()).await;
    plot.find(".plot-glass")
        .unchecked_into::<HtmlElement>()
        .focus()
        .expect("it can have the focus");
    flush().await;
    assert_eq!(plot.told(), "d_k 1: measured 1 (0.5 to 1.5); fit 1");
    assert_eq!(plot.count(".plot-cursor"), 1);
    assert_eq!(plot.count(".plot-here"), 2);
    plot.key("ArrowRight").await;
    assert_eq!(plot.told(), "d_k 2: measured not measured");
    plot.key("End").await;
    plot.key("ArrowRight").await;
    assert_eq!(plot.told(), "d_k 4: measured 4; fit 4");
    plot.key("Home").await;
    plot.key("ArrowLeft").await;
    assert_eq!(
        plot.find(".plot-glass")
            .get_attribute("aria-valuenow")
            .as_deref(),
        Some("0")
    );
}

#[wasm_bindgen_test]
async fn keys_move_through_a_matrix() {
    let plot = Mounted::new(matrix()).await;
    plot.key("ArrowDown").await;
    assert_eq!(plot.told(), "row robot, column a: not measured");
    plot.key("ArrowRight").await;
    plot.key("ArrowDown").await;
    assert_eq!(plot.told(), "row robot, column b: 1");
    plot.key("ArrowUp").await;
    assert_eq!(plot.told(), "row it, column b: 0.75");
}

#[wasm_bindgen_test]
async fn a_plot_is_drawn_to_the_width_of_its_place() {
    let plot = Mounted::new(curve()).await;
    for width in [400, 640, 900] {
        let style = plot.root.unchecked_ref::<HtmlElement>().style();
        style
            .set_property("width", &format!("{width}px"))
            .expect("a width");
        // In steps.
        let place = plot.find(".plot-stage").client_width() / 20 * 20;
        let expected = format!("0 0 {place} ");
        let mut drawn = String::new();
        // The browser tells of widths once a frame.
        for _ in 0..50 {
            frame().await;
            drawn = plot
                .find(".plot-picture")
                .get_attribute("viewBox")
                .unwrap_or_default();
            if drawn.starts_with(&expected) {
                break;
            }
        }
        assert!(drawn.starts_with(&expected), "{drawn} at {place}");
    }
}

#[wasm_bindgen_test]
async fn the_table_has_every_number_and_files_are_asked_for() {
    let plot = Mounted::new(curve()).await;
    assert_eq!(plot.count("table"), 0, "only once it is looked at");
    plot.find("summary").unchecked_into::<HtmlElement>().click();
    for _ in 0..50 {
        // The event that tells of it comes later than the click.
        frame().await;
        if plot.count("table") == 1 {
            break;
        }
    }
    let table = Table::of(&curve());
    assert_eq!(plot.count("thead th") as usize, table.heads.len());
    assert_eq!(plot.count("tbody tr") as usize, table.rows.len());
    for button in 0..3 {
        plot.find(&format!(".plot-file:nth-child({})", button + 1))
            .unchecked_into::<HtmlElement>()
            .click();
    }
    flush().await;
    let figure = Rc::new(curve());
    let wanted = Format::ALL.map(|format| Intent::SavePlot(figure.clone(), format));
    assert_eq!(plot.asked.borrow().as_slice(), wanted);
}
