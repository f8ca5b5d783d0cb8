// Starts the browser that E2E_BROWSER names. Everything goes through plain W3C WebDriver, with the driver named explicitly;
// each browser has a file in browsers/, which holds
//   name, program(), flags(port), capabilities(downloads, language)   how to start it;
//   surroundings(downloads)   what must stand before the driver: `{ environment, end }`;
//   ready(driver)    what is to be done first in a session;
//   place(width, height)   where on the display a window of this size has to be;
// and, of the ABILITIES, those that its driver has, as functions of the driver.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder } from 'selenium-webdriver';
import { DriverService } from 'selenium-webdriver/remote/index.js';
import { chromium } from './browsers/chromium.mjs';
import { firefox } from './browsers/firefox.mjs';
import { webkitgtk } from './browsers/webkitgtk.mjs';

const BROWSERS = { chromium, firefox, webkitgtk };

const NAME = process.env.E2E_BROWSER ?? 'chromium';

// What only some drivers can do, in words that follow "cannot". A test says what it needs, and is skipped by name, with
// these words, where the driver lacks it.
export const ABILITIES = {
  // complaints(driver): what the console said since the last call, warnings and errors alone.
  complaints: 'tell what the console said',
  // preload(driver, source): runs `source` in every document to come, before its own scripts. Gives back how to end that.
  preload: 'run scripts before the page\'s own',
  // viewport(driver, width, height, scale = 1): narrower than a desktop's window can be made, or magnified.
  viewport: 'show the page narrower than a window can be, or magnified',
  // calm(driver, on): as if the system's user wanted less motion, or no longer.
  calm: 'ask for less motion',
  // block(driver, urls): requests whose address fits a pattern (with *) get no answer; those of no pattern do again.
  block: 'keep a request from its answer',
  // No function: `capabilities` heeds the language.
  language: 'prefer another language than English',
  // allowClipboard(driver): the page may write to the clipboard without a click that asks for it.
  allowClipboard: 'let a page write to the clipboard unasked',
  // No function: the sum of a module that is imported is checked; a file that is not as its headers say is refused.
  integrity: 'check the sum of a module that is imported',
  headers: 'refuse a file that is not as its headers say',
  // No function: the driver names the cell of a grid by what is in it.
  namesCells: 'name a cell by what is in it',
  // No function: `sendDevToolsCommand` speaks Chromium's own protocol.
  devtools: 'take the pictures that looks/ keeps, or trace what is laid out',
};

function chosen() {
  const browser = BROWSERS[NAME];
  if (!browser) throw new Error(`E2E_BROWSER: ${NAME} is none of ${Object.keys(BROWSERS).join(', ')}`);
  return browser;
}

// Why a test that needs these abilities cannot run here; undefined where it can.
export function lacking(needs) {
  const unknown = needs.find((need) => !Object.hasOwn(ABILITIES, need));
  if (unknown) throw new Error(`${unknown} is no ability; they are ${Object.keys(ABILITIES).join(', ')}`);
  const missing = needs.filter((need) => !chosen()[need]);
  return missing.length > 0 ? `the driver of ${NAME} cannot ${missing.map((need) => ABILITIES[need]).join('; ')}` : undefined;
}

// Starts the browser of E2E_BROWSER. `end` closes it and removes what it left. The page speaks the language that the
// browser's user prefers, so that has to be said; a machine's own would make the tests depend on it.
export async function start(language = 'en-US') {
  const browser = chosen();
  const downloads = mkdtempSync(join(tmpdir(), 'attention-playground-'));
  const surroundings = await browser.surroundings?.(downloads);
  const port = await freePort();
  const service = new DriverService(browser.program(),
    { loopback: true, port, args: browser.flags(port), env: surroundings?.environment });
  let driver = null;
  const end = async () => {
    await driver?.quit().catch(() => {});
    await service.kill();
    await surroundings?.end();
    rmSync(downloads, { recursive: true, force: true });
  };
  try {
    driver = await new Builder()
      .disableEnvironmentOverrides()
      .forBrowser(browser.name)
      .usingServer(await service.start())
      .withCapabilities({ browserName: browser.name, ...browser.capabilities(downloads, language) })
      .build();
    await driver.manage().setTimeouts({ script: 30_000, pageLoad: 30_000 });
    await browser.ready?.(driver);
    return { browser, driver, downloads, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
