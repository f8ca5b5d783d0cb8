// The numbers beside the figure (temperature, base, seed) are changed by hand as a cell is: dragged, stepped, typed.
import assert from 'node:assert/strict';
import { Key, Origin } from 'selenium-webdriver';
import { Pointer } from 'selenium-webdriver/lib/input.js';
import { showsTrace, stage } from './page.mjs';

const { page, scene } = stage();

const FIELDS = {
  temperature: { address: '?preset=random', of: (state) => state.temperature, from: 1,
    drag: [[25, 1.5]], step: 1.1, shift: 2, alt: 1.01, refused: ['0', /above 0/], other: 2 },
  base: { address: '?preset=random&position=rope', of: (state) => state.position.base, from: 10000,
    drag: [[25, 15000]], step: 10000.1, shift: 10001, alt: 10000.01, refused: ['-1', /./], other: 200 },
  seed: { address: '?preset=random', of: (state) => state.seed, from: null,
    drag: [[40, 10]], step: 1, shift: 10, alt: 1, refused: ['1.5', /whole number/], other: 7 },
};

const undo = () => page.run('return !document.querySelector("button[aria-label=Undo]").disabled');
const value = (id) => page.run('return document.getElementById(arguments[0]).value', id);
const nearly = (got, want) => Math.abs(got - want) <= 1e-6 * Math.abs(want);

async function drag(field, steps, type = Pointer.Type.MOUSE) {
  const pointer = new Pointer(type, type);
  const actions = page.driver.actions();
  await page.reach(field);
  actions.insert(pointer, pointer.move({ origin: field }), pointer.press());
  for (const x of steps) actions.insert(pointer, pointer.move({ origin: Origin.POINTER, x, y: 0, duration: 40 }));
  actions.insert(pointer, pointer.release());
  await actions.perform();
}

for (const [id, { address, of, from, drag: drags, step, shift, alt, refused, other }] of Object.entries(FIELDS)) {
  const start = async () => {
    await page.open(address);
    const now = of(await page.state());
    if (from !== null) assert.equal(now, from);
    return now;
  };
  // The seed counts from where it is; the others' numbers are whole.
  const want = (now, to) => (from === null ? now + to : to);

  for (const type of [Pointer.Type.MOUSE, Pointer.Type.TOUCH]) {
    scene(`${id}: dragged by ${type} it is one undo step`, async () => {
      const now = await start();
      const before = await page.exact('getState');
      const [[pixels, to]] = drags;
      const field = await page.find(`#${id}`);
      await drag(field, [5, 5, pixels - 10], type);
      await page.until('it moved', async () => nearly(of(await page.state()), want(now, to)));
      assert.ok(nearly(Number(await value(id)), want(now, to)), await value(id));
      await showsTrace(page);
      await page.press('Undo');
      await page.until('one step back', async () => await page.exact('getState') === before);
      assert.equal(await undo(), false);
      assert.equal(Number(await value(id)), now, 'the field follows');
      // The next drag is a step of its own.
      await drag(field, [5, pixels - 5], type);
      await drag(field, [pixels], type);
      await page.press('Undo');
      await page.until('one of two', async () => nearly(of(await page.state()), want(now, to)));
    });
  }

  scene(`${id}: Arrow Up and Down step, Shift in tens, Alt in tenths`, async () => {
    const now = await start();
    await (await page.find(`#${id}`)).click();
    const at = (to) => page.until(`${to}`, async () => nearly(of(await page.state()), to) && nearly(Number(await value(id)), to));
    const back = () => page.keys(Key.ARROW_DOWN);
    await page.keys(Key.ARROW_UP);
    await at(want(now, step));
    await back();
    await at(now);
    await page.chord([Key.SHIFT], Key.ARROW_UP);
    await at(want(now, shift));
    await page.chord([Key.SHIFT], Key.ARROW_DOWN);
    await at(now);
    await page.chord([Key.ALT], Key.ARROW_UP);
    await at(want(now, alt));
    await page.keys(Key.TAB);
    await page.press('Undo');
    await page.until('all of it is one step', async () => of(await page.state()) === now);
    assert.equal(await undo(), false);
  });

  scene(`${id}: what is refused is said below it and changes nothing`, async () => {
    const now = await start();
    const before = await page.exact('getState');
    const [typed, words] = refused;
    await page.fill(await page.find(`#${id}`), typed);
    const said = await page.until('it is said', () => page.fieldError(id));
    assert.match(said, words);
    assert.match(said, /stands\.$/, 'and what holds');
    assert.equal(await (await page.find(`#${id}`)).getAttribute('aria-invalid'), 'true');
    assert.equal(await page.exact('getState'), before);
    await page.keys(Key.ENTER);
    assert.equal(await page.fieldError(id), said, 'Enter does not take it away');
    assert.deepEqual(await page.notices(), [], 'below it, and not above the page');
    // It hides neither the field nor a button.
    const covered = await page.run(`const field = document.getElementById(arguments[0]);
      const error = document.getElementById(field.getAttribute('aria-describedby')).getBoundingClientRect();
      return [field, ...document.querySelectorAll('.settings button')].map((e) => [e, e.getBoundingClientRect()])
        .filter(([, b]) => b.left < error.right - 1 && b.right > error.left + 1 && b.top < error.bottom - 1 && b.bottom > error.top + 1)
        .map(([e]) => e.id || e.textContent)`, id);
    assert.deepEqual(covered, []);
    await page.fill(await page.find(`#${id}`), String(other));
    await page.until('the next is taken', async () => of(await page.state()) === other);
    assert.equal(await page.fieldError(id), '');
    assert.notEqual(other, now);
  });

  scene(`${id}: pressed alone it is typed into, and a drag within it then selects`, async () => {
    const now = await start();
    const field = await page.find(`#${id}`);
    await field.click();
    assert.equal(await page.run('return document.activeElement.id'), id);
    assert.equal(await page.run('return getSelection().toString() || document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)'), await value(id), 'all of it is selected');
    await drag(field, [10, 15]);
    assert.equal(of(await page.state()), now, 'a drag in the open field is for its text');
  });
}

scene('a drag to nothing and beyond is held by what the number may be', async () => {
  await page.open('?preset=random');
  await drag(await page.find('#temperature'), [-20, -60]);
  const state = await page.state();
  assert.ok(state.temperature > 0, `${state.temperature}`);
  await showsTrace(page);
  await drag(await page.find('#seed'), [-100, -100]);
  assert.equal((await page.state()).seed, 0);
});

scene('in a page to look at nothing is dragged or stepped', async () => {
  await page.open('?preset=random&readonly=1');
  const before = await page.exact('getState');
  const field = await page.find('#temperature');
  await drag(field, [20, 20]);
  await page.keys(Key.ARROW_UP);
  assert.equal(await page.exact('getState'), before);
});
