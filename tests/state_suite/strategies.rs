//! States and actions of chance.

use attention_playground::experiment::settings::{
    Changes, Kind, Property, SECTIONS, Settings, Value,
};
use attention_playground::lesson::{Lab, presets};
use attention_playground::model::{Embeddings, Input, Mask, Matrix, Position, Setup, Vectors};
use attention_playground::state::{
    Action, AppState, Dimension, InputKind, MaskDocument, MatrixId, PositionDocument,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::Arc;

/// Any finite f32: negative zero, subnormals and the largest among them.
pub fn number() -> impl Strategy<Value = f32> {
    use proptest::num::f32::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![
        4 => POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO,
        2 => (-40_000_i32..40_000).prop_map(|hundredths| hundredths as f32 / 100.0),
        1 => select(vec![f32::MAX, -f32::MAX, f32::MIN_POSITIVE, -0.0, 1e-45]),
    ]
}

fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = Arc<Matrix>> {
    vec(number(), rows * columns)
        .prop_map(move |numbers| Arc::new(Matrix::from_row_slice(rows, columns, &numbers)))
}

fn positive() -> impl Strategy<Value = f32> {
    prop_oneof![Just(1.0), Just(10_000.0), 1e-3_f32..1e4]
}

fn input(n: usize, d_k: usize, d_v: usize) -> BoxedStrategy<Input> {
    let vectors = (matrix(n, d_k), matrix(n, d_k), matrix(n, d_v))
        .prop_map(|(q, k, v)| Input::Vectors(Vectors { q, k, v }));
    let embeddings = (1_usize..5).prop_flat_map(move |d| {
        let projections = (matrix(n, d), matrix(d, d_k), matrix(d, d_k), matrix(d, d_v));
        let row = |width| proptest::option::of(matrix(1, width));
        let optional = (
            proptest::option::of(matrix(d_v, d)),
            row(d_k),
            row(d_k),
            row(d_v),
            row(d),
        );
        (projections, optional).prop_map(|((x, wq, wk, wv), (wo, bq, bk, bv, bo))| {
            let bo = bo.filter(|_| wo.is_some());
            Input::Embeddings(Embeddings {
                x,
                wq,
                wk,
                wv,
                wo,
                bq,
                bk,
                bv,
                bo,
            })
        })
    });
    prop_oneof![vectors, embeddings].boxed()
}

fn mask(n: usize) -> impl Strategy<Value = Mask> {
    prop_oneof![
        Just(Mask::None),
        Just(Mask::Causal),
        vec(any::<bool>(), n * n).prop_map(move |allowed| Mask::Custom(Arc::new(
            nalgebra::DMatrix::from_row_slice(n, n, &allowed)
        ))),
    ]
}

fn position(n: usize, heads: usize, width: usize) -> impl Strategy<Value = Position> {
    prop_oneof![
        Just(Position::None),
        positive().prop_map(|base| Position::Sinusoidal { base }),
        positive().prop_map(|base| Position::Rope { base }),
        matrix(n, width).prop_map(|table| Position::Learned { table }),
        matrix(1, heads).prop_map(|slopes| Position::Alibi { slopes }),
    ]
}

/// Any value that `property` can have.
fn setting(property: &'static Property) -> BoxedStrategy<Value> {
    match property.kind {
        Kind::Whole { from, to, .. } => (from..=to).prop_map(Value::Whole).boxed(),
        Kind::Number { from, to, .. } => (from..=to).prop_map(Value::Number).boxed(),
        Kind::Choice { names, .. } => (0..names.len() as u32).prop_map(Value::Whole).boxed(),
        Kind::Flag { .. } => any::<bool>().prop_map(Value::Flag).boxed(),
        Kind::List {
            most,
            from,
            to,
            whole,
            ..
        } => {
            let number = (from..=to).prop_map(move |x| if whole { x.trunc() } else { x });
            vec(number, 0..=most).prop_map(Value::List).boxed()
        }
    }
}

/// Changes of any few settings.
fn changes() -> impl Strategy<Value = Changes> {
    let all: Vec<&'static Property> = SECTIONS
        .iter()
        .flat_map(|(_, list)| *list)
        .copied()
        .collect();
    let one = select(all).prop_flat_map(|property| (Just(property), setting(property)));
    vec(one, 0..4).prop_map(|set| {
        set.into_iter()
            .fold(Changes::default(), |changes, (property, value)| {
                changes.and(property, value).expect("within its range")
            })
    })
}

/// Any settings of the labs; mostly none.
fn labs() -> impl Strategy<Value = Settings> {
    let set = changes().prop_map(|changes| {
        let mut settings = Settings::default();
        settings.merge(&changes);
        settings
    });
    prop_oneof![Just(Settings::default()), set]
}

/// Any valid state of a few tokens.
pub fn state() -> impl Strategy<Value = AppState> {
    let sizes = (1_usize..6, 1_usize..3, 1_usize..3, 1_usize..4);
    let sized = sizes.prop_flat_map(|(n, heads, k, v)| {
        let input = input(n, heads * k, heads * v);
        let order = Just((0..n).collect::<Vec<_>>()).prop_shuffle();
        (input, mask(n), order, Just(heads), vec("\\PC{1,9}", n))
    });
    let rest = (
        any::<bool>(),
        positive(),
        0..1_u64 << 53,
        select(Lab::ALL),
        labs(),
    );
    (sized, rest)
        .prop_flat_map(
            |((input, mask, order, heads, tokens), (scale, temperature, seed, lab, labs))| {
                let position = Position::None;
                let setup = Setup {
                    input,
                    heads,
                    scale,
                    temperature,
                    mask,
                    position,
                    order,
                };
                let width = setup.d_model().unwrap_or(setup.d_k());
                let position = position_for(&setup, width);
                let state = AppState {
                    lab,
                    tokens,
                    setup,
                    seed,
                    labs,
                };
                (Just(state), position)
            },
        )
        .prop_map(|(mut state, position)| {
            state.setup.position = position;
            // What does not go with these widths (rope, learned) is left out.
            if state.validate().is_err() {
                state.setup.position = Position::None;
            }
            state.validate().expect("the strategy makes valid states");
            state
        })
}

fn position_for(setup: &Setup, width: usize) -> BoxedStrategy<Position> {
    position(setup.tokens(), setup.heads, width).boxed()
}

/// Any action; indices and sizes are often in range and sometimes out of it.
pub fn action() -> BoxedStrategy<Action> {
    let at = || 0_usize..8;
    let id = || select(MatrixId::ALL);
    let value = || prop_oneof![8 => number(), 1 => select(vec![f32::NAN, f32::INFINITY])];
    let values = (1_usize..8, 1_usize..8)
        .prop_flat_map(move |(rows, columns)| vec(vec(number(), columns), rows));
    let label = prop_oneof!["\\PC{0,5}", Just("a\u{7}".to_owned())];
    let positions = prop_oneof![
        select(vec![
            PositionDocument::None,
            PositionDocument::Sinusoidal { base: None },
            PositionDocument::Learned { table: None },
            PositionDocument::Rope { base: None },
            PositionDocument::Alibi { slopes: None },
            PositionDocument::Sinusoidal { base: Some(-1.0) },
        ]),
        vec(vec(number(), 4), 6).prop_map(|table| PositionDocument::Learned { table: Some(table) }),
        vec(number(), 1..3).prop_map(|slopes| PositionDocument::Alibi {
            slopes: Some(slopes)
        }),
    ];
    let masks = prop_oneof![
        Just(MaskDocument::None),
        Just(MaskDocument::Causal),
        vec(vec(any::<bool>(), 6), 6).prop_map(MaskDocument::Rows),
    ];
    let dimensions = select(vec![
        Dimension::Tokens,
        Dimension::DK,
        Dimension::DV,
        Dimension::DModel,
    ]);
    let cells = prop_oneof![
        4 => (id(), at(), at(), value())
            .prop_map(|(matrix, row, column, value)| Action::SetCell { matrix, row, column, value }),
        2 => (id(), 0_usize..3, 0_usize..3, values, any::<bool>()).prop_map(
            |(matrix, row, column, values, whole)| Action::PasteBlock { matrix, row, column, values, whole }
        ),
        1 => (proptest::option::of(id()), proptest::option::of(any::<u64>()))
            .prop_map(|(matrix, seed)| Action::FillRandom { matrix, seed }),
    ];
    let tokens = prop_oneof![
        2 => (at(), proptest::option::of(label.clone())).prop_map(|(at, label)| Action::AddToken { at, label }),
        2 => at().prop_map(|row| Action::RemoveToken { row }),
        1 => (at(), label).prop_map(|(row, label)| Action::RenameToken { row, label }),
        3 => (dimensions, 0_usize..10).prop_map(|(dimension, value)| Action::SetSize { dimension, value }),
    ];
    let inputs = prop_oneof![
        select(vec![InputKind::Vectors, InputKind::Embeddings])
            .prop_map(|kind| Action::SetInputKind { kind }),
        (id(), any::<bool>()).prop_map(|(matrix, on)| Action::SetOptional { matrix, on }),
        select(Lab::ALL).prop_map(|lab| Action::SetLab { lab }),
        select(presets::IDS).prop_map(|id| Action::LoadPreset {
            preset: (*id).to_owned()
        }),
    ];
    let switches = prop_oneof![
        (0_usize..5).prop_map(|heads| Action::SetHeads { heads }),
        any::<bool>().prop_map(|on| Action::SetScale { on }),
        value().prop_map(|value| Action::SetTemperature { value }),
        masks.prop_map(|mask| Action::SetMask { mask }),
        (at(), at()).prop_map(|(row, column)| Action::ToggleMaskCell { row, column }),
        positions.prop_map(|position| Action::SetPosition { position }),
        any::<u64>().prop_map(|seed| Action::SetSeed { seed }),
        changes().prop_map(|labs| Action::SetLabs { labs }),
    ];
    let order = prop_oneof![
        vec(at(), 0..8).prop_map(|order| Action::SetOrder { order }),
        (at(), at()).prop_map(|(from, to)| Action::MoveSlot { from, to }),
        Just(Action::Shuffle),
    ];
    prop_oneof![3 => cells, 3 => tokens, 1 => inputs, 3 => switches, 1 => order].boxed()
}

/// The bits of every number of a state: `==` takes -0 for 0.
pub fn bits(state: &AppState) -> Vec<u32> {
    let numbers = |id: &MatrixId| {
        state
            .matrix(*id)
            .map(|m| m.iter().map(|x| x.to_bits()).collect::<Vec<_>>())
    };
    MatrixId::ALL.iter().filter_map(numbers).flatten().collect()
}

/// Fails where two states differ in a single bit.
#[track_caller]
pub fn assert_identical(a: &AppState, b: &AppState) {
    assert_eq!(a, b);
    assert_eq!(bits(a), bits(b));
}
