// What is seen: numbers that do not move the page, lines that end where they say, rows that slide, legends.
import assert from 'node:assert/strict';
import { Key, Origin } from 'selenium-webdriver';
import { Pointer } from 'selenium-webdriver/lib/input.js';
import { number, slack, stage } from './page.mjs';

const { page, scene } = stage();

// Places and sizes of all that has to stand still.
const PLACES = `return Object.fromEntries([...document.querySelectorAll('[role=grid]')].flatMap((grid, i) => {
  const name = grid.dataset.part ?? 'grid ' + i;
  return [[name, grid], ...[...grid.rows[1]?.cells ?? []].map((cell, c) => [name + ' column ' + c, cell]), ...[...grid.rows].map((row, r) => [name + ' row ' + r, row])];
}).map(([name, node]) => { const { left, top, width, height } = node.getBoundingClientRect();
  return [name, [left + scrollX, top + scrollY, width, height].map((x) => Math.round(x * 100) / 100).join(' ')]; }))`;

const WIDTHS = { robot: [1440, 'queries', 'q'], projections: [1920, 'embeddings', 'x'], worked: [800, 'queries', 'q'], random: [1440, 'queries', 'q'] };
for (const [preset, [width, name, id]] of Object.entries(WIDTHS)) {
  scene(`a number on its way from -9 to 120 moves nothing of the page: ${preset}`, async () => {
    await page.size(width);
    await page.open(`?preset=${preset}`);
    await page.apply({ type: 'set-cell', matrix: id, row: 0, column: 0, value: -9 });
    // What is said at the first touch (the derivative, the next thing to try) comes before the number moves.
    await page.run('arguments[0].focus()', await page.cell(name, 0, 0));
    await page.until('it is touched', () => page.run('return document.querySelector(".derivative")'));
    // Looked at after each move of the pointer, once the page has followed.
    await page.run(`const places = () => { ${PLACES} };
      window.seen = [];
      const cell = document.querySelector('table[aria-label="' + arguments[0] + '"] [data-r="0"][data-c="0"]');
      addEventListener('pointermove', () => requestAnimationFrame(() => seen.push([cell.textContent, places()])));`, name);
    const before = await page.run(PLACES);
    assert.ok(Object.keys(before).length > 40);
    // A pixel is 0.02 here, and Shift makes it ten times that. WebKitGTK draws no sooner than each 60 ms while one drags.
    const mouse = new Pointer('mouse', Pointer.Type.MOUSE);
    const actions = page.driver.actions().keyDown(Key.SHIFT);
    actions.insert(mouse, mouse.move({ origin: await page.cell(name, 0, 0) }), mouse.press());
    for (let at = 0; at < 650; at += 26) actions.insert(mouse, mouse.move({ origin: Origin.POINTER, x: 26, y: 0, duration: 80 }));
    actions.insert(mouse, mouse.release());
    await actions.keyUp(Key.SHIFT).perform();
    const seen = await page.run('return seen');
    const numbers = seen.map(([text]) => number(text));
    assert.ok(Math.min(...numbers) < 0 && Math.max(...numbers) > 119 && new Set(numbers).size > 20, `${numbers}`);
    for (const [text, places] of seen) assert.deepEqual(places, before, `at ${text}`);
    assert.deepEqual(await page.run(PLACES), before, 'let go');
  });
}

// Each line of the layer: where it ends, in pixels of the window; and the explained cell.
const LINES = `return [...document.querySelectorAll('svg.joins-layer path')].filter((p) => p.getAttribute('d')).map((p) => {
  const box = p.ownerSVGElement.getBoundingClientRect(), [from, to] = [p.getPointAtLength(0), p.getPointAtLength(p.getTotalLength())];
  return { from: [from.x + box.left, from.y + box.top], to: [to.x + box.left, to.y + box.top], role: p.getAttribute('class') };
})`;

// On or beside a box, by no more than 2 pixels.
const touches = ([x, y], box) => x >= box.left - 2 && x <= box.right + 2 && y >= box.top - 2 && y <= box.bottom + 2;
const boxOf = (selector) => page.run('return document.querySelector(arguments[0]).getBoundingClientRect()', selector);

const CELLS = {
  'a score': ['', 'scores-0', 2, 4, ['q', 'k']],
  'a logit': ['', 'logits-0', 2, 4, ['scores-0']],
  'a weight': ['', 'weights-0', 2, 4, ['logits-0']],
  'an output': ['', 'output', 2, 1, ['weights-0', 'v']],
  'a score of projections': ['?preset=projections', 'scores-0', 1, 2, ['query-0', 'key-0']],
  'an output of projections': ['?preset=projections', 'output', 1, 2, ['head-0', 'wo']],
  'a logit under ALiBi': ['?preset=random&position=alibi', 'logits-0', 1, 4, ['scaled-0', 'bias-0']],
  'a query of projections': ['?preset=projections', 'query-0', 1, 1, ['x', 'wq']],
  'a scaled score': ['?preset=causal', 'scaled-0', 2, 1, ['scores-0']],
};
for (const width of [1440, 800]) {
  for (const [name, [address, part, row, column, inputs]] of Object.entries(CELLS)) {
    scene(`lines lead from its inputs to ${name}, ${width} pixels wide`, async () => {
      await page.size(width);
      await page.open(address);
      const at = `[data-part="${part}"] [data-r="${row}"][data-c="${column}"]`;
      await page.run('arguments[0].focus()', await page.find(at));
      const lines = await page.until('there are lines to this cell', async () => {
        const lines = await page.run(LINES);
        const cell = await boxOf(at);
        return lines.length > 0 && lines.every((line) => touches(line.to, cell)) && lines;
      });
      assert.equal(lines.length, inputs.length, `a line from each of ${inputs.join(', ')}`);
      const begun = new Set();
      for (const line of lines) {
        const grids = await page.run(`return arguments[0].map((part) => document.querySelector('[data-part="' + part + '"]').getBoundingClientRect())`, inputs);
        const from = inputs.filter((_, i) => touches(line.from, grids[i]));
        assert.equal(from.length, 1, `${line.from} begins at one of ${inputs.join(', ')}`);
        begun.add(from[0]);
        assert.match(line.role, /^role-[qkvwop]$/);
      }
      assert.equal(begun.size, inputs.length, 'no two from the same');
      await page.driver.actions().move({ origin: await page.reach(await page.find('h1')) }).perform();
    });
  }
}

scene('lines stay with their cell when the page is scrolled and when it gets another size', async () => {
  await page.size(1440);
  await page.open();
  const at = '[data-part="weights-0"] [data-r="3"][data-c="2"]';
  await page.run('arguments[0].focus()', await page.find(at));
  const stand = (what) => page.until(what, async () => {
    const cell = await boxOf(at);
    const lines = await page.run(LINES);
    return lines.length === 1 && lines.every((line) => touches(line.to, cell));
  });
  await stand('at first');
  await page.run('scrollTo(0, 200)');
  await stand('scrolled');
  await page.size(1200);
  await stand('narrower');
  await page.apply({ type: 'set-size', dimension: 'tokens', value: 4 });
  await stand('with fewer tokens');
});

// What slides in a grid of the order lab, by slot; and how.
const sliding = (part) => page.run(`return [...document.querySelector('[data-part="' + arguments[0] + '"]').tBodies[0].rows].map((row) => {
  const style = getComputedStyle(row);
  return { slides: row.dataset.slides ?? null, by: row.style.getPropertyValue('--from-y'), name: style.animationName, time: style.animationDuration };
})`, part);

scene('a shuffle lets the rows slide from where they stood', async () => {
  await page.open('?lab=order&preset=patient');
  await page.press('Original order');
  await page.until('in order', async () => (await page.state()).order.join() === '0,1,2,3,4,5,6');
  await page.press('Reverse');
  await page.until('reversed, and drawn so', async () => (await page.state()).order[0] === 6 && (await sliding('shuffled'))[0].slides);
  for (const part of ['expected', 'shuffled']) {
    const rows = await sliding(part);
    rows.forEach(({ slides, by, name, time }, slot) => {
      const rowsAway = (6 - slot) - slot;
      if (rowsAway === 0) return assert.equal(slides, null, 'what did not move does not slide');
      assert.match(slides, /^[ab]$/);
      assert.equal(by, `${rowsAway * 34}px`, `slot ${slot} of ${part}`);
      assert.match(name, /^slide-[ab]$/);
      assert.ok(parseFloat(time) > 0.1 && parseFloat(time) < 1, time);
      return undefined;
    });
  }
  assert.ok((await sliding('output')).every((row) => row.slides === null), 'the original order stands');
  const before = (await sliding('expected'))[0].name;
  await page.press('Original order');
  await page.until('again', async () => (await page.state()).order[0] === 0);
  await page.until('it begins anew', async () => (await sliding('expected'))[0].name !== before);
});

scene('the row of the height that a slide counts with is the row of the page', async () => {
  await page.open('?lab=order&preset=patient');
  const heights = await page.run('return [...document.querySelector("[data-part=expected]").tBodies[0].rows].map((r) => r.getBoundingClientRect().height)');
  assert.ok(heights.every((height) => Math.abs(height - 34) <= 1), `${heights}`);
});

scene('where less motion is wanted nothing slides', async () => {
  await page.browser.calm(page.driver, true);
  try {
    await page.open('?lab=order&preset=patient');
    await page.press('Reverse');
    await page.until('it is shuffled', async () => (await sliding('expected')).some((row) => row.slides));
    for (const row of await sliding('expected')) assert.ok(row.name === 'none' || parseFloat(row.time) === 0, JSON.stringify(row));
    assert.deepEqual(await page.run('return document.getAnimations().length'), 0);
  } finally {
    await page.browser.calm(page.driver, false);
  }
}, 'calm');

const LEGENDS = `return [...document.querySelectorAll('[role=grid]')].map((grid) => {
  const legend = grid.closest('.grid-frame')?.querySelector('.legend');
  const cells = [...grid.querySelectorAll('[data-r]')];
  return { part: grid.dataset.part, heated: cells.some((c) => /\\b[hn]\\d+\\b/.test(c.className)), unit: grid.classList.contains('unit'),
    texts: cells.map((c) => c.textContent),
    steps: cells.map((c) => c.className.match(/\\b([hn])(\\d+)\\b/)).map((m) => m && (m[1] === 'n' ? -1 : 1) * Number(m[2])),
    seen: Boolean(legend?.checkVisibility()), both: Boolean(legend?.querySelector('.both')), ends: legend && [...legend.querySelectorAll('span:not(.ramp)')].map((s) => s.textContent) };
})`;

for (const address of ['', '?preset=projections', '?preset=random&position=alibi&mask=causal', '?preset=random&position=sinusoidal',
  '?lab=order&preset=patient', '?lab=order&preset=pressure&mask=causal']) {
  scene(`every heat map has a legend, with what its colours stand for: ${address || 'the first screen'}`, async () => {
    await page.size(1440);
    await page.open(address);
    const legends = await page.run(LEGENDS);
    assert.ok(legends.some((l) => l.heated));
    for (const { part, heated, unit, texts, steps, seen, both, ends } of legends) {
      if (!heated) continue;
      assert.ok(seen, `${part} has a legend`);
      const [from, to] = ends.map(number);
      const numbers = texts.map(number);
      const finite = numbers.filter(Number.isFinite);
      const most = Math.max(...finite.map(Math.abs));
      // The end is a round number above the largest, so that it stays while a number is dragged; no colour is left over.
      assert.ok(to >= most - 0.05 * (most > 10) - 0.005 && (unit || most < 0.005 || to <= 1.6 * most), `${part}: up to ${ends[1]}, and the largest is ${most}`);
      assert.ok(unit ? from === 0 && to === 1 : from === 0 || from === -to, `${part}: from ${ends[0]} to ${ends[1]}`);
      assert.equal(from < 0, finite.some((x) => x < 0), `${part}: below 0 only where there is such a number`);
      assert.equal(both, from < 0, part);
      // Each colour is the tenth of the legend that its number is.
      if (part === 'difference' || to < 0.005) continue;
      numbers.forEach((x, i) => {
        if (steps[i] === null) return assert.equal(x, -Infinity, `${part}: ${texts[i]} has no colour`);
        const tenths = (10 * x) / to;
        const rounding = 0.5 + (10 * slack(texts[i])) / to + Math.abs(tenths) * (slack(ends[1]) / to) + 1e-6;
        return assert.ok(Math.abs(steps[i] - tenths) <= rounding, `${part}: ${texts[i]} of ${ends[1]} has colour ${steps[i]}`);
      });
    }
  });
}

scene('the legend follows the numbers', async () => {
  await page.open('?preset=worked');
  const ends = async () => (await page.run(LEGENDS)).find((l) => l.part === 'v').ends;
  await page.apply({ type: 'set-cell', matrix: 'v', row: 0, column: 0, value: -40 });
  await page.until('it follows', async () => (await ends()).join() === '\u221240.0,40.0');
});
