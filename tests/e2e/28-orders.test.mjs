import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Key } from 'selenium-webdriver';
import { attention, product, softmax, transpose } from './arithmetic.mjs';
import { WORDS, untranslated } from './catalogue.mjs';
import { number, slack, stage } from './page.mjs';

const { scene } = stage();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What the experiment says once it is done with the state as it stands.
const told = (page, pattern) => page.until(`it says ${pattern}`, async () => {
  const text = await page.run(`const part = document.querySelector('.orders');
    return part.querySelector('.orders-bar .caption') ? '' : part.innerText`);
  return pattern.test(text) ? text : undefined;
});

const shows = (text, want, what) => assert.ok(Math.abs(number(text) - want) <= slack(text) * (1 + 1e-6), `${what}: ${text} is not ${want}`);

function orders(n) {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((rest) => rest.concat(n - 1).map((_, at) => rest.toSpliced(at, 0, n - 1)));
}

const shuffled = ({ q, k, v }, order) => Object.fromEntries(Object.entries({ q, k, v }).map(([m, rows]) => [m, order.map((row) => rows[row])]));

// The numbers of the small matrices with this name, in the order of the page.
const minis = (page, name) => page.run(`return [...document.querySelectorAll('.grid.mini')]
  .filter((table) => table.getAttribute('aria-label') === arguments[0])
  .map((table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))`, name);

function showsNumbers(texts, want, what) {
  assert.deepEqual([texts.length, texts[0].length], [want.length, want[0].length], `${what}: the shape`);
  want.forEach((row, i) => row.forEach((x, j) => {
    const there = number(texts[i][j]);
    assert.ok(there === (x ?? -Infinity) || Math.abs(there - x) <= slack(texts[i][j]) * (1 + 1e-5) + 1e-6, `${what}[${i}][${j}]: ${texts[i][j]} is not ${x}`);
  }));
}

scene('every order is tried, and what is said of them is what each trace says', async (page) => {
  await page.open('?lab=order&preset=worked&mask=causal');
  const tokens = (await page.state()).tokens;
  const gaps = [];
  for (const order of orders(3)) {
    await page.apply({ type: 'set-order', order });
    gaps.push({ order, gap: (await page.trace()).permutation.gap });
  }
  const kept = gaps.filter(({ gap }) => gap < 1e-5);
  const widest = gaps.reduce((a, b) => (b.gap > a.gap ? b : a));
  const text = await told(page, new RegExp(`${kept.length} of 6 orders keep`));
  const [, gap, order] = text.match(/The largest difference is (\S+), in the order “(.+?)”\./);
  shows(gap, widest.gap, 'the largest difference');
  const named = gaps.find((one) => one.order.map((row) => tokens[row]).join(' ') === order);
  assert.ok(Math.abs(named.gap - widest.gap) < 1e-6, `${order} has it`);
  await page.press('Show it');
  await page.until('the order is shown', async () => (await page.state()).order.join() === named.order.join());
  assert.equal((await page.trace()).permutation.gap, named.gap);
});

scene('seven words have 5040 orders, and none is told apart', async (page) => {
  await page.open('?lab=order&preset=patient');
  const text = await told(page, /Each of 5040 orders keeps/);
  const [, exact] = text.match(/in (\d+) of them not even that/);
  assert.ok(Number(exact) >= 1 && Number(exact) < 5040);
  await page.find('#orders .plot-bar');
  const [, bound] = (await page.text('.bound math')).match(/=\s*(\S+)$/);
  const { permutation, v } = await page.trace();
  const most = Math.max(...v.flat(2).map(Math.abs));
  shows(bound, 3 * 7 * 2 ** -23 * most, 'the bound');
  assert.ok(permutation.gap <= number(bound));
  // ALiBi sees distances alone, so that one other order keeps them all.
  await page.apply({ type: 'set-position', position: { kind: 'alibi' } });
  assert.match(await told(page, /2 of 5040 orders keep/), /Besides the original: “recovery of signs no showed patient The”/);
});

scene('in f64 rounding is nine decades below, and what matters stays', async (page) => {
  await page.open('?lab=order&preset=random');
  await page.press('Shuffle');
  await page.press('compute in f64');
  const here = /In the order shown above: (\S+) in f32, (\S+) in f64/;
  let [, single, double] = (await told(page, here)).match(here);
  shows(single, (await page.trace()).permutation.gap, 'the gap in f32');
  assert.ok(number(double) < 1e-14, double);
  assert.deepEqual((await page.state()).labs, { order: { f64: true } });
  await page.apply({ type: 'set-position', position: { kind: 'sinusoidal' } });
  [, single, double] = (await told(page, /1 of 720 orders keep/)).match(here);
  assert.equal(single, double);
  await page.press('Undo');
  await page.press('Undo');
  await page.until('the switch is undone', async () => !(await page.state()).labs);
  assert.doesNotMatch(await told(page, /Each of 720 orders/), here);
});

scene('more than seven tokens are drawn from the seed, and a drag is followed', async (page) => {
  await page.open('?lab=order&preset=random');
  await page.apply({ type: 'set-size', dimension: 'tokens', value: 9 });
  assert.match(await told(page, /Each of 5000 orders/), /drawn from the seed/);
  await page.apply({ type: 'set-mask', mask: 'causal' });
  await told(page, /0 of 5000 orders keep/);
});

scene('the proof shows both sides of each step with the page’s own numbers', async (page) => {
  await page.open('?lab=order&preset=patient');
  await page.press('Why: the same as mathematics');
  const compare = async (options) => {
    const { input, order } = await page.state();
    const { logits, weights, output, v } = await page.trace();
    const rows = (m) => order.map((i) => m[i]);
    const both = (m) => rows(m).map((row) => order.map((j) => row[j]));
    const after = await minis(page, 'shuffled afterwards');
    [both(logits[0]), rows(v[0]), both(weights[0]), rows(output)].forEach((m, step) => showsNumbers(after[step], m, `after, step ${step + 1}`));
    const first = await minis(page, 'shuffled first');
    showsNumbers(first[0], attention(shuffled(input, order), options).logits, 'L(PX)');
    showsNumbers(first[1], rows(input.v), 'V(PX)');
    showsNumbers(first[2], both(logits[0]).map((row) => softmax(row.map((x) => x ?? -Infinity))), 'softmax(P L P^T)');
    showsNumbers(first[3], product(both(weights[0]), rows(input.v)), '(P A P^T)(P V)');
  };
  const verdicts = () => page.run(`return [...document.querySelectorAll('.proof-steps .verdict')].map((v) => v.textContent)`);
  await page.until('four steps', async () => (await verdicts()).length === 4);
  await compare({});
  for (const [step, verdict] of (await verdicts()).entries()) {
    assert.match(verdict, step < 2 ? /^The same, to the last bit\.$/ : /^The same/);
  }
  // A mask stays with the slots: the logits do not move along, and what follows holds of any logits.
  await page.apply({ type: 'set-mask', mask: 'causal' });
  await page.until('the first step breaks', async () => (await verdicts())[0].startsWith('Not the same'));
  for (const verdict of (await verdicts()).slice(1)) assert.match(verdict, /^The same/);
  await compare({ allowed: (i, j) => j <= i });
});

// The logits of Q and K, given directly, with sines and cosines of positions from `first` on.
function waved({ q, k }, first, base = 10000) {
  const add = (rows) => rows.map((row, i) => row.map((x, j) => {
    const angle = (first + i) / base ** ((j - (j % 2)) / row.length);
    return x + (j % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
  }));
  const scores = product(add(q), transpose(add(k)));
  return scores.map((row) => row.map((x) => x / Math.sqrt(q[0].length)));
}

scene('under a shift only sines and cosines move the logits; under a reversal ALiBi alone is blind', async (page) => {
  await page.open('?lab=order&preset=random');
  await page.press('Shuffle');
  await page.press('Five encodings, the same numbers');
  const cards = () => page.run(`return [...document.querySelectorAll('.encoding')].map((card) => card.innerText)`);
  await page.until('five cards', async () => (await cards()).length === 5);
  for (const card of await cards()) assert.match(card, /The logits stay, to the last bit/);
  await page.find('#order-shift');
  await page.fill(await page.find('#order-shift'), '10');
  await page.keys(Key.ENTER);
  await page.until('it is in', async () => (await page.state()).labs?.order.shift === 10);
  const [none, waves, learned, rope, alibi] = await page.until('they moved', async () => {
    const all = await cards();
    return /The logits move/.test(all[1]) && all;
  });
  assert.match(none, /The logits stay, to the last bit/);
  assert.match(alibi, /The logits stay, to the last bit/);
  assert.match(rope, /The logits stay, (to the last bit|but for rounding \(\S+e−[78]\))/);
  assert.match(learned, /The table has no rows there/);
  const { input } = await page.state();
  const [here, there] = [0, 10].map((first) => waved(input, first).flat());
  shows(waves.match(/move, by up to (\S+?)\.\s/)[1], Math.max(...here.map((x, i) => Math.abs(x - there[i]))), 'how far the logits move');
  const reversed = (card) => card.match(/reversed: (\S+), (order .*)/).slice(1);
  assert.deepEqual([none, waves, learned, rope, alibi].map((card) => reversed(card)[1] === 'order is not seen'), [true, false, false, false, true]);
  // The gap is what the switch then does.
  await page.apply({ type: 'set-position', position: { kind: 'rope' } });
  await page.press('Reverse');
  shows(reversed(rope)[0], (await page.trace()).permutation.gap, 'RoPE, reversed');
});

const result = (page) => page.until('it is measured', () => page.text('.guess [role=status] .verdict'));

scene('two sentences: every word hears the others from new places', async (page) => {
  await page.open('?lab=order&preset=patient');
  assert.ok(!await page.text('.guess .verdict'), 'nothing is told before it is guessed');
  await (await page.find('.guess label:nth-of-type(2)')).click();
  const said = await result(page);
  assert.match(said, /^Not so\. 7 of 7 outputs change/);
  const state = await page.state();
  await (await page.find('.guess label:nth-of-type(3)')).click();
  await page.until('another guess', async () => /^So it is\./.test(await result(page)));
  assert.deepEqual(await page.state(), state, 'a guess changes nothing');
  await page.apply({ type: 'set-position', position: { kind: 'sinusoidal' } });
  shows(said.match(/by up to (\S+?)\.\s/)[1], (await page.trace()).permutation.gap, 'the gap');
});

scene('a collision: the mean does not see the order of the list', async (page) => {
  await page.open('?lab=order&preset=collider');
  await (await page.find('.guess label:nth-of-type(1)')).click();
  const said = await page.until('over all', async () => /Over 720 orders/.test(await result(page)) && result(page));
  assert.match(said, /^So it is\./);
  assert.ok(number(said.match(/the mean moves by (\S+) at most/)[1]) < 1e-6);
  await page.apply({ type: 'set-position', position: { kind: 'sinusoidal' } });
  await page.until('positions spoil it', async () => /^Not so\./.test(await result(page)));
});

scene('a week of blood pressure: ALiBi takes falling for rising', async (page) => {
  await page.open('?lab=order&preset=pressure');
  assert.deepEqual((await page.state()).order, [6, 5, 4, 3, 2, 1, 0]);
  await page.run('arguments[0].focus()', await page.find('.guess label:nth-of-type(2) input'));
  await page.keys(Key.SPACE);
  const said = await result(page);
  assert.match(said, /^Not so\./);
  const [, plain, alibi, waves] = said.match(/changes by (\S+) without positions, by (\S+) with ALiBi, and by (\S+) with sinusoidal/);
  assert.ok(number(plain) < 1e-5 && number(alibi) < 1e-5 && number(waves) > 0.01);
  await page.apply({ type: 'set-position', position: { kind: 'sinusoidal' } });
  const { permutation: { shuffled_output: a, expected_output: b } } = await page.trace();
  const mean = (rows) => rows.reduce((sum, [x]) => sum + x, 0) / rows.length;
  shows(waves, Math.abs(mean(a) - mean(b)), 'the mean');
  await page.keys(Key.ARROW_DOWN);
  await page.until('the next one by an arrow', async () => /^So it is\./.test(await result(page)));
});

scene('by keyboard alone, in German', async (page) => {
  await page.open('?lab=order&preset=patient&lang=de');
  for (const title of ['Warum: dasselbe als Mathematik', 'Fünf Kodierungen, dieselben Zahlen']) {
    const button = await page.button(title);
    await page.run('arguments[0].focus()', button);
    await page.keys(Key.ENTER);
    await page.until('it is open', async () => await (await page.button(title)).getAttribute('aria-expanded') === 'true');
  }
  await page.run('arguments[0].focus()', await page.find('.fold input[type=range]'));
  await page.keys(Key.ARROW_RIGHT, Key.ARROW_RIGHT);
  await page.until('it is shifted', async () => (await page.state()).labs?.order.shift === 2);
  await (await page.find('.guess label:nth-of-type(3)')).click();
  await told(page, /Jede von 5040 Reihenfolgen/);
  assert.deepEqual(untranslated(await page.run(WORDS)), []);
});

scene('open or folded, nothing is beyond reach', async (page) => {
  await page.open('?lab=order&preset=random&position=rope');
  await page.press('Why: the same as mathematics');
  await page.press('Five encodings, the same numbers');
  await page.apply({ type: 'set-labs', labs: { order: { shift: 7 } } });
  await told(page, /of 720 orders/);
  await page.run(axe);
  const found = {};
  for (const width of [1440, 320]) {
    await page.size(width);
    for (const theme of ['light', 'dark']) {
      await page.run('document.documentElement.dataset.theme = arguments[0]; document.getAnimations().forEach((a) => a.finish())', theme);
      assert.ok(await page.run('return document.documentElement.scrollWidth <= innerWidth'), `${width}: nothing sticks out`);
      const violated = await page.run(`return (await axe.run(document, { resultTypes: ['violations'], preload: false })).violations
        .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map((node) => node.target.join(' ')).join('; '))`);
      if (violated.length > 0) found[`${theme}, ${width}`] = violated;
    }
  }
  assert.deepEqual(found, {});
}, 'viewport');
