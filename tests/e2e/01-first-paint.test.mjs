import assert from 'node:assert/strict';
import { BASE, showsTrace, stage } from './page.mjs';
import { attention, close } from './arithmetic.mjs';

const { scene } = stage();

scene('the first paint needs no script', async (page) => {
  const response = await fetch(BASE);
  const html = await response.text();
  assert.equal(response.status, 200);
  assert.match(html, /<h1 class="boot-title">Attention, number by number<\/h1>/);
  assert.match(html, /role="status">Loading the lab/);
  assert.match(html, /<noscript>/);
  assert.doesNotMatch(html, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/);
  // No address that would leave the folder.
  for (const [, address] of html.matchAll(/(?:href|src)="([^"]*)"/g)) assert.doesNotMatch(address, /^(\/|[a-z]+:)/);
  await page.open();
  assert.equal(await page.run('return document.querySelector(".boot")'), null);
});

scene('“it” gives “robot” a weight of 0.80', async (page) => {
  await page.open();
  const state = await page.state();
  assert.deepEqual(state.tokens, ['The', 'robot', 'slipped', 'because', 'it', 'rusted']);
  const [it, robot] = [state.tokens.indexOf('it'), state.tokens.indexOf('robot')];
  assert.equal(await (await page.cell('weights', it, robot)).getText(), '0.80');
  const headers = await page.run(`const grid = document.querySelector('[role=grid][aria-label=weights]');
    return [[...grid.querySelectorAll('th.row')], [...grid.querySelectorAll('th.column')]].map((h) => h.map((x) => x.textContent))`);
  assert.deepEqual(headers, [state.tokens, state.tokens]);
});

scene('every derived number on the screen is the trace, and the trace is the formula', async (page) => {
  for (const preset of ['robot', 'worked', 'random', 'causal', 'library']) {
    await page.open(`?preset=${preset}`);
    const trace = await showsTrace(page);
    const { input, mask } = await page.state();
    const allowed = (i, j) => (mask === 'causal' ? j <= i : mask === 'none' || mask[i][j]);
    const want = attention(input, { allowed });
    for (const stageName of ['scores', 'logits', 'weights']) {
      close(trace[stageName][0], want[stageName], 1e-5, `${preset} ${stageName}`);
    }
    close(trace.output, want.output, 1e-5, `${preset} output`);
  }
});

scene('keys stand transposed above the scores', async (page) => {
  await page.open();
  const { input } = await page.state();
  const keys = await page.grid('keys');
  assert.deepEqual([keys.length, keys[0].length], [4, 6]);
  for (const cell of keys.flat()) assert.equal(Number(cell.text), input.k[cell.row][cell.column]);
  assert.deepEqual([keys[3][0].row, keys[3][0].column], [0, 3]);
});
