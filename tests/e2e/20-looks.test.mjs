import assert from 'node:assert/strict';
import { difference, emulate, holds, isSame, picture, settled } from './looks.mjs';
import { stage } from './page.mjs';

const { scene } = stage();

const SCREENS = { 320: [320, 1400], 800: [800, 1400], 1440: [1440, 1150], 1920: [1920, 1150] };
// Those that measure are shown before they have.
const LABS = {
  attention: '?lab=attention', order: '?lab=order', scaling: '?lab=scaling', learning: '?lab=learning', cost: '?lab=cost',
};

async function look(page, address, screen) {
  await emulate(page, screen);
  await page.open(address);
  await settled(page);
  return picture(page);
}

const screen = (name) => ({ width: SCREENS[name][0], height: SCREENS[name][1] });

for (const [lab, address] of Object.entries(LABS)) {
  for (const size of Object.keys(SCREENS)) {
    for (const theme of ['light', 'dark']) {
      scene(`the ${lab} lab, ${size} pixels wide, ${theme}`, async (page) => {
        holds(`${lab}-${size}-${theme}`, await look(page, `${address}&theme=${theme}`, screen(size)));
      }, 'devtools');
    }
  }

  scene(`the ${lab} lab at 200 %`, async (page) => {
    holds(`${lab}-zoomed`, await look(page, `${address}&theme=light`, { width: 720, height: 500, scale: 2 }));
  }, 'devtools');

  scene(`the ${lab} lab on a phone, by touch`, async (page) => {
    const actual = await look(page, `${address}&theme=light`, { width: 320, height: 640, scale: 2, touch: true });
    assert.ok(await page.run('return matchMedia("(pointer: coarse)").matches && matchMedia("(hover: none)").matches'));
    holds(`${lab}-touch`, actual);
  }, 'devtools');

  // The width of an A4 page between margins of 14 mm; from the dark theme, of which nothing may be left.
  scene(`the ${lab} lab on paper`, async (page) => {
    const actual = await look(page, `${address}&theme=dark`, { width: 688, height: 1100, media: 'print' });
    assert.equal(await page.run('return getComputedStyle(document.documentElement).backgroundColor'), 'rgb(255, 255, 255)');
    holds(`${lab}-print`, actual);
  }, 'devtools');
}

for (const theme of ['light', 'dark']) {
  scene(`numbers below zero, ${theme}`, async (page) => {
    holds(`negative-${theme}`, await look(page, `?preset=random&theme=${theme}`, { width: 1440, height: 800 }));
  }, 'devtools');
}

// What moves is still, and else nothing is another.
scene('the attention lab with less motion', async (page) => {
  const size = screen(1440);
  await emulate(page, { ...size, motion: 'reduce' });
  await page.open('?lab=attention&theme=light');
  await page.until('the marked number is there', () => page.run('return Boolean(document.querySelector(".invite"))'));
  assert.deepEqual(await page.run('return document.getAnimations().map((a) => a.animationName)'), []);
  await settled(page);
  holds('attention-1440-light', await picture(page));
}, 'devtools');

// The tolerance is no blindfold.
const FAULTS = {
  'a colour of the tokens': 'document.documentElement.style.setProperty("--key", "#a85c08")',
  'a column three pixels off': 'document.querySelector(".falk .matrix").style.setProperty("translate", "3px")',
  'a size of type': 'document.documentElement.style.setProperty("--size-0", "0.875rem")',
  'a tint': 'document.documentElement.style.setProperty("--tint", "3.2%")',
  'a line that is missing': 'document.querySelector(".cell.here").style.setProperty("box-shadow", "none")',
};
for (const [name, fault] of Object.entries(FAULTS)) {
  scene(`a fault is seen: ${name}`, async (page) => {
    const before = await look(page, '?lab=attention&theme=light', screen(1440));
    await settled(page);
    assert.ok(isSame(difference(before, await picture(page))), 'the same page twice is the same');
    await page.run(`return ${fault}`);
    await settled(page);
    const found = difference(before, await picture(page));
    assert.ok(!isSame(found), `it passes: ${JSON.stringify({ share: found.share, tile: found.tile })}`);
  }, 'devtools');
}
