// The page in a frame of another origin, as a course page has it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Key } from 'selenium-webdriver';
import { BASE, showsTrace, stage } from './page.mjs';

const { page, scene } = stage();

// A course page on a port of its own, which is another origin.
async function course(query, run) {
  const html = `<!doctype html><title>course</title><link rel="icon" href="data:,"><iframe width="900" height="900" allow="clipboard-write"
    src="${new URL(query, BASE).href.replaceAll('&', '&amp;')}"></iframe>`;
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await page.driver.get(`http://127.0.0.1:${server.address().port}/`);
    await page.driver.switchTo().frame(0);
    await page.mounted();
    await page.run(`window.violations = [];
      document.addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI));`);
    await run();
    await page.isClean();
  } finally {
    await page.driver.switchTo().defaultContent();
    await page.driver.get('about:blank');
    server.close();
    server.closeAllConnections();
  }
}

scene('embed=1 has no header, and everything else works', async () => {
  await course('?preset=worked&embed=1', async () => {
    assert.equal(await page.run('return window.parent !== window && document.querySelector("header")'), null);
    await showsTrace(page);
    await (await page.cell('queries', 0, 0)).click();
    await page.find('.cell-field');
    await page.keys('3', Key.ENTER);
    await page.until('3', async () => (await page.state()).input.q[0][0] === 3);
    await showsTrace(page);
  });
});

scene('readonly=1 refuses every edit and says so', async () => {
  await course('?preset=worked&embed=1&readonly=1', async () => {
    const before = await page.exact('getState');
    const grids = await page.run('return [...document.querySelectorAll("[role=grid]")].map((g) => g.getAttribute("aria-readonly"))');
    assert.ok(grids.length >= 7 && grids.every((readonly) => readonly === 'true'));
    const enabled = await page.run(`return [...document.querySelectorAll('input, select, .settings button, .permutation .button, .token-word button')]
      .filter((e) => !e.disabled && !e.readOnly).map((e) => e.outerHTML)`);
    assert.deepEqual(enabled, []);
    await (await page.cell('queries', 0, 0)).click();
    await page.keys(Key.F2, '5', Key.DELETE);
    assert.equal(await page.exact('getState'), before);
    await page.run('arguments[0].focus()', await page.cell('queries', 0, 0));
    await page.keys(Key.ARROW_RIGHT);
    assert.deepEqual((await page.focus()).at, [0, 1], 'looking is allowed');
  });
});

scene('what can still be asked for in readonly is refused with a notice', async () => {
  await page.open('?lab=order&preset=patient&readonly=1');
  const before = await page.exact('getState');
  await page.run(`const choice = document.querySelector('#preset'); choice.disabled = false; choice.value = 'worked';
    choice.dispatchEvent(new Event('change', { bubbles: true }));`);
  await page.notice(/look only/);
  assert.equal(await page.exact('getState'), before);
});
