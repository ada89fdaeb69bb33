// What validates: a stage that edits and approves, and one that claims, returns and approves.

import assert from 'node:assert/strict';
import { expectHeading, RESENT, send, text } from './people.mjs';

const unseen = async () => {};

/** Opens a candidacy's case in the queue of the stage. */
export async function openCase(hand, page, name, look = unseen) {
  await page.goto(`/panel/validacion?q=${encodeURIComponent(name)}`);
  await look(page, 'fila');
  await hand.follow(page, name);
  await expectHeading(page, name);
  await look(page, 'caso');
}

/** Approves the case that is open. */
export async function approve(hand, page) {
  await hand.press(page, 'Validar');
  assert.match(await page.locator('main').innerText(), /Validó el cuestionario/);
}

/** A stage that may edit changes one answer; its page then shows before and after. */
export async function edit(hand, page, name, look = unseen) {
  await hand.follow(page, 'Motivos');
  await look(page, 'modificar');
  await hand.fill(page, '¿Por qué quiere ocupar un cargo público?', text('escuchar y rendir cuentas'));
  await hand.press(page, 'Guardar y continuar');
  await openCase(hand, page, name);
  const shown = await page.locator('main').innerText();
  assert.match(shown, /Modificación al validar/);
  assert.match(shown, /rendir cuentas/);
  await look(page, 'caso-modificado');
}

/** Returns the case that is open with a remark on the first proposal. */
export async function returnCase(hand, page, look = unseen) {
  // The remarks of a section are folded away until they are wanted.
  const folds = page.locator('summary', { hasText: 'Observar esta parte' });
  for (const fold of await folds.all()) await fold.press('Enter');
  await look(page, 'observar');
  await hand.choose(page, 'Observación a «Primera propuesta» (opcional)', GROUND);
  await hand.fill(page, 'Qué debe corregirse en «Primera propuesta» (opcional)', 'Quite la mención a otra candidatura.');
  await hand.press(page, 'Devolver con observaciones');
  assert.match(await page.locator('main').innerText(), /Devolvió el cuestionario con observaciones/);
}

/** Takes the case that is open. */
export async function claim(hand, page, look = unseen) {
  await hand.press(page, 'Tomar el caso');
  assert.match(await page.locator('main').innerText(), /Tomó el caso/);
  await look(page, 'caso-tomado');
}

/** Who captured finds the remark beside its question, corrects and sends again. */
export async function correct(hand, page, look = unseen) {
  assert.match(await page.locator('main').innerText(), /Tiene 1 observación por corregir/);
  await look(page, 'por-corregir');
  await hand.follow(page, 'Propuestas');
  await look(page, 'observada');
  assert.match(await page.locator('main').innerText(), /Quite la mención a otra candidatura/);
  await hand.fill(page, 'Primera propuesta', text('agua limpia en cada colonia y en cada escuela'));
  await hand.press(page, 'Guardar y continuar');
  await expectHeading(page, 'Fotografía');
  await hand.press(page, 'Guardar y continuar');
  await expectHeading(page, 'Para aclaraciones');
  await hand.press(page, 'Guardar y continuar');
  await send(hand, page, unseen, RESENT);
}

/** A ground of the catalogue of both institutes. */
export const GROUND = 'Menciones de otro partido o de otra candidatura';
