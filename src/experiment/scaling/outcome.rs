//! What is known so far, and its JSON form.

use super::histogram::Histogram;
use super::law::Law;
use super::sharpness::Band;
use crate::model::json::{Read, Reader, Refusal, Writer};
use crate::text;

/// What is known so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// What the components were drawn from.
    pub law: Law,
    /// Keys of each query.
    pub keys: u32,
    /// At the chosen d_k.
    pub here: At,
    /// Of q . k at the chosen d_k, and of q . k / sqrt(d_k).
    pub histograms: [Histogram; 2],
    /// The weights of one query at the chosen d_k, without and with scaling: of the one in the middle by its largest
    /// weight without. Empty as long as there is none.
    pub example: [Vec<f32>; 2],
    /// At d_k = 1, 2, 4, ..., 1024.
    pub curve: Vec<At>,
}

/// What is known at one d_k.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct At {
    /// Components of a query and of a key.
    pub d_k: u32,
    /// Pairs of a query and a key that were drawn.
    pub pairs: u32,
    /// The sample variance of q . k; `None` of fewer than two pairs.
    pub variance: Option<f32>,
    /// The interval that holds the true variance in 95 of 100 samples, where there is one: [`super::spread::interval`].
    pub interval: Option<[f32; 2]>,
    /// Queries whose softmax was measured.
    pub queries: u32,
    /// What the softmax of q . k is.
    pub unscaled: Softmax,
    /// What the softmax of q . k / sqrt(d_k) is.
    pub scaled: Softmax,
}

/// What was measured of the softmax: quantiles over the queries, all 0 as long as there are none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Softmax {
    /// Entropy of the weights, in nats.
    pub entropy: Band,
    /// The largest weight.
    pub largest: Band,
    /// Frobenius norm of the derivative of the weights with respect to the logits.
    pub gradient: Band,
}

/// What is known of q . k, or of q . k / sqrt(d_k).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// The sample variance.
    pub variance: Option<f32>,
    /// The interval of the true variance.
    pub interval: Option<[f32; 2]>,
    /// The variance that the law has.
    pub of_law: f32,
    /// What the softmax of it is.
    pub softmax: Softmax,
}

impl At {
    /// What q . k is divided by: sqrt(d_k).
    pub fn divisor(&self) -> f32 {
        (self.d_k as f32).sqrt()
    }

    /// What is known without scaling, and with it: scaling divides each variance by d_k.
    pub fn sides(&self, law: Law) -> [Side; 2] {
        let of_law = law.variance(self.d_k) as f32;
        [(1.0, self.unscaled), (self.d_k as f32, self.scaled)].map(|(by, softmax)| Side {
            variance: self.variance.map(|variance| variance / by),
            interval: self.interval.map(|bounds| bounds.map(|bound| bound / by)),
            of_law: of_law / by,
            softmax,
        })
    }
}

impl Outcome {
    /// Writes the JSON form.
    pub(crate) fn write(&self, w: &mut Writer) {
        let (law, correlation) = self.law.names();
        w.object(&mut |w| {
            w.key("law").string(law);
            w.key("correlation").number(correlation);
            w.key("keys").whole(u64::from(self.keys));
            self.here.write(w.key("here"));
            w.key("histograms")
                .array(&mut |w| self.histograms.iter().for_each(|each| each.write(w)));
            w.key("example").array(&mut |w| {
                let both = self.example.iter();
                both.for_each(|weights| w.numbers(&mut weights.iter().copied()));
            });
            w.key("curve")
                .array(&mut |w| self.curve.iter().for_each(|at| at.write(w)));
        });
    }

    /// Reads the JSON form.
    pub(crate) fn read(r: &mut Reader<'_>) -> Read<Self> {
        const KEYS: &[&str] = &[
            "law",
            "correlation",
            "keys",
            "here",
            "histograms",
            "example",
            "curve",
        ];
        let mut outcome = Self::default();
        let (mut law, mut correlation) = (0, 0.0);
        r.object(text::e_an_object(), KEYS, &mut |r, place| {
            match place {
                0 => law = r.name(Law::NAMES)?,
                1 => correlation = r.number()?,
                2 => outcome.keys = whole(r)?,
                3 => outcome.here = At::read(r)?,
                4 => fill(r, &mut outcome.histograms, Histogram::read)?,
                5 => fill(r, &mut outcome.example, |r| list(r, |r| r.number()))?,
                _ => outcome.curve = list(r, At::read)?,
            }
            Ok(())
        })?;
        outcome.law = Law::named(law, correlation);
        Ok(outcome)
    }
}

impl At {
    fn write(&self, w: &mut Writer) {
        w.object(&mut |w| {
            w.key("d_k").whole(u64::from(self.d_k));
            w.key("pairs").whole(u64::from(self.pairs));
            // What is no number is written as null.
            w.key("variance").number(self.variance.unwrap_or(f32::NAN));
            match self.interval {
                Some(bounds) => w.key("interval").numbers(&mut bounds.into_iter()),
                None => w.key("interval").null(),
            }
            w.key("queries").whole(u64::from(self.queries));
            self.unscaled.write(w.key("unscaled"));
            self.scaled.write(w.key("scaled"));
        });
    }

    fn read(r: &mut Reader<'_>) -> Read<Self> {
        const KEYS: &[&str] = &[
            "d_k", "pairs", "variance", "interval", "queries", "unscaled", "scaled",
        ];
        let mut at = Self::default();
        r.object(text::e_an_object(), KEYS, &mut |r, place| {
            match place {
                0 => at.d_k = whole(r)?,
                1 => at.pairs = whole(r)?,
                2 => at.variance = unless_null(r, |r| r.number())?,
                3 => at.interval = unless_null(r, numbers)?,
                4 => at.queries = whole(r)?,
                5 => at.unscaled = Softmax::read(r)?,
                _ => at.scaled = Softmax::read(r)?,
            }
            Ok(())
        })?;
        Ok(at)
    }
}

impl Softmax {
    fn write(&self, w: &mut Writer) {
        w.object(&mut |w| {
            self.entropy.write(w.key("entropy"));
            self.largest.write(w.key("largest"));
            self.gradient.write(w.key("gradient"));
        });
    }

    fn read(r: &mut Reader<'_>) -> Read<Self> {
        let mut softmax = Self::default();
        let keys = &["entropy", "largest", "gradient"];
        r.object(text::e_an_object(), keys, &mut |r, place| {
            let band = match place {
                0 => &mut softmax.entropy,
                1 => &mut softmax.largest,
                _ => &mut softmax.gradient,
            };
            let [lower, median, upper] = numbers(r)?;
            *band = Band {
                lower,
                median,
                upper,
            };
            Ok(())
        })?;
        Ok(softmax)
    }
}

impl Band {
    fn write(&self, w: &mut Writer) {
        w.numbers(&mut [self.lower, self.median, self.upper].into_iter());
    }
}

impl Histogram {
    fn write(&self, w: &mut Writer) {
        w.object(&mut |w| {
            w.key("limit").number(self.limit);
            w.key("counts").array(&mut |w| {
                let counts = self.counts.iter();
                counts.for_each(|count| w.whole(u64::from(*count)));
            });
            w.key("beyond").whole(u64::from(self.beyond));
        });
    }

    fn read(r: &mut Reader<'_>) -> Read<Self> {
        let mut histogram = Self::default();
        let keys = &["limit", "counts", "beyond"];
        r.object(text::e_an_object(), keys, &mut |r, place| {
            match place {
                0 => histogram.limit = r.number()?,
                1 => histogram.counts = list(r, whole)?,
                _ => histogram.beyond = whole(r)?,
            }
            Ok(())
        })?;
        Ok(histogram)
    }
}

fn whole(r: &mut Reader<'_>) -> Read<u32> {
    Ok(u32::try_from(r.whole()?).unwrap_or(u32::MAX))
}

fn numbers<const N: usize>(r: &mut Reader<'_>) -> Read<[f32; N]> {
    let mut numbers = [0.0; N];
    fill(r, &mut numbers, |r| r.number())?;
    Ok(numbers)
}

fn unless_null<T>(
    r: &mut Reader<'_>,
    read: impl FnOnce(&mut Reader<'_>) -> Read<T>,
) -> Read<Option<T>> {
    match r.is_null()? {
        true => Ok(None),
        false => read(r).map(Some),
    }
}

fn list<T>(r: &mut Reader<'_>, read: impl Fn(&mut Reader<'_>) -> Read<T>) -> Read<Vec<T>> {
    let mut list = Vec::new();
    r.array(text::e_an_array(), &mut |r, _| {
        list.push(read(r)?);
        Ok(())
    })?;
    Ok(list)
}

/// Reads an array of as many entries as there is room for.
fn fill<T>(
    r: &mut Reader<'_>,
    room: &mut [T],
    read: impl Fn(&mut Reader<'_>) -> Read<T>,
) -> Read<()> {
    let entries = list(r, read)?;
    if entries.len() != room.len() {
        return Err(Refusal::words(text::e_an_array()));
    }
    for (place, entry) in room.iter_mut().zip(entries) {
        *place = entry;
    }
    Ok(())
}
