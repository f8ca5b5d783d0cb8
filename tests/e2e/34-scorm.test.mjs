// A lesson's package in a learning management system: a page that offers the API of SCORM 1.2 or 2004 and keeps what it
// is told. E2E_SCORM is the folder in which `cargo xtask scorm --lesson attention` leaves its folders.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { course, folder, inside, toTheEnd } from './course.mjs';
import { stage } from './page.mjs';

const { page, scene } = stage();
const PACKAGES = process.env.E2E_SCORM;

const EDITIONS = {
  1.2: {
    api: 'API', names: { begin: 'LMSInitialize', get: 'LMSGetValue', set: 'LMSSetValue', keep: 'LMSCommit', end: 'LMSFinish' },
    status: 'cmi.core.lesson_status', score: 'cmi.core.score.raw', time: ['cmi.core.session_time', /^\d\d:\d\d:\d\d$/], exit: ['cmi.core.exit', ''],
  },
  2004: {
    api: 'API_1484_11', names: { begin: 'Initialize', get: 'GetValue', set: 'SetValue', keep: 'Commit', end: 'Terminate' },
    status: 'cmi.completion_status', score: 'cmi.score.raw', time: ['cmi.session_time', /^PT\d+S$/], exit: ['cmi.exit', 'normal'],
  },
};

// The system: as strict as the real ones are, in that nothing can be said before the beginning or after the end.
const lms = ({ api, names }) => `<script>
  window.kept = {}; window.calls = []; let open = false;
  const said = (name, work) => (...given) => { calls.push(name); return work(...given); };
  window.${api} = {
    ${names.begin}: said('begin', (empty) => { open = empty === ''; return String(open); }),
    ${names.get}: said('get', (name) => open ? kept[name] ?? '' : ''),
    ${names.set}: said('set', (name, value) => { if (open && typeof value === 'string') kept[name] = value; return String(open); }),
    ${names.keep}: said('keep', () => String(open)),
    ${names.end}: said('end', () => { open = false; return 'true'; }),
  };
</script><iframe id="sco" title="The lesson" width="1000" height="800" src="/sco/scorm.html"></iframe>`;

for (const [name, edition] of Object.entries(EDITIONS)) {
  scene(`SCORM ${name}: the system hears of the beginning, the steps, the score and the end`, async () => {
    assert.ok(PACKAGES, 'E2E_SCORM must name the folder of the packages');
    page.expected.push(/can escape its sandboxing/);
    const files = folder(join(PACKAGES, `attention-playground-attention-scorm-${name}`));
    await course(page, (path) => path === '/' ? lms(edition) : files(path.replace(/^\/sco/, '')), async () => {
      const kept = (key) => page.run('return kept[arguments[0]]', key);
      await page.until('begun', async () => await kept(edition.status) === 'incomplete');
      await inside(page, async () => {
        await page.until('the lab', () => page.run('return document.getElementById("lab").getState()'));
        await page.driver.switchTo().frame(await page.run('return document.getElementById("lab").shadowRoot.querySelector("iframe")'));
        await toTheEnd(page);
      }, 'sco');
      await page.until('completed', async () => await kept(edition.status) === 'completed');
      const raw = Number(await kept(edition.score));
      assert.ok(Number.isInteger(raw) && raw >= 0 && raw <= 100, `score ${raw}`);
      await page.run('document.getElementById("sco").src = "about:blank"');
      await page.until('the end', async () => (await page.run('return calls')).at(-1) === 'end');
      assert.match(await kept(edition.time[0]), edition.time[1]);
      assert.equal(await kept(edition.exit[0]), edition.exit[1]);
      // Opened again, it is not begun anew in the system's book.
      await page.run('document.getElementById("sco").src = "/sco/scorm.html"');
      await page.until('begun again', async () => (await page.run('return calls')).filter((call) => call === 'begin').length === 2);
      await page.until('kept', async () => (await page.run('return calls')).at(-1) === 'keep');
      assert.equal(await kept(edition.status), 'completed');
    });
  });
}
