import assert from 'node:assert/strict';
import { readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Key } from 'selenium-webdriver';
import { forWidth, stage } from './page.mjs';

const { PNG } = createRequire(import.meta.url)('pngjs');
const { page, scene } = stage();

// The Scaling lab, its answers shown and its plots drawn.
async function open(width = 1280) {
  await page.size(width);
  await page.load('?lab=scaling');
  await page.press('Show it without a guess');
  await page.until('curves are drawn', () => page.run(`return document.querySelectorAll('.plot-line').length > 3`));
}

// The ids of all plots.
const plots = () => page.run(`return [...document.querySelectorAll('.plot')].map((plot) => plot.id)`);

const toggle = (id) => page.run(`document.querySelector('#' + arguments[0] + ' summary').click()`, id);

// The table under a plot: its heads and its rows.
async function table(id) {
  await toggle(id);
  await page.find(`#${id} tbody tr`);
  return page.run(`const rows = [...document.querySelectorAll('#' + arguments[0] + ' tr')];
    return rows.map((row) => [...row.cells].map((cell) => cell.textContent))`, id);
}

async function saved(id, format) {
  const button = await page.run(`return [...document.querySelectorAll('#' + arguments[0] + ' .plot-file')]
    .find((button) => button.textContent === arguments[1])`, id, format);
  await page.run('arguments[0].scrollIntoView({ block: "center" })', button);
  await button.click();
  const name = `attention-playground-${id}.${format.toLowerCase()}`;
  await page.until(`${name} is saved`, async () => (await readdir(page.session.downloads)).includes(name));
  const path = join(page.session.downloads, name);
  const content = await page.until('it is whole', async () => {
    const read = await readFile(path);
    return read.length > 0 && read;
  });
  await rm(path);
  return content;
}

// The fields of a line of CSV.
const fields = (line) => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain);

scene('keys and the pointer say the numbers that the table has', async () => {
  await open();
  for (const id of await plots()) {
    const [heads, ...rows] = await table(id);
    const last = await page.run(`const glass = document.querySelector('#' + arguments[0] + ' .plot-glass');
      glass.focus();
      return Number(glass.ariaValueMax)`, id);
    assert.ok(rows.length === last + 1 || rows.length > 60, `${id}: a row for each place`);
    for (const [key, row] of [[Key.HOME, rows[0]], [Key.ARROW_RIGHT, rows[1]], [Key.END, rows.at(-1)]]) {
      await page.keys(key);
      const told = await page.until('it is told', () => page.text(`#${id} .plot-told`));
      if (rows.length !== last + 1 && key === Key.ARROW_RIGHT) continue;
      for (const number of row.slice(0, heads.length).filter((text) => /\d/.test(text))) {
        // What is the same everywhere is said by its line alone.
        if (rows.every((other) => other[row.indexOf(number)] === number)) continue;
        assert.ok(told.includes(number), `${id}: “${told}” does not say ${number}`);
      }
      assert.equal(await page.run(`return document.querySelectorAll('#' + arguments[0] + ' .plot-cursor').length`, id), 1);
    }
    await toggle(id);
  }
});

scene('a touch in the middle says what is there', async () => {
  await open();
  const [id] = await plots();
  const [before, after] = await page.run(`const glass = document.querySelector('#' + arguments[0] + ' .plot-glass');
    const box = glass.getBoundingClientRect();
    const point = (share) => glass.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerType: 'touch',
      clientX: box.left + share * box.width, clientY: box.top + box.height / 2 }));
    const told = () => new Promise((done) => setTimeout(() => done(document.querySelector('#' + arguments[0] + ' .plot-told').textContent), 50));
    point(0.3);
    const before = await told();
    point(0.6);
    return [before, await told()]`, id);
  assert.match(before, /\d/);
  assert.match(after, /\d/);
  assert.notEqual(before, after);
});

scene('a plot is saved as picture and as numbers', async () => {
  await open();
  const [id] = await plots();
  // Without its style, which this page's policy would forbid in a document made here.
  const svg = String(await saved(id, 'SVG')).replace(/<style>.*<\/style>/s, '');
  const [width, height, shapes] = await page.run(`const svg = new DOMParser().parseFromString(arguments[0], 'image/svg+xml').documentElement;
    return [Number(svg.getAttribute('width')), Number(svg.getAttribute('height')), svg.querySelectorAll('path').length]`, svg);
  assert.ok(width > 600 && height > 300 && shapes > 3, 'the file is an SVG picture');
  const png = PNG.sync.read(await saved(id, 'PNG'));
  assert.deepEqual([png.width, png.height], [2 * width, 2 * Math.trunc(height)], 'two pixels to one');
  const colours = new Set(new Uint32Array(png.data.buffer, png.data.byteOffset, png.width * png.height));
  assert.ok(colours.size > 20, 'its own style reached the picture');
  const csv = String(await saved(id, 'CSV')).trim().split('\r\n').map(fields);
  const [heads, ...rows] = await table(id);
  assert.deepEqual(csv[0].map((head) => head.replace('_', '')), heads);
  assert.ok(csv.length - 1 >= rows.length);
  assert.ok(Math.abs(Number(csv[1][0]) - Number(rows[0][0].replace('\u2212', '-'))) < 1e-3);
});

scene('plots fit from 320 to 1920 pixels, their text neither cut nor shrunk', async () => {
  await open(320);
  for (const width of [320, 400, 800, 1440, 1920]) {
    await page.size(width);
    await page.until(`drawn for ${width} pixels`, async () => {
      const drawn = await page.run(`return [...document.querySelectorAll('.plot-picture')].map((svg) => {
        const box = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
        return { id: svg.closest('.plot').id, scale: box.width / svg.viewBox.baseVal.width,
          over: Math.max(...texts.map((text) => Math.max(text.right - box.right, box.left - text.left))) };
      })`);
      for (const { id, scale, over } of drawn) {
        assert.ok(scale > 0.95 && scale < 1.12, `${id} is shown ${scale} times as large as drawn`);
        assert.ok(over < 4, `${id}: a text stands ${over} pixels outside`);
      }
      return drawn.length > 0;
    });
    assert.ok(await page.run('return document.documentElement.scrollWidth <= innerWidth'), `no sideways scrolling at ${width}`);
  }
}, ...forWidth(320));
