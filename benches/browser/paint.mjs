// Drives the page with real input events and leaves Chromium's own traces, for `cargo xtask bench` to read:
// node paint.mjs BASE OUT PLAN, where PLAN is {"tokens": [8], "rounds": 4, "moves": 50, "keys": 40, "warm": 40} and OUT a
// folder. A trace is OUT/paint-N-scrub-ROUND.json or OUT/paint-N-type-ROUND.json; what browser it was comes as JSON on standard output.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Key } from '../../tests/e2e/node_modules/selenium-webdriver/index.js';
import { start } from '../../tests/e2e/driver.mjs';
import { Tracer } from './tracer.mjs';

const VIEWPORT = [1440, 900];
// A turn of the drag, in CSS pixels from the cell: each move is 4 pixels, so each changes the number.
const TURN = [...Array(15).keys()].map((i) => 4 * (i + 1)).concat([...Array(15).keys()].map((i) => 56 - 4 * i));
// Between two keys, so that each has its own frame; a drag needs none, for Chromium sends a move a frame.
const BETWEEN_KEYS = 60;

// n tokens, d_k = d_v = 8, with numbers that a formula gives.
export function state(n) {
  const wave = (s) => Array.from({ length: n }, (_, i) =>
    Array.from({ length: 8 }, (_, j) => Math.round(100 * Math.sin(s * (i * 8 + j + 1))) / 100));
  const tokens = Array.from({ length: n }, (_, i) => `t${i}`);
  return { version: 1, tokens, input: { kind: 'vectors', q: wave(12.9898), k: wave(78.233), v: wave(37.719) } };
}

class Bench {
  constructor(session, base) {
    Object.assign(this, { driver: session.driver, browser: session.browser, base });
  }

  run(script, ...args) {
    return this.driver.executeScript(script, ...args);
  }

  async open(n) {
    await this.driver.get('about:blank');
    await this.driver.get(new URL('?preset=worked', this.base).href);
    await this.browser.viewport(this.driver, ...VIEWPORT);
    const mounted = 'return Boolean(window.attentionPlayground && document.querySelector("[role=grid]"))';
    await this.driver.wait(() => this.run(mounted), 10_000, 'the page is not mounted');
    await this.run('return document.fonts.ready.then(() => window.attentionPlayground.setState(arguments[0]))', state(n));
    const shown = `const cell = document.querySelector('[role=grid][aria-label="queries"] [data-r="0"][data-c="0"]');
      cell?.scrollIntoView({ block: 'center' });
      const box = cell?.getBoundingClientRect();
      return document.querySelector('[role=grid][aria-label="queries"]')?.getAttribute('aria-rowcount') == arguments[0] + 1
        && [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]`;
    const at = await this.driver.wait(() => this.run(shown, n), 10_000, `the ${n} tokens are not shown`);
    assert.deepEqual(await this.run('return [innerWidth, innerHeight, devicePixelRatio]'), [...VIEWPORT, 1]);
    return at;
  }

  async number() {
    return (await this.run('return window.attentionPlayground.getState()')).input.q[0][0];
  }

  // One press, `warm` moves that are not looked at, `count` that are.
  async scrub(n, warm, count) {
    const [x, y] = await this.open(n);
    const before = await this.number();
    let step = 0;
    const moves = (times) => {
      let actions = this.driver.actions();
      for (let i = 0; i < times; i += 1, step += 1) {
        actions = actions.move({ x: x + TURN[step % TURN.length], y, duration: 0 });
      }
      return actions;
    };
    await this.driver.actions().move({ x, y, duration: 0 }).press().perform();
    await moves(warm).perform();
    const trace = await this.tracer.during(() => moves(count).perform());
    const after = await this.number();
    await this.driver.actions().release().perform();
    assert.ok(Math.abs(after - before - 0.02 * TURN[(step - 1) % TURN.length]) < 1e-3, `the drag went from ${before} to ${after}`);
    return trace;
  }

  // Into the open field of a cell: 1.5, 1.51, 1.5, 1.52, ... each key changes the number.
  async type(n, warm, count) {
    const [x, y] = await this.open(n);
    let step = 0;
    const keys = (text) => {
      let actions = this.driver.actions();
      for (const key of text) actions = actions.keyDown(key).keyUp(key).pause(BETWEEN_KEYS);
      return actions;
    };
    const changes = (times) => Array.from({ length: times }, () => {
      step += 1;
      return step % 2 ? String((step >> 1) % 9 + 1) : Key.BACK_SPACE;
    });
    await this.driver.actions().move({ x, y, duration: 0 }).click().perform();
    await keys(['1', '.', '5', ...changes(warm)]).perform();
    const trace = await this.tracer.during(() => keys(changes(count)).perform());
    const typed = step % 2 ? Number(`1.5${(step >> 1) % 9 + 1}`) : 1.5;
    assert.ok(Math.abs(await this.number() - typed) < 1e-6, `${typed} was typed and does not stand`);
    return trace;
  }
}

async function main(base, out, plan) {
  const session = await start();
  try {
    const bench = new Bench(session, base);
    await session.driver.get('about:blank');
    bench.tracer = await Tracer.connect(session.driver);
    // In rounds, so that what else the machine does hits all sizes alike.
    for (let round = 0; round < plan.rounds; round += 1) {
      for (const n of plan.tokens) {
        for (const [way, count] of [['scrub', plan.moves], ['type', plan.keys]]) {
          writeFileSync(join(out, `paint-${n}-${way}-${round}.json`), await bench[way](n, plan.warm, count));
        }
      }
    }
    const capabilities = await session.driver.getCapabilities();
    console.log(JSON.stringify({ browser: `Chromium ${capabilities.getBrowserVersion()}`, viewport: VIEWPORT }));
  } finally {
    await session.end();
  }
}

await main(process.argv[2], process.argv[3], JSON.parse(process.argv[4]));
