// Tells the learning management system what the lesson tells the page: in SCORM 1.2 or 2004, whichever the system speaks.
(() => {
  'use strict';
  const lab = document.getElementById('lab');
  const began = Date.now();
  const [api, speaks] = find();
  if (!api) return; // Opened by itself: the lesson works all the same.

  // What each edition calls what we say.
  const edition = speaks === '1.2'
    ? {
      call: { begin: 'LMSInitialize', get: 'LMSGetValue', set: 'LMSSetValue', keep: 'LMSCommit', end: 'LMSFinish' },
      status: 'cmi.core.lesson_status', location: 'cmi.core.lesson_location', score: 'cmi.core.score', time: 'cmi.core.session_time', exit: 'cmi.core.exit',
      spent: (seconds) => [seconds / 3600, seconds / 60 % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':'),
    }
    : {
      call: { begin: 'Initialize', get: 'GetValue', set: 'SetValue', keep: 'Commit', end: 'Terminate' },
      status: 'cmi.completion_status', location: 'cmi.location', score: 'cmi.score', time: 'cmi.session_time', exit: 'cmi.exit',
      spent: (seconds) => `PT${Math.floor(seconds)}S`,
    };
  const call = (what, ...given) => String(api[edition.call[what]](...given));
  const set = (name, value) => call('set', name, String(value));

  if (call('begin', '') !== 'true') return;
  // What was once done stays done, however often the lesson is opened.
  let isDone = ['completed', 'passed'].includes(call('get', edition.status));
  if (!isDone) set(edition.status, 'incomplete');
  call('keep', '');

  lab.addEventListener('step', ({ detail }) => {
    set(edition.location, detail.step);
    call('keep', '');
  });
  lab.addEventListener('completed', ({ detail }) => {
    const best = isDone ? Number(call('get', `${edition.score}.raw`)) || 0 : 0;
    const raw = Math.round(detail.score * 100);
    if (raw >= best) {
      set(`${edition.score}.min`, 0);
      set(`${edition.score}.max`, 100);
      set(`${edition.score}.raw`, raw);
      if (speaks === '2004') set('cmi.score.scaled', raw / 100);
    }
    set(edition.location, detail.step);
    // A system with a mastery score makes “passed” or “failed” of it by itself.
    if (!isDone) set(edition.status, 'completed');
    isDone = true;
    call('keep', '');
  });

  let isOver = false;
  addEventListener('pagehide', () => {
    if (isOver) return;
    isOver = true;
    set(edition.time, edition.spent((Date.now() - began) / 1000));
    set(edition.exit, isDone ? (speaks === '1.2' ? '' : 'normal') : 'suspend');
    call('end', '');
  });

  // In a page around this one, or around the one that opened it; a page of another origin hides what it has.
  function find() {
    for (const start of [window, window.opener]) {
      for (let page = start, steps = 0; page && steps < 500; page = page === page.parent ? null : page.parent, steps += 1) {
        try {
          if (page.API_1484_11) return [page.API_1484_11, '2004'];
          if (page.API) return [page.API, '1.2'];
        } catch {
          break;
        }
      }
    }
    return [];
  }
})();
