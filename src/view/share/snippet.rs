//! The text to paste.

use super::{Chosen, Form};
use crate::lesson::Lab;
use crate::state::AppState;
use crate::state::link::{self, Theme};
use crate::view::text;

/// What is shared.
pub struct Shared<'a> {
    /// The address of the playground, without query and hash.
    pub page: &'a str,
    /// What stands there now.
    pub state: &'a AppState,
    /// The preset that the state may be.
    pub preset: &'a str,
    /// The lesson that is open.
    pub lesson: Option<&'a str>,
    /// The language that is spoken.
    pub language: &'a str,
}

/// The text to paste, and the same as attributes of the element of embed.mjs.
#[derive(Debug, PartialEq)]
pub struct Snippet {
    /// The text.
    pub text: String,
    /// Name and value by name.
    pub attributes: Vec<(&'static str, String)>,
    /// The picture in words.
    pub alt: String,
    /// No address holds the state.
    pub is_too_large: bool,
}

impl Snippet {
    /// What `chosen` makes of what is `shared`.
    pub fn of(chosen: &Chosen, shared: &Shared<'_>) -> Self {
        let (mut attributes, is_exact) = begun(shared);
        let hash = match is_exact {
            true => Some(String::new()),
            false => link::hash(shared.state),
        };
        shown(chosen, &mut attributes);
        let alt = text::share_alt(&shared.state.tokens.join(" "));
        let address = |embed: &str| {
            let own = [("lang", shared.language.to_owned())];
            let query = attributes.iter().chain(&own);
            let query = query.fold(embed.to_owned(), |query, (name, value)| {
                let and = if query.is_empty() { "" } else { "&" };
                [&query, and, name, "=", value].concat()
            });
            let hash = hash.as_deref().unwrap_or_default();
            [shared.page, "?", &query, hash].concat()
        };
        let text = match chosen.form {
            Form::Frame => frame(&address("embed=1"), chosen.height, title(shared)),
            Form::Link => address(""),
            Form::Picture => tag(
                "img",
                &[("src", "attention-playground-matrix.svg"), ("alt", &alt)],
            ),
            Form::Element => String::new(),
        };
        if !is_exact {
            attributes.push(("state", shared.state.to_json()));
        }
        let text = match chosen.form {
            Form::Element => element(shared, &attributes, chosen.height),
            _ => text,
        };
        Self {
            text,
            attributes,
            alt,
            is_too_large: hash.is_none() && matches!(chosen.form, Form::Frame | Form::Link),
        }
    }
}

/// Parameters that open a lesson, or a lab with a preset; and whether that is all that the state is.
fn begun(shared: &Shared<'_>) -> (Vec<(&'static str, String)>, bool) {
    if let Some(lesson) = shared.lesson {
        return (vec![("lesson", lesson.to_owned())], true);
    }
    let lab = shared.state.lab.name();
    let query = ["lab=", lab, "&preset=", shared.preset].concat();
    match link::open(&query, "").state == *shared.state {
        true => (
            vec![
                ("lab", lab.to_owned()),
                ("preset", shared.preset.to_owned()),
            ],
            true,
        ),
        false => (Vec::new(), false),
    }
}

fn shown(chosen: &Chosen, attributes: &mut Vec<(&'static str, String)>) {
    if chosen.theme != Theme::Auto {
        attributes.push(("theme", chosen.theme.name().to_owned()));
    }
    if chosen.readonly {
        attributes.push(("readonly", "1".to_owned()));
    }
    if !chosen.hidden.is_empty() {
        attributes.push(("hide", chosen.hidden.join(",")));
    }
}

fn title(shared: &Shared<'_>) -> String {
    let lab = match shared.state.lab {
        lab if Lab::BUILT.contains(&lab) => lab,
        _ => Lab::Attention,
    };
    [text::brand(), ": ", text::lab(lab)].concat()
}

fn frame(address: &str, height: Option<u32>, title: String) -> String {
    let height = height.map(|height| height.to_string()).unwrap_or_default();
    let attributes = [
        ("src", address),
        ("title", &title),
        ("width", "100%"),
        ("height", &height),
        ("loading", "lazy"),
        ("allow", "clipboard-write"),
        ("style", "border: 0"),
    ];
    [&tag("iframe", &attributes), "</iframe>"].concat()
}

fn element(
    shared: &Shared<'_>,
    attributes: &[(&'static str, String)],
    height: Option<u32>,
) -> String {
    let folder = shared
        .page
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let script = [folder, "/embed.js"].concat();
    let (title, height) = (title(shared), height.map(|height| height.to_string()));
    let mut all = vec![("title", title.as_str())];
    all.extend(
        attributes
            .iter()
            .map(|(name, value)| (*name, value.as_str())),
    );
    all.extend(height.as_deref().map(|height| ("height", height)));
    [
        &tag("script", &[("src", &script), ("async", "")]),
        "</script>\n",
        &tag("attention-playground", &all),
        "</attention-playground>",
    ]
    .concat()
}

/// A start tag. What is given is made safe for it, in the quotes that leave JSON readable.
fn tag(name: &str, attributes: &[(&str, &str)]) -> String {
    let mut tag = ["<", name].concat();
    for (name, value) in attributes {
        let value = value.replace('&', "&amp;").replace('<', "&lt;");
        tag += &match (value.is_empty(), value.contains('"')) {
            (true, _) => [" ", name].concat(),
            (_, false) => [" ", name, "=\"", &value, "\""].concat(),
            (_, true) => [" ", name, "='", &value.replace('\'', "&#39;"), "'"].concat(),
        };
    }
    tag + ">"
}

// Native only, as the reader of markup that they use.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::lesson::presets;

    fn text(chosen: &Chosen, state: &AppState, lesson: Option<&str>) -> Snippet {
        let shared = Shared {
            page: "https://host.example/lab/",
            state,
            preset: presets::robot().id,
            lesson,
            language: "en",
        };
        Snippet::of(chosen, &shared)
    }

    fn chosen(form: Form) -> Chosen {
        Chosen {
            form,
            height: Some(1234),
            ..Chosen::default()
        }
    }

    #[test]
    fn a_preset_is_a_readable_address() {
        let state = AppState::default();
        assert_eq!(
            text(&chosen(Form::Link), &state, None).text,
            "https://host.example/lab/?lab=attention&preset=robot&lang=en"
        );
        let html = text(&chosen(Form::Frame), &state, None).text;
        let document = roxmltree::Document::parse(&html).unwrap();
        let frame = document.root_element();
        assert_eq!(
            frame.attribute("src"),
            Some("https://host.example/lab/?embed=1&lab=attention&preset=robot&lang=en")
        );
        assert_eq!(frame.attribute("height"), Some("1234"));
        assert_eq!(
            frame.attribute("title"),
            Some("attention playground: Attention")
        );
    }

    #[test]
    fn what_was_edited_is_whole_in_the_address_and_in_the_element() {
        let mut state = AppState::default();
        state.tokens[0] = r#"<script>"it's" & more"#.into();
        let address = text(&chosen(Form::Link), &state, None).text;
        let (query, hash) = address.split_once('#').unwrap();
        let query = query.split_once('?').unwrap().1;
        assert_eq!(link::open(query, hash).state, state);
        let html = text(&chosen(Form::Element), &state, None).text;
        let (script, element) = html.split_once('\n').unwrap();
        assert_eq!(
            script,
            r#"<script src="https://host.example/lab/embed.js" async></script>"#
        );
        let document = roxmltree::Document::parse(element).unwrap();
        let given = document.root_element().attribute("state").unwrap();
        assert_eq!(AppState::from_json(given).unwrap(), state);
    }

    #[test]
    fn a_lesson_is_shared_by_its_name_whatever_stands_there() {
        let mut state = AppState::default();
        state.tokens[0] = "other".into();
        let address = text(&chosen(Form::Link), &state, Some("attention")).text;
        assert_eq!(
            address,
            "https://host.example/lab/?lesson=attention&lang=en"
        );
    }

    #[test]
    fn every_choice_is_in_the_address_and_the_page_knows_it() {
        let mut chosen = chosen(Form::Frame);
        chosen.take(&super::super::Wish::Theme(Theme::Dark));
        chosen.take(&super::super::Wish::Readonly(true));
        for part in crate::view::text::PARTS {
            chosen.take(&super::super::Wish::Hide(part, true));
        }
        let snippet = text(&chosen, &AppState::default(), None);
        let src = snippet.text.replace("&amp;", "&");
        let query = src.split_once('?').unwrap().1.split_once('"').unwrap().0;
        let opening = link::open(query, "");
        assert_eq!(opening.notices, []);
        let options = opening.options;
        assert!(options.embed && options.readonly);
        assert_eq!(options.theme, Theme::Dark);
        assert_eq!(options.hide, crate::view::text::PARTS);
    }

    #[test]
    fn the_docs_name_every_part() {
        let parts = ["`", &crate::view::text::PARTS.join("`, `"), "`"].concat();
        assert!(include_str!("../../../docs/embedding.md").contains(&parts));
    }

    #[test]
    fn what_no_address_holds_is_refused_but_for_the_element() {
        let mut state = AppState::from_preset("random").unwrap();
        state.tokens = (0..state.tokens.len())
            .map(|i| "x".repeat(4000) + &i.to_string())
            .collect();
        for form in [Form::Frame, Form::Link, Form::Element] {
            let large = text(&chosen(form), &state, None).is_too_large;
            assert_eq!(large, form != Form::Element);
        }
    }
}
