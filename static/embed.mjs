// Puts the playground into another page: `mount(element, options)` and the element <attention-playground>, which are
// one thing, since `mount` makes that element and gives it back. embed.js is made of this file and is a classic script.
// What is said between the two pages is protocol, section 6; docs/embedding.md tells how to use it.

const HERE = import.meta.url;
const SOURCE = 'attention-playground';
const VERSION = 1;
// What the page speaks; its own language is asked for only where the page around speaks one of these.
const LANGUAGES = ['en', 'de'];
// How the playground is shown: a change keeps what the learner made.
const SHOWN = ['theme', 'lang', 'hide', 'readonly'];
// What it shows: a change begins anew.
const BEGUN = ['lab', 'lesson', 'preset', 'scale', 'position', 'mask', 'temperature', 'heads', 'seed'];
const ATTRIBUTES = [...SHOWN, ...BEGUN, 'state', 'src', 'height', 'title'];
const EVENTS = ['ready', 'resize', 'state-changed', 'step', 'completed', 'error'];
// Longest state that goes into the address; a longer one is sent once the frame is ready.
const LONGEST = 8000;
// Until the frame has told its height.
const HEIGHT = 900;
const DARK = '(prefers-color-scheme: dark)';

class Playground extends HTMLElement {
  static observedAttributes = ATTRIBUTES;
  #frame;
  #origin;
  #isReady = false;
  #isAsked = false;
  // The theme that stands in the address of the frame, where that is how it is told.
  #told;
  #isDead = false;
  // Requests without an answer, by number; and the next number.
  #pending = new Map();
  #next = 1;
  // What the learner made, as far as it was told.
  #made;
  // Changed attributes that wait for the others of their task.
  #changed = new Set();
  #ends = [];

  async getState() { return this.#ask('get-state'); }
  async setState(state) { return this.#ask('set-state', copy(state, 'state')); }
  async getTrace() { return this.#ask('get-trace'); }
  async apply(action) { return this.#ask('apply', { action: copy(action, 'action') }); }
  async undo() { return this.#ask('undo'); }
  async redo() { return this.#ask('redo'); }
  async export(options) { return this.#ask('export', copy(options, 'options')); }

  // Calls `listener` with what each event of this name says; gives back how to end that.
  on(name, listener) {
    if (!EVENTS.includes(name)) throw new Error(`event: “${name}” is none of ${EVENTS.join(', ')}`);
    const hear = (event) => listener(event.detail);
    this.addEventListener(name, hear);
    return () => this.removeEventListener(name, hear);
  }

  destroy() {
    this.#isDead = true;
    this.#close('the playground was destroyed');
    this.remove();
  }

  connectedCallback() {
    // What was set before the element was known hides the accessors.
    for (const name of ATTRIBUTES) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    if (this.#isDead) return;
    this.#listen(window, 'message', (event) => this.#hear(event));
    this.#followTheme();
    this.#open();
  }

  disconnectedCallback() {
    this.#close('the playground was taken from the page');
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#frame || before === now) return;
    if (name === 'height') return;
    if (name === 'title') this.#frame.title = title(this);
    else if (name === 'state') this.#send(now);
    else this.#change(name);
  }

  #change(name) {
    if (!this.#changed.size) queueMicrotask(() => this.#rebuild());
    this.#changed.add(name);
    // What is asked from now on is asked of the new frame.
    this.#isReady = false;
  }

  #listen(target, name, listener) {
    target.addEventListener(name, listener);
    this.#ends.push(() => target.removeEventListener(name, listener));
  }

  // A fresh frame, since another address in the old one would be an entry in the history of the page around.
  #open(state = this.getAttribute('state')) {
    const address = new URL(this.getAttribute('src') ?? new URL('.', HERE), document.baseURI);
    const query = address.searchParams;
    for (const name of [...BEGUN, ...SHOWN]) {
      const value = this.getAttribute(name);
      if (value !== null) query.set(name, name === 'readonly' ? String(Number(value !== '0')) : value);
    }
    const spoken = this.closest('[lang]')?.lang.split('-')[0];
    if (!this.hasAttribute('lang') && LANGUAGES.includes(spoken)) query.set('lang', spoken);
    this.#told = tellsScheme() ? undefined : this.#theme();
    if (this.#told) query.set('theme', this.#told);
    query.set('embed', '1');
    if (location.origin !== 'null') query.set('origin', location.origin);
    const hash = state ? `#json=${encodeURIComponent(state)}` : '';
    const fits = hash.length <= LONGEST;
    if (fits) address.hash = hash;
    const frame = document.createElement('iframe');
    frame.title = title(this);
    frame.loading = this.#isAsked ? 'eager' : 'lazy';
    frame.sandbox = 'allow-scripts allow-same-origin allow-downloads';
    frame.allow = 'clipboard-write';
    frame.style.height = this.#frame?.style.height ?? `${parseFloat(this.getAttribute('height')) || HEIGHT}px`;
    frame.src = address.href;
    this.#origin = address.origin;
    this.#isReady = false;
    this.#frame = frame;
    root(this).replaceChildren(frame);
    this.#paint();
    if (!fits) this.#send(state);
  }

  #close(why) {
    this.#refuse(why, () => true);
    for (const end of this.#ends.splice(0)) end();
    this.#changed.clear();
    this.#frame?.remove();
    this.#frame = undefined;
  }

  #rebuild() {
    if (!this.#frame || !this.#changed.size) return;
    const keeps = [...this.#changed].every((name) => SHOWN.includes(name));
    this.#changed.clear();
    this.#refuse('the playground was loaded anew', (request) => request.isSent);
    if (!keeps) this.#made = undefined;
    this.#open(this.#made && JSON.stringify(this.#made));
  }

  // A document of the attribute `state`; nobody waits for the answer, so a refusal is an event.
  async #send(state) {
    try {
      if (state) await this.#queue('set-state', copy(state, 'state'));
    } catch (error) {
      this.#say('error', { message: error.message });
    }
  }

  // Who asks does not wait until the frame is scrolled to.
  #ask(type, payload) {
    this.#isAsked = true;
    if (this.#frame) this.#frame.loading = 'eager';
    return this.#queue(type, payload);
  }

  #queue(type, payload) {
    return new Promise((resolve, reject) => {
      if (this.#isDead) throw new Error('the playground was destroyed');
      if (location.origin === 'null') throw new Error('origin: a page without one (a file) hears no answers; open it over http');
      const id = this.#next++;
      this.#pending.set(id, { resolve, reject, message: { source: SOURCE, version: VERSION, id, type, payload } });
      if (this.#isReady) this.#post(id);
    });
  }

  #post(id) {
    const request = this.#pending.get(id);
    request.isSent = true;
    this.#frame.contentWindow.postMessage(request.message, this.#origin);
  }

  #refuse(why, which) {
    for (const [id, request] of this.#pending) {
      if (which(request) && this.#pending.delete(id)) request.reject(new Error(why));
    }
  }

  #hear({ source, origin, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin) return;
    if (data?.source !== SOURCE || data.version !== VERSION) return;
    const { type, payload } = data;
    if (type === 'reply') this.#settle(data);
    else if (EVENTS.includes(type)) {
      if (type === 'state-changed') this.#made = payload?.state;
      if (type === 'resize' && payload?.height > 0) this.#frame.style.height = `${Number(payload.height)}px`;
      if (type === 'ready') this.#greet();
      this.#say(type, payload);
    }
  }

  // The frame is there, for the first time or loaded anew by the learner: what the old one was asked, nobody answers.
  #greet() {
    this.#refuse('the playground was loaded anew', (request) => request.isSent);
    this.#isReady = true;
    for (const id of this.#pending.keys()) this.#post(id);
  }

  #settle({ id, ok, payload, error }) {
    const request = this.#pending.get(id);
    if (!request || !this.#pending.delete(id)) return;
    if (ok) request.resolve(payload);
    else request.reject(Object.assign(new Error(error?.message), { code: error?.code, path: error?.path }));
  }

  // Not bubbling: the page around has a `resize` and an `error` of its own.
  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #followTheme() {
    const paint = () => this.#paint();
    const observer = new MutationObserver(paint);
    for (const node of [document.documentElement, document.body]) if (node) observer.observe(node, { attributes: true });
    this.#ends.push(() => observer.disconnect());
    this.#listen(matchMedia(DARK), 'change', paint);
    // A sheet that came late, and colours that took their time.
    this.#listen(window, 'load', paint);
    this.#listen(document, 'transitionend', ({ target }) => { if (target.contains(this)) paint(); });
  }

  #theme() {
    const theme = this.getAttribute('theme');
    return theme && theme !== 'auto' ? theme : isDark(this) ? 'dark' : 'light';
  }

  // A page in a frame is asked to be dark or light by the `color-scheme` of the frame.
  #paint() {
    if (!this.#frame) return;
    const theme = this.#theme();
    this.#frame.style.colorScheme = theme;
    if (this.#told && this.#told !== theme) this.#change('theme');
  }
}

// Whether a page in a frame is told the frame's `color-scheme`. WebKitGTK 2.50 does not: there the address of the frame says the
// theme, and a change of it loads the frame anew, with what the learner made.
let tells;
function tellsScheme() {
  if (tells === undefined) {
    const isDark = matchMedia(DARK).matches;
    const probe = document.createElement('iframe');
    probe.style.cssText = `position:absolute;width:0;height:0;border:0;visibility:hidden;color-scheme:${isDark ? 'light' : 'dark'}`;
    document.documentElement.append(probe);
    tells = probe.contentWindow?.matchMedia(DARK).matches !== isDark;
    probe.remove();
  }
  return tells;
}

// Whether what is behind the element is dark: course pages have as many ways to say so as there are makers of them,
// but all of them paint.
function isDark(element) {
  for (let node = element; node; node = node.parentElement ?? node.getRootNode().host) {
    const [red, green, blue, alpha] = channels(getComputedStyle(node).backgroundColor);
    if (alpha > 127) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  const scheme = getComputedStyle(element).colorScheme;
  return scheme.includes('dark') && (!scheme.includes('light') || matchMedia(DARK).matches);
}

// From 0 to 255, of a colour in any notation that the browser knows.
function channels(colour) {
  const pen = new OffscreenCanvas(1, 1).getContext('2d');
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data;
}

function title(element) {
  return element.getAttribute('title') || 'Attention playground';
}

// A closed room for the frame, where no style of the page around reaches. Such a sheet passes every content policy.
function root(element) {
  if (element.shadowRoot) return element.shadowRoot;
  const shadow = element.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':host{display:block}:host([hidden]){display:none}iframe{display:block;width:100%;border:0}');
  shadow.adoptedStyleSheets = [sheet];
  return shadow;
}

// JSON's copy of a value, or what a text in JSON holds: what a caller does with it later changes nothing.
function copy(value, name) {
  try {
    return JSON.parse(typeof value === 'string' ? value : JSON.stringify(value));
  } catch (error) {
    throw new Error(`${name}: no JSON (${error.message})`);
  }
}

// What an attribute holds of a property: a text, or nothing.
function written(name, value) {
  if (value === undefined || value === null) return null;
  if (name === 'state') return typeof value === 'string' ? value : JSON.stringify(value);
  if (name === 'readonly') return value ? String(Number(value !== '0')) : null;
  return String(name === 'scale' && typeof value === 'boolean' ? (value ? 'on' : 'off') : value);
}

function set(element, name, value) {
  const text = written(name, value);
  if (text === null) element.removeAttribute(name);
  else element.setAttribute(name, text);
}

for (const name of ATTRIBUTES) {
  // Every element has these, and they are the attributes.
  if (name === 'title' || name === 'lang') continue;
  Object.defineProperty(Playground.prototype, name, {
    get() {
      const text = this.getAttribute(name);
      if (name === 'readonly') return text !== null && text !== '0';
      return name === 'state' && text ? copy(text, name) : text;
    },
    set(value) { set(this, name, value); },
    enumerable: true,
    configurable: true,
  });
}

// The script may stand in a page several times, once a snippet.
if (!customElements.get(SOURCE)) customElements.define(SOURCE, Playground);

// Puts a playground into `element` (or what a selector finds first). `options` are called as the attributes are.
export function mount(element, options = {}) {
  const place = typeof element === 'string' ? document.querySelector(element) : element;
  if (!(place instanceof Element)) throw new Error(`element: there is none (${element})`);
  const playground = document.createElement(SOURCE);
  for (const [name, value] of Object.entries(options)) {
    if (!ATTRIBUTES.includes(name)) throw new Error(`options.${name}: none of ${ATTRIBUTES.join(', ')}`);
    set(playground, name, value);
  }
  place.append(playground);
  return playground;
}
