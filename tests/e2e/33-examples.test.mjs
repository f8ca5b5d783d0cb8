// The example pages: plain HTML as it is shipped, and books made by the real mdBook and Jupyter Book (E2E_PYTHON names a
// Python that has both; `cargo xtask test` sees to that).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before } from 'node:test';
import { course, folder, inside, toTheEnd } from './course.mjs';
import { picture, write } from './looks.mjs';
import { BASE, stage } from './page.mjs';

const { page, scene } = stage();
const EXAMPLES = new URL('../../examples/', import.meta.url).pathname;
const DOCS = new URL('../../docs/', import.meta.url).pathname;
const PYTHON = process.env.E2E_PYTHON;
let books;

before(() => {
  if (!PYTHON) return;
  books = mkdtempSync(join(tmpdir(), 'attention-books-'));
  cpSync(EXAMPLES, books, { recursive: true });
  for (const file of ['mdbook/src/attention.md', 'jupyter-book/attention.md']) {
    const path = join(books, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('https://your.host/playground/', BASE));
  }
  const tool = (name, ...args) => execFileSync(join(dirname(PYTHON), name), args, { cwd: books, stdio: ['ignore', 'ignore', 'pipe'], timeout: 240_000 });
  tool('mdbook', 'build', 'mdbook');
  tool('jupyter-book', 'build', 'jupyter-book');
});
after(() => books && rmSync(books, { recursive: true, force: true }));

// The lab in a page: as high as its content, and it tells what was done in it.
async function stands(selector) {
  const run = (script) => page.run(`const lab = document.querySelector(arguments[0]); ${script}`, selector);
  await run('lab.id ||= "lab"; lab.scrollIntoView()');
  const id = await run('return lab.id');
  await page.until(`${selector} answers`, () => run('return lab.getState()'));
  await page.until('the height', async () => {
    const high = await inside(page, () => page.run('return document.getElementById("app").getBoundingClientRect().height'), id);
    return Math.abs(high - await run('return lab.getBoundingClientRect().height')) < 1 && high > 200;
  });
  const told = await run(`const told = new Promise((resolve) => lab.on('state-changed', resolve));
    await lab.apply({ type: 'set-temperature', value: 2 }); return (await told).state.temperature`);
  assert.equal(told, 2);
  return id;
}

// UPDATE_LOOKS=1 makes the pictures of docs/embedding.md anew. They are held to nothing: the fonts around the lab are the
// machine's.
async function pictured(name) {
  if (!process.env.UPDATE_LOOKS || !page.browser.devtools) return;
  await page.run(`for (let i = 0; i < 10; i += 1) await new Promise((drawn) => requestAnimationFrame(drawn));`);
  write(join(DOCS, `${name}.png`), await picture(page));
}

const isDark = (id) => inside(page, () => page.run(`return Boolean(document.getElementById('lab'))
  && getComputedStyle(document.documentElement).backgroundColor === 'rgb(20, 22, 26)'`), id);

for (const [name, built, dark] of [
  ['mdBook', 'mdbook/book', `document.documentElement.classList.remove('light'); document.documentElement.classList.add('navy')`],
  ['Jupyter Book', 'jupyter-book/_build/html', `document.documentElement.dataset.theme = 'dark'`],
]) {
  scene(`a book made by ${name} holds the lab, in its height and its theme`, async (_, context) => {
    if (!PYTHON) return context.skip('E2E_PYTHON names no Python with mdBook and Jupyter Book');
    // Themes of books ask other servers for what they can do without.
    await page.browser.block?.(page.driver, ['https://*']);
    page.expected.push(/https:\/\//, /mathjax/i, /ERR_BLOCKED_BY_CLIENT/, /require|thebe|searchtools|pydata-sphinx-theme|favicon/i);
    const pages = folder(join(books, built));
    await course(page, (path) => pages(path === '/' ? '/attention.html' : path), async (origin) => {
      page.alien = /^https:\/\//;
      const id = await stands('attention-playground');
      await page.run('scrollTo(0, 0)');
      await pictured(`in-${name.toLowerCase().replace(' ', '-')}`);
      await page.run(dark);
      await page.until(`${name} is dark`, () => isDark(id));
      assert.ok(origin !== new URL(BASE).origin);
    });
  });
}

scene('the course page in plain HTML shows what its labs tell it', async () => {
  // A frame of the page's own origin that may run scripts is in no sandbox that holds; here that is what is wanted.
  page.expected.push(/can escape its sandboxing/, /preloaded using link preload/);
  await page.load('examples/');
  const text = (id) => page.run('return document.getElementById(arguments[0]).textContent', id);
  await page.run('document.getElementById("own").scrollIntoView()');
  const first = await page.until('a weight', async () => Number(await text('weight')));
  const button = await page.find('#match');
  await page.run('arguments[0].click()', button);
  await page.until('another weight', async () => Number(await text('weight')) > first);
  await page.run('document.getElementById("back").click()');
  await page.until('the first weight', async () => Number(await text('weight')) === first);
  await stands('#own');
  await page.run('scrollTo(0, 0)');
  await pictured('in-html');
  await stands('#lesson');
  await inside(page, async () => {
    await toTheEnd(page);
  }, 'lesson');
  await page.until('done', async () => /The lesson is done/.test(await text('progress')));
});
