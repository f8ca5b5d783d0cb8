// Lab 2, Scaling: a question first; the numbers on the page are those of the experiment; the width is dragged and typed.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Key } from 'selenium-webdriver';
import { outcome as found } from './experiment.mjs';
import { WORDS, untranslated } from './catalogue.mjs';
import { forWidth, number, slack, stage } from './page.mjs';

const { page, scene } = stage();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const FIGURES = ['scores', 'scaled-scores', 'weights', 'variance', 'ratio', 'entropy', 'largest', 'gradient'];

async function open(address = '') {
  await page.load(`?lab=scaling${address}`);
  await page.until('the page is there', () => page.run('return Boolean(window.attentionPlayground)'));
}

// Opened with settings, and all is drawn.
async function drawn(settings = {}, address = '') {
  await open(address);
  await set({ revealed: true, ...settings });
  await settled();
}

const set = (settings) => page.apply({ type: 'set-labs', labs: { scaling: settings } });
const labs = async () => (await page.state()).labs?.scaling ?? {};
const figures = () => page.run('return [...document.querySelectorAll(".plot")].map((plot) => plot.id)');
const seen = () => page.text('.scaling-seen [role=status]');

// `width`: what the sentence speaks of.
const settled = (width = '') => page.until('all is drawn', async () =>
  await page.run('return document.querySelector(".scaling-seen [aria-busy=false]") !== null')
    && (await seen()).includes(`At dk = ${width}`));

const outcome = () => found(page, 0);

// The table of a figure, rows of texts; the first holds the headings.
const table = async (id) => {
  await page.run('document.querySelector(`#${arguments[0]} details`).open = true', id);
  await page.until(`the table of ${id}`, () => page.run('return document.querySelector(`#${arguments[0]} table`) !== null', id));
  return page.run('return [...document.querySelectorAll(`#${arguments[0]} tr`)].map((row) => [...row.cells].map((cell) => cell.textContent))', id);
};

const shows = (text, want, what) => assert.ok(Math.abs(number(text) - want) <= slack(text) + 1e-6 * Math.abs(want), `${what}: ${text} for ${want}`);

scene('first a question, by keyboard alone; undo asks again', async () => {
  await open();
  assert.deepEqual(await figures(), [], 'nothing is shown before');
  await page.run('arguments[0].focus()', await page.find('#scaling-prediction'));
  await page.keys('8', Key.TAB);
  assert.equal(await page.run('return document.activeElement.textContent'), 'Check');
  await page.keys(Key.ENTER);
  await page.until('it is judged', async () => /Right/.test(await page.text('.verdict.holds')));
  await settled(64);
  assert.deepEqual(await figures(), FIGURES);
  assert.deepEqual(await labs(), { prediction: [8], revealed: true });
  await page.press('Undo');
  await page.until('the question again', async () => (await figures()).length === 0);
  await page.press('Redo');
  await page.press('Ask again');
  await page.until('the question once more', async () => (await figures()).length === 0);
  assert.deepEqual(await labs(), {});
});

scene('what was guessed is answered by what it is', async () => {
  for (const [guess, words] of [[64, /nearer to the variance/], [1, /and it is 8/], [7.9, /Right/]]) {
    await open();
    await set({ prediction: [guess], revealed: true });
    await page.until(`${guess} is judged`, async () => words.test(await page.text('.verdict')));
  }
  await open();
  await page.fill(await page.find('#scaling-prediction'), 'eight');
  await page.until('it is refused', async () => /number from 0 on/.test(await page.text('.question .cell-error')));
  await page.keys(Key.ENTER);
  assert.deepEqual(await labs(), {});
  await page.press('Show it without a guess');
  await settled(64);
  assert.equal(await page.text('.verdict') ?? '', '', 'no guess, no verdict');
  await open();
  await page.fill(await page.find('#scaling-prediction'), '64');
  await page.keys(Key.ENTER);
  await page.until('Enter has it judged', async () => /nearer to the variance/.test(await page.text('.verdict')));
});

scene('the numbers on the page are those of the experiment', async () => {
  for (const settings of [{}, { d_k: 300, distribution: 'equicorrelated', correlation: 0.1, keys: 20 }, { d_k: 1, distribution: 't3', samples: 500 }]) {
    await drawn(settings);
    const found = await outcome();
    const { here, curve } = found;
    const words = (await seen()).match(/standard deviation of q · k is (\S+) over (\S+) pairs, where theory says (\S+?)\. Divided by √dk = (\S+) it is (\S+)\./);
    assert.ok(words, await seen());
    shows(words[1], Math.sqrt(here.variance), 'deviation');
    assert.equal(Number(words[2]), here.pairs);
    shows(words[4], Math.sqrt(here.d_k), 'divisor');
    shows(words[5], Math.sqrt(here.variance / here.d_k), 'what remains');
    const weights = (await seen()).match(/largest weight is (\S+) and its gradient (\S+), with scaling (\S+) and (\S+?)\.(?!\d)/);
    shows(weights[1], here.unscaled.largest[1], 'largest weight without');
    shows(weights[3], here.scaled.largest[1], 'largest weight with');
    const [heads, ...rows] = await table('ratio');
    const column = (pattern) => heads.findIndex((head) => pattern.test(head));
    const [from, to] = [column(/, from$/), column(/, to$/)];
    assert.equal(rows.length, curve.length);
    rows.forEach((row, i) => {
      const [width, ratio] = row;
      const { d_k, variance, interval } = curve[i];
      assert.equal(Number(width), d_k);
      const rho = found.correlation;
      const theory = d_k * (1 + (d_k - 1) * rho * rho);
      assert.ok(Math.abs(number(ratio) - variance / theory) <= 1e-3 * variance / theory, `${ratio} at ${d_k}`);
      if (!interval) return assert.deepEqual([from, to], [-1, -1]);
      const [low, high] = [row[from], row[to]];
      assert.ok(Math.abs(number(low) - interval[0] / theory) <= 1e-3 * number(low), `${low} at ${d_k}`);
      assert.ok(Math.abs(number(high) - interval[1] / theory) <= 1e-3 * number(high), `${high} at ${d_k}`);
    });
    const bars = (await table('scores')).slice(1);
    assert.equal(bars.length, found.histograms[0].counts.length);
  }
});

scene('the width by keys: every one is reached, and the curves stay', async () => {
  await drawn({ d_k: 1 });
  const curve = () => page.run('return [...document.querySelectorAll("#entropy .plot-line")].map((line) => line.getAttribute("d")).join()');
  const before = await curve();
  await page.run('document.querySelector(".scaling-width input[type=range]").focus()');
  for (const width of [2, 3, 4]) {
    await page.keys(Key.ARROW_RIGHT);
    await page.until(`d_k is ${width}`, async () => (await labs()).d_k === width);
  }
  await page.keys(Key.ARROW_LEFT);
  await page.until('d_k is 3', async () => (await labs()).d_k === 3);
  await page.keys(Key.END);
  await page.until('d_k is 1024', async () => (await labs()).d_k === 1024);
  await settled(1024);
  assert.equal(await curve(), before);
  await page.fill(await page.find('#scaling-d_k'), '0');
  assert.match(await page.until('it is refused', () => page.fieldError('scaling-d_k')), /from 1 to 1024/);
  assert.equal((await labs()).d_k, 1024);
});

scene('the same seed gives the same picture, another one another', async () => {
  const picture = () => page.run('return [...document.querySelectorAll(".plot-picture path")].map((path) => path.getAttribute("d")).join()');
  await drawn({ d_k: 10 });
  const first = await picture();
  await drawn({ d_k: 10 });
  assert.equal(await picture(), first);
  await page.press('Another seed');
  await page.until('another one', async () => (await picture()) !== first);
  await page.press('Undo');
  await settled(10);
  await page.until('the first again', async () => (await picture()) === first);
});

scene('what has no interval says why; what is correlated says what is left', async () => {
  await drawn({ distribution: 't3' });
  assert.match(await page.text('#ratio .plot-summary'), /fourth moment .* is infinite/);
  assert.equal(await page.run('return document.querySelectorAll("#ratio .plot-error").length'), 0);
  await page.choose('distribution', 'equicorrelated');
  await page.find('#scaling-correlation');
  await settled(64);
  await page.until('it says so', async () => /takes too little away/.test(await seen()));
  await page.until('intervals', async () => await page.run('return document.querySelectorAll("#ratio .plot-error").length') > 0);
});

scene('a page to look at shows all of it', async () => {
  await open('&readonly=1');
  await settled(64);
  assert.deepEqual(await figures(), FIGURES);
  assert.ok(await page.run('return [...document.querySelectorAll(".scaling-width input, .settings input")].every((input) => input.disabled || input.readOnly)'));
});

scene('axe finds nothing, and nothing is wider than the page', async () => {
  for (const width of [320, 1440]) {
    await page.size(width);
    for (const theme of ['light', 'dark']) {
      for (const revealed of [false, true]) {
        await open(`&theme=${theme}`);
        if (revealed) {
          await set({ revealed, prediction: [8], distribution: 'equicorrelated' });
          await settled(64);
        }
        await page.run(axe);
        const found = await page.run('return (await axe.run(document, { resultTypes: ["violations"], preload: false })).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" "))}`)');
        assert.deepEqual(found, [], `${width} ${theme}`);
        assert.equal(await page.run('return document.documentElement.scrollWidth > innerWidth'), false, `${width}`);
      }
    }
  }
  await page.size(1440);
}, ...forWidth(320));

scene('in German nothing stays English', async () => {
  await open('&lang=de');
  assert.deepEqual(untranslated(await page.run(WORDS)), []);
  for (const distribution of ['normal', 't5', 't3', 'equicorrelated']) {
    await set({ revealed: true, prediction: [64], distribution });
    await page.until('all is drawn', () => page.run('return document.querySelector(".scaling-seen [aria-busy=false]")?.textContent.length > 0'));
    assert.deepEqual(untranslated(await page.run(WORDS)), [], distribution);
  }
});
