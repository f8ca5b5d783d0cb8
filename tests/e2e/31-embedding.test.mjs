// <attention-playground> and mount() in a course page of another origin.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { Key, Origin } from 'selenium-webdriver';
import { answers, course, inCourse, inside, SCRIPT, toTheEnd } from './course.mjs';
import { forWidth, BASE, stage } from './page.mjs';

const { page, scene } = stage();

const lab = (attributes = 'preset="worked"') => `${SCRIPT}<attention-playground id="lab" ${attributes}></attention-playground>`;
const height = () => inCourse(page, 'return lab.getBoundingClientRect().height');
const within = () => inside(page, () => page.run(`return { height: document.getElementById('app').getBoundingClientRect().height,
  inner: innerHeight, scroll: document.documentElement.scrollHeight, wide: document.documentElement.scrollWidth - innerWidth }`));

async function fits(what) {
  await page.until(`the frame of ${what} is as high as its page`, async () => {
    const seen = await within();
    assert.ok(Math.abs(seen.height - await height()) < 1, JSON.stringify(seen));
    assert.equal(seen.scroll, seen.inner, 'nothing to scroll: the course page scrolls');
    assert.ok(seen.wide <= 0, 'nothing sticks out at the side');
    return true;
  });
}

scene('the frame is as high as the lab, at every width', async () => {
  await course(page, lab(), async () => {
    await answers(page);
    await fits('attention');
    const before = await height();
    await inCourse(page, 'return lab.apply({ type: "set-lab", lab: "order" })');
    await page.until('another height', async () => await height() !== before);
    await fits('order');
    await page.size(360);
    await fits('order on a phone');
    await page.size(1440);
  });
}, ...forWidth(360));

scene('the frame has a title, is kept in bounds, and no style of the course reaches it', async () => {
  await course(page, `<style>iframe { height: 50px !important; border: 9px solid !important }</style>${lab('preset="worked" title="Weights of a robot"')}`, async () => {
    await answers(page);
    const frame = await inCourse(page, `const f = lab.shadowRoot.querySelector('iframe');
      return { title: f.title, sandbox: f.getAttribute('sandbox'), allow: f.allow, border: getComputedStyle(f).borderTopWidth, src: f.src }`);
    assert.equal(frame.title, 'Weights of a robot');
    assert.equal(frame.sandbox, 'allow-scripts allow-same-origin allow-downloads');
    assert.equal(frame.allow, 'clipboard-write');
    assert.equal(frame.border, '0px');
    assert.match(frame.src, /embed=1/);
    await fits('attention');
    await inCourse(page, 'lab.title = "Another"');
    assert.equal(await inCourse(page, `return lab.shadowRoot.querySelector('iframe').title`), 'Another');
  });
});

scene('every command is answered as the page itself answers it', async () => {
  await course(page, lab(), async () => {
    const state = await answers(page);
    const own = await inside(page, async () => ({ state: await page.state(), trace: await page.trace() }));
    assert.deepEqual(state, own.state);
    assert.deepEqual(await inCourse(page, 'return lab.getTrace()'), own.trace);
    state.input.q[0][0] = 3;
    assert.deepEqual(await inCourse(page, 'return lab.setState(a)', state), state);
    assert.deepEqual(await inCourse(page, 'return lab.setState(JSON.stringify(a))', state), state, 'JSON as text is a document too');
    const cell = { type: 'set-cell', matrix: 'q', row: 0, column: 1, value: -2 };
    assert.equal((await inCourse(page, 'return lab.apply(a)', cell)).input.q[0][1], -2);
    assert.equal((await inCourse(page, 'return lab.undo()')).input.q[0][1], state.input.q[0][1]);
    assert.equal((await inCourse(page, 'return lab.redo()')).input.q[0][1], -2);
    const starts = { json: /^\{/, csv: /./, svg: /^<svg/, numpy: /import numpy/, pytorch: /import torch/, npy: /^k05VTVBZ/, png: /^iVBORw0KGgo/ };
    for (const [format, start] of Object.entries(starts)) {
      const what = format === 'json' ? 'state' : 'weights';
      assert.match(await inCourse(page, 'return lab.export({ format: a, what: b })', format, what), start, format);
    }
  });
});

const refusal = (call, ...args) => inCourse(page, `try { await ${call} } catch (error) { return [/Error\\]$/.test({}.toString.call(error)), error.message, error.path ?? null] }`, ...args);

scene('a refusal is an Error that names the field', async () => {
  await course(page, lab(), async () => {
    const state = await answers(page);
    state.input.k[1] = [1];
    const cases = [
      ['lab.setState(a)', 'input.k'],
      ['lab.setState("{")', 'state: no JSON'],
      ['lab.setState({ seed: 1n })', 'state: no JSON'],
      ['lab.apply({ type: "set-temperature", value: -1 })', 'value'],
      ['lab.export({ format: "docx" })', 'format'],
      ['lab.on("resized", () => {})', 'event: “resized”'],
      ['AttentionPlayground.mount("#nowhere")', 'element: there is none'],
      ['AttentionPlayground.mount(document.body, { labs: "order" })', 'options.labs'],
    ];
    for (const [call, names] of cases) {
      const [isError, message] = await refusal(call, state);
      assert.ok(isError && message.includes(names), `${call}: ${message}`);
    }
  });
});

scene('what a course page loads is under 4 KB', async () => {
  for (const name of ['embed.js', 'embed.mjs']) {
    const script = await (await fetch(new URL(name, BASE))).text();
    assert.ok(gzipSync(script).length < 4000, `${name}: ${gzipSync(script).length} bytes`);
  }
});

scene('a lab far below answers without being scrolled to', async () => {
  await course(page, `<p style="height: 30000px">Before.</p>${lab()}`, async () => {
    const frame = () => inCourse(page, `return lab.shadowRoot.querySelector('iframe').loading`);
    assert.equal(await frame(), 'lazy', 'as long as nobody asks');
    assert.equal((await inCourse(page, 'return lab.getState()')).version, 1);
    assert.equal(await page.run('return scrollY'), 0);
  });
});

scene('a caller does not wait for the frame, and hears when it is taken away', async () => {
  await course(page, SCRIPT, async () => {
    const [first, gone, later] = await page.run(`
      const handle = AttentionPlayground.mount('body', { preset: 'worked', readonly: true, hide: ['lesson', 'formula'] });
      const first = await handle.getState();
      const pending = handle.getTrace().then(() => 'answered', (error) => error.message);
      handle.destroy();
      return [first, await pending, await handle.getState().catch((error) => error.message)]`);
    assert.equal(first.version, 1);
    assert.match(gone, /destroyed/);
    assert.match(later, /destroyed/);
    assert.equal(await page.run('return document.querySelector("attention-playground, iframe")'), null);
  });
});

scene('attributes and properties are in step, and a change of them changes the page', async () => {
  await course(page, lab('preset="worked" hide="lesson"'), async () => {
    await answers(page);
    const history = await page.run('return history.length');
    const src = () => inCourse(page, `return lab.shadowRoot.querySelector('iframe').src`);
    const seen = await inCourse(page, `const before = [lab.preset, lab.hide, lab.readonly, lab.lab];
      lab.readonly = true; lab.scale = false;
      return [...before, lab.getAttribute('readonly'), lab.getAttribute('scale')]`);
    assert.deepEqual(seen, ['worked', 'lesson', false, null, '1', 'off']);
    await page.until('the page is another', async () => /readonly=1/.test(await src()) && /scale=off/.test(await src()));
    assert.equal((await answers(page)).scale, false);
    // How the page is shown says nothing of what the learner made.
    await inCourse(page, `lab.readonly = false; await lab.getState();
      const told = new Promise((resolve) => lab.on('state-changed', resolve));
      await lab.apply({ type: 'set-temperature', value: 2 }); await told; lab.theme = 'dark';`);
    await page.until('dark', async () => /theme=dark/.test(await src()));
    assert.equal((await answers(page)).temperature, 2);
    await inCourse(page, 'lab.removeAttribute("scale"); lab.setAttribute("preset", "robot")');
    await page.until('another preset', async () => /preset=robot/.test(await src()));
    const fresh = await answers(page);
    assert.deepEqual([fresh.temperature, fresh.tokens.includes('robot')], [1, true]);
    assert.equal(await page.run('return history.length'), history, 'Back still leads to where the learner came from');
  });
});

scene('a state goes into the address where it fits, and is sent where not', async () => {
  await course(page, lab(), async () => {
    const state = await answers(page);
    const src = () => inCourse(page, `return lab.shadowRoot.querySelector('iframe').src`);
    const before = await src();
    state.input.v[0][0] = 7;
    await inCourse(page, 'lab.state = a', state);
    await page.until('set-state', async () => (await answers(page)).input.v[0][0] === 7);
    assert.equal(await src(), before, 'the page is not loaded again');
    assert.deepEqual(await inCourse(page, 'return lab.state'), state);
    const refused = await inCourse(page, `const told = new Promise((resolve) => lab.on('error', resolve));
      lab.state = { ...lab.state, temperature: 0 }; return (await told).message`);
    assert.match(refused, /temperature/);
    const n = 40;
    const rows = (d) => Array.from({ length: n }, (_, i) => Array.from({ length: d }, (_, j) => Math.fround(Math.sin(i * d + j))));
    const large = { version: 1, tokens: Array.from({ length: n }, (_, i) => `t${i}`), input: { kind: 'vectors', q: rows(8), k: rows(8), v: rows(8) } };
    for (const given of [state, large]) {
      const [got, src] = await page.run(`const handle = AttentionPlayground.mount('body', { state: arguments[0] });
        const state = await handle.getState();
        const src = handle.shadowRoot.querySelector('iframe').src; handle.destroy(); return [state, src]`, given);
      const rounded = (matrix) => matrix.map((row) => row.map(Math.fround));
      for (const name of ['q', 'k', 'v']) assert.deepEqual(rounded(got.input[name]), rounded(given.input[name]), name);
      assert.equal(src.includes('#json='), given === state);
    }
  });
});

scene('two stand side by side, each with its own state, title and events', async () => {
  const pair = `${SCRIPT}${SCRIPT}<attention-playground id="lab" preset="worked"></attention-playground>
    <attention-playground id="other" preset="worked" lab="order"></attention-playground>`;
  await course(page, pair, async () => {
    await answers(page);
    await page.run('document.getElementById("other").scrollIntoView()');
    const before = await answers(page, 'other');
    const heard = await inCourse(page, `const other = document.getElementById('other'), heard = [];
      for (const e of [lab, other]) e.on('state-changed', () => heard.push(e.id));
      const told = new Promise((resolve) => lab.addEventListener('state-changed', (event) => resolve(event.detail.state.temperature)));
      await lab.apply({ type: 'set-temperature', value: 3 });
      return [await told, heard]`);
    assert.deepEqual(heard, [3, ['lab']]);
    assert.deepEqual(await answers(page, 'other'), before);
  });
});

scene('the ES module does the same, with the address given', async () => {
  const module = await (await fetch(new URL('embed.mjs', BASE))).text();
  const html = `<div id="place"></div><script type="module">import { mount } from './embed.mjs';
    mount('#place', { src: '${BASE}', preset: 'worked' }).id = 'lab';</script>`;
  await course(page, { '/': html, '/embed.mjs': [module, 'text/javascript'] }, async () => {
    await page.until('mounted', () => inCourse(page, 'return Boolean(lab)'));
    assert.equal((await answers(page)).version, 1);
  });
});

scene('the lab is in the theme and the language of the page around it', async () => {
  const style = `<html lang="de-CH"><style>body { background: white } .navy body { background: oklch(0.25 0.04 260); transition: background 50ms }
    [data-theme=dark] body { background: #111 }</style>`;
  await course(page, `${style}${lab()}`, async () => {
    await answers(page);
    const seen = () => inside(page, () => page.run(`return [document.documentElement.lang,
      getComputedStyle(document.documentElement).backgroundColor === 'rgb(20, 22, 26)' ? 'dark' : 'light']`));
    assert.deepEqual(await seen(), ['de', 'light']);
    for (const [script, theme] of [
      ['document.documentElement.className = "navy"', 'dark'], ['document.documentElement.className = ""', 'light'],
      ['document.documentElement.dataset.theme = "dark"', 'dark'], ['delete document.documentElement.dataset.theme', 'light'],
    ]) {
      await page.run(script);
      await page.until(`${script}: ${theme}`, async () => (await seen())[1] === theme);
    }
    await inCourse(page, 'lab.theme = "dark"');
    await page.until('chosen dark', async () => (await seen())[1] === 'dark');
  });
});

scene('a lesson tells the course each step and its end, with a statement for xAPI', async () => {
  await course(page, lab('lesson="attention" lang="en"'), async () => {
    await answers(page);
    await inCourse(page, `window.heard = []; for (const name of ['step', 'completed']) lab.addEventListener(name, (e) => heard.push([name, e.detail]))`);
    await inside(page, async () => {
      await toTheEnd(page);
    });
    const [, done] = await page.until('completed', () => page.run('return heard.find(([name]) => name === "completed")'));
    assert.equal(done.lesson, 'attention');
    assert.ok(done.score >= 0 && done.score <= 1);
    assert.equal(done.statement.verb.id, 'http://adlnet.gov/expapi/verbs/completed');
    assert.equal(done.statement.result.score.scaled, done.score);
    assert.ok(done.statement.object.id.startsWith(BASE));
  });
});

scene('keys, wheel and focus stay with the course', async () => {
  await course(page, `<input id="field" value="mine"><p>${'Text. '.repeat(400)}</p>${lab()}<p style="height: 3000px">After.</p>`, async () => {
    await answers(page);
    const at = () => page.run('return [scrollX, scrollY, document.activeElement.tagName]');
    assert.deepEqual(await at(), [0, 0, 'BODY'], 'loading moves nothing and takes no focus');
    await inCourse(page, 'return lab.apply({ type: "set-lab", lab: "order" })');
    await inCourse(page, 'return lab.apply({ type: "set-lab", lab: "attention" })');
    assert.deepEqual(await at(), [0, 0, 'BODY'], 'a command moves nothing and takes no focus');
    // Ctrl+Z in the course undoes what was typed there, and nothing in the lab.
    const changed = await inCourse(page, 'return lab.apply({ type: "set-temperature", value: 2 })');
    const field = await page.find('#field');
    await field.click();
    await page.keys('!');
    await page.chord([Key.CONTROL], 'z');
    assert.deepEqual(await inCourse(page, 'return lab.getState()'), changed);
    // The wheel over a number and over a slider scrolls the course.
    await fits('attention');
    // WebKitGTK's driver leaves a wheel where it was turned as far before.
    for (const [selector, turn] of [['[data-r]', 120], ['input[type=range]', 240]]) {
      const [x, y] = await inside(page, () => page.run(`const r = document.querySelector(arguments[0]).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]`, selector));
      // By the course, which WebKit does not scroll from within a frame of another origin.
      const frame = await inCourse(page, `scrollBy(0, lab.getBoundingClientRect().y + a - innerHeight / 2);
        for (let i = 0; i < 5; i += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
        const r = lab.getBoundingClientRect(); return [r.x, r.y]`, y);
      const before = await page.run('return scrollY');
      await page.driver.actions().scroll(Math.round(frame[0] + x), Math.round(frame[1] + y), 0, turn, Origin.VIEWPORT).perform();
      // To its end: some scroll in steps.
      const scrolled = `const from = scrollY;
        for (let i = 0; i < 5; i += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
        return from === scrollY && from > arguments[0]`;
      await page.until(`the course scrolls under ${selector}`, () => page.run(scrolled, before));
      assert.deepEqual(await inCourse(page, 'return lab.getState()'), changed, selector);
    }
  });
});
