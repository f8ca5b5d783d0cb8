//! The attention kernel natively: its plain statement against JAX, against sums in f64, and what it refuses.
#![cfg(not(target_arch = "wasm32"))]

#[path = "attention_kernel/case.rs"]
mod case;
#[path = "attention_kernel/ways.rs"]
mod ways;

use attention_playground::kernel::attention::{Mask, Problem, Results, Task, Workspace};
use case::{Case, Masked};
use proptest::prelude::*;
use serde::Deserialize;
use ways::{Numbers, Way};

/// One line of tests/attention_kernel/fixtures.jsonl, made by generate.py beside it.
#[derive(Deserialize)]
struct Fixture {
    n: usize,
    d_k: usize,
    d_v: usize,
    heads: usize,
    causal: bool,
    scale: f32,
    q: Vec<f32>,
    k: Vec<f32>,
    v: Vec<f32>,
    weights: Vec<f32>,
    output: Vec<f32>,
}

/// JAX computes in f64 and its numbers are rounded to f32, so that all of the distance is the kernel's own rounding:
/// at most some 10 units of the last place of a logit near 8 (5e-7 each), relatively, in a weight or in the output.
#[test]
fn the_plain_statement_is_that_of_jax() -> Result<(), Box<dyn std::error::Error>> {
    let fixtures = include_str!("attention_kernel/fixtures.jsonl");
    assert!(fixtures.lines().count() >= 6);
    for line in fixtures.lines() {
        let f: Fixture = serde_json::from_str(line)?;
        let task = Task {
            q: &f.q,
            k: &f.k,
            v: &f.v,
            n: f.n,
            d_k: f.d_k,
            d_v: f.d_v,
            heads: f.heads,
            scale: f.scale,
            bias: None,
            mask: if f.causal { Mask::Causal } else { Mask::None },
        };
        let mut output = vec![9.0; f.output.len()];
        let mut weights = vec![9.0; f.weights.len()];
        Workspace::default().attention(
            &task,
            &mut Results {
                output: &mut output,
                weights: Some(&mut weights),
                ..Results::default()
            },
        )?;
        let pairs = output.iter().zip(&f.output);
        for (found, expected) in pairs.chain(weights.iter().zip(&f.weights)) {
            assert!((found - expected).abs() <= 5e-6, "{found} for {expected}");
        }
    }
    Ok(())
}

/// One line of tests/attention_kernel/ways.jsonl.
#[derive(Deserialize)]
struct WaysFixture {
    n: usize,
    d_k: usize,
    d_v: usize,
    chunk: usize,
    reach: usize,
    scale: f32,
    q: Vec<f32>,
    k: Vec<f32>,
    v: Vec<f32>,
    chunked: Vec<f32>,
    windowed: Vec<f32>,
    linear: Vec<f32>,
}

/// As above: the distance is the kernel's own rounding.
#[test]
fn chunks_windows_and_linear_attention_are_those_of_jax() -> Result<(), Box<dyn std::error::Error>>
{
    let fixtures = include_str!("attention_kernel/ways.jsonl");
    assert!(fixtures.lines().count() >= 5);
    for line in fixtures.lines() {
        let f: WaysFixture = serde_json::from_str(line)?;
        let numbers = Numbers {
            n: f.n,
            d_k: f.d_k,
            d_v: f.d_v,
            heads: 1,
            scale: f.scale,
            q: f.q,
            k: f.k,
            v: f.v,
        };
        for (way, expected) in [
            (Way::Chunks(f.chunk), &f.chunked),
            (Way::Window(f.reach), &f.windowed),
            (Way::Linear, &f.linear),
        ] {
            for (found, expected) in numbers.by(way)?.iter().zip(expected) {
                assert!(
                    (found - expected).abs() <= 5e-6,
                    "{way:?}: {found} for {expected}"
                );
            }
        }
    }
    Ok(())
}

fn masked() -> impl Strategy<Value = Masked> {
    prop::sample::select(Masked::ALL.to_vec())
}

proptest! {
    /// The weights of a row sum to 1, none is negative, and what is masked is exactly 0 and has no effect.
    #[test]
    fn weights_are_a_distribution(n in 1usize..40, d in 1usize..20, seed in any::<u32>(), causal in any::<bool>()) {
        let numbers = |salt: u32| -> Vec<f32> {
            let mut bits = seed ^ salt;
            (0..n * d).map(|_| {
                bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (bits >> 8) as f32 / (1 << 23) as f32 - 1.0
            }).collect()
        };
        let (q, mut k, mut v) = (numbers(1), numbers(2), numbers(3));
        let run = |k: &[f32], v: &[f32]| {
            let mask = if causal { Mask::Causal } else { Mask::None };
            let task = Task { q: &q, k, v, n, d_k: d, d_v: d, heads: 1, scale: 3.0, bias: None, mask };
            let (mut output, mut weights) = (vec![9.0; n * d], vec![9.0; n * n]);
            let mut results = Results { output: &mut output, weights: Some(&mut weights), ..Results::default() };
            Workspace::default().attention(&task, &mut results).map(|()| (output, weights))
        };
        let (output, weights) = run(&k, &v)?;
        for (i, row) in weights.chunks(n).enumerate() {
            let sum: f64 = row.iter().map(|w| f64::from(*w)).sum();
            prop_assert!((sum - 1.0).abs() < 1e-6 * n as f64, "row {} sums to {}", i, sum);
            prop_assert!(row.iter().enumerate().all(|(j, w)| *w >= 0.0 && (!causal || j <= i || *w == 0.0)));
        }
        if causal {
            // The last token is seen by nobody before it.
            k[(n - 1) * d..].fill(f32::NAN);
            v[(n - 1) * d..].fill(f32::INFINITY);
            let (again, _) = run(&k, &v)?;
            prop_assert_eq!(&again[..(n - 1) * d], &output[..(n - 1) * d]);
        }
    }

    /// Chunks, windows and linear attention against full attention under a mask and against the quadratic form.
    #[test]
    fn the_cheaper_ways_are_what_they_say(
        n in 1usize..60, d_k in 1usize..9, d_v in 1usize..9, heads in 1usize..3, size in 1usize..70, negative in any::<bool>()
    ) {
        let mut numbers = Numbers::new(n, d_k, d_v, heads);
        if negative {
            numbers.scale = -numbers.scale;
        }
        for way in [Way::Chunks(size), Way::Window(size - 1), Way::Linear] {
            numbers.check(way)?;
        }
    }

    /// Natively both ways are the plain statement; this holds the frame of the comparison that the browser runs.
    #[test]
    fn every_way_agrees(n in 1usize..30, d_k in 1usize..9, d_v in 1usize..9, heads in 1usize..3, masked in masked()) {
        Case::new(n, d_k, d_v, heads).masked(masked).check();
    }
}

/// Natively too, so that the frame of the comparison is held to it.
#[test]
fn what_is_no_finite_number_agrees() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for masked in Masked::ALL {
            Case::new(9, 3, 2, 1)
                .masked(masked)
                .with("k", 4, bad)
                .check();
        }
    }
}

#[test]
fn the_cheaper_ways_at_their_ends() -> Result<(), Problem> {
    for n in [1, 2, 9, 17] {
        ways::all_tokens_are_full_attention(n)?;
    }
    ways::what_is_not_finite_stays_where_it_is_seen(21)
}

#[test]
fn the_cheaper_ways_tell_what_they_do_not_know() {
    let numbers = Numbers::new(3, 2, 2, 1);
    let told = |task: Task<'_>, chunk: usize| {
        let mut output = vec![0.0; 6];
        let mut work = Workspace::default();
        let problems = [
            work.chunked(&task, chunk, &mut output),
            work.windowed(&task, 1, &mut output),
            work.linear(&task, &mut output),
        ];
        problems.map(|problem| problem.err().map_or(String::new(), |p| p.to_string()))
    };
    let good = numbers.task(Mask::None);
    assert_eq!(told(good, 2), [""; 3]);
    assert_eq!(told(good, 0), ["chunk must be at least 1", "", ""]);
    let bias = [0.0; 9];
    let biased = Task {
        bias: Some(&bias),
        ..good
    };
    assert_eq!(
        told(biased, 2),
        ["bias does not go with chunks, windows and linear attention"; 3]
    );
    let causal = numbers.task(Mask::Causal);
    assert_eq!(
        told(causal, 2),
        ["mask does not go with chunks, windows and linear attention"; 3]
    );
    let short = Task {
        k: &numbers.k[1..],
        ..good
    };
    assert_eq!(told(short, 2), ["k holds 5 numbers and must hold 6"; 3]);
}

#[test]
fn what_does_not_fit_is_told_by_its_field() {
    let numbers = [1.0; 6];
    let good = Task {
        q: &numbers,
        k: &numbers,
        v: &numbers,
        n: 3,
        d_k: 2,
        d_v: 2,
        heads: 1,
        scale: 1.0,
        bias: None,
        mask: Mask::None,
    };
    let told = |task: Task<'_>, length: usize| {
        let mut output = vec![0.0; length];
        let mut results = Results {
            output: &mut output,
            ..Results::default()
        };
        let problem = Workspace::default().attention(&task, &mut results);
        problem.err().map_or(String::new(), |p| p.to_string())
    };
    assert_eq!(told(good, 6), "");
    assert_eq!(told(good, 5), "output holds 5 numbers and must hold 6");
    assert_eq!(told(Task { n: 0, ..good }, 6), "n must be at least 1");
    assert_eq!(
        told(Task { heads: 0, ..good }, 6),
        "heads must be at least 1"
    );
    let short = Task {
        k: &numbers[1..],
        ..good
    };
    assert_eq!(told(short, 6), "k holds 5 numbers and must hold 6");
    let bias = Task {
        bias: Some(&numbers),
        ..good
    };
    assert_eq!(told(bias, 6), "bias holds 6 numbers and must hold 9");
    let mask = Task {
        mask: Mask::Custom(&[1; 8]),
        ..good
    };
    assert_eq!(told(mask, 6), "mask holds 8 numbers and must hold 9");
    let scale = Task {
        scale: f32::INFINITY,
        ..good
    };
    assert_eq!(told(scale, 6), "scale must be a finite number");
    let large = Task {
        n: usize::MAX,
        ..good
    };
    assert_eq!(told(large, 6), Problem::TooLarge.to_string());
}
