// The page as a test sees it: opening, reading grids and trace, pressing keys. Nothing here sleeps: `until` waits for
// a condition.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { lacking, start } from './driver.mjs';

export const BASE = process.env.E2E_BASE;
const PATIENCE = 20_000;

// The page for a test file, and `scene`: a test that also fails on anything the browser complained about and on any
// request that left the page's own folder. `needs` names ABILITIES of driver.mjs: where the browser's driver lacks one, the
// scene is skipped with the reason.
export function stage(language) {
  const page = new Page(language);
  const always = language === undefined ? [] : ['language'];
  before(async () => {
    assert.ok(BASE, 'E2E_BASE must be the address of the page');
    if (!lacking(always)) await page.start();
  });
  after(() => page.end());
  const scene = (name, run, ...needs) => test(name, { skip: lacking([...always, ...needs]) }, async (context) => {
    page.expected = [];
    await run(page, context);
    await page.isClean();
  });
  return { page, scene };
}

// What a scene needs for a page of this width: no window of a desktop is narrower than that.
export const forWidth = (width) => (width < 500 ? ['viewport'] : []);

export class Page {
  // `language`: what the browser's user prefers; English where left out.
  constructor(language) {
    this.language = language;
  }

  async start() {
    this.session = await start(this.language);
    this.driver = this.session.driver;
    this.browser = this.session.browser;
    await this.size(1440, 1000);
  }

  async end() {
    await this.session?.end();
  }

  // Opens an address below the base and waits for the first trace.
  async open(address = '') {
    await this.load(address);
    await this.mounted();
  }

  // Opens an address without waiting for the app. A blank page first: a change of the hash alone would load nothing.
  async load(address = '') {
    await this.driver.get('about:blank');
    await this.driver.get(new URL(address, BASE).href);
    await this.run(`window.violations = [];
      document.addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI));`);
  }

  // What the browser complained about since the last call.
  async complaints() {
    return await this.browser.complaints?.(this.driver) ?? [];
  }

  // Opens the page, and all others until the end that it gives back, without the service worker, which needs no request
  // for what it keeps.
  async openWithoutKept() {
    await this.load();
    await this.run('for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister()');
    const end = await this.browser.preload(this.driver, 'Object.defineProperty(navigator, "serviceWorker", { value: undefined });');
    await this.open();
    return end;
  }

  mounted() {
    return this.until('the page is mounted', () => this.run(
      'return Boolean(window.attentionPlayground && document.querySelector("#lab") && !document.querySelector(".on-its-way"))'));
  }

  // `scale`: device pixels a CSS pixel.
  async size(width, height = 1000, scale = 1) {
    await this.driver.manage().window().setRect({ ...this.browser.place?.(width, height), width, height });
    if (await this.run('return innerWidth') !== width || scale !== 1) await this.browser.viewport?.(this.driver, width, height, scale);
    assert.equal(await this.run('return innerWidth'), width, 'the window has the asked width');
  }

  // Runs a script in the page; a promise is waited for. Not every browser lets the script itself wait.
  run(script, ...args) {
    return this.driver.executeScript(`return (async function () { ${script}\n }).apply(null, arguments)`, ...args);
  }

  // Waits until `probe` gives something true, and gives that back. An assertion that fails is tried again.
  async until(what, probe) {
    let last;
    const end = Date.now() + PATIENCE;
    do {
      try {
        const value = await probe();
        if (value) return value;
        last = undefined;
      } catch (error) {
        last = error;
      }
    } while (Date.now() < end);
    throw new Error(`waited in vain: ${what}${last ? ` (${last.message})` : ''}`, { cause: last });
  }

  // A method of window.attentionPlayground. What it gives comes as text: geckodriver reads 1e-45 as the double beside it.
  async call(method, ...args) {
    const text = await this.run(`const value = await window.attentionPlayground[arguments[0]](...arguments[1]);
      return value === undefined ? null : JSON.stringify(value)`, method, args);
    return text === null ? undefined : JSON.parse(text);
  }

  state() {
    return this.call('getState');
  }

  trace() {
    return this.call('getTrace');
  }

  // A lab that it leads to may have to be fetched.
  async apply(action) {
    const answer = await this.call('apply', action);
    if (/^(set-lab|load-preset)$/.test(action?.type)) await this.mounted();
    return answer;
  }

  // What a call is refused with; undefined where it is not refused. (Scripts of geckodriver have an Error of their own, of which
  // the page's are no instances.)
  refusal(method, ...args) {
    return this.run(`return window.attentionPlayground[arguments[0]](...arguments[1])
      .then(() => undefined, (error) => /Error\\]$/.test({}.toString.call(error)) ? error.message : 'no Error: ' + error)`, method, args);
  }

  // State or trace as text in which two numbers are written alike only if Object.is holds for them: JSON's numbers read
  // back to the same double, and -0, which JSON forgets, has a text of its own.
  exact(method) {
    return this.run(`const value = await window.attentionPlayground[arguments[0]]();
      return JSON.stringify(value, (key, x) => Object.is(x, -0) ? '-0' : x);`, method);
  }

  // What a grid shows: an array of rows of { text, tab, row, column }, in screen order. Undefined where there is none.
  grid(name) {
    return this.run(`const grid = document.querySelector('table[role=grid][aria-label="' + arguments[0] + '"]');
      return grid && [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll('[data-r]')].map((cell) => ({
        text: cell.textContent, tab: cell.tabIndex, row: Number(cell.dataset.r), column: Number(cell.dataset.c) })))`, name);
  }

  gridNames() {
    return this.run(`return [...document.querySelectorAll('[role=grid]')].map((grid) => grid.getAttribute('aria-label'))`);
  }

  cell(name, row, column) {
    return this.find(`table[role=grid][aria-label="${name}"] [data-r="${row}"][data-c="${column}"]`);
  }

  async shown(name, row, column) {
    return number(await (await this.cell(name, row, column)).getText());
  }

  // The element of the first hit; waits for it.
  find(selector) {
    return this.until(`there is ${selector}`, async () => (await this.driver.findElements(By.css(selector)))[0]);
  }

  // A button by the text on it or its aria-label.
  button(name) {
    return this.until(`there is a button ${name}`, () => this.run(`return [...document.querySelectorAll('button')]
      .find((b) => (b.getAttribute('aria-label') ?? b.textContent.trim()) === arguments[0])`, name));
  }

  async press(name) {
    await (await this.button(name)).click();
  }

  // What is said to be wrong with the field of this id.
  fieldError(id) {
    return this.run(`return document.getElementById(arguments[0]).closest('.control, .random')
      .querySelector('.cell-error')?.textContent ?? ''`, id);
  }

  // A radio button.
  async choose(group, value) {
    await (await this.find(`#${group}-${value}`)).click();
  }

  // Brings an element to where a pointer can reach it.
  async reach(element) {
    await this.run('arguments[0].scrollIntoView({ block: "center", behavior: "instant" })', element);
    return element;
  }

  // What is in the clipboard: pasted as a person would, since not every browser lets a page read it.
  async clipboard() {
    await this.run(`const field = document.createElement('textarea');
      field.id = 'pasted';
      document.body.append(field);
      field.focus({ preventScroll: true });`);
    await this.chord([Key.CONTROL], 'v');
    return this.run(`const field = document.getElementById('pasted');
      field.remove();
      return field.value`);
  }

  // Keys to whatever has the focus.
  async keys(...keys) {
    await this.driver.actions().sendKeys(...keys).perform();
  }

  // Keys while others are held.
  async chord(held, key) {
    let actions = this.driver.actions();
    for (const k of held) actions = actions.keyDown(k);
    actions = actions.sendKeys(key);
    for (const k of held) actions = actions.keyUp(k);
    await actions.perform();
  }

  // Replaces what a field holds.
  async fill(field, text) {
    await field.click();
    await this.chord([Key.CONTROL], 'a');
    await this.keys(text === '' ? Key.BACK_SPACE : text);
  }

  // [row, column] of the focused cell and the name of its grid.
  focus() {
    return this.run(`const cell = document.activeElement?.closest('[data-r]');
      return cell && { name: cell.closest('[role=grid]').getAttribute('aria-label'),
        at: [Number(cell.dataset.r), Number(cell.dataset.c)], editing: document.activeElement.tagName === 'INPUT' }`);
  }

  notices() {
    return this.run(`return [...document.querySelectorAll('.notices .notice')].map((n) => n.firstElementChild.textContent)`);
  }

  // Waits for a notice with these words.
  notice(pattern) {
    return this.until(`a notice says ${pattern}`, async () => (await this.notices()).find((text) => pattern.test(text)));
  }

  // The text of the first hit; undefined where there is none (the driver says null).
  async text(selector) {
    return await this.run('return document.querySelector(arguments[0])?.textContent', selector) ?? undefined;
  }

  // Nothing was complained about, nothing was blocked, and every request stayed in the page's own folder (or, with `host`,
  // on the server of a course page, which may ask for what is `alien`).
  async isClean() {
    const seen = await this.run(`return { violations: window.violations,
      requests: performance.getEntriesByType('resource').map((entry) => entry.name) }`);
    assert.deepEqual(seen.violations ?? [], [], 'the Content-Security-Policy blocked something');
    const astray = seen.requests.filter((url) => !url.startsWith(BASE) && !(this.host && url.startsWith(this.host)) && !this.alien?.test(url) && !/^(blob|data):/.test(url));
    assert.deepEqual(astray, [], 'requests outside of the page\'s own folder');
    const complaints = await this.complaints();
    const unexpected = complaints.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(unexpected, [], 'the console complained');
  }
}

// The number that a cell shows; -Infinity for a masked logit.
export function number(text) {
  const plain = text.trim().replaceAll('\u2212', '-').replace('\u221e', 'Infinity');
  assert.match(plain, /^-?(\d+(\.\d+)?(e-?\d+)?|Infinity)$/, `a cell shows “${text}”`);
  return Number(plain);
}

// Half a unit of the last digit that is written: how far the number may be from what it stands for.
export function slack(text) {
  const [mantissa, exponent = '0'] = text.trim().replaceAll('\u2212', '-').split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals);
}

// Every cell of the grid on the screen is the matrix' number, rounded; numbers around 1 have two decimals at least.
export function showsMatrix(grid, matrix, name) {
  assert.ok(grid?.length > 0 && grid[0].length > 0, `${name} is on the screen`);
  for (const { text, row, column } of grid.flat()) {
    const want = matrix[row][column] ?? -Infinity;
    const got = number(text);
    const where = `${name}[${row}][${column}] is ${want} and shows ${text}`;
    if (want === -Infinity) {
      assert.equal(got, want, where);
      continue;
    }
    assert.ok(Math.abs(got - want) <= slack(text) * (1 + 1e-6), where);
    assert.ok(got === want || Math.abs(want) > 9.99 || slack(text) <= 0.005, `${where}: too few digits`);
  }
}

// All derived grids of lab 1 show the trace of head `head`.
export async function showsTrace(page, head = 0) {
  const trace = await page.trace();
  for (const name of ['scores', 'logits', 'weights']) showsMatrix(await page.grid(name), trace[name][head], name);
  const heads = trace.heads.length > 1 || (await page.state()).input.wo;
  if (heads) showsMatrix(await page.grid('output of this head'), trace.heads[head], 'output of this head');
  showsMatrix(await page.grid('output'), trace.output, 'output');
  return trace;
}
