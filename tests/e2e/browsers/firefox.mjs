// Firefox by geckodriver. What WebDriver has no word for goes through WebDriver BiDi, or is a preference, set from the
// browser's own context (for which geckodriver wants `--allow-system-access`).
import { variable } from './variable.mjs';

// What the console of a session said and nobody asked for yet.
const said = new WeakMap();

export const firefox = {
  name: 'firefox',
  namesCells: true,
  integrity: true,
  headers: true,
  program: () => variable('GECKODRIVER'),
  // Another port for BiDi than the fixed one: a file of tests may start two browsers.
  flags: (port) => [`--port=${port}`, '--websocket-port=0', '--allow-system-access'],
  capabilities: (folder, language) => ({
    webSocketUrl: true,
    'moz:firefoxOptions': {
      binary: variable('FIREFOX_BIN'),
      args: ['-headless'],
      prefs: {
        'intl.accept_languages': language,
        'browser.download.folderList': 2, 'browser.download.dir': folder, 'browser.download.useDownloadDir': true,
        'browser.download.always_ask_before_handling_new_types': false,
        'dom.events.testing.asyncClipboard': true,
      },
    },
  }),
  language: true,
  async ready(driver) {
    const entries = [];
    said.set(driver, entries);
    const bidi = await driver.getBidi();
    bidi.on('log.entryAdded', (entry) => entries.push(entry));
    await command(driver, 'session.subscribe', { events: ['log.entryAdded'] });
  },
  async complaints(driver) {
    // Events come in order: what was said before this answer has been heard.
    await command(driver, 'session.status', {});
    const entries = said.get(driver).splice(0);
    return entries.filter(({ level, text }) => (level === 'warn' || level === 'error') && !CUT_OFF.test(text))
      .map(({ text, stackTrace }) => `${stackTrace?.callFrames[0]?.url ?? ''} ${text}`.trim());
  },
  async preload(driver, source) {
    const { script } = await command(driver, 'script.addPreloadScript', { functionDeclaration: `() => { ${source} }` });
    return () => command(driver, 'script.removePreloadScript', { script });
  },
  async viewport(driver, width, height, scale = 1) {
    const context = await driver.getWindowHandle();
    await command(driver, 'browsingContext.setViewport', { context, viewport: { width, height }, devicePixelRatio: scale });
  },
  calm: (driver, on) => prefer(driver, 'ui.prefersReducedMotion', on ? 1 : 0),
  async block(driver, urls) {
    const bidi = await driver.getBidi();
    const old = blocking.get(driver);
    blocking.delete(driver);
    if (old) {
      await command(driver, 'network.removeIntercept', { intercept: old.intercept });
      bidi.off('network.beforeRequestSent', old.decide);
      await command(driver, 'session.unsubscribe', { events: ['network.beforeRequestSent'] });
    }
    if (urls.length === 0) return;
    const patterns = urls.map((url) => new RegExp(`^${url.split('*').map(escape).join('.*')}$`));
    const decide = ({ isBlocked, request }) => {
      if (!isBlocked) return;
      const verdict = patterns.some((pattern) => pattern.test(request.url)) ? 'failRequest' : 'continueRequest';
      command(driver, `network.${verdict}`, { request: request.request }).catch(() => {});
    };
    bidi.on('network.beforeRequestSent', decide);
    await command(driver, 'session.subscribe', { events: ['network.beforeRequestSent'] });
    const { intercept } = await command(driver, 'network.addIntercept', { phases: ['beforeRequestSent'] });
    blocking.set(driver, { intercept, decide });
  },
  // The preference above lets every page read and write.
  async allowClipboard() {},
};

// What Firefox has a page say that is left while something is on its way: a fetch, a font (NS_BINDING_ABORTED). A request
// that fails for good is seen in Chromium, which keeps silent about these.
const CUT_OFF = /NetworkError when attempting to fetch|download failed .*status=2152398850/;

// The interception of a session that blocks requests.
const blocking = new WeakMap();

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

async function command(driver, method, params) {
  const answer = await (await driver.getBidi()).send({ method, params });
  if (answer.type === 'error') throw new Error(`${method}: ${answer.error}: ${answer.message}`);
  return answer.result;
}

async function prefer(driver, name, value) {
  await driver.setContext('chrome');
  try {
    await driver.executeScript('Services.prefs.setIntPref(...arguments)', name, value);
  } finally {
    await driver.setContext('content');
  }
}
