import assert from 'node:assert/strict';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { showsTrace, stage } from './page.mjs';

const { page, scene } = stage();
const inFolder = (name) => join(page.session.downloads, name);

async function saved() {
  await page.press('Save as JSON');
  const name = await page.until('a file is there', async () =>
    (await readdir(page.session.downloads)).find((file) => file === 'attention-playground.json'));
  const text = await page.until('it is whole', async () => {
    const read = await readFile(inFolder(name), 'utf8');
    return read.trim().endsWith('}') && read;
  });
  await rm(inFolder(name));
  return text;
}

async function opened(name, text) {
  await writeFile(inFolder(name), text);
  await (await page.find('input[type=file]')).sendKeys(inFolder(name));
}

scene('saved and opened again, to the last bit', async () => {
  await page.open('?preset=random');
  await page.apply('{ "type": "set-cell", "matrix": "k", "row": 1, "column": 1, "value": -0.0 }');
  await page.apply({ type: 'set-cell', matrix: 'k', row: 1, column: 2, value: 1e-45 });
  await page.apply({ type: 'set-position', position: { kind: 'learned' } });
  const want = { state: await page.exact('getState'), trace: await page.exact('getTrace') };
  assert.match(want.state, /"-0"/, 'a negative zero is held');
  const text = await saved();
  assert.deepEqual(JSON.parse(text, (key, x) => (x === 0 ? 0 : x)), await page.state());
  await page.open();
  await opened('again.json', text);
  await page.until('it is opened', async () => await page.exact('getState') === want.state);
  assert.equal(await page.exact('getTrace'), want.trace);
  await page.notice(/^Opened/);
  await page.until('the page shows it', async () => Boolean(await page.grid('learned positions')));
  await page.press('Undo');
  await page.until('what was here before', async () => (await page.state()).tokens[1] === 'robot');
  await showsTrace(page);
});

scene('the same file can be opened twice', async () => {
  await page.open('?preset=worked');
  const text = await saved();
  for (let i = 0; i < 2; i += 1) {
    await page.apply({ type: 'set-temperature', value: 3 });
    await opened('twice.json', text);
    await page.until('it is opened', async () => (await page.state()).temperature === 1);
  }
});

scene('a broken file says which field, and nothing is lost', async () => {
  await page.open('?preset=worked');
  const before = await page.exact('getState');
  const state = await page.state();
  for (const [what, text, words] of [
    ['no JSON', 'hello', /Not changed\./], ['nothing', '', /Not changed\./], ['half', JSON.stringify(state).slice(0, 200), /Not changed\./],
    ['an unknown key', JSON.stringify({ ...state, colour: 1 }), /Not changed\..*colour/],
    ['a wrong number', JSON.stringify({ ...state, temperature: -1 }), /Not changed\. temperature/],
    ['a short row', JSON.stringify({ ...state, input: { ...state.input, v: [[1, 2], [3], [4, 5]] } }), /Not changed\. input\.v/],
    ['infinity', JSON.stringify({ ...state, temperature: 7 }).replace('"temperature":7', '"temperature":1e999'), /Not changed\. /],
    ['a later version', JSON.stringify({ ...state, version: 9 }), /Not changed\. version/],
  ]) {
    await opened('broken.json', text);
    await page.notice(words);
    assert.equal(await page.exact('getState'), before, what);
    await page.press('Close this notice');
    await page.until('the notice is gone', async () => (await page.notices()).length === 0);
  }
});
