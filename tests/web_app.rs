//! In the browser: the app, mounted into a document, shows the trace of its state and changes it when a number is typed.
#![cfg(target_arch = "wasm32")]

use attention_playground::model::{Matrix, Trace};
use attention_playground::state::{Action, AppState, MatrixId, reduce};
use attention_playground::view::app::App;
use attention_playground::view::format;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Element, HtmlElement, HtmlInputElement, InputEvent, InputEventInit, KeyboardEvent,
    KeyboardEventInit,
};
use yew::AppHandle;
use yew::scheduler::flush;

wasm_bindgen_test_configure!(run_in_browser);

/// A derived number beside others of everyday size: what is too small for two decimals is written as 0.
fn beside(x: f32) -> String {
    if x.abs() < 0.005 {
        "0.00".to_owned()
    } else {
        format::cell(x)
    }
}

/// The app in an element of its own; both go when this is dropped.
struct Mounted {
    root: Element,
    app: Option<AppHandle<App>>,
}

impl Mounted {
    async fn new() -> Self {
        let document = gloo::utils::document();
        let root = document.create_element("div").expect("an element");
        gloo::utils::body()
            .append_child(&root)
            .expect("a place for it");
        let app = yew::Renderer::<App>::with_root(root.clone()).render();
        flush().await;
        Self {
            root,
            app: Some(app),
        }
    }

    fn find(&self, selector: &str) -> Element {
        let found = self.root.query_selector(selector).expect("a selector");
        found.unwrap_or_else(|| panic!("there is no {selector}"))
    }

    fn cell(&self, grid: &str, (row, column): (usize, usize)) -> Element {
        self.find(&format!(
            "[role=grid][aria-label=\"{grid}\"] [data-r=\"{row}\"][data-c=\"{column}\"]"
        ))
    }

    fn shows(&self, grid: &str, matrix: &Matrix, written: impl Fn(f32) -> String) {
        for row in 0..matrix.nrows() {
            for column in 0..matrix.ncols() {
                let at = (row, column);
                let text = self.cell(grid, at).text_content().unwrap_or_default();
                assert_eq!(
                    text,
                    written(matrix[at]),
                    "{grid}, row {row}, column {column}"
                );
            }
        }
    }

    fn shows_trace(&self, trace: &Trace) {
        self.shows("scores", &trace.scores[0], beside);
        self.shows("logits", &trace.logits[0], beside);
        self.shows("weights", &trace.weights[0], beside);
        self.shows("output", &trace.output, beside);
    }

    async fn key(&self, target: &Element, key: &str) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event =
            KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("an event");
        target.dispatch_event(&event).expect("it is sent");
        flush().await;
    }

    /// What a browser does when a field's text changes.
    async fn input(&self, field: &Element, text: &str) {
        field.unchecked_ref::<HtmlInputElement>().set_value(text);
        let init = InputEventInit::new();
        init.set_bubbles(true);
        let event = InputEvent::new_with_event_init_dict("input", &init).expect("an event");
        field.dispatch_event(&event).expect("it is sent");
        flush().await;
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

fn after(state: &AppState, value: f32) -> Trace {
    let action = Action::SetCell {
        matrix: MatrixId::Q,
        row: 4,
        column: 0,
        value,
    };
    reduce(state, &action)
        .and_then(|state| state.trace())
        .expect("a valid state")
}

#[wasm_bindgen_test]
async fn the_first_screen_is_the_trace_of_the_first_state() {
    let page = Mounted::new().await;
    let state = AppState::default();
    page.shows_trace(&state.trace().expect("a valid state"));
    for (grid, id) in [
        ("queries", MatrixId::Q),
        ("keys", MatrixId::K),
        ("values", MatrixId::V),
    ] {
        page.shows(grid, state.matrix(id).expect("vectors"), format::input);
    }
    assert_eq!(
        page.cell("weights", (4, 1)).text_content().as_deref(),
        Some("0.80")
    );
}

#[wasm_bindgen_test]
async fn a_typed_number_changes_everything_that_follows_from_it() {
    let page = Mounted::new().await;
    let state = AppState::default();
    let cell = page.cell("queries", (4, 0));
    cell.unchecked_ref::<HtmlElement>()
        .focus()
        .expect("a cell can have the focus");
    flush().await;
    page.key(&cell, "F2").await;
    for (text, value) in [("0", 0.0), ("0,5", 0.5), ("-1e30", -1e30)] {
        page.input(&page.find(".cell-field"), text).await;
        page.shows_trace(&after(&state, value));
    }
    page.input(&page.find(".cell-field"), "-1e30 apples").await;
    let field = page.find(".cell-field");
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    // What is no number leaves what stood before the edit, and none of what was typed on the way to it.
    page.shows_trace(&state.trace().expect("a valid state"));
    page.key(&field, "Escape").await;
    page.shows_trace(&state.trace().expect("a valid state"));
    assert!(
        page.root
            .query_selector(".cell-field")
            .expect("a selector")
            .is_none()
    );
}

#[wasm_bindgen_test]
async fn a_switch_and_its_way_back() {
    let page = Mounted::new().await;
    let state = AppState::default();
    let click = |selector: &str| page.find(selector).unchecked_into::<HtmlElement>().click();
    click("[role=switch]");
    flush().await;
    let off = reduce(&state, &Action::SetScale { on: false }).expect("it applies");
    page.shows_trace(&off.trace().expect("a valid state"));
    click("button[aria-label=Undo]");
    flush().await;
    page.shows_trace(&state.trace().expect("a valid state"));
}
