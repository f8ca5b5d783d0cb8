import assert from 'node:assert/strict';
import { Key } from 'selenium-webdriver';
import { stage } from './page.mjs';

const { page, scene } = stage();
const MOST = 200;

// The stop that has the focus; null where the focus is on nothing of the page. `mark` counts the elements that were
// stopped at, so that one is known again. `look` is what an outline, a shadow or a border shows.
const HERE = `
  const look = (e) => { const s = getComputedStyle(e); return [s.outlineStyle === 'none' ? 'none' : s.outline, s.boxShadow, s.borderColor].join(' '); };
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const ring = [e, e.parentElement];
  for (const r of ring) for (const a of r.getAnimations()) a.effect.getComputedTiming().iterations === Infinity ? a.cancel() : a.finish();
  const focused = ring.map(look);
  const visible = e.matches(':focus-visible');
  window.stops ??= new Map();
  // Where none of a group of radio buttons is chosen, the way back may enter it by its last.
  const one = e.type === 'radio' ? document.querySelector('input[type=radio][name="' + e.name + '"]') : e;
  if (!stops.has(one)) stops.set(one, stops.size);
  const shown = e.labels?.[0] && getComputedStyle(e).opacity === '0' ? e.labels[0] : e;
  // Of what is high, Tab may bring an edge into view alone.
  const { top, bottom } = shown.getBoundingClientRect();
  if ((top + bottom) / 2 < 0 || (top + bottom) / 2 > innerHeight) shown.scrollIntoView({ block: 'center' });
  const box = shown.getBoundingClientRect();
  const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const kin = (a, b) => a && b && (a === b || a.contains(b) || b.contains(a) || a.parentElement === b.parentElement);
  const grid = e.closest('[role=grid]');
  const part = e.closest('.bar, .lab-head, .tokens, .formula, .inputs, .explain, .stages, .falk, .settings-group, .permutation, .findings, .lesson');
  const onPage = (b) => ({ left: b.left + scrollX, top: b.top + scrollY, bottom: b.bottom + scrollY });
  const stop = {
    text: e.textContent, mark: stops.get(one), visible, tag: e.tagName.toLowerCase(), grid: grid?.getAttribute('aria-label') ?? null,
    hidden: !e.checkVisibility({ visibilityProperty: true }) || box.width < 1 || box.height < 1,
    covered: !kin(e, middle) && !e.matches('.skip'),
    section: part ? (part.querySelector('h2')?.textContent ?? '') + '.' + part.className.split(' ')[0] : '',
    figure: Boolean(e.closest('.falk, .inputs')), box: onPage(box), part: part && onPage(part.getBoundingClientRect()),
  };
  e.blur();
  for (const r of ring) for (const a of r.getAnimations()) a.finish();
  stop.shown = ring.map(look).some((before, i) => before !== focused[i]);
  e.focus({ preventScroll: true, focusVisible: true });
  return stop;`;

// The role and the name that assistive technology is given, by the browser's own computation.
async function named(page) {
  const element = await page.driver.switchTo().activeElement();
  const [role, name] = await Promise.all([element.getAriaRole(), element.getAccessibleName()]);
  return { role, name };
}

// All stops from where the focus is to the end of the page.
async function walk(page, back = false) {
  const stops = [];
  for (let i = 0; i < MOST; i += 1) {
    if (back) await page.chord([Key.SHIFT], Key.TAB);
    else await page.keys(Key.TAB);
    const stop = await page.run(HERE);
    if (!stop || stops.some((earlier) => earlier.mark === stop.mark)) return stops;
    stops.push({ ...stop, ...(await named(page)) });
  }
  assert.fail(`Tab found no end in ${MOST} stops: ${stops.slice(-6).map(words).join(', ')}`);
}

const words = ({ role, name, grid, section }) => `${section}: ${role} “${name}”${grid ? ` in ${grid}` : ''}`;

// A stop is not above the one before it, and in one row not left of it. Of one row are two whose heights overlap by half
// of the smaller.
function isRead(a, b) {
  const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (shared > 0.5 * Math.min(a.bottom - a.top, b.bottom - b.top)) return b.left >= a.left - 2;
  return b.top >= a.top - 2;
}

// In a figure of matrices columns are read from left to right, each from above, whatever base line they stand on.
const isReadAsFigure = (a, b) => b.left >= a.left - 2 || b.top >= a.bottom;

// WebKitGTK's driver names cells of a grid by a label alone; what is in them is read all the same.
const nameOf = ({ name, grid, text }) => (page.browser.namesCells || !grid ? name : text).trim();

function check(stops) {
  const wrong = (what, is) => assert.deepEqual(stops.filter(is).map(words), [], what);
  wrong('stops that are not to be seen', (s) => s.hidden);
  wrong('stops behind something', (s) => s.covered);
  wrong('stops without a mark of the focus', (s) => !s.shown);
  wrong('stops that the keyboard does not mark', (s) => !s.visible);
  wrong('stops without a name', (s) => nameOf(s) === '');
  const grids = stops.filter((s) => s.grid).map((s) => s.grid);
  assert.deepEqual(grids, [...new Set(grids)], 'each grid is one stop');
}

// The stops of each part, and the parts among each other, come in the order of reading. Gives back the parts.
function checkOrder(stops) {
  const wrong = [];
  for (const [i, b] of stops.entries()) {
    const a = stops[i - 1];
    if (!a?.part || !b.part) continue;
    // Known and not mended: on a narrow page the lesson's column stands below the lab, and its one button comes before
    // it. (With `reading-flow: grid-order` Chromium leaves out all of the lab, which has a tabindex of -1.)
    if (a.section.endsWith('.lesson') && a.part.top > b.part.top) continue;
    const isRight = a.section !== b.section ? isRead(a.part, b.part) : (b.figure ? isReadAsFigure : isRead)(a.box, b.box);
    if (!isRight) wrong.push(`${words(a)} before ${words(b)}`);
  }
  assert.deepEqual(wrong, [], 'stops against the order of reading');
  return stops.map((s) => s.section).filter((section, i, all) => section && section !== all[i - 1]);
}

const LABS = {
  attention: {
    address: '?lab=attention', first: ['Skip to the lab', 'attention playground', 'Attention', 'Scaling', 'Order', 'Learning order', 'Cost'],
    grids: ['queries', 'keys', 'scores', 'logits', 'weights', 'values', 'output'],
  },
  order: { address: '?lab=order', first: ['Skip to the lab', 'attention playground', 'Attention', 'Scaling', 'Order', 'Learning order', 'Cost'], grids: [] },
  projections: {
    address: '?preset=projections', first: ['Skip to the lab'],
    grids: ['embeddings', 'query projection', 'key projection', 'value projection'],
  },
  stages: { address: '?preset=causal', first: ['Skip to the lab'], grids: ['queries', 'keys', 'scores', 'logits', 'weights', 'values', 'output', 'scaled scores', 'mask'] },
};

for (const [lab, { address, first, grids }] of Object.entries(LABS)) {
  for (const width of [1440, 800]) {
    scene(`${lab}: Tab walks the whole page in the order of reading, ${width} pixels wide`, async () => {
      // A walk leaves the focus with the browser itself, for good in some; a new one has it in the page.
      await page.end();
      await page.start();
      await page.size(width);
      await page.open(address);
      // Once an input was touched and a number explained, the panel has its buttons; Tab alone would bring them about
      // on the way, behind itself.
      for (const readonly of [false, true]) {
        await page.run('arguments[0].focus()', await page.find(`[role=grid][aria-readonly=${readonly}] [data-r]`));
      }
      await page.find('.explain .toggles');
      // Back to where a new page begins: Tab goes on from where the focus was, be it of something that is gone.
      await page.run(`const start = document.createElement('span');
        start.tabIndex = -1;
        document.body.prepend(start);
        start.focus();
        start.remove();`);
      const stops = await walk(page);
      assert.ok(stops.some((s) => s.section.endsWith('.explain')), 'the panel is among them');
      check(stops);
      const parts = checkOrder(stops);
      assert.deepEqual(stops.slice(0, first.length).map((s) => s.name), first);
      const names = stops.map((s) => s.name);
      assert.ok(names.includes('Copy link') && !names.some((name) => name.startsWith('Undo')), 'what cannot be used is no stop');
      const met = stops.filter((s) => s.grid).map((s) => s.grid);
      assert.deepEqual(met.filter((name) => grids.includes(name)), grids, 'the grids from left to right');
      const all = await page.gridNames();
      assert.equal(met.length, new Set(all).size, `every grid is met: ${all.join(', ')}`);
      assert.deepEqual(parts, [...new Set(parts)], 'no part of the page is entered twice');
      const back = await walk(page, true);
      assert.deepEqual(back.map((s) => s.mark).filter((m) => m !== stops.at(-1).mark),
        stops.map((s) => s.mark).reverse().filter((m) => m !== stops.at(-1).mark), 'the same way back');
    });
  }
}

scene('a notice hides no stop, moves nothing, and can be closed by keyboard', async () => {
  await page.end();
  await page.start();
  await page.size(1440, 700);
  await page.open();
  const places = `return [...document.querySelectorAll('h1, [role=grid], .settings')].map((e) => e.getBoundingClientRect().top)`;
  await page.run('return document.fonts.ready.then(() => true)');
  const before = await page.run(places);
  await page.press('Copy link');
  await page.notice(/./);
  assert.deepEqual(await page.run(places), before, 'nothing moved');
  await page.run('arguments[0].focus()', await page.button('Close this notice'));
  await page.keys(Key.ENTER);
  await page.until('it is closed', async () => (await page.notices()).length === 0);
  // The walk comes last: it leaves the focus with the browser itself.
  await page.press('Copy link');
  await page.notice(/./);
  await page.run('document.activeElement.blur()');
  await page.run('getSelection().collapse(document.body, 0)');
  const stops = await walk(page);
  check(stops);
  assert.ok(stops.some((s) => s.name === 'Close this notice'), 'the notice is in the order');
});
