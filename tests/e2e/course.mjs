// Course pages: what a teacher would have on a server of their own, which is another origin than the playground's.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { Key } from 'selenium-webdriver';
import { BASE } from './page.mjs';

const ICON = '<link rel="icon" href="data:,">';

// Serves pages by path, opens the first, and takes them down after `run`. A page is HTML, or [content, type]; `pages` is
// the one page, an object of them, or a function of the path.
export async function course(page, pages, run) {
  const files = typeof pages === 'string' ? { '/': pages } : pages;
  const find = typeof files === 'function' ? files : (path) => files[path];
  const server = createServer((request, response) => {
    const file = find(decodeURIComponent(new URL(request.url, 'http://host').pathname));
    const [content, type] = Array.isArray(file) ? file : [file && `<!doctype html>${ICON}${file}`, 'text/html; charset=utf-8'];
    if (content === undefined) response.writeHead(404).end();
    else response.setHeader('content-type', type).end(content);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  page.host = `${origin}/`;
  // Where the machine is slow, or a frame out of sight, letters are drawn later than the browser thinks right.
  page.expected.push(/preloaded using link preload but not used/);
  try {
    await page.driver.get(origin);
    await run(origin);
    await page.driver.switchTo().defaultContent();
    await page.isClean();
  } finally {
    page.host = page.alien = undefined;
    await page.driver.switchTo().defaultContent();
    await page.driver.get('about:blank');
    server.close();
    server.closeAllConnections();
  }
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml', '.json': 'application/json', '.woff2': 'font/woff2', '.ftl': 'text/plain; charset=utf-8' };

// The files of a folder, as `course` takes them.
export function folder(root) {
  return (path) => {
    try {
      return [readFileSync(join(root, normalize(path))), TYPES[extname(path)] ?? 'application/octet-stream'];
    } catch {
      return undefined;
    }
  };
}

export const SCRIPT = `<script src="${new URL('embed.js', BASE)}"></script>`;

// A script in the course page; `lab` in it is the element of this id.
export function inCourse(page, script, ...args) {
  return page.run(`const lab = document.getElementById('lab'); const [a, b] = arguments; ${script}`, ...args);
}

// Waits until the element's frame answers.
export function answers(page, id = 'lab') {
  return page.until(`${id} answers`, () => page.run(`return document.getElementById(arguments[0]).getState()`, id));
}

// Goes through a lesson to its end by the keys for it, within its frame.
export async function toTheEnd(page) {
  // What stands there until the lesson has come has a title and a button, too.
  await page.find('.tutor #step-title');
  await page.run('arguments[0].click()', await page.find('.tutor h2'));
  await page.run('arguments[0].focus()', await page.find('.tutor button'));
  for (let step = 0; step < 30; step += 1) await page.chord([Key.ALT], Key.PAGE_DOWN);
}

// Runs `work` within the frame of an element.
export async function inside(page, work, id = 'lab') {
  const frame = await page.run('const e = document.getElementById(arguments[0]); return e.shadowRoot?.querySelector("iframe") ?? e', id);
  await page.driver.switchTo().frame(frame);
  try {
    return await work();
  } finally {
    await page.driver.switchTo().defaultContent();
  }
}
