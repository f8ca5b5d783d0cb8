//! Text from outside (a token, a key of a document, a parameter of a link) in sentences of ours: as long as one reads, cut
//! between two characters as people count them, with nothing in it that hides or turns what stands around it.

use std::borrow::Cow;

/// Text from outside, `most` characters of it at most: what shows nothing (a control character, a line end) is replaced by
/// U+FFFD, and what reads from right to left is [isolated].
pub(crate) fn outside(text: &str, most: usize) -> String {
    let visible = |c: char| match c {
        '\u{2028}' | '\u{2029}' => char::REPLACEMENT_CHARACTER,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    let text: String = cut(text, most).chars().map(visible).collect();
    isolated(&text).into_owned()
}

/// The text between U+2068 and U+2069, where anything in it turns the direction of writing: then it turns itself alone
/// (Unicode Standard Annex 9, section 2.7). Other texts are left as they are.
pub(super) fn isolated(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(turns) {
        return Cow::Borrowed(text);
    }
    if is_isolate_whole(text) {
        return Cow::Borrowed(text);
    }
    if is_balanced(text) {
        return Cow::Owned(["\u{2068}", text, "\u{2069}"].concat());
    }
    // An isolate of its own would end ours, or go on behind it.
    let inner: String = text.chars().filter(|c| !is_isolate(*c)).collect();
    Cow::Owned(["\u{2068}", &inner, "\u{2069}"].concat())
}

/// Whether the text is one isolate from its first character to its last: it turns itself alone already.
fn is_isolate_whole(text: &str) -> bool {
    let inner = text
        .strip_prefix('\u{2068}')
        .and_then(|rest| rest.strip_suffix('\u{2069}'));
    inner.is_some_and(is_balanced)
}

/// Whether every isolate ends that begins, and none else.
fn is_balanced(text: &str) -> bool {
    let depth = text.chars().try_fold(0_usize, |depth, c| match c {
        '\u{2069}' => depth.checked_sub(1),
        c => Some(depth + usize::from(is_isolate(c))),
    });
    depth == Some(0)
}

fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2069}')
}

/// Whether a character reads from right to left, or makes others do.
fn turns(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
        || matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || is_isolate(c)
}

/// How far back a place to cut is looked for, in characters: no word has more that belong together.
const FURTHEST: usize = 32;

/// At most `most` characters of the text, an ellipsis in place of the last where some are left out; what people take for
/// one character (an accent and its letter, an emoji of several) is left out whole.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most || text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let places: Vec<usize> = text.char_indices().take(most).map(|(at, _)| at).collect();
    let between = |at: &&usize| {
        let (before, after) = text.split_at(**at);
        parts(before.chars().next_back(), after.chars().next())
    };
    let near = places.iter().rev().take(FURTHEST);
    let end = near.clone().find(between).or(near.clone().next());
    let kept = end.and_then(|at| text.get(..*at)).unwrap_or_default();
    Cow::Owned([kept, "\u{2026}"].concat())
}

/// Whether two characters that follow one another are surely no part of one (Unicode Standard Annex 29, without its
/// tables: of what is not known it is not sure).
fn parts(before: Option<char>, after: Option<char>) -> bool {
    // A joiner joins, and a sign in front of a number belongs to it.
    let joins = matches!(
        before,
        Some('\u{200d}' | '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{1100}'..='\u{115f}')
    ) || matches!(
        before,
        Some(
            '\u{890}'..='\u{8ff}' | '\u{a960}'..='\u{a97c}' | '\u{d4e}' | '\u{11000}'..='\u{11fff}',
        )
    );
    let begins = match after {
        None => true,
        // Behind a virama, a letter goes on with the one before it.
        Some('\u{904}'..='\u{939}') => !matches!(before, Some('\u{93c}' | '\u{94d}' | '\u{200c}')),
        Some(c) => {
            matches!(c, ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{482}')
                || matches!(c, '\u{48a}'..='\u{58f}' | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}')
                || matches!(c, '\u{1e00}'..='\u{1fff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}')
                || matches!(c, '\u{2070}'..='\u{20cf}' | '\u{2100}'..='\u{2bff}' | '\u{3000}'..='\u{3029}')
                || matches!(c, '\u{3030}'..='\u{3098}' | '\u{309b}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}')
                || matches!(c, '\u{1f000}'..='\u{1f1e5}' | '\u{1f200}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
                || matches!(c, '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
        }
    };
    before.is_none() || (begins && !joins)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;
    use unicode_segmentation::UnicodeSegmentation;

    /// One of each kind of character that Annex 29 tells apart.
    const BEFORE: &[char] = &[
        'a',
        '\r',
        '\u{301}',
        '\u{903}',
        '\u{915}',
        '\u{94d}',
        '\u{1100}',
        '\u{ac00}',
        '\u{ac01}',
        '\u{1f1e9}',
        '👩',
        '\u{200d}',
        '\u{fe0f}',
        '\u{600}',
        '\u{d4e}',
        '\u{110bd}',
        '\u{e0020}',
        '\u{200c}',
    ];

    /// Where this says that two characters are parted, Unicode's tables say so.
    #[test]
    fn what_is_parted_is_parted_in_unicode() {
        for before in BEFORE.iter().copied() {
            for after in '\0'..=char::MAX {
                if parts(Some(before), Some(after)) {
                    let two: String = [before, after].iter().collect();
                    assert_eq!(two.graphemes(true).count(), 2, "{two:?}");
                }
            }
        }
        for before in '\0'..=char::MAX {
            if parts(Some(before), Some('a')) {
                let two: String = [before, 'a'].iter().collect();
                assert_eq!(two.graphemes(true).count(), 2, "{two:?}");
            }
        }
    }

    #[test]
    fn what_is_short_enough_is_left_alone() {
        assert_eq!(cut("robot", 5), "robot");
        assert_eq!(cut("robots", 5), "robo\u{2026}");
        assert_eq!(cut("robo\u{301}t", 5), "rob\u{2026}");
        assert_eq!(cut("a👩\u{200d}👩\u{200d}👧\u{200d}👦b", 6), "a\u{2026}");
        assert_eq!(cut(&"\u{301}".repeat(99), 40).chars().count(), 40);
        assert_eq!(cut("", 0), "");
        assert_eq!(cut("ab", 0), "\u{2026}");
    }

    #[test]
    fn what_turns_the_writing_turns_itself_alone() {
        assert_eq!(outside("it", 9), "it");
        assert_eq!(outside("a\u{202e}b", 9), "\u{2068}a\u{202e}b\u{2069}");
        assert_eq!(outside("\u{2069}\u{202e}b", 9), "\u{2068}\u{202e}b\u{2069}");
        assert_eq!(outside("a\nb\u{2028}", 9), "a\u{fffd}b\u{fffd}");
        assert_eq!(outside("\u{2067}a", 9), "\u{2068}a\u{2069}");
        assert_eq!(outside("שלום", 9), "\u{2068}שלום\u{2069}");
        // A list of such texts is isolated as a whole, and each in it stays so.
        let two = [outside("של", 9), outside("ום", 9)].join(" ");
        assert_eq!(isolated(&two), ["\u{2068}", &two, "\u{2069}"].concat());
    }

    proptest! {
        #[test]
        fn nothing_is_cut_apart(
            pieces in prop::collection::vec(select(vec![
                "a", "é", "e\u{301}", "👩\u{200d}👩\u{200d}👧\u{200d}👦", "🇩🇪", "👍🏽", "한", "\u{1112}\u{1161}\u{11ab}", "क्षि", "日", "ש", "❤\u{fe0f}",
                "1\u{fe0f}\u{20e3}", "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}", "ñ\u{323}\u{302}",
            ]), 0..30),
            most in 1_usize..40,
        ) {
            let text = pieces.concat();
            let shown = cut(&text, most);
            prop_assert!(shown.chars().count() <= most);
            if let Some(kept) = shown.strip_suffix('\u{2026}') {
                let whole: Vec<_> = text.graphemes(true).collect();
                let begins = (0..=whole.len()).any(|count| whole[..count].concat() == kept);
                prop_assert!(begins, "{kept:?} of {text:?}");
            } else {
                prop_assert_eq!(shown, text.as_str());
            }
        }
    }

    #[test]
    fn what_is_isolated_is_not_isolated_again() {
        let once = isolated("a\u{202e}b").into_owned();
        assert_eq!(once, "\u{2068}a\u{202e}b\u{2069}");
        assert_eq!(isolated(&once), once);
        // Two isolates side by side are not one.
        assert_eq!(
            isolated("\u{2068}a\u{2069}\u{2068}b\u{2069}"),
            "\u{2068}\u{2068}a\u{2069}\u{2068}b\u{2069}\u{2069}"
        );
    }
}
