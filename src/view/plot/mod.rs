//! A plot on the page: its caption, the drawing, what is read at a place of it, its files and its numbers as a table.

mod picture;
mod table;
mod width;

use super::intent::{Intent, wish};
use super::still::{Stamp, still};
use super::tag::{leaf, node, push, words};
use super::text;
use crate::export::Format;
use crate::plot::{Drawing, Figure, Size, draw};
pub use picture::lettered;
use std::rc::Rc;
use table::table;
use web_sys::Element;
use width::Watch;
use yew::prelude::*;

/// A figure, drawn as wide as the place that it stands in.
pub fn plot(figure: &Rc<Figure>, emit: &Callback<Intent>) -> Html {
    html! { <Plot key={figure.id} figure={figure.clone()} emit={emit.clone()} language={text::spoken()} /> }
}

/// Properties of [`Plot`].
#[derive(Properties, Clone)]
pub struct PlotProps {
    /// What is shown.
    pub figure: Rc<Figure>,
    /// The language that is spoken: the drawing has words.
    pub language: &'static str,
    /// Where wishes go.
    pub emit: Callback<Intent>,
}

impl PartialEq for PlotProps {
    fn eq(&self, other: &Self) -> bool {
        let same = Rc::ptr_eq(&self.figure, &other.figure) || self.figure == other.figure;
        same && self.language == other.language
    }
}

/// The component.
pub struct Plot {
    stage: NodeRef,
    watch: Option<Watch>,
    width: f64,
    drawing: Rc<Drawing>,
    /// Goes up with each new drawing.
    version: u64,
    place: Option<usize>,
    focused: bool,
    open: bool,
}

/// What happens to a plot.
pub enum Msg {
    /// Its place has another width, in CSS pixels at the root's usual size.
    Width(f64),
    /// The pointer is over the drawing.
    Point(PointerEvent),
    /// The pointer left.
    Leave,
    /// A key.
    Key(KeyboardEvent),
    /// The drawing got the focus, or lost it.
    Focus(bool),
    /// The table was opened or closed.
    Open(bool),
}

/// Until the width is known.
const USUAL: f64 = 640.0;

impl Component for Plot {
    type Message = Msg;
    type Properties = PlotProps;

    fn create(ctx: &Context<Self>) -> Self {
        let figure = &ctx.props().figure;
        Self {
            stage: NodeRef::default(),
            watch: None,
            width: USUAL,
            drawing: Rc::new(draw(figure, Size::of(figure, USUAL))),
            version: 0,
            place: None,
            focused: false,
            open: false,
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, _: &PlotProps) -> bool {
        self.draw(&ctx.props().figure);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Width(width) => {
                if std::mem::replace(&mut self.width, width) != width {
                    self.draw(&ctx.props().figure);
                    return true;
                }
                false
            }
            Msg::Point(event) => self.go(self.under(&event)),
            Msg::Leave => !self.focused && self.go(None),
            Msg::Key(event) => self.key(&event),
            Msg::Focus(focused) => {
                self.focused = focused;
                let start = (self.drawing.count() > 0).then_some(0);
                self.go(if focused { self.place.or(start) } else { None })
            }
            Msg::Open(open) => std::mem::replace(&mut self.open, open) != open,
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first && let Some(stage) = self.stage.cast::<Element>() {
            self.watch = width::watch(&stage, ctx.link().callback(Msg::Width));
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let PlotProps { figure, emit, .. } = ctx.props();
        let open = ctx.link().callback(|event: Event| {
            Msg::Open(
                event
                    .target_unchecked_into::<Element>()
                    .has_attribute("open"),
            )
        });
        let told = self.place.map(|place| lettered(&figure.told_at(place)));
        html! {
            <figure class="plot" id={figure.id}>
                <figcaption>
                    { node("h3", "plot-heading", vec![lettered(&figure.title)]) }
                    { node("p", "plot-summary", vec![lettered(&figure.summary)]) }
                </figcaption>
                <div class="plot-stage" ref={&self.stage}>
                    { self.picture(figure) }
                    { self.glass(ctx) }
                </div>
                { node("p", "plot-told", told.into_iter().collect()) }
                <div class="plot-foot">
                    <details ontoggle={open}>
                        { leaf("summary", "", text::plot_data()) }
                        if self.open { { table(figure) } }
                    </details>
                    { node("div", "plot-files", Format::ALL.map(|format| file(figure, format, emit)).to_vec()) }
                </div>
            </figure>
        }
    }
}

impl Plot {
    fn draw(&mut self, figure: &Figure) {
        self.drawing = Rc::new(draw(figure, Size::of(figure, self.width)));
        self.version += 1;
        self.place = self.place.filter(|place| *place < self.drawing.count());
    }

    fn go(&mut self, place: Option<usize>) -> bool {
        std::mem::replace(&mut self.place, place) != place
    }

    /// The place that is nearest to the pointer.
    fn under(&self, event: &PointerEvent) -> Option<usize> {
        let glass = event.target_unchecked_into::<Element>();
        let unit = self.drawing.size.width / f64::from(glass.client_width().max(1));
        let [x, y] = [event.offset_x(), event.offset_y()].map(|at| f64::from(at) * unit);
        self.drawing.nearest(x, y)
    }

    fn key(&mut self, event: &KeyboardEvent) -> bool {
        let last = self.drawing.count().saturating_sub(1);
        let columns = self.drawing.columns();
        let one_row = columns > last;
        let at = self.place.unwrap_or(0);
        // A tenth of all of them; in a matrix, a row.
        let far = if one_row { (last / 10).max(1) } else { columns };
        let place = match &*event.key() {
            "ArrowLeft" => at.saturating_sub(1),
            "ArrowRight" => at + 1,
            "ArrowUp" if one_row => at + 1,
            "ArrowDown" if one_row => at.saturating_sub(1),
            "ArrowUp" => at.checked_sub(columns).unwrap_or(at),
            "ArrowDown" => Some(at + columns).filter(|at| *at <= last).unwrap_or(at),
            "PageUp" => at + far,
            "PageDown" => at.saturating_sub(far),
            "Home" => 0,
            "End" => last,
            _ => return false,
        };
        event.prevent_default();
        self.go(Some(place.min(last)))
    }

    /// The drawing, and the mark of the place over it.
    fn picture(&self, figure: &Rc<Figure>) -> Html {
        let Size { width, height } = self.drawing.size;
        let [width, height] = [width, height].map(crate::plot::tenths);
        let stamp = Stamp::default().of(figure.id).number(self.version);
        let drawing = self.drawing.clone();
        let mark = self.place.map(|place| self.drawing.mark(figure, place));
        html! {
            <svg class="plot-picture" viewBox={["0 0 ", &width, " ", &height].concat()} role="img"
                aria-label={[&*figure.title, ". ", &figure.summary].concat()}>
                { still(stamp, move || picture::shapes(&drawing.shapes)) }
                { picture::shapes(&mark.unwrap_or_default()) }
            </svg>
        }
    }

    /// What takes pointer and keys: a slider along the places, so that a screen reader hears the sentence at each one
    /// (as the value's text; a live region would say it twice) and hands it the arrow keys.
    fn glass(&self, ctx: &Context<Self>) -> Html {
        let (link, figure) = (ctx.link(), &ctx.props().figure);
        let Some(last) = self.drawing.count().checked_sub(1) else {
            return Html::default();
        };
        let place = self.place.unwrap_or(0);
        html! {
            <div class="plot-glass" role="slider" tabindex="0" aria-label={text::plot_move(&figure.title)}
                aria-valuemin="0" aria-valuemax={last.to_string()} aria-valuenow={place.to_string()}
                aria-valuetext={figure.told_at(place)}
                onpointermove={link.callback(Msg::Point)} onpointerdown={link.callback(Msg::Point)}
                onpointerleave={link.callback(|_: PointerEvent| Msg::Leave)}
                onkeydown={link.callback(Msg::Key)}
                onfocus={link.callback(|_: FocusEvent| Msg::Focus(true))}
                onblur={link.callback(|_: FocusEvent| Msg::Focus(false))}></div>
        }
    }
}

/// A button that saves the figure.
fn file(figure: &Rc<Figure>, format: Format, emit: &Callback<Intent>) -> Html {
    let name = text::plot_save(&figure.title, format.name());
    let save = Intent::SavePlot(figure.clone(), format);
    let label = words(format.name());
    push(
        "plot-file",
        label,
        Some(name.into()),
        false,
        wish(emit, save),
    )
}
