import assert from 'node:assert/strict';
import { Key } from 'selenium-webdriver';
import { showsTrace, stage } from './page.mjs';
import { attention, close, dot, softmax } from './arithmetic.mjs';

const { scene } = stage();

scene('a typed number changes its row as softmax says', async (page) => {
  await page.open();
  const cell = await page.cell('queries', 4, 2);
  await cell.click();
  await page.find('.cell-field');
  await page.keys('-1.5', Key.ENTER);
  const state = await page.until('the number is in the state', async () => {
    const now = await page.state();
    return now.input.q[4][2] === -1.5 && now;
  });
  const { k, v, q } = state.input;
  const weights = softmax(k.map((key) => dot(q[4], key) / Math.sqrt(4)));
  const trace = await showsTrace(page);
  close([trace.weights[0][4]], [weights], 1e-5, 'the row of “it”');
  close(trace.output, attention({ q, k, v }).output, 1e-5, 'output');
  assert.equal(await (await page.cell('queries', 4, 2)).getText(), '\u22121.5');
  assert.deepEqual(await page.focus(), { name: 'queries', at: [4, 2], editing: false });
});

scene('while it is typed the page follows, and one undo takes all of it back', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  await (await page.cell('values', 1, 0)).click();
  await page.find('.cell-field');
  for (const [typed, value] of [['7', 7], ['5', 75], ['.', 75], ['2', Math.fround(75.2)]]) {
    await page.keys(typed);
    await page.until(`${typed} is followed`, async () => Math.fround((await page.state()).input.v[1][0]) === value);
    await showsTrace(page);
  }
  await page.keys(Key.ENTER);
  await page.press('Undo');
  await page.until('it is taken back', async () => await page.exact('getState') === before);
});

scene('the field is the same one from the first letter to the last', async (page) => {
  // The number that asks to be dragged, and one of each other matrix; through a wrong number and back.
  for (const [name, row, column] of [['queries', 4, 0], ['queries', 0, 0], ['keys', 1, 1], ['values', 2, 2]]) {
    await page.open();
    await (await page.cell(name, row, column)).click();
    const field = await page.find('.cell-field');
    for (const letter of ['-', '1', '.', '5', 'x', Key.BACK_SPACE]) {
      await page.keys(letter);
      assert.equal(await page.run('return document.activeElement === arguments[0]', field), true, `${name} after ${letter}`);
    }
    await page.keys(Key.ENTER);
    await page.until('the number is in', async () => (await page.state()).input[name[0]][row][column] === -1.5);
  }
});

scene('what is no number says so and changes nothing', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  for (const [typed, words] of [['abc', /abc/], ['', /empty/], ['1e39', /1e39/], ['--', /--/], ['1,234.5', /1,234\.5/], ['1/0', /zero/]]) {
    await (await page.cell('keys', 2, 1)).click();
    const field = await page.find('.cell-field');
    await page.keys(typed === '' ? Key.BACK_SPACE : typed);
    await page.until('the error is said', async () => words.test(await page.text('.cell-error') ?? ''));
    assert.match(await page.text('.cell-error'), /The last good number stands/);
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    // “1,” and “1” on the way to a wrong number are numbers; Escape brings back what was there.
    await page.keys(Key.ESCAPE);
    await page.until('the field is closed', async () => await page.text('.cell-field') === undefined);
    assert.equal(await page.text('.cell-error'), undefined);
    assert.equal(await page.exact('getState'), before, typed);
    assert.deepEqual(await page.focus(), { name: 'keys', at: [2, 1], editing: false });
  }
});

scene('a wrong number never reaches the state, even before Escape', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  await (await page.cell('queries', 0, 0)).click();
  await page.find('.cell-field');
  await page.keys('x');
  await page.until('the error is said', () => page.text('.cell-error'));
  assert.equal(await page.exact('getState'), before);
  await page.keys(Key.ENTER);
  await page.until('the field is closed', async () => await page.text('.cell-field') === undefined);
  assert.equal(await page.exact('getState'), before);
  assert.equal(await page.shown('queries', 0, 0), 2);
  assert.equal(await page.run('return document.querySelector("button[aria-label=Undo]").disabled'), true);
});

scene('an error goes with the next good number', async (page) => {
  await page.open();
  await (await page.cell('queries', 0, 0)).click();
  const field = await page.find('.cell-field');
  await page.keys('x');
  await page.until('the error is said', () => page.text('.cell-error'));
  await page.keys(Key.BACK_SPACE, '3');
  await page.until('the error goes', async () => await page.text('.cell-error') === undefined);
  assert.equal(await field.getAttribute('aria-invalid'), 'false');
  await page.keys(Key.ENTER);
  await page.until('3', async () => (await page.state()).input.q[0][0] === 3);
});

scene('numbers are read as people write them', async (page) => {
  await page.open();
  for (const [typed, value] of [['0,25', 0.25], ['\u22123', -3], ['1/3', 1 / 3], ['2e-3', 0.002], ['1e-46', 0], ['+.5', 0.5]]) {
    await (await page.cell('values', 3, 1)).click();
    await page.find('.cell-field');
    await page.keys(typed, Key.ENTER);
    await page.until(`${typed} is ${value}`, async () =>
      Math.fround((await page.state()).input.v[3][1]) === Math.fround(value));
  }
});

scene('numbers at the end of f32 break nothing', async (page) => {
  await page.open();
  for (const [row, typed] of [[0, '3e38'], [1, '-3e38'], [4, '1e30'], [2, '1e-45']]) {
    await (await page.cell('queries', row, 0)).click();
    await page.find('.cell-field');
    await page.keys(typed, Key.ENTER);
    await page.until('it is in', async () =>
      Math.fround((await page.state()).input.q[row][0]) === Math.fround(Number(typed)));
  }
  const trace = await showsTrace(page);
  assert.equal(trace.overflow, true);
  assert.match(await page.text('.falk .notice'), /larger than f32 can hold/);
  for (const row of trace.weights[0]) assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-5, String(row));
});
