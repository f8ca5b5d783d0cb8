import assert from 'node:assert/strict';
import { Key, Origin } from 'selenium-webdriver';
import { number, showsMatrix, stage } from './page.mjs';
import { attention, close } from './arithmetic.mjs';

const { scene } = stage();
const order = async (page) => (await page.state()).order;
const chip = (page, slot) => page.find(`.slots li:nth-child(${slot + 1}) button`);

// The three grids of the lab show the trace, and the trace is what its names say.
async function compares(page) {
  const { permutation, output } = await page.trace();
  showsMatrix(await page.grid('output, original order'), output, 'f(X)');
  showsMatrix(await page.grid('that output, shuffled'), permutation.expected_output, 'P f(X)');
  showsMatrix(await page.grid('output of the shuffled tokens'), permutation.shuffled_output, 'f(PX)');
  const difference = permutation.shuffled_output.map((row, i) =>
    row.map((x, j) => Math.fround(Math.fround(x) - Math.fround(permutation.expected_output[i][j]))));
  showsMatrix(await page.grid('their difference'), difference, 'difference');
  assert.deepEqual(permutation.expected_output, permutation.order.map((row) => output[row]));
  const gap = Math.max(...difference.flat().map(Math.abs));
  assert.ok(Math.abs(permutation.gap - gap) <= 1e-7 * Math.max(1, gap), `${permutation.gap} is not ${gap}`);
  return permutation;
}

scene('a token is dragged to another slot, and one undo brings it back', async (page) => {
  await page.open('?lab=order&preset=patient');
  const before = await order(page);
  assert.deepEqual(before, [0, 4, 2, 3, 1, 5, 6]);
  const from = await chip(page, 0);
  const target = await chip(page, 3);
  await page.driver.actions().move({ origin: from }).press().move({ origin: Origin.POINTER, x: 20, y: 0, duration: 30 })
    .move({ origin: target, duration: 60 }).release().perform();
  await page.until('it moved', async () => (await order(page)).join() === '4,2,3,0,1,5,6');
  const permutation = await compares(page);
  assert.ok(permutation.gap < 1e-6);
  assert.match(await page.text('.verdict'), /only shuffled/);
  await page.press('Undo');
  await page.until('undone', async () => (await order(page)).join() === before.join());
});

scene('the keyboard carries a token, Escape takes it back', async (page) => {
  await page.open('?lab=order&preset=worked');
  await page.run('arguments[0].focus()', await chip(page, 0));
  await page.keys(Key.SPACE);
  await page.until('taken up', async () => await (await chip(page, 0)).getAttribute('aria-pressed') === 'true');
  await page.keys(Key.ARROW_RIGHT);
  await page.until('one on', async () => (await order(page)).join() === '1,0,2');
  await page.keys(Key.ARROW_RIGHT);
  await page.until('two on', async () => (await order(page)).join() === '1,2,0');
  assert.equal(await page.run('return document.activeElement.getAttribute("aria-label")'), 'first, slot 2 of 3');
  await page.keys(Key.SPACE);
  await page.until('set down', async () => await (await chip(page, 2)).getAttribute('aria-pressed') === 'false');
  await page.keys(Key.ARROW_LEFT);
  assert.equal((await order(page)).join(), '1,2,0', 'without a token in hand the arrows only walk');
  await page.keys(Key.SPACE, Key.ARROW_LEFT);
  await page.until('carried', async () => (await order(page)).join() === '2,1,0');
  await page.keys(Key.ESCAPE);
  await page.until('taken back', async () => (await order(page)).join() === '1,2,0');
  await page.press('Undo');
  await page.until('the whole carry is one step', async () => (await order(page)).join() === '0,1,2');
});

scene('the buttons shuffle, reverse and put back', async (page) => {
  await page.open('?lab=order&preset=random');
  await page.press('Shuffle');
  await page.until('shuffled', async () => (await order(page)).join() !== '0,1,2,3,4,5');
  await compares(page);
  await page.press('Reverse');
  await page.until('reversed', async () => (await order(page)).join() === '5,4,3,2,1,0');
  await compares(page);
  await page.press('Original order');
  await page.until('put back', async () => (await order(page)).join() === '0,1,2,3,4,5');
  assert.match(await page.text('.verdict'), /Nothing is shuffled yet/);
  assert.equal((await compares(page)).gap, 0);
});

scene('a causal mask breaks it just as the formula says', async (page) => {
  await page.open('?lab=order&preset=patient&mask=causal');
  const permutation = await compares(page);
  const { input } = await page.state();
  const shuffled = Object.fromEntries(['q', 'k', 'v'].map((m) => [m, permutation.order.map((row) => input[m][row])]));
  close(permutation.shuffled_output, attention(shuffled, { allowed: (i, j) => j <= i }).output, 1e-5, 'f(PX)');
  assert.ok(permutation.gap > 0.05);
  assert.match(await page.text('.verdict'), /Order matters now: the two differ by up to (\d\.\d\d)/);
  const said = number((await page.text('.verdict')).match(/up to (\S+)\.$/)[1]);
  assert.ok(Math.abs(said - permutation.gap) <= 0.005);
});

scene('the table of findings is what each switch then does', async (page) => {
  await page.open('?lab=order&preset=random');
  await page.press('Shuffle');
  const rows = () => page.run(`return [...document.querySelectorAll('.findings tbody tr')].map((row) => ({
    name: row.cells[0].textContent, gap: row.cells[1].textContent, means: row.cells[2].textContent,
    use: row.cells[3].textContent }))`);
  await page.until('there is something to compare', async () => (await rows()).some((row) => row.means === 'order matters'));
  const table = await rows();
  assert.deepEqual(table.map((row) => row.name),
    ['no positions, no mask', 'sinusoidal positions', 'learned positions', 'RoPE', 'ALiBi', 'a causal mask']);
  assert.deepEqual(table.map((row) => row.use), ['In use', ...Array(5).fill('Use it')]);
  for (const [index, { name, gap, means }] of table.entries()) {
    if (index > 0) await (await page.find(`.findings tbody tr:nth-child(${index + 1}) button`)).click();
    await page.until(`${name} is in use`, async () => (await rows())[index].use === 'In use');
    const permutation = await compares(page);
    assert.ok(Math.abs(number(gap) - permutation.gap) <= 0.005 * Math.max(1, permutation.gap), `${name}: ${gap}`);
    assert.equal(means, permutation.gap < 1e-5 ? 'order is not seen' : 'order matters', name);
  }
  await page.press('Undo');
  await page.until('one use is one step', async () => (await rows())[4].use === 'In use');
});

scene('ALiBi does not notice a full reversal', async (page) => {
  await page.open('?lab=order&preset=random&position=alibi');
  await page.press('Shuffle');
  await page.until('it matters', async () => /Order matters/.test(await page.text('.verdict')));
  await page.press('Reverse');
  await page.until('it does not', async () => /only shuffled/.test(await page.text('.verdict')));
  assert.ok((await compares(page)).gap < 1e-5);
});

scene('the numbers can be changed here too, and the strip of lab 1 leads here', async (page) => {
  await page.open('?preset=worked');
  await page.press('Reverse');
  await page.press('Open the Order lab \u2192');
  await page.until('the order lab', () => page.grid('their difference'));
  await (await page.cell('values', 0, 0)).click();
  await page.find('.cell-field');
  await page.keys('-4', Key.ENTER);
  await page.until('it is in', async () => (await page.state()).input.v[0][0] === -4);
  await compares(page);
});
