// Accessibility by axe: WCAG 2.2 AA and best practice, with no rule disabled.
//
// What axe cannot decide by itself ("incomplete") must be judged by a person.
// A judged result is listed in `axe-incomplete.json` with the reason why it is
// no barrier; any other one fails.

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { here, reports } from './places.mjs';
import { withTimers } from './protocol.mjs';
import { none } from './verdict.mjs';
import { runsScripts } from './visit.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const listed = JSON.parse(readFileSync(join(here, 'axe-incomplete.json'), 'utf8'));

/**
 * Fails on any violation and on any incomplete result that nobody judged.
 *
 * @param page an open page, whether its visit runs scripts or not
 * @param accepted the judged results; the written list unless the harness tests itself
 * @returns the rules that were tried
 */
export async function axe(page, accepted = listed) {
  for (const entry of accepted) checkEntry(entry);
  const found = runsScripts(page) ? await ask(page) : await withTimers(page, () => ask(page));
  const path = new URL(page.url()).pathname;
  const unjudged = found.incomplete.filter((result) => {
    const entry = accepted.find((each) => isAbout(each, path, result));
    if (entry && accepted === listed) note(entry);
    return !entry;
  });
  none(found.violations.map(told), `axe found barriers on ${path}`);
  none(
    unjudged.map(told),
    `axe could not decide on ${path}; judge each result and list it in tests/browser/axe-incomplete.json`,
  );
  return found.tried;
}

/** In the page itself: a page of ours has no frames, in which axe would have to be as well. */
async function ask(page) {
  assert.equal(page.frames().length, 1, `${page.url()} has frames, which axe is not told to look into`);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  return page.evaluate(judge, TAGS);
}

/** Runs in the page. One entry per element: axe groups them by rule. */
async function judge(tags) {
  const found = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations', 'incomplete'] });
  const results = (rules) =>
    rules.flatMap((rule) =>
      rule.nodes.map((node) => ({
        rule: rule.id,
        target: node.target.flat().join(' '),
        why: [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; '),
      })),
    );
  const { passes, violations, incomplete, inapplicable } = found;
  return {
    violations: results(violations),
    incomplete: results(incomplete),
    tried: [...passes, ...violations, ...incomplete, ...inapplicable].map((rule) => rule.id),
  };
}

function told({ rule, target, why }) {
  return `${rule} at ${target}: ${why}`;
}

function checkEntry(entry) {
  for (const key of ['page', 'rule', 'target', 'reason']) {
    assert.ok(entry[key]?.trim(), `an accepted incomplete result lacks "${key}": ${JSON.stringify(entry)}`);
  }
}

/** `*` in an entry's page or target stands for anything, such as an id. */
function isAbout(entry, path, result) {
  return entry.rule === result.rule && fits(entry.page, path) && fits(entry.target, result.target);
}

function fits(pattern, text) {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 's').test(text);
}

/** `cargo xtask ci` refuses entries of the list that no flow needs any more. */
function note(entry) {
  mkdirSync(reports, { recursive: true });
  appendFileSync(join(reports, 'axe-incomplete-met.jsonl'), `${JSON.stringify(entry)}\n`);
}
