import assert from 'node:assert/strict';
import { Origin } from 'selenium-webdriver';
import { Pointer } from 'selenium-webdriver/lib/input.js';
import { showsTrace, stage } from './page.mjs';

const { scene } = stage();

// Presses on a cell, moves by each of `steps` pixels in turn, and lets go.
async function drag(page, cell, steps, pointer = new Pointer('finger', Pointer.Type.TOUCH)) {
  const actions = page.driver.actions();
  actions.insert(pointer, pointer.move({ origin: cell }), pointer.press());
  for (const x of steps) actions.insert(pointer, pointer.move({ origin: Origin.POINTER, x, y: 0, duration: 40 }));
  actions.insert(pointer, pointer.release());
  await actions.perform();
}

const mouse = () => new Pointer('mouse', Pointer.Type.MOUSE);

scene('a number is dragged with the mouse, and one undo brings it back to the last bit', async (page) => {
  await page.open('?preset=random');
  const before = { state: await page.exact('getState'), trace: await page.exact('getTrace') };
  const { q } = (await page.state()).input;
  await drag(page, await page.cell('queries', 2, 1), [10, 10, 10, 5], mouse());
  const now = await page.state();
  // 35 pixels of a fiftieth each, on the grid of the step.
  const want = Math.round((q[2][1] + 0.7) / 0.02) * 0.02;
  assert.ok(Math.abs(now.input.q[2][1] - want) < 1e-6, `${now.input.q[2][1]} is not ${want}`);
  assert.equal(await page.run('return document.querySelector(".cell-field")'), null, 'a scrub is no click');
  await showsTrace(page);
  await page.press('Undo');
  await page.until('one step back', async () => await page.exact('getState') === before.state);
  assert.equal(await page.exact('getTrace'), before.trace);
  assert.equal(await page.run('return document.querySelector("button[aria-label=Undo]").disabled'), true);
  await page.press('Redo');
  await page.until('one step on', async () => Math.abs((await page.state()).input.q[2][1] - want) < 1e-6);
});

scene('the drag goes on outside of the cell, over other cells and beyond the grid', async (page) => {
  await page.open();
  await drag(page, await page.cell('values', 0, 0), [-150, -150], mouse());
  const now = await page.state();
  assert.equal(now.input.v[0][0], -6);
  const others = now.input.v.flat().slice(1);
  assert.deepEqual(others, (await stateOf(page, 'robot')).input.v.flat().slice(1));
});

scene('a finger does the same', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  await drag(page, await page.cell('queries', 4, 0), [-20, -20, -30]);
  await page.until('it moved', async () => Math.abs((await page.state()).input.q[4][0] - 1.4) < 1e-6);
  const trace = await showsTrace(page);
  assert.ok(trace.weights[0][4][1] < 0.8);
  await page.press('Undo');
  await page.until('one step back', async () => await page.exact('getState') === before);
});

scene('a drag back to where it began is no step', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  await drag(page, await page.cell('queries', 4, 0), [20, 20, -40], mouse());
  assert.equal(await page.exact('getState'), before);
  assert.equal(await page.run('return document.querySelector("button[aria-label=Undo]").disabled'), true);
});

scene('what is derived cannot be dragged', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  for (const name of ['scores', 'logits', 'weights', 'output']) {
    await drag(page, await page.cell(name, 1, 1), [30, 30], mouse());
    assert.equal(await page.exact('getState'), before, name);
    assert.equal(await page.run('return document.querySelector(".cell-field")'), null, name);
  }
});

async function stateOf(page, preset) {
  await page.apply({ type: 'load-preset', preset });
  return page.state();
}
