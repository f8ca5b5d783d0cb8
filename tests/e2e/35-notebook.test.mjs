// The helper for notebooks: what NumPy has is what the page shows, and what the page computes comes back.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { course, inCourse, SCRIPT } from './course.mjs';
import { BASE, stage } from './page.mjs';

const { page, scene } = stage();
const FOLDER = new URL('../../python/', import.meta.url);
// Whatever has NumPy; see 33-examples.
const PYTHON = process.env.E2E_PYTHON;
const python = (script, ...args) => execFileSync(PYTHON, ['-c', script, ...args], { cwd: FOLDER, encoding: 'utf8' });

const ARRAYS = `
import json, sys, numpy as np, attention_playground as ap
rng = np.random.default_rng(7)
q, k, v = (rng.normal(size=(5, 4)) for _ in range(3))
fields = dict(tokens=list("abcde"), q=q, k=k, v=v, mask="causal")
`;

scene('arrays become the page\'s state, and its weights are NumPy\'s own', async (_, context) => {
  if (!PYTHON) return context.skip('E2E_PYTHON names no Python with NumPy');
  const { url, weights } = JSON.parse(python(`${ARRAYS}
logits = np.where(np.tri(5, dtype=bool), q @ k.T / 2, -np.inf)
e = np.exp(logits - logits.max(axis=1, keepdims=True))
print(json.dumps({"url": ap.address(sys.argv[1], options={"hide": "lesson"}, **fields), "weights": (e / e.sum(axis=1, keepdims=True)).tolist()}))`, BASE));
  await page.open(url);
  const [got] = (await page.trace()).weights;
  for (const [i, row] of weights.entries()) {
    for (const [j, want] of row.entries()) assert.ok(Math.abs(got[i][j] - want) <= 1e-5 * Math.max(want, 1e-3), `weights[${i}][${j}]: ${got[i][j]}, NumPy says ${want}`);
  }
});

scene('the widget keeps state and trace of the kernel in step, both ways', async (_, context) => {
  if (!PYTHON) return context.skip('E2E_PYTHON names no Python with NumPy');
  const state = JSON.parse(python(`${ARRAYS}print(json.dumps(ap.document(**fields)))`));
  const widget = readFileSync(new URL('attention_playground/widget.mjs', FOLDER), 'utf8');
  // anywidget's model, as far as the widget knows it.
  const html = `<div id="place"></div>${SCRIPT}<script type="module">import widget from './widget.mjs';
    const values = JSON.parse('${JSON.stringify({ playground: BASE, options: { hide: 'lesson' }, state })}'), hears = new Set();
    window.model = { saved: 0, get: (name) => values[name], set: (name, value) => { values[name] = value; }, save_changes() { this.saved += 1; },
      on: (_, hear) => hears.add(hear), off: (_, hear) => hears.delete(hear), fromKernel(state) { values.state = state; for (const hear of hears) hear(); } };
    window.end = await widget.render({ model, el: document.getElementById('place') });
    document.querySelector('attention-playground').id = 'lab';</script>`;
  await course(page, { '/': html, '/widget.mjs': [widget, 'text/javascript'] }, async () => {
    const trace = await page.until('the trace', () => page.run('return window.model?.saved && model.get("trace")'));
    const sums = JSON.parse(python(`import json, sys, attention_playground as ap
a = ap.arrays(json.loads(sys.argv[1]))
print(json.dumps([a["weights"].sum(axis=2).round(5).tolist(), a["logits"].shape, bool(a["logits"][0][0][1] == -float("inf"))]))`, JSON.stringify(trace)));
    assert.deepEqual(sums, [[[1, 1, 1, 1, 1]], [1, 5, 5], true]);
    await inCourse(page, 'return lab.apply({ type: "set-temperature", value: 2 })');
    await page.until('the kernel hears', () => page.run('return model.get("state").temperature === 2'));
    await page.run('model.fromKernel({ ...model.get("state"), temperature: 3 })');
    await page.until('the page hears', () => inCourse(page, 'return lab.getState().then((state) => state.temperature === 3)'));
    await page.run('end()');
    assert.equal(await page.run('return document.querySelector("attention-playground")'), null);
  });
});
