// Who works for the institute: somebody invited, and what needs a second person of the administration.

import assert from 'node:assert/strict';
import { expectHeading, factOf, PHRASE } from './people.mjs';

const main = (page) => page.locator('main').innerText();

/** Invites somebody to a role of the institute; says how the account is used. */
export async function invite(hand, page, { holder, role }, look) {
  await page.goto('/panel/papeles');
  await look(page, 'papeles');
  await hand.follow(page, `Invitar a otra persona: ${role}`);
  await look(page, 'invitar');
  await hand.press(page, 'Crear la cuenta');
  await look(page, 'invitar-sin-nombre');
  await hand.fill(page, 'Nombre de la persona o área', holder);
  await hand.press(page, 'Crear la cuenta');
  await expectHeading(page, 'Cuenta lista para entregarse');
  await look(page, 'invitada');
  const code = (await main(page)).match(/\b(?:[2-9B-X]{4}-){3}[2-9B-X]{4}\b/)[0];
  return { login: await factOf(page, 'Usuario'), code, password: PHRASE };
}

/** Proposes that an administrator's account be closed. */
export async function proposeClosing(hand, page, holder, look) {
  await page.goto(`/panel/cuentas?q=${encodeURIComponent(holder)}&papel=administradora`);
  await hand.follow(page, holder);
  await hand.follow(page, 'Proponer su cierre a otra persona de la administración');
  await look(page, 'proponer-cierre');
  await hand.fill(page, 'Motivo', 'Dejó el instituto el 1 de abril');
  await hand.press(page, 'Proponerlo a otra persona');
  await look(page, 'papeles-con-propuesta');
  const row = page.locator('tbody tr', { hasText: holder }).first();
  await hand.follow(page, (await row.getByRole('link').first().innerText()).trim());
  await look(page, 'propuesta-de-cierre-propia');
}

/** The second person turns it down, with the reason. */
export async function turnDown(hand, page, holder, look) {
  await page.goto('/panel/papeles');
  const row = page.locator('tbody tr', { hasText: holder }).first();
  await hand.follow(page, (await row.getByRole('link').first().innerText()).trim());
  await look(page, 'propuesta-de-cierre');
  await hand.press(page, 'Rechazar la propuesta');
  await look(page, 'rechazo-de-cierre-sin-motivo');
  await hand.fill(page, 'Motivo del rechazo', 'Sigue en funciones');
  await hand.press(page, 'Rechazar la propuesta');
  assert.match(await main(page), /Rechazó la propuesta, con su motivo/);
  await look(page, 'cierre-rechazado');
}
