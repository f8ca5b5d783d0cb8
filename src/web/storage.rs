//! What the browser keeps of this page, where the learner wants that: texts by name.

use web_sys::Storage;

fn storage() -> Option<Storage> {
    // A browser that keeps nothing (a private window, a sandboxed frame) throws when it is asked for it.
    web_sys::window()?.local_storage().ok()?
}

/// What is kept under a name.
pub fn read(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Keeps a text under a name; says whether the browser did.
pub fn write(name: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(name, text).is_ok())
}

/// Forgets what is kept under a name.
pub fn forget(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}
