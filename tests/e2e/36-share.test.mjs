// The dialog that writes what a teacher pastes: what it writes opens the same lab, and it can be used by everybody.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Key } from 'selenium-webdriver';
import { course, inside } from './course.mjs';
import { messages } from './catalogue.mjs';
import { forWidth, BASE, stage } from './page.mjs';

const { page, scene } = stage();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function open(address = '?preset=worked&lang=en', language = 'en') {
  // The preview is of the page's own origin, where a frame that may run scripts is in no sandbox that holds.
  page.expected.push(/can escape its sandboxing/, /preloaded using link preload/);
  await page.open(address);
  await page.press(messages(language).get('share').text);
  await page.until('the dialog', () => page.run('return document.getElementById("share")?.open'));
}

const code = () => page.run('return document.getElementById("share-code").value');
const choose = (name) => page.run('document.getElementById(arguments[0]).click()', name);
const flip = (name) => page.run(`[...document.querySelectorAll('#share .switch')].find((s) => s.textContent === arguments[0]).click()`, name);
// The height in the text, once it is that of the preview.
const measured = () => page.until('the height of the preview', async () => {
  const written = Number((await code()).match(/height="(\d+)"/)?.[1]);
  await page.run('document.querySelector(".share-live attention-playground").id = "preview"');
  const high = await inside(page, () => page.run('return document.fonts.ready.then(() => Math.ceil(document.getElementById("app").getBoundingClientRect().height))'), 'preview');
  return written === high && written;
});

scene('a frame, an element and an address open the lab as it stands', async () => {
  await open();
  await page.run('return attentionPlayground.apply({ type: "set-temperature", value: 2 })');
  const state = await page.state();
  await page.until('the state is in the text', async () => /#s=/.test(await code()));
  const height = await measured();
  const frame = await code();
  await choose('share-form-element');
  const element = await page.until('an element', async () => /<attention-playground/.test(await code()) && code());
  await choose('share-form-link');
  const address = await page.until('an address', async () => /^http/.test(await code()) && code());
  await page.open(address.slice(BASE.length));
  assert.deepEqual(await page.state(), state);
  await course(page, `<div style="width: 720px">${frame.replace('<iframe', '<iframe id="lab"')}</div>`, async () => {
    await inside(page, async () => {
      await page.mounted();
      assert.deepEqual(await page.state(), state);
      assert.equal(await page.run('return document.querySelector("header")'), null);
      await page.until('the measured height fits', () => page.run(`return Math.abs(document.getElementById('app').getBoundingClientRect().height - arguments[0]) <= 1`, height));
    });
  });
  await course(page, element, async () => {
    assert.deepEqual(await page.until('the element', () => page.run('return document.querySelector("attention-playground").getState()')), state);
  });
});

scene('every choice shows in the text and in the preview', async () => {
  // A preview that is replaced while it loads: its requests end nowhere.
  page.expected.push(/ServiceWorker intercepted the request and encountered an unexpected error/);
  await open();
  await measured();
  const low = await measured();
  for (const name of ['Look only', 'Text at the side', 'Settings']) await flip(name);
  await choose('share-theme-dark');
  await page.until('the choices', async () => /theme=dark&amp;readonly=1&amp;hide=lesson,settings/.test(await code()));
  await page.until('another height', async () => await measured() !== low);
  await page.until('the preview', () => inside(page, () => page.run(
    `return document.querySelector('.page.embed.readonly.hide-lesson.hide-settings') && document.documentElement.dataset.theme === 'dark'`), 'preview'));
});

scene('a picture of the weights is shown and saved', async () => {
  await open();
  await choose('share-form-picture');
  const picture = await page.find('.share-picture');
  await page.until('it is drawn', () => page.run('return arguments[0].naturalWidth > 50', picture));
  assert.match(await picture.getAttribute('alt'), /attention weights/);
  assert.match(await code(), /^<img src="attention-playground-matrix\.svg" alt="/);
});

scene('copied by a button; Esc closes it and the focus is back', async () => {
  await page.browser.allowClipboard?.(page.driver);
  await open();
  await measured();
  // Pressed and not clicked by a script, which not every browser lets copy.
  await (await page.run(`return [...document.querySelectorAll('#share .button')].find((b) => b.textContent === 'Copy')`)).click();
  await page.until('it says so', async () => /Copied/.test(await page.text('#share [role=status]')));
  await page.run('document.getElementById("share-form-frame").focus()');
  // What the page does by keys does not go through.
  const before = await page.exact('getState');
  await page.chord([Key.CONTROL], 'z');
  assert.equal(await page.exact('getState'), before);
  await page.keys(Key.ESCAPE);
  await page.until('closed', () => page.run('return !document.getElementById("share")'));
  assert.equal(await page.run('return document.activeElement.getAttribute("aria-label")'), 'Put this into a page');
});

scene('axe finds nothing in it, in both themes and languages, and nothing sticks out at 320 px', async () => {
  for (const [theme, language, width] of [['light', 'en', 1440], ['dark', 'de', 1440], ['light', 'de', 320]]) {
    await page.size(width);
    await open(`?preset=worked&theme=${theme}&lang=${language}`, language);
    for (const form of ['frame', 'picture']) {
      await choose(`share-form-${form}`);
      await page.run(AXE);
      const found = await page.run(`return axe.run('#share', { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
        .then(({ violations }) => violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')))`);
      assert.deepEqual(found, [], `${theme}, ${language}, ${form}`);
      assert.equal(await page.run('const d = document.getElementById("share"); return d.scrollWidth - d.clientWidth'), 0, `${width}: sticks out`);
      assert.ok(await page.run('return document.documentElement.scrollWidth <= innerWidth'), 'nor does the page');
    }
  }
  await page.size(1440);
}, ...forWidth(320));

scene('in a frame there is no such button', async () => {
  await page.open('?preset=worked&embed=1&lang=en');
  assert.equal(await page.run(`return document.querySelector('[aria-label="Put this into a page"]')`), null);
});
