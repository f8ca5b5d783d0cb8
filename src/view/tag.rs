//! Elements by function. `html!` writes out the making of every element where it stands; for what has a tag, a class
//! and children and no more, one function keeps the page's module a tenth smaller.

use yew::prelude::*;
use yew::virtual_dom::VTag;

/// An element with a class (none where it is empty) and children.
pub fn node(tag: &'static str, class: &'static str, children: Vec<Html>) -> Html {
    let mut node = VTag::new(tag);
    if !class.is_empty() {
        node.add_attribute("class", class);
    }
    node.add_children(children);
    node.into()
}

/// An element with text.
pub fn leaf(tag: &'static str, class: &'static str, content: impl Into<AttrValue>) -> Html {
    node(tag, class, vec![words(content)])
}

/// Text.
pub fn words(content: impl Into<AttrValue>) -> Html {
    Html::from(yew::virtual_dom::VText::new(content))
}

/// A formula in a line of text.
pub fn math(children: Vec<Html>) -> Html {
    node("math", "", children)
}

/// A part of a formula.
pub fn row(class: &'static str, children: Vec<Html>) -> Html {
    node("mrow", class, children)
}

/// A variable (one letter: italic), or a function's name.
pub fn mi(name: &'static str) -> Html {
    leaf("mi", "", name)
}

/// An operator.
pub fn mo(sign: &'static str) -> Html {
    leaf("mo", "", sign)
}

/// A number.
pub fn mn(number: impl Into<AttrValue>) -> Html {
    leaf("mn", "", number)
}

/// Something with something below at its right.
pub fn sub(base: Html, below: Html) -> Html {
    node("msub", "", vec![base, below])
}

/// A transposed matrix.
pub fn transpose(base: Html) -> Html {
    let mut t = VTag::new("mi");
    t.add_attribute("mathvariant", "normal");
    t.add_child(words("T"));
    node("msup", "", vec![base, t.into()])
}

/// A square root.
pub fn sqrt(inside: Html) -> Html {
    node("msqrt", "", vec![inside])
}

/// A button with text; `class` may be empty.
pub fn button(
    class: &'static str,
    label: impl Into<AttrValue>,
    disabled: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    push(class, words(label), None, disabled, onclick)
}

/// A button of a group of which one is pressed.
pub fn toggle(label: impl Into<AttrValue>, pressed: bool, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" aria-pressed={pressed.to_string()} {onclick}>{ label.into() }</button>
    }
}

/// A button with any content, and a name where the content has none.
pub fn push(
    class: &'static str,
    content: Html,
    name: Option<AttrValue>,
    disabled: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" {class} aria-label={name.clone()} title={name} {disabled} {onclick}>{ content }</button>
    }
}
