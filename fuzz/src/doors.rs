//! The doors, one function each, and how cases for them are made.

mod address;
mod commands;
mod courses;
mod numbers;
mod states;

use crate::chance::Chance;
use crate::{Corpus, Door, hostile, link, sources};

/// The largest state there can be: X and a table of 64 x 1024, four projections of 1024 x 1024, and once more while they
/// are made.
const LARGEST_STATE: usize = 48 << 20;
/// What a table of positions takes that nobody wrote down: it is drawn from the seed.
const TABLE: usize = 1 << 20;
/// What the words of an error take, and whatever else is small.
const SMALL: usize = 64 << 10;

/// All of them.
pub const DOORS: &[Door] = &[
    Door {
        name: "link",
        reader: "state::codec::decode",
        least: SMALL,
        each: 16,
        sources: sources::links,
        make: links,
        judge: states::link,
    },
    Door {
        name: "document",
        reader: "state::AppState::from_json",
        least: TABLE,
        each: 16,
        sources: sources::documents,
        make: json,
        judge: states::document,
    },
    Door {
        name: "settings",
        reader: "experiment::settings::Changes::read",
        least: TABLE,
        each: 32,
        sources: sources::settings,
        make: json,
        judge: states::settings,
    },
    Door {
        name: "action",
        reader: "state::Action::from_json, state::reduce",
        least: LARGEST_STATE,
        each: 32,
        sources: commands::actions,
        make: json,
        judge: commands::action,
    },
    Door {
        name: "message",
        reader: "protocol::Message::read",
        least: TABLE,
        each: 32,
        sources: commands::messages,
        make: json,
        judge: commands::message,
    },
    Door {
        name: "json",
        reader: "model::json::Reader",
        least: SMALL,
        each: 8,
        sources: sources::documents,
        make: json,
        judge: commands::json,
    },
    Door {
        name: "block",
        reader: "state::parse_block",
        least: SMALL,
        each: 32,
        sources: Vec::new,
        make: numbers::make_block,
        judge: numbers::block,
    },
    Door {
        name: "number",
        reader: "state::parse_number",
        least: SMALL,
        each: 8,
        sources: Vec::new,
        make: numbers::make_number,
        judge: numbers::number,
    },
    Door {
        name: "address",
        reader: "state::link::open",
        least: TABLE,
        each: 32,
        sources: Vec::new,
        make: address::make,
        judge: address::judge,
    },
    Door {
        name: "language",
        reader: "text::speak",
        least: SMALL,
        each: 32,
        sources: || vec![sources::german().to_owned()],
        make: Corpus::changed,
        judge: address::language,
    },
    Door {
        name: "lesson",
        reader: "lesson::script::Lesson::from_json",
        least: SMALL,
        each: 64,
        sources: sources::lessons,
        make: json,
        judge: courses::lesson,
    },
    Door {
        name: "author",
        reader: "lessons::compile",
        least: 1 << 20,
        each: 400,
        sources: sources::markdown,
        make: Corpus::changed,
        judge: courses::author,
    },
    Door {
        name: "progress",
        reader: "tutor::Kept::from_json",
        least: SMALL,
        each: 64,
        sources: Vec::new,
        make: json,
        judge: courses::progress,
    },
    Door {
        name: "outcome",
        reader: "experiment::Outcome::from_json",
        least: SMALL,
        each: 64,
        sources: sources::outcomes,
        make: json,
        judge: courses::outcome,
    },
];

/// A JSON text of the corpus: mostly changed as a tree, sometimes as a text, and both.
fn json(corpus: &Corpus, chance: &mut Chance) -> String {
    if corpus.trees.is_empty() || chance.once_in(20) {
        return hostile::text(chance);
    }
    let mut tree = chance.of(&corpus.trees).clone();
    let (as_tree, as_text) = *chance.of(&[
        (true, false),
        (true, false),
        (true, false),
        (false, true),
        (true, true),
    ]);
    if as_tree {
        (0..chance.few()).for_each(|_| tree.change(&corpus.trees, chance));
    }
    let text = tree.write(chance);
    if as_text {
        hostile::changed(&text, chance)
    } else {
        text
    }
}

/// A link: mostly with a right sum, so that more than the sum is tried.
fn links(corpus: &Corpus, chance: &mut Chance) -> String {
    match chance.below(10) {
        0 => corpus.changed(chance),
        1 => {
            let bytes: Vec<u8> = (0..chance.below(60)).map(|_| chance.byte()).collect();
            link::sealed(&[&[1 + chance.byte() % 2], bytes.as_slice()].concat())
        }
        _ => {
            let (link, other) = (corpus.any(chance), corpus.any(chance));
            link::changed(link, other, chance)
        }
    }
}
