// The service worker: after a visit everything works without a network.
//
// `cargo xtask build` writes a line before this one: const PRECACHE = { version, base, files }. `files` has the SHA-256 of
// each file, in base64, by its name; `base` is where else the page may ask for them (a CDN), or ''. So another build is
// another service worker.
//
// A version has a cache of its own. It is filled as a whole or not at all, and a page is served from the cache of its
// version alone: old files and new ones never meet. A new version waits until no page of the old one runs; a page that
// has only just begun to load, and is the only one, asks it to begin (static/boot.js).

const { version, base, files } = PRECACHE;
const SCOPE = registration.scope;
// Other copies of the playground may lie on the same origin.
const OURS = `attention-playground ${SCOPE} `;
const CACHE = OURS + version;
const PAGE = 'index.html';

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(tidy()));
addEventListener('message', (event) => event.waitUntil(hear(event.data)));
addEventListener('fetch', (event) => {
  const { request } = event;
  // What is no file of this version, and parts of files, are the network's.
  const name = request.method === 'GET' && !request.headers.has('range') ? named(request.url) : null;
  if (name) event.respondWith(serve(name, request));
});

// The file that an address means, or null. The page's query holds what it shows; any other file's is the beginning of its
// sum (xtask/src/page.rs), by which a page of another version is told.
function named(url) {
  const [address, query = ''] = url.split('#')[0].split('?');
  const root = [SCOPE, base].find((root) => root && address.startsWith(root));
  if (!root) return null;
  const name = address.slice(root.length) || PAGE;
  return Object.hasOwn(files, name) && (name === PAGE || files[name].startsWith(query)) ? name : null;
}

async function install() {
  const olds = (await ours()).filter((cache) => cache !== CACHE);
  await Promise.all(Object.keys(files).map(async (name) => await kept(name, CACHE) ?? await carried(name, olds) ?? await fetched(name)));
}

async function tidy() {
  for (const cache of await ours()) if (cache !== CACHE) await caches.delete(cache);
}

async function ours() {
  return (await caches.keys()).filter((cache) => cache.startsWith(OURS));
}

async function hear({ page, begin }) {
  // A first visit's page, which came from the network; one of another version would be mixed with this one.
  if (page === version) await clients.claim();
  if (!begin) return;
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.filter(({ url }) => url.startsWith(SCOPE)).length === 1) await skipWaiting();
}

async function serve(name, request) {
  try {
    return await kept(name, CACHE) ?? await fetched(name);
  } catch {
    // The file is lost, and the server has another version of it or cannot be reached. A page brings its own version.
    return name === PAGE ? fetch(request) : Response.error();
  }
}

// What a cache holds of a file, if it is what was built.
async function kept(name, cache) {
  const response = await (await caches.open(cache)).match(name);
  return response && await sum(response.clone()) === files[name] ? response : undefined;
}

// The same from the cache of another version, so that an update fetches only what has changed.
async function carried(name, olds) {
  for (const old of olds) {
    const response = await kept(name, old);
    if (response) return keep(name, response);
  }
  return undefined;
}

// A file from the browser's own cache or the server, whichever has this version's.
async function fetched(name) {
  // Some servers answer index.html with a redirection to its folder.
  const address = new URL(name === PAGE ? './' : name, SCOPE);
  const options = { integrity: `sha256-${files[name]}`, priority: 'low' };
  return keep(name, await fetch(address, options).catch(() => fetch(address, { ...options, cache: 'reload' })));
}

async function keep(name, { body, status, headers }) {
  // Without the address: a page may not be answered with what was redirected, and a file on a CDN keeps its own.
  const response = new Response(body, { status, headers });
  await (await caches.open(CACHE)).put(name, response.clone());
  return response;
}

async function sum(response) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
  return btoa(String.fromCharCode(...bytes));
}
