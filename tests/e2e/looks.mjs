// Pictures of the page, and how they are held to those that are kept in looks/.
//
// Two browsers do not paint the same edge of a letter: pixelmatch leaves anti-aliased pixels out and takes colours that
// are closer than THRESHOLD (0 to 1, in YIQ) as equal. Of what remains, at most SHARE of all pixels may differ, and at
// most TILE_SHARE of any tile of TILE by TILE pixels: a page of mostly paper hides a moved column in the first number,
// not in the second. `UPDATE_LOOKS=1` keeps the pictures of now where they differ by more than that.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

const THRESHOLD = 0.04;
const SHARE = 0.001;
const TILE = 40;
const TILE_SHARE = 0.06;

const KEPT = fileURLToPath(new URL('looks/', import.meta.url));
const FOUND = fileURLToPath(new URL('../../target/looks/', import.meta.url));

// What the browser is made to be: `{ width, height, scale, touch, media, motion }`, lengths in CSS pixels.
export async function emulate(page, { width, height, scale = 1, touch = false, media = '', motion = 'no-preference' }) {
  const send = (command, options) => page.driver.sendDevToolsCommand(command, options);
  await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: touch });
  await send('Emulation.setTouchEmulationEnabled', { enabled: touch });
  await send('Emulation.setEmulatedMedia', { media, features: [{ name: 'prefers-reduced-motion', value: motion }] });
  await send('Emulation.setScrollbarsHidden', { hidden: true });
}

// The page with its own fonts, its trace drawn and nothing moving.
export async function settled(page) {
  const fonts = await page.run(`await document.fonts.ready;
    // That of formulae is fetched where there are any.
    const needed = (font) => font.family !== 'Playground Math' || document.querySelector('math');
    return [...document.fonts].filter((font) => needed(font) && font.status !== 'loaded').map((font) => font.family)`);
  assert.deepEqual(fonts, [], 'the page\'s own fonts are there');
  await page.run(`document.activeElement?.blur();
    scrollTo(0, 0);
    // A sheet that sticks is drawn at a fraction of a pixel, another one each time: it is looked at where it stands.
    document.querySelector('.explain')?.style.setProperty('position', 'relative');
    for (const a of document.getAnimations()) a.effect?.getComputedTiming().iterations === Infinity ? a.cancel() : a.finish();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));`);
}

export async function picture(page) {
  const { data } = await page.driver.sendAndGetDevToolsCommand('Page.captureScreenshot', { format: 'png' });
  return PNG.sync.read(Buffer.from(data, 'base64'));
}

// How two pictures differ: `{ share, tile, diff }`, the second the largest share of a tile. Of another size: all of it.
export function difference(a, b) {
  if (a.width !== b.width || a.height !== b.height) return { share: 1, tile: 1 };
  const { width, height } = a;
  const diff = new PNG({ width, height });
  const differing = pixelmatch(a.data, b.data, diff.data, width, height, { threshold: THRESHOLD, diffMask: true });
  const columns = Math.ceil(width / TILE);
  const tiles = new Uint32Array(columns * Math.ceil(height / TILE));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 4 * (y * width + x);
      // The mask is transparent but for what differs, which is red; anti-aliased pixels are left out of it.
      if (diff.data[at + 3] !== 0) tiles[Math.floor(y / TILE) * columns + Math.floor(x / TILE)] += 1;
    }
  }
  return { share: differing / (width * height), tile: Math.max(...tiles) / TILE ** 2, diff };
}

export const isSame = ({ share, tile }) => share <= SHARE && tile <= TILE_SHARE;

// Holds a picture to the kept one of that name; writes both and what differs to target/looks/ where it is another.
export function holds(name, actual) {
  const file = join(KEPT, `${name}.png`);
  const kept = existsSync(file) ? PNG.sync.read(readFileSync(file)) : null;
  const found = kept ? difference(kept, actual) : null;
  if (found && isSame(found)) return;
  if (process.env.UPDATE_LOOKS) {
    write(file, actual);
    return;
  }
  mkdirSync(FOUND, { recursive: true });
  const path = (what) => join(FOUND, `${name}.${what}.png`);
  write(path('actual'), actual);
  if (found?.diff) write(path('diff'), found.diff);
  assert.fail(kept
    ? `${name} looks different: ${percent(found.share)} of its pixels differ (at most ${percent(SHARE)} may), `
      + `${percent(found.tile)} of the worst tile (at most ${percent(TILE_SHARE)}). See ${path('actual')} and ${path('diff')}; `
      + 'if it is meant, run with UPDATE_LOOKS=1.'
    : `there is no kept picture ${file}; see ${path('actual')} and run with UPDATE_LOOKS=1.`);
}

const percent = (share) => `${(100 * share).toFixed(3)} %`;

// Small: without an alpha channel, which a page does not have, and with six bits a channel; the two that are lost are
// well below the threshold.
export function write(file, { width, height, data }) {
  const small = new PNG({ width, height });
  for (let i = 0; i < data.length; i += 1) small.data[i] = i % 4 === 3 ? 255 : Math.round((data[i] >> 2) * (255 / 63));
  writeFileSync(file, PNG.sync.write(small, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 }));
}
