// Chromium by chromedriver. What WebDriver has no word for goes through its own DevTools protocol.
import { variable } from './variable.mjs';

export const chromium = {
  name: 'chrome',
  namesCells: true,
  integrity: true,
  headers: true,
  program: () => variable('CHROMEDRIVER'),
  flags: (port) => [`--port=${port}`],
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
  devtools: true,
  language: true,
  async complaints(driver) {
    const entries = await driver.manage().logs().get('browser');
    return entries.filter((entry) => entry.level.value >= 900).map((entry) => entry.message);
  },
  async preload(driver, source) {
    const added = await driver.sendAndGetDevToolsCommand('Page.addScriptToEvaluateOnNewDocument', { source });
    return () => driver.sendDevToolsCommand('Page.removeScriptToEvaluateOnNewDocument', added);
  },
  async viewport(driver, width, height, scale = 1) {
    const metrics = { width, height, deviceScaleFactor: scale, mobile: false };
    await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', metrics);
  },
  async calm(driver, on) {
    const features = [{ name: 'prefers-reduced-motion', value: on ? 'reduce' : '' }];
    await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features });
  },
  async block(driver, urls) {
    await driver.sendDevToolsCommand('Network.enable', {});
    await driver.sendDevToolsCommand('Network.setBlockedURLs', { urls });
  },
  async allowClipboard(driver) {
    await driver.sendDevToolsCommand('Browser.grantPermissions', {
      permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'],
    });
  },
};
