// Using a page with the keyboard alone, as somebody does who sees the focus.

import assert from 'node:assert/strict';
import { protocol } from './protocol.mjs';

/** More stops than any page of ours may have. */
const LIMIT = 300;
/** More stops than a control for a date with its hour has. */
const PARTS_OF_A_DATE = 9;
const DATES = ['Date', 'DateTime'];

/**
 * What has the focus, by the browser's accessibility tree: `{ role, name, node, fault }`. `fault` says why somebody
 * would not see it; it is null where the page itself has the focus.
 */
export async function focused(page) {
  const session = await protocol(page);
  const { result } = await session.send('Runtime.evaluate', { expression: 'document.activeElement' });
  const { objectId } = result;
  const [{ nodes }, fault] = await Promise.all([
    session.send('Accessibility.getPartialAXTree', { objectId, fetchRelatives: false }),
    ask(session, objectId, faultOfFocus),
  ]);
  const [{ role, name, backendDOMNodeId }] = nodes;
  return { role: role?.value ?? '', name: name?.value ?? '', node: backendDOMNodeId, fault };
}

/**
 * Presses Tab until the element of this accessible name has the focus. Every
 * stop on the way must show its focus inside the window.
 *
 * @param name a string (the whole name) or a regular expression
 * @param options.role the accessible role, where the name alone could be another's
 * @param options.backwards goes with Shift
 * @returns the stops on the way, the last one included
 */
export async function tabTo(page, name, options = {}) {
  const { role, backwards = false } = options;
  const stops = [];
  let within = 0;
  while (stops.length < LIMIT) {
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
    const stop = await focused(page);
    // A date is one control with a stop for its day, its month, its year and its calendar.
    if (DATES.includes(stop.role) && stops.at(-1)?.node === stop.node && ++within < PARTS_OF_A_DATE) continue;
    within = 0;
    if (stops.some((earlier) => earlier.node === stop.node)) break;
    stops.push(stop);
    // Between its last element and its first, the page itself has the focus.
    if (stop.fault === null) continue;
    assert.equal(stop.fault, '', `${stop.role} "${stop.name}" has the focus: ${stop.fault}`);
    if (isNamed(stop.name, name) && (!role || stop.role === role)) return stops;
  }
  const way = stops.map((stop) => `${stop.role} "${stop.name}"`).join(', ');
  assert.fail(`Tab never reached ${role ?? 'anything'} named ${name}; it passed: ${way}`);
}

function isNamed(actual, wanted) {
  return wanted instanceof RegExp ? wanted.test(actual) : actual === wanted;
}

/**
 * Runs in the page with `this` the focused element. The ring may be drawn by
 * the element, its label, or the neighbour that stands for it.
 */
function faultOfFocus() {
  if (this === document.body || this === document.documentElement) return null;
  const ring = (element) => {
    const style = getComputedStyle(element);
    const hasOutline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return hasOutline || style.boxShadow !== 'none';
  };
  const bearers = [this, ...(this.labels ?? []), this.nextElementSibling].filter(Boolean);
  const bearer = bearers.find(ring);
  if (!bearer) return 'nothing shows it';
  const box = bearer.getBoundingClientRect();
  const isInside =
    box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  if (!isInside) return 'it is outside the window';
  const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [x, y]));
  const isUncovered = points.some(([x, y]) => {
    const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return top && (bearer.contains(top) || top.contains(bearer));
  });
  return isUncovered ? '' : 'something covers it';
}

/** Runs the function in the page with `this` the object. */
async function ask(session, objectId, question) {
  const { result } = await session.send('Runtime.callFunctionOn', {
    objectId,
    functionDeclaration: question.toString(),
    returnByValue: true,
  });
  return result.value;
}
