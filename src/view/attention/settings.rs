//! The switches of attention: scale, temperature, mask, position encoding, heads, sizes, kind of input, random numbers.

use super::LabProps;
use crate::model::{Input, Mask, Position, limits};
use crate::state::{
    Action, Dimension, InputKind, MaskDocument, MatrixId, PositionDocument, reduce,
};
use crate::view::controls::{Choice, Choose, Number, Stepper, Switch};
use crate::view::grid::Grid;
use crate::view::intent::Intent;
use crate::view::part::Part;
use crate::view::text;
use yew::prelude::*;

/// All switches.
#[component]
pub fn Settings(props: &LabProps) -> Html {
    html! {
        <section class="settings" aria-label={text::SETTINGS}>
            <div class="settings-group">
                <h3>{ text::GROUP_LOGITS }</h3>
                { scale(props) }
                { temperature(props) }
                <MaskChoice ..props.clone() />
            </div>
            <div class="settings-group">
                <h3>{ text::GROUP_POSITION }</h3>
                <PositionChoice ..props.clone() />
            </div>
            <div class="settings-group">
                <h3>{ text::GROUP_SHAPE }</h3>
                { sizes(props) }
                { heads(props) }
            </div>
            <div class="settings-group">
                <h3>{ text::GROUP_NUMBERS }</h3>
                { kind(props) }
                { random(props) }
            </div>
        </section>
    }
}

fn act(emit: &Callback<Intent>, action: Action) {
    emit.emit(Intent::Act(action, None));
}

/// Why `action` cannot be done now, if it cannot: asked of the reducer itself, so that page and state never disagree.
fn refused(props: &LabProps, action: &Action) -> Option<AttrValue> {
    reduce(&props.model.state, action)
        .err()
        .map(|e| text::reason(&e).into())
}

fn option<T: Into<AttrValue>>(props: &LabProps, value: T, label: &str, action: &Action) -> Choose {
    Choose {
        value: value.into(),
        label: label.to_owned().into(),
        refused: refused(props, action),
    }
}

fn scale(props: &LabProps) -> Html {
    let setup = &props.model.state.setup;
    let emit = props.emit.clone();
    html! {
        <Switch label={text::scale_label(setup.d_k() / setup.heads)} name={text::SCALE} on={setup.scale}
            readonly={props.look.readonly}
            on_change={Callback::from(move |on| act(&emit, Action::SetScale { on }))} />
    }
}

fn temperature(props: &LabProps) -> Html {
    let emit = props.emit.clone();
    // One slide is one undo step: all its changes share the gesture of its control.
    html! {
        <Number id="temperature" label={html! { text::TEMPERATURE }} name={text::TEMPERATURE}
            value={f64::from(props.model.state.setup.temperature)} decades={Some((-1.0, 1.0))} readonly={props.look.readonly}
            on_change={Callback::from(move |value: f64| {
                emit.emit(Intent::Act(Action::SetTemperature { value: value as f32 }, Some(TEMPERATURE_GESTURE)));
            })} />
    }
}

/// Gestures of controls that change by sliding; grids count theirs from 1.
const TEMPERATURE_GESTURE: u32 = u32::MAX;
const BASE_GESTURE: u32 = u32::MAX - 1;

#[component]
fn MaskChoice(props: &LabProps) -> Html {
    let setup = &props.model.state.setup;
    let n = setup.tokens();
    let value = match setup.mask {
        Mask::None => "none",
        Mask::Causal => "causal",
        Mask::Custom(_) => "custom",
    };
    let action = {
        let mask = setup.mask.clone();
        move |value: &str| Action::SetMask {
            mask: match value {
                "none" => MaskDocument::None,
                "causal" => MaskDocument::Causal,
                _ => MaskDocument::Rows(
                    (0..n)
                        .map(|i| (0..n).map(|j| mask != Mask::Causal || j <= i).collect())
                        .collect(),
                ),
            },
        }
    };
    let options = [
        ("none", text::NONE),
        ("causal", text::CAUSAL),
        ("custom", text::CUSTOM),
    ]
    .map(|(value, label)| option(props, value, label, &action(value)))
    .to_vec();
    let emit = props.emit.clone();
    html! {
        <>
        <Choice label={text::MASK} name="mask" {options} {value} readonly={props.look.readonly}
            on_change={Callback::from(move |value: AttrValue| act(&emit, action(&value)))} />
        if let Mask::Custom(mask) = &setup.mask {
            <div class="mask-grid-box"><table class="mask-grid" aria-label={text::MASK_GRID}>
                <tbody>{ for (0..n.min(16)).map(|i| html! { <tr>{ for (0..n.min(16)).map(|j| {
                    let emit = props.emit.clone();
                    let open = mask.get((i, j)).copied().unwrap_or(true);
                    let token = |t: usize| props.model.state.tokens.get(t).cloned().unwrap_or_default();
                    html! { <td><button type="button" aria-pressed={open.to_string()} disabled={props.look.readonly}
                        aria-label={text::may_attend(&token(i), &token(j))}
                        onclick={Callback::from(move |_: MouseEvent| act(&emit, Action::ToggleMaskCell { row: i, column: j }))}>
                        </button></td> }
                }) }</tr> }) }</tbody>
            </table></div>
        }
        </>
    }
}

#[component]
fn PositionChoice(props: &LabProps) -> Html {
    let setup = &props.model.state.setup;
    let value = match setup.position {
        Position::None => "none",
        Position::Sinusoidal { .. } => "sinusoidal",
        Position::Learned { .. } => "learned",
        Position::Rope { .. } => "rope",
        Position::Alibi { .. } => "alibi",
    };
    let options = [
        ("none", text::NONE),
        ("sinusoidal", text::SINUSOIDAL),
        ("learned", text::LEARNED),
        ("rope", text::ROPE),
        ("alibi", text::ALIBI),
    ]
    .map(|(value, label)| option(props, value, label, &position(value)))
    .to_vec();
    let emit = props.emit.clone();
    html! {
        <>
        <Choice label={text::POSITION} name="position" {options} {value} readonly={props.look.readonly}
            on_change={Callback::from(move |value: AttrValue| act(&emit, position(&value)))} />
        <p class="why">{ text::encoding_note(value) }</p>
        { base(props) }
        if matches!(setup.position, Position::Alibi { .. }) {
            <div class="control"><span class="control-label role-p">{ text::SLOPES }</span>
            <Grid model={props.model.clone()} part={Part::Input(MatrixId::Slopes)} name={text::SLOPES}
                scroll={props.look.scroll} pointed={props.look.pointed} readonly={props.look.readonly} emit={props.emit.clone()} />
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

fn base(props: &LabProps) -> Html {
    let (value, rotary) = match props.model.state.setup.position {
        Position::Sinusoidal { base } => (base, false),
        Position::Rope { base } => (base, true),
        _ => return Html::default(),
    };
    let emit = props.emit.clone();
    let on_change = Callback::from(move |value: f64| {
        let base = Some(value as f32);
        let position = if rotary {
            PositionDocument::Rope { base }
        } else {
            PositionDocument::Sinusoidal { base }
        };
        emit.emit(Intent::Act(
            Action::SetPosition { position },
            Some(BASE_GESTURE),
        ));
    });
    html! {
        <Number id="base" label={html! { text::BASE }} name={text::BASE} value={f64::from(value)} decades={Some((0.0, 5.0))}
            readonly={props.look.readonly} {on_change} />
    }
}

fn sizes(props: &LabProps) -> Html {
    let setup = &props.model.state.setup;
    let stepper = |dimension: Dimension,
                   label: Html,
                   name: &'static str,
                   value: usize,
                   most: usize,
                   step: usize| {
        let emit = props.emit.clone();
        html! {
            <Stepper {label} {name} {value} least={step} {most} {step} readonly={props.look.readonly}
                on_change={Callback::from(move |value| act(&emit, Action::SetSize { dimension, value }))} />
        }
    };
    // A width that every head shares moves in steps of h; for RoPE each head's part must stay even.
    let pairs = if matches!(setup.position, Position::Rope { .. }) {
        2
    } else {
        1
    };
    html! {
        <div class="steppers">
        { stepper(Dimension::Tokens, html! { text::TOKENS }, text::TOKENS, setup.tokens(), limits::TOKENS, 1) }
        { stepper(Dimension::DK, text::d("k"), "d_k", setup.d_k(), limits::WIDTH, setup.heads * pairs) }
        { stepper(Dimension::DV, text::d("v"), "d_v", setup.d_v(), limits::WIDTH, setup.heads) }
        if let Some(width) = setup.d_model() {
            { stepper(Dimension::DModel, text::d("model"), "d_model", width, limits::WIDTH, 1) }
        }
        </div>
    }
}

fn heads(props: &LabProps) -> Html {
    let setup = &props.model.state.setup;
    let mut counts = vec![1, 2, 4, 8, 16];
    if !counts.contains(&setup.heads) {
        counts.push(setup.heads);
        counts.sort_unstable();
    }
    let options = counts
        .iter()
        .map(|&heads| {
            option(
                props,
                heads.to_string(),
                &heads.to_string(),
                &Action::SetHeads { heads },
            )
        })
        .collect::<Vec<_>>();
    let emit = props.emit.clone();
    html! {
        <Choice label={text::HEADS} name="heads" {options} value={setup.heads.to_string()} readonly={props.look.readonly}
            on_change={Callback::from(move |value: AttrValue| {
                if let Ok(heads) = value.parse() {
                    act(&emit, Action::SetHeads { heads });
                }
            })} />
    }
}

fn kind(props: &LabProps) -> Html {
    let setup = &props.model.state.setup;
    let value = if matches!(setup.input, Input::Vectors(_)) {
        "vectors"
    } else {
        "embeddings"
    };
    let action = |value: &str| Action::SetInputKind {
        kind: if value == "vectors" {
            InputKind::Vectors
        } else {
            InputKind::Embeddings
        },
    };
    let options = [("vectors", text::VECTORS), ("embeddings", text::PROJECTED)]
        .map(|(value, label)| option(props, value, label, &action(value)))
        .to_vec();
    let emit = props.emit.clone();
    html! {
        <>
        <Choice label={text::INPUT_KIND} name="kind" {options} {value} readonly={props.look.readonly}
            on_change={Callback::from(move |value: AttrValue| act(&emit, action(&value)))} />
        if value == "embeddings" {
            <div class="switches">
            { for [
                (MatrixId::Wo, text::subscript("role-o", "W", "O"), text::OUTPUT_PROJECTION),
                (MatrixId::Bq, text::subscript("role-q", "b", "Q"), text::QUERY_BIAS),
                (MatrixId::Bk, text::subscript("role-k", "b", "K"), text::KEY_BIAS),
                (MatrixId::Bv, text::subscript("role-v", "b", "V"), text::VALUE_BIAS),
                (MatrixId::Bo, text::subscript("role-o", "b", "O"), text::OUTPUT_BIAS),
            ].into_iter().map(|(matrix, label, name)| {
                let on = props.model.state.matrix(matrix).is_some();
                let emit = props.emit.clone();
                let blocked = refused(props, &Action::SetOptional { matrix, on: !on }).is_some();
                html! {
                    <Switch {label} {name} {on} readonly={props.look.readonly || blocked}
                        on_change={Callback::from(move |on| act(&emit, Action::SetOptional { matrix, on }))} />
                }
            }) }
            </div>
        }
        </>
    }
}

fn random(props: &LabProps) -> Html {
    let seed = props.model.state.seed;
    let (set, fill) = (props.emit.clone(), props.emit.clone());
    html! {
        <div class="random">
        <Number id="seed" label={html! { text::SEED }} name={text::SEED} value={seed as f64} whole=true readonly={props.look.readonly}
            on_change={Callback::from(move |seed: f64| act(&set, Action::SetSeed { seed: seed as u64 }))} />
        <button type="button" class="button" disabled={props.look.readonly}
            onclick={Callback::from(move |_: MouseEvent| {
                act(&fill, Action::FillRandom { matrix: None, seed: Some((seed + 1) % limits::SEED) });
            })}>{ text::FILL_RANDOM }</button>
        </div>
    }
}
