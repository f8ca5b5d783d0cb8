// Times the exported functions of benches/browser/kernel.rs in Chromium: node kernels.mjs SIMD.wasm PLAIN.wasm PLAN,
// where PLAN is {"cases": [["trace", 8, 8], ...], "rounds": 15, "sample": 10 (ms)}. JSON on standard output:
// {"browser", "cases": [{"what", "tokens", "d", "simd", "plain"}]}, each the median over the rounds in microseconds.
import { readFileSync } from 'node:fs';
import { start } from '../../tests/e2e/driver.mjs';

// Runs in the page: the builds take turns, so that what else the machine does hits both alike.
const TIME = `const [sources, what, n, d, rounds, sample] = arguments;
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  window.builds ??= await Promise.all(Object.entries(sources).map(async ([name, text]) =>
    [name, (await WebAssembly.instantiate(bytes(text))).instance.exports]));
  const runs = window.builds.map(([name, exports]) => {
    exports.prepare(n, d);
    return { name, run: exports[what], samples: [], times: 1 };
  });
  const clock = (one) => {
    const begin = performance.now();
    const result = one.run(one.times);
    if (!Number.isFinite(result)) throw new Error(what + ' gave ' + result);
    return performance.now() - begin;
  };
  for (const one of runs) {
    // Until the compiler has had its time and a sample is long against the clock.
    for (const end = performance.now() + 20 * sample; performance.now() < end;) {
      if (clock(one) < sample) one.times *= 2;
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const one of runs) one.samples.push(clock(one) / one.times * 1000);
    await new Promise((done) => setTimeout(done));
  }
  const median = (samples) => samples.sort((a, b) => a - b)[samples.length >> 1];
  return Object.fromEntries(runs.map((one) => [one.name, median(one.samples)]));`;

async function main(simd, plain, plan) {
  const sources = { simd, plain };
  for (const [name, file] of Object.entries(sources)) sources[name] = readFileSync(file).toString('base64');
  const session = await start();
  try {
    await session.driver.get('about:blank');
    await session.driver.manage().setTimeouts({ script: 120_000 });
    const cases = [];
    for (const [what, tokens, d] of plan.cases) {
      const times = await session.driver.executeScript(TIME, sources, what, tokens, d, plan.rounds, plan.sample);
      cases.push({ what, tokens, d, ...times });
    }
    const capabilities = await session.driver.getCapabilities();
    console.log(JSON.stringify({ browser: `Chromium ${capabilities.getBrowserVersion()}`, cases }));
  } finally {
    await session.end();
  }
}

await main(process.argv[2], process.argv[3], JSON.parse(process.argv[4]));
