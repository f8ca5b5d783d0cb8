//! The Web Worker that carries out an experiment (static/worker.js), and the messages to it and from it.

use crate::experiment::{Kind, Progress};
use crate::text;
use gloo::events::EventListener;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, WorkerOptions, WorkerType};
use yew::Callback;

/// What the worker says of the experiment with the number `run`.
#[derive(Debug)]
pub struct Report {
    /// Which experiment it speaks of.
    pub run: u32,
    /// What it says.
    pub news: News,
}

/// What the worker says.
#[derive(Debug)]
pub enum News {
    /// How it goes.
    Going {
        /// `running`, `paused` or `done`.
        status: String,
        /// How far it is.
        progress: Progress,
        /// What is known so far, in JSON, where that is told.
        outcome: Option<String>,
    },
    /// Why it cannot go on.
    Failed(String),
    /// The answer to a question, where there is one.
    Answer(Option<String>),
}

/// A worker; dropped, it ends.
pub struct Worker {
    worker: web_sys::Worker,
    _listeners: [EventListener; 2],
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Worker {
    /// Starts a worker; `None` where the browser refuses (a strict host, a very old one).
    pub fn start(hear: Callback<Report>, broken: Callback<String>) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(&script(), &options).ok()?;
        let message = EventListener::new(&worker, "message", move |event| {
            let data = event.unchecked_ref::<MessageEvent>().data();
            if let Some(report) = report(&data) {
                hear.emit(report);
            }
        });
        // The script did not arrive, or did not run.
        let error = EventListener::new(&worker, "error", move |event| {
            let message = get(event, "message").as_string();
            broken.emit(message.unwrap_or_else(|| text::worker_not_there().into()));
        });
        Some(Self {
            worker,
            _listeners: [message, error],
        })
    }

    /// Begins an experiment of a state document.
    pub fn begin(&self, run: u32, kind: Kind, state: &str) {
        self.post(
            run,
            &[
                ("kind", kind.name().into()),
                ("place", (kind as u32).into()),
                ("state", state.into()),
            ],
        );
    }

    /// `pause`, `resume` or `cancel`.
    pub fn order(&self, run: u32, order: &str) {
        self.post(run, &[("order", order.into())]);
    }

    /// Asks the experiment something.
    pub fn ask(&self, run: u32, question: &str) {
        self.post(run, &[("ask", question.into())]);
    }

    fn post(&self, run: u32, fields: &[(&str, JsValue)]) {
        let message = Object::new();
        let _ = Reflect::set(&message, &"run".into(), &run.into());
        for (key, value) in fields {
            let _ = Reflect::set(&message, &(*key).into(), value);
        }
        // Numbers and texts can always be sent.
        let _ = self.worker.post_message(&message);
    }
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or_default()
}

fn report(data: &JsValue) -> Option<Report> {
    let run = get(data, "run").as_f64()? as u32;
    let answer = get(data, "answer");
    let news = match get(data, "status").as_string() {
        None if answer.is_undefined() => return None,
        None => News::Answer(answer.as_string()),
        Some(status) if status == "failed" => {
            News::Failed(get(data, "why").as_string().unwrap_or_default())
        }
        Some(status) => News::Going {
            status,
            progress: Progress {
                done: get(data, "done").as_f64().unwrap_or_default() as u64,
                of: get(data, "of").as_f64().unwrap_or_default() as u64,
            },
            outcome: get(data, "outcome").as_string(),
        },
    };
    Some(Report { run, news })
}

/// The address of the worker's script. It names the page's version, so that a browser that has the script in its memory
/// does not take another version's for it, and the service worker knows of which version the worker is.
fn script() -> String {
    let root = gloo::utils::document().document_element();
    match root.and_then(|root| root.get_attribute("data-version")) {
        Some(version) => ["worker.js?", &version].concat(),
        None => "worker.js".to_owned(),
    }
}
