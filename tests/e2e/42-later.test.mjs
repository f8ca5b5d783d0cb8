// What a first visit does not show comes later, when it is wanted.
import assert from 'node:assert/strict';
import { stage } from './page.mjs';

const { scene } = stage();
const fetched = (page) => page.run(`return performance.getEntriesByType('resource').filter((e) => e.name.endsWith('split_later.wasm')).length > 0`);

// First, so that no browser has the file in its memory yet.
scene('a lab that does not come is told, and comes when it is asked for again', async (page) => {
  const end = await page.openWithoutKept();
  try {
    page.expected = [/split_later/, /TypeError: (Failed to fetch|NetworkError)/];
    await page.browser.block(page.driver, ['*split_later.wasm']);
    await (await page.find('nav a[href="?lab=order"]')).click();
    await page.until('it says so', async () => /could not be fetched/.test(await page.text('.on-its-way')));
    await page.browser.block(page.driver, []);
    await page.press('Try again');
    await page.find('.permutation');
  } finally {
    await end();
  }
}, 'block', 'preload');

scene('a first visit does without it; a lab, a lesson and the dialog to share have it fetched', async (page) => {
  page.expected = [/can escape its sandboxing/, /preloaded using link preload/];
  await page.open();
  await page.call('getTrace');
  assert.equal(await fetched(page), false);
  await (await page.find('nav a[href="?lab=scaling"]')).click();
  await page.find('.scaling-lab .setting, .scaling-lab fieldset, .scaling-lab .question');
  assert.equal(await fetched(page), true);
  await page.open();
  assert.equal(await fetched(page), false);
  await page.press('Start the lesson (9 steps)');
  await page.find('#step-title');
  await page.open();
  await page.press('Put this into a page');
  await page.find('dialog[open]');
});
