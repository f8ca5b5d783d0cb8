// Reads the panel that explains a number, and works out what it writes: from the text alone, as a reader would.
import assert from 'node:assert/strict';

// What the panel shows. A line is a sum as a table (`rows` and a `result` at the foot) or one line of text. Words beside
// the numbers (".what", ".aside") are no part of a text.
const PANEL = `
  const panel = document.querySelector('section.explain');
  const plain = (node, without) => { const copy = node.cloneNode(true); copy.querySelectorAll(without).forEach((n) => n.remove()); return copy.textContent; };
  const read = (text) => text.replaceAll('\\u2212', '-').trim();
  const line = (node) => node.matches('table')
    ? { what: node.tFoot.querySelector('.what')?.textContent ?? '', result: read(node.tFoot.querySelector('.value').textContent),
        rows: [...node.tBodies[0].rows].map((row) => ({ head: row.cells[0].textContent, term: read(plain(row.cells[1], '.aside')),
          folded: row.querySelector('.aside')?.textContent ?? null, value: read(row.cells[3].textContent) })) }
    : { what: node.querySelector('.what')?.textContent ?? '', text: read(plain(node, '.what, .aside')), aside: node.querySelector('.aside')?.textContent ?? null };
  return panel && { name: panel.querySelector('#explained .what')?.textContent ?? null,
    value: read(panel.querySelector('#explained .value')?.textContent ?? '').replace('= ', ''),
    lines: [...panel.querySelectorAll('.arithmetic > .line, .arithmetic > .terms')].map(line),
    held: panel.querySelector('.arithmetic .why') !== null,
    derivative: panel.querySelector('.derivative .number')?.textContent.replaceAll('\\u2212', '-') ?? null,
    hint: panel.querySelector('.hint')?.textContent ?? null };`;

export const panel = (page) => page.run(PANEL);

// For each cell of each derived grid on the page, in the order of the page: what the panel says once the cell has the
// focus. One script, since there are thousands.
export function tour(page) {
  return page.run(`const read = () => { ${PANEL} };
    const found = [];
    for (const grid of document.querySelectorAll('[role=grid][data-part]')) {
      if (grid.getAttribute('aria-readonly') !== 'true') continue;
      for (const cell of grid.querySelectorAll('[data-r]')) {
        cell.focus();
        await new Promise((done) => setTimeout(done));
        found.push({ part: grid.dataset.part, row: Number(cell.dataset.r), column: Number(cell.dataset.c),
          shown: cell.textContent.replaceAll('\\u2212', '-').trim(), focused: document.activeElement === cell, panel: read() });
      }
    }
    return found;`);
}

// Of a number as the panel writes it: what it may stand for. What is derived is rounded to four decimals, or to two and
// an exponent; anything else is exact.
export function span(text) {
  const [, mantissa, decimals, exponent] = text.match(/^(-?\d+(?:\.(\d+))?)(?:e(-?\d+))?$/) ?? [];
  assert.ok(mantissa !== undefined, `“${text}” is a number`);
  const rounded = exponent === undefined ? decimals?.length === 4 : decimals?.length === 2;
  const value = Number(text);
  const half = rounded ? 0.5 * 10 ** (Number(exponent ?? 0) - decimals.length) : 0;
  return [value - half, value + half];
}

const MINUS_INFINITY = [-Infinity, -Infinity];
const NAMES = { exp: (x) => x.map(Math.exp), sin: wave(Math.sin), cos: wave(Math.cos) };

// Neither wave is steeper than 1.
function wave(f) {
  return ([low, high]) => [f((low + high) / 2) - (high - low) / 2, f((low + high) / 2) + (high - low) / 2];
}

const among = (a, b, f) => {
  const all = a.flatMap((x) => b.map((y) => f(x, y)));
  assert.ok(all.every((x) => !Number.isNaN(x)), 'the arithmetic is that of numbers');
  return [Math.min(...all), Math.max(...all)];
};

// Between which two numbers the result of a written expression lies, by the rules of school: ^ before × and ÷ before +
// and −, and from left to right.
export function evaluate(text) {
  const tokens = text.match(/\d+(?:\.\d+)?(?:e-?\d+)?|[a-z]+|\S/g) ?? [];
  const next = (token) => tokens[0] === token && tokens.shift();
  const expect = (token) => assert.ok(next(token), `“${token}” before “${tokens.join(' ')}” in “${text}”`);
  function sum() {
    let value = product();
    for (;;) {
      if (next('+')) value = among(value, product(), (a, b) => a + b);
      else if (next('-')) value = among(value, product(), (a, b) => a - b);
      else return value;
    }
  }
  function product() {
    let value = signed();
    for (;;) {
      if (next('\u00d7')) value = among(value, signed(), (a, b) => a * b);
      else if (next('\u00f7')) value = among(value, signed(), (a, b) => a / b);
      else return value;
    }
  }
  function signed() {
    if (!next('-')) return power();
    const [low, high] = signed();
    return [-high, -low];
  }
  function power() {
    const base = single();
    return next('^') ? among(base, signed(), (a, b) => a ** b) : base;
  }
  function single() {
    if (next('\u221a')) return single().map(Math.sqrt);
    if (next('\u221e')) return [Infinity, Infinity];
    if (NAMES[tokens[0]]) {
      const name = tokens.shift();
      expect('(');
      const inner = sum();
      expect(')');
      return NAMES[name](inner);
    }
    if (next('(')) {
      const inner = sum();
      expect(')');
      return inner;
    }
    assert.ok(tokens.length > 0, `“${text}” ends too early`);
    return span(tokens.shift());
  }
  const value = sum();
  assert.deepEqual(tokens, [], `“${text}” is read to its end`);
  return value;
}

// The written result may be what lies between the two, where f32 rounds once a step.
export function agrees([low, high], result, where) {
  const [from, to] = result === '-\u221e' ? MINUS_INFINITY : span(result);
  const f32 = 4e-7 * Math.max(...[low, high].map(Math.abs).filter(Number.isFinite), 0);
  assert.ok(from <= high + f32 && to >= low - f32, `${where}: ${low} to ${high} is written, and the result ${result}`);
}

// Every line that the panel writes is true, and the last one gives its number. Gives back the last result.
export function isTrue(panel, where) {
  let last;
  for (const line of panel.lines) {
    const here = `${where}, ${line.what}`;
    if (line.rows) {
      let whole = [0, 0];
      for (const { term, folded, value } of line.rows) {
        if (folded === null) agrees(evaluate(term), value, `${here}: ${term}`);
        whole = among(whole, span(value), (a, b) => a + b);
      }
      agrees(whole, line.result, `${here}: the sum`);
      last = line.result;
      continue;
    }
    const [written, result] = line.text.split('=').map((side) => side.trim());
    if (result !== undefined) agrees(evaluate(written), result, `${here}: ${written}`);
    else evaluate(written);
    last = result ?? written;
  }
  return last;
}
