// One entry a browser. Everything goes through plain W3C WebDriver, with the driver named explicitly; what only some
// browsers can do (reading the console, scripts before the page's own) is an optional function of its entry.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder } from 'selenium-webdriver';
import { DriverService } from 'selenium-webdriver/remote/index.js';

const BROWSERS = {
  chromium: {
    name: 'chrome',
    program: () => variable('CHROMEDRIVER'),
    flags: (port) => [`--port=${port}`],
    // `language` is the one that the browser says its user prefers.
    capabilities: (folder, language) => ({
      'goog:loggingPrefs': { browser: 'ALL' },
      'goog:chromeOptions': {
        binary: variable('CHROME_BIN'),
        args: [
          '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
          '--disable-background-networking', '--disable-component-update', '--disable-sync', `--lang=${language}`,
        ],
        prefs: {
          'download.default_directory': folder, 'download.prompt_for_download': false, 'intl.accept_languages': language,
        },
      },
    }),
    // What the console said since the last call, warnings and errors alone.
    async complaints(driver) {
      const entries = await driver.manage().logs().get('browser');
      return entries.filter((entry) => entry.level.value >= 900).map((entry) => entry.message);
    },
    // Runs `source` in every document to come, before its own scripts. Gives back how to end that.
    async preload(driver, source) {
      const added = await driver.sendAndGetDevToolsCommand('Page.addScriptToEvaluateOnNewDocument', { source });
      return () => driver.sendDevToolsCommand('Page.removeScriptToEvaluateOnNewDocument', added);
    },
    // Narrower than a desktop window can be made.
    async viewport(driver, width, height) {
      const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
      await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', metrics);
    },
    // As if the system's user wanted less motion, or no longer.
    async calm(driver, on) {
      const features = [{ name: 'prefers-reduced-motion', value: on ? 'reduce' : '' }];
      await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features });
    },
    // Requests whose address fits a pattern (with *) get no answer; those of no pattern do again.
    async block(driver, urls) {
      await driver.sendDevToolsCommand('Network.enable', {});
      await driver.sendDevToolsCommand('Network.setBlockedURLs', { urls });
    },
    async allowClipboard(driver) {
      await driver.sendDevToolsCommand('Browser.grantPermissions', {
        permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'],
      });
    },
  },
};

// Starts the browser of E2E_BROWSER. `end` closes it and removes what it left. The page speaks the language that the
// browser's user prefers, so that has to be said; a machine's own would make the tests depend on it.
export async function start(language = 'en-US') {
  const name = process.env.E2E_BROWSER ?? 'chromium';
  const browser = BROWSERS[name];
  if (!browser) throw new Error(`E2E_BROWSER: ${name} is none of ${Object.keys(BROWSERS).join(', ')}`);
  const downloads = mkdtempSync(join(tmpdir(), 'attention-playground-'));
  const port = await freePort();
  const service = new DriverService(browser.program(), { loopback: true, port, args: browser.flags(port) });
  try {
    const driver = await new Builder()
      .disableEnvironmentOverrides()
      .forBrowser(browser.name)
      .usingServer(await service.start())
      .withCapabilities({ browserName: browser.name, ...browser.capabilities(downloads, language) })
      .build();
    await driver.manage().setTimeouts({ script: 10_000, pageLoad: 30_000 });
    return { browser, driver, downloads, end: () => end(driver, service, downloads) };
  } catch (error) {
    await end(null, service, downloads);
    throw error;
  }
}

async function end(driver, service, downloads) {
  await driver?.quit().catch(() => {});
  await service.kill();
  rmSync(downloads, { recursive: true, force: true });
}

function variable(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must name a program`);
  return value;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
