// WCAG 1.4.10: nothing is lost and nothing scrolls sideways on a narrow window
// or at 400 % zoom; nor on a tablet or a desk, where tables are widest.

import { protocol } from './protocol.mjs';
import { none } from './verdict.mjs';

const VIEWS = [
  { name: '1280 px', width: 1280, height: 800, scale: 1 },
  { name: '1024 px', width: 1024, height: 768, scale: 1 },
  { name: '320 px', width: 320, height: 640, scale: 1 },
  // What a window of 1280 × 1024 leaves at 400 %.
  { name: '400 % zoom', width: 320, height: 256, scale: 4 },
];

/** Fails if the page scrolls sideways, cuts text off or hides itself behind what sticks to the window. */
export async function reflow(page) {
  const session = await protocol(page);
  const show = (window) => session.send('Emulation.setDeviceMetricsOverride', { mobile: false, ...window });
  try {
    for (const { name, width, height, scale } of VIEWS) {
      await show({ width, height, deviceScaleFactor: scale });
      none(await page.evaluate(faults, width), `at ${name}, ${page.url()}`);
    }
  } finally {
    await show({ ...page.viewportSize(), deviceScaleFactor: 1 });
  }
}

/** Runs in the page. */
function faults(width) {
  if (innerWidth !== width) return [`the window is ${innerWidth} px wide, not ${width}`];
  const root = document.documentElement;
  const all = [...document.body.querySelectorAll('*')];
  const named = (element) => {
    const classes = [...element.classList].map((each) => `.${each}`).join('');
    const words = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);
    return `${element.localName}${element.id && `#${element.id}`}${classes} "${words}"`;
  };
  const scrollsInside = (element) => {
    for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(outer).overflowX)) return true;
    }
    return false;
  };
  const sticksOut = (element) =>
    element.getBoundingClientRect().right > root.clientWidth + 1 && !scrollsInside(element);
  const found = [];
  if (root.scrollWidth > root.clientWidth + 1) {
    const culprits = all.filter(sticksOut).filter((each) => ![...each.children].some(sticksOut));
    found.push(
      `scrolls sideways (${root.scrollWidth} px wide): ${culprits.slice(0, 5).map(named).join(', ')}`,
    );
  }
  for (const element of all) {
    const style = getComputedStyle(element);
    const cuts = ['hidden', 'clip'].includes(style.overflowX);
    // One pixel is how text for screen readers alone is kept out of sight.
    const isShown = element.clientWidth > 1 && element.clientHeight > 1 && element.checkVisibility();
    if (cuts && isShown && element.scrollWidth > element.clientWidth + 1 && element.innerText?.trim()) {
      found.push(`cuts off its text: ${named(element)}`);
    }
    const sticks = ['fixed', 'sticky'].includes(style.position);
    if (sticks && isShown && element.getBoundingClientRect().height > innerHeight / 2) {
      found.push(`sticks to the window and fills more than half of it: ${named(element)}`);
    }
  }
  return found;
}
