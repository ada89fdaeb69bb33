// Which pages were judged already. Two pages of the same elements, attributes and styles, in a window of the same
// width, differ for axe in nothing: the second is not asked about again within a run. What axe compares or measures
// is told too: labels that are alike, and targets that are too small.

import { createHash } from 'node:crypto';
import { judgedOn } from './axe.mjs';
import { isFirst } from './run.mjs';
import { runsScripts } from './visit.mjs';

/** Whether nobody of this run has looked at such a page yet; whoever is told so must look. */
export async function isNew(page) {
  const made = await page.evaluate(structure);
  // An entry of the written list speaks of an address, and must be met there.
  const judged = judgedOn(new URL(page.url()).pathname);
  const key = JSON.stringify([page.viewportSize().width, runsScripts(page), judged, made]);
  return isFirst(`seen-${createHash('sha256').update(key).digest('hex')}`);
}

/**
 * Runs in the page: everything that it is made of, save which words it says and where it leads. Of a text, only
 * whether there is any; of an id or the words of a label, which of the page's it is.
 */
function structure() {
  const IDS = ['id', 'for', 'headers', 'list', 'form', 'popovertarget', 'aria-labelledby', 'aria-describedby',
    'aria-controls', 'aria-owns', 'aria-details', 'aria-errormessage', 'aria-activedescendant', 'aria-flowto'];
  const LABELS = ['aria-label', 'alt', 'title', 'placeholder', 'aria-description', 'aria-roledescription'];
  const WORDS = ['value', 'name', 'src', 'srcset', 'action', 'formaction', 'href', 'datetime', 'download', 'nonce',
    'integrity', 'aria-valuetext'];
  const TARGETS = 'a, button, input, select, textarea, summary, [role], [tabindex]';
  const LEAST_TARGET = 24;
  /** Gives each different word its number, in the order of their appearance. */
  const numbering = () => {
    const known = new Map();
    return (word) => known.get(word) ?? known.set(word, known.size).size - 1;
  };
  const ids = new Map();
  for (const { id } of document.querySelectorAll('[id]')) if (!ids.has(id)) ids.set(id, ids.size);
  const label = numbering();
  const words = (text) => text.trim().replace(/\s+/g, ' ').toLowerCase();
  const some = (text) => (text.trim() ? 'some' : 'none');
  const named = (text) => text.split(/\s+/).filter(Boolean).map((id) => ids.get(id) ?? 'nobody').join();
  const labelled = (element, text) => [some(text), label(words(text)), words(element.textContent).includes(words(text))];
  const of = (element, { name, value }) => {
    if (name === 'aria-labelledby') {
      const texts = value.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '');
      return [named(value), labelled(element, texts.join(' '))];
    }
    if (IDS.includes(name)) return named(value);
    if (LABELS.includes(name)) return labelled(element, value);
    if (name === 'href' && value.startsWith('#')) return named(value.slice(1));
    if (['META', 'LINK'].includes(element.tagName)) {
      const isRead = element.rel === 'stylesheet' || element.httpEquiv || ['viewport', 'color-scheme'].includes(element.name);
      return isRead ? value : some(value);
    }
    // Styles may depend on a word of these, such as a state; not on a sentence.
    const isSentence = name.startsWith('data-') && !/^[a-zA-Z_-]{1,24}$/.test(value);
    return isSentence || WORDS.includes(name) ? some(value) : value;
  };
  const isLarge = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return Math.min(width, height) >= LEAST_TARGET;
  };
  const states = (element) => [
    element.matches(':checked'), element.matches(':disabled'), element === document.activeElement,
    'value' in element && some(String(element.value)), element.matches(TARGETS) && isLarge(element),
  ];
  const tell = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.parentNode.localName === 'style' ? node.data : node.data.trim() && 'some';
    if (node.nodeType !== Node.ELEMENT_NODE) return '';
    const attributes = [...node.attributes].map((each) => [each.name, of(node, each)]).sort();
    return [node.localName, attributes, states(node), [...node.childNodes].map(tell).filter(Boolean)];
  };
  return JSON.stringify([matchMedia('(prefers-color-scheme: dark)').matches, tell(document.documentElement)]);
}
