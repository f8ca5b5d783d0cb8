//! A whole n x n matrix of weights as a small picture, with the window that the grids show; a click moves it.

use super::intent::Intent;
use super::part::{Axis, Model};
use super::scene::Scene;
use super::text;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData};
use yew::prelude::*;

/// Violet that reads on light and on dark paper; the weight is its opacity.
const INK: [u8; 3] = [126, 87, 216];

/// The picture: one pixel a weight, enlarged by the style sheet without smoothing. [`draw`] paints it once it is there.
pub fn overview(scene: &Scene) -> Html {
    let n = scene.model.state.setup.tokens();
    let onclick = {
        let emit = scene.emit.clone();
        Callback::from(move |event: MouseEvent| {
            let Some(target) = event.target_dyn_into::<Element>() else {
                return;
            };
            let place = target.get_bounding_client_rect();
            let at = |offset: f64, size: f64, axis: Axis| {
                let cell = (offset / size.max(1.0) * n as f64).max(0.0) as usize;
                cell.saturating_sub(axis.window() / 2)
                    .min(n.saturating_sub(axis.window()))
            };
            let (x, y) = (
                f64::from(event.client_x()) - place.left(),
                f64::from(event.client_y()) - place.top(),
            );
            emit.emit(Intent::Scroll(
                Axis::Query,
                at(y, place.height(), Axis::Query),
            ));
            emit.emit(Intent::Scroll(Axis::Key, at(x, place.width(), Axis::Key)));
        })
    };
    let (row, column) = (
        scene.look.scroll.offset(Axis::Query, n),
        scene.look.scroll.offset(Axis::Key, n),
    );
    let size = n.to_string();
    html! {
        <div class="overview" title={text::overview_hint()}>
            <canvas ref={&scene.canvas} width={size.clone()} height={size.clone()} role="img" aria-label={text::overview(n)} {onclick}></canvas>
            <svg viewBox={format!("0 0 {n} {n}")} aria-hidden="true">
                <rect x={column.to_string()} y={row.to_string()} width={Axis::Key.window().min(n).to_string()}
                    height={Axis::Query.window().min(n).to_string()} />
            </svg>
        </div>
    }
}

/// Paints the weights of a head; `None` where there is no such picture on the page.
pub fn draw(canvas: &NodeRef, model: &Model, head: usize) -> Option<()> {
    let weights = model.trace.weights.get(head)?;
    let context: CanvasRenderingContext2d = canvas
        .cast::<HtmlCanvasElement>()?
        .get_context("2d")
        .ok()??
        .dyn_into()
        .ok()?;
    let n = weights.nrows();
    let mut pixels = Vec::with_capacity(n * n * 4);
    for i in 0..n {
        for j in 0..n {
            // The square root lifts small weights into sight: with 64 keys an even share is only 0.016.
            let opacity = (weights[(i, j)].clamp(0.0, 1.0).sqrt() * 255.0) as u8;
            pixels.extend([INK[0], INK[1], INK[2], opacity]);
        }
    }
    let image = ImageData::new_with_u8_clamped_array(Clamped(&pixels), n as u32).ok()?;
    context.put_image_data(&image, 0.0, 0.0).ok()
}
