// Random gestures from a seed: what the soak test does to the page, and what it reads of its memory.
import { Button, Key, Origin } from 'selenium-webdriver';

// SplitMix32: the same seed gives the same gestures.
export class Chance {
  constructor(seed) {
    this.state = seed | 0;
  }

  below(end) {
    this.state = (this.state + 0x9e3779b9) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) % end;
  }

  of(choices) {
    return choices[this.below(choices.length)];
  }
}

const NONSENSE = ['1', '-0', '1e39', 'NaN', '0,5', '1/3', '--', '<b>', 'שלום', '\u202e', '👩‍👩‍👧', 'e\u0301', '9'.repeat(60), ' ', '', '1\t2'];
const LABS = ['attention', 'scaling', 'order', 'learning', 'cost'];
const WIDTHS = [320, 480, 800, 1024, 1440, 1920];
const { ARROW_LEFT, ARROW_RIGHT, ARROW_UP, ARROW_DOWN, HOME, END, PAGE_UP, PAGE_DOWN, TAB, ENTER, ESCAPE, DELETE, BACK_SPACE } = Key;
const KEYS = [ARROW_LEFT, ARROW_RIGHT, ARROW_UP, ARROW_DOWN, HOME, END, PAGE_UP, PAGE_DOWN, TAB, ENTER, ESCAPE, DELETE, BACK_SPACE,
  ' ', '+', '-', '5', '.', 'a', '?'];
const TARGETS = 'button, input, select, summary, [role=switch], [role=slider], [data-r], nav a, .tab, th';

// What would leave the page, or fill the disk with files, is heard by nobody.
const GUARD = `addEventListener('click', (event) => {
  const leaves = event.target.closest('a[href="?"], a[download], input[type=file], a[href^=http]');
  if (leaves) { event.preventDefault(); if (leaves.matches('a[href="?"]')) event.stopPropagation(); }
}, true);`;

// A target on the screen that nothing covers, by chance: where it is, and whether it takes text.
const PICK = `const [selector, draw] = arguments;
  const all = document.querySelectorAll(selector);
  for (let turn = 0; turn < 8 && all.length > 0; turn += 1) {
    const element = all[(draw + turn * 7919) % all.length];
    element.scrollIntoView({ block: 'center', inline: 'center' });
    const box = element.getBoundingClientRect();
    const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
    if (x < 1 || y < 1 || x >= innerWidth - 1 || y >= innerHeight - 1) continue;
    const hit = document.elementFromPoint(x, y);
    if (hit && (element.contains(hit) || hit.contains(element))) return { x, y, tag: element.tagName };
  }
  return null;`;

export class Soak {
  constructor(page, seed) {
    this.page = page;
    this.chance = new Chance(seed);
  }

  async begin() {
    await this.page.run(GUARD);
  }

  // One gesture; gives back what it was.
  async gesture() {
    const name = this.chance.of(['click', 'click', 'click', 'click', 'drag', 'drag', 'key', 'key', 'key', 'type', 'type', 'undo', 'redo', 'lab', 'size', 'wheel']);
    await this[name]();
    return name;
  }

  async pick(selector = TARGETS) {
    return this.page.run(PICK, selector, this.chance.below(1 << 20));
  }

  move(actions, { x, y }) {
    return actions.move({ x, y, origin: Origin.VIEWPORT, duration: 0 });
  }

  async click() {
    const at = await this.pick();
    if (!at) return;
    if (at.tag === 'SELECT') {
      await this.choose(at);
      return;
    }
    await this.move(this.page.driver.actions(), at).press(Button.LEFT).release(Button.LEFT).perform();
  }

  // An open list belongs to the browser and not to the page, so that it is chosen from as by keyboard.
  async choose({ x, y }) {
    await this.page.run(`const [x, y, draw] = arguments;
      const list = document.elementFromPoint(x, y)?.closest('select');
      if (!list || list.disabled) return;
      list.selectedIndex = draw % list.options.length;
      list.dispatchEvent(new Event('input', { bubbles: true }));
      list.dispatchEvent(new Event('change', { bubbles: true }));`, x, y, this.chance.below(100));
  }

  async drag() {
    const at = await this.pick();
    if (!at || at.tag === 'SELECT') return;
    let actions = this.move(this.page.driver.actions(), at).press(Button.LEFT);
    const size = await this.page.run('return [innerWidth, innerHeight]');
    for (let step = 1 + this.chance.below(4); step > 0; step -= 1) {
      const [x, y] = [at.x, at.y].map((from, axis) => Math.min(Math.max(from + this.chance.below(241) - 120, 1), size[axis] - 2));
      actions = this.move(actions, { x, y });
    }
    await actions.release(Button.LEFT).perform();
  }

  async key() {
    const key = this.chance.of(KEYS);
    if (this.chance.below(5) > 0) await this.page.keys(key);
    else await this.page.chord([this.chance.of([Key.SHIFT, Key.CONTROL])], this.chance.of([ARROW_LEFT, ARROW_UP, HOME, END, 'z', 'y', 'a', TAB]));
  }

  async type() {
    const at = await this.pick('input:not([type=radio], [type=checkbox], [type=file], [type=range]), [data-r], textarea');
    if (!at) return;
    await this.move(this.page.driver.actions(), at).press(Button.LEFT).release(Button.LEFT).perform();
    await this.page.keys(this.chance.of(NONSENSE), this.chance.of([ENTER, TAB, ESCAPE, '']));
  }

  async undo() {
    await this.page.chord([Key.CONTROL], 'z');
  }

  async redo() {
    await this.page.chord([Key.CONTROL, Key.SHIFT], 'z');
  }

  async lab() {
    await this.page.run('document.querySelector(`nav a[href="?lab=${arguments[0]}"]`)?.click()', this.chance.of(LABS));
  }

  async size() {
    await this.page.browser.viewport(this.page.driver, this.chance.of(WIDTHS), 600 + this.chance.below(600));
  }

  async wheel() {
    await this.page.driver.actions().scroll(100, 200, 0, this.chance.below(1201) - 600, Origin.VIEWPORT).perform();
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
