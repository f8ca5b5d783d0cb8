import assert from 'node:assert/strict';
import { Key } from 'selenium-webdriver';
import { number, showsTrace, stage } from './page.mjs';
import { attention, close } from './arithmetic.mjs';

const { scene } = stage();

// 64 tokens with numbers that a formula gives.
async function large(page) {
  await page.open('?preset=worked');
  const numbers = (n, d, f) => Array.from({ length: n }, (_, i) => Array.from({ length: d }, (_, j) => f(i, j)));
  const wave = (s) => numbers(64, 8, (i, j) => Math.round(100 * Math.sin(s * (i * 8 + j + 1))) / 100);
  const state = {
    version: 1, tokens: Array.from({ length: 64 }, (_, i) => `t${i}`), input: { kind: 'vectors', q: wave(12.9898), k: wave(78.233), v: wave(37.719) },
  };
  await page.call('setState', state);
  await page.until('the overview is there', () => page.run('return Boolean(document.querySelector(".overview canvas"))'));
  return state.input;
}

const window10 = async (page, name) => {
  const grid = await page.grid(name);
  return [grid[0][0].row, grid[0][0].column, grid.length, grid[0].length];
};

scene('64 tokens: a window of the numbers, and all of them right', async (page) => {
  const input = await large(page);
  const trace = await showsTrace(page);
  close(trace.output, attention(input).output, 1e-5, 'output');
  assert.deepEqual(await window10(page, 'weights'), [0, 0, 10, 10]);
  const counts = await page.run(`const g = document.querySelector('[role=grid][aria-label=weights]');
    return [g.getAttribute('aria-rowcount'), g.getAttribute('aria-colcount')]`);
  assert.deepEqual(counts, ['65', '65']);
});

scene('pagers move all matrices of an axis together', async (page) => {
  await large(page);
  await page.press('later queries');
  await page.until('the next ten', async () => (await window10(page, 'weights'))[0] === 10);
  assert.equal((await window10(page, 'queries'))[0], 10);
  assert.equal((await window10(page, 'output'))[0], 10);
  assert.match(await page.text('.pagers'), /queries 10 to 19 of 64/);
  await showsTrace(page);
  for (let i = 0; i < 5; i += 1) await page.press('later keys');
  await page.until('the last keys', async () => (await window10(page, 'weights'))[1] === 50);
  await page.press('later keys');
  await page.until('the very last', async () => (await window10(page, 'weights'))[1] === 54);
  assert.equal(await (await page.button('later keys')).isEnabled(), false);
  assert.equal((await window10(page, 'values'))[0], 54);
  await showsTrace(page);
});

scene('the keyboard walks beyond the window, and an edit lands where it is', async (page) => {
  await large(page);
  await page.run('arguments[0].focus()', await page.cell('queries', 9, 0));
  await page.keys(Key.ARROW_DOWN);
  await page.until('one further', async () => (await page.focus())?.at.join() === '10,0');
  assert.equal((await window10(page, 'queries'))[0], 1);
  await page.chord([Key.CONTROL], Key.END);
  await page.until('the end', async () => (await page.focus())?.at.join() === '63,7');
  assert.equal((await window10(page, 'queries'))[0], 54);
  await page.keys('9', Key.ENTER);
  await page.until('9', async () => (await page.state()).input.q[63][7] === 9);
  await showsTrace(page);
  await page.keys(Key.PAGE_UP);
  await page.until('ten up', async () => (await page.focus())?.at.join() === '53,7');
  await page.chord([Key.CONTROL], Key.HOME);
  await page.until('the start', async () => (await page.focus())?.at.join() === '0,0');
  for (const name of ['queries', 'weights', 'values']) {
    assert.equal((await page.grid(name)).flat().filter((cell) => cell.tab === 0).length, 1, name);
  }
});

scene('a click on the overview moves the window there', async (page) => {
  await large(page);
  const canvas = await page.reach(await page.find('.overview canvas'));
  const { width, height } = await canvas.getRect();
  // The middle of token 40 across and of token 20 down.
  const at = (token, size) => Math.round((token + 0.5) / 64 * size - size / 2);
  await page.driver.actions().move({ origin: canvas, x: at(40, width), y: at(20, height) }).click().perform();
  // A weight is two pixels wide there, and a pointer stands on whole pixels: one weight more or less.
  const [row, column] = await page.until('the window moved', async () => {
    const now = await window10(page, 'weights');
    return Math.abs(now[0] - 15) <= 1 && Math.abs(now[1] - 35) <= 1 && now;
  });
  await showsTrace(page);
  const frame = await page.run(`const r = document.querySelector('.overview rect'); return ['x', 'y', 'width', 'height'].map((a) => r.getAttribute(a))`);
  assert.deepEqual(frame, [String(column), String(row), '10', '10']);
});

scene('the overview is the weights: darker is more', async (page) => {
  await large(page);
  const { weights } = await page.trace();
  const opacity = await page.run(`const c = document.querySelector('.overview canvas');
    return [...c.getContext('2d').getImageData(0, 0, 64, 64).data].filter((_, i) => i % 4 === 3)`);
  weights[0].flat().forEach((w, i) => assert.ok(Math.abs(opacity[i] - Math.sqrt(w) * 255) <= 1, `pixel ${i}`));
});

scene('arcs show the same weights', async (page) => {
  await page.open('?preset=worked');
  await page.press('arcs');
  const { weights } = await page.trace();
  for (const [row, token] of ['first', 'second', 'third'].entries()) {
    await page.press(token);
    await page.until(`${token} is shown`, async () =>
      (await page.run(`return document.querySelector('.arcs [aria-pressed=true]').textContent`)) === token);
    const shown = await page.run(`return [...document.querySelectorAll('.arc-number')].map((t) => t.textContent)`);
    shown.forEach((text, j) => assert.ok(Math.abs(number(text) - weights[0][row][j]) <= 0.005, `${token}: ${text}`));
  }
});
