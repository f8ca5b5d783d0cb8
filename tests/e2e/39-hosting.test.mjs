// dist/ on other people's servers: from a ZIP, below a folder, badly served, on a CDN, under a policy that is a header.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { lacking } from './driver.mjs';
import { Host, copy, passing, seal } from './host.mjs';
import { Page } from './page.mjs';

// Where the machine is slow, what was preloaded is used later than the browser thinks right.
const SLOW = /preloaded (using|with) link preload/;
const LABS = ['attention', 'scaling', 'order', 'learning', 'cost'];
const WASM = 'attention-playground_bg.wasm';
const GLUE = 'attention-playground.js';

// A browser of its own and a copy of dist/; `run` may expect complaints of the console.
function scene(name, run, ...needs) {
  test(name, { skip: lacking(needs) }, async (context) => {
    const [{ above, folder, remove }, page] = [copy(), new Page()];
    page.expected = [];
    try {
      await page.start();
      await run({ page, above, folder, context });
      const complaints = await page.complaints();
      assert.deepEqual(complaints.filter((text) => ![SLOW, ...page.expected].some((pattern) => pattern.test(text))), []);
    } finally {
      await page.end();
      remove();
    }
  });
}

async function served(host, run) {
  await host.start();
  try {
    await run();
  } finally {
    await host.stop().catch(() => {});
  }
}

async function open(page, address) {
  await page.driver.get('about:blank');
  await page.driver.get(address);
  await page.mounted();
  await page.until('all of the lab is there', () => page.run('return !document.querySelector(".on-its-way")'));
}

const controlled = (page) => page.until('the service worker has the page', () => page.run('return Boolean(navigator.serviceWorker.controller)'));

// Carries an experiment out in a worker, as the page does.
const experiment = (page) => page.run(`const worker = new Worker('worker.js', { type: 'module' });
  const state = JSON.stringify(await attentionPlayground.getState());
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => data.status === 'running' || resolve(data.why ?? data.status);
    worker.onerror = (event) => resolve(event.message);
    worker.postMessage({ run: 1, kind: 'scaling', place: 0, state });
  })`);

scene('from a ZIP, below a folder, with nothing but Python', async ({ page, above, folder, context }) => {
  const zip = join(above, 'dist.zip');
  try {
    execFileSync('python3', ['-m', 'zipfile', '-c', zip, basename(folder)], { cwd: dirname(folder) });
  } catch (error) {
    if (error.code === 'ENOENT') return context.skip('there is no Python here');
    throw error;
  }
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, join(above, 'served', 'a folder')]);
  const python = spawn('python3', ['-u', '-m', 'http.server', '0', '--bind', '127.0.0.1'], { cwd: join(above, 'served') });
  try {
    const [line] = await once(python.stdout, 'data');
    const base = `http://127.0.0.1:${String(line).match(/port (\d+)/)[1]}/a%20folder/folder/`;
    await open(page, `${base}?lab=scaling`);
    assert.equal(await experiment(page), 'done');
    await open(page, `${base}?lesson=order&lang=de`);
    await controlled(page);
    await open(page, `${base}index.html?lab=order`);
    assert.equal((await page.state()).lab, 'order');
  } finally {
    python.kill();
  }
  return undefined;
});

// How a file is served, what the page says of it, and what the browser itself complains about.
const truncated = (plain) => ({ ...plain, body: plain.body.subarray(0, plain.body.length / 2) });
const zipped = (plain) => ({ ...plain, body: gzipSync(plain.body) });
const typed = (type) => (plain) => ({ ...plain, headers: { ...plain.headers, 'content-type': type } });
const encoded = (plain) => ({ ...plain, headers: { ...plain.headers, 'content-encoding': 'gzip' } });
const longer = (plain) => ({ ...plain, headers: { ...plain.headers, 'content-length': plain.body.length + 1000, connection: 'close' } });
const instead = (plain) => ({ ...typed('text/html')(plain), body: '<!doctype html><title>not found</title>' });
const older = (plain) => ({ ...plain, body: `${plain.body} ` });
const absent = (plain) => ({ ...plain, status: 404, body: '' });
// The fifth column: what a browser must be able to, so that it comes to this.
const FAULTS = [
  [GLUE, 'as text', typed('text/plain'), /sends attention-playground\.js as “text\/plain”, not as text\/javascript.*MIME types/],
  [GLUE, 'cut off', truncated, /attention-playground\.js is not whole.*copy all files/],
  [GLUE, 'of another version', older, /attention-playground\.js is not whole, or of another version/, 'integrity'],
  [GLUE, 'zipped without a word', zipped, /attention-playground\.js compressed and does not say so.*“Content-Encoding: gzip”/],
  [GLUE, 'said to be zipped', encoded, /attention-playground\.js could not be read to its end.*Content-Encoding only of what it compresses/, 'headers'],
  [WASM, 'cut off', truncated, /_bg\.wasm is not whole.*with FTP: as binary/],
  [WASM, 'broken off on the way', longer, /_bg\.wasm could not be read to its end.*Content-Length/, 'headers'],
  [WASM, 'zipped without a word', zipped, /_bg\.wasm compressed and does not say so.*“Content-Encoding: gzip”/],
  [WASM, 'said to be zipped', encoded, /_bg\.wasm could not be read to its end.*Content-Encoding only of what it compresses/, 'headers'],
  [WASM, 'a page instead', instead, /_bg\.wasm as “text\/html”, not as application\/wasm/],
  [WASM, 'absent', absent, /answered 404 for attention-playground_bg\.wasm.*all files of the folder/],
  ['style/page.css', 'as text', typed('text/plain'), /sends page\.css as “text\/plain”, not as text\/css/],
  ['style/matrix.css', 'of another version', older, /matrix\.css is not whole, or of another version/],
];
for (const [file, how, spoil, words, ...needs] of FAULTS) {
  scene(`${file}, ${how}: the page says what to do`, async ({ page, folder }) => {
    page.expected = [/./];
    const host = new Host(folder, (name, plain) => (name === file ? spoil(plain) : plain));
    await served(host, async () => {
      await page.driver.get(host.base);
      const text = await (await page.find('.boot-error[role=alert]')).getText();
      assert.match(text.replaceAll('\n', ' '), words);
      assert.match(text, /could not be loaded/);
      // Once it is served well, one press is enough.
      host.answer = undefined;
      await page.press('Try again');
      await page.mounted();
    });
  }, ...needs);
}

scene('modules that have no type of their own run all the same', async ({ page, folder }) => {
  page.expected = [/instantiateStreaming/];
  const host = new Host(folder, (name, plain) => (name.endsWith('.wasm') ? typed('application/octet-stream')(plain) : plain));
  await served(host, async () => {
    await open(page, host.base);
    await (await page.find('nav a[href="?lab=order"]')).click();
    await page.find('.permutation');
  });
});

scene('a style sheet that comes late is waited for', async ({ page, folder }) => {
  const held = [];
  const host = new Host(folder, (name, plain) => (name === 'style/plot.css' ? new Promise((resolve) => held.push(() => resolve(plain))) : plain));
  await served(host, async () => {
    const loaded = page.driver.get(host.base);
    await page.until('it is asked for, and the script as well', () => passing(held.length > 0 && host.asked.includes('boot.js')));
    // The script has come by now, and in WebKit it runs.
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const release of held) release();
    await loaded;
    await page.mounted();
    assert.equal(await page.text('.boot-error'), undefined);
  });
});

for (const [how, spoil] of [['as text', typed('text/plain; charset=utf-8')], ['absent', absent]]) {
  scene(`boot.js ${how}: the style sheet shows what the script cannot say`, async ({ page, folder }) => {
    page.expected = [/boot\.js/, /module script/];
    const host = new Host(folder, (name, plain) => (name === 'boot.js' ? spoil(plain) : plain));
    await served(host, async () => {
      await page.driver.get(host.base);
      const seen = () => page.run('return getComputedStyle(document.querySelector(".boot-late")).visibility');
      const animated = await page.run(`const [late] = document.querySelector('.boot-late').getAnimations();
        const before = getComputedStyle(document.querySelector('.boot-late')).visibility;
        const { delay } = late.effect.getTiming();
        late.finish();
        return { before, delay }`);
      assert.equal(animated.before, 'hidden');
      assert.ok(animated.delay > 0);
      assert.equal(await seen(), 'visible');
      assert.match(await page.text('.boot-late'), /\.js files as text\/javascript/);
    });
  });
}

scene('the page here, its files on a CDN', async ({ page, folder }) => {
  const there = copy();
  const cdn = new Host(there.folder, (_, plain) => ({ ...plain, headers: { ...plain.headers, 'access-control-allow-origin': '*' } }));
  const host = new Host(folder);
  try {
    await served(cdn, () => served(host, async () => {
      await seal(folder, '--base', cdn.base);
      await open(page, `${host.base}?lab=scaling&lang=de`);
      // What the page asked for; its service worker fills its cache from the host meanwhile.
      const asked = await page.run('return performance.getEntriesByType("resource").map((entry) => entry.name.split("?")[0])');
      for (const name of ['boot.js', GLUE, WASM, 'style/page.css', 'fonts/text.woff2', 'lang/de.ftl']) {
        assert.ok(asked.includes(cdn.base + name) && !asked.includes(host.base + name), `${name} of ${asked}`);
        assert.ok(cdn.asked.includes(name), `${name} of ${cdn.asked}`);
      }
      assert.equal(await experiment(page), 'done');
      await controlled(page);
      await cdn.stop();
      await host.stop();
      await open(page, `${host.base}?lab=order&lang=de`);
      assert.equal((await page.state()).lab, 'order');
    }));
  } finally {
    there.remove();
  }
});

scene('what a CDN has changed is not run', async ({ page, folder }) => {
  page.expected = [/./];
  const there = copy();
  // A custom section of no content: still a valid module.
  appendFileSync(join(there.folder, WASM), Buffer.from([0, 2, 1, 120]));
  const cdn = new Host(there.folder, (_, plain) => ({ ...plain, headers: { ...plain.headers, 'access-control-allow-origin': '*' } }));
  const host = new Host(folder);
  try {
    await served(cdn, () => served(host, async () => {
      await seal(folder, '--base', cdn.base);
      await page.driver.get(host.base);
      const text = await (await page.find('.boot-error[role=alert]')).getText();
      assert.match(text, /_bg\.wasm is not whole, or of another version/);
      assert.equal(await page.run('return Boolean(window.attentionPlayground)'), false);
    }));
  } finally {
    there.remove();
  }
});

scene('under the policy as a header: every lab, a lesson and an experiment, and nothing is reported, asked elsewhere or stored', async ({ page, folder }) => {
  const reports = [];
  const cookies = [];
  const policy = readFileSync(join(folder, 'index.html'), 'utf8').match(/Content-Security-Policy" content="([^"]*)"/)[1];
  const host = new Host(folder, async (name, plain, request) => {
    if (request.headers.cookie) cookies.push(request.headers.cookie);
    return { ...plain, headers: { ...plain.headers, 'content-security-policy': `${policy}; report-uri /report` } };
  });
  host.report = (text) => reports.push(text);
  await served(host, async () => {
    for (const lab of LABS) {
      await open(page, `${host.base}?lab=${lab}`);
      assert.equal((await page.state()).lab, lab);
    }
    await open(page, `${host.base}?lesson=scaling&lang=de`);
    await page.find('#step-title');
    await controlled(page);
    assert.equal(await experiment(page), 'done');
    await open(page, `${host.base}?lab=cost`);
    assert.equal(await experiment(page), 'done');
    const asked = await page.run('return performance.getEntriesByType("resource").map((entry) => entry.name)');
    assert.deepEqual(asked.filter((url) => !url.startsWith(host.base) && !/^(blob|data):/.test(url)), []);
    const stored = await page.run(`return {
      cookie: document.cookie, local: localStorage.length, session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).filter((name) => !name.startsWith('attention-playground ' + new URL('./', location).href)) }`);
    assert.deepEqual(stored, { cookie: '', local: 0, session: 0, databases: 0, caches: [] });
    assert.deepEqual([reports, cookies], [[], []]);
    // The snare holds: what the page, a worker and an inline script may not do is reported.
    page.expected = [/Content Security Policy|Content-Security-Policy|elsewhere\.invalid/];
    await page.run(`await fetch('https://elsewhere.invalid/').catch(() => {});
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.bad = 1' }));`);
    await page.until('two reports', () => new Promise((resolve) => { setTimeout(resolve, 10, reports.length >= 2); }));
    assert.equal(await page.run('return window.bad'), null);
  });
});
