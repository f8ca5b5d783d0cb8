// The messages of a plain frame: who may say what, what is told to whom, and what hostile pages get for their trouble.
import assert from 'node:assert/strict';
import { answers, course, inCourse, inside, SCRIPT } from './course.mjs';
import { BASE, stage } from './page.mjs';

const { page, scene } = stage();

const KEEPS = `<script>window.heard = []; addEventListener('message', (e) => heard.push({ data: e.data, origin: e.origin }))</script>`;
const frame = (query) => `${KEEPS}<iframe id="lab" title="lab" width="900" height="600" src="${new URL(query, BASE).href.replaceAll('&', '&amp;')}"></iframe>`;
const heard = () => page.run('return heard');
const types = async () => (await heard()).map(({ data }) => data?.type ?? data?.action ?? data?.subject);
const say = (message) => inCourse(page, 'lab.contentWindow.postMessage(a, "*")', message);
const ready = () => page.until('ready', async () => (await types()).includes('ready'));
const reply = (id) => page.until(`a reply to ${id}`, async () => (await heard()).find(({ data }) => data?.type === 'reply' && data.id === id)?.data);
const command = (id, type, payload) => ({ source: 'attention-playground', version: 1, id, type, payload });

scene('any parent hears ready and the height, in the forms of H5P and Canvas too', async () => {
  await course(page, frame('?preset=worked&embed=1'), async () => {
    await ready();
    const all = (await heard()).map(({ data }) => data);
    const high = await inside(page, () => page.run(`return Math.ceil(document.getElementById('app').getBoundingClientRect().height)`));
    await page.until('the height', async () => (await heard()).some(({ data }) => data.type === 'resize' && data.payload.height === high));
    assert.ok(all.some((data) => data.context === 'h5p' && data.action === 'hello'));
    await page.until('H5P', async () => (await heard()).some(({ data }) => data.context === 'h5p' && data.action === 'resize' && data.scrollHeight === high));
    await page.until('Canvas', async () => (await heard()).some(({ data }) => data.subject === 'lti.frameResize' && data.height === high));
    assert.equal(all.filter(({ type }) => type === 'ready').length, 1);
  });
});

scene('what the learner does is told to the named origin alone', async () => {
  const change = { type: 'set-temperature', value: 2 };
  await course(page, frame('?preset=worked&embed=1&origin=https://course.example'), async () => {
    await ready();
    await say(command(1, 'apply', { action: change }));
    assert.equal((await reply(1)).ok, true, 'the parent may ask');
    await inside(page, () => page.run('return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))'));
    assert.ok(!(await types()).includes('state-changed'), 'it is not the origin that may hear');
    // The browser says that a message found nobody at its address.
    page.expected.push(/postMessage/);
  });
  await course(page, KEEPS, async (origin) => {
    await page.run(`const f = document.createElement('iframe'); f.id = 'lab'; f.title = 'lab'; f.src = arguments[0]; document.body.append(f)`,
      new URL(`?preset=worked&embed=1&origin=${origin}`, BASE).href);
    await ready();
    await say(command(1, 'apply', { action: change }));
    const told = await page.until('state-changed', async () => (await heard()).find(({ data }) => data.type === 'state-changed'));
    assert.equal(told.data.payload.state.temperature, 2);
  });
});

scene('commands of a page that is not the parent are not heard', async () => {
  const html = `${frame('?preset=worked&embed=1')}<iframe id="stranger" title="stranger" srcdoc="<p>stranger</p>"></iframe>`;
  await course(page, html, async () => {
    await ready();
    await say(command('before', 'get-state'));
    const before = (await reply('before')).payload;
    await page.run(`const post = document.getElementById('stranger').contentWindow.eval('(to, message) => to.postMessage(message, "*")');
      post(document.getElementById('lab').contentWindow, arguments[0])`, command('stranger', 'apply', { action: { type: 'set-temperature', value: 9 } }));
    await say(command('after', 'get-state'));
    assert.deepEqual((await reply('after')).payload, before);
    assert.ok(!(await heard()).some(({ data }) => data?.id === 'stranger'));
  });
});

scene('hostile and broken messages change nothing and stop nothing', async () => {
  await course(page, frame('?preset=worked&embed=1'), async () => {
    await ready();
    await say(command('before', 'get-state'));
    const before = (await reply('before')).payload;
    await inCourse(page, `const to = lab.contentWindow, ours = { source: 'attention-playground', version: 1 };
      const deep = () => { let v = 0; for (let i = 0; i < 500; i += 1) v = [v]; return v; };
      const odd = [null, 0, 'text', [], {}, { source: 'attention-playground' }, { ...ours, id: {}, type: 'get-state' }, { ...ours, type: 7 },
        { ...ours, id: 'x'.repeat(100000), type: 'get-state' }, { ...ours, type: 'reply', ok: true }, { ...ours, type: 'ready' },
        { ...ours, id: 'deep', type: 'set-state', payload: deep() }, { ...ours, id: 1n, type: 'undo' },
        { ...ours, type: 'set-state', payload: '<img src=x onerror=alert(1)>' }, new ArrayBuffer(9), new Map([['source', 'attention-playground']]),
        { get source() { return 'attention-playground' }, version: 1, type: '__proto__' }];
      for (const message of odd) to.postMessage(message, '*');`);
    const refused = [
      ['version', { ...command('version', 'get-state'), version: 2 }, 'version', 'version'],
      ['type', command('type', 'format-disk'), 'unknown-type', 'type'],
      ['payload', command('payload', 'set-state'), 'payload', 'payload'],
      ['field', command('field', 'set-state', { ...before, temperature: -1 }), 'payload', 'temperature'],
      ['key', command('key', 'set-state', { ...before, constructor: 1 }), 'payload', 'constructor'],
      ['size', command('size', 'set-state', { ...before, tokens: Array(65).fill('t') }), 'payload', 'tokens'],
    ];
    for (const [id, message, code, path] of refused) {
      await say(message);
      const { ok, error } = await reply(id);
      assert.deepEqual([ok, error.code, error.path], [false, code, path], `${id}: ${error.message}`);
      assert.ok(error.message.includes(path), error.message);
    }
    await say(command('after', 'get-state'));
    assert.deepEqual((await reply('after')).payload, before);
  });
});

scene('the element believes its own frame alone', async () => {
  const html = `${SCRIPT}<attention-playground id="lab" preset="worked"></attention-playground><iframe id="stranger" title="stranger" srcdoc="<p>stranger</p>"></iframe>`;
  await course(page, html, async () => {
    await answers(page);
    await page.until('a height', () => inCourse(page, 'return lab.clientHeight !== 900'));
    const before = await inCourse(page, 'return lab.clientHeight');
    const seen = await inCourse(page, `const heard = []; for (const name of ['resize', 'completed']) lab.on(name, (detail) => heard.push(detail));
      const forged = (type, payload) => ({ source: 'attention-playground', version: 1, type, payload });
      const stranger = document.getElementById('stranger').contentWindow;
      const post = stranger.eval('(to, message) => to.postMessage(message, "*")');
      for (const message of [forged('resize', { height: 9 }), forged('completed', { score: 1 })]) { post(window, message); postMessage(message, '*'); }
      const asked = lab.getState();
      for (let id = 0; id < 100; id += 1) post(window, { ...forged('reply', { version: 'forged' }), id, ok: true });
      return [typeof (await asked).version, heard]`);
    assert.deepEqual(seen, ['number', []]);
    assert.equal(await inCourse(page, 'return lab.clientHeight'), before);
  });
});
