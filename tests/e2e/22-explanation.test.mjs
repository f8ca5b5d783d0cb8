// The panel that writes out how a number came about: what it says is true, and no derived number is without it.
import assert from 'node:assert/strict';
import { Key, Origin } from 'selenium-webdriver';
import { Pointer } from 'selenium-webdriver/lib/input.js';
import { forWidth, slack, stage } from './page.mjs';
import { agrees, isTrue, panel, span, tour } from './written.mjs';

const { scene } = stage();

// What the trace has of a grid, by its data-part; null where the protocol's trace has not that matrix.
function traced(trace, part) {
  const [name, head] = part.split('-');
  const { permutation } = trace;
  if (name === 'shuffled' || name === 'expected') return permutation[`${name}_output`];
  if (name === 'difference') {
    return permutation.shuffled_output.map((row, i) =>
      row.map((x, j) => Math.fround(Math.fround(x) - Math.fround(permutation.expected_output[i][j]))));
  }
  const key = { query: 'q', key: 'k', value: 'v', head: 'heads' }[name] ?? name;
  const found = trace[key];
  return found === undefined ? null : head === undefined ? found : found[Number(head)];
}

// Every cell of every derived grid is explained, by a true arithmetic that ends with the number of the cell.
async function explained(page, parts) {
  const trace = await page.trace();
  const cells = await tour(page);
  const met = [...new Set(cells.map((cell) => cell.part))];
  for (const part of parts) assert.ok(met.includes(part), `there is a grid ${part}, among ${met.join(', ')}`);
  const missing = cells.filter(({ panel }) => !panel?.name || panel.lines.length === 0 || panel.held);
  assert.deepEqual(missing.map(({ part, row, column }) => `${part} ${row} ${column}`), [], 'these are left unexplained');
  for (const { part, row, column, shown, focused, panel } of cells) {
    const where = `${part}[${row}][${column}] in “${panel.name}”`;
    assert.ok(focused, `${where} can have the focus`);
    const last = isTrue(panel, where);
    // What is taken over is written as it was typed; anything else ends with the very text of the headline.
    if (/e|\.\d{4}$|\u221e/.test(last)) assert.equal(last, panel.value, where);
    else agrees(span(last), panel.value, where);
    const real = traced(trace, part)?.[row][column];
    const [low, high] = panel.value === '-\u221e' ? [-Infinity, -Infinity] : span(panel.value);
    if (real !== undefined) {
      const want = real ?? -Infinity;
      assert.ok(low * (1 - Math.sign(low) * 1e-6) <= want && want <= high * (1 + Math.sign(high) * 1e-6), `${where}: ${panel.value} is not the trace's ${want}`);
    }
    const inCell = shown === '-\u221e' ? -Infinity : Number(shown);
    assert.ok(inCell === low || Math.abs(inCell - low) <= slack(shown) + (high - low) + 1e-6 * Math.abs(low), `${where}: the cell shows ${shown}, the panel ${panel.value}`);
  }
  return met;
}

const PLAIN = ['scores-0', 'logits-0', 'weights-0', 'output'];
const SETTINGS = {
  'the first screen': ['', PLAIN],
  'another temperature, no root': ['?preset=random&scale=off&temperature=0.7', PLAIN],
  'a causal mask': ['?preset=causal', [...PLAIN, 'scaled-0', 'mask']],
  'projections with two heads': ['?preset=projections', ['query-0', 'key-0', 'value-0', 'scores-0', 'logits-0', 'weights-0', 'head-0', 'output']],
  'sinusoidal positions': ['?preset=random&position=sinusoidal', ['encoding', 'query-0', 'key-0', 'value-0', ...PLAIN]],
  'learned positions': ['?preset=random&position=learned', ['query-0', 'key-0', 'value-0', ...PLAIN]],
  'RoPE': ['?preset=random&position=rope', ['query-0', 'key-0', ...PLAIN]],
  'ALiBi and a causal mask': ['?preset=random&position=alibi&mask=causal', ['scaled-0', 'bias-0', 'mask', ...PLAIN]],
  'embeddings with sinusoidal positions': ['?preset=projections&position=sinusoidal', ['embedded', 'encoding', 'query-0', 'head-0', 'output']],
  'embeddings turned': ['?preset=projections&position=rope', ['query-0', 'key-0', 'head-0', 'output']],
  'embeddings with learned positions': ['?preset=projections&position=learned', ['embedded', 'query-0', 'output']],
  'the order lab': ['?lab=order&preset=patient', ['output', 'expected', 'shuffled', 'difference']],
  'the order lab with a causal mask': ['?lab=order&preset=pressure&mask=causal', ['output', 'expected', 'shuffled', 'difference']],
  'the order lab with sinusoidal positions': ['?lab=order&preset=patient&position=sinusoidal', ['output', 'expected', 'shuffled', 'difference']],
  'the order lab with embeddings': ['?lab=order&preset=collider&position=rope', ['output', 'expected', 'shuffled', 'difference']],
};

for (const [name, [address, parts]] of Object.entries(SETTINGS)) {
  scene(`no derived number is without its arithmetic, and all of it is true: ${name}`, async (page) => {
    await page.open(address);
    await explained(page, parts);
  });
}

scene('every head and every bias', async (page) => {
  await page.open('?preset=projections');
  for (const matrix of ['wo', 'bq', 'bk', 'bv', 'bo']) {
    if (!(await page.state()).input[matrix]) await page.apply({ type: 'set-optional', matrix, on: true });
    if (matrix !== 'wo') await page.apply({ type: 'set-cell', matrix, row: 0, column: 1, value: 0.25 });
  }
  await explained(page, ['head-0', 'output']);
  await page.press('head 1');
  await page.until('the second head', () => page.run('return document.querySelector("[data-part=head-1]")'));
  await explained(page, ['query-1', 'key-1', 'value-1', 'scores-1', 'logits-1', 'weights-1', 'head-1', 'output']);
});

scene('a custom mask, and a row that may attend to nothing', async (page) => {
  await page.open('?preset=worked');
  for (const column of [0, 1, 2]) await page.apply({ type: 'toggle-mask-cell', row: 1, column });
  await page.apply({ type: 'toggle-mask-cell', row: 0, column: 2 });
  const met = await explained(page, ['mask', 'logits-0', 'weights-0', 'output']);
  assert.ok(met.includes('scaled-0'));
});

scene('hover, focus and tap each lead to the arithmetic', async (page) => {
  await page.open('?preset=worked');
  const { scores, weights, output } = await page.trace();
  const says = (pattern, value) => page.until(`it says ${pattern}`, async () => {
    const { name, value: shown } = await panel(page);
    assert.match(name, pattern);
    agrees([value, value], shown, name);
    return true;
  });
  await page.driver.actions().move({ origin: await page.cell('scores', 1, 2) }).perform();
  await says(/^score, second → third$/, scores[0][1][2]);
  await page.run('arguments[0].focus()', await page.cell('weights', 2, 0));
  await says(/^weight, third → first$/, weights[0][2][0]);
  await page.keys(Key.ARROW_RIGHT);
  await says(/^weight, third → second$/, weights[0][2][1]);
  const finger = new Pointer('finger', Pointer.Type.TOUCH);
  const actions = page.driver.actions();
  actions.insert(finger, finger.move({ origin: await page.cell('output', 0, 1) }), finger.press(), finger.release());
  await actions.perform();
  await says(/^output of first, component 1$/, output[0][1]);
  // The pointer on an input number, or on nothing, leaves what was explained.
  await page.driver.actions().move({ origin: await page.cell('queries', 0, 0) }).perform();
  await page.driver.actions().move({ origin: await page.find('h1') }).perform();
  await says(/^output of first, component 1$/, output[0][1]);
});

scene('a softmax shows the exponentials, their sum and the division', async (page) => {
  await page.open();
  await page.run('arguments[0].focus()', await page.cell('weights', 4, 1));
  const { lines } = await page.until('the weight', async () => {
    const told = await panel(page);
    return told.name === 'weight, it → robot' && told;
  });
  const [largest, total, weight] = lines;
  const { logits, tokens = (await page.state()).tokens } = await page.trace();
  const row = logits[0][4];
  agrees([Math.max(...row), Math.max(...row)], largest.text, 'the largest logit');
  assert.equal(total.rows.length, row.length);
  total.rows.forEach(({ head, term, value }, j) => {
    assert.equal(head, tokens[j]);
    assert.match(term, /^exp\(\S+ - (\(\S+\)|\S+)\)$/);
    const exp = Math.exp(row[j] - Math.max(...row));
    agrees([exp, exp], value, term);
  });
  const sum = row.reduce((all, x) => all + Math.exp(x - Math.max(...row)), 0);
  agrees([sum, sum], total.result, 'the sum');
  assert.match(weight.text, /^exp\(.*\) ÷ (\S+?)\s*= \S+$/);
  assert.equal(weight.text.match(/÷ (\S+?)\s*=/)[1], total.result, 'divided by the sum above');
});

scene('of a long sum the middle is folded, and its terms are counted', async (page) => {
  await page.open('?preset=random');
  await page.apply({ type: 'set-size', dimension: 'tokens', value: 16 });
  await page.run('arguments[0].focus()', await page.cell('output', 3, 1));
  const told = await page.until('the output', async () => {
    const told = await panel(page);
    return /^output of .*, component 1$/.test(told.name) && told;
  });
  const [{ rows }] = told.lines;
  assert.ok(rows.length < 12, `${rows.length} rows`);
  const folded = rows.filter((row) => row.folded !== null);
  assert.equal(folded.length, 1);
  const [count] = folded[0].folded.match(/^\d+(?= more terms$)/);
  assert.equal(Number(count) + rows.length - 1, 16, 'none is lost');
  isTrue(told, 'output');
  const at = rows.indexOf(folded[0]);
  assert.ok(at > 0 && at < rows.length - 1, 'it is the middle');
  const { weights } = await page.trace();
  const { v } = (await page.state()).input;
  const hidden = weights[0][3].slice(at, at + Number(count)).reduce((sum, w, k) => sum + w * v[at + k][1], 0);
  agrees([hidden, hidden], folded[0].value, 'what is folded');
});

scene('a derived number in the arithmetic leads to its own', async (page) => {
  await page.open('?preset=worked');
  await page.run('arguments[0].focus()', await page.cell('output', 1, 0));
  await page.until('the output', async () => /^output of second/.test((await panel(page)).name));
  const number = await page.find('.arithmetic button.number');
  const [title, text] = [await number.getAttribute('title'), await number.getText()];
  assert.equal(title, 'Explain weight, second → first');
  await number.click();
  await page.until('its own', async () => (await panel(page)).name === 'weight, second → first');
  assert.equal((await panel(page)).value, text);
  isTrue(await panel(page), 'the weight');
  await (await page.find('.arithmetic .line button.number')).click();
  await page.until('and on', async () => /^logit, second/.test((await panel(page)).name));
});

scene('Copy copies the arithmetic, with all its digits', async (page) => {
  await page.open('?preset=worked');
  await page.browser.allowClipboard?.(page.driver);
  await page.run('arguments[0].focus()', await page.cell('scores', 0, 1));
  await page.until('the score', async () => /^score, first → second/.test((await panel(page)).name));
  await page.press('Copy');
  await page.notice(/arithmetic is copied/);
  const copied = await page.clipboard();
  assert.match(copied, /^QKᵀ\[0,1\] = Q\[0,0\] × K\[1,0\] \+ Q\[0,1\] × K\[1,1\]/);
  const { scores } = await page.trace();
  assert.ok(copied.trim().endsWith(`= ${scores[0][0][1]}`.replace('-', '−')), copied);
});

scene('on a narrow screen the arithmetic is folded away until it is asked for', async (page) => {
  await page.size(400, 800);
  await page.open('?preset=worked');
  const isShown = () => page.run('return document.querySelector(".arithmetic").checkVisibility()');
  await page.until('the headline', async () => (await panel(page)).name);
  assert.equal(await isShown(), false);
  const button = await page.button('Show how');
  assert.equal(await button.getAttribute('aria-expanded'), 'false');
  await button.click();
  await page.until('it is open', isShown);
  assert.equal(await (await page.button('Show less')).getAttribute('aria-expanded'), 'true');
  // The panel stands over the page, never over all of it.
  const { height } = await page.run('return document.querySelector("section.explain").getBoundingClientRect()');
  assert.ok(height < 0.6 * 800, `${height} of 800`);
  await page.press('Show less');
  await page.until('it is folded', async () => !await isShown());
  await page.size(1440);
  await page.until('wide, it is open', isShown);
  assert.equal(await page.run('return document.querySelector(".unfold").checkVisibility()'), false);
}, ...forWidth(400));

scene('the arithmetic follows the numbers while they are dragged', async (page) => {
  await page.open('?preset=worked');
  await page.run('arguments[0].focus()', await page.cell('scores', 0, 0));
  await page.until('the score', async () => /^score, first → first/.test((await panel(page)).name));
  const mouse = new Pointer('mouse', Pointer.Type.MOUSE);
  const actions = page.driver.actions();
  actions.insert(mouse, mouse.move({ origin: await page.cell('queries', 0, 0) }), mouse.press());
  actions.insert(mouse, mouse.move({ origin: Origin.POINTER, x: 40, y: 0, duration: 40 }));
  await actions.perform();
  const told = await panel(page);
  const { scores } = await page.trace();
  agrees([scores[0][0][0], scores[0][0][0]], told.value, told.name);
  isTrue(told, told.name);
  await page.driver.actions().release().perform();
});
