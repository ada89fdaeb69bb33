// A demonstration of one institute, filled and serving, for a flow.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../harness/program.mjs';

/** Starts it with few candidacies; says who administers it, everybody's password and whose term runs. */
export async function demonstration(profile, candidacies = 300) {
  const folder = await mkdtemp(join(tmpdir(), 'conoceles-demo-'));
  const args = ['demo', '--perfil', profile, '--candidaturas', String(candidacies)];
  const demo = await start([...args, '--datos', join(folder, 'datos'), '--puerto', '{port}']);
  const printed = demo.output();
  const administrator = printed.match(/^\s*(\S+)\s+Administración del sistema/m)?.[1];
  const password = printed.match(/contraseña de todos es\s+(\S+)/)?.[1];
  /** The key of a candidacy whose term runs: its person's login says it. */
  const running = printed.match(/^\s*candidatura\.(\S+)\s+Persona candidata/m)?.[1];
  assert.ok(administrator && password, `the demonstration names no administrator or password:\n${printed}`);
  const stop = async () => {
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { address: demo.address, administrator, password, running, stop };
}
