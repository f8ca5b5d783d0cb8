// What comes from outside (names of tokens and of files, parameters of the address) is shown as text: nothing of it becomes
// markup, nothing turns what stands around it, and what is too long is cut between characters.
import assert from 'node:assert/strict';
import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messages } from './catalogue.mjs';
import { stage } from './page.mjs';

const { page, scene } = stage();
const LABS = ['attention', 'scaling', 'order', 'learning', 'cost'];
const FAMILY = '👩\u200d👩\u200d👧\u200d👦';
const LABELS = [
  '<script>window.broken = 1</script>',
  '<img src=x onerror="window.broken = 1">',
  '"><svg onload=window.broken=1>',
  '\u202eturned',
  '\u2067open',
  '\u2069\u202eclosed',
  'שלום (1)',
  FAMILY.repeat(5),
  'e\u0301\u0302\u0303'.repeat(20),
  '🇩🇪'.repeat(20),
  'W'.repeat(200),
  '{ $row }',
];

function document_(tokens = LABELS, rest = {}) {
  const rows = tokens.map((_, i) => [i % 3, 1]);
  return { version: 1, tokens, input: { kind: 'vectors', q: rows, k: rows, v: rows }, ...rest };
}

const address = (document, query = '') => `${query}#json=${encodeURIComponent(JSON.stringify(document))}`;

// Everything that is shown or read out and does not keep to what is promised.
function faults() {
  return page.run(`const texts = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      if (!walk.currentNode.parentElement.closest('script, style, textarea, option')) texts.push(['text', walk.currentNode.data]);
    }
    for (const element of document.body.querySelectorAll('*')) {
      for (const name of ['aria-label', 'aria-valuetext', 'alt']) {
        if (element.hasAttribute(name)) texts.push([name, element.getAttribute(name)]);
      }
    }
    const faults = [];
    for (const [where, text] of texts) {
      let depth = 0;
      for (const c of text) {
        if (/[\\u2066-\\u2068]/.test(c)) depth += 1;
        if (c === '\\u2069') depth -= 1;
        if (depth < 0 || (depth === 0 && /[\\u0590-\\u08ff\\u200f\\u202a-\\u202e]/.test(c))) depth = -1000;
      }
      if (depth !== 0) faults.push('turns its surroundings: ' + where + ' ' + JSON.stringify(text.slice(0, 120)));
    }
    const markup = document.body.querySelectorAll('script:not([src]), [onerror], [onload], img[src=x], iframe');
    for (const element of markup) faults.push('markup: ' + element.outerHTML.slice(0, 120));
    if (window.broken) faults.push('a script ran');
    return [...new Set(faults)];`);
}

// The texts that were cut, each with whether it is whole characters of one of the labels.
function cuts(labels) {
  return page.run(`const [labels] = arguments;
    const whole = (text) => [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map((s) => s.segment);
    const plain = (text) => text.replace(/[\\u2066-\\u2069]/g, '');
    const cut = [...document.querySelectorAll('th, .slot, .arc-tokens li')].map((e) => plain(e.textContent.trim()))
      .filter((text) => text.endsWith('\\u2026')).map((text) => text.replace(/^\\d+ /, '').slice(0, -1));
    return [...new Set(cut)].map((text) => [text, labels.some((label) => {
      const parts = whole(plain(label));
      return parts.some((_, i) => parts.slice(0, i).join('') === text);
    })]);`, labels);
}

for (const lab of LABS) {
  scene(`hostile names of tokens are text: ${lab}`, async (page) => {
    await page.open(address(document_(LABELS, { lab, position: { kind: 'sinusoidal' } })));
    assert.deepEqual((await page.state()).tokens, LABELS, 'they are held as they are');
    assert.deepEqual(await faults(), []);
    for (const [text, isWhole] of await cuts(LABELS)) assert.ok(isWhole, `${JSON.stringify(text)} is cut within a character`);
    // 500: no window of a desktop is narrower.
    for (const width of [page.browser.viewport ? 320 : 500, 1440]) {
      await page.size(width);
      const wide = await page.run('return document.documentElement.scrollWidth');
      assert.ok(wide <= width, `the page is ${wide} wide at ${width}`);
    }
  });
}

scene('in the words about a cell, in arcs, in another language and in a lesson, too', async (page) => {
  await page.open(address(document_(LABELS.slice(3, 9)), '?lang=de'));
  await page.run('document.querySelector("[aria-label=\\"Gewichte\\"], table.weights, table[role=grid]")?.querySelector("[data-r]")?.focus()');
  for (const row of [0, 1, 2]) {
    await page.run(`for (const cell of document.querySelectorAll('[data-r="${row}"][data-c="1"]')) {
      cell.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
      cell.focus();
    }`);
    assert.deepEqual(await faults(), [], `row ${row}`);
  }
  await page.run('[...document.querySelectorAll("input[type=radio]")].filter((r) => /arc/.test(r.id)).forEach((r) => r.click())');
  assert.deepEqual(await faults(), []);
  await page.load(address(document_(LABELS.slice(3, 9)), '?lesson=attention'));
  await page.mounted();
  assert.deepEqual(await faults(), []);
});

scene('a name of 10,000 characters is refused by its field, and nothing changes', async (page) => {
  await page.open();
  const before = await page.exact('getState');
  for (const long of ['W'.repeat(10_000), FAMILY.repeat(1_500)]) {
    assert.match(await page.refusal('apply', { type: 'rename-token', row: 0, label: long }), /^label: /);
    assert.match(await page.refusal('setState', document_([long])), /^tokens\[0\]: /);
  }
  await page.run(`const field = document.querySelector('input.word');
    field.focus();
    field.value = 'W'.repeat(10000);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field.blur();`);
  await page.notice(/10000/);
  assert.equal(await page.exact('getState'), before);
});

scene('parameters of the address are told as text, and cut', async (page) => {
  const hostile = [...LABELS.slice(0, 4), 'שלום', FAMILY.repeat(100), 'x'.repeat(10_000), '<b>'.repeat(3_000)];
  for (const name of ['lesson', 'hide', 'preset', 'origin', 'lab', 'theme', 'lang', 'temperature', 'seed', 'embed']) {
    const some = name === 'lesson' ? hostile : hostile.filter((_, i) => (i + name.length) % 3 === 0);
    for (const value of some) {
      await page.open(`?${name}=${encodeURIComponent(value)}`);
      const notices = await page.until('a notice', async () => {
        const told = await page.notices();
        return told.length > 0 && told;
      });
      assert.ok(notices.every((text) => text.startsWith(name)), `${notices} names ${name}`);
      assert.ok(notices.every((text) => text.length < 500), `${name}: ${notices.map((text) => text.length)} characters`);
      assert.deepEqual(await faults(), [], `${name}=${value.slice(0, 40)}`);
    }
  }
});

scene('an unknown key of a document is told as text, and cut', async (page) => {
  for (const key of ['<img src=x onerror="window.broken = 1">', '\u202etokens', 'k'.repeat(10_000), 'a\nb', FAMILY.repeat(99)]) {
    await page.open(address({ ...document_(), [key]: 1 }));
    const told = await page.notice(/unknown key/);
    assert.ok(told.length < 500, `${told.length} characters`);
    assert.doesNotMatch(told, /[\n\r]/);
    assert.deepEqual(await faults(), []);
  }
});

scene('so is the name of a file', async (page) => {
  await page.open();
  for (const name of ['<img src=x onerror=window.broken=1>.json', '\u202egnp.json', `${FAMILY.repeat(8)}.json`, `${'n'.repeat(240)}.json`]) {
    const file = join(page.session.downloads, name);
    await writeFile(file, '');
    await truncate(file, 65e6);
    await (await page.find('input[type=file]')).sendKeys(file);
    const told = await page.notice(/64 MB/);
    assert.ok(told.length < 250, `${told.length} characters`);
    assert.deepEqual(await faults(), [], name);
    await page.press(messages('en').get('dismiss').text);
    await rm(file);
  }
});

scene('pictures, snippets and messages hold them as text', async (page) => {
  await page.open(address(document_()));
  const svg = await page.call('export', { format: 'svg', what: 'weights' });
  const seen = await page.run(`const file = new DOMParser().parseFromString(arguments[0], 'image/svg+xml');
    return { error: file.querySelector('parsererror')?.textContent ?? '', text: file.documentElement.textContent,
      foreign: [...file.querySelectorAll('*')].filter((e) => /script|img|foreign/i.test(e.localName) || [...e.attributes].some((a) => /^on/.test(a.name))).length }`, svg);
  assert.equal(seen.error, '');
  assert.equal(seen.foreign, 0);
  assert.match(seen.text, /<script>/);
  await page.press(messages('en').get('share').text);
  const snippets = await page.until('there is a snippet', () => page.run(`const texts = [...document.querySelectorAll('dialog textarea')].map((t) => t.value);
    return texts.length > 0 && texts`));
  const tags = await page.run(`return arguments[0].map((text) => {
    const file = new DOMParser().parseFromString(text, 'text/html');
    return [...file.body.querySelectorAll('*')].filter((e) => e.localName === 'svg' || e.hasAttribute('onerror') || (e.localName === 'script' && !e.src)).length;
  })`, snippets);
  assert.deepEqual(tags, snippets.map(() => 0));
  assert.equal(await page.run('return window.broken ?? null'), null);
  // The file has a style of its own, which the reader of the test reads under the policy of the page.
  await page.run('window.violations = window.violations.filter((text) => !text.startsWith("style-src-"))');
  page.expected = [/style-src|inline style/, /can escape its sandboxing/, /preloaded using link preload/];
});
