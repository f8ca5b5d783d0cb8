//! Ticks at round numbers: the steps 1, 2 and 5 of every power of ten (Heckbert, Nice numbers for graph labels, in
//! Graphics Gems, 1990); on logarithmic axes powers of ten or of two.

use super::number::{Decimal, minus};
use super::ruler::Domain;
use super::{Axis, Scale};

/// A mark at an axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub at: f64,
    /// Empty for a small tick between two others.
    pub label: String,
}

/// The ticks of an axis, increasing and within its domain, at most about `most` of them with a label.
pub(super) fn ticks(axis: &Axis, domain: Domain, most: usize) -> Vec<Tick> {
    let most = most.max(2);
    if let Some(given) = &axis.ticks {
        return given_ticks(given, domain, most);
    }
    let powers = |most: usize| match domain.scale {
        Scale::Linear => Vec::new(),
        Scale::Log => decades(domain, most),
        Scale::Log2 => doublings(domain, most),
    };
    let is_enough = |ticks: &Vec<Tick>| {
        let labelled = ticks.iter().filter(|tick| !tick.label.is_empty());
        labelled.count() >= 2
    };
    // Of few ticks, one alone may fall within: then the next finer step, of which at least two do. It is at most 2.5 times
    // finer, and the domain less than two steps wide, so that it comes before a fifth of the domain.
    let finer = || most..most + 4;
    let steps = finer().map(|most| linear(domain, step(domain, most)));
    let mut all = finer().map(powers).chain(steps);
    all.find(is_enough).unwrap_or_default()
}

fn given_ticks(given: &[(f32, String)], domain: Domain, most: usize) -> Vec<Tick> {
    let every = given.len().div_ceil(most).max(1);
    let mut ticks: Vec<Tick> = Vec::new();
    for (at, label) in given.iter().step_by(every) {
        let (at, label) = (f64::from(*at), label.clone());
        let place = ticks.partition_point(|tick| tick.at < at);
        let is_new = ticks.get(place).is_none_or(|tick| tick.at != at);
        if at.is_finite() && domain.holds(at) && is_new {
            ticks.insert(place, Tick { at, label });
        }
    }
    ticks
}

/// The step of a linear axis.
fn step(domain: Domain, most: usize) -> Decimal {
    let wanted = (domain.high - domain.low) / most as f64;
    let exponent = wanted.log10().floor() as i32;
    let steps = [(1, 0), (2, 0), (5, 0), (1, 1), (2, 1)].map(|(digits, more)| Decimal {
        digits,
        exponent: exponent + more,
    });
    let [.., widest] = steps;
    steps
        .into_iter()
        .find(|step| step.value() >= wanted * 0.999_999)
        .unwrap_or(widest)
}

/// The multiples of `step` within the domain.
fn linear(domain: Domain, step: Decimal) -> Vec<Tick> {
    let slack = 1e-6;
    let first = (domain.low / step.value() - slack).ceil() as i64;
    let last = (domain.high / step.value() + slack).floor() as i64;
    // Numbers so close together that their digits end before they differ have no ticks between them.
    let steps = if last.saturating_sub(first) > 100 {
        first..=first
    } else {
        first..=last
    };
    let tick = |count: i64| {
        let digits = count.saturating_mul(step.digits);
        let tick = Decimal { digits, ..step };
        let (at, label) = (tick.value(), tick.at_axis());
        domain.holds(at).then_some(Tick { at, label })
    };
    steps.filter_map(tick).collect()
}

/// A linear domain widened to the ticks around it.
pub(super) fn widened(domain: Domain, most: usize) -> Domain {
    if domain.scale != Scale::Linear {
        return domain.towards_powers();
    }
    let step = step(domain, most.max(2)).value();
    Domain {
        low: (domain.low / step + 1e-6).floor() * step,
        high: (domain.high / step - 1e-6).ceil() * step,
        ..domain
    }
}

/// Powers of ten, and small ticks between them where there is room; below two decades 2 and 5 have labels too.
fn decades(domain: Domain, most: usize) -> Vec<Tick> {
    let (low, high) = (domain.on(domain.low), domain.on(domain.high));
    let span = high - low;
    let every = ((span / most as f64).ceil() as i32).max(1);
    let plain = low > -4.01 && high < 4.01;
    let label = |digits: i64, exponent: i32| match (plain, exponent) {
        _ if exponent.rem_euclid(every) != 0 => String::new(),
        (true, _) => Decimal { digits, exponent }.at_axis(),
        (false, 0) => "1".to_owned(),
        (false, 1) => "10".to_owned(),
        (false, _) => ["10^", &minus(i64::from(exponent))].concat(),
    };
    let small = every == 1 && span < 7.0;
    let mut ticks = Vec::new();
    for exponent in (low.floor() as i32)..=(high.ceil() as i32) {
        for digits in 1..10 {
            let at = Decimal { digits, exponent }.value();
            let named = digits == 1 || span < 2.0 && plain && matches!(digits, 2 | 5);
            if domain.holds(at) && (named || small) {
                let label = if named {
                    label(digits, exponent)
                } else {
                    String::new()
                };
                ticks.push(Tick { at, label });
            }
        }
    }
    ticks
}

/// Powers of two.
fn doublings(domain: Domain, most: usize) -> Vec<Tick> {
    let (low, high) = (domain.on(domain.low), domain.on(domain.high));
    let every = (((high - low) / most as f64).ceil() as i32).max(1);
    let plain = low > -3.01 && high < 16.01;
    let label = |exponent: i32| match u32::try_from(exponent) {
        Ok(exponent) if plain => 2i64.pow(exponent).to_string(),
        _ if plain => Decimal::rounded(2f32.powi(exponent), 3).at_axis(),
        _ if exponent == 0 => "1".to_owned(),
        _ => ["2^", &minus(i64::from(exponent))].concat(),
    };
    ((low - 1e-9).ceil() as i32..=(high + 1e-9).floor() as i32)
        .map(|exponent| Tick {
            at: f64::from(exponent).exp2(),
            label: if exponent.rem_euclid(every) == 0 {
                label(exponent)
            } else {
                String::new()
            },
        })
        .collect()
}
