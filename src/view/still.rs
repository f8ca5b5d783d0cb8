//! A part of the page that is drawn anew only when what it is drawn from has changed. One component for all of them: a
//! component type costs the module some ten kilobytes, and comparing a stamp costs next to nothing.

use std::hash::{Hash, Hasher};
use std::rc::Rc;
use yew::prelude::*;

/// What a part is drawn from, as numbers.
#[derive(Clone, Default, PartialEq)]
pub struct Stamp(Vec<u64>);

impl Stamp {
    /// Adds a number.
    pub fn number(mut self, number: u64) -> Self {
        self.0.push(number);
        self
    }

    /// Adds anything that can be hashed: 64 bits of it, for what two different parts on one page never share.
    pub fn of(self, value: &(impl Hash + ?Sized)) -> Self {
        let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
        value.hash(&mut hasher);
        self.number(hasher.finish())
    }
}

/// FNV-1a: the library's own hasher draws on chance, and would add it to the module.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Properties of [`Still`].
#[derive(Properties, Clone)]
pub struct StillProps {
    /// What it is drawn from.
    pub stamp: Stamp,
    /// Draws it.
    pub draw: Rc<dyn Fn() -> Html>,
}

impl PartialEq for StillProps {
    fn eq(&self, other: &Self) -> bool {
        self.stamp == other.stamp
    }
}

/// The component.
pub struct Still;

impl Component for Still {
    type Message = ();
    type Properties = StillProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        (ctx.props().draw)()
    }
}

/// What `draw` draws, drawn anew only when `stamp` changes: everything that `draw` reads must be in it.
pub fn still(stamp: Stamp, draw: impl Fn() -> Html + 'static) -> Html {
    let draw: Rc<dyn Fn() -> Html> = Rc::new(draw);
    html! { <Still {stamp} {draw} /> }
}
