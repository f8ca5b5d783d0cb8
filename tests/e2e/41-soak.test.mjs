// Random gestures from a seed over all labs: nothing breaks, nothing is complained about, and memory stays level. In CI for
// about a minute; SOAK_GESTURES=20000 is the long run, whose curve stands in docs/safety.md (SOAK_SEED picks another one).
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { KEEP_MEMORIES, Soak, memory, states, walk } from './soak.mjs';
import { picture, table } from './curve.mjs';
import { stage } from './page.mjs';

const GESTURES = Number(process.env.SOAK_GESTURES ?? 600);
const SEED = Number(process.env.SOAK_SEED ?? 1);
const SAMPLES = Math.min(100, GESTURES / 100);
// Chromium says so of the frame in the dialog that shares the page: of every one, and of one that is slow to paint.
const KNOWN = /can escape its sandboxing|preloaded using link preload but not used/;
const { page, scene } = stage();

scene('random gestures: no panic, no complaint, level memory', async (page, context) => {
  if (page.browser.name !== 'chrome') {
    context.skip('memory is read by Chromium\'s own protocol');
    return;
  }
  page.expected = [KNOWN];
  const forget = await page.browser.preload(page.driver, KEEP_MEMORIES);
  await page.driver.sendDevToolsCommand('Performance.enable', {});
  await page.open();
  const first = await page.state();
  const soak = new Soak(page, SEED);
  await soak.begin();
  const samples = [];
  let due = 0;
  for (let done = 0, last = []; done <= GESTURES; done += last.length) {
    await isWell(page, `after ${done} gestures of seed ${SEED}: ${last.join(' ')}`);
    if (done >= due) {
      samples.push({ gestures: done, ...await rested(page, first) });
      report(samples);
      due += GESTURES / SAMPLES;
    }
    last = await soak.some();
  }
  await forget();
  await canBeUndone(page);
  isLevel(samples);
});

// (That they are no more than 16 MB is tested on the history itself: tests/state_suite/history.rs.)
scene('a thousand steps are held: the oldest of them gives its own state back', async (page) => {
  await page.open();
  const made = await states(page, 1_030, (i) => ({ type: 'set-cell', matrix: 'q', row: 0, column: 0, value: i / 8 + 9 }));
  const back = await walk(page, 'undo');
  assert.equal(back.length, 1_000);
  // Of the steps that were made, the last is where one was, and each one back is the one before.
  assert.deepEqual(back, made.slice(0, -1).reverse().slice(0, 1_000));
  assert.deepEqual(await walk(page, 'redo'), made.slice(-1_000));
});

// The page with the first state, without a dialog: what memory is compared at.
async function rested(page, state) {
  await page.run('document.querySelector("dialog[open]")?.close(); document.activeElement?.blur()');
  await page.browser.viewport(page.driver, 1440, 1000);
  await page.call('setState', state);
  await page.run('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  return memory(page);
}

async function isWell(page, when) {
  const panic = await page.text('.panic');
  assert.equal(panic, undefined, when);
  const complaints = (await page.complaints()).filter((text) => !KNOWN.test(text));
  assert.deepEqual(complaints, [], when);
  // The driver keeps each answer, a long one too, so that it is not given the trace itself.
  assert.equal(await page.run('return (await attentionPlayground.getTrace()).output.length > 0'), true, when);
}

function report(samples) {
  const folder = new URL('../../target/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of [
    ['soak.json', JSON.stringify({ seed: SEED, gestures: GESTURES, samples }, null, 1)],
    ['soak.svg', picture(samples)],
    ['soak.md', table(samples)],
  ]) writeFileSync(new URL(name, folder), text);
}

// Back from the newest step to the oldest and forth again is where one was, in a thousand steps at most.
async function canBeUndone(page) {
  // The last gestures may have been undos.
  await walk(page, 'redo');
  const [now] = await states(page, 0);
  const back = [now, ...await walk(page, 'undo')];
  assert.ok(back.length > 1 && back.length <= 1001, `${back.length - 1} steps`);
  const forth = await walk(page, 'redo');
  assert.deepEqual(forth, back.slice(0, -1).reverse());
}

// After the first tenth neither the heap nor the module's memory grows: the last third holds no more than the one before, but
// for what the history may hold.
function isLevel(samples) {
  const settled = samples.filter(({ gestures }) => gestures >= GESTURES / 10);
  const third = Math.floor(settled.length / 3);
  const median = (part, key) => part.map((sample) => sample[key]).sort((a, b) => a - b)[Math.floor(part.length / 2)];
  for (const [key, slack] of [['heap', 2 << 20], ['nodes', 400], ['listeners', 200]]) {
    const [before, after] = [settled.slice(third, 2 * third), settled.slice(-third)].map((part) => median(part, key));
    assert.ok(after <= before * 1.05 + slack, `${key} grew from ${before} to ${after}`);
  }
  const [begun, ended] = [settled[0].wasm, settled.at(-1).wasm];
  assert.ok(ended <= begun + (16 << 20), `the module's memory grew from ${begun} to ${ended}`);
}
