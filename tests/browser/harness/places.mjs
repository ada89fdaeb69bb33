// Where things are: given by `cargo xtask`, guessed for a flow run by hand.

import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const here = fileURLToPath(new URL('..', import.meta.url));
const target = process.env.CONOCELES_TARGET ?? join(here, '../../target');

/** The program under test. */
export const program = process.env.CONOCELES_PROGRAM ?? join(target, 'debug/conoceles');
/** Reports of the flows. */
export const reports = join(target, 'browser');
/** Pictures to be looked at. */
export const screens = join(target, 'screens');
/** The system's Chromium. */
export const chromiumPath = process.env.CONOCELES_CHROMIUM ?? '/usr/bin/chromium';
