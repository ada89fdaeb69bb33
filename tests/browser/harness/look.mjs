// Looking at every page that a person meets, once per flow: a picture for people, and what WCAG asks for.

import { axe } from './axe.mjs';
import { picture } from './picture.mjs';
import { reflow } from './reflow.mjs';
import { isNew } from './seen.mjs';

/**
 * Gives `look(page, name)`, which looks once at each name. Words of another length may break a page otherwise, so
 * every page is reflowed; axe and the picture are for those that no flow of this run has met.
 *
 * @param flow folder of the pictures
 */
export function looking(flow) {
  const seen = new Set();
  return async (page, name) => {
    if (seen.has(name)) return;
    seen.add(name);
    const fresh = await isNew(page);
    if (fresh) await picture(page, `${flow}/${String(seen.size).padStart(2, '0')}-${name}`);
    await reflow(page);
    if (fresh) await axe(page);
  };
}
