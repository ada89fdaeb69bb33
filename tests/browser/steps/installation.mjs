// A demonstration's data served as an institute serves its own, with backups that are encrypted for its key.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../harness/places.mjs';
import { start } from '../harness/program.mjs';
import { fill } from './demonstration.mjs';
import { expectHeading } from './people.mjs';

/** Fills a data folder, says where its backups go and serves it. */
export async function backedUp(profile) {
  const folder = await mkdtemp(join(tmpdir(), 'conoceles-backed-up-'));
  const [data, key, backups] = ['datos', 'llave.txt', 'respaldos'].map((name) => join(folder, name));
  const { administrator, password } = await fill(profile, data);
  const run = (...args) => execFileSync(program, args, { encoding: 'utf8' });
  const recipient = run('respaldo', 'llaves', '--crear', key).match(/age1[a-z0-9]+/)[0];
  run('respaldo', 'configurar', '--datos', data, '--respaldos', backups, '--destinatario', recipient);
  const served = await start(['serve', '--datos', data, '--direccion', '127.0.0.1:{port}']);
  const stop = async () => {
    await served.stop();
    await rm(folder, { recursive: true, force: true });
  };
  /** The institute's own key opens a backup: a trial of it agrees with what was saved. */
  const tryWithKey = () => run('respaldo', 'ensayar', '--datos', data, '--identidad', key);
  return { address: served.address, administrator, password, stop, tryWithKey };
}

/** Makes a backup with a click and waits until it was tried. */
export async function backUp(hand, page, look) {
  await page.goto('/panel/operaciones');
  await expectHeading(page, 'Operación y respaldos');
  await settled(page, 0);
  await look(page, 'operaciones');
  const before = await page.locator('tbody tr').count();
  await hand.press(page, 'Respaldar ahora');
  await look(page, 'respaldando');
  await settled(page, before + 1);
  const newest = await page.locator('tbody tr').first().innerText();
  assert.match(newest, /Comprobado/);
  await look(page, 'respaldado');
}

/** Waits until no backup is being made and as many are kept; the page follows it by itself, or is asked for again. */
async function settled(page, kept) {
  for (let times = 0; times < 60; times += 1) {
    const isIdle = await page.getByRole('button', { name: 'Respaldar ahora' }).isVisible();
    if (isIdle && (await page.locator('tbody tr').count()) >= kept) return;
    await page.waitForTimeout(1000);
    await page.goto('/panel/operaciones');
  }
  assert.fail(`no backup was made: ${await page.locator('main').innerText()}`);
}
