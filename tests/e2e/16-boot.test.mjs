// What is shown where the page cannot run: no SIMD, a file that does not come, a panic.
import assert from 'node:assert/strict';
import { stage } from './page.mjs';

const { page, scene } = stage();
const panic = (message, state) => page.run('attentionPlaygroundPanic(arguments[0], arguments[1])', message, state);
const buttons = () => page.run(`return [...document.querySelectorAll('.panic button')].map((b) => b.textContent)`);

// The page's own classes: a script of geckodriver has others by the same names.
const OWN = 'const own = window.wrappedJSObject ?? window;';

// A scene in which `source` runs before the page's own scripts.
function meddled(name, source, run) {
  scene(name, async () => {
    const end = await page.browser.preload(page.driver, source);
    try {
      await run();
    } finally {
      await end();
    }
  }, 'preload');
}

meddled('without SIMD it says in plain words what is missing', 'WebAssembly.validate = () => false;', async () => {
  await page.load();
  const alert = await page.find('.boot-error[role=alert]');
  assert.match(await alert.getText(), /too old[\s\S]*WebAssembly SIMD[\s\S]*Firefox from 89/);
  assert.equal(await page.text('h1'), 'Attention, number by number');
  assert.equal(await page.run('return Boolean(window.attentionPlayground)'), false);
});

meddled('without WebAssembly at all it says the same', 'delete globalThis.WebAssembly;', async () => {
  await page.load();
  assert.match(await (await page.find('.boot-error')).getText(), /too old/);
});

meddled('a file that does not arrive is named', `const real = fetch;
  globalThis.fetch = (what, ...rest) => String(what.url ?? what).includes('.wasm')
    ? Promise.reject(new TypeError('Failed to fetch')) : real(what, ...rest);`, async () => {
  page.expected = [/Failed to fetch/];
  await page.load();
  assert.match(await (await page.find('.boot-error')).getText(), /could not be loaded[\s\S]*attention-playground_bg\.wasm did not arrive/);
  assert.equal(await (await page.find('.boot-error button')).getText(), 'Try again');
});

scene('a panic keeps the state: to be copied, saved, and loaded again', async () => {
  await page.open('?preset=worked');
  await page.apply({ type: 'set-cell', matrix: 'q', row: 0, column: 0, value: 0.1 });
  const state = JSON.stringify(await page.state());
  const trace = await page.exact('getTrace');
  await panic('test', state);
  assert.equal(await page.run('return document.querySelector(".panic textarea").value'), state);
  assert.match(await page.text('.panic-message'), /^test$/);
  assert.deepEqual(await buttons(), ['Copy the state', 'Save as a file', 'Reload with this state', 'Start afresh']);
  assert.equal(await page.run('return document.activeElement.textContent'), 'Copy the state');
  assert.equal(await page.run('return document.getElementById("app").inert'), true);
  await panic('echo', '{}');
  assert.equal(await page.run('return document.querySelectorAll(".panic").length'), 1, 'the first panic stays');
  await page.browser.allowClipboard?.(page.driver);
  await page.press('Copy the state');
  const told = await page.until('it says what it did', () => page.text('.panic-told'));
  if (told === 'Copied.') assert.equal(await page.clipboard(), state);
  await page.press('Reload with this state');
  await page.until('it is loaded again', async () => await page.run('return !document.querySelector(".panic") && Boolean(window.attentionPlayground)'));
  assert.equal(await page.exact('getTrace'), trace);
});

scene('a panic without a state offers the address, or a fresh start', async () => {
  await page.open('?preset=worked');
  await panic('test', null);
  assert.deepEqual(await buttons(), ['Start afresh']);
  await page.press('Start afresh');
  await page.until('the first screen', async () => await page.run('return location.search === "" && Boolean(window.attentionPlayground)'));
  assert.equal((await page.state()).tokens[1], 'robot');
});

scene('a trap in WebAssembly opens the same screen', async () => {
  await page.open();
  // What a browser reports of code of its driver has no error in it, so the event is made by hand.
  await page.run(`${OWN} const what = new own.Object();
    what.error = new own.WebAssembly.RuntimeError('unreachable');
    own.dispatchEvent(new own.ErrorEvent('error', what));`);
  await page.find('.panic');
  assert.match(await page.text('.panic-message'), /unreachable/);
  assert.deepEqual(await buttons(), ['Start afresh']);
});

scene('an error of something else opens no panic screen', async () => {
  await page.open();
  await page.run(`${OWN} const what = new own.Object();
    what.error = new own.TypeError('of an extension');
    own.dispatchEvent(new own.ErrorEvent('error', what));`);
  assert.equal(await page.run('return document.querySelector(".panic")'), null);
});
