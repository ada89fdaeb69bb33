// What validates: a stage that edits and approves, and one that claims, returns and approves.

import assert from 'node:assert/strict';
import { expectHeading, RESENT, send, text } from './people.mjs';

const unseen = async () => {};
const main = (page) => page.locator('main').innerText();

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
  assert.match(await main(page), /Validó el cuestionario/);
}

/** A stage that may edit changes one answer; its page then shows before and after. */
export async function edit(hand, page, name, look = unseen) {
  await hand.follow(page, 'Motivos');
  await look(page, 'modificar');
  await hand.fill(page, '¿Por qué quiere ocupar un cargo público?', text('escuchar y rendir cuentas'));
  await hand.press(page, 'Guardar y continuar');
  await openCase(hand, page, name);
  const shown = await main(page);
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
  assert.match(await main(page), /Devolvió el cuestionario con observaciones/);
}

/** Takes the case that is open. */
export async function claim(hand, page, look = unseen) {
  await hand.press(page, 'Tomar el caso');
  assert.match(await main(page), /Tomó el caso/);
  await look(page, 'caso-tomado');
}

/** Who captured finds the remark beside its question, corrects and sends again. */
export async function correct(hand, page, look = unseen) {
  assert.match(await main(page), /Tiene 1 observación por corregir/);
  await look(page, 'por-corregir');
  await hand.follow(page, 'Propuestas');
  await look(page, 'observada');
  assert.match(await main(page), /Quite la mención a otra candidatura/);
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

/** Chooses cases of the queue, reads what would be done and validates those that can be validated together. */
export async function approveTogether(hand, page, look = unseen) {
  await page.goto('/panel/validacion');
  await look(page, 'fila');
  const button = 'Revisar los elegidos para validarlos juntos';
  await hand.press(page, button);
  await look(page, 'juntos-sin-elegir');
  await page.goto('/panel/validacion');
  const names = await namesIn(page);
  const chosen = [...new Set(names)].filter((name) => names.indexOf(name) === names.lastIndexOf(name));
  assert.ok(chosen.length > 1, `the queue holds less than two people: ${names}`);
  for (const name of chosen) await hand.tick(page, `Elegir a ${name}`);
  await hand.press(page, button);
  const planned = await main(page);
  for (const name of chosen) assert.ok(planned.includes(name), planned);
  await look(page, 'juntos');
  const confirm = page.getByRole('button', { name: /^Validar (este caso|estos \d+ casos)$/ });
  const ready = await page.locator('input[name=confirmado]').count();
  await hand.press(page, (await confirm.innerText()).trim());
  assert.match(await main(page), ready === 1 ? /Se validó 1 caso/ : new RegExp(`Se validaron ${ready} casos`));
  await look(page, 'juntos-hecho');
  await page.goto('/panel/validacion');
  const left = await namesIn(page);
  assert.equal(names.length - left.length, ready);
}

async function namesIn(page) {
  const links = await page.locator('tbody tr').getByRole('link').allInnerTexts();
  return links.map((words) => words.trim());
}

/** Takes the first case of the queue that a party postulates; says whose it is and the party's key. */
export async function firstOfAParty(hand, page, parties) {
  await page.goto('/panel/validacion');
  for (const row of await page.locator('tbody tr').all()) {
    const party = (await row.locator('[data-columna="Postula"]').innerText()).trim().split(/\s/)[0].toLowerCase();
    if (!parties.includes(party)) continue;
    const name = (await row.getByRole('link').first().innerText()).trim();
    await hand.follow(page, name);
    await expectHeading(page, name);
    return { name, party };
  }
  return assert.fail(`no case is of a party: ${await main(page)}`);
}

/** Whoever was told opens the notification, finds what to correct and confirms the reading once. */
export async function acknowledge(hand, page, name, look = unseen) {
  await openNotification(hand, page, name, look);
  await look(page, 'notificacion');
  assert.match(await main(page), /Quite la mención a otra candidatura/);
  await hand.press(page, 'Confirmar que la leí');
  await look(page, 'notificacion-leida');
  assert.equal(await page.getByRole('button', { name: 'Confirmar que la leí' }).count(), 0);
}

/** Who decided in a party finds what was told of the own decision, and that it was read. */
export async function seeRead(page, name, look = unseen) {
  await page.goto('/panel/notificaciones?ver=propias');
  await look(page, 'notificaciones-propias');
  assert.match(await page.locator('tbody tr', { hasText: name }).first().innerText(), /Candidatura: leída el/);
}

/** Opens the latest notification about somebody. */
export async function openNotification(hand, page, name, look = unseen) {
  await page.goto('/panel/notificaciones');
  await look(page, 'notificaciones');
  const row = page.locator('tbody tr', { hasText: name }).first();
  await hand.follow(page, (await row.getByRole('link').first().innerText()).trim());
}

/** Every version of a questionnaire with who and why, and the decisions between them. */
export async function seeVersions(page, candidacy, look = unseen) {
  await page.goto(`${candidacy}/versiones`);
  await expectHeading(page, 'Versiones del cuestionario');
  assert.match(await main(page), /Devolvió/);
  await look(page, 'versiones');
}
