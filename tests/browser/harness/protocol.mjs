// The browser's own protocol, which works on a page whose scripts are off too.

const sessions = new WeakMap();

/** The page's session, opened once: a session of its own for each question costs more than the question. */
export function protocol(page) {
  if (!sessions.has(page)) sessions.set(page, page.context().newCDPSession(page));
  return sessions.get(page);
}

/**
 * Lets timers run while `act` does, on a page whose visit runs no scripts. The page's own scripts stay what they
 * were: the browser left them out when it read the page.
 */
export async function withTimers(page, act) {
  const session = await protocol(page);
  const forbid = (value) => session.send('Emulation.setScriptExecutionDisabled', { value });
  // The browser heeds a session that changes its own mind only, and forgets its word when it ends.
  await forbid(true);
  await forbid(false);
  try {
    return await act();
  } finally {
    await forbid(true);
  }
}
