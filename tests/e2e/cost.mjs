// The Cost lab with a small measurement: 16 to 256 tokens of width 16.
import { messages } from './catalogue.mjs';

const LONG = 120_000; // a busy machine measures slowly
const SMALL = { largest: 256, d: 16, chunk: 64, window: 16 };

export const said = (key, language = 'en') => messages(language).get(key).text;

// Its address; `query` begins with a question mark where there is any.
export function address(query = '', settings = SMALL) {
  const input = { kind: 'vectors', q: [[1]], k: [[1]], v: [[1]] };
  const document = { version: 1, lab: 'cost', tokens: ['a'], input, labs: { cost: settings } };
  return `${query}#json=${encodeURIComponent(JSON.stringify(document))}`;
}

export const status = (page) => page.text('.cost-status');

// Waits for the end of what is being measured.
export function finished(page, language = 'en') {
  const done = said('cost-finished', language);
  return page.driver.wait(async () => await status(page) === done, LONG, 'the lab did not come to its end');
}

export async function measure(page, language = 'en') {
  await page.press(said('cost-measure', language));
  await finished(page, language);
}
