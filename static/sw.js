// The service worker: after a visit everything works without a network.
//
// `cargo xtask build` writes a line before this one: const PRECACHE = { version, base, files }. `files` has the SHA-256 of
// each file, in base64, by its name; `base` is where else the page may ask for them (a CDN), or ''. So another build is
// another service worker.
//
// A version has a cache of its own, which is filled as a whole or not at all, and which holds its list as well. A page is
// loaded from the newest version, and served from the cache of that one as long as it lives, whichever service worker
// does it: old files and new ones never meet. For that it is kept in mind (in a cache too, since a service worker may
// end at any time) which version each page and each of its workers has.

const { version: NEWEST, base: BASE, files: FILES } = PRECACHE;
const SCOPE = registration.scope;
// Other copies of the playground may lie on the same origin.
const OURS = `attention-playground ${SCOPE} `;
const VERSIONS = `${OURS}version `;
const CLIENTS = `${OURS}clients`;
const PAGE = 'index.html';
// Under which a cache has its list: no file can have this name.
const LIST = '?list';

const lists = new Map([[NEWEST, FILES]]);
const clientVersions = new Map();

addEventListener('install', (event) => event.waitUntil(install().then(() => skipWaiting())));
addEventListener('activate', (event) => event.waitUntil(tidy()));
addEventListener('message', (event) => event.waitUntil(greet(event.source?.id, event.data?.page)));
addEventListener('fetch', (event) => {
  const { request } = event;
  const root = [SCOPE, BASE].find((root) => root && request.url.startsWith(root));
  // Parts of files, and what belongs to nobody here, are the network's; and all, where the browser's storage fails.
  if (root !== undefined && request.method === 'GET' && !request.headers.has('range')) {
    event.respondWith(respond(event, root).catch(() => fetch(request)));
  }
});

// Fills the cache of this version; its list comes last, so that a cache with a list is whole.
async function install() {
  const olds = (await versions()).filter((version) => version !== NEWEST);
  await Promise.all(Object.keys(FILES).map(async (name) => await kept(name, NEWEST)
    ?? keep(name, NEWEST, await carried(name, olds) ?? await fetched(name, NEWEST))));
  await (await cacheOf(NEWEST)).put(LIST, Response.json(FILES));
}

// A page that runs says its version. On a first visit it came from the network, and is served from here from now on.
async function greet(id, page) {
  if (!id || !await listOf(page)) return;
  await remember(id, page);
  await clients.claim();
  await tidy();
}

// Forgets pages that are gone, and versions that no page has; but not while a newer one comes, of which nothing is known here.
async function tidy() {
  const known = await caches.open(CLIENTS);
  const used = new Set([NEWEST]);
  for (const request of await known.keys()) {
    const id = new URL(request.url).search.slice(1);
    if (await clients.get(id)) used.add(await versionOf(id));
    else await known.delete(request);
  }
  const unused = (await versions()).filter((version) => !used.has(version));
  if (!registration.installing && !registration.waiting) await Promise.all(unused.map((version) => caches.delete(VERSIONS + version)));
}

async function respond(event, root) {
  const { request } = event;
  // The page's query holds what it shows; any other file's is the beginning of its sum (xtask/src/page.rs).
  const [address, query = ''] = request.url.split('#')[0].split('?');
  const name = address.slice(root.length) || PAGE;
  const isLoad = request.mode === 'navigate' && name === PAGE;
  const named = request.destination === 'worker' ? await versionIn(query) : undefined;
  const version = isLoad ? NEWEST : named ?? await versionOf(event.clientId) ?? await versionIn(request.referrer.split('?')[1]) ?? NEWEST;
  const list = await listOf(version) ?? {};
  if (!Object.hasOwn(list, name) || !(name === PAGE || named || list[name].startsWith(query))) return fetch(request);
  // A worker is of its page's version.
  if (event.resultingClientId) event.waitUntil(remember(event.resultingClientId, version));
  const whole = await kept(name, version).catch(() => undefined);
  if (whole) return whole;
  const fresh = await fetched(name, version).catch(() => undefined);
  if (fresh) return keep(name, version, fresh.clone()).catch(() => fresh);
  // The file is lost, and the server has another version of it or cannot be reached. A page brings its own version.
  return name === PAGE ? fetch(request) : Response.error();
}

// The version that a query names: a page names its own to the workers that it makes. (WebKit may take their script from its
// memory; then they are heard of when they ask for something themselves.)
async function versionIn(query) {
  return query && await listOf(query) ? query : undefined;
}

async function remember(id, version) {
  clientVersions.set(id, version);
  await (await caches.open(CLIENTS)).put(`?${id}`, new Response(version));
}

async function versionOf(id) {
  if (id && !clientVersions.has(id)) clientVersions.set(id, await (await (await caches.open(CLIENTS)).match(`?${id}`))?.text());
  return clientVersions.get(id);
}

async function versions() {
  return (await caches.keys()).filter((name) => name.startsWith(VERSIONS)).map((name) => name.slice(VERSIONS.length));
}

function cacheOf(version) {
  return caches.open(VERSIONS + version);
}

// Names and sums of a version, or undefined where it is not here as a whole.
async function listOf(version) {
  if (!lists.has(version) && (await versions()).includes(version)) {
    const list = await (await (await cacheOf(version)).match(LIST))?.json();
    if (list) lists.set(version, list);
  }
  return lists.get(version);
}

// What is kept of a file, if it is what was built.
async function kept(name, version) {
  const [list, response] = [await listOf(version), await (await cacheOf(version)).match(name)];
  return response && list && await sumOf(response.clone()) === list[name] ? response : undefined;
}

// The same file of another version, so that an update fetches only what has changed.
async function carried(name, olds) {
  for (const old of olds) {
    if ((await listOf(old))?.[name] !== FILES[name]) continue;
    const response = await kept(name, old);
    if (response) return response;
  }
  return undefined;
}

// A file from the browser's own cache or the server, whichever has this version's.
async function fetched(name, version) {
  // Some servers answer index.html with a redirection to its folder.
  const address = new URL(name === PAGE ? './' : name, SCOPE);
  const options = { integrity: `sha256-${(await listOf(version))[name]}`, priority: 'low' };
  return fetch(address, options).catch(() => fetch(address, { ...options, cache: 'reload' }));
}

async function keep(name, version, { body, status, headers }) {
  // Without the address: a page may not be answered with what was redirected, and a file on a CDN keeps its own.
  const response = new Response(body, { status, headers });
  await (await cacheOf(version)).put(name, response.clone());
  return response;
}

async function sumOf(response) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
  return btoa(String.fromCharCode(...bytes));
}
