// The strings of the page by language, as static/lang has them.
import { readFileSync } from 'node:fs';

const LANG = new URL('../../static/lang/', import.meta.url);

export const fileOf = (language) => readFileSync(new URL(`${language}.ftl`, LANG), 'utf8');

// By key, in the order of the file; `group` is the heading that a message stands under.
export function messages(language) {
  const found = new Map();
  let group = '';
  for (const line of fileOf(language).split('\n')) {
    if (line.startsWith('##')) group = line.slice(2).trim();
    const [, key, text] = line.match(/^([\w-]+) = (.*)$/) ?? [];
    if (key) found.set(key, { text: text.trim(), group });
  }
  return found;
}

// All that is to be seen or heard: texts, names, titles and descriptions. Formulae are the same in every language; what
// is said in symbols alone has no letters of one.
export const WORDS = `
  const words = new Set(), add = (text) => { text = (text ?? '').replace(/\\s+/g, ' ').trim(); if (/\\p{L}{2}/u.test(text)) words.add(text); };
  const isShown = (node) => node.checkVisibility({ visibilityProperty: true }) || node.closest('select')?.checkVisibility() || node.closest('[aria-live], [role=status], [role=alert]');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.matches('script, style, noscript, math *') && isShown(parent)) add(walker.currentNode.data);
  }
  for (const node of document.querySelectorAll('[aria-label], [title], [aria-description], [aria-valuetext], [aria-roledescription], [placeholder], [alt]')) {
    if (!isShown(node)) continue;
    for (const name of ['aria-label', 'title', 'aria-description', 'aria-valuetext', 'aria-roledescription', 'placeholder', 'alt']) add(node.getAttribute(name));
  }
  add(document.title);
  return [...words];`;

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const pattern = (text) => new RegExp(`^${text.split(/\{ \$\w+ \}/).map(escaped).join('.*')}$`, 'su');

// Which of the words are a message of one language that the other says otherwise. A message that names columns is several.
export function untranslated(words, from = 'en', to = 'de') {
  const [theirs, ours] = [messages(from), messages(to)];
  const parts = (text) => text.split(' | ');
  const said = new Set([...ours.values()].flatMap(({ text }) => parts(text)));
  const spoken = [...ours.values()].map(({ text }) => text).filter((text) => text.includes('{ $')).map(pattern);
  const suspects = [];
  for (const [key, { text }] of theirs) {
    // What is only a place for others' words has none of its own.
    // Each language calls itself what it is called.
    if (key === 'own-name' || !/\p{L}{2}/u.test(text.replace(/\{ \$\w+ \}/g, ''))) continue;
    for (const part of parts(text)) if (!said.has(part)) suspects.push([key, pattern(part)]);
  }
  return words.filter((word) => !said.has(word)).flatMap((word) => suspects.filter(([, is]) => is.test(word) && !spoken.some((own) => own.test(word)))
    .map(([key]) => `${key}: ${word}`));
}
