// A copy of dist/ on a server of its own, which a test may change, serve badly, and take away.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json', '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2', '.ftl': 'text/plain; charset=utf-8',
};
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const DIST = process.env.E2E_DIST ?? join(ROOT, 'dist');

// A copy of dist/ in a folder of its own; `remove` takes it away.
export function copy() {
  assert.ok(existsSync(join(DIST, 'sw.js')), `${DIST} is what cargo xtask build makes`);
  const above = mkdtempSync(join(tmpdir(), 'attention-playground-host-'));
  const folder = join(above, 'some', 'folder');
  cpSync(DIST, folder, { recursive: true });
  return { above, folder, remove: () => rmSync(above, { recursive: true, force: true }) };
}

// Writes the sums of a folder anew, as whoever changes a file of dist/ has to.
export async function seal(folder, ...options) {
  await promisify(execFile)('cargo', ['run', '--quiet', '--package', 'xtask', '--', 'seal', '--dist', folder, ...options], { cwd: ROOT });
}

// A value that is looked at again and again, with time for the server in between.
export const passing = (value) => new Promise((resolve) => { setTimeout(resolve, 10, value); });

export class Host {
  // `answer(name, { status, headers, body })` may change what is sent for a file; `asked` is every name that was asked for.
  constructor(folder, answer) {
    this.folder = folder;
    this.answer = answer;
    this.asked = [];
  }

  // Serves below /some/folder/; the port stays the same when it is started again.
  async start() {
    this.server = createServer((request, response) => this.serve(request, response)).listen(this.port ?? 0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = this.server.address().port;
    this.origin = `http://127.0.0.1:${this.port}`;
    this.base = `${this.origin}/some/folder/`;
    return this;
  }

  async stop() {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  // What a browser reports of the policy.
  async hear(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    this.report?.(Buffer.concat(parts).toString());
    return response.writeHead(204).end();
  }

  async serve(request, response) {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const name = path.startsWith('/some/folder/') ? normalize(path.slice('/some/folder/'.length) || 'index.html') : null;
    if (request.method === 'POST') return this.hear(request, response);
    this.asked.push(name ?? path);
    const file = name && join(this.folder, name);
    if (!file || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end('not found');
    const plain = {
      status: 200,
      // As many static hosts have it: what was fetched an hour ago is thought fresh.
      headers: { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'cache-control': 'max-age=3600' },
      body: readFileSync(file),
    };
    const { status, headers, body } = await this.answer?.(name, plain, request) ?? plain;
    return response.writeHead(status, headers).end(body);
  }
}
