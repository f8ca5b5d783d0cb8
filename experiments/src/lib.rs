//! The labs' experiments as a WebAssembly module: static/worker.js writes a state document where [`room`] says, begins
//! an experiment of it with [`begin`], calls [`step`] until there is nothing left to do, and reads the outcome.
//!
//! One experiment at a time. Texts are UTF-8; what a function answers lies at [`answer`] until the next call.

use attention_playground::experiment::{self, Experiment, Given, Kind};
use attention_playground::state::AppState;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::RefCell;

/// The usual allocator, behind calls that are not inlined. With link-time optimisation it is: then LLVM sees `dealloc`
/// read the head of a chunk, in front of an object that `__rust_alloc` has promised to be all there is, and takes what
/// comes after for unreachable. (Seen in matrixmultiply's product with rustc 1.95: it ended in dlmalloc's assertion on
/// the size of what is freed, in some builds of this module and not in others.)
struct Opaque;

// SAFETY: all is handed on to `System`, which keeps what it promises.
unsafe impl GlobalAlloc for Opaque {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    #[inline(never)]
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(at, layout) }
    }

    #[inline(never)]
    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promised.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Opaque = Opaque;

#[derive(Default)]
struct Module {
    given: Vec<u8>,
    /// Which experiment is running.
    kind: usize,
    running: Option<Box<dyn Experiment>>,
    answer: String,
}

thread_local! {
    static MODULE: RefCell<Module> = RefCell::default();
}

fn module<T>(work: impl FnOnce(&mut Module) -> T) -> T {
    MODULE.with_borrow_mut(work)
}

/// Makes room for a text of `length` bytes that the next call takes. Returns where.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> usize {
    module(|module| {
        module.given.clear();
        module.given.resize(length, 0);
        module.given.as_mut_ptr().addr()
    })
}

/// Begins the experiment with this place in `Kind::ALL` of the state document in the room, or goes on with the present
/// one where that can take it over. Returns 1; or 0, and the answer says why not.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn begin(kind: usize) -> u32 {
    module(|module| {
        let present = module.running.take().filter(|_| module.kind == kind);
        match start(kind, &module.given, present) {
            Ok(experiment) => module.running = Some(experiment),
            Err(why) => module.answer = why,
        }
        module.kind = kind;
        u32::from(module.running.is_some())
    })
}

fn start(
    kind: usize,
    document: &[u8],
    present: Option<Box<dyn Experiment>>,
) -> Result<Box<dyn Experiment>, String> {
    let kind = Kind::ALL.get(kind).ok_or("there is no such experiment")?;
    let document = std::str::from_utf8(document).map_err(|error| error.to_string())?;
    let state = AppState::from_json(document).map_err(|error| error.to_string())?;
    let given = Given {
        setup: &state.setup,
        settings: &state.labs,
        seed: state.seed,
    };
    if let Some(mut present) = present
        && present.take_over(&given)
    {
        return Ok(present);
    }
    experiment::begin(*kind, &given).map_err(|error| error.to_string())
}

/// Goes a step on. Returns 0 where nothing was left to do.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn step() -> u32 {
    module(|module| {
        let experiment = module.running.as_mut();
        u32::from(experiment.is_some_and(|experiment| experiment.step()))
    })
}

/// Pieces of work that are done.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn done() -> f64 {
    module(|module| module.running.as_ref().map_or(0, |e| e.progress().done) as f64)
}

/// Pieces of work in all.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn of() -> f64 {
    module(|module| module.running.as_ref().map_or(0, |e| e.progress().of) as f64)
}

/// Answers with the outcome so far. Returns its length in bytes.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn outcome() -> usize {
    module(|module| {
        module.answer = module
            .running
            .as_ref()
            .map_or_else(String::new, |e| e.outcome());
        module.answer.len()
    })
}

/// Answers the question in the room. Returns the length in bytes; 0: there is no answer.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn ask() -> usize {
    module(|module| {
        let question = std::str::from_utf8(&module.given).unwrap_or_default();
        let answer = module.running.as_ref().and_then(|e| e.ask(question));
        module.answer = answer.unwrap_or_default();
        module.answer.len()
    })
}

/// Where the answer begins.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    module(|module| module.answer.as_ptr().addr())
}

/// The answer's length in bytes.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn answered() -> usize {
    module(|module| module.answer.len())
}
