// What depends on an input number, and how strongly: the panel's derivative, marks in the cells, and a map of them.
import assert from 'node:assert/strict';
import { number, slack, stage } from './page.mjs';
import { panel, tour } from './written.mjs';

const { scene } = stage();

const touch = async (page, name, row, column) => page.run('arguments[0].focus()', await page.cell(name, row, column));
const REFERENCE = { scores: (t, h) => t.scores[h], logits: (t, h) => t.logits[h], weights: (t, h) => t.weights[h],
  head: (t, h) => t.heads[h], output: (t) => t.output, query: (t, h) => t.q[h], key: (t, h) => t.k[h], value: (t, h) => t.v[h],
  shuffled: (t) => t.permutation.shuffled_output, expected: (t) => t.permutation.expected_output };

function matrix(trace, part) {
  const [name, head] = part.split('-');
  return REFERENCE[name]?.(trace, Number(head)) ?? null;
}

// (f(x + h) - f(x - h)) / 2h of every number of the trace, by the page's own interface; the state stays what it was.
// Numbers are f32: a step of 0.01 leaves an error of about 1e-5 of them, and one of its square of curvature.
async function slopes(page, id, row, column) {
  const value = (await page.state()).input[id]?.[row][column] ?? (await page.state()).position[id][row][column];
  const traces = [];
  for (const at of [value + 0.01, value - 0.01]) {
    await page.apply({ type: 'set-cell', matrix: id, row, column, value: at });
    traces.push(await page.trace());
  }
  await page.apply({ type: 'set-cell', matrix: id, row, column, value });
  const step = Math.fround(value + 0.01) - Math.fround(value - 0.01);
  return (part) => matrix(traces[0], part)?.map((r, i) => r.map((x, j) => (x === null ? 0 : (x - matrix(traces[1], part)[i][j]) / step))) ?? null;
}

const isNear = (got, want, where, rounding = 0) => assert.ok(Math.abs(got - want) <= rounding + Math.max(1e-3, 0.01 * Math.abs(want)), `${where}: ${got} is not ${want}`);

const TOUCHED = {
  'a query': ['?preset=robot', 'queries', 'q', 4, 0],
  'a key': ['?preset=random', 'keys', 'k', 2, 1],
  'a value': ['?preset=random&mask=causal', 'values', 'v', 1, 0],
  'an embedding under RoPE': ['?preset=projections&position=rope', 'embeddings', 'x', 1, 0],
  'a projection with two heads': ['?preset=projections', 'query projection', 'wq', 0, 0],
  'a query under ALiBi, with another temperature': ['?preset=random&position=alibi&temperature=0.7', 'queries', 'q', 3, 2],
  'a value in the order lab': ['?lab=order&preset=patient', 'values', 'v', 2, 0],
};

for (const [name, [address, grid, id, row, column]] of Object.entries(TOUCHED)) {
  scene(`the derivative with respect to ${name} is the difference that a step makes`, async (page) => {
    await page.open(address);
    const slope = await slopes(page, id, row, column);
    await touch(page, grid, row, column);
    await page.until('it is touched', () => page.run('return document.querySelector(".touched")'));
    const cells = await tour(page);
    let steep = 0;
    for (const { part, row: i, column: j, panel: told } of cells) {
      const where = `d ${part}[${i}][${j}]`;
      assert.ok(told.derivative !== null, `${where} is told`);
      const want = slope(part)?.[i][j];
      if (want === undefined) continue;
      assert.match(told.derivative, /^(\+|-|0)/, 'with its sign');
      isNear(Number(told.derivative), want, where);
      if (Math.abs(want) > 0.01) steep += 1;
    }
    assert.ok(steep >= 5, 'some depend on it');
  });
}

// Every grid's cells, by what marks them.
const marks = (page) => page.run(`return [...document.querySelectorAll('[role=grid][aria-readonly=true]')].flatMap((grid) =>
  [...grid.querySelectorAll('[data-r]')].map((cell) => ({ part: grid.dataset.part, row: Number(cell.dataset.r),
    column: Number(cell.dataset.c), mark: [...cell.classList].find((c) => /^(up|down)[1-4]$/.test(c)) ?? null })))`);

scene('while an input is touched, marks stand on exactly the cells that depend on it', async (page) => {
  await page.open('?preset=random&mask=causal');
  const slope = await slopes(page, 'q', 3, 1);
  await touch(page, 'queries', 3, 1);
  const found = await page.until('there are marks', async () => {
    const found = await marks(page);
    return found.some((cell) => cell.mark) && found;
  });
  let marked = 0;
  for (const { part, row, column, mark } of found) {
    const all = slope(part);
    if (all === null) continue;
    const where = `${part}[${row}][${column}] has ${mark}`;
    const [want, most] = [all[row][column], Math.max(...all.flat().map(Math.abs))];
    if (row !== 3) {
      assert.equal(mark, null, `${where}: another row depends on it not at all`);
    } else if (Math.abs(want) > 0.01) {
      marked += 1;
      assert.match(mark ?? '', want > 0 ? /^up/ : /^down/, `${where}: ${want}`);
      // A quarter of the steepest is a step of the mark; what stands at an edge may be of either side.
      const height = Number(mark.at(-1));
      assert.ok(Math.abs(height - 4 * Math.abs(want) / most - 0.5) <= 0.5 + 0.05, `${where}: ${want} of ${most}`);
    }
  }
  assert.ok(marked > 8, `${marked} cells are marked`);
  await touch(page, 'scores', 0, 0);
  await page.until('pointing elsewhere takes them away', async () => (await marks(page)).every((cell) => !cell.mark));
});

scene('a weight that is masked depends on nothing', async (page) => {
  await page.open('?preset=random&mask=causal');
  await touch(page, 'keys', 4, 0);
  await page.until('there are marks', async () => (await marks(page)).some((cell) => cell.mark));
  for (const { part, row, column, mark } of await marks(page)) {
    if ((part === 'weights-0' || part === 'logits-0') && column > row) assert.equal(mark, null, `${part} ${row} ${column}`);
  }
});

scene('the switch shows derivatives in place of the numbers, and back', async (page) => {
  await page.open('?preset=random');
  const slope = await slopes(page, 'v', 2, 1);
  const before = await page.grid('output');
  const inputs = await page.grid('values');
  await touch(page, 'values', 2, 1);
  await page.until('it is touched', () => page.run('return document.querySelector(".touched")'));
  await page.press('what depends on it');
  const influence = () => page.run(`return [...document.querySelectorAll('.grid.influence')].map((g) => g.dataset.part)`);
  await page.until('the grids say so', async () => (await influence()).length > 0);
  assert.deepEqual(await influence(), await page.run(`return [...document.querySelectorAll('[role=grid][aria-readonly=true]')].map((g) => g.dataset.part)`), 'all that is derived');
  for (const name of ['scores', 'logits', 'weights', 'output']) {
    const part = await page.run('return document.querySelector(`table[aria-label="${arguments[0]}"]`).dataset.part', name);
    for (const { text, row, column } of (await page.grid(name)).flat()) isNear(number(text), slope(part)[row][column], `${part}[${row}][${column}]`, slack(text));
  }
  assert.deepEqual((await page.grid('values')).flat().map((c) => c.text), inputs.flat().map((c) => c.text), 'inputs stay numbers');
  const button = await page.button('what depends on it');
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  await button.click();
  await page.until('back', async () => (await influence()).length === 0);
  assert.deepEqual((await page.grid('output')).flat().map((c) => c.text), before.flat().map((c) => c.text));
});

scene('before anything is touched derivatives are those by the first number', async (page) => {
  await page.open('?preset=random');
  const told = await panel(page);
  const { q } = (await page.state()).input;
  assert.ok(Number.isFinite(q[0][0]));
  assert.match(await page.text('.foot'), /^slope in Q\[a, 0\]:/);
  assert.notEqual(told.derivative, null);
});

// With respect to a field too.
for (const [id, address, from, step, action] of [
  ['temperature', '?preset=random&position=alibi', 1, 0.01, (value) => ({ type: 'set-temperature', value })],
  ['base', '?preset=random&position=rope', 4, 0.02, (base) => ({ type: 'set-position', position: { kind: 'rope', base } })],
  ['base', '?preset=random&position=sinusoidal', 4, 0.02, (base) => ({ type: 'set-position', position: { kind: 'sinusoidal', base } })],
]) {
  scene(`the derivative with respect to the ${id} is the difference that a step makes: ${address}`, async (page) => {
    await page.open(address);
    const traces = [];
    for (const at of [from + step, from - step]) {
      await page.apply(action(at));
      traces.push(await page.trace());
    }
    await page.apply(action(from));
    const width = Math.fround(from + step) - Math.fround(from - step);
    await (await page.find(`#${id}`)).click();
    await page.until('it is touched', async () => !/Q\[/.test(await page.text('.foot')));
    await page.press('what depends on it');
    const titles = () => page.run(`return [...document.querySelectorAll('.grid.influence')].map((g) => g.closest('.matrix').querySelector('.title').textContent)`);
    const sign = id === 'temperature' ? '∂/∂T' : '∂/∂base';
    await page.until(`derivatives are called ${sign}`, async () => (await titles()).includes(sign) && (await titles()).every((title) => title === sign));
    await page.press('what depends on it');
    let steep = 0;
    for (const { part, row, column, panel: told } of await tour(page)) {
      const [up, down] = traces.map((trace) => matrix(trace, part)?.[row][column]);
      if (up === undefined) continue;
      const want = up === null ? 0 : (up - down) / width;
      isNear(Number(told.derivative), want, `d ${part}[${row}][${column}]`);
      if (Math.abs(want) > 0.01) steep += 1;
    }
    assert.ok(steep > 5, `${steep} depend on it`);
  });
}
