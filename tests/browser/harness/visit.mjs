// A browser and one person's visit in it. A visit ends in failure when the
// page reported an error or asked anything outside this machine.

import { chromium } from 'playwright-core';
import { chromiumPath } from './places.mjs';
import { none } from './verdict.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-proxy-server',
];

/** The system's Chromium without a window. Each launch has a fresh profile folder of its own. */
export function launch() {
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: FLAGS });
}

const scriptless = new WeakSet();

/** Whether the browser runs the scripts of the page's visit. */
export const runsScripts = (page) => !scriptless.has(page.context());

/**
 * One person's visit, with cookies of its own: `await visit(browser, { address }, async (page) => …)`.
 *
 * @param options.address where the program answers; `page.goto('/…')` goes on from it
 * @param options.script `'on'`, `'off'` (the browser runs none), or `'blocked'`: the page's own
 *   scripts are not delivered but the browser could run them
 * @param options.width, options.height of the window in CSS pixels
 * @param options.colorScheme `'light'` or `'dark'`
 * @param options.state cookies that `context.storageState()` gave before
 */
export async function visit(browser, options, act) {
  const { address, script = 'on', width = 1280, height = 800, colorScheme = 'light', state } = options;
  const context = await browser.newContext({
    baseURL: address,
    javaScriptEnabled: script !== 'off',
    viewport: { width, height },
    colorScheme,
    storageState: state,
    locale: 'es-MX',
    timezoneId: 'America/Mexico_City',
  });
  if (script === 'off') scriptless.add(context);
  try {
    const problems = watch(context);
    if (script === 'blocked') await blockScripts(context);
    const result = await act(await context.newPage(), context);
    none(problems, 'the page reported problems');
    return result;
  } finally {
    await context.close();
  }
}

async function blockScripts(context) {
  await context.route('**/*', (route) =>
    route.request().resourceType() === 'script' ? route.abort('blockedbyclient') : route.continue(),
  );
}

/** Collects what must not happen on any page while the context lives. */
function watch(context) {
  const problems = [];
  context.on('weberror', (event) => problems.push(`script error: ${event.error().message}`));
  context.on('console', (message) => {
    // An answer's status is judged below, where the kind of resource is known;
    // a script that this harness blocks is no mistake of the page.
    const expected = /^Failed to load resource: (the server responded|net::ERR_BLOCKED_BY_CLIENT)/;
    if (message.type() === 'error' && !expected.test(message.text())) {
      problems.push(`console: ${message.text()}`);
    }
  });
  context.on('request', (request) => {
    if (!isLocal(request.url())) problems.push(`asked another host: ${request.url()}`);
  });
  context.on('response', (response) => {
    // A page may well answer 404 or 422; a picture or style sheet may not.
    const isPart = response.request().resourceType() !== 'document';
    if (isPart && response.status() >= 400) {
      problems.push(`${response.status()} for ${response.url()}`);
    }
  });
  return problems;
}

function isLocal(url) {
  const { protocol, hostname } = new URL(url);
  if (!['http:', 'https:', 'ws:', 'wss:'].includes(protocol)) return true;
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
