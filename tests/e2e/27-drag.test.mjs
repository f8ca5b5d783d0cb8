// What follows a number that is dragged: its colours keep their scale, and the browser lays out no more than what changed.
import assert from 'node:assert/strict';
import { Origin } from 'selenium-webdriver';
import { Tracer } from '../../benches/browser/tracer.mjs';
import { number, stage } from './page.mjs';

const { scene } = stage();

// Presses on a cell, and gives back how to move from there, step by step, and how to let go.
async function press(page, cell) {
  await page.driver.actions().move({ origin: cell, duration: 0 }).press().perform();
  const move = async (...steps) => {
    const by = (actions, x) => actions.move({ origin: Origin.POINTER, x, y: 0, duration: 0 }).pause(40);
    await steps.reduce(by, page.driver.actions()).perform();
  };
  return { move, release: () => page.driver.actions().release().perform() };
}

const scale = async (page, part) => number(await page.run(
  'return document.querySelector(`[data-part="${arguments[0]}"]`).closest(".grid-frame").querySelector(".legend span:last-child").textContent', part));

scene('colours keep their scale while a number is dragged, or let it grow, and have their own once it is let go', async (page) => {
  await page.size(1440);
  await page.open();
  const before = [await scale(page, 'q'), await scale(page, 'scores-0')];
  const { move, release } = await press(page, await page.cell('queries', 4, 0));
  await move(50, 50, 50, 50, 50);
  const grown = [await scale(page, 'q'), await scale(page, 'scores-0')];
  grown.forEach((to, i) => assert.ok(to > before[i], `${to} is above ${before[i]}`));
  await move(-50, -50, -50, -50, -40);
  assert.deepEqual([await scale(page, 'q'), await scale(page, 'scores-0')], grown, 'still held');
  await release();
  await page.until('let go', async () => await scale(page, 'q') < grown[0]);
  assert.deepEqual([await scale(page, 'q'), await scale(page, 'scores-0')], before);
});

// A single box that is not laid out by itself has the whole page laid out with it. At 800 pixels the panel is folded below
// the figure, at 1440 it stands in it.
for (const [width, preset] of [[800, 'random'], [1440, 'robot']]) {
  scene(`a drag has rows and the panel laid out, and never the page: ${preset} at ${width} pixels`, async (page) => {
    await page.size(width);
    await page.open(`?preset=${preset}`);
    const tracer = await Tracer.connect(page.driver);
    const { move, release } = await press(page, await page.cell('queries', 0, 0));
    await move(8, 4);
    const trace = JSON.parse(await tracer.during(() => move(4, 4, 4, 4, 4, 4)));
    await release();
    const layouts = trace.traceEvents.filter((event) => event.name === 'Layout' && event.args.endData);
    const roots = layouts.flatMap((event) => event.args.endData.layoutRoots.map((root) => root.nodeName));
    const rows = roots.filter((name) => name === "DIV class='cells'");
    assert.ok(rows.length >= 6, `rows are laid out by themselves, among ${[...new Set(roots)].join(', ')}`);
    assert.deepEqual(roots.filter((name) => name === '#document'), []);
  }, 'devtools');
}
