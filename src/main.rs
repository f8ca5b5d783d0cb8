//! Mounts the app; nothing else.

fn main() {
    attention_playground::web::mount();
}
