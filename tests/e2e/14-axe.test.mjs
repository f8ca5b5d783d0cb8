import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Key } from 'selenium-webdriver';
import { stage } from './page.mjs';

const { scene } = stage();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page) {
  const found = await page.run(`return (await axe.run(document, { resultTypes: ['violations'], preload: false })).violations`);
  return found.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.slice(0, 4).map((node) => `${node.target.join(' ')} (${node.any.concat(node.all, node.none)[0]?.message ?? ''})`).join('; ')}${nodes.length > 4 ? ` and ${nodes.length - 4} more` : ''}`);
}

const SCENES = {
  'the first screen': ['', async () => {}],
  'projections with two heads': ['?preset=projections', async () => {}],
  'weights as arcs': ['', async (page) => {
    await page.press('arcs');
    await page.find('.arcs');
  }],
  'a custom mask': ['?preset=library', async () => {}],
  'ALiBi with its slopes': ['?position=alibi', async () => {}],
  'sinusoidal positions': ['?position=sinusoidal', async () => {}],
  'an edit with an error': ['', async (page) => {
    await page.run('arguments[0].focus()', await page.cell('queries', 4, 0));
    await page.keys(Key.F2);
    await page.find('.cell-field');
    await page.keys('x');
    await page.until('the error is said', () => page.text('.cell-error'));
  }],
  'notices': ['?mask=round&heads=7', async (page) => {
    await page.notice(/^mask/);
  }],
  'the order lab': ['?lab=order&preset=patient', async () => {}],
  'the order lab with positions': ['?lab=order&preset=collider&position=sinusoidal', async () => {}],
  'a token in hand': ['?lab=order&preset=patient', async (page) => {
    await page.run('arguments[0].focus()', await page.find('.slots button'));
    await page.keys(Key.SPACE);
    await page.find('.slot.held');
  }],
  '64 tokens': ['?preset=random', async (page) => {
    await page.apply({ type: 'set-size', dimension: 'tokens', value: 64 });
    await page.find('.overview');
  }],
};

// Ends what moves: a colour on its way is none to be measured.
const STILL = `document.getAnimations().forEach((a) => a.effect?.getComputedTiming().iterations === Infinity ? a.cancel() : a.finish());`;

for (const [name, [address, arrange]] of Object.entries(SCENES)) {
  scene(name, async (page) => {
    const found = {};
    await page.size(1440);
    await page.open(address);
    await arrange(page);
    await page.run(axe);
    for (const width of [1440, 320]) {
      await page.size(width);
      for (const theme of ['light', 'dark']) {
        await page.run(`document.documentElement.dataset.theme = arguments[0]; ${STILL}`, theme);
        found[`${theme}, ${width} pixels wide`] = await violations(page);
      }
    }
    assert.deepEqual(found, {
      'light, 1440 pixels wide': [], 'dark, 1440 pixels wide': [], 'light, 320 pixels wide': [], 'dark, 320 pixels wide': [],
    });
  });
}
