// Random gestures from a seed over all labs: nothing breaks, nothing is complained about, and memory stays level. In CI for
// about a minute; SOAK_GESTURES=20000 is the long run, whose curve stands in docs/safety.md (SOAK_SEED picks another one).
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { KEEP_MEMORIES, Soak, memory } from './soak.mjs';
import { stage } from './page.mjs';

const GESTURES = Number(process.env.SOAK_GESTURES ?? 600);
const SEED = Number(process.env.SOAK_SEED ?? 1);
const SAMPLES = 100;
const { page, scene } = stage();

scene('random gestures: no panic, no complaint, level memory', async (page, context) => {
  if (page.browser.name !== 'chrome') {
    context.skip('memory is read by Chromium\'s own protocol');
    return;
  }
  const forget = await page.browser.preload(page.driver, KEEP_MEMORIES);
  await page.driver.sendDevToolsCommand('Performance.enable', {});
  await page.open();
  const first = await page.state();
  const soak = new Soak(page, SEED);
  await soak.begin();
  const samples = [];
  const last = [];
  for (let done = 0; done <= GESTURES; done += 1) {
    if (done % Math.max(1, Math.floor(GESTURES / SAMPLES)) === 0) {
      samples.push({ gestures: done, ...await rested(page, first) });
      report(samples);
    }
    if (done % 20 === 0) await isWell(page, `after ${done} gestures of seed ${SEED}: ${last.join(' ')}`);
    last.push(await soak.gesture());
    last.splice(0, last.length - 20);
  }
  await forget();
  await canBeUndone(page);
  isLevel(samples);
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
  const complaints = await page.browser.complaints(page.driver);
  assert.deepEqual(complaints, [], when);
  assert.ok((await page.trace()).output.length > 0, when);
}

function report(samples) {
  const folder = new URL('../../target/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('soak.json', folder), JSON.stringify({ seed: SEED, gestures: GESTURES, samples }, null, 1));
}

// Back to the oldest step and forth again is where one was, in a thousand steps at most.
async function canBeUndone(page) {
  const steps = await page.run(`const handle = window.attentionPlayground;
    const state = async () => JSON.stringify(await handle.getState());
    const all = [await state()];
    for (let i = 0; i < 1100; i += 1) {
      await handle.undo();
      const now = await state();
      if (now === all.at(-1)) break;
      all.push(now);
    }
    for (let i = all.length - 2; i >= 0; i -= 1) {
      await handle.redo();
      if (await state() !== all[i]) return 'step ' + i + ' came back otherwise';
    }
    return all.length - 1;`);
  assert.equal(typeof steps, 'number', String(steps));
  assert.ok(steps > 0 && steps <= 1000, `${steps} steps`);
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
