//! The switches of attention: scale, temperature, mask, position encoding, heads, sizes, kind of input, random numbers.

use crate::model::{Input, InputNumber, Mask, Position, limits};
use crate::state::{
    Action, AppState, Dimension, InputKind, MaskDocument, MatrixId, PositionDocument, reduce,
};
use crate::view::controls::{Choose, Count, Field, Slid, choice, number, stepper, switch};
use crate::view::format;
use crate::view::intent::{self, Intent};
use crate::view::number::next_gesture;
use crate::view::part::Part;
use crate::view::scene::{Scene, Shown};
use crate::view::still::Stamp;
use crate::view::symbols;
use crate::view::tag::{leaf, node};
use crate::view::text;
use yew::prelude::*;

/// All switches.
pub fn settings(scene: &Scene) -> Html {
    scene.still(stamp(scene), draw)
}

/// All that the switches say, or that decides whether they apply: shapes and kinds, and no numbers of matrices but those
/// that stand here.
fn stamp(scene: &Scene) -> Stamp {
    let AppState {
        tokens,
        setup,
        seed,
        ..
    } = &*scene.model.state;
    let optional = MatrixId::ALL.iter().map(|id| setup.matrix(*id).is_some());
    let mut stamp = scene
        .stamp()
        .of(tokens)
        .of(&(setup.d_k(), setup.d_v(), setup.d_model(), setup.heads))
        .of(&(setup.scale, setup.temperature.to_bits(), *seed))
        .of(&scene.look.wiggling)
        .of(&optional.collect::<Vec<_>>());
    stamp = match &setup.mask {
        Mask::None => stamp.number(0),
        Mask::Causal => stamp.number(1),
        Mask::Custom(allowed) => stamp.of(allowed.as_slice()),
    };
    match setup.position {
        Position::Sinusoidal { base } | Position::Rope { base } => {
            let rotary = matches!(setup.position, Position::Rope { .. });
            stamp.of(&(rotary, base.to_bits()))
        }
        // The slopes stand here themselves, with all that can be done with numbers.
        Position::Alibi { .. } => stamp.of(&next_gesture()),
        Position::None | Position::Learned { .. } => stamp,
    }
}

fn draw(scene: &Scene) -> Html {
    let group = |title: &'static str, content: Vec<Html>| {
        node(
            "div",
            "settings-group",
            [leaf("h2", "", title)].into_iter().chain(content).collect(),
        )
    };
    html! {
        <section class="settings" aria-label={text::settings()}>
            { group(text::group_logits(), vec![scale(scene), temperature(scene), mask(scene)]) }
            { group(text::group_position(), vec![positions(scene)]) }
            { group(text::group_shape(), vec![sizes(scene), heads(scene)]) }
            { group(text::group_numbers(), vec![kind(scene), random(scene)]) }
        </section>
    }
}

/// Why `action` cannot be done now, if it cannot: asked of the reducer itself, so that page and state never disagree.
fn refused(scene: &Scene, action: &Action) -> Option<String> {
    reduce(&scene.model.state, action)
        .err()
        .map(|e| text::reason(&e))
}

/// A choice whose every option is an action.
fn choose(
    scene: &Scene,
    label: &'static str,
    name: &'static str,
    value: &str,
    options: Vec<(String, String, Action)>,
) -> Html {
    let chosen: Vec<_> = options
        .iter()
        .map(|(value, label, action)| Choose {
            value: value.clone(),
            label: label.clone(),
            refused: refused(scene, action),
        })
        .collect();
    let emit = scene.emit.clone();
    let on_change = Callback::from(move |value: String| {
        if let Some((.., action)) = options.iter().find(|(option, ..)| *option == value) {
            emit.emit(Intent::Act(action.clone(), None));
        }
    });
    choice(label, name, &chosen, value, scene.look.readonly, &on_change)
}

fn scale(scene: &Scene) -> Html {
    let setup = &scene.model.state.setup;
    let on_change = scene
        .emit
        .reform(|on| Intent::Act(Action::SetScale { on }, None));
    let label = symbols::scale_label(setup.d_k() / setup.heads);
    switch(
        label,
        text::scale(),
        setup.scale,
        scene.look.readonly,
        &on_change,
    )
}

fn temperature(scene: &Scene) -> Html {
    let slid = Slid {
        label: text::temperature(),
        id: "temperature",
        input: InputNumber::Temperature,
        value: scene.model.state.setup.temperature,
        decades: (-1.0, 1.0),
    };
    number(scene, &slid, |value| Action::SetTemperature { value })
}

fn mask(scene: &Scene) -> Html {
    let setup = &scene.model.state.setup;
    let n = setup.tokens();
    let value = match setup.mask {
        Mask::None => "none",
        Mask::Causal => "causal",
        Mask::Custom(_) => "custom",
    };
    let rows = (0..n)
        .map(|i| (0..n).map(|j| setup.mask.allows(i, j)).collect())
        .collect();
    let options = [
        ("none", text::none(), MaskDocument::None),
        ("causal", text::causal(), MaskDocument::Causal),
        ("custom", text::custom(), MaskDocument::Rows(rows)),
    ]
    .map(|(value, label, mask)| (value.to_owned(), label.to_owned(), Action::SetMask { mask }));
    html! {
        <>
        { choose(scene, text::mask(), "mask", value, options.to_vec()) }
        if matches!(setup.mask, Mask::Custom(_)) { { mask_grid(scene) } }
        </>
    }
}

fn mask_grid(scene: &Scene) -> Html {
    let state = &scene.model.state;
    let n = state.tokens.len();
    let token = |t: usize| state.tokens.get(t).map_or("", String::as_str);
    let cell = |i: usize, j: usize| {
        html! {
            <td><button type="button" aria-pressed={state.setup.mask.allows(i, j).to_string()} disabled={scene.look.readonly}
                aria-label={text::may_attend(token(i), token(j))}
                onclick={intent::act(&scene.emit, Action::ToggleMaskCell { row: i, column: j })}></button></td>
        }
    };
    html! {
        <>
        <div class="mask-grid-box"><table class="mask-grid" aria-label={text::mask_grid()}>
            <tbody>{ for (0..n).map(|i| html! {
                <tr>{ leaf("th", "", format::label(token(i), 8)) }{ for (0..n).map(|j| cell(i, j)) }</tr>
            }) }</tbody>
        </table></div>
        { leaf("p", "why", text::mask_grid()) }
        </>
    }
}

fn positions(scene: &Scene) -> Html {
    let setup = &scene.model.state.setup;
    let value = match setup.position {
        Position::None => "none",
        Position::Sinusoidal { .. } => "sinusoidal",
        Position::Learned { .. } => "learned",
        Position::Rope { .. } => "rope",
        Position::Alibi { .. } => "alibi",
    };
    let options = [
        ("none", text::none()),
        ("sinusoidal", text::sinusoidal()),
        ("learned", text::learned()),
        ("rope", text::rope()),
        ("alibi", text::alibi()),
    ]
    .map(|(value, label)| (value.to_owned(), label.to_owned(), position(value)));
    html! {
        <>
        { choose(scene, text::position(), "position", value, options.to_vec()) }
        <p class="why">{ text::encoding_note(value) }</p>
        { base(scene) }
        if matches!(setup.position, Position::Alibi { .. }) {
            <div class="control"><span class="control-label role-p">{ text::slopes() }</span>
            { scene.grid(Part::Input(MatrixId::Slopes), text::slopes(), Shown::default()) }
            </div>
        }
        </>
    }
}

/// The encoding of that name with its defaults.
fn position(kind: &str) -> Action {
    Action::SetPosition {
        position: match kind {
            "sinusoidal" => PositionDocument::Sinusoidal { base: None },
            "learned" => PositionDocument::Learned { table: None },
            "rope" => PositionDocument::Rope { base: None },
            "alibi" => PositionDocument::Alibi { slopes: None },
            _ => PositionDocument::None {},
        },
    }
}

fn base(scene: &Scene) -> Html {
    let (value, rotary) = match scene.model.state.setup.position {
        Position::Sinusoidal { base } => (base, false),
        Position::Rope { base } => (base, true),
        _ => return Html::default(),
    };
    let slid = Slid {
        label: text::base(),
        id: "base",
        input: InputNumber::Base,
        value,
        decades: (0.0, 5.0),
    };
    number(scene, &slid, move |base| {
        let base = Some(base);
        let position = if rotary {
            PositionDocument::Rope { base }
        } else {
            PositionDocument::Sinusoidal { base }
        };
        Action::SetPosition { position }
    })
}

fn sizes(scene: &Scene) -> Html {
    let setup = &scene.model.state.setup;
    // A width that every head shares moves in steps of h; for RoPE each head's part must stay even.
    let pairs = if matches!(setup.position, Position::Rope { .. }) {
        2
    } else {
        1
    };
    let sizes = [
        (
            Dimension::Tokens,
            html! { text::tokens() },
            text::tokens(),
            Some(setup.tokens()),
            limits::TOKENS,
            1,
        ),
        (
            Dimension::DK,
            symbols::d("k"),
            "d_k",
            Some(setup.d_k()),
            limits::WIDTH,
            setup.heads * pairs,
        ),
        (
            Dimension::DV,
            symbols::d("v"),
            "d_v",
            Some(setup.d_v()),
            limits::WIDTH,
            setup.heads,
        ),
        (
            Dimension::DModel,
            symbols::d("model"),
            "d_model",
            setup.d_model(),
            limits::WIDTH,
            1,
        ),
    ];
    let size = |(dimension, label, name, value, most, step)| {
        let count = Count {
            value: value?,
            most,
            step,
        };
        let on_change = scene
            .emit
            .reform(move |value| Intent::Act(Action::SetSize { dimension, value }, None));
        Some(stepper(
            label,
            name,
            &count,
            scene.look.readonly,
            &on_change,
        ))
    };
    html! { <div class="steppers">{ for sizes.into_iter().filter_map(size) }</div> }
}

fn heads(scene: &Scene) -> Html {
    let setup = &scene.model.state.setup;
    let counts = (1..=limits::HEADS).filter(|&h| h.is_power_of_two() || h == setup.heads);
    let options = counts
        .map(|heads| {
            (
                heads.to_string(),
                heads.to_string(),
                Action::SetHeads { heads },
            )
        })
        .collect();
    choose(
        scene,
        text::heads(),
        "heads",
        &setup.heads.to_string(),
        options,
    )
}

fn kind(scene: &Scene) -> Html {
    let vectors = matches!(scene.model.state.setup.input, Input::Vectors(_));
    let options = [
        ("vectors", text::vectors(), InputKind::Vectors),
        ("embeddings", text::projected(), InputKind::Embeddings),
    ]
    .map(|(value, label, kind)| {
        (
            value.to_owned(),
            label.to_owned(),
            Action::SetInputKind { kind },
        )
    });
    let value = if vectors { "vectors" } else { "embeddings" };
    html! {
        <>
        { choose(scene, text::input_kind(), "kind", value, options.to_vec()) }
        if !vectors { <div class="switches">{ optional(scene) }</div> }
        </>
    }
}

fn optional(scene: &Scene) -> Html {
    let matrices = [
        (
            MatrixId::Wo,
            symbols::subscript("role-o", "W", "O"),
            text::output_projection(),
        ),
        (
            MatrixId::Bq,
            symbols::subscript("role-q", "b", "Q"),
            text::query_bias(),
        ),
        (
            MatrixId::Bk,
            symbols::subscript("role-k", "b", "K"),
            text::key_bias(),
        ),
        (
            MatrixId::Bv,
            symbols::subscript("role-v", "b", "V"),
            text::value_bias(),
        ),
        (
            MatrixId::Bo,
            symbols::subscript("role-o", "b", "O"),
            text::output_bias(),
        ),
    ];
    let one = |(matrix, label, name)| {
        let on = scene.model.state.matrix(matrix).is_some();
        let blocked = refused(scene, &Action::SetOptional { matrix, on: !on });
        let on_change = scene
            .emit
            .reform(move |on| Intent::Act(Action::SetOptional { matrix, on }, None));
        html! {
            <>
            { switch(label, name, on, scene.look.readonly || blocked.is_some(), &on_change) }
            if let Some(why) = blocked { <span class="why">{ why }</span> }
            </>
        }
    };
    matrices.into_iter().map(one).collect()
}

fn random(scene: &Scene) -> Html {
    let seed = scene.model.state.seed;
    let readonly = scene.look.readonly;
    let emit = scene.emit.clone();
    let commit = Callback::from(move |(typed, gesture): (String, u32)| {
        let seed = typed
            .trim()
            .parse::<u64>()
            .ok()
            .filter(|&n| n < limits::SEED)
            .ok_or_else(text::not_a_seed)?;
        emit.emit(Intent::Act(Action::SetSeed { seed }, Some(gesture)));
        Ok(())
    });
    let next = Some((seed + 1) % limits::SEED);
    html! {
        <div class="random">
            <div class="control"><label class="control-label" for="seed">{ text::seed() }</label>
                <Field id="seed" class="number-field" value={seed.to_string()} live=true whole=true {readonly} {commit} /></div>
            <button type="button" class="button" disabled={readonly}
                onclick={intent::act(&scene.emit, Action::FillRandom { matrix: None, seed: next })}>{ text::fill_random() }</button>
        </div>
    }
}
