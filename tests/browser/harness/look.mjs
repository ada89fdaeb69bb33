// Looking at every page that a person meets, once per flow: a picture for people, and what WCAG asks for.

import { axe } from './axe.mjs';
import { picture } from './picture.mjs';
import { reflow } from './reflow.mjs';
import { visit } from './visit.mjs';

/**
 * Gives `look(page, name)`, which looks once at each name. Where no scripts run and axe needs them, it judges what
 * the page shows in a twin whose scripts are blocked: what answered a form, or is shown once, cannot be asked again.
 *
 * @param flow folder of the pictures
 * @param script as `visit` takes it
 */
export function looking(flow, script) {
  const seen = new Set();
  return async (page, name) => {
    if (seen.has(name)) return;
    seen.add(name);
    await picture(page, `${flow}/${String(seen.size).padStart(2, '0')}-${name}`);
    await reflow(page);
    if (script !== 'off') return axe(page);
    const { origin, pathname, search } = new URL(page.url());
    const state = await page.context().storageState();
    const html = await page.content();
    const isIt = (url) => url.pathname === pathname && url.search === search;
    await visit(browserOf(page), { address: origin, script: 'blocked', width: 360, state }, async (twin) => {
      await twin.route(isIt, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
      await twin.goto(pathname + search);
      await axe(twin);
    });
  };
}

const browserOf = (page) => page.context().browser();
