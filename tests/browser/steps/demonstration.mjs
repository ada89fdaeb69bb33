// A demonstration of one institute, filled and serving, for a flow. Filling takes longer than anything else: the
// flows of a run fill one of each institute, and each flow has a copy of it to itself.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { start } from '../harness/program.mjs';
import { isFirst, run } from '../harness/run.mjs';

/** As few as have a candidacy for everybody who needs one that nobody touched, and two cases in a party's hands. */
const CANDIDACIES = 240;
const PATIENCE = 240_000;

const startIn = (profile, data) =>
  start(['demo', '--perfil', profile, '--candidaturas', String(CANDIDACIES), '--datos', data, '--puerto', '{port}']);

/** Serves a demonstration; says who administers it, everybody's password and whose term runs. */
export async function demonstration(profile) {
  const folder = await mkdtemp(join(tmpdir(), 'conoceles-demo-'));
  const data = join(folder, 'datos');
  const named = await fill(profile, data);
  const demo = await startIn(profile, data);
  const stop = async () => {
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { address: demo.address, ...named, stop };
}

/** Puts a filled demonstration into a folder that does not exist yet; says what it tells of its people. */
export async function fill(profile, data) {
  const model = join(run, `demo-${profile}`);
  if (isFirst(`demo-${profile}.begun`)) {
    const demo = await startIn(profile, `${model}.half`);
    await demo.stop();
    await writeFile(`${model}.txt`, demo.output());
    await rename(`${model}.half`, model);
  }
  const until = performance.now() + PATIENCE;
  while (!existsSync(model)) {
    assert.ok(performance.now() < until, `no demonstration of ${profile} was filled`);
    await pause(100);
  }
  await cp(model, data, { recursive: true });
  return people(await readFile(`${model}.txt`, 'utf8'));
}

function people(printed) {
  const administrator = printed.match(/^\s*(\S+)\s+Administración del sistema/m)?.[1];
  const password = printed.match(/contraseña de todos es\s+(\S+)/)?.[1];
  /** The key of a candidacy whose term runs: its person's login says it. */
  const running = printed.match(/^\s*candidatura\.(\S+)\s+Persona candidata/m)?.[1];
  assert.ok(administrator && password, `the demonstration names no administrator or password:\n${printed}`);
  return { administrator, password, running };
}
