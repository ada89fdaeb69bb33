// Pictures for people to look at; no test compares them.

import { join } from 'node:path';
import { screens } from './places.mjs';

/** Saves the whole page as `target/screens/NAME.png`; the name may have folders. */
export function picture(page, name) {
  return page.screenshot({ path: join(screens, `${name}.png`), fullPage: true });
}
