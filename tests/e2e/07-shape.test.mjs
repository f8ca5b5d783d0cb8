// What changes the form of the input: position encodings, heads, kinds of input, optional matrices.
import assert from 'node:assert/strict';
import { showsMatrix, showsTrace, stage } from './page.mjs';
import { attention, close, product } from './arithmetic.mjs';

const { scene } = stage();

async function settled(page, what, probe, head = 0) {
  await page.until(what, async () => probe(await page.state()));
  return showsTrace(page, head);
}

const added = (m, table) => m.map((row, i) => row.map((x, j) => x + table[i][j]));

function sinusoid(n, d, base) {
  return Array.from({ length: n }, (_, pos) => Array.from({ length: d }, (_, c) => {
    const angle = pos / base ** ((c - (c % 2)) / d);
    return c % 2 ? Math.cos(angle) : Math.sin(angle);
  }));
}

function rotated(m, base) {
  const d = m[0].length;
  return m.map((row, pos) => row.map((x, c) => {
    const i = c - (c % 2);
    const angle = pos * base ** (-i / d);
    return c % 2 ? row[i] * Math.sin(angle) + x * Math.cos(angle) : x * Math.cos(angle) - row[i + 1] * Math.sin(angle);
  }));
}

scene('sinusoidal positions, and their base', async (page) => {
  await page.open();
  await page.choose('position', 'sinusoidal');
  for (const [typed, base] of [[null, 10000], ['10', 10]]) {
    if (typed) await page.fill(await page.find('#base'), typed);
    const trace = await settled(page, `base ${base}`, (state) => state.position.base === base);
    const { q, k, v } = (await page.state()).input;
    const table = (m) => sinusoid(6, m[0].length, base);
    const encoded = { q: added(q, table(q)), k: added(k, table(k)), v: added(v, table(v)) };
    close(trace.q[0], encoded.q, 1e-5, 'q');
    close(trace.output, attention(encoded).output, 1e-4, 'output');
    showsMatrix(await page.grid('queries'), trace.q[0], 'queries');
    showsMatrix(await page.grid('queries before their position'), q, 'what is edited');
  }
});

scene('RoPE turns queries and keys, and values not', async (page) => {
  await page.open();
  await page.choose('position', 'rope');
  const trace = await settled(page, 'rope', (state) => state.position.kind === 'rope');
  const { q, k, v } = (await page.state()).input;
  close(trace.q[0], rotated(q, 10000), 1e-5, 'q');
  close(trace.k[0], rotated(k, 10000), 1e-5, 'k');
  assert.deepEqual(trace.v[0], v);
  await page.press('more: d_k');
  await settled(page, 'widths stay even', (state) => state.input.q[0].length === 6);
});

scene('ALiBi takes the distance off, with slopes that can be changed', async (page) => {
  await page.open();
  await page.choose('position', 'alibi');
  let trace = await settled(page, 'alibi', (state) => state.position.kind === 'alibi');
  const bias = (slope) => (i, j) => -slope * Math.abs(i - j);
  const { input } = await page.state();
  close(trace.logits[0], attention(input, { bias: bias(0.5) }).logits, 1e-5, 'logits');
  await (await page.cell('slopes m, one a head', 0, 0)).click();
  await page.find('.cell-field');
  await page.keys('2', '\uE007');
  trace = await settled(page, 'slope 2', (state) => state.position.slopes[0] === 2);
  close(trace.logits[0], attention(input, { bias: bias(2) }).logits, 1e-5, 'logits');
});

scene('a learned table, where it fits', async (page) => {
  await page.open('?preset=random');
  await page.choose('position', 'learned');
  const trace = await settled(page, 'learned', (state) => state.position.kind === 'learned');
  const { input, position } = await page.state();
  close(trace.k[0], added(input.k, position.table), 1e-6, 'k');
  showsMatrix(await page.grid('learned positions'), position.table, 'learned positions');
  await page.choose('position', 'none');
  const back = await settled(page, 'none', (state) => state.position.kind === 'none');
  assert.deepEqual(back.k[0], input.k);
});

scene('what does not apply is off, and says why', async (page) => {
  await page.open();
  const off = (id) => page.run('return document.getElementById(arguments[0]).disabled', id);
  assert.equal(await off('position-learned'), true);
  assert.match(await page.text('#position-note'), /learned: .*d_v = d_k/);
  assert.equal(await off('heads-2'), true);
  assert.match(await page.text('#heads-note'), /2: .*3/);
  assert.equal(await off('heads-1'), false);
  await page.apply({ type: 'set-size', dimension: 'd_k', value: 3 });
  await page.until('d_k is odd', () => off('position-rope'));
  assert.match(await page.text('#position-note'), /RoPE: .*even/);
});

scene('heads: tabs, and each with its own numbers', async (page) => {
  await page.open('?preset=projections');
  const { input } = await page.state();
  for (const heads of [2, 4, 1]) {
    await page.choose('heads', String(heads));
    await page.until(`${heads} heads`, async () => (await page.state()).heads === heads);
    const trace = await page.trace();
    assert.equal(trace.weights.length, heads);
    const full = { q: product(input.x, input.wq), k: product(input.x, input.wk), v: product(input.x, input.wv) };
    const wide = full.q[0].length / heads;
    const part = (m, h) => m.map((row) => row.slice(h * wide, (h + 1) * wide));
    const each = Array.from({ length: heads }, (_, h) => attention({ q: part(full.q, h), k: part(full.k, h), v: part(full.v, h) }));
    for (let h = 0; h < heads; h += 1) {
      if (heads > 1) await page.press(`head ${h}`);
      await page.until(`head ${h} is shown`, async () => Boolean(await showsTrace(page, h)));
      close(trace.weights[h], each[h].weights, 1e-5, `weights of head ${h} of ${heads}`);
    }
    const joined = each[0].output.map((_, i) => each.flatMap((head) => head.output[i]));
    close(trace.output, product(joined, input.wo), 1e-5, `output of ${heads} heads`);
  }
});

scene('from Q, K, V to X and projections and back, without a change of the output', async (page) => {
  await page.open();
  const before = await page.trace();
  await page.choose('kind', 'embeddings');
  let trace = await settled(page, 'embeddings', (state) => state.input.kind === 'embeddings');
  close(trace.output, before.output, 1e-6, 'output');
  const { x } = (await page.state()).input;
  assert.equal(x[0].length, 11);
  await (await page.cell('embeddings', 4, 0)).click();
  await page.find('.cell-field');
  await page.keys('0', '\uE007');
  trace = await settled(page, 'X is edited', (state) => state.input.x[4][0] === 0);
  const now = (await page.state()).input;
  close(trace.q[0], product(now.x, now.wq), 1e-6, 'Q = X W_Q');
  await page.choose('kind', 'vectors');
  const last = await settled(page, 'vectors', (state) => state.input.kind === 'vectors');
  assert.deepEqual(last.output, trace.output);
});

scene('optional matrices come and go', async (page) => {
  await page.open('?preset=projections');
  const one = (name) => page.find(`[role=switch][aria-label="${name}"]`);
  for (const [name, id] of [['query bias', 'bq'], ['key bias', 'bk'], ['value bias', 'bv'], ['output bias', 'bo']]) {
    await (await one(name)).click();
    await page.until(`${id} is there`, async () => (await page.state()).input[id]?.every((b) => b === 0));
    await page.apply({ type: 'set-cell', matrix: id, row: 0, column: 1, value: 0.75 });
  }
  const { input } = await page.state();
  const trace = await page.trace();
  const biased = (m, b) => m.map((row) => row.map((x, j) => x + b[j]));
  const q = biased(product(input.x, input.wq), input.bq);
  close(trace.q[0], q.map((row) => row.slice(0, row.length / 2)), 1e-5, 'q with its bias');
  await (await one('output projection')).click();
  await page.until('W_O and its bias are gone', async () => {
    const now = (await page.state()).input;
    return now.wo === null && now.bo === null;
  });
  const alone = await page.trace();
  assert.deepEqual(alone.output, alone.heads[0].map((row, i) => [...row, ...alone.heads[1][i]]), 'only concatenated');
});

scene('an output bias without a projection says why it is off', async (page) => {
  await page.open('?preset=projections');
  await page.apply({ type: 'set-optional', matrix: 'wo', on: false });
  const bias = await page.find('[role=switch][aria-label="output bias"]');
  await page.until('it is off', async () => !(await bias.isEnabled()));
  const said = await page.run(`const by = arguments[0].getAttribute('aria-describedby');
    return (by ? document.getElementById(by)?.textContent : '') + arguments[0].title + arguments[0].closest('.switches').textContent`, bias);
  assert.match(said, /projection|W_O|wo/);
});
