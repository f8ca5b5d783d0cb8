//! What was measured so far: samples, counted bytes and differences, in the JSON form that static/cost.js fills in.

use super::Sizes;
use super::exponent::median;
use super::variant::Variant;
use crate::model::Problem;
use crate::model::json::{Read, Reader, Refusal, Writer};
use crate::text;

/// Which build of the kernel is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// With fused multiply-add where the processor has it.
    Relaxed,
    /// Fixed-width SIMD alone.
    Simd128,
}

/// Why a point has no measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The memory for it was refused.
    Memory,
    /// The clock counts in steps too coarse for it.
    Clock,
}

/// One variant at one number of tokens.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Point {
    /// Milliseconds of a call, a sample each.
    pub samples: Vec<f32>,
    /// Bytes that it allocates: operands, results and what lies between, counted and not measured.
    pub bytes: Option<u64>,
    /// Largest absolute difference of its output to that of full attention on the same input.
    pub largest: Option<f32>,
    /// Mean absolute difference, likewise.
    pub mean: Option<f32>,
    /// Why it was not measured, where it cannot be.
    pub missing: Option<Missing>,
}

/// Everything that was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The build that ran; `None` before the first call.
    pub build: Option<Build>,
    /// The clock's smallest step, in milliseconds.
    pub tick: Option<f32>,
    /// Gigabytes of memory that the browser says the machine has: rounded, and at most 8.
    pub memory: Option<f32>,
    /// Bytes at which an allocation was refused.
    pub refused: Option<u64>,
    /// What the variants depend on.
    pub sizes: Sizes,
    /// The seed that Q, K and V are drawn from, standard normal or nearly so.
    pub seed: u64,
    /// Samples that a point is to have.
    pub repeats: u32,
    /// Milliseconds that a sample lasts at least.
    pub sample: f32,
    /// Numbers of tokens, in ascending order.
    pub tokens: Vec<u32>,
    /// Mean absolute size of full attention's output, by number of tokens: what differences are to be held against.
    pub outputs: Vec<Option<f32>>,
    /// The points of each variant, in the order of [`Variant::ALL`], by number of tokens.
    pub points: [Vec<Point>; Variant::ALL.len()],
}

/// Its keys.
const KEYS: [&str; 13] = [
    "build", "tick", "memory", "refused", "d", "chunk", "window", "seed", "repeats", "sample",
    "tokens", "outputs", "points",
];
const POINT_KEYS: [&str; 5] = ["samples", "bytes", "largest", "mean", "missing"];
const BUILDS: [(&str, Build); 2] = [("relaxed", Build::Relaxed), ("simd128", Build::Simd128)];
const REASONS: [(&str, Missing); 2] = [("memory", Missing::Memory), ("clock", Missing::Clock)];
/// More than any plan has.
const MOST: usize = 64;

impl Outcome {
    /// The points of a variant with their numbers of tokens.
    pub fn of(&self, variant: Variant) -> impl DoubleEndedIterator<Item = (u32, &Point)> {
        let points = &self.points[variant as usize];
        self.tokens.iter().copied().zip(points)
    }

    /// How far the samples of a point lie apart, relative to their median: that of the point in the middle of all.
    pub fn spread(&self) -> Option<f64> {
        let spread = |point: &Point| {
            let longest = point.samples.iter().copied().max_by(f32::total_cmp)?;
            let shortest = point.samples.iter().copied().min_by(f32::total_cmp)?;
            Some(((f64::from(longest) - f64::from(shortest)) / median(&point.samples)?) as f32)
        };
        let spreads: Vec<f32> = self.points.iter().flatten().filter_map(spread).collect();
        median(&spreads)
    }

    /// Writes what [`Outcome::read`] reads.
    pub(crate) fn write(&self, w: &mut Writer) {
        w.object(&mut |w| {
            named(w.key("build"), self.build, &BUILDS);
            number(w.key("tick"), self.tick);
            number(w.key("memory"), self.memory);
            whole(w.key("refused"), self.refused);
            w.key("d").whole(self.sizes.d.into());
            w.key("chunk").whole(self.sizes.chunk.into());
            w.key("window").whole(self.sizes.window.into());
            w.key("seed").whole(self.seed);
            w.key("repeats").whole(self.repeats.into());
            w.key("sample").number(self.sample);
            let tokens =
                &mut |w: &mut Writer| self.tokens.iter().for_each(|n| w.whole((*n).into()));
            w.key("tokens").array(tokens);
            let outputs = &mut |w: &mut Writer| self.outputs.iter().for_each(|x| number(w, *x));
            w.key("outputs").array(outputs);
            w.key("points").object(&mut |w| {
                for (variant, points) in Variant::ALL.iter().zip(&self.points) {
                    let all = &mut |w: &mut Writer| points.iter().for_each(|point| point.write(w));
                    w.key(variant.name()).array(all);
                }
            });
        });
    }

    /// Reads an outcome.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let mut read = Self {
            build: None,
            tick: None,
            memory: None,
            refused: None,
            sizes: Sizes {
                d: 0,
                chunk: 0,
                window: 0,
            },
            seed: 0,
            repeats: 0,
            sample: 0.0,
            tokens: Vec::new(),
            outputs: Vec::new(),
            points: Default::default(),
        };
        reader.object("", &KEYS, &mut |reader, place| {
            match place {
                0 => read.build = name_of(reader, &BUILDS)?,
                1 => read.tick = maybe_number(reader)?,
                2 => read.memory = maybe_number(reader)?,
                3 => read.refused = maybe_whole(reader)?,
                4 => read.sizes.d = small(reader)?,
                5 => read.sizes.chunk = small(reader)?,
                6 => read.sizes.window = small(reader)?,
                7 => read.seed = reader.whole()?,
                8 => read.repeats = small(reader)?,
                9 => read.sample = reader.number()?,
                10 => read.tokens = list(reader, small)?,
                11 => read.outputs = list(reader, maybe_number)?,
                _ => {
                    let names = Variant::ALL.map(Variant::name);
                    reader.object("", &names, &mut |reader, variant| {
                        read.points[variant] = list(reader, Point::read)?;
                        Ok(())
                    })?;
                }
            }
            Ok(())
        })?;
        let lengths = read.points.iter().map(Vec::len);
        for found in lengths.chain([read.outputs.len()]) {
            if found != read.tokens.len() {
                return Err(Refusal::new(Problem::Count {
                    unit: text::e_unit_numbers(),
                    found,
                    expected: read.tokens.len(),
                }));
            }
        }
        Ok(read)
    }
}

impl Point {
    fn write(&self, w: &mut Writer) {
        w.object(&mut |w| {
            w.key("samples").numbers(&mut self.samples.iter().copied());
            whole(w.key("bytes"), self.bytes);
            number(w.key("largest"), self.largest);
            number(w.key("mean"), self.mean);
            named(w.key("missing"), self.missing, &REASONS);
        });
    }

    fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let mut read = Self::default();
        reader.object("", &POINT_KEYS, &mut |reader, place| {
            match place {
                0 => read.samples = list(reader, |reader| reader.number())?,
                1 => read.bytes = maybe_whole(reader)?,
                2 => read.largest = maybe_number(reader)?,
                3 => read.mean = maybe_number(reader)?,
                _ => read.missing = name_of(reader, &REASONS)?,
            }
            Ok(())
        })?;
        Ok(read)
    }
}

fn number(w: &mut Writer, number: Option<f32>) {
    w.number(number.unwrap_or(f32::NAN));
}

fn whole(w: &mut Writer, number: Option<u64>) {
    match number {
        Some(number) => w.whole(number),
        None => w.null(),
    }
}

fn named<T: PartialEq>(w: &mut Writer, value: Option<T>, names: &[(&'static str, T)]) {
    match names
        .iter()
        .find(|(_, other)| Some(other) == value.as_ref())
    {
        Some((name, _)) => w.string(name),
        None => w.null(),
    }
}

fn name_of<T: Copy>(reader: &mut Reader<'_>, names: &[(&'static str, T); 2]) -> Read<Option<T>> {
    if reader.is_null()? {
        return Ok(None);
    }
    let place = reader.name(&names.each_ref().map(|(name, _)| *name))?;
    Ok(Some(names[place].1))
}

fn maybe_number(reader: &mut Reader<'_>) -> Read<Option<f32>> {
    match reader.is_null()? {
        true => Ok(None),
        false => reader.number().map(Some),
    }
}

fn maybe_whole(reader: &mut Reader<'_>) -> Read<Option<u64>> {
    match reader.is_null()? {
        true => Ok(None),
        false => reader.whole().map(Some),
    }
}

fn small(reader: &mut Reader<'_>) -> Read<u32> {
    Ok(u32::try_from(reader.whole()?).unwrap_or(u32::MAX))
}

fn list<T>(reader: &mut Reader<'_>, read: fn(&mut Reader<'_>) -> Read<T>) -> Read<Vec<T>> {
    let mut all = Vec::new();
    reader.list("", (MOST, text::e_unit_numbers()), &mut |reader| {
        all.push(read(reader)?);
        Ok(())
    })?;
    Ok(all)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::super::plan::planned;
    use super::*;
    use crate::experiment::Settings;
    use crate::model::json;

    fn written(outcome: &Outcome) -> String {
        let mut writer = Writer::on_one_line();
        outcome.write(&mut writer);
        writer.finish()
    }

    fn read(text: &str) -> Result<Outcome, crate::model::Error> {
        json::read(text, "outcome", 1 << 20, Outcome::read)
    }

    #[test]
    fn what_is_written_is_read() {
        let mut outcome = planned(&Settings::default(), 7);
        assert_eq!(read(&written(&outcome)).as_ref(), Ok(&outcome));
        outcome.build = Some(Build::Simd128);
        (outcome.tick, outcome.memory) = (Some(0.1), Some(8.0));
        outcome.refused = Some(1 << 32);
        outcome.outputs[2] = Some(0.25);
        outcome.points[1][3] = Point {
            samples: vec![0.5, 0.25, 1e-3],
            bytes: Some(123_456_789_012),
            largest: Some(1e-7),
            mean: Some(2e-8),
            missing: Some(Missing::Clock),
        };
        assert_eq!(read(&written(&outcome)).as_ref(), Ok(&outcome));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let text = written(&planned(&Settings::default(), 7));
        let told = |text: &str| read(text).err().map(|error| error.to_string());
        assert_eq!(told(&text), None);
        let one_less = text.replacen("[16,32,", "[16,", 1);
        assert!(told(&one_less).is_some_and(|why| why.contains("expected 7")));
        let unknown = text.replacen("\"build\":null", "\"build\":\"neon\"", 1);
        assert!(told(&unknown).is_some_and(|why| why.contains("relaxed or simd128")));
        assert!(told("{}").is_none(), "an outcome of nothing");
    }
}
