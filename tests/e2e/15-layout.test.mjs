import assert from 'node:assert/strict';
import { address, measure } from './cost.mjs';
import { forWidth, stage } from './page.mjs';

const { scene } = stage();

// Nothing sticks out of the window, and what it is that does.
const STICKING = `const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const scrolls = (e) => e && (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const out = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > width + 1 && !scrolls(e.parentElement));
  return [document.documentElement.scrollWidth + ' > ' + innerWidth,
    ...out.slice(0, 5).map((e) => e.tagName + '.' + e.getAttribute('class') + ' ' + e.textContent.slice(0, 20))];`;

// What can be clicked is 24 by 24 pixels (WCAG 2.5.8): itself, or together with its label. A smaller one passes where a
// circle of 24 pixels around its middle meets neither another target nor another's circle. Links in text are exempt, whatever they are made of.
const SMALL = `const targets = [...document.querySelectorAll('button, input, select, textarea, a[href], [role=switch], [data-r]')]
    .filter((e) => e.checkVisibility({ opacityProperty: false, visibilityProperty: true }) && !e.disabled && !e.closest('.skip')
      // A number of an arithmetic leads where its own cell leads, which is large enough (WCAG 2.5.8, equivalent).
      && !e.matches('.explain .number'))
    .map((e) => {
      const boxes = [e, ...(e.labels ?? [])].map((x) => x.getBoundingClientRect()).filter((b) => b.width && b.height);
      const left = Math.min(...boxes.map((b) => b.left)), right = Math.max(...boxes.map((b) => b.right));
      const top = Math.min(...boxes.map((b) => b.top)), bottom = Math.max(...boxes.map((b) => b.bottom));
      return { e, left, right, top, bottom, x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
    }).filter((t) => Number.isFinite(t.x) && !(t.e.matches('a, button.link') && getComputedStyle(t.e).display.startsWith('inline') && t.e.closest('p, li')));
  const small = (t) => t.width < 23.5 || t.height < 23.5;
  const away = (t, o) => Math.hypot(Math.max(o.left - t.x, 0, t.x - o.right), Math.max(o.top - t.y, 0, t.y - o.bottom)) >= 12
    && (!small(o) || Math.hypot(t.x - o.x, t.y - o.y) >= 24);
  return targets.filter((t) => small(t) && !targets.every((o) => o.e === t.e || o.e.contains(t.e) || t.e.contains(o.e) || away(t, o)))
    .map((t) => t.e.tagName + '.' + t.e.className + ' [' + (t.e.getAttribute('aria-label') ?? t.e.textContent).slice(0, 30) + '] '
      + t.width.toFixed(1) + ' x ' + t.height.toFixed(1));`;

const STATES = {
  robot: ['', async () => {}],
  'two heads and biases': ['?preset=projections', async (page) => {
    await page.apply({ type: 'set-optional', matrix: 'bo', on: true });
  }],
  '64 tokens': ['?preset=random&mask=causal', async (page) => {
    await page.apply({ type: 'set-size', dimension: 'tokens', value: 64 });
    await page.apply({ type: 'set-size', dimension: 'd_k', value: 16 });
    await page.find('.overview');
  }],
  'a custom mask of 16': ['?preset=random', async (page) => {
    await page.apply({ type: 'set-size', dimension: 'tokens', value: 16 });
    await page.apply({ type: 'toggle-mask-cell', row: 0, column: 1 });
    await page.find('.mask-grid');
  }],
  'long words': ['?preset=worked', async (page) => {
    await page.apply({ type: 'rename-token', row: 0, label: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'.repeat(3) });
    await page.apply({ type: 'rename-token', row: 1, label: 'many words in one token, as some have it' });
  }],
  'long numbers': ['?preset=worked', async (page) => {
    for (const [column, value] of [-3.4e38, -1.17e-38, 123456.789, -0.000123456].entries()) {
      await page.apply({ type: 'set-cell', matrix: 'q', row: 0, column, value });
    }
  }],
  order: ['?lab=order&preset=patient', async () => {}],
  'order with 64 tokens': ['?lab=order&preset=random&position=learned', async (page) => {
    await page.apply({ type: 'set-size', dimension: 'tokens', value: 64 });
    await page.apply({ type: 'shuffle' });
  }],
  'order of projections': ['?lab=order&preset=collider', async () => {}],
  'cost, measured': [address(), measure],
};

for (const width of [320, 800, 1440, 1920]) {
  for (const [name, [address, arrange]] of Object.entries(STATES)) {
    scene(`${name}: all is there ${width} pixels wide`, async (page) => {
      await page.size(width);
      await page.open(address);
      await arrange(page);
      assert.deepEqual(await page.until('it is laid out', () => page.run(STICKING)), [], 'sticks out of the window');
      assert.deepEqual(await page.run(SMALL), [], 'too small to be hit');
    }, ...forWidth(width));
  }
}

scene('the second look: rows of the figure on one line on a wide screen, below each other on a narrow one', async (page) => {
  const tops = () => page.run(`return ['queries', 'scores', 'logits', 'weights', 'output'].map((name) =>
    Math.round(document.querySelector('[role=grid][aria-label="' + name + '"] [data-r="0"]').getBoundingClientRect().top))`);
  await page.size(1440);
  await page.open('?preset=worked');
  assert.equal(new Set(await tops()).size, 1, 'a query\'s row runs on one line');
  await page.size(320);
  await page.until('they are stacked', async () => {
    const [query, , , , output] = await tops();
    return output > query;
  });
}, ...forWidth(320));
