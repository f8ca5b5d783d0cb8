import assert from 'node:assert/strict';
import { Key } from 'selenium-webdriver';
import { stage } from './page.mjs';

const { scene } = stage();
const FIELD = 'return document.activeElement.value';

// Tab until a cell of the grid has the focus.
async function tabInto(page, name) {
  for (let i = 0; i < 80; i += 1) {
    await page.keys(Key.TAB);
    if ((await page.focus())?.name === name) return;
  }
  assert.fail(`Tab never reached ${name}`);
}

async function walk(page, steps) {
  for (const [key, at, held = []] of steps) {
    await page.chord(held, key);
    await page.until(`the focus is at ${at}`, async () => {
      assert.deepEqual((await page.focus())?.at, at);
      return true;
    });
  }
}

scene('the first Tab offers the way past the header', async (page) => {
  await page.open();
  await page.keys(Key.TAB);
  assert.equal(await page.run('return document.activeElement.textContent'), 'Skip to the lab');
  await page.keys(Key.ENTER);
  await page.until('the lab has the focus', async () => await page.run('return document.activeElement.id') === 'lab');
  assert.equal(await page.run('return document.querySelectorAll("[role=grid]").length > 0'), true);
  assert.deepEqual(await page.notices(), []);
});

scene('arrows walk an input grid', async (page) => {
  await page.open();
  await tabInto(page, 'queries');
  await walk(page, [
    [Key.ARROW_RIGHT, [0, 1]], [Key.ARROW_DOWN, [1, 1]], [Key.ARROW_LEFT, [1, 0]], [Key.ARROW_LEFT, [1, 0]],
    [Key.END, [1, 3]], [Key.ARROW_RIGHT, [1, 3]], [Key.ARROW_UP, [0, 3]], [Key.ARROW_UP, [0, 3]], [Key.HOME, [0, 0]],
    [Key.END, [5, 3], [Key.CONTROL]], [Key.ARROW_DOWN, [5, 3]], [Key.HOME, [0, 0], [Key.CONTROL]], [Key.PAGE_DOWN, [5, 0]],
  ]);
});

scene('in the transposed grid the arrows go where the eye goes', async (page) => {
  await page.open();
  await tabInto(page, 'keys');
  await walk(page, [[Key.ARROW_RIGHT, [1, 0]], [Key.ARROW_DOWN, [1, 1]], [Key.END, [5, 1]], [Key.HOME, [0, 1]]]);
});

scene('each grid has one stop for Tab, which is where one was', async (page) => {
  await page.open();
  const stops = async (name) => (await page.grid(name)).flat().filter((cell) => cell.tab === 0);
  for (const name of await page.gridNames()) assert.equal((await stops(name)).length, 1, name);
  await tabInto(page, 'queries');
  await walk(page, [[Key.ARROW_DOWN, [1, 0]], [Key.ARROW_RIGHT, [1, 1]]]);
  const [stop, ...more] = await stops('queries');
  assert.deepEqual([stop.row, stop.column, more.length], [1, 1, 0]);
  await page.keys(Key.TAB);
  assert.equal((await page.focus()).name, 'keys');
  await page.chord([Key.SHIFT], Key.TAB);
  assert.deepEqual(await page.focus(), { name: 'queries', at: [1, 1], editing: false });
});

scene('Enter, F2 and typing begin an edit; Escape ends it', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  await tabInto(page, 'queries');
  for (const [key, field] of [[Key.ENTER, '2'], [Key.F2, '2'], ['7', '7'], ['-', '-'], ['.', '.']]) {
    await page.keys(key);
    await page.until('there is a field', async () => (await page.focus())?.editing);
    assert.equal(await page.run(FIELD), field);
    await page.keys(Key.ESCAPE);
    await page.until('it is closed', async () => (await page.focus())?.editing === false);
    assert.equal(await page.exact('getState'), before);
  }
  // What was typed is not replaced by what follows.
  await page.keys('4');
  await page.until('there is a field', async () => (await page.focus())?.editing);
  await page.keys('2', Key.ENTER);
  await page.until('42', async () => (await page.state()).input.q[0][0] === 42);
});

scene('in an edit, arrows step by a tenth, by ten times that with Shift, by a tenth of that with Alt', async (page) => {
  await page.open();
  await tabInto(page, 'queries');
  await page.keys(Key.F2);
  await page.until('there is a field', async () => (await page.focus())?.editing);
  for (const [held, key, want] of [
    [[], Key.ARROW_UP, 2.1], [[Key.SHIFT], Key.ARROW_UP, 3.1], [[Key.ALT], Key.ARROW_DOWN, 3.09], [[], Key.ARROW_DOWN, 2.99],
  ]) {
    await page.chord(held, key);
    await page.until(`${want}`, async () => (await page.state()).input.q[0][0] === want);
    assert.equal(await page.run(FIELD), String(want));
  }
  await page.keys(Key.ENTER);
  await page.press('Undo');
  await page.until('all steps are one undo step', async () => (await page.state()).input.q[0][0] === 2);
});

scene('Tab ends an edit and keeps the number', async (page) => {
  await page.open();
  await tabInto(page, 'queries');
  await page.keys('9', Key.TAB);
  await page.until('9', async () => (await page.state()).input.q[0][0] === 9);
  await page.until('the field is closed', async () => await page.run('return !document.querySelector(".cell-field")'));
  assert.notEqual(await page.run('return document.activeElement.tagName'), 'BODY', 'the focus is not lost');
});

scene('derived grids can be walked and not edited', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  await tabInto(page, 'weights');
  await walk(page, [[Key.ARROW_RIGHT, [0, 1]], [Key.ARROW_DOWN, [1, 1]]]);
  for (const key of [Key.ENTER, Key.F2, '5', Key.DELETE, Key.BACK_SPACE]) {
    await page.keys(key);
    assert.equal(await page.run('return document.querySelector(".cell-field")'), null);
    assert.equal(await page.exact('getState'), before);
  }
  const readonly = await page.run(`return Object.fromEntries([...document.querySelectorAll('[role=grid]')]
    .map((g) => [g.getAttribute('aria-label'), g.getAttribute('aria-readonly')]))`);
  assert.deepEqual([readonly.queries, readonly.weights, readonly.output], ['false', 'true', 'true']);
});

scene('the keys of undo, and the sentence that a screen reader hears', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  await tabInto(page, 'queries');
  await walk(page, [[Key.ARROW_DOWN, [1, 0]]]);
  await page.keys('9', Key.ENTER);
  await page.until('it is said', async () => /^robot now attends most to robot, with weight 1\.00\.$/.test(await page.text('.said')));
  const after = await page.exact('getState');
  await page.chord([Key.CONTROL], 'z');
  await page.until('undone', async () => await page.exact('getState') === before);
  await page.chord([Key.CONTROL], 'y');
  await page.until('redone', async () => await page.exact('getState') === after);
});
