// Lab 4, Learning order: two models are trained in the page; what it says of them is what the experiment's module finds.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Key } from 'selenium-webdriver';
import { outcome as found } from './experiment.mjs';
import { WORDS, messages, untranslated } from './catalogue.mjs';
import { stage } from './page.mjs';

const { page, scene } = stage();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SMALL = { steps: 150, width: 16, d_ff: 16, n: 4 };
const said = (key, language = 'en') => messages(language).get(key).text;
const status = () => page.text('.cost-status');
const set = (settings) => page.apply({ type: 'set-labs', labs: { learning: settings } });
const stands = (key, language) => page.until(key, async () => await status() === said(key, language));

async function open(settings = SMALL, query = '') {
  await page.open(`?lab=learning${query}`);
  await page.find('.learning-setup');
  await set(settings);
}

async function train(settings, query, language) {
  await open(settings, query);
  await page.press(said('learning-train', language));
  await page.driver.wait(async () => await status() === said('learning-finished', language), 60_000, 'it did not come to its end');
}

const outcome = () => found(page, 2);

// As the page writes it: with a space that does not break.
const percent = (share) => `${(100 * share).toFixed(1)}\u00a0%`;

scene('both are trained, and the page says what the module finds', async () => {
  await train();
  const found = await outcome();
  const seen = await page.text('.scaling-seen');
  const [withPositions, without] = [found.with[0].accuracy.at(-1), found.without[0].accuracy.at(-1)];
  assert.ok(seen.includes(percent(withPositions)) && seen.includes(percent(without)), `${seen}: ${withPositions}, ${without}`);
  assert.ok(seen.includes(percent(found.ceiling)), 'the ceiling');
  assert.ok(withPositions > found.ceiling + 0.1, `it learns: ${withPositions}`);
  assert.ok(without <= found.ceiling + 1e-6, `no rule without order does better than its ceiling: ${without}`);
  assert.deepEqual(await page.run('return [...document.querySelectorAll(".plot")].length'), 2);
});

scene('a typed sequence is asked of both; nonsense is told and leaves the last good one', async () => {
  await train();
  const verdict = () => page.run('return [...document.querySelectorAll(".learning-typed td")].map((cell) => cell.textContent)');
  const before = await page.until('both answer', async () => (await verdict()).length === 2 && verdict());
  const field = await page.find('#learning-typed');
  await page.fill(field, '9 7 5 3');
  await page.until('another answer', async () => (await verdict())[0] !== before[0]);
  const changed = await verdict();
  assert.match(await page.text('.learning-typed'), new RegExp(said('learning-is-not-increasing')));
  // The same numbers in another order: the model without positions cannot tell.
  const sorted = '3 5 7 9';
  await page.fill(await page.find('#learning-typed'), sorted);
  await page.until('the first again', async () => (await verdict())[0] !== changed[0]);
  assert.equal((await verdict())[1], changed[1]);
  for (const nonsense of ['3 5 7', '20 1 2 3', '-1 2 3 4', '1.5 2 3 4', '<b>', '']) {
    await page.fill(await page.find('#learning-typed'), nonsense);
    await page.until(`told of ${nonsense}`, async () => /4 .*0 .*19/.test(await page.text('.learning-typed .cell-error') ?? ''));
    assert.deepEqual((await page.state()).labs.learning.typed, [3, 5, 7, 9]);
  }
});

scene('paused, resumed and cancelled by keyboard alone', async () => {
  await open({ ...SMALL, steps: 10_000 });
  await page.run('arguments[0].focus()', await page.button(said('learning-train')));
  await page.keys(Key.ENTER);
  await page.until('it trains', async () => await status() === said('learning-running') && await page.find('.plot'));
  await page.keys(Key.ENTER);
  await stands('cost-paused');
  const count = await page.text('.cost-count');
  await page.run('return new Promise((done) => { let left = 30; const next = () => (left -= 1) ? requestAnimationFrame(next) : done(); next(); })');
  assert.equal(await page.text('.cost-count'), count, 'nothing goes on meanwhile');
  await page.keys(Key.ENTER);
  await page.until('it goes on', async () => await page.text('.cost-count') !== count);
  await page.keys(Key.TAB, Key.ENTER);
  await stands('learning-cancelled');
});

scene('a rate set absurdly high ends in a sentence, never in NaN', async () => {
  await train({ ...SMALL, rate: 1, steps: 400 });
  const text = await page.text('#lab');
  assert.doesNotMatch(text, /NaN|inf/);
  assert.match(text, /diverged at step \d+/);
});

scene('the trained attention opens in the first lab, and undo leads back', async () => {
  await train();
  await page.until('both answer', () => page.find('.learning-typed td'));
  await page.press(said('learning-open'));
  await page.until('lab 1', async () => (await page.state()).lab === 'attention');
  const state = await page.state();
  assert.equal(state.input.kind, 'embeddings');
  assert.deepEqual(state.tokens, ['3', '5', '7', '9']);
  assert.equal(state.setup?.heads ?? state.heads, 2);
  await page.call('undo');
  assert.equal((await page.state()).lab, 'learning');
});

scene('several seeds have a median with its interval; another task has another ceiling', async () => {
  await train({ ...SMALL, steps: 40, seeds: 5, task: 'repeat' });
  const seen = await page.text('.scaling-seen');
  assert.match(seen, /median of 5 seeds/);
  const found = await outcome();
  assert.equal(found.with.length, 5);
  assert.ok(found.ceiling > 0.9, `order is not needed: ${found.ceiling}`);
});

for (const theme of ['light', 'dark']) {
  scene(`axe finds nothing and nothing sticks out, ${theme}`, async () => {
    await train({ ...SMALL, steps: 20 }, `&theme=${theme}`);
    for (const width of page.browser.viewport ? [320, 1440] : [1440]) {
      await page.size(width, 1000);
      assert.ok(await page.run('return document.documentElement.scrollWidth <= innerWidth'), `${width}`);
      await page.run(axe);
      const found = await page.run('return (await axe.run(document, { resultTypes: ["violations"], preload: false })).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" "))}`)');
      assert.deepEqual(found, []);
    }
    await page.size(1440, 1000);
  });
}

scene('German', async () => {
  await train({ ...SMALL, steps: 20 }, '&lang=de', 'de');
  assert.deepEqual(untranslated(await page.run(WORDS)), []);
});
