//! The lessons that there are. The list is made by build.rs from the folder lessons; a lesson itself is fetched when it
//! is opened.

use super::Lab;

/// A lesson that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Its name in links.
    pub name: &'static str,
    /// Its lab.
    pub lab: Lab,
    /// How many steps it has.
    pub steps: usize,
    /// What it is in each language, English first.
    languages: &'static [Told],
}

/// A lesson in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The code of the language.
    pub language: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The checksum of its file (FNV-1a).
    sum: u32,
}

include!(concat!(env!("OUT_DIR"), "/lessons.rs"));

impl Listed {
    /// The lesson called `name`, where its lab is there.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::all().find(|lesson| lesson.name == name)
    }

    /// The lessons whose labs are there.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        LESSONS
            .iter()
            .filter(|lesson| Lab::BUILT.contains(&lesson.lab))
    }

    /// The lessons of a lab.
    pub fn of_lab(lab: Lab) -> impl Iterator<Item = &'static Self> {
        Self::all().filter(move |lesson| lesson.lab == lab)
    }

    /// The lesson in a language, else in English.
    pub fn told(&self, language: &str) -> Told {
        let told = self.languages.iter().find(|told| told.language == language);
        let english = Told {
            language: "en",
            title: self.name,
            sum: 0,
        };
        *told.or_else(|| self.languages.first()).unwrap_or(&english)
    }
}

impl Told {
    /// Whether `text` is the file that was built with this page.
    pub fn is(&self, text: &str) -> bool {
        crate::text::checksum(text.as_bytes()) == self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_has_a_lab_and_english() {
        assert!(!LESSONS.is_empty());
        for lesson in LESSONS {
            assert_eq!(lesson.told("en").language, "en", "{}", lesson.name);
            assert_eq!(lesson.told("xx"), lesson.told("en"), "{}", lesson.name);
            assert!(lesson.steps > 0, "{}", lesson.name);
        }
    }

    #[test]
    fn a_file_of_another_version_is_told_apart() {
        let told = LESSONS[0].told("en");
        assert!(!told.is("") && !told.is("{}"));
    }
}
