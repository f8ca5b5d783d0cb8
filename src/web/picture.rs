//! An SVG picture as PNG.

use super::share::picture as address;
use super::{download, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};
use yew::Callback;

/// Pixels of the file to a pixel of the picture.
const SCALE: u32 = 2;

/// Saves a picture, an SVG document that has a width and a height, as PNG; calls back with whether that was possible.
pub fn save_png(name: String, svg: &str, done: Callback<bool>) {
    let svg = svg.to_owned();
    spawn_local(async move {
        let png = png(&svg).await;
        let saved = png.and_then(|png| download(&name, &png));
        done.emit(saved.is_ok());
    });
}

/// A picture, an SVG document that has a width and a height, as the address of a PNG: `data:image/png;base64,...`.
///
/// # Errors
/// What the browser says where it cannot draw it.
pub(super) async fn png(svg: &str) -> Result<String, JsValue> {
    // The page's policy allows pictures from data alone.
    let image = HtmlImageElement::new()?;
    image.set_src(&address(svg));
    JsFuture::from(image.decode()).await?;
    let document = window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    let (width, height) = (SCALE * image.width(), SCALE * image.height());
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    let (width, height) = (f64::from(width), f64::from(height));
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    canvas.to_data_url()
}
