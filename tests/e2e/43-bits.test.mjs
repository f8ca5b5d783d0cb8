// The same bits in every browser: states of which tests/web_trace.rs keeps every number, through the shipped page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stage } from './page.mjs';

const { scene } = stage();
const read = (name) => JSON.parse(readFileSync(new URL(`../web_trace/${name}.json`, import.meta.url), 'utf8'));
const STATES = read('states');
const GOLDEN = read('golden');

// The numbers of a matrix, column by column as Rust holds them. JSON has no word for the logit of what is masked.
const numbers = (matrix) => matrix[0].flatMap((_, column) => matrix.map((row) => row[column] ?? -Infinity));

const bits = (values) => [...new Uint32Array(Float32Array.from(values).buffer)];

// FNV-1a over the bytes of 32-bit numbers, the lowest first.
function hash(words) {
  let sum = 0xcbf29ce484222325n;
  for (const word of words) {
    for (let shift = 0; shift < 32; shift += 8) {
      sum = BigInt.asUintN(64, (sum ^ BigInt((word >>> shift) & 0xff)) * 0x100000001b3n);
    }
  }
  return sum.toString(16).padStart(16, '0');
}

// `getTrace`, with -0 where it is one.
const traced = async (page) => JSON.parse(await page.exact('getTrace'), (_, x) => (x === '-0' ? -0 : x));

for (const [preset, actions] of Object.entries(STATES)) {
  scene(`the trace of ${preset}, to the last bit`, async (page) => {
    await page.open(`?preset=${preset}`);
    for (const action of actions) await page.apply(action);
    const trace = await traced(page);
    const { permutation } = trace;
    assert.deepEqual(trace.weights.map((head) => bits(numbers(head))), GOLDEN[preset].weights);
    assert.deepEqual(bits(numbers(trace.output)), GOLDEN[preset].output);
    const all = [...['q', 'k', 'v', 'scores', 'logits', 'weights', 'heads'].flatMap((part) => trace[part]),
      trace.output, permutation.shuffled_output, permutation.expected_output].flatMap(numbers);
    assert.equal(hash(bits([...all, permutation.gap])), GOLDEN[preset].hash, 'a hash of every number');
  });
}
