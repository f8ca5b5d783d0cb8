import assert from 'node:assert/strict';
import { Key } from 'selenium-webdriver';
import { stage } from './page.mjs';

const { scene } = stage();
const enabled = (page, name) => page.run('return !document.querySelector(`button[aria-label="${arguments[0]}"]`).disabled', name);

scene('undo all the way back to the first state, redo all the way forward', async (page) => {
  await page.open();
  const states = [await page.exact('getState')];
  const traces = [await page.exact('getTrace')];
  const step = async (what, act) => {
    await act();
    await page.until(what, async () => await page.exact('getState') !== states.at(-1));
    states.push(await page.exact('getState'));
    traces.push(await page.exact('getTrace'));
  };
  await step('a number', async () => {
    await (await page.cell('queries', 4, 0)).click();
    await page.find('.cell-field');
    await page.keys('0.1', Key.ENTER);
    await page.until('0.1', async () => Math.fround((await page.state()).input.q[4][0]) === Math.fround(0.1));
  });
  await step('another', async () => {
    await page.run('arguments[0].focus()', await page.cell('values', 2, 2));
    await page.keys(Key.DELETE);
  });
  await step('no division', async () => (await page.find('[role=switch]')).click());
  await step('a mask', () => page.choose('mask', 'causal'));
  await step('positions', () => page.choose('position', 'sinusoidal'));
  await step('a token', () => page.press('Add a token'));
  await step('a shuffle', () => page.press('Shuffle'));
  await step('a width', () => page.press('more: d_k'));
  await step('embeddings', () => page.choose('kind', 'embeddings'));
  await step('a bias', async () => (await page.find('[role=switch][aria-label="query bias"]')).click());
  await step('draws', () => page.press('Draw random numbers'));
  await step('a preset', async () => (await page.find('#preset option[value=projections]')).click());
  await step('heads', () => page.choose('heads', '4'));
  await step('a lab', async () => (await page.find('nav a[href="?lab=order"]')).click());
  assert.equal(new Set(states).size, states.length);
  for (let i = states.length - 2; i >= 0; i -= 1) {
    await page.press('Undo');
    await page.until(`back to state ${i}`, async () => await page.exact('getState') === states[i]);
    assert.equal(await page.exact('getTrace'), traces[i], `the trace of state ${i}`);
  }
  assert.equal(await enabled(page, 'Undo'), false);
  for (let i = 1; i < states.length; i += 1) {
    await page.press('Redo');
    await page.until(`on to state ${i}`, async () => await page.exact('getState') === states[i]);
    assert.equal(await page.exact('getTrace'), traces[i], `the trace of state ${i}`);
  }
  assert.equal(await enabled(page, 'Redo'), false);
});

scene('a new change ends what could be redone', async (page) => {
  await page.open();
  await page.apply({ type: 'set-scale', on: false });
  await page.press('Undo');
  await page.until('there is a way on', () => enabled(page, 'Redo'));
  await page.apply({ type: 'set-mask', mask: 'causal' });
  await page.until('there is none', async () => !(await enabled(page, 'Redo')));
});

scene('there is a way back to the preset, and undo from there', async (page) => {
  await page.open('?preset=worked');
  const preset = await page.exact('getState');
  await page.apply({ type: 'fill-random', matrix: 'q', seed: 5 });
  const changed = await page.exact('getState');
  await page.press('Back to the preset');
  await page.until('the preset', async () => await page.exact('getState') === preset);
  await page.press('Undo');
  await page.until('what was changed', async () => await page.exact('getState') === changed);
});
