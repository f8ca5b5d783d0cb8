// Loads the app under the page's Content-Security-Policy, and says in plain words what happened where it cannot.
// It also holds the panic screen: what is left when the WebAssembly side can do nothing more.

// Well below what browsers take as an address (Safari about 80,000 characters).
const LONGEST_HASH = 64000;

// A module with one function that uses SIMD; a browser without SIMD calls it invalid.
const SIMD_MODULE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, // magic, version
  1, 5, 1, 96, 0, 1, 123, // type: () -> v128
  3, 2, 1, 0, // one function of that type
  10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11, // i32.const 0, i8x16.splat, i8x16.popcnt
);

// The page names both, with all that belongs to the request; nearly always it has preloaded them.
const GLUE = named('link[rel=modulepreload]');
const WASM = named('link[as=fetch]');
// What the build calls itself; without it (plain `trunk serve`) there is no service worker.
const VERSION = document.documentElement.dataset.version;

// Before the first paint, so that a chosen theme does not flash in the other one.
const theme = new URLSearchParams(location.search).get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

// What the page says where this script does not come.
document.querySelector('.boot-late')?.remove();

// The catalogue of the language that is spoken, by message; empty for English, which stands here beside each key.
const LANGUAGES = ['de'];
let words = new Map();
const language = wanted();
globalThis.attentionPlaygroundSpeak = speak;
globalThis.attentionPlaygroundPanic = showPanic;
addEventListener('error', (event) => panicOf(event.error));
addEventListener('unhandledrejection', (event) => panicOf(event.reason));

// The import must not hold up the paint, which waits for this module.
start();
document.documentElement.classList.add('awake');

async function start() {
  const catalogue = language === 'en' ? null : learn();
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(SIMD_MODULE)) {
    await catalogue;
    fail(say('boot-old', 'This browser is too old for the playground'),
      say('boot-old-why', 'It lacks WebAssembly SIMD, with which the numbers are computed. Chrome and Edge have it from version 91, Firefox from 89, Safari from 16.4. Please update the browser, or open this page in another one.'));
    return;
  }
  try {
    const wasm = fetch(WASM.url, WASM);
    const [{ default: init }] = await Promise.all([import(GLUE.url), catalogue, wasm, styled()]);
    await init({ module_or_path: wasm });
    (globalThis.requestIdleCallback ?? setTimeout)(() => keep().catch(() => {}));
  } catch (error) {
    if (panicOf(error)) return;
    console.error(error);
    fail(say('boot-not-loaded', 'The playground could not be loaded'), await reason(error), afresh);
  }
}

function named(selector) {
  const { href, integrity } = document.querySelector(selector);
  return { url: href, integrity };
}

// Once the app runs, all that it may ever want is kept (sw.js). Where the browser refuses that, in a frame say, nothing is
// missing.
async function keep() {
  if (!VERSION || navigator.connection?.saveData || !navigator.serviceWorker) return;
  await navigator.serviceWorker.register('sw.js', { updateViaCache: 'none' });
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ page: VERSION });
}

// The language that the address names, else the browser's first one, else English.
function wanted() {
  const known = (code) => [...LANGUAGES, 'en'].find((known) => known === code);
  return known(new URLSearchParams(location.search).get('lang')) ?? known(navigator.language?.split('-')[0]) ?? 'en';
}

// Fetches the catalogue, for the first paint and for the app; without it the page speaks English.
async function learn() {
  const root = document.documentElement;
  root.classList.add('learning');
  try {
    const response = await fetch(new URL(`lang/${language}.ftl`, import.meta.url));
    const text = response.ok ? await response.text() : '';
    if (text) {
      speak(text);
      globalThis.attentionPlaygroundLanguage = [language, text];
      root.lang = language;
      for (const [selector, key] of [['.boot-title', 'boot-title'], ['.boot-lead', 'boot-lead'], ['.boot-status', 'boot-loading']]) {
        const node = document.querySelector(selector);
        if (node) node.textContent = say(key, node.textContent);
      }
    }
  } catch (error) {
    console.error(error);
  }
  root.classList.remove('learning');
}

function speak(text) {
  words = new Map(text.split('\n').filter((line) => !line.startsWith('#') && line.includes(' = ')).map((line) => {
    const at = line.indexOf(' = ');
    return [line.slice(0, at), line.slice(at + 3).trim()];
  }));
}

function say(key, english, values = {}) {
  return (words.get(key) ?? english).replace(/\{ \$(\w+) \}/g, (_, name) => values[name] ?? '');
}

// Asks the server again for what is needed: the browser's own error seldom says what was wrong.
async function reason(error) {
  for (const [file, type] of [...unstyled().map((sheet) => [sheet, 'text/css']), [GLUE, 'javascript'], [WASM, 'application/wasm']]) {
    const fault = await faultOf(file, type);
    if (fault) return fault;
  }
  return say('boot-not-run', 'The files arrived, but this browser could not run them ({ $error }).', { error: error?.message ?? error });
}

// What is wrong with how a file is served, in a sentence that names the remedy; nothing if all is well.
async function faultOf({ url }, type) {
  const name = new URL(url).pathname.split('/').pop();
  const response = await fetch(url, { cache: 'reload' }).catch(() => null);
  if (!response) return say('boot-no-answer', 'The file { $name } did not arrive. Please check the network connection.', { name });
  if (!response.ok) {
    const { status } = response;
    return say('boot-status', 'The server answered { $status } for { $name }. If this is your server, see that all files of the folder are there.', { status, name });
  }
  const bytes = await response.arrayBuffer().catch(() => null);
  if (!bytes) {
    return say('boot-broken-off', 'The file { $name } could not be read to its end. Please try again. If this is your server, it must say Content-Encoding only of what it compresses, and the Content-Length of what it sends.', { name });
  }
  const [first, second] = new Uint8Array(bytes);
  // RFC 1952: what every gzip file begins with.
  if (first === 0x1f && second === 0x8b) {
    return say('boot-compressed', 'The server sends { $name } compressed and does not say so. If this is your server, let it add “Content-Encoding: gzip”, or send the file as it is in the folder.', { name });
  }
  const isModule = type === 'application/wasm' && WebAssembly.validate(bytes);
  const sent = response.headers.get('content-type') ?? say('boot-no-type', 'no type');
  // A module runs whatever it is called.
  if (!isModule && !sent.includes(type)) {
    return say('boot-type', 'The server sends { $name } as “{ $sent }”, not as { $type }. If this is your server, correct its list of MIME types.',
      { name, sent, type: type === 'javascript' ? 'text/javascript' : type });
  }
  if ((isModule || type !== 'application/wasm') && await isOfThisVersion(url, bytes)) return null;
  return say('boot-damaged', 'The file { $name } is not whole, or of another version than the page. Please try again in a minute. If this is your server, copy all files of the folder there once more, unchanged (with FTP: as binary).', { name });
}

// The address of a file has the beginning of its sum; without one, or where the browser takes no sums, it is believed.
async function isOfThisVersion(url, bytes) {
  const mark = new URL(url).search.slice(1);
  const sum = mark && await globalThis.crypto?.subtle?.digest('SHA-256', bytes);
  return !sum || btoa(String.fromCharCode(...new Uint8Array(sum))).startsWith(mark);
}

// Fails where a style sheet is missing. Chromium and Firefox run this script once all have come or failed, WebKit at once.
async function styled() {
  const ended = (target) => new Promise((done) => {
    target.addEventListener('load', done);
    if (target !== window) target.addEventListener('error', done);
  });
  // One that failed before says no more; the page's own `load` comes after all.
  if (document.readyState !== 'complete') await Promise.race([ended(window), Promise.all(unstyled().map(({ link }) => ended(link)))]);
  if (unstyled().length) throw new Error('a style sheet is missing');
}

// The style sheets that the browser did not get, or did not take.
function unstyled() {
  return sheets().filter((link) => !link.sheet?.cssRules.length).map((link) => ({ link, url: link.href }));
}

function sheets() {
  return [...document.querySelectorAll('link[rel=stylesheet]')];
}

// Loads the page again with all that it needs; a reload alone would leave what was served badly in the browser's cache.
async function afresh() {
  const urls = [GLUE.url, WASM.url, ...sheets().map((link) => link.href)];
  await Promise.all(urls.map((url) => fetch(url, { cache: 'reload' }).then((response) => response.arrayBuffer()).catch(() => {})));
  location.reload();
}

// A message in the place of the figure; the page's heading stays.
function fail(title, text, again) {
  const section = element('section', 'boot-error', element('h2', 'boot-error-title', title), element('p', '', text));
  section.setAttribute('role', 'alert');
  if (again) section.append(button(say('boot-again', 'Try again'), again));
  const show = () => {
    document.querySelector('.boot-status')?.remove();
    const figure = document.querySelector('.boot-figure');
    if (figure) figure.replaceWith(section);
    else document.body.prepend(section);
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', show);
  else show();
}

// A trap in WebAssembly ends the app as a panic does, even where no panic hook was reached.
function panicOf(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) return false;
  showPanic(error.message, '');
  return true;
}

// Lays a screen over the page and removes nothing of it. `stateJson` is the state document, or '' if there is none.
function showPanic(message, stateJson) {
  // The first panic says the most: what follows it (the trap, later events) is only its echo.
  if (document.querySelector('.panic')) return;
  const title = element('h2', 'panic-title', say('panic-title', 'Something in the playground broke'));
  title.id = 'panic-title';
  const panel = element('div', 'panic-panel', title,
    element('p', '', say('panic-ours', 'This is a mistake in the program and not yours.')),
    element('p', 'panic-message', String(message)));
  if (stateJson) panel.append(element('p', '', say('panic-state', 'Your numbers are not lost: here they are.')), ...stateParts(String(stateJson)));
  else if (location.hash.length > 1) {
    panel.append(element('p', '', say('panic-address', 'The address of this page still holds what you made, up to the last moment or so.')),
      element('div', 'panic-actions', button(say('panic-reload', 'Reload with this state'), () => location.reload()), freshButton()));
  } else panel.append(element('div', 'panic-actions', freshButton()));
  const section = element('section', 'panic', panel);
  section.setAttribute('role', 'alertdialog');
  section.setAttribute('aria-modal', 'true');
  section.setAttribute('aria-labelledby', 'panic-title');
  document.getElementById('app')?.setAttribute('inert', '');
  document.body.append(section);
  section.querySelector('button')?.focus();
}

function stateParts(json) {
  const area = element('textarea', 'panic-state');
  area.value = json;
  area.readOnly = true;
  area.rows = 8;
  area.spellcheck = false;
  area.setAttribute('aria-label', say('panic-json', 'The state, as JSON'));
  const told = element('p', 'panic-told');
  told.setAttribute('role', 'status');
  const hash = `#json=${encodeURIComponent(json)}`;
  const actions = element('div', 'panic-actions',
    button(say('panic-copy', 'Copy the state'), async () => {
      area.select();
      // Without the permission (or without https) the selection is still there to be copied by hand.
      const copied = await navigator.clipboard?.writeText(json).then(() => true, () => false);
      told.textContent = copied ? say('panic-copied', 'Copied.') : say('panic-by-hand', 'It is selected: copy it with Ctrl+C or ⌘C.');
    }),
    button(say('panic-save', 'Save as a file'), () => save(json)));
  if (hash.length <= LONGEST_HASH) {
    actions.append(button(say('panic-reload', 'Reload with this state'), () => {
      // The query stays: it says how the page is shown, and the hash wins over what it says of the state.
      history.replaceState(null, '', location.pathname + location.search + hash);
      location.reload();
    }));
  } else told.textContent = say('panic-long', 'The state is too long for an address: save it as a file, and open that after a fresh start.');
  actions.append(freshButton());
  return [area, actions, told];
}

function freshButton() {
  return button(say('panic-fresh', 'Start afresh'), () => location.replace(location.pathname));
}

function save(json) {
  const link = element('a', '');
  link.href = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
  link.download = 'attention-playground.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function button(label, action) {
  const node = element('button', 'panic-button', label);
  node.type = 'button';
  node.addEventListener('click', action);
  return node;
}

function element(name, className, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children);
  return node;
}
