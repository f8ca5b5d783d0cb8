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
    capabilities: (folder) => ({
      'goog:loggingPrefs': { browser: 'ALL' },
      'goog:chromeOptions': {
        binary: variable('CHROME_BIN'),
        args: [
          '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
          '--disable-background-networking', '--disable-component-update', '--disable-sync',
        ],
        prefs: { 'download.default_directory': folder, 'download.prompt_for_download': false },
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
    async allowClipboard(driver) {
      await driver.sendDevToolsCommand('Browser.grantPermissions', {
        permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'],
      });
    },
  },
};

// Starts the browser of E2E_BROWSER. `end` closes it and removes what it left.
export async function start() {
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
      .withCapabilities({ browserName: browser.name, ...browser.capabilities(downloads) })
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
