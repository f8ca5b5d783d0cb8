// Lab 8: what is measured in the worker, how the page tells it, and that it can be stopped. No time is asserted.
import assert from 'node:assert/strict';
import { Key } from 'selenium-webdriver';
import { address, finished, measure, said, status } from './cost.mjs';
import { stage } from './page.mjs';

const { scene } = stage();
const WAYS = 6;
const LINK = address();

const cells = (page, table) => page.run(`return [...document.querySelectorAll(arguments[0] + ' tbody tr')]
  .map((row) => [...row.cells].map((cell) => cell.textContent))`, table);

// A number with a unit, in milliseconds or bytes.
const UNITS = { ns: 1e-6, µs: 1e-3, ms: 1, s: 1e3, min: 6e4, h: 3.6e6, B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
function amount(text) {
  const [, number, unit] = /^([\d.]+)\s([^\s:]+)/.exec(text) ?? [];
  assert.ok(unit in UNITS, `“${text}” is an amount`);
  return Number(number) * UNITS[unit];
}

scene('nothing is fetched or measured before it is asked for', async (page) => {
  await page.open(LINK);
  assert.match(await status(page), /256/);
  const fetched = `return performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => /worker|fused|cost\\.js|experiments/.test(name))`;
  assert.deepEqual(await page.run(fetched), []);
  assert.deepEqual(await cells(page, '.cost-table'), []);
});

scene('six ways are measured, counted, compared and extrapolated', async (page) => {
  await page.open(LINK);
  await measure(page);
  const [measured, far] = [await cells(page, '.cost-measured .cost-table'), await cells(page, '.cost-far .cost-table')];
  assert.equal(measured.length, WAYS);
  assert.equal(far.length, WAYS);
  assert.deepEqual(measured.map(([way]) => way), ['full', 'causal mask', 'chunks of 64', 'window ±16', 'online softmax', 'linear attention']);
  const [n, d] = [256, 16];
  const pairs = [n * n, n * (n + 1) / 2, n * 64, n * 33 - 16 * 17, n * n];
  for (const [i, [way, time, share, exponent, speed, memory, largest, mean]] of measured.entries()) {
    const [, value, low, high] = /^([\d.]+)\s\S+ \(([\d.]+)–([\d.]+)\)$/.exec(time).map(Number);
    assert.ok(low <= value && value <= high, `${way}: ${time}`);
    if (i === 0) assert.equal(share, '100\u00a0%');
    assert.ok(amount(time) > 0 && parseFloat(share) > 0, `${way}: ${share}`);
    assert.match(exponent, /^−?[\d.]+ \(−?[\d.]+–−?[\d.]+\)$/, way);
    // Three digits each of speed and time.
    const operations = i < 5 ? 4 * d * pairs[i] : 4 * n * d * d;
    assert.ok(Math.abs(Number(speed) * amount(time) * 1e6 / operations - 1) < 0.011, `${way}: ${speed} GFLOP/s in ${time}`);
    // Operands, the output, and the weights where they are kept.
    const least = 4 * (4 * n * d + (i < 2 ? n * n : 0));
    assert.ok(amount(memory) > least && amount(memory) < 4 * least + 40_000, `${way}: ${memory}`);
    const [most, middle] = [largest, mean].map((text) => Number(text.replace('−', '-')));
    assert.ok(most >= middle && middle >= 0, `${way}: ${largest}, ${mean}`);
    if (i === 0) assert.equal(most, 0);
    if (i === 4) assert.ok(most < 1e-5, `${way}: ${largest}`);
    if (![0, 4].includes(i)) assert.ok(middle > 1e-3, `${way}: ${mean}`);
  }
  // The table of the plot tells the same medians.
  await (await page.find('#cost-time details summary')).click();
  const plotted = await page.until('the table of the plot', async () => {
    const rows = await cells(page, '#cost-time details');
    return rows.length === 5 && rows;
  });
  assert.equal(plotted.at(-1)[0], '256');
});

scene('what a million tokens would cost, and where memory ends', async (page) => {
  await page.open(LINK);
  await measure(page);
  const slider = await page.find('.cost-far input[type=range]');
  await page.run('arguments[0].focus()', slider);
  await page.keys(Key.END);
  await page.until('the table tells of a million', async () => (await cells(page, '.cost-far .cost-table'))[0][4].includes(said('cost-too-large')));
  const rows = await cells(page, '.cost-far .cost-table');
  assert.equal((await page.state()).labs.cost.tokens, 1_000_000);
  // 4 N² bytes of weights, nearly.
  assert.ok(Math.abs(amount(rows[0][4]) / 4e12 - 1) < 0.01, rows[0][4]);
  const end = Number(rows[0][5]);
  assert.ok(end > 30_000 && end < 2 ** 15, `full attention ends at ${end}`);
  for (const [way, , , , memory] of rows.slice(2)) assert.ok(amount(memory) < 2 ** 30, `${way}: ${memory}`);
  // One slide is one step back.
  await page.call('undo');
  assert.equal((await page.state()).labs.cost.tokens, undefined);
});

scene('a chunk and a window of the whole text are full attention', async (page) => {
  await page.open(LINK);
  await page.apply({ type: 'set-labs', labs: { cost: { chunk: 256, window: 256 } } });
  await measure(page);
  for (const [way, , , , , , largest] of (await cells(page, '.cost-measured .cost-table')).slice(2, 4)) {
    assert.ok(Number(largest.replace('−', '-')) < 1e-5, `${way}: ${largest}`);
  }
});

scene('it can be paused, resumed and cancelled by keyboard alone, and tells what is missing', async (page) => {
  await page.open(LINK);
  await page.apply({ type: 'set-labs', labs: { cost: { repeats: 31 } } });
  await page.run('arguments[0].focus()', await page.button(said('cost-measure')));
  await page.keys(Key.ENTER);
  await page.until('it runs', async () => await status(page) === said('cost-running') && (await cells(page, '.cost-table')).length > 0);
  await page.keys(Key.ENTER);
  await page.until('it waits', async () => await status(page) === said('cost-paused'));
  const count = await page.text('.cost-count');
  const frames = 'return new Promise((done) => { let left = 30; const next = () => (left -= 1) ? requestAnimationFrame(next) : done(); next(); })';
  await page.run(frames);
  assert.equal(await page.text('.cost-count'), count, 'nothing goes on meanwhile');
  await page.keys(Key.ENTER);
  await page.until('it goes on', async () => (await page.text('.cost-count')) !== count);
  await page.keys(Key.TAB, Key.ENTER);
  await page.until('it ended', async () => await status(page) === said('cost-cancelled'));
  assert.equal(await page.text('.cost-count'), undefined);
  const missing = await page.run("return [...document.querySelectorAll('.cost-measured li')].map((line) => line.textContent)");
  const pattern = new RegExp(`^${said('cost-not-reached').replace(/\{ \$\w+ \}/g, '.+')}$`);
  assert.ok(missing.length > 0 && missing.every((line) => pattern.test(line)), missing.join('; '));
  await page.button(said('cost-again'));
});

scene('numbers of other settings are told as such, and what only the page looks at is no other setting', async (page) => {
  await page.open(LINK);
  await measure(page);
  const stale = () => page.run(`return [...document.querySelectorAll('.cost-run .why')].map((p) => p.textContent)`);
  assert.ok(!(await stale()).includes(said('cost-stale')));
  await page.choose('shown', 'memory');
  await page.find('#cost-memory');
  assert.ok(!(await stale()).includes(said('cost-stale')));
  await page.apply({ type: 'set-labs', labs: { cost: { chunk: 32 } } });
  await page.until('it is told', async () => (await stale()).includes(said('cost-stale')));
});

// The measuring loop in the page itself, with what `arrange` makes of the browser. Gives back the outcome.
const LOOP = (arrange) => `${arrange};
  const tokens = [16, 32, 64];
  const point = () => ({ samples: [], bytes: null, largest: null, mean: null, missing: null });
  const points = Object.fromEntries(arguments[0].map((way) => [way, tokens.map(point)]));
  const plan = { build: null, tick: null, memory: null, refused: null, d: 5, chunk: 20, window: 9, seed: 2 ** 40 + 3, repeats: 2, sample: 2, tokens, outputs: tokens.map(() => null), points };
  const { begin } = await import(new URL('cost.js', document.baseURI));
  const run = await begin(JSON.stringify(plan));
  while (await run.step());
  return { ...JSON.parse(run.outcome()), done: run.done(), of: run.of() };`;
const NAMES = ['full', 'causal', 'chunked', 'windowed', 'online', 'linear'];

scene('the same seed gives the same numbers, and each point its samples', async (page) => {
  await page.open(LINK);
  const [first, again] = [await page.run(LOOP(''), NAMES), await page.run(LOOP(''), NAMES)];
  assert.deepEqual([first.done, first.refused], [first.of, null]);
  assert.deepEqual(again.outputs, first.outputs);
  for (const way of NAMES) for (const [i, point] of first.points[way].entries()) {
    assert.equal(point.samples.length, 2, way);
    assert.ok(point.samples.every((time) => time > 0), way);
    for (const key of ['bytes', 'largest', 'mean', 'missing']) assert.equal(again.points[way][i][key], point[key], `${way}, ${key}`);
  }
});

scene('memory that is refused is told at the points that it was refused at', async (page) => {
  await page.open(LINK);
  const outcome = await page.run(LOOP(`const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (bytes) => {
      const { exports } = (await instantiate(bytes)).instance;
      return { instance: { exports: { ...exports, place: (n, ...rest) => n > 32 ? 0 : exports.place(n, ...rest) } } };
    }`), NAMES);
  for (const way of NAMES) {
    assert.deepEqual(outcome.points[way].map((point) => point.missing), [null, null, 'memory'], way);
    assert.deepEqual(outcome.points[way].map((point) => point.samples.length), [2, 2, 0], way);
  }
  // Operands alone, of the ways that keep no weights.
  assert.equal(outcome.refused, 4 * 4 * 64 * 5);
});

scene('a clock that is too coarse is told', async (page) => {
  await page.open(LINK);
  const outcome = await page.run(LOOP(`const now = performance.now.bind(performance);
    performance.now = () => 30 * Math.floor(now() / 30)`), NAMES);
  assert.equal(outcome.tick, 30);
  for (const way of NAMES) assert.deepEqual(outcome.points[way].map((point) => point.missing), ['clock', 'clock', 'clock'], way);
});

scene('files of the plot', async (page) => {
  await page.open(LINK);
  await measure(page);
  for (const format of ['CSV', 'SVG']) await page.find(`#cost-time button[title*="${format}"]`);
});

scene('a browser that starts no worker is told, and may be asked again', async (page) => {
  await page.open(LINK);
  await page.run('window.Kept = Worker; window.Worker = class { constructor() { throw new Error("not here"); } };');
  await page.press(said('cost-measure'));
  await page.until('it is told', async () => (await status(page)).startsWith(said('cost-failed').split('{')[0]));
  await page.run('window.Worker = Kept;');
  await measure(page);
});

scene('German', async (page) => {
  await page.open(address('?lang=de'));
  await measure(page, 'de');
  assert.deepEqual((await cells(page, '.cost-measured .cost-table')).map(([way]) => way),
    ['voll', 'kausale Maske', 'Abschnitte zu 64', 'Fenster ±16', 'Online-Softmax', 'lineare Attention']);
});
