import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Key } from 'selenium-webdriver';
import { address, measure } from './cost.mjs';
import { stage } from './page.mjs';

const { scene } = stage();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Rules that ask for colours, which are all that the dark theme changes.
const COLOURS = ['color-contrast', 'link-in-text-block'];

async function violations(page, rules) {
  const found = await page.run(`const [rules] = arguments;
    return (await axe.run(document, { resultTypes: ['violations'], preload: false, ...rules && { runOnly: rules } })).violations`, rules);
  return found.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.slice(0, 4).map((node) => `${node.target.join(' ')} (${node.any.concat(node.all, node.none)[0]?.message ?? ''})`).join('; ')}${nodes.length > 4 ? ` and ${nodes.length - 4} more` : ''}`);
}

const PRESETS = ['robot', 'library', 'worked', 'projections', 'causal', 'random', 'patient', 'collider', 'pressure'];
const POSITIONS = ['none', 'sinusoidal', 'learned', 'rope', 'alibi'];

const SCENES = {
  ...Object.fromEntries(PRESETS.map((preset) => [`the preset ${preset}`, [`?preset=${preset}`]])),
  ...Object.fromEntries(POSITIONS.map((position) => [`positions: ${position}`, [`?preset=random&position=${position}`]])),
  ...Object.fromEntries(POSITIONS.map((position) => [`order with positions: ${position}`, [`?lab=order&preset=pressure&position=${position}`]])),
  'weights as arcs': ['', async (page) => {
    await page.press('arcs');
    await page.find('.arcs');
  }],
  'a custom mask': ['?preset=library', async (page) => {
    await page.apply({ type: 'toggle-mask-cell', row: 0, column: 1 });
    await page.find('.mask-grid');
  }],
  'an edit': ['', async (page) => {
    await page.run('arguments[0].focus()', await page.cell('queries', 4, 0));
    await page.keys(Key.F2);
    await page.find('.cell-field');
  }],
  'an edit with an error': ['', async (page) => {
    await page.run('arguments[0].focus()', await page.cell('queries', 4, 0));
    await page.keys(Key.F2);
    await page.find('.cell-field');
    await page.keys('x');
    await page.until('the error is said', () => page.text('.cell-error'));
  }],
  'a setting with an error': ['', async (page) => {
    await page.fill(await page.find('#temperature'), 'x');
    await page.until('the error is said', () => page.fieldError('temperature'));
  }],
  'notices': ['?mask=round&heads=7', async (page) => {
    await page.notice(/^mask/);
  }],
  'a copied link': ['', async (page) => {
    await page.press('Copy link');
    await page.notice(/./);
  }],
  'only to look at': ['?readonly=1'],
  'a token in hand': ['?lab=order&preset=patient', async (page) => {
    await page.run('arguments[0].focus()', await page.find('.slots button'));
    await page.keys(Key.SPACE);
    await page.find('.slot.held');
  }],
  // The panel is folded on the narrow ones of the screens below, and open on the others; unfolded it is open on all.
  'a number explained': ['?preset=projections', async (page) => {
    await page.run('arguments[0].focus()', await page.cell('queries', 1, 1));
    await page.run('arguments[0].focus()', await page.cell('weights', 1, 1));
    await page.until('its arithmetic', () => page.text('.terms'));
  }],
  'a number explained, unfolded': ['', async (page) => {
    await page.run('arguments[0].focus()', await page.cell('queries', 4, 0));
    await page.run('arguments[0].focus()', await page.cell('weights', 4, 1));
    await page.size(400);
    await page.press('Show how');
    await page.button('Show less');
    await page.size(1440);
  }],
  'a long sum explained': ['?preset=random', async (page) => {
    await page.apply({ type: 'set-size', dimension: 'tokens', value: 16 });
    await page.run('arguments[0].focus()', await page.cell('output', 1, 1));
    await page.until('it is folded', () => page.text('.terms .aside'));
  }],
  'derivatives in place of numbers': ['?preset=random', async (page) => {
    await page.run('arguments[0].focus()', await page.cell('queries', 2, 1));
    await page.press('what depends on it');
    await page.find('.grid.influence');
  }],
  'marks of derivatives, and a number that wiggles': ['?preset=random', async (page) => {
    await page.browser.calm?.(page.driver, true);
    await page.run('arguments[0].focus()', await page.cell('queries', 2, 1));
    await page.keys('w');
    await page.find('.wiggling');
    await page.browser.calm?.(page.driver, false);
  }],
  'a difference explained in the order lab': ['?lab=order&preset=pressure&mask=causal', async (page) => {
    await page.run('arguments[0].focus()', await page.cell('their difference', 1, 0));
    await page.until('its arithmetic', () => page.text('.arithmetic .line'));
  }],
  'the cost lab': ['?lab=cost'],
  'the cost lab, measured': [address(), measure],
  'German': ['?lang=de', async (page) => {
    await page.run('arguments[0].focus()', await page.find('[data-part=weights-0] [data-r="4"]'));
  }],
  'German, the order lab': ['?lang=de&lab=order&preset=patient'],
  'German, with errors and notices': ['?lang=de&mask=round', async (page) => {
    await page.fill(await page.find('#temperature'), '0');
    await page.until('it is said', () => page.fieldError('temperature'));
  }],
  '64 tokens': ['?preset=random', async (page) => {
    await page.apply({ type: 'set-size', dimension: 'tokens', value: 64 });
    await page.find('.overview');
  }],
};

// A wide window, a phone, and a laptop's window at 200 %.
const SCREENS = {
  '1440 pixels wide': [1440, 1000, 1],
  '320 pixels wide': [320, 1000, 1],
  'at 200 %': [720, 500, 2],
};

// Ends what moves: a colour on its way is none to be measured.
const STILL = `document.getAnimations().forEach((a) => a.effect?.getComputedTiming().iterations === Infinity ? a.cancel() : a.finish());`;

for (const [name, [address, arrange = async () => {}]] of Object.entries(SCENES)) {
  scene(name, async (page) => {
    const found = {};
    await page.size(1440);
    await page.open(address);
    await arrange(page);
    await page.run(axe);
    for (const [screen, [width, height, scale]] of Object.entries(SCREENS)) {
      await page.size(width, height, scale);
      for (const theme of ['light', 'dark']) {
        await page.run(`document.documentElement.dataset.theme = arguments[0]; ${STILL}`, theme);
        const violated = await violations(page, theme === 'dark' ? COLOURS : null);
        if (violated.length > 0) found[`${theme}, ${screen}`] = violated;
      }
    }
    assert.deepEqual(found, {});
  }, 'viewport');
}

// What is offered is what is looked at.
scene('every preset and every encoding is among the scenes', async (page) => {
  await page.open();
  assert.deepEqual(await page.run('return [...document.querySelectorAll("#preset option")].map((o) => o.value)'), PRESETS);
  assert.deepEqual(await page.run('return [...document.querySelectorAll("[id^=position-]")].filter((e) => e.matches("input")).map((e) => e.value)'), POSITIONS);
});
