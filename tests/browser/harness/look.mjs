// Looking at every page that a person meets, once per flow: a picture for people, and what WCAG asks for.

import { axe } from './axe.mjs';
import { picture } from './picture.mjs';
import { reflow } from './reflow.mjs';

/**
 * Gives `look(page, name)`, which looks once at each name.
 *
 * @param flow folder of the pictures
 */
export function looking(flow) {
  const seen = new Set();
  return async (page, name) => {
    if (seen.has(name)) return;
    seen.add(name);
    await picture(page, `${flow}/${String(seen.size).padStart(2, '0')}-${name}`);
    await reflow(page);
    await axe(page);
  };
}
