// Measures what attention costs, in the worker: carries out the plan of src/experiment/cost, which is an outcome in which
// nothing is known yet, and fills it in.
//
// A step is one sample: the task is laid into the kernel's memory, called once for the caches, and then called again and
// again for as long as the plan says and the clock needs. A round visits every variant at every number of tokens once,
// so that a machine that becomes warm, slow or busy does so to all of them; the first round counts and compares, and its
// times only say how many calls a sample takes.
import { load } from './fused.js';

// A sample lasts at least so many of the clock's steps: reading it is then wrong by 2 % at most.
const TICKS = 50;
// Milliseconds. With a clock that asks for longer samples than this, short calls are not measured.
const LONGEST = 1000;
// Milliseconds of the first calls, at most: a browser compiles what is called often once more, and better.
const WARM = 200;

const VARIANTS = {
  full: () => ({ weights: true }),
  causal: () => ({ weights: true, causal: true }),
  chunked: ({ chunk }) => ({ chunk }),
  windowed: ({ window }) => ({ window }),
  online: () => ({ online: true }),
  linear: () => ({ linear: true }),
};

/** Begins what `plan`, an outcome in JSON, asks for. */
export async function begin(plan) {
  return new Measurement(JSON.parse(plan), await load());
}

class Measurement {
  constructor(outcome, kernel) {
    const { seed, d, tokens, repeats } = outcome;
    outcome.build = kernel.build;
    outcome.tick = tick();
    outcome.memory = navigator.deviceMemory ?? null;
    this.known = outcome;
    this.kernel = kernel;
    this.target = Math.max(outcome.sample, TICKS * outcome.tick);
    this.inputs = ['q', 'k', 'v'].map((_, stream) => normal(Math.max(...tokens) * d, seed, stream));
    // Full attention comes first at each number of tokens: the others are compared with it.
    this.points = tokens.flatMap((n, at) => Object.keys(VARIANTS).map(
      (variant) => ({ n, at, variant, known: outcome.points[variant][at], call: 0 })));
    this.steps = this.points.length * (repeats + 1);
    this.taken = 0;
  }

  done() {
    return this.taken;
  }

  of() {
    return this.steps;
  }

  outcome() {
    return JSON.stringify(this.known);
  }

  /** One sample. Returns whether there is more to do, in a promise where the kernel had to be loaded again. */
  step() {
    const round = Math.floor(this.taken / this.points.length);
    // Every round but the first begins elsewhere.
    const point = this.points[(this.taken + round * 7) % this.points.length];
    this.taken += 1;
    const more = this.taken < this.steps;
    if (point.known.missing) return more;
    try {
      const held = this.kernel.hold(this.task(point));
      if (round === 0) this.look(point, held);
      else this.sample(point, held);
      return more;
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof WebAssembly.RuntimeError)) throw error;
      point.known.missing = 'memory';
      this.known.refused = Math.min(this.known.refused ?? Infinity, this.least(point));
      // What ran out of memory in the middle of its work does not work any more.
      return load().then((kernel) => {
        this.kernel = kernel;
        return more;
      });
    }
  }

  task({ n, variant }) {
    const { d } = this.known;
    const [q, k, v] = this.inputs.map((numbers) => numbers.subarray(0, n * d));
    return { q, k, v, n, dk: d, ...VARIANTS[variant](this.known) };
  }

  /** The first calls: bytes, the difference to full attention, and about how long a call takes. */
  look(point, held) {
    const start = performance.now();
    let calls = 0;
    while (calls < 3 || performance.now() - start < Math.min(this.target, WARM)) {
      held.run();
      calls += 1;
    }
    point.call = (performance.now() - start) / calls;
    point.known.bytes = held.bytes;
    const output = held.output();
    if (point.variant === 'full') {
      this.full = output;
      this.known.outputs[point.at] = output.reduce((sum, x) => sum + Math.abs(x), 0) / output.length;
    }
    if (this.full?.length === output.length) {
      const differences = output.map((x, i) => Math.abs(x - this.full[i]));
      point.known.largest = differences.reduce((most, x) => Math.max(most, x), 0);
      point.known.mean = differences.reduce((sum, x) => sum + x, 0) / output.length;
    }
    if (this.target > LONGEST && point.call < this.target) point.known.missing = 'clock';
  }

  sample(point, held) {
    held.run();
    const start = performance.now();
    let elapsed = 0;
    let calls = 0;
    do {
      const left = Math.max(1, Math.ceil((this.target - elapsed) / point.call));
      for (let i = 0; i < left; i += 1) held.run();
      calls += left;
      elapsed = performance.now() - start;
    } while (elapsed < this.target);
    point.call = elapsed / calls;
    point.known.samples.push(point.call);
  }

  /** Bytes that a point takes at least: its operands, and its weights where it keeps them. */
  least({ n, variant }) {
    const { d } = this.known;
    return 4 * (4 * n * d + (VARIANTS[variant](this.known).weights ? n * n : 0));
  }
}

/** The smallest step of the clock, in milliseconds. */
function tick() {
  let smallest = Infinity;
  const start = performance.now();
  for (let i = 0; i < 20 && performance.now() - start < LONGEST / 4; i += 1) {
    const before = performance.now();
    let now = before;
    while (now === before) now = performance.now();
    smallest = Math.min(smallest, now - before);
  }
  return smallest;
}

/**
 * Numbers of mean 0 and variance 1 that are nearly normal: sums of four uniform ones. By additions alone, so that they are
 * the same in every browser; the generator is sfc32 (Doty-Humphrey, PractRand).
 */
function normal(length, seed, stream) {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, stream, 1];
  const next = () => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i += 1) next();
  return Float32Array.from({ length }, () => ((next() + next() + next() + next()) / 2 ** 32 - 2) * Math.sqrt(3));
}
