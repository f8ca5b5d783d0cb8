import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { showsTrace, stage } from './page.mjs';

const { scene } = stage();

scene('the state goes out and in unchanged, and the page follows', async (page) => {
  await page.open('?preset=worked');
  const state = await page.state();
  assert.equal(state.version, 1);
  const next = { ...state, temperature: 2, mask: [[true, false, true], [true, true, true], [false, true, true]] };
  assert.deepEqual(await page.call('setState', next), next);
  assert.deepEqual(await page.state(), next);
  await page.until('the page shows it', async () => (await page.grid('weights'))[0][1].text === '0.00');
  const trace = await showsTrace(page);
  assert.equal(trace.logits[0][2][0], null);
  assert.deepEqual(await page.call('undo'), state);
  assert.deepEqual(await page.call('redo'), next);
  assert.deepEqual(await page.call('redo'), next, 'there is nothing further to redo');
  await page.until('the page shows it', async () => (await page.grid('weights'))[0][1].text === '0.00');
});

scene('the trace has every part of the contract', async (page) => {
  await page.open('?preset=projections');
  const trace = await page.trace();
  assert.deepEqual(Object.keys(trace).sort(),
    ['block', 'heads', 'k', 'logits', 'output', 'overflow', 'permutation', 'q', 'scores', 'v', 'weights']);
  assert.deepEqual(Object.keys(trace.permutation).sort(), ['expected_output', 'gap', 'order', 'shuffled_output']);
  const shape = (x) => (Array.isArray(x) ? [x.length, ...shape(x[0])] : []);
  assert.deepEqual(['q', 'k', 'v', 'scores', 'logits', 'weights', 'heads', 'output'].map((part) => shape(trace[part])),
    [[2, 5, 2], [2, 5, 2], [2, 5, 2], [2, 5, 5], [2, 5, 5], [2, 5, 5], [2, 5, 2], [5, 6]]);
  assert.equal(trace.block, null);
});

scene('a document that is wrong is refused by the name of its field', async (page) => {
  await page.open('?preset=worked');
  const state = await page.state();
  const before = await page.exact('getState');
  const bad = (change) => ({ ...state, ...change });
  for (const [document, words] of [
    [bad({ temperature: 0 }), /^temperature/], [bad({ temprature: 1 }), /temprature/], [bad({ version: 2 }), /^version/],
    [bad({ heads: 3 }), /^heads/], [bad({ tokens: [] }), /^tokens|^input/], [bad({ lab: 'kitchen' }), /^lab/],
    [bad({ input: { ...state.input, k: [[1, 2, 3, 4], [1, 2, 3]] } }), /^input\.k/],
    [bad({ input: { ...state.input, q: [[1, 2, 3, 4], [1, 2, 'x', 4], [1, 2, 3, 4]] } }), /^input\.q/],
    [bad({ order: [0, 0, 1] }), /^order/], [bad({ mask: [[true]] }), /^mask/], [bad({ position: { kind: 'gps' } }), /^position/],
    [bad({ seed: -1 }), /^seed/], [{}, /tokens|input/], [[], /./], [null, /./], ['not JSON', /./], [undefined, /state/],
  ]) {
    const said = await page.refusal('setState', document);
    assert.match(said ?? 'nothing', words, JSON.stringify(document)?.slice(0, 80));
    assert.equal(await page.exact('getState'), before);
  }
});

scene('every action of the documentation is taken', async (page) => {
  const text = await readFile(new URL('../../docs/actions.md', import.meta.url), 'utf8');
  const examples = [...text.matchAll(/```json(?: preset=(\w+))?\n([\s\S]*?)```/g)];
  assert.ok(examples.length >= 20);
  await page.open();
  for (const [, preset, json] of examples) {
    await page.apply({ type: 'load-preset', preset: preset ?? 'robot' });
    const action = JSON.parse(json);
    const answer = await page.apply(action);
    assert.deepEqual(answer, await page.state(), json);
    if (answer.lab === 'attention') {
      await page.until(`the page follows ${action.type}`, async () => Boolean(await showsTrace(page)));
    }
  }
});

scene('an action that cannot be is refused by the name of its field', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  for (const [action, words] of [
    [{ type: 'set-cell', matrix: 'q', row: 6, column: 0, value: 1 }, /^row/],
    [{ type: 'set-cell', matrix: 'q', row: 0, column: 9, value: 1 }, /^column/],
    [{ type: 'set-cell', matrix: 'z', row: 0, column: 0, value: 1 }, /^matrix/],
    [{ type: 'set-cell', matrix: 'x', row: 0, column: 0, value: 1 }, /matrix|x/],
    [{ type: 'set-cell', matrix: 'q', row: 0, column: 0, value: 1e39 }, /^value/],
    [{ type: 'set-cell', matrix: 'q', row: 0, column: 0 }, /value/], [{ type: 'set-temperature', value: 0 }, /^value/],
    [{ type: 'set-heads', heads: 3 }, /^heads/], [{ type: 'set-order', order: [1, 2] }, /^order/], [{ type: 'dance' }, /dance/],
    [{ type: 'set-scale', on: true, loud: 1 }, /loud/], [{}, /type/],
  ]) {
    assert.match(await page.refusal('apply', action) ?? 'nothing', words, JSON.stringify(action));
    assert.equal(await page.exact('getState'), before);
  }
});

scene('a call from the console does not throw away an edit in progress elsewhere', async (page) => {
  await page.open();
  await (await page.cell('queries', 0, 0)).click();
  await page.find('.cell-field');
  await page.keys('4');
  await page.apply({ type: 'set-scale', on: false });
  await page.keys('2', '\uE007');
  await page.until('42', async () => (await page.state()).input.q[0][0] === 42);
  assert.equal((await page.state()).scale, false);
});
