// A number that wiggles by itself: the page moves, and nothing is changed by it.
import assert from 'node:assert/strict';
import { Key, Origin } from 'selenium-webdriver';
import { Pointer } from 'selenium-webdriver/lib/input.js';
import { stage } from './page.mjs';

const { page, scene } = stage();
const ADDRESS = '?preset=random';
const focus = async (row, column) => page.run('arguments[0].focus()', await page.cell('queries', row, column));
const text = (name, row, column) => page.run(`return document.querySelector('table[aria-label="' + arguments[0] + '"] [data-r="' + arguments[1] + '"][data-c="' + arguments[2] + '"]').textContent`, name, row, column);
const wiggling = () => page.run('return document.querySelectorAll(".cell.wiggling").length');
const canUndo = () => page.run('return !document.querySelector("button[aria-label=Undo]").disabled');

// The texts that a cell shows in so many milliseconds, each with the time since the first, as they change.
const watch = (name, row, column, time) => page.run(`const cell = () => document.querySelector('table[aria-label="' + arguments[0] + '"] [data-r="' + arguments[1] + '"][data-c="' + arguments[2] + '"]').textContent;
  const seen = [], from = performance.now();
  while (performance.now() - from < arguments[3]) {
    await new Promise(requestAnimationFrame);
    if (seen.at(-1)?.text !== cell()) seen.push({ text: cell(), at: performance.now() - from });
  }
  return seen;`, name, row, column, time);

const kept = async () => ({ state: await page.exact('getState'), trace: await page.exact('getTrace'), url: await page.driver.getCurrentUrl() });

const shown = async () => Object.fromEntries(await Promise.all(['queries', 'scores', 'weights', 'output'].map(async (name) =>
  [name, (await page.grid(name)).flat().map((cell) => cell.text).join(' ')])));

async function moves(row, column) {
  const seen = await watch('queries', row, column, 1500);
  assert.ok(new Set(seen.map((s) => s.text)).size > 10, `it moves: ${seen.map((s) => s.text).join(', ')}`);
  const followed = await watch('scores', row, 2, 1500);
  assert.ok(followed.length > 4, `the page follows: ${followed.map((s) => s.text).join(', ')}`);
}

for (const by of ['key', 'button']) {
  scene(`by ${by} it starts and stops, and nothing was changed`, async () => {
    await page.open(ADDRESS);
    const before = { kept: await kept(), shown: await shown() };
    await focus(2, 1);
    const press = by === 'key' ? () => page.keys('w') : async () => page.press('∿ wiggle');
    await press();
    await page.until('it wiggles', async () => await wiggling() === 1);
    await moves(2, 1);
    assert.deepEqual(await kept(), before.kept, 'state and link stay');
    assert.equal(await canUndo(), false);
    const other = await page.grid('values');
    await press();
    await page.until('it stands', async () => await wiggling() === 0);
    assert.deepEqual(await shown(), before.shown, 'the numbers are back');
    assert.deepEqual(await page.grid('values'), other);
    assert.equal(await canUndo(), false);
    const after = await watch('queries', 2, 1, 300);
    assert.equal(after.length, 1, 'and stay');
  });
}

scene('a wiggle goes up and down around the number, once in two seconds', async () => {
  await page.open(ADDRESS);
  const value = (await page.state()).input.q[2][1];
  const reach = Math.max(0.5, Math.abs(value) / 2);
  await focus(2, 1);
  await page.keys('w');
  await page.until('it wiggles', async () => await wiggling() === 1);
  const seen = (await watch('queries', 2, 1, 2200)).map((s) => Number(s.text.replace('\u2212', '-')));
  assert.ok(Math.abs(Math.max(...seen) - value - reach) < 0.05 && Math.abs(Math.min(...seen) - value + reach) < 0.05,
    `from ${Math.min(...seen)} to ${Math.max(...seen)} around ${value}`);
});

scene('the number that wiggles can be typed over, and then wiggles around what was typed', async () => {
  await page.open(ADDRESS);
  await focus(2, 1);
  await page.keys('w');
  await page.until('it wiggles', async () => await wiggling() === 1);
  await page.keys('3');
  await page.keys(Key.ENTER);
  await page.until('it is in', async () => (await page.state()).input.q[2][1] === 3);
  assert.equal(await canUndo(), true);
  const seen = (await watch('queries', 2, 1, 2200)).map((s) => Number(s.text.replace('\u2212', '-')));
  assert.ok(Math.max(...seen) <= 4.51 && Math.min(...seen) >= 1.49, `from ${Math.min(...seen)} to ${Math.max(...seen)}`);
  if (await wiggling()) await page.keys('w');
  await page.until('it stands', async () => await wiggling() === 0 && await text('queries', 2, 1) === '3');
  await page.press('Undo');
  await page.until('one step', async () => await canUndo() === false);
});

scene('Escape stops it, and so does the button, whatever was touched since', async () => {
  await page.open(ADDRESS);
  const before = await shown();
  // (The first Escape ends the edit that a click begins.)
  for (const stop of [() => page.keys(Key.ESCAPE, Key.ESCAPE), () => page.press('∿ wiggle')]) {
    await focus(2, 1);
    await page.keys('w');
    await page.until('it wiggles', async () => await wiggling() === 1);
    await (await page.cell('keys', 0, 0)).click();
    await page.until('another one is touched', async () => /in K\[/.test(await page.text('.foot')));
    assert.equal(await (await page.button('∿ wiggle')).getAttribute('aria-pressed'), 'true');
    await stop();
    await page.until('it stands', async () => await wiggling() === 0);
    assert.equal(await (await page.button('∿ wiggle')).getAttribute('aria-pressed'), 'false');
    assert.deepEqual(await shown(), before);
  }
});

scene('it can be dragged', async () => {
  await page.open(ADDRESS);
  const { q } = (await page.state()).input;
  await focus(2, 1);
  await page.keys('w');
  await page.until('it wiggles', async () => await wiggling() === 1);
  const mouse = new Pointer('mouse', Pointer.Type.MOUSE);
  const actions = page.driver.actions();
  actions.insert(mouse, mouse.move({ origin: await page.cell('queries', 2, 1) }), mouse.press());
  actions.insert(mouse, mouse.move({ origin: Origin.POINTER, x: 50, y: 0, duration: 40 }), mouse.release());
  await actions.perform();
  const now = (await page.state()).input.q[2][1];
  // From the number itself, or from where it was seen when it was pressed: a drag never jumps.
  assert.ok(Math.abs(now - q[2][1] - 1) <= Math.max(0.5, Math.abs(q[2][1]) / 2) + 0.02, `${now} from ${q[2][1]}`);
});

scene('a preset stops it', async () => {
  await page.open(ADDRESS);
  await focus(2, 1);
  await page.keys('w');
  await page.until('it wiggles', async () => await wiggling() === 1);
  await (await page.find('#preset option[value=worked]')).click();
  await page.until('the preset', async () => (await page.state()).tokens[0] === 'first');
  await page.until('nothing wiggles', async () => await wiggling() === 0);
  const trace = await page.trace();
  const seen = await watch('scores', 0, 0, 400);
  assert.equal(seen.length, 1, 'nothing moves');
  assert.equal(Number(seen[0].text), trace.scores[0][0][0]);
});

scene('a number that is taken away takes the wiggle along', async () => {
  await page.open(ADDRESS);
  await focus(5, 1);
  await page.keys('w');
  await page.until('it wiggles', async () => await wiggling() === 1);
  await page.apply({ type: 'set-size', dimension: 'tokens', value: 3 });
  await page.until('nothing wiggles', async () => await wiggling() === 0);
  const before = await shown();
  await watch('scores', 0, 0, 200);
  assert.deepEqual(await shown(), before);
});

scene('where less motion is wanted it moves in rests', async () => {
  await page.browser.calm(page.driver, true);
  try {
    await page.open(ADDRESS);
    await focus(2, 1);
    await page.keys('w');
    await page.until('it wiggles', async () => await wiggling() === 1);
    const seen = await watch('queries', 2, 1, 3400);
    assert.ok(seen.length >= 3 && seen.length <= 5, `a rest a second: ${JSON.stringify(seen)}`);
    const rests = seen.slice(1).map((s, i) => s.at - seen[i].at).slice(1);
    assert.ok(rests.every((rest) => rest > 800), `${rests} ms`);
    assert.equal(await page.run('return getComputedStyle(document.querySelector(".cell.wiggling")).animationName'), 'none');
    await page.keys('w');
    await page.until('it stands', async () => await wiggling() === 0);
  } finally {
    await page.browser.calm(page.driver, false);
  }
}, 'calm');

scene('in a page to look at the key does nothing', async () => {
  await page.open('?preset=random&readonly=1');
  await focus(2, 1);
  await page.keys('w');
  const seen = await watch('queries', 2, 1, 300);
  assert.equal(seen.length, 1);
  assert.equal(await wiggling(), 0);
});

scene('the temperature wiggles too, stays above 0, and stops', async () => {
  await page.open('?preset=random&temperature=0.3');
  const before = { kept: await kept(), shown: await shown() };
  const field = await page.find('#temperature');
  const button = await page.run(`return [...arguments[0].closest('.control').querySelectorAll('button')].find((b) => b.textContent.includes('wiggle'))`, field);
  await button.click();
  await page.until('it wiggles', async () => await button.getAttribute('aria-pressed') === 'true');
  const seen = await watch('logits', 2, 1, 2200);
  assert.ok(new Set(seen.map((s) => s.text)).size > 10, 'the page follows');
  const signs = new Set(seen.map((s) => Math.sign(Number(s.text.replace('\u2212', '-')))));
  assert.equal(signs.size, 1, 'a temperature below 0 would turn the logits round');
  assert.deepEqual(await kept(), before.kept);
  await button.click();
  await page.until('it stands', async () => await button.getAttribute('aria-pressed') === 'false');
  assert.deepEqual(await shown(), before.shown);
  assert.equal(await canUndo(), false);
});
