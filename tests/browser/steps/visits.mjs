// Visits of one site by several people, each signed in once.

import { visit } from '../harness/visit.mjs';
import { signIn } from './people.mjs';

/**
 * `open(act)` is a stranger's visit; `as(login, act)` that of somebody whose cookies are kept for the next one.
 *
 * @param browser gives the one that was launched
 * @param site gives what is served: `{ address, password }`
 * @param way as `visit` takes it
 */
export function visiting(browser, hand, site, way) {
  const states = new Map();
  const open = (act, options = {}) => visit(browser(), { address: site().address, ...way, ...options }, act);
  const as = (login, act, password = site().password) =>
    open(async (page, context) => {
      if (!states.has(login)) {
        await signIn(hand, page, login, password);
        states.set(login, await context.storageState());
      }
      return act(page, context);
    }, { state: states.get(login) });
  return { open, as };
}
