// One catalogue for every string: German in place of English everywhere, changed on the fly, or not at all.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Key } from 'selenium-webdriver';
import { address, measure } from './cost.mjs';
import { forWidth, stage } from './page.mjs';
import { fileOf, messages, untranslated, WORDS } from './catalogue.mjs';

const { page, scene } = stage();
const german = stage('de-DE');
const GERMAN = messages('de');
const said = (key) => GERMAN.get(key).text;
const root = (page) => page.run('return { lang: document.documentElement.lang, learning: document.documentElement.classList.contains("learning"), title: document.querySelector("h1")?.textContent }');

// Words that no German sentence has. Names of people and of tokens may hold them.
const ENGLISH = /\b(the|of|and|this|that|which|with|are|not|from|each|here|what|it)\b/i;

// Nothing on the page is English: no message of the catalogue, and no sentence beside it.
async function isGerman(page) {
  const words = await page.run(WORDS);
  assert.ok(words.length > 20, 'the page says something');
  const { tokens } = await page.state();
  const isToken = (word) => tokens.some((token) => token === word || (word.endsWith('…') && token.startsWith(word.slice(0, -1))));
  const foreign = words.filter((word) => !isToken(word));
  assert.deepEqual(untranslated(foreign), [], 'messages in English');
  // What is quoted is a token of some preset.
  const own = (word) => tokens.reduce((text, token) => text.replaceAll(token, ''), word.replace(/„[^“]*“/g, ''));
  assert.deepEqual(foreign.filter((word) => ENGLISH.test(own(word)) && word !== said('brand')), [], 'sentences beside the catalogue');
  return words;
}

const PRESETS = ['robot', 'library', 'worked', 'projections', 'causal', 'random', 'patient', 'collider', 'pressure'];
const explain = async (page, part) => page.run('arguments[0].focus()', await page.find(`[data-part="${part}"] [data-r]`));

const SCENES = {
  ...Object.fromEntries(PRESETS.map((preset) => [`the preset ${preset}`, [`?lang=de&preset=${preset}`]])),
  ...Object.fromEntries(['sinusoidal', 'learned', 'rope', 'alibi'].flatMap((position) => [
    [`positions: ${position}`, [`?lang=de&preset=random&position=${position}`, async () => explain(page, 'logits-0')]],
    [`the order lab with ${position}`, [`?lang=de&lab=order&preset=pressure&position=${position}`, async () => {
      await page.press(said('shuffle'));
      await explain(page, 'shuffled');
    }]],
  ])),
  'the order lab, and a difference explained': ['?lang=de&lab=order&preset=patient&mask=causal', async () => explain(page, 'difference')],
  'a weight explained, an input touched': ['?lang=de', async () => {
    await page.run('arguments[0].focus()', await page.find('[data-part=q] [data-r="1"]'));
    await explain(page, 'weights-0');
    await page.find('.derivative');
    await page.press(said('influence'));
    await page.find('.grid.influence');
  }],
  'a long sum': ['?lang=de&preset=random', async () => {
    await page.apply({ type: 'set-size', dimension: 'tokens', value: 16 });
    await explain(page, 'output');
    await page.until('it is folded', () => page.run('return document.querySelector(".terms .aside")'));
  }],
  '64 tokens': ['?lang=de&preset=random', async () => {
    await page.apply({ type: 'set-size', dimension: 'tokens', value: 64 });
    await page.find('.overview');
  }],
  'a custom mask': ['?lang=de&preset=library', async () => {
    await page.apply({ type: 'toggle-mask-cell', row: 0, column: 1 });
    await page.find('.mask-grid');
    await explain(page, 'mask');
  }],
  'arcs': ['?lang=de', async () => {
    await page.press(said('as-arcs'));
    await page.find('.arcs');
  }],
  'bad parameters': ['?lang=de&mask=round&heads=7&hide=nothing&readonly=maybe&temperature=0&origin=x&theme=pink&preset=none&lab=moon&position=gps&seed=-1&scale=perhaps', async () => page.find('.notice')],
  'a damaged link': ['?lang=de#s=1.AAAA', async () => page.find('.notice')],
  'a document that is none': ['?lang=de#json=%7B%22version%22%3A7%7D', async () => page.find('.notice')],
  'only to look at': ['?lang=de&readonly=1', async () => {
    await page.apply({ type: 'set-temperature', value: 1 });
  }],
  'refused numbers': ['?lang=de', async () => {
    for (const [id, typed] of [['temperature', '0'], ['temperature', 'x'], ['temperature', ''], ['temperature', '1/0'], ['seed', '1.5']]) {
      await page.fill(await page.find(`#${id}`), typed);
      await page.until('it is said', () => page.fieldError(id));
      await isGerman(page);
    }
  }],
  'a refused cell': ['?lang=de', async () => {
    await page.run('arguments[0].focus()', await page.find('[data-part=q] [data-r="1"]'));
    await page.keys(Key.F2);
    await page.find('.cell-field');
    for (const key of ['x', Key.BACK_SPACE, '1', 'e', '9', '9']) {
      await page.keys(key);
      await isGerman(page);
    }
  }],
  'an edit, told in a sentence': ['?lang=de', async () => {
    await page.run('arguments[0].focus()', await page.find('[data-part=q] [data-r="1"]'));
    await page.keys('3', Key.ENTER);
    await page.until('it is told', async () => /achtet jetzt am meisten auf/.test(await page.text('.said')));
  }],
  'a copied link': ['?lang=de', async () => {
    await page.press(said('copy-link'));
    await page.find('.notice');
  }],
  'a token in hand': ['?lang=de&lab=order&preset=patient', async () => {
    await page.run('arguments[0].focus()', await page.find('.slots button'));
    await page.keys(Key.SPACE);
    await page.find('.slot.held');
  }],
  'the cost lab': [address('?lang=de'), async () => {
    await isGerman(page);
    await measure(page, 'de');
  }],
  'a narrow screen': ['?lang=de', async () => {
    await page.size(400, 800);
    await page.press(said('explain-unfold'));
    await page.button(said('explain-fold'));
  }, forWidth(400)],
};

for (const [name, [address, arrange = async () => {}, needs]] of Object.entries(SCENES)) {
  scene(`in German nothing is English: ${name}`, async () => {
    await page.size(1440);
    await page.open(address);
    await arrange();
    await isGerman(page);
    assert.equal((await root(page)).lang, 'de');
  }, ...(needs ?? []));
}

scene('in English nothing is German', async () => {
  await page.size(1440);
  for (const address of ['', '?lab=order&preset=patient', '?preset=projections', '?mask=round']) {
    await page.open(address);
    assert.deepEqual(untranslated(await page.run(WORDS), 'de', 'en'), []);
    assert.equal((await root(page)).lang, 'en');
  }
});

scene('errors of the JavaScript interface are in the language of the page', async () => {
  await page.open('?lang=de');
  const why = await page.refusal('apply', { type: 'set-cell', matrix: 'q', row: 77, column: 0, value: 1 });
  assert.doesNotMatch(why, ENGLISH);
  assert.match(why, /erwartet|von 0 bis/);
});

// By its event: some drivers take the focus away from a list whose option they click.
const choose = (code) => page.run(`const list = document.querySelector('select.language');
  list.value = arguments[0];
  list.dispatchEvent(new Event('change', { bubbles: true }));`, code);

scene('the language is changed on the fly: numbers, undo and the focus stay', async () => {
  await page.open('?preset=worked');
  await page.apply({ type: 'set-temperature', value: 2 });
  await page.run('arguments[0].focus()', await page.cell('queries', 1, 1));
  await page.keys('3', Key.ENTER);
  await page.until('it is in', async () => (await page.state()).input.q[1][1] === 3);
  const before = { state: await page.exact('getState'), trace: await page.exact('getTrace') };
  const numbers = await page.run('return [...document.querySelectorAll("[data-part] [data-r]")].map((c) => c.textContent)');
  await page.run('document.querySelector("select.language").focus()');
  await choose('de');
  await page.until('it speaks German', async () => (await root(page)).title === said('attention-title'));
  await isGerman(page);
  assert.equal((await root(page)).lang, 'de');
  assert.equal(await page.run('return document.activeElement.className'), 'language');
  assert.equal(await page.run('return new URLSearchParams(location.search).get("lang")'), 'de');
  assert.deepEqual({ state: await page.exact('getState'), trace: await page.exact('getTrace') }, before);
  assert.deepEqual(await page.run('return [...document.querySelectorAll("[data-part] [data-r]")].map((c) => c.textContent)'), numbers, 'numbers stay the same');
  await page.press(said('undo'));
  await page.until('one step back', async () => (await page.state()).input.q[1][1] !== 3);
  await page.press(said('redo'));
  await page.until('one step on', async () => await page.exact('getState') === before.state);
  // Which writes the address.
  await page.press(said('copy-link'));
  await page.notice(new RegExp(`^${said('copied')}|^${said('copy-by-hand')}`));
  await page.driver.navigate().refresh();
  await page.until('loaded again', async () => (await root(page)).title === said('attention-title'));
  await page.mounted();
  assert.equal(await page.exact('getState'), before.state);
  await choose('en');
  await page.until('it speaks English', async () => /Who listens/.test((await root(page)).title));
  assert.equal((await root(page)).lang, 'en');
  assert.equal(await page.run('return new URLSearchParams(location.search).get("lang")'), 'en');
});

scene('what is open while the language changes stays open: a half-typed number, the explained cell, the panic screen\'s words', async () => {
  await page.open('?preset=worked');
  await page.run('arguments[0].focus()', await page.cell('scores', 1, 1));
  await page.until('it is explained', async () => /^score/.test(await page.text('#explained .what')));
  await choose('de');
  await page.until('it speaks German', async () => (await root(page)).title === said('attention-title'));
  assert.match(await page.text('#explained .what'), new RegExp(`^${said('cell-score')}`));
  await page.run('attentionPlaygroundPanic("test", null)');
  assert.equal(await page.text('.panic-title'), said('panic-title'));
  assert.equal(await page.text('.panic button'), said('panic-fresh'));
});

scene('a language that there is none of gets a notice, and the page speaks English', async () => {
  await page.open('?lang=xx');
  const notice = await page.notice(/^lang/);
  assert.match(notice, /xx/);
  assert.match(notice, /en.*de/);
  assert.deepEqual(await root(page), { lang: 'en', learning: false, title: 'Who listens to whom?' });
});

// Scripts that stand before the page's own.
async function meddled(source, run) {
  const end = await page.browser.preload(page.driver, source);
  try {
    await run();
  } finally {
    await end();
  }
}
const answer = (what) => `const real = fetch; globalThis.fetch = (...all) => String(all[0].url ?? all[0]).includes('lang/de.ftl') ? ${what} : real(...all);`;
const FAULTS = {
  'is not there': ['Promise.resolve(new Response("", { status: 404 }))', /Deutsch could not be loaded/],
  'does not arrive': ['Promise.reject(new TypeError("Failed to fetch"))', /Deutsch could not be loaded/],
  'is of another version': ['real(...all).then(async (r) => new Response((await r.text()).replace("Scores", "Werte")))', /Deutsch does not belong to this version/],
};
for (const [name, [fault, notice]] of Object.entries(FAULTS)) {
  scene(`a German file that ${name} is a notice, and nothing is lost`, async () => {
    page.expected = [/Failed to fetch/];
    return meddled(answer(fault), async () => {
      await page.open('?preset=worked');
      await page.apply({ type: 'set-temperature', value: 2 });
      const before = await page.exact('getState');
      await choose('de');
      await page.notice(notice);
      assert.equal(await page.exact('getState'), before);
      assert.deepEqual(await root(page), { lang: 'en', learning: false, title: 'Who listens to whom?' });
      assert.equal(await page.run('return document.querySelector("select.language").value'), 'en', 'the select says what is spoken');
      // At the start the page then speaks English.
      await page.open('?lang=de');
      assert.deepEqual(await root(page), { lang: 'en', learning: false, title: 'Who listens to whom?' });
      assert.equal(await page.run('return document.querySelector("select.language").value'), 'en');
    });
  }, 'preload');
}

scene('no English flashes before German is there', async () => {
  const slow = answer('new Promise((done) => setTimeout(done, 700)).then(() => real(...all))');
  return meddled(`${slow} globalThis.flashes = []; globalThis.looks = 0; globalThis.learned = 0;
    const look = () => {
      const title = document.querySelector('.boot-title');
      if (title) {
        looks += 1;
        learned += document.documentElement.classList.contains('learning');
        if (title.checkVisibility({ visibilityProperty: true })) flashes.push(title.textContent + document.querySelector('.boot-lead').textContent);
      }
      requestAnimationFrame(look);
    };
    look();`, async () => {
    await page.open('?lang=de');
    const { flashes, looks, learned } = await page.run('return { flashes, looks, learned }');
    assert.ok(looks > 5 && learned > 3, `it was looked at ${looks} times, ${learned} of them before the file came`);
    assert.deepEqual([...new Set(flashes)].filter((text) => text !== said('boot-title') + said('boot-lead')), []);
  });
}, 'preload');

german.scene('who prefers German is met in German, and may ask for English', async (page) => {
  await page.open();
  assert.equal((await root(page)).lang, 'de');
  await isGerman(page);
  assert.equal(await page.run('return document.querySelector("select.language").value'), 'de');
  await page.open('?lang=en');
  assert.deepEqual(await root(page), { lang: 'en', learning: false, title: 'Who listens to whom?' });
  assert.deepEqual(untranslated(await page.run(WORDS), 'de', 'en'), []);
});

german.scene('what is shown where the page cannot start is German too', async (page) => {
  const end = await page.browser.preload(page.driver, 'WebAssembly.validate = () => false;');
  try {
    await page.load();
    await page.find('.boot-error');
    assert.equal(await page.text('.boot-error h2'), said('boot-old'));
    assert.equal(await page.text('h1'), said('boot-title'));
    assert.deepEqual(untranslated(await page.run(WORDS)), []);
  } finally {
    await end();
  }
}, 'preload');

test('boot.js and index.html say the English of the catalogue, and all of its group', () => {
  const own = new Map([...messages('en')].filter(([, { group }]) => group.startsWith('Before the start')));
  assert.ok(own.size > 15);
  const source = readFileSync(new URL('../../static/boot.js', import.meta.url), 'utf8');
  const index = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');
  const found = new Map();
  for (const [, key, english] of source.matchAll(/\bsay\('([\w-]+)',\s*'((?:[^'\\]|\\.)*)'/g)) {
    const text = english.replace(/\\(.)/g, '$1');
    assert.equal(own.get(key)?.text, text, key);
    found.set(key, text);
  }
  // A call of another form would be missed by the pattern above.
  const calls = source.match(/\bsay\(/g).length - source.match(/function say\(/g).length - source.match(/say\(key, node\.textContent\)/g).length;
  assert.equal([...source.matchAll(/\bsay\('([\w-]+)',\s*'((?:[^'\\]|\\.)*)'/g)].length, calls, 'every call is read');
  // The first paint, which boot.js translates by selector.
  for (const [, selector, key] of source.matchAll(/\['\.([\w-]+)', '([\w-]+)'\]/g)) {
    const shown = index.match(new RegExp(`class="${selector}"[^>]*>([^<]*)<`))?.[1];
    assert.equal(shown, own.get(key)?.text, `${selector} of index.html`);
    found.set(key, shown);
  }
  assert.deepEqual([...own.keys()].filter((key) => !found.has(key)), [], 'these are said by nobody');
  // The same places for values in both languages, and the languages that boot.js knows.
  const places = (text) => (text.match(/\{ \$\w+ \}/g) ?? []).sort().join();
  for (const [key, { text }] of own) assert.equal(places(said(key)), places(text), key);
  assert.match(source, /const LANGUAGES = \['de'\];/);
  assert.equal(fileOf('de').includes('own-name = Deutsch'), true);
});
