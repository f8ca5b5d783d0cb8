import assert from 'node:assert/strict';
import { Key } from 'selenium-webdriver';
import { showsTrace, stage } from './page.mjs';

const { scene } = stage();
const word = (page, row) => page.find(`input[aria-label="token ${row}"]`);
const tokens = async (page) => (await page.state()).tokens;

scene('a token is renamed, wherever its name stands', async (page) => {
  await page.open();
  await page.fill(await word(page, 1), 'Röbot 3');
  await page.keys(Key.ENTER);
  await page.until('it is renamed', async () => (await tokens(page))[1] === 'Röbot 3');
  const headers = await page.run('return [...document.querySelectorAll("[aria-label=weights] th")].map((h) => h.textContent)');
  assert.equal(headers.filter((h) => h === 'Röbot 3').length, 2);
  assert.match(await page.text('.slots'), /Röbot 3/);
  await page.press('Undo');
  await page.until('undone', async () => await (await word(page, 1)).getAttribute('value') === 'robot');
});

scene('leaving the field keeps the name, Escape does not', async (page) => {
  await page.open();
  await page.fill(await word(page, 0), 'One');
  await page.keys(Key.TAB);
  await page.until('kept', async () => (await tokens(page))[0] === 'One');
  await page.fill(await word(page, 0), 'Two');
  await page.keys(Key.ESCAPE);
  await page.until('given up', async () => await (await word(page, 0)).getAttribute('value') === 'One');
  await page.keys(Key.TAB);
  assert.equal((await tokens(page))[0], 'One');
});

scene('a name that cannot be is refused in words', async (page) => {
  await page.open();
  for (const name of ['', 'x'.repeat(201)]) {
    await page.fill(await word(page, 2), name);
    await page.keys(Key.ENTER);
    await page.notice(/Not changed\..*200|Not changed\..*empty|Not changed\..*character/);
    assert.equal((await tokens(page))[2], 'slipped');
    await page.until('the old name is back', async () => await (await word(page, 2)).getAttribute('value') === 'slipped');
    await page.press('Close this notice');
  }
});

scene('what looks like markup is text', async (page) => {
  await page.open();
  await page.fill(await word(page, 1), '<img src=x onerror=alert(1)>');
  await page.keys(Key.ENTER);
  await page.until('it is renamed', async () => (await tokens(page))[1].startsWith('<img'));
  assert.equal(await page.run('return document.querySelectorAll(".lab img").length'), 0);
});

scene('a token is added and removed, numbers and all', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  await page.press('Add a token');
  const more = await page.until('seven', async () => (await tokens(page)).length === 7 && page.state());
  assert.deepEqual(more.input.q[6], [0, 0, 0, 0]);
  assert.deepEqual(more.order, [0, 1, 2, 3, 4, 5, 6]);
  const trace = await showsTrace(page);
  // Nothing is asked: all are heard alike.
  trace.weights[0][6].forEach((w) => assert.ok(Math.abs(w - 1 / 7) < 1e-6));
  await page.press('Undo');
  await page.until('undone', async () => await page.exact('getState') === before);
  await page.press('remove the token slipped');
  const less = await page.until('five', async () => (await tokens(page)).length === 5 && page.state());
  assert.deepEqual(less.tokens, ['The', 'robot', 'because', 'it', 'rusted']);
  assert.deepEqual(less.input.k[2], [0, 0.3, 0, 1.8].map((x) => less.input.k[2].find((y) => Math.abs(x - y) < 1e-6)));
  await showsTrace(page);
});

scene('the last token cannot be removed, the 65th cannot be added', async (page) => {
  await page.open('?preset=worked');
  for (const name of ['first', 'second']) await page.press(`remove the token ${name}`);
  await page.until('one is left', async () => (await tokens(page)).length === 1);
  assert.equal(await page.run('return document.querySelectorAll(".token-word button").length'), 0);
  const trace = await showsTrace(page);
  assert.deepEqual(trace.weights, [[[1]]]);
  await page.apply({ type: 'set-size', dimension: 'tokens', value: 64 });
  await page.until('there is no room', () => page.run('return !document.querySelector("[aria-label=\'Add a token\']")'));
  assert.match(await page.refusal('apply', { type: 'add-token', at: 64 }), /64/);
});
