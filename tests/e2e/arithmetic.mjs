// Attention in double precision, written from the formula, without a line of the project's own.
import assert from 'node:assert/strict';

export const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
export const transpose = (m) => m[0].map((_, j) => m.map((row) => row[j]));
export const product = (a, b) => a.map((row) => transpose(b).map((column) => dot(row, column)));

export function softmax(logits) {
  const most = Math.max(...logits);
  if (most === -Infinity) return logits.map(() => 0);
  const powers = logits.map((x) => Math.exp(x - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((x) => x / sum);
}

// One head's stages; `allowed(i, j)` is the mask, `bias(i, j)` is added to the logits.
export function attention({ q, k, v }, { scale = true, temperature = 1, allowed = () => true, bias = () => 0 } = {}) {
  const scores = product(q, transpose(k));
  const divisor = (scale ? Math.sqrt(q[0].length) : 1) * temperature;
  const logits = scores.map((row, i) => row.map((x, j) => (allowed(i, j) ? x / divisor + bias(i, j) : -Infinity)));
  const weights = logits.map(softmax);
  return { scores, logits, weights, output: product(weights, v) };
}

// `got` is `want` within `tolerance` of the largest number involved; null stands for a masked logit.
export function close(got, want, tolerance, what) {
  const most = Math.max(1, ...want.flat().map(Math.abs).filter(Number.isFinite));
  assert.deepEqual([got.length, got[0].length], [want.length, want[0].length], `${what}: the shape`);
  want.forEach((row, i) => row.forEach((x, j) => {
    const there = got[i][j] ?? -Infinity;
    assert.ok(there === x || Math.abs(there - x) <= tolerance * most, `${what}[${i}][${j}]: ${there} is not ${x}`);
  }));
}
