//! What one step of the page costs outside of a browser.

mod setups;

use attention_playground::kernel;
use attention_playground::model::{CellRef, Explanation, Part, Tangent, Trace};
use attention_playground::state::codec::{decode, encode};
use attention_playground::state::{Action, AppState, MatrixId, reduce};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

const TOKENS: [usize; 4] = [8, 16, 32, 64];

fn trace(c: &mut Criterion) {
    for d in [8, 64] {
        for n in TOKENS {
            let setup = setups::setup(n, d);
            c.bench_function(&format!("trace/{n}/{d}"), |b| {
                b.iter(|| Trace::of(black_box(&setup)))
            });
        }
    }
}

/// What a selected cell costs: its arithmetic, and its effect on every other number; d = 1024 is the widest there is.
fn selection(c: &mut Criterion) {
    for (n, d) in [(8, 8), (64, 8), (64, 1024)] {
        let mut setup = setups::setup(n, d);
        setup.order.reverse();
        let trace = Trace::of(&setup).expect("the setups are valid");
        let input = CellRef::new(Part::Input(MatrixId::Q), n / 2, 0);
        c.bench_function(&format!("tangent/{n}/{d}"), |b| {
            b.iter(|| Tangent::of(black_box(&setup), black_box(&trace), input))
        });
        let cells = [
            ("score", Part::Scores(0)),
            ("weight", Part::Weights(0)),
            ("output", Part::Output),
            ("shuffled", Part::Shuffled),
        ];
        for (name, part) in cells {
            let cell = CellRef::new(part, n / 2, 0);
            c.bench_function(&format!("explain-{name}/{n}/{d}"), |b| {
                b.iter(|| Explanation::of(black_box(&setup), black_box(&trace), cell))
            });
        }
    }
}

fn softmax(c: &mut Criterion) {
    for n in [8, 64, 1024] {
        let row: Vec<f32> = setups::wave(1, n, 4.8828).iter().map(|x| 4.0 * x).collect();
        let mut weights = vec![0.0; n];
        c.bench_function(&format!("softmax/{n}"), |b| {
            b.iter(|| kernel::softmax_row(black_box(&row), black_box(&mut weights)))
        });
    }
}

/// A state of `n` tokens at d_k = d_v = 8, as a learner's would be.
fn state(n: usize) -> AppState {
    AppState {
        setup: setups::setup(n, 8),
        tokens: (0..n).map(|i| format!("t{i}")).collect(),
        ..AppState::default()
    }
}

fn steps(c: &mut Criterion) {
    for n in TOKENS {
        let state = state(n);
        let action = Action::SetCell {
            matrix: MatrixId::Q,
            row: 0,
            column: 0,
            value: 1.5,
        };
        c.bench_function(&format!("set-cell/{n}"), |b| {
            b.iter(|| reduce(black_box(&state), black_box(&action)))
        });
        c.bench_function(&format!("link-write/{n}"), |b| {
            b.iter(|| encode(black_box(&state)))
        });
        let link = encode(&state);
        c.bench_function(&format!("link-read/{n}"), |b| {
            b.iter(|| decode(black_box(&link)))
        });
    }
}

criterion_group!(benches, trace, selection, softmax, steps);
criterion_main!(benches);
