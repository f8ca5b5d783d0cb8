// Random gestures from a seed: what the soak test does to the page, and what it reads of its memory.
//
// One gesture in fifty is the browser's own, by WebDriver: it finds out what is hit, and what has the focus. The others are
// events made in the page, many in one call, since otherwise a run of twenty thousand takes hours.
import { Button, Key, Origin } from 'selenium-webdriver';

const NONSENSE = ['1', '-0', '1e39', 'NaN', '0,5', '1/3', '--', '<b>', 'שלום', '\u202e', '👩\u200d👩\u200d👧', 'e\u0301', '9'.repeat(60), ' ', '', '1\t2\n3\t4',
  '[[1, 2], [3, 4]]', '7', '0.25'];
const WIDTHS = [320, 480, 800, 1024, 1440, 1920];
const TARGETS = 'button, input, select, summary, [role=switch], [role=slider], [data-r], nav a, .tab, th';
const FIELDS = 'input:not([type=radio], [type=checkbox], [type=file], [type=range]), [data-r]';
const OWN = 50;

// SplitMix32: the same seed gives the same gestures. (It is run in the page, too, and needs nothing around it.)
function chanceOf(seed) {
  let state = seed | 0;
  const below = (end) => {
    state = (state + 0x9e3779b9) | 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) % end;
  };
  return { below, of: (choices) => choices[below(choices.length)] };
}

// What would leave the page, or fill the disk with files, is heard by nobody.
const GUARD = `addEventListener('click', (event) => {
  const leaves = event.target.closest?.('a[href="?"], a[download], input[type=file], a[href^=http]');
  if (leaves) event.preventDefault();
}, true);`;

// A target on the screen that nothing covers, by chance, and its middle. (Run in the page.)
function pick(selector, chance) {
  const all = document.querySelectorAll(selector);
  for (let turn = 0; turn < 6 && all.length > 0; turn += 1) {
    const element = all[chance.below(all.length)];
    element.scrollIntoView({ block: 'center', inline: 'center' });
    const box = element.getBoundingClientRect();
    const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
    if (x < 1 || y < 1 || x >= innerWidth - 1 || y >= innerHeight - 1) continue;
    const hit = document.elementFromPoint(x, y);
    if (hit && (element.contains(hit) || hit.contains(element))) return { element, x, y };
  }
  return null;
}

// So many gestures made of events; gives back what they were. (Run in the page, with the functions above.)
async function gestures(seed, count, { targets, fields, nonsense }) {
  const chance = chanceOf(seed);
  const fire = (target, Kind, type, init = {}) =>
    target.dispatchEvent(new Kind(type, { bubbles: true, cancelable: true, composed: true, view: window, ...init }));
  const pointer = (target, type, { x, y }, buttons) =>
    fire(target, PointerEvent, type, { clientX: x, clientY: y, pointerId: 1, pointerType: 'mouse', isPrimary: true, button: 0, buttons });
  const focused = () => document.activeElement ?? document.body;
  const press = (key, held = {}) => {
    fire(focused(), KeyboardEvent, 'keydown', { key, ...held });
    fire(focused(), KeyboardEvent, 'keyup', { key, ...held });
  };
  const choose = (list) => {
    list.selectedIndex = chance.below(list.options.length);
    fire(list, Event, 'input');
    fire(list, Event, 'change');
  };
  const click = (at) => {
    if (!at) return;
    if (at.element.matches('select')) {
      choose(at.element);
      return;
    }
    pointer(at.element, 'pointerover', at, 0);
    pointer(at.element, 'pointerdown', at, 1);
    at.element.focus({ preventScroll: true });
    pointer(at.element, 'pointerup', at, 0);
    at.element.click();
  };
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const task = () => new Promise((done) => setTimeout(done));
  const put = (text) => {
    const field = focused();
    if (!field.matches('input, textarea') || field.readOnly) return;
    field.value = text;
    fire(field, InputEvent, 'input', { data: text });
  };
  const of = {
    click: () => click(pick(targets, chance)),
    async drag() {
      const at = pick(targets, chance);
      if (!at || at.element.matches('select')) return;
      pointer(at.element, 'pointerdown', at, 1);
      for (let step = 1 + chance.below(4); step > 0; step -= 1) {
        const [x, y] = [at.x + chance.below(241) - 120, at.y + chance.below(241) - 120];
        pointer(at.element, 'pointermove', { x, y }, 1);
        if (chance.below(3) === 0) await task();
      }
      pointer(at.element, 'pointerup', at, 0);
    },
    key() {
      const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'Tab', 'Enter', 'Escape', 'Delete',
        'Backspace', ' ', '+', '-', '5', '.', 'a', '?', 'F2'];
      press(chance.of(keys), chance.of([{}, {}, {}, { shiftKey: true }, { ctrlKey: true }]));
    },
    async type() {
      click(pick(fields, chance));
      if (!focused().matches('input')) press('Enter');
      await task();
      put(chance.of(nonsense));
      await task();
      press(chance.of(['Enter', 'Enter', 'Escape', 'Tab']));
      if (chance.below(2) === 0) focused().blur();
    },
    paste() {
      click(pick('[data-r]', chance));
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', chance.of(nonsense));
      fire(focused(), ClipboardEvent, 'paste', { clipboardData });
    },
    undo: () => press('z', { ctrlKey: true }),
    redo: () => press('z', { ctrlKey: true, shiftKey: true }),
    lab: () => chance.of(document.querySelectorAll('nav a'))?.click(),
    wheel: () => scrollBy(0, chance.below(1201) - 600),
  };
  const names = ['click', 'click', 'click', 'click', 'click', 'drag', 'drag', 'key', 'key', 'key', 'type', 'type', 'paste', 'undo', 'undo', 'redo', 'lab', 'wheel'];
  const done = [];
  for (let i = 0; i < count; i += 1) {
    done.push(chance.of(names));
    await of[done.at(-1)]();
    // The page draws itself after the task; the browser paints once a frame.
    await (i % 10 === 0 ? frame() : task());
  }
  return done;
}

const IN_PAGE = `${chanceOf}\n${pick}\n${gestures}\n`;

export class Soak {
  constructor(page, seed) {
    this.page = page;
    this.chance = chanceOf(seed);
  }

  async begin() {
    await this.page.driver.manage().setTimeouts({ script: 120_000 });
    await this.page.run(GUARD);
  }

  // Some gestures, the first of them the browser's own; gives back what they were.
  async some(count = OWN) {
    const own = this.chance.of(['click', 'click', 'drag', 'keys', 'keys', 'size']);
    await this[own]();
    const given = { targets: TARGETS, fields: FIELDS, nonsense: NONSENSE };
    const others = await this.page.run(`${IN_PAGE} return gestures(...arguments);`, this.chance.below(2 ** 31), count - 1, given);
    return [own, ...others];
  }

  pick() {
    return this.page.run(`${IN_PAGE} const at = pick(arguments[0], chanceOf(arguments[1]));
      return at && !at.element.matches('select') && { x: at.x, y: at.y };`, TARGETS, this.chance.below(2 ** 31));
  }

  move(actions, { x, y }) {
    return actions.move({ x, y, origin: Origin.VIEWPORT, duration: 0 });
  }

  async click() {
    const at = await this.pick();
    if (at) await this.move(this.page.driver.actions(), at).press(Button.LEFT).release(Button.LEFT).perform();
  }

  async drag() {
    const at = await this.pick();
    if (!at) return;
    const size = await this.page.run('return [innerWidth, innerHeight]');
    let actions = this.move(this.page.driver.actions(), at).press(Button.LEFT);
    for (let step = 1 + this.chance.below(4); step > 0; step -= 1) {
      const [x, y] = [at.x, at.y].map((from, axis) => Math.min(Math.max(from + this.chance.below(241) - 120, 1), size[axis] - 2));
      actions = this.move(actions, { x, y });
    }
    await actions.release(Button.LEFT).perform();
  }

  keys() {
    const { ARROW_LEFT, ARROW_RIGHT, ARROW_UP, ARROW_DOWN, TAB, ENTER, ESCAPE, DELETE } = Key;
    const some = Array.from({ length: 3 }, () => this.chance.of([ARROW_LEFT, ARROW_RIGHT, ARROW_UP, ARROW_DOWN, TAB, TAB, ENTER, ESCAPE, DELETE, '7', '-', ' ']));
    return this.page.keys(...some);
  }

  size() {
    return this.page.browser.viewport(this.page.driver, this.chance.of(WIDTHS), 600 + this.chance.below(600));
  }
}

// Keeps the memory of each module that the page instantiates, so that its size can be asked for.
export const KEEP_MEMORIES = `window.soakMemories = [];
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const plain = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await plain.apply(WebAssembly, given);
      const memory = (made.instance ?? made).exports.memory;
      if (memory) window.soakMemories.push(memory);
      return made;
    };
  }`;

// Bytes of the JavaScript heap after a collection, bytes of the module's memory, and how many nodes and listeners there are.
export async function memory(page) {
  const { driver } = page;
  await driver.sendDevToolsCommand('HeapProfiler.collectGarbage', {});
  const { metrics } = await driver.sendAndGetDevToolsCommand('Performance.getMetrics', {});
  const of = (name) => metrics.find((metric) => metric.name === name)?.value;
  const wasm = await page.run('return window.soakMemories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0)');
  return { heap: of('JSHeapUsedSize'), wasm, nodes: of('Nodes'), listeners: of('JSEventListeners') };
}

// What stands for a state, of which a thousand are compared: FNV-1a, 64 bits, of its document; -0 is not 0.
const MARK = `const mark = async () => {
    const text = JSON.stringify(await window.attentionPlayground.getState(), (_, x) => Object.is(x, -0) ? '-0' : x);
    let [high, low] = [0x811c9dc5, 0xcbf29ce4];
    for (let i = 0; i < text.length; i += 1) {
      high = Math.imul(high ^ text.charCodeAt(i), 0x01000193);
      low = Math.imul(low ^ text.charCodeAt(i), 0x85ebca6b);
    }
    return [text.length, high >>> 0, low >>> 0].join(' ');
  };`;

// Carries out `count` actions and marks the state after each; without any, the present one.
export async function states(page, count, action) {
  const actions = Array.from({ length: count }, (_, i) => action(i));
  const marks = [];
  do {
    marks.push(...await page.run(`${MARK}
      if (arguments[0].length === 0) return [await mark()];
      const marks = [];
      for (const action of arguments[0]) {
        await window.attentionPlayground.apply(action);
        marks.push(await mark());
      }
      return marks;`, actions.splice(0, 50)));
  } while (actions.length > 0);
  return marks;
}

// Undoes or redoes until that changes nothing, and marks each state.
export async function walk(page, method) {
  const marks = [];
  for (;;) {
    const some = await page.run(`${MARK}
      const marks = [];
      let last = await mark();
      for (let i = 0; i < 50; i += 1) {
        await window.attentionPlayground[arguments[0]]();
        const now = await mark();
        if (now === last) break;
        marks.push(last = now);
      }
      return marks;`, method);
    marks.push(...some);
    if (some.length < 50) return marks;
  }
}
