// static/fused.js, the kernel's own interface: both builds against a plain statement in JavaScript's f64, what it refuses,
// and that nothing of it is fetched before it is asked for.
import assert from 'node:assert/strict';
import { stage } from './page.mjs';

const { scene } = stage();

// Runs in the page. The bound: f32 sums of at most 70 products and 70 weights, 2^-24 each, on numbers up to 2.
const AGREES = `const { load } = await import(new URL('fused.js', document.baseURI));
  const numbers = (length, step) => Float32Array.from({ length }, (_, i) => 2 * Math.sin(i * step));
  let worst = 0;
  const builds = [];
  for (const build of arguments[0]) {
    const kernel = await load({ build });
    builds.push(kernel.build);
    for (const [n, dk, dv, heads] of [[1, 1, 1, 1], [8, 64, 64, 1], [13, 3, 5, 2], [70, 7, 9, 1], [300, 4, 4, 1]]) {
      const [q, k, v] = [numbers(heads * n * dk, 12.9898), numbers(heads * n * dk, 78.233), numbers(heads * n * dv, 37.719)];
      for (const causal of [false, true]) {
        const task = { q, k, v, n, dk, dv, heads, causal };
        const full = kernel.attention({ ...task, weights: true });
        const online = kernel.attention({ ...task, online: true });
        for (let h = 0; h < heads; h += 1) for (let i = 0; i < n; i += 1) {
          const last = causal ? i + 1 : n;
          const logits = Array.from({ length: last }, (_, j) => {
            let sum = 0;
            for (let c = 0; c < dk; c += 1) sum += q[(h * n + i) * dk + c] * k[(h * n + j) * dk + c];
            return sum / Math.sqrt(dk);
          });
          const top = Math.max(...logits);
          const powers = logits.map((x) => Math.exp(x - top));
          const total = powers.reduce((a, b) => a + b);
          for (let j = 0; j < n; j += 1) worst = Math.max(worst, Math.abs(full.weights[(h * n + i) * n + j] - (powers[j] ?? 0) / total));
          for (let c = 0; c < dv; c += 1) {
            const expected = powers.reduce((sum, p, j) => sum + p * v[(h * n + j) * dv + c], 0) / total;
            for (const { output } of [full, online]) worst = Math.max(worst, Math.abs(output[(h * n + i) * dv + c] - expected));
          }
        }
      }
    }
  }
  return { worst, builds };`;

// The cheaper ways, likewise: chunks and windows pair by pair, linear attention by its quadratic form. A held task is the
// same, and counts at least its operands and its weights.
const CHEAPER = `const { load } = await import(new URL('fused.js', document.baseURI));
  const numbers = (length, step) => Float32Array.from({ length }, (_, i) => 2 * Math.sin(i * step));
  const phi = (x) => (x > 0 ? x + 1 : Math.exp(x));
  let worst = 0;
  for (const build of arguments[0]) {
    const kernel = await load({ build });
    for (const [n, dk, dv] of [[1, 1, 1], [9, 3, 5], [70, 7, 9], [300, 4, 4]]) {
      const task = { q: numbers(n * dk, 12.9898), k: numbers(n * dk, 78.233), v: numbers(n * dv, 37.719), n, dk, dv };
      const product = (i, j, f) => {
        let sum = 0;
        for (let c = 0; c < dk; c += 1) sum += f(task.q[i * dk + c]) * f(task.k[j * dk + c]);
        return sum;
      };
      const softmax = (i, j) => Math.exp(product(i, j, (x) => x) / Math.sqrt(dk));
      const ways = [
        [{ chunk: 16 }, (i, j) => Math.floor(i / 16) === Math.floor(j / 16) ? softmax(i, j) : 0],
        [{ window: 5 }, (i, j) => Math.abs(i - j) <= 5 ? softmax(i, j) : 0],
        [{ linear: true }, (i, j) => product(i, j, phi)],
        [{ chunk: n }, softmax], [{ window: n }, softmax],
      ];
      for (const [way, weight] of ways) {
        const held = kernel.hold({ ...task, ...way });
        if (held.bytes < 4 * (2 * n * dk + 2 * n * dv)) throw new Error(held.bytes + ' bytes are too few');
        held.run();
        for (const output of [held.output(), kernel.attention({ ...task, ...way }).output]) for (let i = 0; i < n; i += 1) {
          const weights = Array.from({ length: n }, (_, j) => weight(i, j));
          const total = weights.reduce((a, b) => a + b);
          for (let c = 0; c < dv; c += 1) {
            const expected = weights.reduce((sum, w, j) => sum + w * task.v[j * dv + c], 0) / total;
            worst = Math.max(worst, Math.abs(output[i * dv + c] - expected));
          }
        }
      }
      const [full, first] = [kernel.hold({ ...task, weights: true }), kernel.attention(task).output];
      try { full.run(); throw new Error('it was let through'); } catch (error) { if (!/another task/.test(error.message)) throw error; }
      const again = kernel.hold({ ...task, weights: true });
      again.run();
      if (again.bytes < 4 * n * n) throw new Error('the weights are not counted');
      worst = Math.max(worst, ...again.output().map((x, i) => Math.abs(x - first[i])));
    }
  }
  return worst;`;

const REFUSES = `const { load } = await import(new URL('fused.js', document.baseURI));
  const { attention } = await load();
  const good = { q: new Float32Array(6), k: new Float32Array(6), v: new Float32Array(6), n: 3, dk: 2 };
  attention(good);
  const tell = (change) => { try { attention({ ...good, ...change }); return 'nothing'; } catch (error) { return error.message; } };
  return [{ n: 0 }, { dk: 1.5 }, { k: new Float32Array(5) }, { v: [1] }, { weights: new Float32Array(8) }, { mask: new Uint8Array(8) },
    { scale: NaN }, { online: true, weights: true }, { heads: 2 }, { chunk: 0 }, { window: 1, linear: true }, { window: 2, causal: true },
    { linear: true, scores: true }].map(tell);`;

scene('the kernel is right in every build that this browser can run, and fetched when it is asked for', async (page) => {
  await page.open('?preset=worked');
  const fetched = 'return performance.getEntriesByType("resource").filter((entry) => entry.name.includes("fused")).length';
  assert.equal(await page.run(fetched), 0);
  const best = await page.run("return (await import(new URL('fused.js', document.baseURI))).supported()");
  const builds = best === 'relaxed' ? ['simd128', 'relaxed'] : ['simd128'];
  const found = await page.run(AGREES, builds);
  assert.deepEqual(found.builds, builds);
  assert.ok(found.worst < 2e-5, `${found.worst}`);
});

scene('chunks, windows and linear attention are right in every build, and held tasks as well', async (page) => {
  await page.open('?preset=worked');
  const best = await page.run("return (await import(new URL('fused.js', document.baseURI))).supported()");
  const worst = await page.run(CHEAPER, best === 'relaxed' ? ['simd128', 'relaxed'] : ['simd128']);
  assert.ok(worst < 2e-5, `${worst}`);
});

scene('a task that is wrong is refused by the name of its field', async (page) => {
  await page.open('?preset=worked');
  assert.deepEqual(await page.run(REFUSES), [
    'n must be a whole number from 1 on',
    'dk must be a whole number from 1 on',
    'k holds 5 numbers and must hold 6',
    'v must be a Float32Array',
    'weights holds 8 numbers and must hold 9',
    'mask must be a Uint8Array of 9 bytes',
    'scale must be a finite number of f32',
    'online gives no weights, scores or logits',
    'q holds 6 numbers and must hold 12',
    'chunk must be a whole number from 1 on',
    'online, chunk, window and linear exclude each other',
    'window goes with no mask and no bias',
    'linear gives no weights, scores or logits',
  ]);
});
