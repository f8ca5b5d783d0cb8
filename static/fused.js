// The attention kernel outside the page: scaled dot-product attention on Float32Arrays, in WebAssembly SIMD.
//
//   import { load } from './fused.js';
//   const { attention, build } = await load();
//   const { output, weights } = attention({ q, k, v, n: 512, dk: 64, weights: true });
//
// Nothing is fetched before `load` is called, and then one of two builds: 'relaxed', which uses fused multiply-add
// where the processor has it, or 'simd128', whose results are the same in every browser. All arrays lie by rows, head
// after head; no result is a view of the module's memory.

// Empty functions that hold one instruction each, for WebAssembly.validate. SIMD: i8x16.splat, i8x16.popcnt; relaxed
// SIMD: f32x4.relaxed_madd of three zeros.
const SIMD = [253, 15, 253, 98, 26];
const RELAXED = [253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 26];

// Bits of fused/src/lib.rs.
const BIAS = 1;
const MASK = 2;
const WEIGHTS = 4;
const SCORES = 8;
const LOGITS = 16;
const CAUSAL = 1;
const FRESH = 2;
const ONLINE = 4;
const CHUNKS = 8;
const WINDOW = 16;
const LINEAR = 32;

// A block of results this long stays in the second cache until it is copied out. Whole strips of 4 and of 6 queries.
const BLOCK_BYTES = 131072;
const STRIPS = 12;

/** The best build that this browser can run: 'relaxed', 'simd128', or null where it has no SIMD. */
export function supported() {
  if (runs(RELAXED)) return 'relaxed';
  return runs(SIMD) ? 'simd128' : null;
}

function runs(instructions) {
  const body = [0, 65, 0, ...instructions, 11];
  return typeof WebAssembly === 'object' && WebAssembly.validate(Uint8Array.of(
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, body.length + 2, 1, body.length, ...body));
}

/**
 * Fetches and starts a build.
 * @param {{ build?: 'relaxed' | 'simd128', base?: string | URL }} [options] `build`: which one, by default the best
 *   that the browser can run; `base`: the address beside which the modules lie, by default that of this file.
 * @returns {Promise<{ build: string, attention: (task: object) => object, hold: (task: object) => object }>}
 */
export async function load({ build = supported(), base = import.meta.url } = {}) {
  if (build === null) throw new Error('this browser has no WebAssembly SIMD');
  if (build !== 'relaxed' && build !== 'simd128') throw new TypeError("build must be 'relaxed' or 'simd128'");
  const response = await fetch(new URL(`fused-${build}.wasm`, base));
  if (!response.ok) throw new Error(`the server answered ${response.status} for fused-${build}.wasm`);
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer());
  const kernel = new Kernel(instance.exports);
  return { build, attention: (task) => kernel.attention(task), hold: (task) => kernel.hold(task) };
}

/** One instance of the module, with views of its memory that are kept from call to call. */
class Kernel {
  constructor(exports) {
    this.exports = exports;
    this.n = this.dk = this.dv = this.rows = this.parts = this.way = this.size = 0;
    this.held = null;
  }

  /**
   * softmax(scale * Q K^T + bias) V for each head.
   * @param {object} task
   * @param {Float32Array} task.q queries, heads x n x dk
   * @param {Float32Array} task.k keys, heads x n x dk
   * @param {Float32Array} task.v values, heads x n x dv
   * @param {number} task.n tokens
   * @param {number} task.dk components of a query and of a key
   * @param {number} [task.dv] components of a value, by default dk
   * @param {number} [task.heads] by default 1
   * @param {number} [task.scale] by default 1 / sqrt(dk)
   * @param {boolean} [task.causal] whether a query sees only its own token and those before it
   * @param {boolean} [task.online] the output alone, without ever holding a row of weights
   * @param {number} [task.chunk] the output alone, of independent chunks of so many tokens
   * @param {number} [task.window] the output alone, each query seeing the keys at most so many tokens away
   * @param {boolean} [task.linear] the output alone, of linear attention (feature map elu + 1, no scale): another model
   * @param {Uint8Array} [task.mask] n x n, for all heads: 0 forbids
   * @param {Float32Array} [task.bias] heads x n x n, added to the scaled scores
   * @param {Float32Array} [task.output] where the output goes, heads x n x dv; by default a new array
   * @param {boolean | Float32Array} [task.weights] the softmax, heads x n x n: wanted, or where it goes
   * @param {boolean | Float32Array} [task.scores] Q K^T, likewise
   * @param {boolean | Float32Array} [task.logits] what the softmax is taken of, likewise
   * @returns {{ output: Float32Array, weights?: Float32Array, scores?: Float32Array, logits?: Float32Array }}
   */
  attention(task) {
    const { q, k, v, n, dk, dv = dk, heads = 1, scale = 1 / Math.sqrt(dk), causal = false, mask, bias } = task;
    checked(task);
    const way = wayOf(task);
    const size = sizeOf(task, way);
    const pairs = heads * n * n;
    if (bias !== undefined) floats('bias', bias, pairs);
    if (mask !== undefined) {
      if (!(mask instanceof Uint8Array) || mask.length !== n * n) throw new TypeError(`mask must be a Uint8Array of ${n * n} bytes`);
      if (causal) throw new TypeError('mask and causal exclude each other');
    }
    const output = place('output', task.output ?? true, heads * n * dv);
    const weights = place('weights', task.weights, pairs);
    const scores = place('scores', task.scores, pairs);
    const logits = place('logits', task.logits, pairs);
    const parts = (bias && BIAS) | (mask && MASK) | (weights && WEIGHTS) | (scores && SCORES) | (logits && LOGITS);
    if (way && parts & ~(BIAS | MASK)) throw new TypeError(`${nameOf(way)} gives no weights, scores or logits`);
    const wide = parts & (WEIGHTS | SCORES | LOGITS) ? Math.max(n, dv) : dv;
    this.shape(n, dk, dv, Math.min(n, Math.max(1, Math.floor(BLOCK_BYTES / 4 / wide / STRIPS)) * STRIPS), parts, way, size);
    if (mask) this.seen().mask.set(mask);
    const how = (causal ? CAUSAL : 0) | way;
    for (let h = 0; h < heads; h += 1) {
      const view = this.seen();
      view.q.set(heads === 1 ? q : q.subarray(h * n * dk, (h + 1) * n * dk));
      view.k.set(heads === 1 ? k : k.subarray(h * n * dk, (h + 1) * n * dk));
      view.v.set(heads === 1 ? v : v.subarray(h * n * dv, (h + 1) * n * dv));
      if (bias) view.bias.set(bias.subarray(h * n * n, (h + 1) * n * n));
      for (let first = 0; first < n; first += this.rows) {
        const rows = Math.min(this.rows, n - first);
        this.run(first, rows, scale, first === 0 ? how | FRESH : how, size);
        const done = this.seen();
        const at = h * n + first;
        take(done.output, output, at * dv, rows * dv);
        if (weights) take(done.weights, weights, at * n, rows * n);
        if (scores) take(done.scores, scores, at * n, rows * n);
        if (logits) take(done.logits, logits, at * n, rows * n);
      }
    }
    const results = { output };
    if (weights) results.weights = weights;
    if (scores) results.scores = scores;
    if (logits) results.logits = logits;
    return results;
  }

  /**
   * Keeps one head's operands and results in the module, to compute it again and again without a copy.
   * @param {object} task as for `attention`, without heads, mask, bias, scores and logits; `weights: true` keeps n x n
   * @returns {{ run: () => void, output: () => Float32Array, bytes: number }} `run` computes; `output` copies what was
   *   computed; `bytes` are allocated for operands, results and what lies between. It holds until the next task.
   */
  hold(task) {
    const { q, k, v, n, dk, dv = dk, scale = 1 / Math.sqrt(dk), causal = false, weights = false } = task;
    checked(task);
    for (const field of ['mask', 'bias', 'scores', 'logits']) {
      if (task[field]) throw new TypeError(`hold knows no ${field}`);
    }
    if ((task.heads ?? 1) !== 1) throw new TypeError('hold knows one head');
    const way = wayOf(task);
    const size = sizeOf(task, way);
    if (way && weights) throw new TypeError(`${nameOf(way)} gives no weights, scores or logits`);
    this.shape(n, dk, dv, n, weights ? WEIGHTS : 0, way, size);
    const view = this.seen();
    view.q.set(q);
    view.k.set(k);
    view.v.set(v);
    const held = (this.held = {
      bytes: this.exports.bytes() >>> 0,
      run: () => {
        if (this.held !== held) throw new Error('the kernel holds another task by now');
        this.run(0, n, scale, (causal ? CAUSAL : 0) | way | FRESH, size);
      },
      output: () => {
        if (this.held !== held) throw new Error('the kernel holds another task by now');
        return this.seen().output.slice();
      },
    });
    return held;
  }

  run(first, rows, scale, how, size) {
    if (!this.exports.run(first, rows, scale, how, size)) throw new Error('the kernel refused its task');
  }

  /** Makes room in the module for one head and for so many rows of results, where the task before had other sizes. */
  shape(n, dk, dv, rows, parts, way, size) {
    this.held = null;
    if (n === this.n && dk === this.dk && dv === this.dv && rows === this.rows && parts === this.parts && way === this.way && size === this.size) return;
    this.n = 0;
    this.addresses = this.exports.place(n, dk, dv, rows, parts, way, size) >>> 0;
    if (!this.addresses) throw new RangeError(`n = ${n}, dk = ${dk} and dv = ${dv} need more memory than there is`);
    [this.n, this.dk, this.dv, this.rows, this.parts, this.way, this.size] = [n, dk, dv, rows, parts, way, size];
    this.view();
  }

  /** The views; made anew where the memory has grown, which leaves the old ones empty. */
  seen() {
    if (this.views.output.length === 0) this.view();
    return this.views;
  }

  view() {
    const { buffer } = this.exports.memory;
    const { n, dk, dv, rows, parts } = this;
    const [q, k, v, bias, mask, output, weights, scores, logits] = new Uint32Array(buffer, this.addresses, 9);
    const numbers = (at, length, part = parts) => new Float32Array(buffer, at, parts & part || part === parts ? length : 0);
    this.views = {
      q: numbers(q, n * dk),
      k: numbers(k, n * dk),
      v: numbers(v, n * dv),
      bias: numbers(bias, n * n, BIAS),
      mask: new Uint8Array(buffer, mask, parts & MASK ? n * n : 0),
      output: numbers(output, rows * dv),
      weights: numbers(weights, rows * n, WEIGHTS),
      scores: numbers(scores, rows * n, SCORES),
      logits: numbers(logits, rows * n, LOGITS),
    };
  }
}

/** Copies the first `length` numbers of a view of the module's memory. */
function take(from, to, at, length) {
  to.set(from.length === length ? from : from.subarray(0, length), at);
}

/** Refuses sizes, operands and a scale that do not fit. */
function checked({ q, k, v, n, dk, dv = dk, heads = 1, scale = 1 }) {
  whole('n', n);
  whole('dk', dk);
  whole('dv', dv);
  whole('heads', heads);
  if (!Number.isFinite(Math.fround(scale))) throw new RangeError('scale must be a finite number of f32');
  floats('q', q, heads * n * dk);
  floats('k', k, heads * n * dk);
  floats('v', v, heads * n * dv);
}

/** The bit of the way that gives the output alone; 0: the ordinary one. */
function wayOf({ online, chunk, window, linear, causal, mask, bias }) {
  const way = (online ? ONLINE : 0) | (chunk === undefined ? 0 : CHUNKS) | (window === undefined ? 0 : WINDOW) | (linear ? LINEAR : 0);
  if (way <= ONLINE) return way;
  if (way & (way - 1)) throw new TypeError('online, chunk, window and linear exclude each other');
  if (causal || mask || bias) throw new TypeError(`${nameOf(way)} goes with no mask and no bias`);
  return way;
}

function nameOf(way) {
  return { [ONLINE]: 'online', [CHUNKS]: 'chunk', [WINDOW]: 'window', [LINEAR]: 'linear' }[way];
}

/** Tokens of a chunk, or to each side of a window's query; n of them are all there are. */
function sizeOf({ chunk, window, n }, way) {
  if (way < CHUNKS || way === LINEAR) return 0;
  const size = way === CHUNKS ? chunk : window;
  whole(nameOf(way), size);
  return Math.min(size, n);
}

function whole(field, size) {
  if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`${field} must be a whole number from 1 on`);
}

function floats(field, array, length) {
  if (!(array instanceof Float32Array)) throw new TypeError(`${field} must be a Float32Array`);
  if (array.length !== length) throw new RangeError(`${field} holds ${array.length} numbers and must hold ${length}`);
}

/** Where a result goes: nowhere, into a new array, or into the given one. */
function place(field, wanted, length) {
  if (wanted === undefined || wanted === false) return null;
  if (wanted === true) return new Float32Array(length);
  floats(field, wanted, length);
  return wanted;
}
