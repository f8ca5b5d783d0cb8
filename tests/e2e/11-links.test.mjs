import assert from 'node:assert/strict';
import { BASE, stage } from './page.mjs';

const { scene } = stage();
const here = (page) => page.run('return location.href');

// Opens a full address in a tab of its own and compares it with the page it was copied from.
async function sameInNewTab(page, address) {
  const want = { state: await page.exact('getState'), trace: await page.exact('getTrace') };
  const first = await page.driver.getWindowHandle();
  await page.driver.switchTo().newWindow('tab');
  await page.driver.get(address);
  await page.mounted();
  assert.equal(await page.exact('getState'), want.state);
  assert.equal(await page.exact('getTrace'), want.trace);
  assert.deepEqual(await page.notices(), []);
  await page.driver.close();
  await page.driver.switchTo().window(first);
}

async function copied(page) {
  await page.browser.allowClipboard?.(page.driver);
  await page.press('Copy link');
  const notice = await page.notice(/link/);
  const address = await here(page);
  assert.match(address, /#s=[A-Za-z0-9_-]+$/);
  if (/copied/.test(notice)) assert.equal(await page.clipboard(), address);
  return address;
}

// As text: JSON's -0 would be 0 after a trip through JavaScript's own JSON.
const ODD = ['0.1', '-0.0', '1e-45', '3.4028235e38'];

scene('a copied link opens the same trace, to the last bit', async (page) => {
  await page.open('?preset=random');
  for (const [column, value] of ODD.entries()) {
    await page.apply(`{ "type": "set-cell", "matrix": "q", "row": 0, "column": ${column}, "value": ${value} }`);
  }
  await page.apply({ type: 'set-position', position: { kind: 'learned' } });
  await page.apply({ type: 'toggle-mask-cell', row: 2, column: 3 });
  await page.apply({ type: 'rename-token', row: 1, label: 'ä „#%&" \u{1F600}' });
  await page.apply({ type: 'shuffle' });
  assert.match(await page.exact('getState'), /"-0"/, 'a negative zero is held');
  await sameInNewTab(page, await copied(page));
});

scene('so does one of embeddings with heads, biases and another lab', async (page) => {
  await page.open('?preset=projections');
  await page.apply({ type: 'set-heads', heads: 4 });
  await page.apply({ type: 'set-optional', matrix: 'bo', on: true });
  await page.apply({ type: 'set-cell', matrix: 'bo', row: 0, column: 2, value: 1 / 3 });
  await page.apply({ type: 'set-lab', lab: 'order' });
  await page.apply({ type: 'set-order', order: [4, 2, 0, 1, 3] });
  await sameInNewTab(page, await copied(page));
});

scene('the address follows the edits, and a reload brings them back', async (page) => {
  await page.open();
  await page.apply({ type: 'set-cell', matrix: 'v', row: 0, column: 0, value: -2.25 });
  await page.until('the hash holds the state', async () => /#s=/.test(await here(page)));
  const want = await page.exact('getTrace');
  await page.driver.navigate().refresh();
  await page.mounted();
  assert.equal(await page.exact('getTrace'), want);
});

scene('a state document in #json=', async (page) => {
  await page.open('?preset=worked');
  const state = { ...(await page.state()), temperature: 0.5, tokens: ['a b', 'ü', '100%'] };
  await page.apply({ type: 'set-temperature', value: 0.5 });
  for (const [row, label] of state.tokens.entries()) await page.apply({ type: 'rename-token', row, label });
  await sameInNewTab(page, new URL(`#json=${encodeURIComponent(JSON.stringify(state))}`, BASE).href);
});

scene('parameters that an author can write', async (page) => {
  await page.open('?preset=worked&scale=off&mask=causal&position=rope&temperature=0.5&seed=9&theme=dark');
  const state = await page.state();
  assert.deepEqual([state.tokens[0], state.scale, state.mask, state.position, state.temperature, state.seed],
    ['first', false, 'causal', { kind: 'rope', base: 10000 }, 0.5, 9]);
  assert.equal(await page.run('return document.documentElement.dataset.theme'), 'dark');
  assert.deepEqual(await page.notices(), []);
  await page.open('?lab=order');
  assert.equal((await page.state()).lab, 'order');
  assert.ok(await page.grid('their difference'));
  await page.open('?hide=lesson,settings');
  const seen = await page.run('return [".lesson", ".settings", ".tokens"].map((s) => document.querySelector(s)?.checkVisibility() ?? false)');
  assert.deepEqual(seen, [false, false, true]);
});

for (const [parameter, value] of [
  ['preset', 'nothing'], ['scale', 'maybe'], ['mask', 'round'], ['position', 'gps'], ['temperature', 'hot'], ['temperature', '-1'],
  ['heads', '3'], ['seed', 'x'], ['theme', 'pink'], ['lab', 'kitchen'], ['lab', 'memory'], ['lang', 'xx'], ['readonly', 'yes'],
  ['hide', 'everything'],
]) {
  scene(`${parameter}=${value} is said, and the rest applies`, async (page) => {
    const other = parameter === 'temperature' ? ['mask', 'causal', 'causal'] : ['temperature', '0.25', 0.25];
    await page.open(`?${other[0]}=${other[1]}&${parameter}=${value}`);
    await page.notice(new RegExp(`^${parameter}: `));
    assert.equal((await page.notices()).length, 1);
    assert.equal((await page.state())[other[0]], other[2]);
  });
}

scene('a broken link opens the default with a notice', async (page) => {
  await page.open();
  const want = await page.exact('getState');
  for (const hash of ['#s=abc', '#s=', '#s=%%%', `#s=${'A'.repeat(9000)}`, '#json={"version":1', '#json={}', '#json=%7B%22version%22%3A2%7D']) {
    await page.open(hash);
    await page.notice(hash.startsWith('#s') ? /^s: / : /^json: /);
    assert.equal(await page.exact('getState'), want, hash);
  }
});

scene('a link with one letter changed is told from a good one', async (page) => {
  await page.open('?preset=random');
  const address = await copied(page);
  const at = address.length - 20;
  const bent = address.slice(0, at) + (address[at] === 'A' ? 'B' : 'A') + address.slice(at + 1);
  await page.open(bent);
  await page.notice(/^s: /);
});

scene('Back and Forward lead through labs and presets', async (page) => {
  await page.open();
  await page.apply({ type: 'set-cell', matrix: 'q', row: 0, column: 0, value: 5 });
  const states = [await page.exact('getState')];
  await (await page.find('nav a[href="?lab=order"]')).click();
  await page.until('the order lab', () => page.grid('their difference'));
  states.push(await page.exact('getState'));
  await (await page.find('#preset option[value=collider]')).click();
  await page.until('the collider', async () => (await page.state()).tokens.length === 6 && (await page.state()).input.kind === 'embeddings');
  states.push(await page.exact('getState'));
  for (const [step, want] of [['back', 1], ['back', 0], ['forward', 1], ['forward', 2]]) {
    await page.driver.navigate()[step]();
    await page.until(`${step} to ${want}`, async () => await page.exact('getState') === states[want]);
  }
});

scene('the way past the header keeps what was edited', async (page) => {
  await page.open();
  await page.apply({ type: 'set-cell', matrix: 'q', row: 0, column: 0, value: 5 });
  const state = await page.exact('getState');
  await page.until('the hash holds the state', async () => /#s=/.test(await here(page)));
  await page.keys('\uE004', '\uE007');
  await page.until('the lab has the focus', async () => await page.run('return document.activeElement.id') === 'lab');
  assert.equal(await page.exact('getState'), state);
  await page.driver.navigate().refresh();
  await page.mounted();
  assert.equal(await page.exact('getState'), state, 'after a reload');
});

scene('a state too large for a link is saved as a file', async (page) => {
  await page.open('?preset=random');
  await page.apply({ type: 'set-size', dimension: 'tokens', value: 64 });
  await page.apply({ type: 'set-size', dimension: 'd_k', value: 64 });
  await page.apply({ type: 'fill-random', seed: 3 });
  await page.press('Copy link');
  await page.notice(/too large for a link/);
  await page.until('the address holds no other state', async () => !/#s=/.test(await here(page)));
});
