// Counts the page's frames while the Cost lab measures: node frames.mjs BASE LARGEST, where LARGEST is the most tokens. JSON
// on standard output: {"browser", "largest", "idle": [gap, ...], "measuring": [gap, ...]}, gaps in milliseconds.
import { By } from '../../tests/e2e/node_modules/selenium-webdriver/index.js';
import { start } from '../../tests/e2e/driver.mjs';

// Notes the gaps between frames from now on, in window.gaps.
const NOTE = `window.gaps = [];
  let last;
  const frame = (now) => {
    if (last !== undefined) gaps.push(now - last);
    last = now;
    window.noting = requestAnimationFrame(frame);
  };
  cancelAnimationFrame(window.noting);
  window.noting = requestAnimationFrame(frame);`;
const IDLE = 3000; // milliseconds

async function main(base, largest) {
  const session = await start();
  const { driver } = session;
  try {
    await driver.get(new URL('?lab=cost', base).href);
    const ready = 'return Boolean(window.attentionPlayground && document.querySelector(".cost-run button"))';
    await driver.wait(() => driver.executeScript(ready), 10_000, 'the lab is not there');
    await driver.executeScript('return attentionPlayground.apply({ type: "set-labs", labs: { cost: { largest: arguments[0] } } })', largest);
    await driver.executeScript(NOTE);
    await new Promise((done) => setTimeout(done, IDLE));
    const idle = await driver.executeScript('return gaps');
    await driver.executeScript(NOTE);
    await driver.findElement(By.css('.cost-run button')).click();
    const done = 'return !document.querySelector(".cost-run progress") && Boolean(document.querySelector(".cost-table td"))';
    await driver.wait(() => driver.executeScript(done), 300_000, 'the lab did not come to its end');
    const measuring = await driver.executeScript('return gaps');
    const capabilities = await driver.getCapabilities();
    console.log(JSON.stringify({ browser: `Chromium ${capabilities.getBrowserVersion()}`, largest, idle, measuring }));
  } finally {
    await session.end();
  }
}

await main(process.argv[2], Number(process.argv[3]));
