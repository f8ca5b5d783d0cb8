// The service worker: after a visit everything works without a network, versions do not mix, and what broke heals.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DIST, Host, copy, passing, seal } from './host.mjs';
import { Page } from './page.mjs';

// What the service worker of a folder keeps: { version, base, files }.
const list = (folder) => JSON.parse(readFileSync(join(folder, 'sw.js'), 'utf8').match(/^const PRECACHE=(.*);\n/)[1]);
const sha = (bytes) => createHash('sha256').update(bytes).digest('base64');
// Where the machine is slow, what was preloaded is used later than the browser thinks right.
const SLOW = /preloaded (using|with) link preload/;
const LABS = ['attention', 'scaling', 'order', 'learning', 'cost'];
const LESSONS = ['attention', 'scaling', 'order'];

// A page in a browser of its own, whose server is a copy of dist/ that the test may change.
function visit(name, run, answer) {
  test(name, async (context) => {
    const { folder, remove } = copy();
    const host = await new Host(folder, answer).start();
    const page = new Page();
    page.expected = [];
    try {
      await page.start();
      const visited = new Visit(page, host, folder);
      await run(visited, context);
      const complaints = await page.complaints();
      assert.deepEqual(complaints.filter((text) => ![SLOW, ...page.expected].some((pattern) => pattern.test(text))), []);
    } finally {
      await page.end();
      await host.stop().catch(() => {});
      remove();
    }
  });
}

class Visit {
  constructor(page, host, folder) {
    Object.assign(this, { page, host, folder });
  }

  async open(address = '') {
    await this.page.driver.get('about:blank');
    await this.page.driver.get(new URL(address, this.host.base).href);
    await this.page.mounted();
    await this.page.until('all of the lab is there', () => this.page.run('return !document.querySelector(".on-its-way")'));
  }

  // Opens the page and waits until all is kept and the page is the service worker's.
  async first() {
    await this.open();
    await this.page.until('the service worker has the page', () => this.page.run('return Boolean(navigator.serviceWorker.controller)'));
  }

  version() {
    return this.page.run('return document.documentElement.dataset.version');
  }

  // What the page gets for each of these names: the sum, or what went wrong.
  sums(names) {
    return this.page.run(`return Promise.all(arguments[0].map(async (name) => {
      try {
        const response = await fetch(name);
        if (!response.ok) return response.status;
        const sum = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
        return btoa(String.fromCharCode(...new Uint8Array(sum)));
      } catch (error) {
        return error.message;
      }
    }))`, names);
  }

  // The page gets every file as this list of a version has it.
  async gets({ files }) {
    const names = Object.keys(files);
    assert.deepEqual(Object.fromEntries((await this.sums(names)).map((sum, i) => [names[i], sum])), files);
  }

  // Changes the end of some files, and the sums with it.
  async release(...changes) {
    for (const [name, more] of changes) writeFileSync(join(this.folder, name), readFileSync(join(this.folder, name), 'utf8') + more);
    await seal(this.folder);
    return list(this.folder);
  }

  // Has the browser look for a new version, and waits until that one serves.
  async noticed() {
    const before = await this.page.run('return navigator.serviceWorker.getRegistration().then((r) => { window.before = r.active; return r.update(); }).then(() => true)');
    assert.ok(before);
    await this.page.until('the new version serves', () => this.page.run(`return navigator.serviceWorker.getRegistration()
      .then((r) => !r.installing && !r.waiting && r.active !== window.before && r.active.state === 'activated')`));
  }

  // The versions that are kept.
  versions() {
    return this.page.run(`return caches.keys().then((names) => names.map((name) => name.split(' version ')[1]).filter(Boolean))`);
  }
}

visit('after one visit, all labs, lessons and languages work without a network', async (visit) => {
  const { page, host, folder } = visit;
  await visit.first();
  await host.stop();
  for (const lab of LABS) {
    await visit.open(`?lab=${lab}`);
    assert.equal((await page.state()).lab, lab);
  }
  for (const lesson of LESSONS) {
    await visit.open(`?lesson=${lesson}&lang=de`);
    await page.find('#step-title');
    assert.equal(await page.run('return document.documentElement.lang'), 'de');
  }
  await visit.gets(list(folder));
  // The worker with its module, and the kernel's.
  const outcome = await page.run(`const worker = new Worker('worker.js', { type: 'module' });
    const state = JSON.stringify(await attentionPlayground.getState());
    return new Promise((resolve) => {
      worker.onmessage = ({ data }) => data.status === 'running' || resolve(data);
      worker.onerror = (event) => resolve(event.message);
      worker.postMessage({ run: 1, kind: 'scaling', place: 0, state });
    })`);
  assert.equal(outcome.status, 'done', JSON.stringify(outcome));
  const isRelaxed = await page.run('return WebAssembly.validate(await (await fetch("fused-relaxed.wasm")).arrayBuffer())');
  for (const build of isRelaxed ? ['simd128', 'relaxed'] : ['simd128']) {
    const output = await page.run(`const { load } = await import('./fused.js');
      const { attention } = await load({ build: arguments[0] });
      const ones = () => new Float32Array(8).fill(1);
      return [...attention({ q: ones(), k: ones(), v: ones(), n: 2, dk: 4 }).output]`, build);
    assert.deepEqual(output, Array(8).fill(1), build);
  }
});

visit('what is not on the screen is fetched after the page is', async ({ page, host }) => {
  const held = [];
  host.answer = (name, plain) => (name.endsWith('_bg.wasm') ? new Promise((resolve) => held.push(() => resolve(plain))) : plain);
  await page.driver.get(host.base);
  await page.until('the module is asked for', () => passing(held.length > 0));
  await page.run('return new Promise((done) => (globalThis.requestIdleCallback ?? setTimeout)(() => done()))');
  const early = ['sw.js', 'split_later.wasm', 'worker.js', 'experiments.wasm', 'fused.js', 'lessons/attention.en.json'];
  assert.deepEqual(host.asked.filter((name) => early.includes(name)), []);
  for (const release of held) release();
  host.answer = undefined;
  await page.mounted();
  await page.until('the rest is fetched', () => passing(early.every((name) => host.asked.includes(name))));
});

visit('who saves data keeps nothing', async ({ page, host }, context) => {
  if (!page.browser.preload) return context.skip('this browser has no scripts before the page\'s own');
  await page.browser.preload(page.driver, 'Object.defineProperty(navigator, "connection", { value: { saveData: true } });');
  await page.driver.get(host.base);
  await page.mounted();
  await page.run('return new Promise((done) => requestIdleCallback(() => setTimeout(done)))');
  assert.equal(await page.run('return navigator.serviceWorker.getRegistration().then(Boolean)'), false);
  assert.equal(host.asked.includes('sw.js'), false);
  return undefined;
});

visit('a page keeps the files of its version; the next load has the new ones', async (visit) => {
  const { page, host, folder } = visit;
  const old = list(folder);
  await visit.first();
  host.asked.length = 0;
  const fresh = await visit.release(['worker.js', '\n// 2'], ['lang/de.ftl', '\n# 2\n'], ['style/plot.css', '/* 2 */']);
  assert.notEqual(fresh.version, old.version);
  await visit.noticed();
  await visit.gets(old);
  // Only what has changed was fetched.
  const changed = Object.keys(fresh.files).filter((name) => fresh.files[name] !== old.files[name]);
  assert.deepEqual([...new Set(host.asked)].sort(), [...changed, 'sw.js'].sort());
  assert.deepEqual((await visit.versions()).sort(), [old.version, fresh.version].sort());
  await page.driver.navigate().refresh();
  await page.mounted();
  assert.equal(await visit.version(), fresh.version);
  await visit.gets(fresh);
  await page.until('the old version is forgotten', async () => (await visit.versions()).join() === fresh.version);
});

visit('each page and its workers keep their version beside pages of another one', async (visit) => {
  const { page, folder } = visit;
  // A worker that says how long a file is that it gets.
  writeFileSync(join(folder, 'probe.js'), 'onmessage = async () => postMessage((await (await fetch("lang/de.ftl")).arrayBuffer()).byteLength);');
  await seal(folder);
  const old = list(folder);
  const length = () => readFileSync(join(folder, 'lang/de.ftl')).length;
  const before = length();
  await visit.first();
  const probe = () => page.run(`window.probe ??= new Worker('probe.js?' + document.documentElement.dataset.version);
    return new Promise((resolve) => { probe.onmessage = ({ data }) => resolve(data); probe.postMessage(0); })`);
  const fresh = await visit.release(['worker.js', ' // 2'], ['lang/de.ftl', '\n# 2\n']);
  assert.equal(await probe(), before);
  await visit.noticed();
  assert.equal(await probe(), before, 'a worker from before the change');
  await page.run('probe.terminate(); window.probe = undefined');
  assert.equal(await probe(), before, 'a worker that an old page makes');
  const first = await page.driver.getWindowHandle();
  await page.driver.switchTo().newWindow('tab');
  await visit.open('?lab=order');
  assert.equal(await visit.version(), fresh.version);
  await visit.gets(fresh);
  await page.driver.switchTo().window(first);
  assert.equal(await visit.version(), old.version);
  await visit.gets(old);
  assert.equal(await probe(), before);
  await page.driver.navigate().refresh();
  await page.mounted();
  assert.equal(await visit.version(), fresh.version);
  await visit.gets(fresh);
  assert.equal(await probe(), length());
});

visit('a version that has only half arrived is not taken', async (visit) => {
  const { page, host, folder } = visit;
  const old = list(folder);
  await visit.first();
  const before = readFileSync(join(folder, 'worker.js'));
  const fresh = await visit.release(['worker.js', '\n// 2'], ['fused.js', '\n// 2']);
  const late = readFileSync(join(folder, 'worker.js'));
  writeFileSync(join(folder, 'worker.js'), before);
  await page.run('return navigator.serviceWorker.getRegistration().then((r) => r.update()).then(() => {})');
  await page.until('it is given up', () => page.run('return navigator.serviceWorker.getRegistration().then((r) => !r.installing && !r.waiting)'));
  assert.ok(host.asked.includes('fused.js'), 'it was tried');
  await visit.open();
  assert.equal(await visit.version(), old.version);
  await visit.gets(old);
  writeFileSync(join(folder, 'worker.js'), late);
  await visit.noticed();
  await visit.open();
  assert.equal(await visit.version(), fresh.version);
  await visit.gets(fresh);
});

visit('a broken cache heals', async (visit) => {
  const { page, folder } = visit;
  await visit.first();
  const wasm = 'attention-playground_bg.wasm';
  await page.run(`const cache = await caches.open((await caches.keys()).find((name) => name.includes(' version ')));
    await cache.delete('index.html');
    await cache.delete('style/page.css');
    const whole = await (await cache.match(arguments[0])).arrayBuffer();
    await cache.put(arguments[0], new Response(whole.slice(0, 1000), { headers: { 'content-type': 'application/wasm' } }));
    await cache.put('boot.js', new Response('alert(1)', { headers: { 'content-type': 'text/javascript' } }));`, wasm);
  await visit.open();
  await visit.gets(list(folder));
  const kept = await page.run(`const cache = await caches.open((await caches.keys()).find((name) => name.includes(' version ')));
    return Promise.all(arguments[0].map(async (name) => (await (await cache.match(name))?.arrayBuffer())?.byteLength))`,
  [wasm, 'boot.js', 'index.html', 'style/page.css']);
  assert.deepEqual(kept, [wasm, 'boot.js', 'index.html', 'style/page.css'].map((name) => readFileSync(join(folder, name)).length));
});

visit('what is lost and cannot be had as it was is not replaced by something else', async (visit) => {
  const { page, folder } = visit;
  page.expected = [/valid digest|ERR_FAILED|Error Response|integrity/];
  await visit.first();
  await page.run(`const cache = await caches.open((await caches.keys()).find((name) => name.includes(' version '))); await cache.delete('lang/de.ftl'); await cache.delete('index.html');`);
  const fresh = await visit.release(['lang/de.ftl', '\n# 2\n'], ['boot.js', '\n// 2']);
  const [catalogue, page1] = await visit.sums(['lang/de.ftl', './']);
  assert.match(String(catalogue), /Failed to fetch|NetworkError|Load failed|is an error/i);
  // A page brings its own version: the server's is the new one, with all that it names.
  assert.equal(page1, fresh.files['index.html']);
  assert.deepEqual(await visit.sums([`boot.js?${fresh.files['boot.js'].slice(0, 8)}`]), [fresh.files['boot.js']]);
}, (name, plain) => ({ ...plain, headers: { ...plain.headers, 'cache-control': 'no-store' } }));

visit('what it does not keep goes past it', async (visit) => {
  const { page, host } = visit;
  await visit.first();
  host.asked.length = 0;
  page.expected = [/404/];
  assert.deepEqual(await visit.sums(['nothing.js', 'examples/']), [404, 404]);
  await page.run('return fetch("worker.js", { headers: { range: "bytes=0-9" }, cache: "no-store" }).then((r) => r.status)');
  assert.deepEqual(host.asked.filter((name) => name !== 'sw.js'), ['nothing.js', 'examples/', 'worker.js']);
});

visit('what others keep on the origin is left alone', async (visit) => {
  const { page } = visit;
  await visit.first();
  const others = ['attention-playground http://127.0.0.1/other/ version 1', 'of somebody else'];
  await page.run('await Promise.all(arguments[0].map((name) => caches.open(name)))', others);
  const { version } = await visit.release(['worker.js', '\n// 2']);
  await visit.noticed();
  await visit.open();
  await page.until('the old version is forgotten', async () => (await visit.versions()).sort().join() === ['1', version].sort().join());
  assert.deepEqual(await page.run('return Promise.all(arguments[0].map((name) => caches.has(name)))', others), [true, true]);
});

test('the manifest names what is there, by relative addresses', () => {
  const manifest = JSON.parse(readFileSync(join(DIST, 'manifest.webmanifest'), 'utf8'));
  assert.deepEqual([manifest.start_url, manifest.scope], ['./', './']);
  for (const { src, sizes, type } of manifest.icons.filter((icon) => icon.type === 'image/png')) {
    const png = readFileSync(join(DIST, src));
    assert.equal(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, sizes, src);
    assert.equal(type, 'image/png');
  }
  assert.ok(readFileSync(join(DIST, 'icons/icon.svg')).length > 0);
  assert.equal(sha(readFileSync(join(DIST, 'manifest.webmanifest'))), list(DIST).files['manifest.webmanifest']);
});

visit('the browser finds it installable', async ({ page, host }, context) => {
  if (process.env.E2E_BROWSER !== 'chromium') return context.skip('only Chromium tells');
  await page.driver.get(host.base);
  await page.mounted();
  const { errors } = await page.driver.sendAndGetDevToolsCommand('Page.getAppManifest', {});
  assert.deepEqual(errors, []);
  const { installabilityErrors } = await page.driver.sendAndGetDevToolsCommand('Page.getInstallabilityErrors', {});
  assert.deepEqual(installabilityErrors, []);
  return undefined;
});
