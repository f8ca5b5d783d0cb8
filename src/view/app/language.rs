//! The app in another language.

use super::App;
use crate::view::text;
use crate::web;

impl App {
    /// Says so where the language that the address asks for did not come.
    pub(super) fn unheard(&mut self) {
        let asked = self.options.lang.as_deref();
        let asked = text::languages().find(|(code, _)| Some(*code) == asked);
        if let Some((code, name)) = asked
            && code != text::spoken()
        {
            self.note(text::language_failed(name));
        }
    }

    /// Speaks another language, and says so where that cannot be.
    pub(super) fn speak(&mut self, code: &'static str, file: Option<String>) -> bool {
        let name = text::languages().find(|(known, _)| *known == code);
        let name = name.map_or(code, |(_, name)| name);
        let Some(file) = file else {
            web::choose_language(text::spoken());
            return self.note(text::language_failed(name));
        };
        if text::speak(code, &file).is_err() {
            web::choose_language(text::spoken());
            return self.note(text::language_stale(name));
        }
        self.look.language = text::spoken();
        self.said.clear();
        // They say why something does not apply.
        self.refresh_orders();
        web::set_language(code, text::brand(), &file);
        web::write_query("lang", code);
        true
    }
}
