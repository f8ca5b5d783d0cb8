//! Which grids are left alone.

use super::GridProps;
use crate::view::part::{Model, Part};

/// Whether a grid would be drawn the same: most of what changes on the page changes other grids.
pub fn looks_same(old: &GridProps, new: &GridProps) -> bool {
    let lights = |props: &GridProps| {
        let here = props.pointed.filter(|at| at.part == props.part);
        let setup = &props.model.state.setup;
        (props.pointed.map(|at| at.lights(props.part, setup)), here)
    };
    let (old_state, new_state) = (&old.model.state, &new.model.state);
    let looks = (
        old.part,
        old.block,
        old.transposed,
        old.scroll,
        old.readonly,
    ) == (
        new.part,
        new.block,
        new.transposed,
        new.scroll,
        new.readonly,
    ) && (old.invite, old.touched, old.wiggling, old.pinned)
        == (new.invite, new.touched, new.wiggling, new.pinned)
        && old.name == new.name
        && old.influence == new.influence
        && lights(old) == lights(new);
    let is_rounding = |model: &Model| model.trace.permutation.is_rounding();
    let numbers = || {
        old.part.axes(old_state) == new.part.axes(new_state)
            && old_state.tokens == new_state.tokens
            && old_state.setup.order == new_state.setup.order
            && (old.part != Part::Difference || is_rounding(&old.model) == is_rounding(&new.model))
            && same_numbers(old, new)
    };
    looks && (old.model == new.model || numbers())
}

fn same_numbers(old: &GridProps, new: &GridProps) -> bool {
    if let Part::Input(id) = new.part {
        let matrix = |props: &GridProps| props.model.state.matrix(id).map(std::sync::Arc::as_ptr);
        return matrix(old) == matrix(new);
    }
    old.part.matrix(&old.model) == new.part.matrix(&new.model)
}
