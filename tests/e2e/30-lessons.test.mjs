import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Key } from 'selenium-webdriver';
import { number, stage } from './page.mjs';

const { scene } = stage();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const title = (page) => page.text('#step-title');
const said = (page) => page.text('.lesson-said');
const address = (page) => page.run('return new URL(location.href).searchParams.get("lesson")');

async function opened(page, query) {
  await page.open(query);
  await page.find('#step-title');
  await page.run(`window.told = [];
    for (const name of ['step', 'completed'])
      attentionPlayground.on(name, ({ lesson, step, score }) => told.push([name, { lesson, step, score }]));`);
}

// Goes to a step by its number, from 1.
async function go(page, step) {
  const before = await title(page);
  await (await page.find(`.lesson-steps li:nth-child(${step}) button`)).click();
  await page.until(`step ${step} is open`, async () => await title(page) !== before);
}

async function type(page, text) {
  await page.fill(await page.find('.lesson-number'), text);
  await page.keys(Key.ENTER);
}

async function choose(page, index) {
  await (await page.find(`.choice-row:nth-of-type(${index + 1}) input`)).click();
  await page.press('Check');
}

scene('a lesson is opened from its lab, has an address, and Back leaves it', async (page) => {
  await page.open();
  assert.equal(await page.text('#step-title'), undefined);
  const lessons = await page.run(`return performance.getEntriesByType('resource').filter((e) => e.name.includes('/lessons/')).length`);
  assert.equal(lessons, 0, 'a first visit fetches no lesson');
  await page.press('Start the lesson (9 steps)');
  await page.find('#step-title');
  assert.equal(await address(page), 'attention');
  await page.run('history.back()');
  await page.until('the lesson is left', async () => await title(page) === undefined);
  assert.equal(await address(page), null);
  await page.run('history.forward()');
  await page.find('#step-title');
  await page.press('Leave the lesson');
  await page.until('the lesson is left', async () => await title(page) === undefined);
  await page.press('Start the lesson (9 steps)');
  await page.find('#step-title');
});

scene('who leaves a lesson is told how to come back to what was there before', async (page) => {
  await page.open('?preset=worked');
  const before = await page.exact('getState');
  await page.press('Start the lesson (9 steps)');
  await page.find('#step-title');
  await page.until('its own numbers', async () => await page.exact('getState') !== before);
  await page.press('Leave the lesson');
  await page.notice(/Undo leads back/);
  // By key: the focus went to the lab, whose top may be all that is left of the window's.
  await page.chord([Key.CONTROL], 'z');
  await page.until('what was there', async () => await page.exact('getState') === before);
});

scene('a number is judged by the trace, shows its outcome, and Undo brings back what was there', async (page) => {
  await opened(page, '?lesson=attention');
  const before = await page.trace();
  assert.match(await page.text('.lesson-step'), /their score is 7\.18/);
  await type(page, 'seven');
  await page.until('it is no number', async () => /number is expected/.test(await said(page)));
  await type(page, '9');
  await page.until('it is too large', async () => /too large/.test(await said(page)));
  assert.deepEqual(await page.trace(), before, 'a wrong answer shows nothing');
  await type(page, '5,18');
  await page.until('it is right', async () => await said(page) === 'Right.');
  const { scores } = await page.trace();
  assert.ok(Math.abs(scores[0][4][1] - 5.18) < 1e-5);
  assert.equal(number(await page.text('.answered .place')), 5.18);
  assert.deepEqual(await page.run('return told'), [['step', { lesson: 'attention', step: 'dot', score: 0.5 }]]);
  await page.press('Undo');
  await page.until('undone', async () => (await page.state()).input.q[4][0] > 2.7);
  await page.press('Begin this step again').catch(() => {});
});

scene('a wrong choice says why it is wrong, at once', async (page) => {
  await opened(page, '?lesson=attention');
  await go(page, 2);
  await page.press('Check');
  await page.until('nothing is chosen', async () => /Choose a line/.test(await said(page)));
  await choose(page, 0);
  await page.until('why is said', async () => /nobody estimated/.test(await page.text('.choice-row.wrong')));
  await choose(page, 2);
  await page.until('it is right', async () => await said(page) === 'Right.');
  assert.match(await page.text('.choice-row.right'), /weighted mean/);
});

scene('cells are marked by keyboard alone', async (page) => {
  await opened(page, '?lesson=attention');
  await go(page, 4);
  await page.run('arguments[0].focus()', await page.find('#mark-0-0'));
  await page.keys(Key.SPACE);
  await page.keys(Key.ARROW_DOWN);
  await page.until('the focus walks', () => page.run('return document.activeElement.id === "mark-1-0"'));
  await page.keys(Key.ARROW_RIGHT);
  await page.until('the focus walks', () => page.run('return document.activeElement.id === "mark-1-1"'));
  await page.keys(Key.SPACE);
  await page.press('Check');
  await page.until('three are missing', async () => /3 missing, 0 too many/.test(await said(page)));
  for (const id of ['mark-1-2', 'mark-2-1', 'mark-2-2']) await (await page.find(`#${id}`)).click();
  await page.press('Check');
  await page.until('it is right', async () => await said(page) === 'Right.');
  assert.equal((await page.state()).input.q[1][2], 4);
});

scene('a goal is reached by the learner\'s hand, and the page says so', async (page) => {
  await opened(page, '?lesson=attention');
  await go(page, 9);
  await page.apply({ type: 'set-cell', matrix: 'q', row: 4, column: 0, value: 0 });
  assert.ok(!(await page.text('.goal.met')));
  await page.apply({ type: 'set-cell', matrix: 'q', row: 4, column: 1, value: 8 });
  await page.until('it is reached', () => page.text('.goal.met'));
  assert.match(await said(page), /Done/);
  const { weights } = await page.trace();
  assert.equal(number(await page.text('.goal.met + .answered .place')), Math.round(weights[0][4][2] * 100) / 100);
  assert.deepEqual(await page.run('return told'), [['step', { lesson: 'attention', step: 'steer', score: 1 }]]);
  // A key that was changed as well does not count.
  await page.press('Begin this step again');
});

scene('a hint, an answer shown and a goal reached for the learner count less', async (page) => {
  await opened(page, '?lesson=attention');
  await page.press('Give me a hint');
  await page.find('.hint');
  await type(page, '5.18');
  await page.until('half a point', async () => (await page.run('return told')).at(-1)?.[1].score === 0.5);
  await go(page, 5);
  await choose(page, 0);
  await page.press('Show the answer');
  await page.until('the answer is shown', () => page.text('.answered'));
  await page.press('Do it for me');
  await page.until('reached', () => page.text('.goal.met'));
  assert.equal((await page.run('return told')).at(-1)[1].score, 0);
});

scene('steps by keyboard, with the focus on their titles; the end says what it was worth', async (page) => {
  await opened(page, '?lesson=attention');
  const first = await title(page);
  await page.chord([Key.ALT], Key.PAGE_DOWN);
  await page.until('a step on', async () => await title(page) !== first);
  await page.until('the title has the focus', () => page.run('return document.activeElement.id === "step-title"'));
  await page.chord([Key.ALT], Key.PAGE_UP);
  await page.until('a step back', async () => await title(page) === first);
  for (let step = 1; step < 9; step += 1) await page.chord([Key.ALT], Key.PAGE_DOWN);
  await page.press('Finish');
  await page.until('the end', async () => /0 of 9 points/.test(await page.text('.lesson-step')));
  assert.deepEqual((await page.run('return told')).at(-1), ['completed', { lesson: 'attention', step: 'steer', score: 0 }]);
});

scene('progress is kept only where the learner wants it, and can be removed', async (page) => {
  await opened(page, '?lesson=attention');
  await type(page, '5.18');
  await page.until('it is right', async () => await said(page) === 'Right.');
  assert.equal(await page.run('return localStorage.length'), 0);
  await (await page.find('.keep input')).click();
  await page.until('it is kept', () => page.run('return localStorage.length === 1'));
  await go(page, 3);
  await opened(page, '?lesson=attention');
  assert.match(await title(page), /A mean of values/);
  assert.ok(await page.run('return document.querySelector(".lesson-steps .done") !== null'));
  await (await page.find('.keep input')).click();
  await page.until('it is removed', () => page.run('return localStorage.length === 0'));
  await opened(page, '?lesson=attention');
  assert.match(await title(page), /A question meets a label/);
});

scene('what the browser kept may be anything', async (page) => {
  await page.open();
  for (const kept of ['', '{', '[]', '{"lessons":{"attention":{"at":1e9}}}', '{"version":1,"lessons":{"attention":{"at":400,"steps":{"dot":[1]}}}}']) {
    await page.run('localStorage.setItem("attention-playground.lessons", arguments[0])', kept);
    await opened(page, '?lesson=attention');
  }
  await page.run('localStorage.clear()');
});

scene('the language changes in the middle of a step', async (page) => {
  await opened(page, '?lesson=attention');
  await go(page, 2);
  await choose(page, 2);
  await page.run(`const list = document.querySelector('select.language'); list.value = 'de';
    list.dispatchEvent(new Event('change', { bubbles: true }));`);
  await page.until('it speaks German', async () => /Was 0\.80 bedeutet/.test(await title(page)));
  assert.match(await page.text('.choice-row.right'), /gewichtetes Mittel/);
  assert.equal(await page.run('return document.querySelector(".tutor").lang'), 'de');
});

scene('an unknown lesson is told', async (page) => {
  await page.open('?lesson=poetry');
  await page.notice(/^lesson: .poetry. is no lesson; these are: attention/);
});

scene('so is a lesson that does not come', async (page) => {
  const end = await page.openWithoutKept();
  try {
    page.expected = [/ERR_BLOCKED_BY_CLIENT/];
    await page.browser.block(page.driver, ['*/lessons/*']);
    await page.press('Start the lesson (9 steps)');
    await page.notice(/could not be fetched/);
    await page.browser.block(page.driver, []);
    assert.equal(await address(page), null);
  } finally {
    await end();
  }
}, 'block', 'preload');

for (const lesson of ['attention', 'scaling', 'order']) {
  scene(`the lesson ${lesson} from its first step to its end`, async (page) => {
    await opened(page, `?lesson=${lesson}&lang=en`);
    const count = await page.run('return document.querySelectorAll(".lesson-steps li").length');
    for (let step = 1; step <= count; step += 1) {
      const shown = await page.text('.lesson-step');
      assert.doesNotMatch(shown, /NaN|\?\s*\?|undefined/);
      assert.ok(!(await page.run('return [...document.querySelectorAll(".place")].some((p) => p.textContent === "?")')), shown);
      const before = await title(page);
      await page.press(step < count ? 'Next' : 'Finish');
      await page.until('a step on', async () => await title(page) !== before);
    }
    assert.equal((await page.run('return told')).at(-1)[0], 'completed');
  });
}

for (const theme of ['light', 'dark']) {
  for (const width of [320, 1440]) {
    scene(`axe finds nothing in a lesson, ${theme}, ${width} pixels wide`, async (page) => {
      await page.size(width, 900);
      for (const step of [1, 2, 4, 5]) {
        await opened(page, `?lesson=attention&theme=${theme}`);
        if (step > 1) await go(page, step);
        await page.run(axe);
        const found = await page.run(`return (await axe.run(document, { resultTypes: ['violations'], preload: false })).violations
          .map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.target.join(' ') + ' ' + node.any.concat(node.all)[0]?.message).join('; '))`);
        assert.deepEqual(found, []);
        assert.ok(await page.run('return document.documentElement.scrollWidth <= innerWidth'), 'nothing is wider than the window');
      }
    }, 'viewport');
  }
}
