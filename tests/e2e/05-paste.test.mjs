import assert from 'node:assert/strict';
import { Key } from 'selenium-webdriver';
import { showsTrace, stage } from './page.mjs';

const { scene } = stage();

// Copied from a field and pasted into a cell, by Ctrl+C and Ctrl+V: where the event goes to is for the browser to say.
async function paste(page, name, row, column, text) {
  await page.run(`const field = document.createElement('textarea');
    field.id = 'copied';
    field.value = arguments[0];
    document.body.append(field);
    field.focus({ preventScroll: true });
    field.select();
    field.addEventListener('copy', () => { field.dataset.taken = ''; });`, text);
  await page.chord([Key.CONTROL], 'c');
  await page.find('#copied[data-taken]');
  await page.run('document.getElementById("copied").remove(); arguments[0].focus()', await page.cell(name, row, column));
  await page.chord([Key.CONTROL], 'v');
}

const f = (rows) => rows.map((row) => row.map(Math.fround));

async function inState(page, matrix, want) {
  await page.until(`${matrix} is what was pasted`, async () => {
    assert.deepEqual(f((await page.state()).input[matrix]), f(want));
    return true;
  });
}

scene('a block of a spreadsheet, with tabs and decimal commas, lands where it is put', async (page) => {
  await page.open('?preset=worked');
  await paste(page, 'queries', 1, 2, '0,5\t-1,25\r\n3\t\u22120,1\r\n');
  await inState(page, 'q', [[2, 2, -2, 0], [0, 0, 0.5, -1.25], [0, 0, 3, -0.1]]);
  await showsTrace(page);
  await page.press('Undo');
  await inState(page, 'q', [[2, 2, -2, 0], [0, 0, 0, 2], [0, 0, 4, 0]]);
});

scene('a block lands by the matrix, not by its transpose', async (page) => {
  await page.open('?preset=worked');
  await paste(page, 'keys', 1, 0, '7\t8');
  await inState(page, 'k', [[1, 1, 0, 1], [7, 8, 1, 1], [1, 0, 1, 1]]);
});

for (const [what, text] of [
  ['NumPy prints', 'array([[ 1. ,  0.5],\n       [-2. ,  3. ],\n       [ 0. ,  1e-1]], dtype=float32)'],
  ['NumPy prints with print()', '[[ 1.   0.5]\n [-2.   3. ]\n [ 0.   0.1]]'],
  ['PyTorch prints', 'tensor([[1.0000, 0.5000],\n        [-2.0000, 3.0000],\n        [0.0000, 0.1000]])'],
  ['JSON has', '[[1, 0.5], [-2, 3], [0, 0.1]]'],
  ['CSV has', '1,0.5\n-2,3\n0,0.1'],
  ['a European CSV has', '1;0,5\n-2;3\n0;0,1'],
]) {
  scene(`a matrix as ${what} it`, async (page) => {
    await page.open('?preset=worked');
    await paste(page, 'values', 0, 0, text);
    await inState(page, 'v', [[1, 0.5], [-2, 3], [0, 0.1]]);
    await showsTrace(page);
  });
}

scene('a larger matrix in the corner brings its size along', async (page) => {
  await page.open('?preset=worked');
  await paste(page, 'values', 0, 0, '1\t2\t3\n4\t5\t6\n7\t8\t9\n10\t11\t12');
  await inState(page, 'v', [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]]);
  const state = await page.state();
  assert.equal(state.tokens.length, 4);
  assert.deepEqual(state.tokens.slice(0, 3), ['first', 'second', 'third']);
  assert.deepEqual(state.input.q[0], [2, 2, -2, 0]);
  await showsTrace(page);
});

scene('what cannot be pasted is said, and nothing is lost', async (page) => {
  await page.open('?preset=worked');
  const before = await page.exact('getState');
  const tall = Array.from({ length: 65 }, () => '1\t2').join('\n');
  for (const [row, column, text, words] of [
    [0, 0, tall, /Not changed\..*(64|65)/], [1, 1, '1\t2\t3\t4\n5\t6\t7\t8\n9\t10\t11\t12', /Not changed\./],
    [0, 0, '1\ttwo', /Not changed\. .*two/], [0, 0, '1\t2\n3', /Not changed\. row 1/],
    [0, 0, '[[1, 2], [3', /Not changed\. .*bracket/], [0, 0, '   ', /Not changed\./],
  ]) {
    await paste(page, 'queries', row, column, text);
    await page.notice(words);
    assert.equal(await page.exact('getState'), before, text);
    await page.press('Close this notice');
    await page.until('the notice is gone', async () => (await page.notices()).length === 0);
  }
});

scene('nothing is pasted into what is derived', async (page) => {
  await page.open('?preset=worked');
  const before = await page.exact('getState');
  await paste(page, 'weights', 0, 0, '1\t2');
  assert.equal(await page.exact('getState'), before);
  assert.deepEqual(await page.notices(), []);
});
