import assert from 'node:assert/strict';
import { Key } from 'selenium-webdriver';
import { number, showsTrace, stage } from './page.mjs';
import { attention, close } from './arithmetic.mjs';

const { scene } = stage();

// Waits until the state says so, then holds the page against the trace.
async function settled(page, what, probe) {
  await page.until(what, async () => probe(await page.state()));
  return showsTrace(page);
}

scene('the division by the root of d_k', async (page) => {
  await page.open();
  // The trace's numbers are the shortest decimals of f32, so both sides are rounded to f32 again.
  const half = (rows) => rows.map((row) => row.map((x) => Math.fround(Math.fround(x) / 2)));
  const f32 = (rows) => rows.map((row) => row.map(Math.fround));
  let trace = await page.trace();
  assert.deepEqual(f32(trace.logits[0]), half(trace.scores[0]));
  const on = await page.find('[role=switch]');
  assert.equal(await on.getAttribute('aria-checked'), 'true');
  await on.click();
  trace = await settled(page, 'no division', (state) => state.scale === false);
  assert.equal(await on.getAttribute('aria-checked'), 'false');
  assert.deepEqual(trace.logits, trace.scores);
  assert.ok(trace.weights[0][4][1] > 0.9, 'larger logits decide more');
  await page.keys(Key.SPACE);
  trace = await settled(page, 'division again', (state) => state.scale);
  assert.deepEqual(f32(trace.logits[0]), half(trace.scores[0]));
});

scene('the temperature, typed', async (page) => {
  await page.open();
  await page.fill(await page.find('#temperature'), '0,5');
  let trace = await settled(page, '0.5', (state) => state.temperature === 0.5);
  assert.deepEqual(trace.logits, trace.scores, 'divided by 2 and by a half');
  assert.deepEqual(await page.notices(), [], 'the 0 on the way to 0,5 is no mistake to be told for good');
  for (const [typed, words] of [['0', /above 0|greater|least|0/], ['-1', /./], ['', /empty/], ['x', /x/]]) {
    await page.fill(await page.find('#temperature'), typed);
    await page.until(`${typed} is refused in words`, async () => {
      const said = `${await page.fieldError('temperature')}${(await page.notices()).join()}`;
      return said && words.test(said);
    });
    assert.equal((await page.state()).temperature, 0.5, `“${typed}” changes nothing`);
  }
  await page.fill(await page.find('#temperature'), '2');
  trace = await settled(page, '2', (state) => state.temperature === 2);
  close(trace.logits[0], trace.scores[0].map((row) => row.map((x) => x / 4)), 1e-6, 'logits');
});

scene('the temperature, slid', async (page) => {
  await page.open();
  const slider = await page.find('input[type=range][aria-label="temperature, slider"]');
  await slider.sendKeys(Key.END);
  await settled(page, 'the far end', (state) => state.temperature === 10);
  assert.equal(await slider.getAttribute('aria-valuetext'), '10');
  await slider.sendKeys(Key.HOME);
  const trace = await settled(page, 'the near end', (state) => Math.fround(state.temperature) === Math.fround(0.1));
  assert.equal(trace.weights[0][4][1] > 0.999, true, 'cold: all or nothing');
  assert.equal(await (await page.find('#temperature')).getAttribute('value'), '0.1');
});

scene('each typed temperature is an undo step of its own', async (page) => {
  await page.open();
  for (const typed of ['0.5', '2']) {
    await page.fill(await page.find('#temperature'), typed);
    await page.until(typed, async () => (await page.state()).temperature === Number(typed));
    await page.keys(Key.TAB);
  }
  await page.press('Undo');
  await page.until('one step back', async () => (await page.state()).temperature !== 2);
  assert.equal((await page.state()).temperature, 0.5);
});

scene('masks: none, causal, custom', async (page) => {
  await page.open();
  await page.choose('mask', 'causal');
  let trace = await settled(page, 'causal', (state) => state.mask === 'causal');
  const { input } = await page.state();
  close(trace.weights[0], attention(input, { allowed: (i, j) => j <= i }).weights, 1e-5, 'causal weights');
  trace.weights[0].forEach((row, i) => row.forEach((w, j) => assert.equal(w === 0, j > i, `${i}, ${j}`)));
  assert.equal(await (await page.cell('logits', 0, 5)).getText(), '\u2212\u221e');
  await page.choose('mask', 'custom');
  await settled(page, 'written out', (state) => state.mask[0]?.[5] === false && state.mask[5][0] === true);
  const cell = await page.button('The may attend to rusted');
  assert.equal(await cell.getAttribute('aria-pressed'), 'false');
  await cell.click();
  await settled(page, 'opened', (state) => state.mask[0][5] === true);
  await page.press('it may attend to robot');
  trace = await settled(page, 'closed', (state) => state.mask[4][1] === false);
  assert.equal(trace.weights[0][4][1], 0);
  assert.equal(trace.logits[0][4][1], null);
  await page.choose('mask', 'none');
  trace = await settled(page, 'none', (state) => state.mask === 'none');
  assert.ok(trace.weights[0].flat().every((w) => w > 0));
});

scene('a row in which nothing may be attended to is all 0', async (page) => {
  await page.open('?preset=worked');
  await page.choose('mask', 'custom');
  for (const key of ['first', 'second', 'third']) await page.press(`second may attend to ${key}`);
  const trace = await settled(page, 'the row is closed', (state) => state.mask[1]?.every((open) => !open));
  assert.deepEqual(trace.weights[0][1], [0, 0, 0]);
  assert.deepEqual(trace.output[1], [0, 0]);
});

scene('sizes', async (page) => {
  await page.open();
  const shape = (m) => [m.length, m[0].length];
  await page.press('more: tokens');
  await settled(page, '7 tokens', (state) => state.tokens.length === 7 && state.input.q.length === 7);
  await page.press('fewer: tokens');
  await page.press('fewer: tokens');
  await settled(page, '5 tokens', (state) => state.tokens.length === 5);
  await page.press('more: d_k');
  let trace = await settled(page, 'd_k 5', (state) => state.input.q[0].length === 5 && state.input.k[0].length === 5);
  close(trace.logits[0], attention((await page.state()).input).logits, 1e-5, 'divided by the root of 5');
  await page.press('fewer: d_v');
  trace = await settled(page, 'd_v 2', (state) => state.input.v[0].length === 2);
  assert.deepEqual([shape(trace.q[0]), shape(trace.output)], [[5, 5], [5, 2]]);
  for (let i = 0; i < 4; i += 1) await page.press('fewer: d_k');
  await settled(page, 'd_k 1', (state) => state.input.q[0].length === 1);
  assert.equal(await (await page.button('fewer: d_k')).isEnabled(), false);
});

scene('seed and draws', async (page) => {
  await page.open();
  await page.fill(await page.find('#seed'), '41');
  await page.until('41', async () => (await page.state()).seed === 41);
  await page.fill(await page.find('#seed'), 'x');
  await page.until('a wrong seed is said', async () => /whole number/.test(await page.fieldError('seed')));
  assert.equal((await page.state()).seed, 41);
  await page.keys(Key.TAB);
  await page.press('Draw random numbers');
  await settled(page, 'drawn', (state) => state.seed === 42);
  const drawn = (await page.state()).input;
  assert.ok(new Set(drawn.q.flat()).size > 20, 'numbers of chance');
  await page.open('?seed=41');
  await page.press('Draw random numbers');
  await settled(page, 'drawn again', (state) => state.seed === 42);
  assert.deepEqual((await page.state()).input, drawn, 'the same seed, the same numbers');
});

scene('the click that leaves a wrong number is not lost', async (page) => {
  await page.open();
  await page.fill(await page.find('#seed'), 'x');
  await page.until('a wrong seed is said', () => page.fieldError('seed'));
  await page.press('Draw random numbers');
  await settled(page, 'drawn', (state) => state.seed === 2);
});

scene('the formula follows the switches', async (page) => {
  await page.open();
  const label = () => page.run('return document.querySelector(".formula math").getAttribute("aria-label")');
  assert.match(await label(), /divided by the root of 4/);
  await page.apply({ type: 'set-scale', on: false });
  await page.until('no root', async () => !/the root/.test(await label()));
  await page.apply({ type: 'set-temperature', value: 0.5 });
  await page.until('the temperature', async () => /divided by 0\.5/.test(await label()));
  assert.equal(number(await page.text('.formula mn')), 0.5);
});
