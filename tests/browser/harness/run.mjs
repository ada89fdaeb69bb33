// What the flows of one run share, each of them in a process of its own.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder of what they share, given by `cargo xtask`; a flow run by hand shares with nobody. */
export const run = process.env.CONOCELES_RUN ?? ownFolder();

function ownFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'conoceles-run-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Whether nobody of this run has asked this before. */
export function isFirst(name) {
  try {
    writeFileSync(join(run, name), '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}
